//! Partner accounts, and who calls on behalf of one.

use backlot_store::{Index, Key, Root, Unique};
use partner_center_model::cloud::Cloud;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::records::{Record, Stored};

/// A partner tenant: what world files state and `backlot accounts` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Account {
    /// The account's name within the world, `direct-sandbox`.
    pub name: String,
    /// What kind of partner it is.
    #[serde(rename = "type")]
    pub account_type: AccountType,
    /// Production, or the integration sandbox.
    pub environment: Environment,
    /// The national cloud.
    pub cloud: Cloud,
    /// The partner's tenant.
    pub tenant_id: Uuid,
    /// The partner's domain, `direct.example`.
    pub domain: String,
    /// The partner's id in the Microsoft Partner Network: digits.
    pub mpn_id: String,
    /// Where the partner sells, ISO 3166-1 alpha-2.
    pub country: String,
    /// The partner's name, as others see it.
    pub company_name: String,
    /// The registered applications.
    pub apps: Vec<App>,
    /// The people.
    pub users: Vec<User>,
    /// The tenants of a provider's indirect resellers, or of a reseller's indirect providers.
    #[serde(default)]
    pub partners: Vec<Uuid>,
    /// Whether it is a domain registrar, which may add verified domains to its customers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub domain_registrar: bool,
    /// The limits of a sandbox account; a production account has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quotas: Option<Quotas>,
}

/// What kind of partner an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountType {
    /// Sells to customers, and is billed by Microsoft.
    DirectBill,
    /// Sells through indirect resellers.
    IndirectProvider,
    /// Sells what an indirect provider provides.
    IndirectReseller,
}

impl AccountType {
    /// The name used in world files and documents: `direct_bill`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DirectBill => "direct_bill",
            Self::IndirectProvider => "indirect_provider",
            Self::IndirectReseller => "indirect_reseller",
        }
    }
}

/// Where an account's customers live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Real customers.
    Production,
    /// The integration sandbox ("Testing in Production", TiP).
    Sandbox,
}

impl Environment {
    /// The name used in world files and documents: `sandbox`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        }
    }
}

/// A registered application.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct App {
    /// The application's id.
    pub client_id: Uuid,
    /// Its secret; a public client needs none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client_secret: String,
    /// Where people are sent back to who signed in by browser: these addresses exactly, those of one's own machine with
    /// any port.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<String>,
    /// Whether it signs people in without a secret, as programs do that cannot keep one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public_client: bool,
    /// Certificates in PEM, with whose keys it may sign instead of showing the secret.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
}

/// A person who may sign in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct User {
    /// The name to sign in with, `admin@direct.example`.
    pub user_principal_name: String,
    /// The password.
    pub password: String,
    /// What the person may do.
    pub roles: Vec<Role>,
    /// The person's id in the directory.
    pub object_id: Uuid,
    /// Sign-ins of this person at a smaller count than this are revoked, with all that came of them; see the world's
    /// `token_mark`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sessions_since: u64,
    /// This person's access tokens with a smaller count than this are expired; see the world's `token_mark`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tokens_since: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl User {
    /// Whether what came of a sign-in at this count was revoked later.
    pub(crate) fn has_lost(&self, mark: u64) -> bool {
        mark < self.sessions_since
    }
}

// Secrets stay out of logs: Debug prints names alone.
impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("user_principal_name", &self.user_principal_name)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

/// What a person may do in the partner account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Everything.
    GlobalAdmin,
    /// Everything for customers.
    AdminAgent,
    /// Sells.
    SalesAgent,
    /// Reads.
    HelpdeskAgent,
}

impl Role {
    /// The name used in world files and documents: `GlobalAdmin`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GlobalAdmin => "GlobalAdmin",
            Self::AdminAgent => "AdminAgent",
            Self::SalesAgent => "SalesAgent",
            Self::HelpdeskAgent => "HelpdeskAgent",
        }
    }
}

/// The limits of a sandbox account. Source: `test-and-debug`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Quotas {
    /// Customers of the account.
    pub customers: u32,
    /// Subscriptions of one customer that are neither deleted nor suspended.
    pub subscriptions_per_customer: u32,
    /// Licences of one subscription.
    pub licenses_per_subscription: u32,
    /// Reserved instances of one customer.
    pub reservations_per_customer: u32,
    /// Azure plans of the account; none unless the account is approved for them.
    pub azure_plans: u32,
    /// CSP Azure subscriptions of the account; none unless the account is approved for them.
    pub azure_subscriptions: u32,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            customers: 75,
            subscriptions_per_customer: 5,
            licenses_per_subscription: 25,
            reservations_per_customer: 2,
            azure_plans: 0,
            azure_subscriptions: 0,
        }
    }
}

impl Account {
    /// Where the account of this tenant stands.
    pub fn key(tenant_id: Uuid) -> Key {
        let id = tenant_id.to_string();
        Key::new(Root::account(&id), Self::KIND, id)
    }

    /// The person who signs in with this name, in any casing.
    pub(crate) fn user(&self, login: &str) -> Option<&User> {
        let folded = login.to_lowercase();
        self.users.iter().find(|user| user.user_principal_name.to_lowercase() == folded)
    }

    /// What the account's writes lock, and what its documents' keys begin with.
    pub fn root(&self) -> Root {
        Root::account(&self.tenant_id.to_string())
    }

    /// Whether this is a sandbox account.
    pub fn is_sandbox(&self) -> bool {
        self.environment == Environment::Sandbox
    }

    /// The scope in which MPN ids and domains are unique: an environment of a cloud.
    pub fn realm(&self) -> String {
        realm(self.cloud, self.environment)
    }
}

/// An environment of a cloud, as a word: nothing in one is known in another.
pub fn realm(cloud: Cloud, environment: Environment) -> String {
    format!("{}-{}", cloud.as_str(), environment.as_str())
}

impl Record for Account {
    const KIND: &'static str = "account";
    const OF_THE_WORLD: bool = true;
    type Body = Account;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        let account = &stored.body;
        let mut unique = vec![
            Unique::new("account-name", account.name.as_str()),
            Unique::new("account-domain", account.domain.to_lowercase()),
            Unique::new(format!("mpn-id/{}", account.realm()), account.mpn_id.as_str()),
        ];
        unique.extend(account.apps.iter().map(|app| Unique::new("app", app.client_id.to_string())));
        unique.extend(account.users.iter().map(|user| Unique::new("user", user.user_principal_name.to_lowercase())));
        Index { sets: vec![backlot_store::Member::new(accounts(), account.name.as_str())], unique, ..Index::default() }
    }
}

/// The set of every account, by name.
pub fn accounts() -> backlot_store::Set {
    backlot_store::Set::new(Root::world(), "accounts")
}

/// Who calls: an application of the account, alone or for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The application.
    pub app_id: Uuid,
    /// The person, with an app+user token.
    pub user: Option<User>,
}
