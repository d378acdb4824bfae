//! A world file as it is written, before anything in it is checked against the rest.

use serde::Deserialize;
use toml::Spanned;
use uuid::Uuid;

use partner_center_model::cloud::Cloud;

use crate::{
    account::{AccountType, App, Environment, Quotas, Role},
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
    pub(super) quotas: Option<Quotas>,
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
