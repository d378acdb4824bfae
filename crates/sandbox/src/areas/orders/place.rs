//! Placing an order: every line is checked before anything is written. POST orders and the checkout of a cart both do.

use backlot_store::Root;
use partner_center_model::{
    billing::BillingCycleType,
    errors,
    ids::{CustomerId, OrderId, SubscriptionId},
    orders::{OrderLineItem, OrderStatus},
};

use super::{
    buyer,
    desk::{Desk, Wanted},
    form::Placed,
    record::{Bought, Destination, OrderOwn, OrderRecord},
    rules::{
        billing,
        items::{self, ItemPurchase},
        placing::{self, Parent, Purchase},
    },
    sale::{Counter, Reserving, Sale, Standing},
    settle, ware,
};
use crate::{
    areas::subscriptions::{Item, Past, Product},
    context::Cx,
    events::What,
    records::Stored,
    refusal::{Failure, Refusal},
};

/// What is bought in one order: offers, or items of the catalogue.
struct Basket {
    cycle: BillingCycleType,
    contents: Contents,
}

enum Contents {
    Offers(Vec<Purchase>),
    Items(Vec<ItemPurchase>),
}

/// Places an order of these lines, if the rules let it.
///
/// Source: `create-an-order`, `checkout-a-cart`.
pub(crate) fn place(
    cx: &mut Cx<'_, '_>,
    customer: CustomerId,
    cycle: Option<&BillingCycleType>,
    wanted: &[Wanted<'_>],
) -> Result<Stored<OrderRecord>, Failure> {
    let account = cx.account.clone();
    buyer::check_partners(cx, &account, wanted)?;
    let desk = Desk::open(cx, &account, customer, wanted)?;
    let basket = fill(cx, &desk, cycle, wanted)?;
    write(cx, &desk, &basket, wanted)
}

/// Checks all lines.
fn fill(
    cx: &mut Cx<'_, '_>,
    desk: &Desk<'_>,
    cycle: Option<&BillingCycleType>,
    wanted: &[Wanted<'_>],
) -> Result<Basket, Failure> {
    let of_catalogue = wanted.iter().filter(|wanted| ware::is_item(wanted.line)).count();
    if of_catalogue == 0 {
        let mut purchases = wanted.iter().map(|wanted| desk.offer(wanted)).collect::<Result<Vec<_>, _>>()?;
        let offers: Vec<_> = purchases.iter().map(|purchase| purchase.offer).collect();
        placing::together(&mut purchases, &desk.buyer, &desk.owned(cx, &offers)?)?;
        let cycle = billing::of_new_order(cycle, &offers)?;
        return Ok(Basket { cycle, contents: Contents::Offers(purchases) });
    }
    if of_catalogue < wanted.len() {
        return Err(Refusal::new(errors::INVALID_PROPERTY)
            .about("lineItems: offers beside items of the catalogue")
            .explain("An order has lines of one of the two: place two orders, or check out a cart, which makes them.")
            .into());
    }
    let purchases = wanted.iter().map(|wanted| desk.item(wanted, cycle)).collect::<Result<Vec<_>, _>>()?;
    let cycle = items::together(&purchases, &desk.buyer, &desk.estate)?;
    Ok(Basket { cycle, contents: Contents::Items(purchases) })
}

/// Makes the order with whatever its lines bring about.
fn write(
    cx: &mut Cx<'_, '_>,
    desk: &Desk<'_>,
    basket: &Basket,
    wanted: &[Wanted<'_>],
) -> Result<Stored<OrderRecord>, Failure> {
    let root = cx.customer_root(desk.customer);
    let from_catalogue = matches!(basket.contents, Contents::Items(_));
    let drawn = if from_catalogue { cx.chance.order_id() } else { cx.chance.guid().to_string() };
    let id: OrderId = drawn.parse().map_err(|_| Failure::Defect(format!("{drawn} is no order id")))?;
    let alternate_id = from_catalogue.then(|| cx.chance.alternate_id());
    let counter = Counter {
        customer: desk.customer,
        country: desk.buyer.country,
        order: &id,
        placed: cx.now,
        cycle: &basket.cycle,
        is_news: true,
    };
    let subscriptions: Vec<SubscriptionId> = wanted.iter().map(|_| cx.chance.guid().into()).collect();
    let sales: Vec<Sale<'_>> = match &basket.contents {
        Contents::Offers(purchases) => {
            let lines = purchases.iter().zip(wanted).zip(&subscriptions).enumerate();
            lines
                .map(|(number, ((purchase, wanted), subscription))| {
                    let parent = match purchase.parent {
                        Some(Parent::Line(line)) => subscriptions.get(line).copied(),
                        Some(Parent::Subscription(parent)) => Some(parent),
                        None => None,
                    };
                    Sale { parent, ..offer(cx, number, purchase, wanted.line, *subscription) }
                })
                .collect()
        }
        Contents::Items(purchases) => {
            let lines = purchases.iter().zip(wanted).zip(&subscriptions).enumerate();
            lines
                .map(|(number, ((purchase, wanted), subscription))| {
                    item(cx, number, purchase, wanted.line, *subscription)
                })
                .collect()
        }
    };
    let (lines, bought) = sell(cx, &root, &counter, sales)?;
    let entitles = bought.iter().any(|bought| bought.family.entitles());
    let mut own = OrderOwn { lines: bought, settling: Vec::new(), placed: cx.now };
    let placed = Placed {
        id: &id,
        alternate_id,
        customer: desk.customer,
        country: desk.buyer.country,
        billing_cycle: basket.cycle.clone(),
        placed: cx.now,
        status: OrderStatus::Completed,
        lines,
    };
    let mut order = placed.order();
    if entitles {
        let settle = cx.settings.provisioning.settle;
        settle::depart(&mut order, &mut own, Destination::Provisioned, settle, cx.now);
    }
    let order = cx.insert::<OrderRecord>(OrderRecord::key(&root, &id), order, own)?;
    cx.tell(What::OrderCreated, &order, [])?;
    Ok(order)
}

fn sell(
    cx: &mut Cx<'_, '_>,
    root: &Root,
    counter: &Counter<'_>,
    sales: Vec<Sale<'_>>,
) -> Result<(Vec<OrderLineItem>, Vec<Bought>), Failure> {
    let mut lines = Vec::with_capacity(sales.len());
    let mut bought = Vec::with_capacity(sales.len());
    for sale in sales {
        let (line, one) = counter.sell(cx, root, sale)?;
        lines.push(line);
        bought.push(one);
    }
    Ok((lines, bought))
}

/// The sale of an offer, as it is without a parent.
pub(super) fn offer<'a>(
    cx: &Cx<'_, '_>,
    number: usize,
    purchase: &'a Purchase,
    line: &'a OrderLineItem,
    subscription: SubscriptionId,
) -> Sale<'a> {
    Sale {
        number,
        product: Product::Offer(purchase.offer),
        term: None,
        quantity: purchase.quantity,
        friendly_name: &purchase.friendly_name,
        partner: partner_of(line),
        further_partners: &line.additional_partner_ids_on_record,
        context: line.provisioning_context.as_ref(),
        subscription,
        parent: None,
        renews_to: None,
        past: Past::none(cx.now),
        standing: Standing::Open,
        included: Vec::new(),
        reserving: Reserving::default(),
    }
}

