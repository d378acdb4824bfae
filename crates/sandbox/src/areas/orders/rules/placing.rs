//! Placing an order: every check of its lines, before anything is written.

use partner_center_model::{
    errors::{self, ErrorCode},
    ids::{CustomerId, OfferId},
    offers::{LimitUnitOfMeasure, Offer},
    orders::{Order, OrderLineItem},
};

use crate::{account::Quotas, areas::product::Family, refusal::Refusal};

/// An offer as it is sold to one customer.
#[derive(Debug, Clone, Copy)]
pub(in crate::areas::orders) struct Sold<'a> {
    pub(in crate::areas::orders) offer: &'a Offer,
    pub(in crate::areas::orders) family: Family,
    /// Whether it is sold in the customer's country.
    pub(in crate::areas::orders) in_country: bool,
}

/// What the rules ask about the one who buys.
#[derive(Debug, Default)]
pub(in crate::areas::orders) struct Buyer<'a> {
    /// The limits of a sandbox account.
    pub(in crate::areas::orders) quotas: Option<&'a Quotas>,
    /// How many subscriptions of the customer count to its quota.
    pub(in crate::areas::orders) subscriptions: u64,
    /// How many CSP Azure subscriptions the account has.
    pub(in crate::areas::orders) azure_subscriptions: u64,
    /// The offers that the customer's subscriptions are of, with whether they are still there.
    pub(in crate::areas::orders) owned: Vec<(String, bool)>,
    /// Whether the customer has accepted the Microsoft Customer Agreement.
    pub(in crate::areas::orders) agreed: bool,
    /// What the customer qualifies as.
    pub(in crate::areas::orders) qualifications: Vec<String>,
}

/// A line that passed.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::areas::orders) struct Purchase {
    /// Its place in the order as it was sent.
    pub(in crate::areas::orders) sent: usize,
    pub(in crate::areas::orders) friendly_name: String,
    pub(in crate::areas::orders) quantity: i64,
    /// For an add-on: the place among the purchases of what it is bought for.
    pub(in crate::areas::orders) parent: Option<usize>,
}

/// The order as a whole: for whom, and how its lines are numbered. Answers the places of the lines in the order of
/// their numbers.
///
/// Source: `create-an-order`, `error-codes`.
pub(in crate::areas::orders) fn shape(order: &Order, customer: CustomerId) -> Result<Vec<usize>, Refusal> {
    if let Some(id) = order.reference_customer_id.as_deref().filter(|id| !id.is_empty())
        && id.parse() != Ok(customer)
    {
        return Err(Refusal::new(errors::INVALID_CUSTOMER_ID)
            .about("referenceCustomerId is not the customer of the path")
            .explain("Leave referenceCustomerId out, or send the id that stands in the path."));
    }
    let count = order.line_items.len();
    if count == 0 {
        return Err(Refusal::new(errors::INVALID_INPUT)
            .about("lineItems is empty")
            .explain("An order has one line at least."));
    }
    let mut places: Vec<Option<usize>> = vec![None; count];
    for (place, line) in order.line_items.iter().enumerate() {
        let slot = line.line_item_number.and_then(|number| usize::try_from(number).ok());
        match slot.and_then(|number| places.get_mut(number)) {
            Some(free @ None) => *free = Some(place),
            _ => {
                return Err(Refusal::new(errors::LINE_ITEM_NUMBER_INVALID)
                    .about(format!("lineItems[{place}].lineItemNumber"))
                    .explain(format!("Number the {count} lines from 0 to {}, each once.", count - 1)));
            }
        }
    }
    Ok(places.into_iter().flatten().collect())
}

/// One line on its own: what it buys, how many. `add-on` lines of a PATCH go through it too.
///
/// Source: `create-an-order`, `test-and-debug`, `error-codes`.
pub(in crate::areas::orders) fn line(
    place: usize,
    line: &OrderLineItem,
    sold: Option<Sold<'_>>,
    buyer: &Buyer<'_>,
) -> Result<Purchase, Refusal> {
    let refuse = |code: ErrorCode, field: &str, why: String| {
        Err(Refusal::new(code).about(format!("lineItems[{place}].{field}")).explain(why))
    };
    let id = line.offer_id.as_deref().unwrap_or_default();
    let Some(Sold { offer, family, in_country }) = sold else {
        let why = if id.contains(':') {
            "Items of the catalogue are bought by carts; orders take the offers that GET /v1/offers lists."
        } else {
            "GET /v1/offers?country={country} lists the offers there are."
        };
        return refuse(errors::INVALID_OFFER_ID, "offerId", why.to_owned());
    };
    let name = offer.name.as_deref().unwrap_or_default();
    if !in_country {
        let why = format!("{name} is not sold in the customer's country.");
        return refuse(errors::OFFER_NOT_IN_COUNTRY, "offerId", why);
    }
    if offer.is_available_for_purchase == Some(false) {
        return refuse(errors::OFFER_NO_LONGER_AVAILABLE, "offerId", format!("{name} is not sold any more."));
    }
    let needed = &offer.resellee_qualifications;
    let qualifies = |have: &String| needed.iter().any(|need| need.eq_ignore_ascii_case(have));
    if !needed.is_empty() && !buyer.qualifications.iter().any(qualifies) {
        let why = format!("{name} is for customers who qualify as {}.", needed.join(" or "));
        return refuse(errors::OFFER_NOT_ELIGIBLE, "offerId", why);
    }
    let Some(quantity) = line.quantity else {
        return refuse(errors::INVALID_PROPERTY, "quantity", "Every line says how many it buys.".to_owned());
    };
    let (least, most) = (offer.minimum_quantity.unwrap_or(1), offer.maximum_quantity.unwrap_or(i64::MAX));
    if !(least.max(1)..=most).contains(&quantity) {
        let why = format!("{name} is sold in quantities from {least} to {most}.");
        return refuse(errors::QUANTITY_OUT_OF_BOUNDS, "quantity", why);
    }
    if let Some(quotas) = buyer.quotas
        && family != Family::Azure
        && quantity > i64::from(quotas.licenses_per_subscription)
    {
        return Err(Refusal::new(errors::SEAT_LIMIT_REMAINING_EXCEEDED)
            .argument(quantity.to_string())
            .argument(quotas.licenses_per_subscription.to_string())
            .argument(id)
            .explain("The quota of licences per subscription of a sandbox account; trials and minimums count too."));
    }
    let friendly_name = line.friendly_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    Ok(Purchase { sent: place, friendly_name: friendly_name.unwrap_or(name).to_owned(), quantity, parent: None })
}

