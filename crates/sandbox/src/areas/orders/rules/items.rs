//! Items of the catalogue: what a line may buy of them, for how long, billed how often, and for which Azure subscription.

use std::collections::BTreeMap;

use partner_center_model::{
    billing::BillingCycleType, errors, ids::SubscriptionId, orders::OrderLineItem, subscriptions::SubscriptionStatus,
};
use uuid::Uuid;

use super::{
    azure,
    placing::{self, Buyer},
};
use crate::{
    areas::{offers::Term, orders::ware::Ware, product::Family, subscriptions},
    refusal::Refusal,
};

/// What the customer and its partner have already of what these items may limit; gathered only where it decides.
#[derive(Debug, Clone, Default)]
pub(in crate::areas::orders) struct Estate {
    /// Reserved instances of the customer.
    pub(in crate::areas::orders) reserved: u64,
    /// Azure plans of all customers of the account.
    pub(in crate::areas::orders) azure_plans: u64,
    /// The customer's subscriptions to Azure and Azure plans, and to what else a line names.
    pub(in crate::areas::orders) subscriptions: Vec<Held>,
}

/// A subscription of the customer.
#[derive(Debug, Clone)]
pub(in crate::areas::orders) struct Held {
    pub(in crate::areas::orders) id: SubscriptionId,
    pub(in crate::areas::orders) family: Family,
    pub(in crate::areas::orders) status: SubscriptionStatus,
    /// Whether it was registered for reservations.
    pub(in crate::areas::orders) registered: bool,
}

impl Held {
    pub(super) fn is_there(&self) -> bool {
        self.status != SubscriptionStatus::Deleted
    }
}

/// A line that passed.
#[derive(Debug, Clone)]
pub(in crate::areas::orders) struct ItemPurchase {
    pub(in crate::areas::orders) ware: Ware,
    /// Its place in the order as it was sent.
    pub(in crate::areas::orders) sent: usize,
    pub(in crate::areas::orders) friendly_name: String,
    pub(in crate::areas::orders) quantity: i64,
    pub(in crate::areas::orders) term: Option<Term>,
    pub(in crate::areas::orders) cycle: BillingCycleType,
    /// What a subscription renews to, if the line says so.
    pub(in crate::areas::orders) renews_to: Option<Term>,
    /// The Azure subscription that alone benefits from a reservation; none if all of the customer's do.
    pub(in crate::areas::orders) single: Option<Uuid>,
}

/// One line on its own.
///
/// Source: `create-an-order`, `create-a-cart`, `product-resources`, `test-and-debug`, `error-codes`.
pub(in crate::areas::orders) fn line(
    place: usize,
    line: &OrderLineItem,
    cycle: Option<&BillingCycleType>,
    ware: Ware,
    buyer: &Buyer<'_>,
    estate: &Estate,
) -> Result<ItemPurchase, Refusal> {
    let of = |field: &str| format!("lineItems[{place}].{field}");
    let at = |field: &'static str| move |refusal: Refusal| refusal.about(format!("lineItems[{place}].{field}"));
    let Some(quantity) = line.quantity else {
        return Err(Refusal::new(errors::INVALID_PROPERTY)
            .about(of("quantity"))
            .explain("Every line says how many it buys."));
    };
    if !(ware.minimum..=ware.maximum).contains(&quantity) {
        return Err(Refusal::new(errors::QUANTITY_OUT_OF_BOUNDS)
            .about(of("quantity"))
            .explain(format!("{} is sold in quantities from {} to {}.", ware.name, ware.minimum, ware.maximum)));
    }
    if let Some(quotas) = buyer.quotas {
        match ware.family {
            Family::Reservation => {
                azure::in_the_sandbox(&ware).map_err(at("offerId"))?;
                azure::instances(quantity.unsigned_abs(), estate.reserved, quotas.reservations_per_customer)
                    .map_err(at("quantity"))?;
            }
            Family::Marketplace => {
                subscriptions::licenses(&ware.id, quantity, quotas).map_err(at("quantity"))?;
            }
            _ => {}
        }
    }
    let context = Context::of(line);
    let term = term(line, &context, &ware).map_err(at("termDuration"))?;
    let cycle = self::cycle(cycle, &ware)?;
    let single = match ware.family {
        Family::Reservation => azure::scope(&context, &ware, estate).map_err(at("provisioningContext"))?,
        _ => None,
    };
    if ware.family == Family::AzurePlan {
        azure::azure_plan(estate).map_err(at("offerId"))?;
    }
    let renews_to = renewal(line, &ware).map_err(at("renewsTo"))?;
    let sent = subscriptions::friendly_name(line.friendly_name.as_deref(), &of("friendlyName"))?;
    let friendly_name = sent.unwrap_or(ware.name).to_owned();
    Ok(ItemPurchase { ware, sent: place, friendly_name, quantity, term, cycle, renews_to, single })
}

/// The provisioning context of a line, whose keys clients spell in several casings.
pub(super) struct Context<'a>(Option<&'a BTreeMap<String, String>>);

