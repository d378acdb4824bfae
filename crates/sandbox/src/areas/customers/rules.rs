//! What decides whether a customer can be made, deleted or removed. Pure functions.

use partner_center_model::{errors, orders::OrderStatus, subscriptions::SubscriptionStatus};

use crate::{
    account::{Account, AccountType},
    areas::{
        orders::{Bought, OrderRecord},
        product::Family,
        subscriptions::SubscriptionRecord,
    },
    capabilities::{self, Capability},
    problem::LONGEST_EXPLANATION,
    records::Stored,
    refusal::Refusal,
};

/// Whether a sandbox account may have one more customer. Source: `test-and-debug`.
pub(super) fn within_quota(account: &Account, customers: u64) -> Result<(), Refusal> {
    match &account.quotas {
        Some(quotas) if account.is_sandbox() && customers >= u64::from(quotas.customers) => {
            Err(Refusal::new(errors::SANDBOX_LIMIT_MET).explain(format!(
                "The sandbox account {} has {customers} of {} customers. DELETE /v1/customers/{{id}} frees a place.",
                account.name, quotas.customers
            )))
        }
        _ => Ok(()),
    }
}

/// Whether the account may make a customer for this reseller, which must be one of its own. Sandbox providers have
/// none, and other clouds than the global one no such relationships. Source: `create-a-customer-for-an-indirect-reseller`, `sandbox-scenario`.
pub(super) fn may_sell_through(account: &Account, reseller: Option<&Account>) -> Result<(), Refusal> {
    capabilities::need_cloud(Capability::HaveIndirectResellers, account)?;
    let own = reseller.is_some_and(|reseller| {
        reseller.account_type == AccountType::IndirectReseller
            && account.account_type == AccountType::IndirectProvider
            && account.partners.contains(&reseller.tenant_id)
            && account.realm() == reseller.realm()
    });
    if own && !account.is_sandbox() {
        return Ok(());
    }
    Err(Refusal::new(errors::NOT_AN_INDIRECT_RESELLER).about("associatedPartnerId").explain(
        "associatedPartnerId must be the tenant id of an indirect reseller of this indirect provider; \
         GET /v1/relationships lists them. A sandbox provider has none.",
    ))
}

/// Something that must go before its customer can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Blocker {
    /// What it is, in one word.
    what: &'static str,
    /// Its id.
    id: String,
    /// The shorter id that people go by.
    name: Option<String>,
    /// How it stands.
    status: String,
    /// The call that takes it out of the way, or who does.
    remedy: String,
}

/// The orders that block the deletion of a sandbox customer: those of reservations, then those of software, that are
/// not cancelled as a whole. Source: `delete-a-customer-account-from-the-integration-sandbox`.
pub(super) fn uncancelled(orders: &[Stored<OrderRecord>], customer: &str) -> Vec<Blocker> {
    let cancel = |id: &str| format!("PATCH /v1/customers/{customer}/orders/{id} with status cancelled");
    let mut blockers = with_line(orders, "reservation order", |line| line.family == Family::Reservation, cancel);
    let software = with_line(orders, "software order", |line| line.family.is_software(), cancel);
    // An order may hold both; it is named once.
    let known: Vec<String> = blockers.iter().map(|blocker| blocker.id.clone()).collect();
    blockers.extend(software.into_iter().filter(|blocker| !known.contains(&blocker.id)));
    blockers
}

/// The orders with open reservations, which block the removal of a relationship; only Azure support cancels them in
/// production. Source: `remove-a-reseller-relationship-with-a-customer`.
pub(super) fn open_reservations(orders: &[Stored<OrderRecord>], account: &Account) -> Vec<Blocker> {
    let call = |_: &str| {
        format!("call Azure support, here POST /_backlot/accounts/{}/support/cancel-reservations", account.tenant_id)
    };
    with_line(orders, "reservation order", |line| line.family == Family::Reservation && line.is_open(), call)
}