/// The lines of a new order together: what an add-on is bought for, the agreement, limits and quotas.
///
/// Source: `create-an-order`, `test-and-debug`, `error-codes`.
pub(in crate::areas::orders) fn together(
    purchases: &mut [Purchase],
    sold: &[Sold<'_>],
    buyer: &Buyer<'_>,
) -> Result<(), Refusal> {
    for (purchase, add_on) in purchases.iter_mut().zip(sold).filter(|(_, sold)| sold.family == Family::AddOn) {
        let parent = sold.iter().position(|base| goes_with(add_on.offer, base.offer.id.as_deref()));
        purchase.parent = Some(parent.ok_or_else(|| {
            let name = add_on.offer.name.as_deref().unwrap_or_default();
            Refusal::new(errors::ADD_ON_NOT_RELATED_TO_PARENT)
                .about(format!("lineItems[{}].offerId", purchase.sent))
                .explain(format!("{name} is an add-on: PATCH the order of the subscription that it is for."))
        })?);
    }
    agreed(buyer)?;
    limits(sold, buyer)?;
    quotas(sold, buyer)
}

/// Whether an add-on is for subscriptions of this offer.
pub(in crate::areas::orders) fn goes_with(add_on: &Offer, base: Option<&str>) -> bool {
    let base = base.and_then(|id| id.parse::<OfferId>().ok());
    let fits = |id: &String| id.parse::<OfferId>().ok() == base;
    base.is_some() && add_on.prerequisite_offers.iter().any(fits)
}

/// Whether the customer has agreed to be sold to. Source: `error-codes`.
pub(in crate::areas::orders) fn agreed(buyer: &Buyer<'_>) -> Result<(), Refusal> {
    if buyer.agreed {
        return Ok(());
    }
    Err(Refusal::new(errors::CUSTOMER_AGREEMENT_MISSING)
        .explain("The world states that this customer has not accepted the Microsoft Customer Agreement."))
}

/// The limit that an offer sets on itself. Source: `offer-resources`, `error-codes`.
pub(in crate::areas::orders) fn limits(sold: &[Sold<'_>], buyer: &Buyer<'_>) -> Result<(), Refusal> {
    for Sold { offer, .. } in sold {
        let (Some(limit), Some(id)) = (offer.limit.filter(|limit| *limit > 0), offer.id.as_deref()) else { continue };
        let lifetime = match &offer.limit_unit_of_measure {
            Some(LimitUnitOfMeasure::LifeTime) => true,
            Some(LimitUnitOfMeasure::Concurrent) => false,
            _ => continue,
        };
        let owned = buyer.owned.iter().filter(|(of, there)| of.eq_ignore_ascii_case(id) && (*there || lifetime));
        let now = sold.iter().filter(|other| other.offer.id.as_deref() == Some(id));
        let count = owned.count() + now.count();
        if i64::try_from(count).unwrap_or(i64::MAX) > limit {
            let name = offer.name.as_deref().unwrap_or_default();
            return Err(Refusal::new(errors::OFFER_USE_LIMIT_EXCEEDED)
                .about(id)
                .explain(format!("A customer may have {name} {limit} times, and this would be number {count}.")));
        }
    }
    Ok(())
}

/// The quotas of a sandbox account. Source: `test-and-debug`.
pub(in crate::areas::orders) fn quotas(sold: &[Sold<'_>], buyer: &Buyer<'_>) -> Result<(), Refusal> {
    let Some(quotas) = buyer.quotas else { return Ok(()) };
    let azure = sold.iter().filter(|sold| sold.family == Family::Azure).count() as u64;
    if azure > 0 && buyer.azure_subscriptions + azure > u64::from(quotas.azure_subscriptions) {
        return Err(Refusal::new(errors::AZURE_SUBSCRIPTION_LIMIT_PER_PARTNER).explain(format!(
            "The sandbox account may have {} CSP Azure subscriptions and has {}; the world file sets the quota.",
            quotas.azure_subscriptions, buyer.azure_subscriptions
        )));
    }
    if buyer.subscriptions + sold.len() as u64 > u64::from(quotas.subscriptions_per_customer) {
        return Err(Refusal::new(errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER).explain(format!(
            "A sandbox customer may have {} subscriptions and has {}; suspended and deleted ones do not count.",
            quotas.subscriptions_per_customer, buyer.subscriptions
        )));
    }
    Ok(())
}