impl<'a> Context<'a> {
    fn of(line: &'a OrderLineItem) -> Self {
        Self(line.provisioning_context.as_ref())
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        let found = self.0?.iter().find(|(known, _)| known.eq_ignore_ascii_case(key));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// The term that a line asks for, as `termDuration` or in the context as `duration`; what has one term alone need not
/// be asked for it.
///
/// Source: `cart-resources`, `create-a-cart`, `product-resources`.
fn term(line: &OrderLineItem, context: &Context<'_>, ware: &Ware) -> Result<Option<Term>, Refusal> {
    let stated = line.term_duration.as_deref().map(str::trim).filter(|term| !term.is_empty());
    // What has no term takes any: the examples send one for an Azure subscription.
    if ware.terms.is_empty() {
        return Ok(None);
    }
    let duration = context.get("duration");
    let asked: Vec<Option<Term>> = stated.into_iter().chain(duration).map(parse_term).collect();
    let offered = || ware.terms.iter().map(|term| term.as_str()).collect::<Vec<_>>().join(", ");
    if asked.windows(2).any(|both| both.first() != both.last()) {
        return Err(Refusal::new(errors::INVALID_INPUT)
            .explain("termDuration and the duration of the provisioningContext contradict each other."));
    }
    match asked.first() {
        None => Ok(ware.terms.first().copied()),
        Some(Some(term)) if ware.terms.contains(term) => Ok(Some(*term)),
        Some(_) => Err(Refusal::new(errors::INITIAL_TERM_NO_LONGER_AVAILABLE).explain(format!(
            "{} is sold for {}.",
            ware.name,
            offered()
        ))),
    }
}

/// What a subscription renews to: a month or a year; what is bought for ever, or used up, renews to nothing.
///
/// Source: `cart-resources`, `create-a-cart`.
fn renewal(line: &OrderLineItem, ware: &Ware) -> Result<Option<Term>, Refusal> {
    let Some(asked) = line.renews_to.as_ref().and_then(|to| to.term_duration.as_deref()) else { return Ok(None) };
    let known = [Term::Month, Term::Year].into_iter().find(|term| term.as_str().eq_ignore_ascii_case(asked.trim()));
    if known.is_some() && ware.family == Family::Marketplace {
        return Ok(known);
    }
    Err(Refusal::new(errors::INVALID_INPUT)
        .explain("A subscription to a marketplace product renews to a term of P1M or P1Y; other items do not renew."))
}

/// `P1Y`, or `1Year` as provisioning contexts have it.
fn parse_term(text: &str) -> Option<Term> {
    let is = |known: &&str| known.eq_ignore_ascii_case(text);
    [
        (Term::Month, ["P1M", "1Month", "1Months"]),
        (Term::Year, ["P1Y", "1Year", "1Years"]),
        (Term::ThreeYears, ["P3Y", "3Years", "3Year"]),
    ]
    .iter()
    .find(|(_, names)| names.iter().any(is))
    .map(|(term, _)| *term)
}

/// How often a line is billed: as asked for, if the SKU supports it. `unknown` asks for nothing.
///
/// Source: `create-an-order`, `product-resources`.
fn cycle(asked: Option<&BillingCycleType>, ware: &Ware) -> Result<BillingCycleType, Refusal> {
    match asked {
        None | Some(BillingCycleType::Unspecified) => {
            Ok(ware.cycles.first().cloned().unwrap_or(BillingCycleType::OneTime))
        }
        Some(asked) if ware.cycles.contains(asked) => Ok(asked.clone()),
        Some(asked) => {
            let known = ware.cycles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Err(Refusal::new(errors::INVALID_PROPERTY)
                .about(format!("billingCycle: {asked}"))
                .explain(format!("{} is billed {known}.", ware.name)))
        }
    }
}

/// The lines of an order together: one cycle for all, quotas.
///
/// Source: `test-and-debug`, `error-codes`.
pub(in crate::areas::orders) fn together(
    purchases: &[ItemPurchase],
    buyer: &Buyer<'_>,
    estate: &Estate,
) -> Result<BillingCycleType, Refusal> {
    placing::agreed(buyer.agreed)?;
    let cycle = purchases.first().map_or(BillingCycleType::OneTime, |purchase| purchase.cycle.clone());
    if let Some(other) = purchases.iter().find(|purchase| purchase.cycle != cycle) {
        return Err(Refusal::new(errors::INVALID_PROPERTY)
            .about(format!("lineItems[{}]: it is billed {}, and the first line {cycle}", other.sent, other.cycle))
            .explain("An order has one billing cycle: place two orders, or check out a cart, which makes them."));
    }
    let subscribing = purchases.iter().filter(|purchase| !purchase.ware.family.entitles()).count() as u64;
    if subscribing > 0 {
        placing::subscriptions_fit(subscribing, buyer)?;
    }
    let Some(quotas) = buyer.quotas else { return Ok(cycle) };
    let of = |family: Family| purchases.iter().filter(move |purchase| purchase.ware.family == family);
    let reserved: u64 = of(Family::Reservation).map(|purchase| purchase.quantity.unsigned_abs()).sum();
    if reserved > 0 {
        azure::instances(reserved, estate.reserved, quotas.reservations_per_customer)?;
    }
    let asked = of(Family::AzurePlan).count() as u64;
    if asked > 0 {
        azure::plans(asked, buyer, quotas.azure_plans, estate)?;
    }
    Ok(cycle)
}
