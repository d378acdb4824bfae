//! Placing an order: every check of its lines, before anything is written.

use partner_center_model::{
    cloud::Cloud,
    errors::{self, ErrorCode},
    ids::{CustomerId, OfferId, SubscriptionId},
    orders::{Order, OrderLineItem},
};

use super::lines;
use crate::{
    account::{AccountType, Quotas},
    areas::{
        offers::{self, CatalogueOffer, LimitOf},
        product::Family,
        subscriptions,
    },
    refusal::Refusal,
};

/// What the rules ask about the one who buys.
#[derive(Debug)]
pub(in crate::areas::orders) struct Buyer<'a> {
    /// What kind of partner sells.
    pub(in crate::areas::orders) account_type: AccountType,
    /// The cloud of the account.
    pub(in crate::areas::orders) cloud: Cloud,
    /// The customer's country, by its upper-case code.
    pub(in crate::areas::orders) country: &'a str,
    /// The limits of a sandbox account.
    pub(in crate::areas::orders) quotas: Option<&'a Quotas>,
    /// How many subscriptions of the customer count to its quota; asked for only where there is one.
    pub(in crate::areas::orders) subscriptions: u64,
    /// How many CSP Azure subscriptions the account has; asked for only where one is bought and a quota limits them.
    pub(in crate::areas::orders) azure_subscriptions: u64,
    /// Whether the customer has accepted the Microsoft Customer Agreement.
    pub(in crate::areas::orders) agreed: bool,
    /// What the customer qualifies as.
    pub(in crate::areas::orders) qualifications: Vec<String>,
}

/// The offers that a customer's subscriptions are of, with whether they are still there. It is asked for only where an
/// offer has a limit.
pub(in crate::areas::orders) type Owned = Vec<(OfferId, bool)>;

/// A line that passed.
#[derive(Debug, Clone)]
pub(in crate::areas::orders) struct Purchase {
    pub(in crate::areas::orders) offer: &'static CatalogueOffer,
    /// Its place in the order as it was sent.
    pub(in crate::areas::orders) sent: usize,
    pub(in crate::areas::orders) friendly_name: String,
    pub(in crate::areas::orders) quantity: i64,
    /// For an add-on: what it is bought for.
    pub(in crate::areas::orders) parent: Option<Parent>,
}

/// What an add-on is bought for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parent {
    /// What another line of the order buys, by its place among them.
    Line(usize),
    /// A subscription that the customer has.
    Subscription(SubscriptionId),
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
    lines::fit(count)?;
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
    if let Some(place) =
        order.line_items.iter().position(|line| line.parent_subscription_id.as_deref().is_some_and(|id| !id.is_empty()))
    {
        return Err(Refusal::new(errors::INVALID_PROPERTY)
            .about(format!("lineItems[{place}].parentSubscriptionId"))
            .explain("It is for PATCH: an add-on is appended to the order of the subscription that it is for."));
    }
    Ok(places.into_iter().flatten().collect())
}

/// One line on its own: what it buys, how many. The line that a PATCH appends goes through it too.
///
/// Source: `create-an-order`, `test-and-debug`, `error-codes`.
pub(in crate::areas::orders) fn line(
    place: usize,
    line: &OrderLineItem,
    buyer: &Buyer<'_>,
) -> Result<Purchase, Refusal> {
    let of = |field: &str| format!("lineItems[{place}].{field}");
    let refuse = |code: ErrorCode, why: String| Err(Refusal::new(code).about(of("offerId")).explain(why));
    let id = line.offer_id.as_deref().unwrap_or_default();
    let found = id.parse::<OfferId>().ok().and_then(|id| offers::find(&id)).filter(|offer| offer.is_in(buyer.cloud));
    let Some(offer) = found else {
        let why = format!("No such offer is sold in this cloud: GET /v1/offers?country={} lists them.", buyer.country);
        return refuse(errors::INVALID_OFFER_ID, why);
    };
    offers::in_country(offer, buyer.country).map_err(|refusal| refusal.about(of("offerId")))?;
    if !offer.sold {
        return refuse(errors::OFFER_NO_LONGER_AVAILABLE, format!("{} is not sold any more.", offer.name));
    }
    let needed = &offer.qualifications;
    let qualifies = |have: &String| needed.iter().any(|need| need.eq_ignore_ascii_case(have));
    if !needed.is_empty() && !buyer.qualifications.iter().any(qualifies) {
        let why = format!("{} is for customers who qualify as {}.", offer.name, needed.join(" or "));
        return refuse(errors::OFFER_NOT_ELIGIBLE, why);
    }
    let Some(quantity) = line.quantity else {
        return Err(Refusal::new(errors::INVALID_PROPERTY)
            .about(of("quantity"))
            .explain("Every line says how many it buys."));
    };
    offers::within_bounds(offer, quantity).map_err(|refusal| refusal.about(of("quantity")))?;
    // Azure is billed by what is used; it has no licences.
    if let Some(quotas) = buyer.quotas.filter(|_| offer.family() != Family::Azure) {
        subscriptions::licenses(offer.id.as_str(), quantity, quotas)
            .map_err(|refusal| refusal.about(of("quantity")))?;
    }
    let sent = subscriptions::friendly_name(line.friendly_name.as_deref(), &of("friendlyName"))?;
    let friendly_name = sent.unwrap_or(&offer.name).to_owned();
    Ok(Purchase { offer, sent: place, friendly_name, quantity, parent: None })
}

