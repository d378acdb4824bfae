//! Billing cycles: of a new order, and of one that is changed.

use partner_center_model::{billing::BillingCycleType, errors, subscriptions::SubscriptionStatus};

use crate::{areas::offers::CatalogueOffer, refusal::Refusal};

/// What a client asks for: `unknown` and `none` are what some write when they ask for nothing.
fn asked(cycle: Option<&BillingCycleType>) -> Option<&BillingCycleType> {
    cycle.filter(|cycle| !matches!(cycle, BillingCycleType::Unspecified | BillingCycleType::None))
}

/// The cycle of a new order of these offers: the one asked for if every offer that is billed lists it, monthly if
/// none is asked for, none if all are trials.
///
/// Source: `create-an-order`, `create-an-order-for-a-customer-of-an-indirect-reseller`.
pub(in crate::areas::orders) fn of_new_order(
    wanted: Option<&BillingCycleType>,
    offers: &[&CatalogueOffer],
) -> Result<BillingCycleType, Refusal> {
    let mut billed = offers.iter().filter(|offer| !offer.trial).peekable();
    let Some(wanted) = asked(wanted) else {
        let free = billed.peek().is_none();
        return Ok(if free { BillingCycleType::None } else { BillingCycleType::Monthly });
    };
    if billed.peek().is_none() {
        return Err(unsupported(wanted, "Trials are not billed: leave billingCycle out."));
    }
    match billed.find(|offer| !offer.cycles.contains(wanted)) {
        None => Ok(wanted.clone()),
        Some(offer) => Err(unsupported(wanted, &format!("{} does not list it in supportedBillingCycles.", offer.name))),
    }
}

fn unsupported(wanted: &BillingCycleType, why: &str) -> Refusal {
    Refusal::new(errors::INVALID_PROPERTY).about(format!("billingCycle: {wanted}")).explain(why)
}

/// A subscription that the order bought, as far as its billing goes.
pub(in crate::areas::orders) struct Billed<'a> {
    pub(in crate::areas::orders) status: Option<&'a SubscriptionStatus>,
    /// None for what is no offer: it is billed once.
    pub(in crate::areas::orders) offer: Option<&'a CatalogueOffer>,
}

/// The cycle that a PATCH changes an order to; `None` if it changes nothing.
///
/// Source: `change-the-billing-cycle`.
pub(in crate::areas::orders) fn change(
    current: Option<&BillingCycleType>,
    wanted: Option<&BillingCycleType>,
    lines: &[Billed<'_>],
) -> Result<Option<BillingCycleType>, Refusal> {
    let Some(wanted) = asked(wanted).filter(|wanted| Some(*wanted) != current) else { return Ok(None) };
    if lines.iter().any(|line| line.status.is_some_and(|status| *status != SubscriptionStatus::Active)) {
        return Err(Refusal::new(errors::BILLING_CYCLE_SUBSCRIPTION_NOT_ACTIVE)
            .explain("Reactivate every subscription of the order first."));
    }
    let changes = |line: &Billed<'_>| line.offer.is_some_and(|offer| !offer.trial && offer.cycles.contains(wanted));
    if !lines.iter().all(changes) {
        return Err(Refusal::new(errors::BILLING_CYCLE_NOT_SUPPORTED_BY_OFFER).explain(format!(
            "Not every line of the order can be billed {wanted}; trials and one-time items never can."
        )));
    }
    Ok(Some(wanted.clone()))
}