/// The active subscriptions of the families that `is` picks: all of them block the removal of a relationship, and Azure
/// plans the deletion of a customer where `deletion.azurePlanBlocks` is set.
/// Source: `remove-a-reseller-relationship-with-a-customer`.
pub(super) fn active(
    subscriptions: &[Stored<SubscriptionRecord>],
    what: &'static str,
    is: impl Fn(Family) -> bool,
    customer: &str,
) -> Vec<Blocker> {
    subscriptions
        .iter()
        .filter(|subscription| is(subscription.own.family))
        .filter(|subscription| subscription.body.status == Some(SubscriptionStatus::Active))
        .map(|Stored { key, body, .. }| Blocker {
            what,
            id: key.id.clone(),
            name: body.friendly_name.clone().or_else(|| body.offer_name.clone()),
            status: body.status.as_ref().map(ToString::to_string).unwrap_or_default(),
            remedy: format!("PATCH /v1/customers/{customer}/subscriptions/{} with status suspended", key.id),
        })
        .collect()
}

/// The orders that are not cancelled as a whole and have such a line.
fn with_line(
    orders: &[Stored<OrderRecord>],
    what: &'static str,
    is: impl Fn(&Bought) -> bool,
    remedy: impl Fn(&str) -> String,
) -> Vec<Blocker> {
    orders
        .iter()
        .filter(|order| order.body.status != Some(OrderStatus::Cancelled))
        .filter(|order| order.own.lines.iter().any(&is))
        .map(|order| Blocker {
            what,
            id: order.key.id.clone(),
            name: order.body.alternate_id.clone(),
            status: order.body.status.as_ref().map(ToString::to_string).unwrap_or_default(),
            remedy: remedy(&order.key.id),
        })
        .collect()
}

/// Refuses while anything blocks, naming all of it at once.
pub(super) fn unblocked(blockers: &[Blocker], doing: &str) -> Result<(), Refusal> {
    if blockers.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = blockers
        .iter()
        .map(|Blocker { what, id, name, .. }| format!("{what} {}", name.as_deref().unwrap_or(id)))
        .collect();
    let entries: Vec<String> = blockers
        .iter()
        .map(|Blocker { what, id, status, remedy, .. }| format!("{what} {id} is {status}: {remedy}"))
        .collect();
    let refusal = Refusal::new(errors::INVALID_PROPERTY)
        .about(format!("{doing} is blocked by {}", names.join(", ")))
        .explain(that_fit(&entries));
    Err(blockers.iter().fold(refusal, |refusal, blocker| refusal.data(&blocker.id)))
}

/// As many entries as one header can carry, and how many it cannot. None is cut: half of a call helps nobody.
fn that_fit(entries: &[String]) -> String {
    let whole = entries.join("; ");
    if whole.len() <= LONGEST_EXPLANATION {
        return whole;
    }
    let more = |left: usize| format!("and {left} more");
    let room = LONGEST_EXPLANATION - more(entries.len()).len();
    let (mut text, mut left) = (String::new(), entries.len());
    for entry in entries {
        if text.len() + entry.len() + "; ".len() > room {
            break;
        }
        text.push_str(entry);
        text.push_str("; ");
        left -= 1;
    }
    text + &more(left)
}

/// Whether a sandbox customer can be deleted at all: one whose address does not check cannot. Source: `test-and-debug`.
pub(super) fn deletable(undeletable: bool) -> Result<(), Refusal> {
    if undeletable {
        return Err(Refusal::invalid("billingProfile.defaultAddress", "the address is not valid").explain(
            "The customer was created with an address that does not check, and the sandbox never deletes such a \
             customer: use another one. POST /_backlot/reset brings the world back as it was.",
        ));
    }
    Ok(())
}

/// The one answer to a removal from a customer that was removed, deleted, never related, or never was.
pub(super) fn unrelated() -> Refusal {
    Refusal::invalid("relationshipToPartner", "the relationship does not exist")
        .explain("The customer is not a customer of this account, or is not any more.")
}
