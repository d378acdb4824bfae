//! Placing an order of offers: every line is checked before anything is written.

use backlot_store::Root;
use partner_center_model::{
    billing::BillingCycleType,
    ids::{CustomerId, OrderId, SubscriptionId},
    orders::{CreateOrder, Order, OrderLineItem, OrderStatus},
};

use super::{
    buyer::{buyer, check_partners, owned, partner_of},
    form::{self, Placed, PlacedLine},
    record::{Bought, OrderOwn, OrderRecord},
    rules::{
        billing,
        placing::{self, Purchase},
    },
};
use crate::{
    areas::subscriptions::{self, NewSubscription, Product},
    capabilities::{self, Capability},
    context::{Answer, Call, Cx, Outcome},
    events::What,
    records::Records,
    refusal::Failure,
};

/// Places an order.
///
/// Source: `create-an-order`, `create-an-order-for-a-customer-of-an-indirect-reseller`.
pub(super) fn create(cx: &mut Cx<'_, '_>, call: Call<CreateOrder>) -> Outcome<Order> {
    let customer = call.path.customer_id;
    let root = cx.customer_root(customer);
    let account = cx.account.clone();
    capabilities::need(Capability::PlaceOrders, &account)?;
    let sent = call.body;
    let places = placing::shape(&sent, customer)?;
    let lines: Vec<(usize, &OrderLineItem)> =
        places.iter().filter_map(|place| Some((*place, sent.line_items.get(*place)?))).collect();
    check_partners(cx, &account, &lines)?;
    let buyer = buyer(cx, &account, customer, &lines)?;
    let mut purchases =
        lines.iter().map(|(place, line)| placing::line(*place, line, &buyer)).collect::<Result<Vec<_>, _>>()?;
    let offers: Vec<_> = purchases.iter().map(|purchase| purchase.offer).collect();
    placing::together(&mut purchases, &buyer, &owned(cx, customer, &offers)?)?;
    let cycle = billing::of_new_order(sent.billing_cycle.as_ref(), &offers)?;

    let id = order_id(cx)?;
    let subscriptions: Vec<SubscriptionId> = purchases.iter().map(|_| cx.chance.guid().into()).collect();
    let mut items = Vec::with_capacity(purchases.len());
    for (number, (purchase, (_, line))) in purchases.iter().zip(&lines).enumerate() {
        let parent = purchase.parent.and_then(|parent| subscriptions.get(parent).copied());
        let Some(subscription) = subscriptions.get(number).copied() else { continue };
        let sale = Sale {
            customer,
            country: buyer.country,
            order: &id,
            number,
            subscription,
            parent,
            partner: partner_of(line),
            cycle: &cycle,
        };
        items.push(sale.make(cx, &root, purchase)?);
    }
    let bought = purchases.iter().map(|purchase| Bought::of(purchase.offer.family())).collect();
    let own = OrderOwn { lines: bought, settling: Vec::new(), placed: cx.now };
    let placed = Placed {
        id: &id,
        alternate_id: None,
        customer,
        country: buyer.country,
        billing_cycle: cycle,
        placed: cx.now,
        status: OrderStatus::Completed,
        lines: items,
    };
    let order = cx.insert::<OrderRecord>(OrderRecord::key(&root, &id), placed.order(), own)?;
    cx.tell(What::OrderCreated, &order, [])?;
    Ok(Answer::created(form::as_changed(&order.body)))
}

/// A new id for an order of offers.
fn order_id(records: &mut Records<'_, '_>) -> Result<OrderId, Failure> {
    let id = records.chance.guid().to_string();
    id.parse().map_err(|_| Failure::Defect(format!("{id} is no order id")))
}

/// The sale of one offer to a customer.
pub(super) struct Sale<'a> {
    pub(super) customer: CustomerId,
    pub(super) country: &'a str,
    pub(super) order: &'a OrderId,
    /// The line's number.
    pub(super) number: usize,
    pub(super) subscription: SubscriptionId,
    pub(super) parent: Option<SubscriptionId>,
    pub(super) partner: Option<&'a str>,
    /// The cycle of the order; trials have none.
    pub(super) cycle: &'a BillingCycleType,
}

impl Sale<'_> {
    /// Makes the subscription, and the line of the order that bought it.
    pub(super) fn make(
        &self,
        records: &mut Records<'_, '_>,
        root: &Root,
        purchase: &Purchase,
    ) -> Result<OrderLineItem, Failure> {
        let offer = purchase.offer;
        let new = NewSubscription {
            id: self.subscription,
            customer: self.customer,
            country: self.country,
            order: self.order,
            line_item_number: u32::try_from(self.number).unwrap_or(u32::MAX),
            product: Product::Offer(offer),
            quantity: purchase.quantity,
            friendly_name: Some(&purchase.friendly_name),
            partner: self.partner,
            parent: self.parent,
            billing_cycle: if offer.trial { BillingCycleType::None } else { self.cycle.clone() },
        };
        subscriptions::create(records, root, new)?;
        let line = PlacedLine {
            number: self.number,
            offer: offer.id.as_str(),
            customer: self.customer,
            country: self.country,
            subscription: Some(self.subscription),
            friendly_name: &purchase.friendly_name,
            quantity: purchase.quantity,
            term: "",
            partner: self.partner,
        };
        Ok(line.item())
    }
}
