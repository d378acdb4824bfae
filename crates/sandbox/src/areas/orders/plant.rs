//! Orders that a world has from the beginning, made of the same sales as those that are placed.

use jiff::Timestamp;
use partner_center_model::{
    billing::BillingCycleType,
    errors,
    ids::{CustomerId, OfferId, OrderId, SubscriptionId},
    orders::OrderStatus,
    subscriptions::SubscriptionStatus,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    buyer::country,
    form::Placed,
    record::{Destination, Included, OrderOwn, OrderRecord},
    rules,
    sale::{Counter, Reserving, Sale, Standing},
    settle,
};
use crate::{
    account::Account,
    areas::{
        offers::{self, CatalogueOffer, Term},
        product::{CatalogItem, Family},
        subscriptions::{Item, Past, Product},
    },
    records::{Records, Stored},
    refusal::{Failure, Refusal},
    settings::Settle,
    world::{World, whole},
};

/// An order of a world file.
#[derive(Debug, Clone)]
pub(crate) struct Planted {
    /// The order's id; derived if none is given.
    pub(crate) id: Option<OrderId>,
    /// The shorter id of an order from the catalogue; derived if none is given.
    pub(crate) alternate_id: Option<String>,
    /// `completed` if none is given. A `pending` order is being provisioned, as `provisioning.settle` has it: if that is
    /// `immediate`, it is completed at once.
    pub(crate) status: Option<OrderStatus>,
    /// When it was placed.
    pub(crate) placed: Timestamp,
    /// What its lines are usually billed in, if none is given.
    pub(crate) billing_cycle: Option<BillingCycleType>,
    /// The lines.
    pub(crate) lines: Vec<PlantedLine>,
}

/// A line of such an order.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlantedLine {
    /// An offer's id, or `product:sku:availability`.
    pub(crate) offer: String,
    /// The family of an item of the catalogue; an offer has its own.
    pub(crate) family: Option<Family>,
    /// What the item is called; an offer has its own name.
    pub(crate) name: Option<String>,
    /// Who publishes a marketplace product.
    pub(crate) publisher: Option<String>,
    /// What the partner calls it.
    pub(crate) friendly_name: Option<String>,
    /// How many.
    #[serde(default = "one")]
    pub(crate) quantity: i64,
    /// For how long an item of the catalogue is bought.
    pub(crate) term: Option<Term>,
    /// The MPN id of the partner on record.
    pub(crate) partner_id_on_record: Option<String>,
    /// Whether the line alone was cancelled.
    #[serde(default)]
    pub(crate) cancelled: bool,
    /// The products that come with it.
    #[serde(default)]
    pub(crate) included: Vec<Included>,
    /// What is reserved.
    #[serde(default)]
    pub(crate) reservation: PlantedReservation,
    /// What became of the subscription.
    #[serde(default)]
    pub(crate) subscription: PlantedSubscription,
}

/// What a line reserved.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlantedReservation {
    /// The reservation's id; derived if none is given.
    pub(crate) id: Option<Uuid>,
    /// The id of the artifact's resource; derived if none is given.
    pub(crate) resource_id: Option<Uuid>,
    /// The Azure subscription that alone benefits; none if all do.
    pub(crate) subscription: Option<Uuid>,
}

/// What became of the subscription that a line bought.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PlantedSubscription {
    /// Its id; derived if none is given.
    pub(crate) id: Option<SubscriptionId>,
    /// `active` if none is given.
    pub(crate) status: Option<SubscriptionStatus>,
    /// The subscription that it is an add-on to.
    pub(crate) parent: Option<SubscriptionId>,
    /// When its term ends, where it does not follow from the beginning.
    pub(crate) ends: Option<Timestamp>,
    /// Whether a marketplace subscription was activated.
    pub(crate) activated: Option<bool>,
    /// How many active Azure subscriptions an Azure plan has.
    #[serde(default)]
    pub(crate) azure_subscriptions: u32,
    /// Whether an Azure subscription or Azure plan was registered, so that reservations can be bought for it.
    #[serde(default)]
    pub(crate) registered: bool,
}

fn one() -> i64 {
    1
}

/// A line with what it is of.
#[derive(Clone, Copy)]
struct Resolved<'a> {
    line: &'a PlantedLine,
    offer: Option<&'static CatalogueOffer>,
    family: Family,
    cancelled: bool,
}

