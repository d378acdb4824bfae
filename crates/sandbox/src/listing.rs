//! The accounts as they are told to their owner, ids and secrets included: what a client's configuration needs.

use backlot_store::{Place, Range, Store, Tx};
use partner_center_model::cloud::Cloud;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    account::{Account, AccountType, App, Environment, Role, accounts},
    records,
    refusal::Failure,
};

/// An account, as `backlot accounts` prints it and world files state it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// The account's name within the world.
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
    /// The partner's domain.
    pub domain: String,
    /// The partner's id in the Microsoft Partner Network.
    pub mpn_id: String,
    /// Where the partner sells.
    pub country: String,
    /// The registered applications.
    pub apps: Vec<App>,
    /// The people.
    pub users: Vec<ListedUser>,
}

/// A person who may sign in.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedUser {
    /// The name to sign in with.
    pub user_principal_name: String,
    /// The password.
    pub password: String,
    /// What the person may do.
    pub roles: Vec<Role>,
}

impl From<Account> for Listing {
    fn from(account: Account) -> Self {
        let Account { name, account_type, environment, cloud, tenant_id, domain, mpn_id, country, apps, users, .. } =
            account;
        let users = users
            .into_iter()
            .map(|user| ListedUser {
                user_principal_name: user.user_principal_name,
                password: user.password,
                roles: user.roles,
            })
            .collect();
        Self { name, account_type, environment, cloud, tenant_id, domain, mpn_id, country, apps, users }
    }
}

/// Why the accounts cannot be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListingError {
    /// The store does not open.
    #[error(transparent)]
    Store(#[from] backlot_store::Error),
    /// What is stored does not read.
    #[error("an account does not read: {0}")]
    Account(String),
}

impl From<Failure> for ListingError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(error) => Self::Store(error),
            failure => Self::Account(format!("{failure:?}")),
        }
    }
}

/// The accounts of an open store, by name.
///
/// # Errors
///
/// If the store fails, or holds something else.
pub fn of(store: &Store) -> Result<Vec<Listing>, ListingError> {
    store.read_blocking(list)
}

/// The accounts of the store in this place, whether or not a server has it open.
///
/// # Errors
///
/// As [`of`], and if there is no store.
pub fn at(place: &Place) -> Result<Vec<Listing>, ListingError> {
    Store::peek(place, list)
}

fn list(tx: &mut Tx<'_>) -> Result<Vec<Listing>, ListingError> {
    let mut listings = Vec::new();
    for listed in tx.list(&accounts(), &Range::all())? {
        listings.push(records::parse::<Account>(&listed.document)?.body.into());
    }
    Ok(listings)
}
