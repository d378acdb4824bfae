//! A customer as one account sees it: the wire resource, and what the account knows beside it.

use backlot_store::{Index, Key, Member, Root, Set};
use jiff::Timestamp;
use partner_center_model::{
    customers::{Customer, CustomerCompanyProfile},
    ids::CustomerId,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    areas::domains,
    chance::Chance,
    events::{Resource, Subject},
    records::{Record, Stored},
};

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
    /// Whether the customer has yet to accept the Microsoft Customer Agreement; nothing is sold to it until then.
    #[serde(default)]
    pub(crate) agreement_missing: bool,
    /// What the customer qualifies as, `Education`; some offers are for such customers alone.
    #[serde(default)]
    pub(crate) qualifications: Vec<String>,
}

impl CustomerRecord {
    /// The id of the customer that a call makes, if it makes one. It is known before the call has read anything, so that
    /// the call can begin with the roots of its new customer held.
    pub(crate) fn new_id(nonce: &[u8]) -> CustomerId {
        CustomerId(Chance::new(nonce, "customer").guid())
    }

    /// Where the account's view of a customer stands.
    pub(crate) fn key(account: Uuid, customer: CustomerId) -> Key {
        let customer = customer.to_string();
        Key::new(Root::customer(&account.to_string(), &customer), Self::KIND, customer)
    }

    /// The account's customers, by name. A removed one is none of them.
    pub(crate) fn all(account: Uuid) -> Set {
        by_name(Root::account(&account.to_string()))
    }

    /// The account's customers, by domain.
    pub(crate) fn by_domain(account: Uuid) -> Set {
        by_domain(Root::account(&account.to_string()))
    }

    /// Every customer that the account ever had, a removed one too; a deleted one is gone.
    pub(crate) fn ever(account: Uuid) -> Set {
        ever(Root::account(&account.to_string()))
    }
}

fn by_name(account: Root) -> Set {
    Set::new(account, "customers")
}

fn by_domain(account: Root) -> Set {
    Set::new(account, "customers-by-domain")
}

fn ever(account: Root) -> Set {
    Set::new(account, "customers-ever")
}

/// A company's name as lists sort it and filters compare it: letter by letter, so that what a name begins with folds to
/// what the folded name begins with.
pub(crate) fn fold_name(name: &str) -> String {
    name.trim().chars().flat_map(char::to_lowercase).collect()
}

/// The etag of a billing profile: the pages print 64-bit numbers that look like hashes. Two versions of one profile
/// never have the same one.
pub(crate) fn billing_etag(customer: Uuid, version: i64) -> String {
    // SplitMix64's mixing, which is a bijection.
    let (high, low) = customer.as_u64_pair();
    let mut mixed = (high ^ low).wrapping_add(version.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)).cast_signed().to_string()
}

impl Subject for CustomerRecord {
    fn resource(stored: &Stored<Self>) -> Resource {
        Resource::of("customer", &stored.key.id, format!("/customers/{}", stored.key.id))
    }
}

impl Record for CustomerRecord {
    const KIND: &'static str = "customer";
    type Body = Customer;
    type Own = CustomerOwn;

    fn index(stored: &Stored<Self>) -> Index {
        let Some(account) = stored.key.root.above() else { return Index::default() };
        let profile = stored.body.company_profile.as_ref();
        let name = profile.and_then(|profile| profile.company_name.as_deref()).unwrap_or_default();
        let domain = profile.and_then(|profile| profile.domain.as_deref()).unwrap_or_default();
        let mut sets = vec![Member::new(ever(account.clone()), fold_name(name))];
        if stored.own.removed.is_none() {
            sets.push(Member::new(by_name(account.clone()), fold_name(name)));
            sets.push(Member::new(by_domain(account), domains::fold(domain)));
        }
        Index { sets, ..Index::default() }
    }

    /// Source: `get-a-list-of-customers`, `get-a-customer-by-name`.
    fn brief(stored: &Stored<Self>) -> Option<Customer> {
        let Customer { id, company_profile, relationship_to_partner, links, attributes, .. } = stored.body.clone();
        let company_profile = company_profile.map(|profile| CustomerCompanyProfile {
            address: None,
            email: None,
            organization_registration_number: None,
            ..profile
        });
        Some(Customer { id, company_profile, relationship_to_partner, links, attributes, ..Customer::default() })
    }

    /// The billing profile has the etag of the version in which it changed last: whoever changes it takes the old one off.
    fn stamp(customer: &mut Customer, version: i64) {
        let id = customer.id.as_deref().and_then(|id| id.parse().ok()).unwrap_or_default();
        if let Some(attributes) = customer.billing_profile.as_mut().and_then(|profile| profile.attributes.as_mut()) {
            attributes.etag.get_or_insert_with(|| billing_etag(id, version));
        }
    }
}
