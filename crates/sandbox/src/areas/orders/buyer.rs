//! What the rules of ordering ask about the one who buys, gathered from the records.

use partner_center_model::{ids::CustomerId, orders::OrderLineItem, subscriptions::SubscriptionStatus};

use super::{
    desk::Wanted,
    place::partner_of,
    rules::{
        partner,
        placing::{self, Buyer, Owned},
    },
};
use crate::{
    account::{Account, AccountType},
    areas::{
        customers::resident,
        offers::{self, CatalogueOffer},
        product::Family,
        subscriptions::SubscriptionRecord,
    },
    context::Cx,
    records::Records,
    refusal::{Failure, Refusal},
};

/// What is known about a customer as the buyer of these lines.
pub(super) fn buyer<'a>(
    cx: &mut Cx<'_, '_>,
    account: &'a Account,
    customer: CustomerId,
    lines: &[&OrderLineItem],
) -> Result<Buyer<'a>, Failure> {
    let root = cx.customer_root(customer);
    let customer = resident(cx, account.tenant_id, customer)?;
    // Asked only where they decide: a count is a question to the database, and whoever counts what the account has holds
    // up all of the account's other customers.
    let limited = account.quotas.is_some();
    let subscriptions = if limited { cx.count(&SubscriptionRecord::counted(&root))? } else { 0 };
    let azure_subscriptions = if limited && lines.iter().any(|line| is_azure(line)) {
        cx.count(&SubscriptionRecord::azure(&account.root()))?
    } else {
        0
    };
    Ok(Buyer {
        account_type: account.account_type,
        cloud: account.cloud,
        country: customer.country,
        quotas: account.quotas.as_ref(),
        subscriptions,
        azure_subscriptions,
        agreed: !customer.own.agreement_missing,
        qualifications: customer.own.qualifications,
    })
}

/// Whether a line buys a CSP Azure subscription.
fn is_azure(line: &OrderLineItem) -> bool {
    let offer = line.offer_id.as_deref().and_then(|id| id.parse().ok()).and_then(|id| offers::find(&id));
    offer.is_some_and(|offer| offer.family() == Family::Azure)
}

/// What the customer has already of what these offers may limit; not read if none of them has a limit.
pub(super) fn owned(cx: &mut Cx<'_, '_>, customer: CustomerId, bought: &[&CatalogueOffer]) -> Result<Owned, Failure> {
    if bought.iter().all(|offer| offer.limit.is_none()) {
        return Ok(Owned::new());
    }
    let root = cx.customer_root(customer);
    let subscriptions = cx.all::<SubscriptionRecord>(&SubscriptionRecord::all(&root))?;
    let owned = subscriptions.iter().flat_map(|subscription| {
        let gone = [Some(SubscriptionStatus::Deleted), Some(SubscriptionStatus::Expired)];
        let there = !gone.contains(&subscription.body.status);
        let is = subscription.body.offer_id.as_deref().and_then(|id| id.parse().ok());
        // A trial that was converted has been had.
        let was = subscription.own.converted_from.clone();
        is.map(|id| (id, there)).into_iter().chain(was.map(|id| (id, false)))
    });
    Ok(owned.collect())
}

/// Whether a customer has agreed to be sold to.
pub(crate) fn agreed(cx: &mut Cx<'_, '_>, account: &Account, customer: CustomerId) -> Result<(), Failure> {
    let agreed = !resident(cx, account.tenant_id, customer)?.own.agreement_missing;
    Ok(placing::agreed(agreed)?)
}

/// The country that a customer buys in.
pub(crate) fn country(
    records: &mut Records<'_, '_>,
    account: &Account,
    customer: CustomerId,
) -> Result<&'static str, Failure> {
    Ok(resident(records, account.tenant_id, customer)?.country)
}

/// Whoever orders something and names a partner has to be a person.
///
/// Source: `create-an-order-for-a-customer-of-an-indirect-reseller`.
pub(super) fn need_user(cx: &Cx<'_, '_>, wanted: &[Wanted<'_>]) -> Result<(), Refusal> {
    if wanted.iter().any(|wanted| partner_of(wanted.line).is_some()) { cx.need_user() } else { Ok(()) }
}

/// Checks the partner on record of a line, if it names one.
///
/// Source: `create-an-order-for-a-customer-of-an-indirect-reseller`.
pub(super) fn check_partner(
    cx: &mut Cx<'_, '_>,
    account: &Account,
    place: usize,
    line: &OrderLineItem,
) -> Result<(), Failure> {
    let Some(mpn_id) = partner_of(line) else { return Ok(()) };
    may_record(cx, account, mpn_id, &format!("lineItems[{place}].partnerIdOnRecord"))
}

/// Checks whether an account may put an MPN id on record. `place` is where it stands in the body.
///
/// Source: `create-an-order-for-a-customer-of-an-indirect-reseller`, `subscription-resources`.
pub(crate) fn may_record(cx: &mut Cx<'_, '_>, account: &Account, mpn_id: &str, place: &str) -> Result<(), Failure> {
    let holder = match cx.holder(&format!("mpn-id/{}", account.realm()), mpn_id)? {
        Some(key) => cx.find::<Account>(&key)?.map(|account| account.body),
        None => None,
    };
    Ok(partner::on_record(account, holder.as_ref(), place)?)
}

/// Checks the partners on record of all lines, and warns of those that name none.
///
/// Source: `create-an-order-for-a-customer-of-an-indirect-reseller`.
pub(super) fn check_partners(cx: &mut Cx<'_, '_>, account: &Account, wanted: &[Wanted<'_>]) -> Result<(), Failure> {
    for wanted in wanted {
        check_partner(cx, account, wanted.place, wanted.line)?;
    }
    let unnamed = wanted.iter().filter(|wanted| partner_of(wanted.line).is_none());
    let unnamed: Vec<String> = unnamed.map(|wanted| wanted.place.to_string()).collect();
    if account.account_type == AccountType::IndirectProvider && !unnamed.is_empty() {
        let instead = if account.is_sandbox() {
            "The integration sandbox has no resellers to record."
        } else {
            "Send partnerIdOnRecord with the reseller's MPN id."
        };
        cx.explain(format!(
            "No partner is on record for lineItems {}: the reseller is not recorded, and the sale may not count for its \
             incentives. {instead}",
            unnamed.join(", ")
        ));
    }
    Ok(())
}