/// Plants an order of a customer that is planted already, with its subscriptions.
pub(crate) fn plant(
    records: &mut Records<'_, '_>,
    account: &Account,
    customer: CustomerId,
    planted: &Planted,
) -> Result<Stored<OrderRecord>, Failure> {
    rules::lines::fit(planted.lines.len())?;
    // An order whose lines are all cancelled is, whatever the file calls it.
    let all_cancelled = matches!(planted.status, Some(OrderStatus::Cancelled | OrderStatus::Canceled))
        || planted.lines.iter().all(|line| line.cancelled);
    let lines = planted.lines.iter().map(|line| resolve(line, all_cancelled)).collect::<Result<Vec<_>, Refusal>>()?;
    let from_catalogue = lines.iter().any(|line| line.family.is_of_catalogue());
    if lines.is_empty() || lines.iter().any(|line| line.family.is_of_catalogue() != from_catalogue) {
        return Err(wrong("an order has lines of offers, or lines of items of the catalogue").into());
    }
    let id = match &planted.id {
        Some(id) => id.clone(),
        None => derived_id(records, from_catalogue)?,
    };
    let derived = records.chance.alternate_id();
    let alternate_id = from_catalogue.then(|| planted.alternate_id.clone().unwrap_or(derived));
    let root = OrderRecord::customer(account.tenant_id, customer);
    let cycle = planted.billing_cycle.clone().unwrap_or_else(|| usual_cycle(&lines));
    let country = country(records, account, customer)?;
    let counter = Counter { customer, country, order: &id, placed: planted.placed, cycle: &cycle, is_news: false };
    let mut items = Vec::with_capacity(lines.len());
    let mut bought = Vec::with_capacity(lines.len());
    for (number, line) in lines.iter().enumerate() {
        let sale = sale(records, planted.placed, number, line, all_cancelled);
        let (item, one) = counter.sell(records, &root, sale)?;
        items.push(item);
        bought.push(one);
    }
    let mut own = OrderOwn { lines: bought, settling: Vec::new(), placed: planted.placed };
    let order = Placed {
        id: &id,
        alternate_id,
        customer,
        country,
        billing_cycle: cycle,
        placed: planted.placed,
        status: own.status(),
        lines: items,
    };
    let mut order = order.order();
    if planted.status == Some(OrderStatus::Pending) && !all_cancelled {
        let settle = provisioning(records)?;
        settle::depart(&mut order, &mut own, Destination::Provisioned, settle, records.now);
    }
    records.insert::<OrderRecord>(OrderRecord::key(&root, &id), order, own)
}

/// The world's setting for how orders are provisioned.
fn provisioning(records: &mut Records<'_, '_>) -> Result<Settle, Failure> {
    let world = records.find::<World>(&World::key())?;
    Ok(world.map_or(Settle::Immediate, |world| world.body.settings.provisioning.settle))
}

fn resolve(line: &PlantedLine, all_cancelled: bool) -> Result<Resolved<'_>, Refusal> {
    let offer = line.offer.parse::<OfferId>().ok().and_then(|id| offers::find(&id));
    let is_item = CatalogItem::parse(&line.offer).is_some();
    let family = match (offer, line.family) {
        (Some(offer), None) => offer.family(),
        (Some(offer), Some(family)) if offer.family() == family => family,
        (None, Some(family)) if is_item && family.is_of_catalogue() => family,
        (None, None) if is_item => {
            return Err(wrong(&format!("{}: an item of the catalogue needs a family", line.offer)));
        }
        (None, _) if !is_item => return Err(wrong(&format!("{}: there is no such offer", line.offer))),
        (_, Some(family)) => {
            return Err(wrong(&format!("{} is not sold as {}", line.offer, family.words())));
        }
        (None, None) => return Err(wrong(&format!("{}: there is no such offer", line.offer))),
    };
    if line.quantity < 1 {
        return Err(wrong(&format!("{}: the quantity is {}", line.offer, line.quantity)));
    }
    Ok(Resolved { line, offer, family, cancelled: line.cancelled || all_cancelled })
}

fn wrong(what: &str) -> Refusal {
    Refusal::new(errors::INVALID_PROPERTY).about(what)
}

fn derived_id(records: &mut Records<'_, '_>, from_catalogue: bool) -> Result<OrderId, Failure> {
    let id = if from_catalogue { records.chance.order_id() } else { records.chance.guid().to_string() };
    id.parse().map_err(|_| Failure::Defect(format!("{id} is no order id")))
}

fn usual_cycle(lines: &[Resolved<'_>]) -> BillingCycleType {
    if lines.iter().all(|line| line.family == Family::Trial) {
        BillingCycleType::None
    } else if lines.iter().any(|line| line.family.entitles()) {
        BillingCycleType::OneTime
    } else {
        BillingCycleType::Monthly
    }
}

/// The sale that a line of a world file states. What it is called is the offer's name, or the line's.
fn sale<'a>(
    records: &mut Records<'_, '_>,
    placed: Timestamp,
    number: usize,
    resolved: &Resolved<'a>,
    all_cancelled: bool,
) -> Sale<'a> {
    let Resolved { line, offer, family, cancelled } = *resolved;
    let past = &line.subscription;
    let name = offer.map(|offer| offer.name.as_str()).or(line.name.as_deref()).unwrap_or(&line.offer);
    let product = match offer {
        Some(offer) => Product::Offer(offer),
        None => Product::Item(Item {
            id: &line.offer,
            name,
            publisher: line.publisher.as_deref(),
            family,
            term: line.term.unwrap_or_default(),
            trial: false,
        }),
    };
    let usual = if cancelled { SubscriptionStatus::Deleted } else { SubscriptionStatus::Active };
    let derived = if family.entitles() { Uuid::nil() } else { records.chance.guid() };
    Sale {
        number,
        product,
        term: line.term,
        quantity: line.quantity,
        friendly_name: line.friendly_name.as_deref().unwrap_or(name),
        partner: line.partner_id_on_record.as_deref(),
        further_partners: &[],
        context: None,
        subscription: past.id.unwrap_or(derived.into()),
        parent: past.parent,
        renews_to: None,
        past: Past {
            made: placed,
            ends: past.ends.map(whole),
            status: past.status.clone().unwrap_or(usual),
            activated: past.activated.unwrap_or(true),
            azure_subscriptions: past.azure_subscriptions,
            registered: past.registered,
        },
        standing: match (cancelled, all_cancelled) {
            (false, _) => Standing::Open,
            (true, true) => Standing::Cancelled,
            (true, false) => Standing::CancelledAlone,
        },
        included: line.included.clone(),
        reserving: Reserving {
            id: line.reservation.id,
            resource: line.reservation.resource_id,
            subscription: line.reservation.subscription,
        },
    }
}
