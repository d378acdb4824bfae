//! What the rules of ordering ask about the one who buys, gathered from the records.

use partner_center_model::{
    customers::Customer, ids::CustomerId, orders::OrderLineItem, subscriptions::SubscriptionStatus,
};

use super::rules::{
    partner,
    placing::{Buyer, Owned},
};
use crate::{
    account::{Account, AccountType},
    areas::{
        customers::CustomerRecord,
        market,
        offers::{self, CatalogueOffer},
        product::Family,
        subscriptions::SubscriptionRecord,
    },
    context::Cx,
    records::{Records, Stored},
    refusal::Failure,
};

/// The country of a customer whose address names none that is known.
const USUAL_COUNTRY: &str = "US";

/// What is known about a customer as the buyer of these lines.
pub(super) fn buyer<'a>(
    cx: &mut Cx<'_, '_>,
    account: &'a Account,
    customer: CustomerId,
    lines: &[(usize, &OrderLineItem)],
) -> Result<Buyer<'a>, Failure> {
    let root = cx.customer_root(customer);
    let customer = stored(cx, account, customer)?;
    // Asked only where they decide: a count is a question to the database, and whoever counts what the account has holds
    // up all of the account's other customers.
    let limited = account.quotas.is_some();
    let subscriptions = if limited { cx.count(&SubscriptionRecord::counted(&root))? } else { 0 };
    let azure_subscriptions = if limited && lines.iter().any(|(_, line)| is_azure(line)) {
        cx.count(&SubscriptionRecord::azure(&account.root()))?
    } else {
        0
    };
    Ok(Buyer {
        cloud: account.cloud,
        country: country_of(&customer.body),
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
    let owned = subscriptions.iter().filter_map(|subscription| {
        let gone = [Some(SubscriptionStatus::Deleted), Some(SubscriptionStatus::Expired)];
        let there = !gone.contains(&subscription.body.status);
        Some((subscription.body.offer_id.as_deref()?.parse().ok()?, there))
    });
    Ok(owned.collect())
}

/// The country that a customer buys in.
pub(super) fn country(
    records: &mut Records<'_, '_>,
    account: &Account,
    customer: CustomerId,
) -> Result<&'static str, Failure> {
    Ok(country_of(&stored(records, account, customer)?.body))
}

fn stored(
    records: &mut Records<'_, '_>,
    account: &Account,
    customer: CustomerId,
) -> Result<Stored<CustomerRecord>, Failure> {
    let found = records.find::<CustomerRecord>(&CustomerRecord::key(account.tenant_id, customer))?;
    found.ok_or_else(|| Failure::Defect(format!("{customer} buys, and is no customer of {}", account.name)))
}

/// The country of the billing address.
fn country_of(customer: &Customer) -> &'static str {
    let address = customer.billing_profile.as_ref().and_then(|billing| billing.default_address.as_ref());
    let country = address.and_then(|address| address.country.as_deref());
    country.and_then(market::country).unwrap_or(USUAL_COUNTRY)
}

/// The MPN id that a line names; clients that have none send an empty one.
pub(super) fn partner_of(line: &OrderLineItem) -> Option<&str> {
    line.partner_id_on_record.as_deref().map(str::trim).filter(|id| !id.is_empty())
}

/// Checks the partners on record of the lines at these places. Whoever names one has to be a person.
///
/// Source: `create-an-order-for-a-customer-of-an-indirect-reseller`.
pub(super) fn check_partners(
    cx: &mut Cx<'_, '_>,
    account: &Account,
    lines: &[(usize, &OrderLineItem)],
) -> Result<(), Failure> {
    let named = lines.iter().filter_map(|(place, line)| Some((*place, partner_of(line)?)));
    for (place, mpn_id) in named {
        cx.need_user()?;
        let holder = match cx.holder(&format!("mpn-id/{}", account.realm()), mpn_id)? {
            Some(key) => cx.find::<Account>(&key)?.map(|account| account.body),
            None => None,
        };
        partner::on_record(account, holder.as_ref(), place)?;
    }
    let unnamed: Vec<String> =
        lines.iter().filter(|(_, line)| partner_of(line).is_none()).map(|(place, _)| place.to_string()).collect();
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
