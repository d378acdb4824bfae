//! A customer as one account sees it: the wire resource, and what the account knows beside it.

use backlot_store::{Index, Key, Member, Root, Set};
use jiff::Timestamp;
use partner_center_model::{customers::Customer, ids::CustomerId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::records::{Record, Stored};

/// A customer as one account sees it.
#[derive(Debug, Clone)]
pub(crate) struct CustomerRecord;

/// What is kept beside the resource.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomerOwn {
    /// When the tie was removed; the data stays, and a new relationship request brings it back.
    pub(crate) removed: Option<Timestamp>,
    /// The address did not check when the customer was made, and the sandbox therefore never deletes it.
    pub(crate) undeletable: bool,
    /// The tenant of the indirect reseller that the customer was made for.
    pub(crate) reseller: Option<Uuid>,
}

impl CustomerRecord {
    /// Where the account's view of a customer stands.
    pub(crate) fn key(account: Uuid, customer: CustomerId) -> Key {
        let customer = customer.to_string();
        Key::new(Root::customer(&account.to_string(), &customer), Self::KIND, customer)
    }

    /// The account's customers, by name.
    pub(crate) fn all(account: Uuid) -> Set {
        Set::new(Root::account(&account.to_string()), "customers")
    }
}

impl Record for CustomerRecord {
    const KIND: &'static str = "customer";
    type Body = Customer;
    type Own = CustomerOwn;

    fn index(stored: &Stored<Self>) -> Index {
        let name =
            stored.body.company_profile.as_ref().and_then(|profile| profile.company_name.clone()).unwrap_or_default();
        let account = Self::all(Uuid::nil());
        Index { sets: vec![Member::new(account, name.to_lowercase())], ..Index::default() }
    }
}
