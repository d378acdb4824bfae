//! A world file as it is written, before anything in it is checked against the rest.

use serde::Deserialize;
use toml::Spanned;
use uuid::Uuid;

use partner_center_model::{
    billing::BillingCycleType,
    cloud::Cloud,
    ids::{CustomerId, OrderId},
    orders::OrderStatus,
};

use super::when::When;
use crate::{
    account::{AccountType, App, Environment, Quotas, Role},
    areas::orders::PlantedLine,
    settings::Settings,
};

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub(super) settings: Settings,
    pub(super) accounts: Vec<Spanned<AccountEntry>>,
}

/// `[[accounts]]`: what `backlot accounts --json` prints, and what belongs to the account.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AccountEntry {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) account_type: AccountType,
    pub(super) environment: Environment,
    pub(super) cloud: Cloud,
    pub(super) tenant_id: Uuid,
    pub(super) domain: String,
    pub(super) mpn_id: String,
    pub(super) country: String,
    /// The name where none is given.
    pub(super) company_name: Option<String>,
    pub(super) apps: Vec<App>,
    pub(super) users: Vec<UserEntry>,
    /// Names of accounts: a provider's resellers, or a reseller's providers. One side is enough.
    #[serde(default)]
    pub(super) partners: Vec<String>,
    #[serde(default)]
    pub(super) domain_registrar: bool,
    pub(super) quotas: Option<Quotas>,
    #[serde(default)]
    pub(super) customers: Vec<Spanned<CustomerEntry>>,
}

/// `[[accounts.customers]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CustomerEntry {
    pub(super) id: CustomerId,
    pub(super) domain: String,
    pub(super) company_name: String,
    pub(super) email: Option<String>,
    pub(super) organization_registration_number: Option<String>,
    #[serde(default = "culture")]
    pub(super) culture: String,
    #[serde(default = "language")]
    pub(super) language: String,
    pub(super) address: AddressEntry,
    /// The name of the account of the indirect reseller that it belongs to.
    pub(super) reseller: Option<String>,
    /// Whether the sandbox never deletes it, whatever its address is like.
    #[serde(default)]
    pub(super) undeletable: bool,
    /// Whether it has accepted the Microsoft Customer Agreement.
    #[serde(default = "yes")]
    pub(super) agreement: bool,
    #[serde(default)]
    pub(super) qualifications: Vec<String>,
    #[serde(default)]
    pub(super) orders: Vec<Spanned<OrderEntry>>,
}

/// The `address` of a customer, with the person that bills go to.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct AddressEntry {
    /// That of the account where none is given.
    pub(super) country: Option<String>,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) address_line1: String,
    pub(super) address_line2: Option<String>,
    pub(super) city: String,
    pub(super) state: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) phone_number: Option<String>,
}

/// `[[accounts.customers.orders]]`. Subscriptions belong to the lines that bought them.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OrderEntry {
    pub(super) id: Option<OrderId>,
    pub(super) alternate_id: Option<String>,
    pub(super) status: Option<OrderStatus>,
    /// When the world is planted, where nothing else is said.
    #[serde(default)]
    pub(super) placed: When,
    pub(super) billing_cycle: Option<BillingCycleType>,
    pub(super) lines: Vec<PlantedLine>,
}

fn culture() -> String {
    "en-US".to_owned()
}

fn language() -> String {
    "en".to_owned()
}

fn yes() -> bool {
    true
}

/// One of the `users` of an account.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct UserEntry {
    pub(super) user_principal_name: String,
    pub(super) password: String,
    pub(super) roles: Vec<Role>,
    /// Derived from the name where none is given.
    pub(super) object_id: Option<Uuid>,
}

// Passwords stay out of logs.
impl std::fmt::Debug for UserEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserEntry").field("user_principal_name", &self.user_principal_name).finish_non_exhaustive()
    }
}