/// The lines of a new order together: what an add-on is bought for, the agreement, limits and quotas.
///
/// Source: `create-an-order`, `test-and-debug`, `error-codes`.
pub(in crate::areas::orders) fn together(
    purchases: &mut [Purchase],
    buyer: &Buyer<'_>,
    owned: &Owned,
) -> Result<(), Refusal> {
    let bought: Vec<&CatalogueOffer> = purchases.iter().map(|purchase| purchase.offer).collect();
    for purchase in purchases.iter_mut().filter(|purchase| purchase.offer.family() == Family::AddOn) {
        let fits = |base: &CatalogueOffer| purchase.offer.prerequisites.contains(&base.id);
        let found = match purchase.parent {
            None => bought.iter().position(|base| fits(base)).map(Parent::Line),
            Some(Parent::Line(line)) => bought.get(line).filter(|base| fits(base)).map(|_| Parent::Line(line)),
            // The subscription has been looked at already.
            subscription => subscription,
        };
        purchase.parent = Some(found.ok_or_else(|| {
            Refusal::new(errors::ADD_ON_NOT_RELATED_TO_PARENT)
                .about(format!("lineItems[{}].offerId", purchase.sent))
                .explain(format!(
                    "{} is an add-on: buy it with an offer that it is for, or for a subscription that the customer has.",
                    purchase.offer.name
                ))
        })?);
    }
    afford(&bought, buyer, owned)
}

/// What has nothing to do with single lines: the agreement, limits and quotas.
pub(in crate::areas::orders) fn afford(
    bought: &[&CatalogueOffer],
    buyer: &Buyer<'_>,
    owned: &Owned,
) -> Result<(), Refusal> {
    agreed(buyer.agreed)?;
    limits(bought, owned)?;
    quotas(bought, buyer)
}

/// Whether the customer has agreed to be sold to. Source: `error-codes`.
pub(in crate::areas::orders) fn agreed(agreed: bool) -> Result<(), Refusal> {
    if agreed {
        return Ok(());
    }
    Err(Refusal::new(errors::CUSTOMER_AGREEMENT_MISSING)
        .explain("The world states that this customer has not accepted the Microsoft Customer Agreement."))
}

/// The limit that an offer sets on itself. Source: `offer-resources`, `error-codes`.
fn limits(bought: &[&CatalogueOffer], owned: &Owned) -> Result<(), Refusal> {
    for offer in bought {
        let Some(limit) = offer.limit else { continue };
        let counts = |there: bool| there || limit.of == LimitOf::Lifetime;
        let had = owned.iter().filter(|(id, there)| *id == offer.id && counts(*there)).count();
        let count = had + bought.iter().filter(|other| other.id == offer.id).count();
        if i64::try_from(count).unwrap_or(i64::MAX) > limit.count {
            return Err(Refusal::new(errors::OFFER_USE_LIMIT_EXCEEDED).about(offer.id.as_str()).explain(format!(
                "A customer may have {} {} times, and this would be number {count}.",
                offer.name, limit.count
            )));
        }
    }
    Ok(())
}

/// The quotas of a sandbox account. Source: `test-and-debug`.
fn quotas(bought: &[&CatalogueOffer], buyer: &Buyer<'_>) -> Result<(), Refusal> {
    let Some(quotas) = buyer.quotas else { return Ok(()) };
    let azure = bought.iter().filter(|offer| offer.family() == Family::Azure).count() as u64;
    if azure > 0 && buyer.azure_subscriptions + azure > u64::from(quotas.azure_subscriptions) {
        return Err(Refusal::new(errors::AZURE_SUBSCRIPTION_LIMIT_PER_PARTNER).explain(format!(
            "The sandbox account may have {} CSP Azure subscriptions and has {}; the world file sets the quota.",
            quotas.azure_subscriptions, buyer.azure_subscriptions
        )));
    }
    subscriptions_fit(bought.len() as u64, buyer)
}

/// The quota of subscriptions of a sandbox customer, whatever they are to. Source: `test-and-debug`.
pub(in crate::areas::orders) fn subscriptions_fit(count: u64, buyer: &Buyer<'_>) -> Result<(), Refusal> {
    let Some(quotas) = buyer.quotas else { return Ok(()) };
    if buyer.subscriptions + count > u64::from(quotas.subscriptions_per_customer) {
        return Err(Refusal::new(errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER).explain(format!(
            "A sandbox customer may have {} subscriptions and has {}; suspended and deleted ones do not count.",
            quotas.subscriptions_per_customer, buyer.subscriptions
        )));
    }
    Ok(())
}
