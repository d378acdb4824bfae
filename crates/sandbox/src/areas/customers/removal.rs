//! The end of a relationship: the deletion of a sandbox customer, and the removal from a production one.

use bytes::Bytes;
use partner_center_model::{
    customers::{Customer, CustomerPartnerRelationship, DeleteCustomer, UpdateCustomer},
    ids::CustomerId,
    operation::Nothing,
};

use super::{record::CustomerRecord, rules, tenant::TenantRecord};
use crate::{
    areas::{orders::OrderRecord, product::Family, subscriptions::SubscriptionRecord},
    capabilities::{self, Capability},
    context::{Answer, Call, Cx, Outcome},
    events::{self, What},
    records::Stored,
    refusal::{Failure, Refusal},
    settings::Casing,
};

/// What a removal answers: in PascalCase and with every null, as
/// `remove-a-reseller-relationship-with-a-customer` prints it.
const REMOVED: &str = r#"{"Id":null,"CommerceId":null,"CompanyProfile":null,"BillingProfile":null,"RelationshipToPartner":"none","AllowDelegatedAccess":null,"UserCredentials":null,"CustomDomains":null,"AssociatedPartnerId":null,"Attributes":{"ObjectType":"Customer"}}"#;

/// The same as all other answers have it: in camelCase, and without nulls.
const REMOVED_IN_CAMEL_CASE: &str = r#"{"relationshipToPartner":"none","attributes":{"objectType":"Customer"}}"#;

/// Deletes a sandbox customer, its tenant and everything beneath.
///
/// Source: `delete-a-customer-account-from-the-integration-sandbox`.
pub(super) fn delete(cx: &mut Cx<'_, '_>, call: Call<DeleteCustomer>) -> Outcome<Nothing> {
    capabilities::need(Capability::DeleteCustomers, &cx.account)?;
    let id = call.path.customer_id;
    let customer = tied(cx, id)?.ok_or_else(super::unknown)?;
    purge(cx, id, &customer)?;
    Ok(Answer::no_content())
}

/// Removes the relationship with a customer. In production the data stays; in the sandbox this is a deletion.
///
/// Source: `remove-a-reseller-relationship-with-a-customer`, `sandbox-scenario`.
pub(super) fn update(cx: &mut Cx<'_, '_>, call: Call<UpdateCustomer>) -> Outcome<Customer> {
    let sandbox = cx.account.is_sandbox();
    if !sandbox {
        cx.need_user()?;
    }
    capabilities::need(Capability::RemoveRelationships, &cx.account)?;
    asks_for_removal(&call.body)?;
    let id = call.path.customer_id;
    let customer = tied(cx, id)?.ok_or_else(rules::unrelated)?;
    if sandbox {
        purge(cx, id, &customer)?
    } else {
        remove(cx, id, customer)?
    };
    let body = match cx.settings.responses.casing {
        Casing::Documented => REMOVED,
        Casing::Camel => REMOVED_IN_CAMEL_CASE,
    };
    Ok(Answer::stored(Bytes::from_static(body.as_bytes())))
}

/// The one thing that a PATCH of a customer can ask for; whatever else the body holds is ignored.
fn asks_for_removal(body: &Customer) -> Result<(), Refusal> {
    if body.relationship_to_partner == Some(CustomerPartnerRelationship::None) {
        return Ok(());
    }
    Err(Refusal::invalid("relationshipToPartner", "none is expected").explain(
        "PATCH of a customer removes the reseller relationship: send relationshipToPartner none. Profiles are changed \
         under /profiles.",
    ))
}

/// The customer, if it is one of the account's now.
fn tied(cx: &mut Cx<'_, '_>, id: CustomerId) -> Result<Option<Stored<CustomerRecord>>, Failure> {
    let key = CustomerRecord::key(cx.account.tenant_id, id);
    let customer = cx.find::<CustomerRecord>(&key)?;
    Ok(customer.filter(|customer| customer.own.removed.is_none()))
}

fn purge(cx: &mut Cx<'_, '_>, id: CustomerId, customer: &Stored<CustomerRecord>) -> Result<(), Failure> {
    // First: nobody should cancel for good what blocks a deletion that can never be.
    rules::deletable(customer.own.undeletable)?;
    let root = cx.customer_root(id);
    let of = id.to_string();
    let mut blockers = rules::uncancelled(&cx.all::<OrderRecord>(&OrderRecord::all(&root))?, &of);
    if cx.settings.deletion.azure_plan_blocks {
        let subscriptions = cx.all::<SubscriptionRecord>(&SubscriptionRecord::all(&root))?;
        blockers.extend(rules::active(&subscriptions, "Azure plan", |family| family == Family::AzurePlan, &of));
    }
    rules::unblocked(&blockers, "the deletion of the customer")?;
    let account = cx.account.tenant_id;
    events::outlive(cx, &root)?;
    cx.drop_root(&root)?;
    cx.tell_of_gone(What::CustomerDeleted, customer, [])?;
    TenantRecord::purge(cx, id, account)
}

fn remove(cx: &mut Cx<'_, '_>, id: CustomerId, mut customer: Stored<CustomerRecord>) -> Result<(), Failure> {
    let root = cx.customer_root(id);
    let orders = cx.all::<OrderRecord>(&OrderRecord::all(&root))?;
    let subscriptions = cx.all::<SubscriptionRecord>(&SubscriptionRecord::all(&root))?;
    let mut blockers = rules::open_reservations(&orders, &cx.account);
    blockers.extend(rules::active(&subscriptions, "subscription", |_| true, &id.to_string()));
    rules::unblocked(&blockers, "the removal of the relationship")?;
    customer.own.removed = Some(cx.now);
    cx.save(&mut customer)?;
    cx.tell(What::CustomerRemoved, &customer, [])?;
    let account = cx.account.tenant_id;
    TenantRecord::untie(cx, id, account)
}