fn item<'a>(
    cx: &Cx<'_, '_>,
    number: usize,
    purchase: &'a ItemPurchase,
    line: &'a OrderLineItem,
    subscription: SubscriptionId,
) -> Sale<'a> {
    let ware = &purchase.ware;
    Sale {
        number,
        product: Product::Item(Item {
            id: &ware.id,
            name: ware.name,
            publisher: ware.publisher,
            family: ware.family,
            term: purchase.term.unwrap_or_default(),
            trial: ware.trial,
        }),
        term: purchase.term,
        quantity: purchase.quantity,
        friendly_name: &purchase.friendly_name,
        partner: partner_of(line),
        further_partners: &line.additional_partner_ids_on_record,
        context: line.provisioning_context.as_ref(),
        subscription,
        parent: None,
        renews_to: purchase.renews_to,
        past: Past { activated: !ware.needs_activation(cx.account.environment), ..Past::none(cx.now) },
        standing: Standing::Open,
        included: ware.included.to_vec(),
        reserving: Reserving { subscription: purchase.single, ..Reserving::default() },
    }
}

/// The MPN id that a line names; clients that have none send an empty one.
pub(super) fn partner_of(line: &OrderLineItem) -> Option<&str> {
    line.partner_id_on_record.as_deref().map(str::trim).filter(|id| !id.is_empty())
}
