//! A customer's tenant: one, however many partners it is tied to.

use std::collections::BTreeSet;

use backlot_store::{Index, Key, Root, Unique};
use partner_center_model::{cloud::Cloud, customers::CustomerBillingProfile, ids::CustomerId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    account::{Account, Environment, realm},
    areas::domains,
    records::{Record, Records, Stored},
    refusal::Failure,
};

/// A tenant.
#[derive(Debug, Clone)]
pub(crate) struct TenantRecord;

/// A tenant. It is never answered: accounts see it as their customer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tenant {
    /// The tenant's id, which is the id of the customer in every account.
    pub(crate) id: Uuid,
    /// The cloud that it is in.
    pub(crate) cloud: Cloud,
    /// Where it was made: nothing of the sandbox is known in production, and the reverse.
    pub(crate) environment: Environment,
    /// Its initial domain.
    pub(crate) domain: String,
    /// The domains that were added to it as proven to be its own.
    #[serde(default)]
    pub(crate) verified_domains: Vec<String>,
    /// What the company is called.
    pub(crate) company_name: String,
    /// The number under which the company is registered.
    pub(crate) registration_number: Option<String>,
    /// How the company was billed when the tenant was made, without the people: what a partner sees that it becomes a
    /// customer of later, and that knows no more of it than its id.
    pub(crate) billing: CustomerBillingProfile,
    /// The accounts that it is a customer of now.
    pub(crate) accounts: BTreeSet<Uuid>,
}

impl TenantRecord {
    /// Where a tenant stands.
    pub(crate) fn key(id: CustomerId) -> Key {
        let id = id.to_string();
        Key::new(Root::tenant(&id), Self::KIND, id)
    }

    /// The scope in which domains are unique.
    pub(crate) fn domains(cloud: Cloud, environment: Environment) -> String {
        format!("domain/{}", realm(cloud, environment))
    }

    /// The tenant of this id, if `account` can know it: one of its own environment and cloud.
    pub(crate) fn known_to(
        records: &mut Records<'_, '_>,
        account: &Account,
        id: CustomerId,
    ) -> Result<Option<Stored<Self>>, Failure> {
        let tenant = records.find::<Self>(&Self::key(id))?;
        Ok(tenant.filter(|tenant| tenant.body.cloud == account.cloud && tenant.body.environment == account.environment))
    }

    /// Ties the tenant to the account; says whether it was not tied yet.
    pub(crate) fn tie(
        records: &mut Records<'_, '_>,
        tenant: &mut Stored<Self>,
        account: Uuid,
    ) -> Result<bool, Failure> {
        let new = tenant.body.accounts.insert(account);
        if new {
            records.save(tenant)?;
        }
        Ok(new)
    }

    /// Unties the tenant from the account; the tenant stays.
    pub(crate) fn untie(records: &mut Records<'_, '_>, id: CustomerId, account: Uuid) -> Result<(), Failure> {
        let Some(mut tenant) = records.find::<Self>(&Self::key(id))? else { return Ok(()) };
        if tenant.body.accounts.remove(&account) {
            records.save(&mut tenant)?;
        }
        Ok(())
    }

    /// Unties the tenant from the account; without a tie left, everything of the tenant goes, its domain among it.
    pub(crate) fn purge(records: &mut Records<'_, '_>, id: CustomerId, account: Uuid) -> Result<(), Failure> {
        let key = Self::key(id);
        let Some(mut tenant) = records.find::<Self>(&key)? else { return Ok(()) };
        tenant.body.accounts.remove(&account);
        if tenant.body.accounts.is_empty() {
            records.drop_root(&key.root)?;
            return Ok(());
        }
        records.save(&mut tenant)
    }
}

impl Record for TenantRecord {
    const KIND: &'static str = "tenant";
    type Body = Tenant;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        let Tenant { cloud, environment, domain, verified_domains, .. } = &stored.body;
        let scope = Self::domains(*cloud, *environment);
        let domains = std::iter::once(domain).chain(verified_domains);
        let unique = domains.map(|domain| Unique::new(scope.clone(), domains::fold(domain))).collect();
        Index { unique, ..Index::default() }
    }
}
