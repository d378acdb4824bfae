//! A sale: what a line of an order brings about, and the line itself. Orders that are placed and orders that a world file
//! states are made of the same sales.

use std::collections::BTreeMap;

use backlot_store::Root;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use partner_center_model::{
    billing::BillingCycleType,
    ids::{CustomerId, OrderId, SubscriptionId},
    orders::{OrderLineItem, RenewsTo},
};
use uuid::Uuid;

use super::{
    form::PlacedLine,
    record::{Bought, Included, Reserved, ReservedInstance},
};
use crate::{
    areas::{
        offers::Term,
        product::Family,
        subscriptions::{self, NewSubscription, Past, Product},
    },
    records::Records,
    refusal::Failure,
};

/// What the sales of one order have in common.
pub(super) struct Counter<'a> {
    pub(super) customer: CustomerId,
    pub(super) country: &'a str,
    pub(super) order: &'a OrderId,
    pub(super) placed: Timestamp,
    /// The cycle of the order; trials have none.
    pub(super) cycle: &'a BillingCycleType,
    /// Whether it happens now, and so is an event.
    pub(super) is_news: bool,
}

/// The sale of one thing.
pub(super) struct Sale<'a> {
    /// The line's number.
    pub(super) number: usize,
    pub(super) product: Product<'a>,
    /// For how long an item of the catalogue is bought, if it has a term.
    pub(super) term: Option<Term>,
    pub(super) quantity: i64,
    pub(super) friendly_name: &'a str,
    pub(super) partner: Option<&'a str>,
    pub(super) further_partners: &'a [String],
    pub(super) context: Option<&'a BTreeMap<String, String>>,
    /// The subscription's id, where there is one.
    pub(super) subscription: SubscriptionId,
    /// The subscription that this one is an add-on to.
    pub(super) parent: Option<SubscriptionId>,
    /// What the subscription renews to.
    pub(super) renews_to: Option<Term>,
    /// What has become of it.
    pub(super) past: Past,
    pub(super) standing: Standing,
    /// The products that come with it.
    pub(super) included: Vec<Included>,
    pub(super) reserving: Reserving,
}

/// What has become of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Open,
    /// It was cancelled with its order.
    Cancelled,
    /// It was cancelled alone, and shows 0.
    CancelledAlone,
}

/// What a reservation reserves. Ids that are not given are derived.
#[derive(Debug, Clone, Default)]
pub(super) struct Reserving {
    pub(super) id: Option<Uuid>,
    pub(super) resource: Option<Uuid>,
    /// The Azure subscription that alone benefits; none if all of the customer's do.
    pub(super) subscription: Option<Uuid>,
}

impl Counter<'_> {
    /// Makes the subscription, if the product is one to subscribe to, and the line of the order that bought it.
    pub(super) fn sell(
        &self,
        records: &mut Records<'_, '_>,
        root: &Root,
        sale: Sale<'_>,
    ) -> Result<(OrderLineItem, Bought), Failure> {
        let family = sale.product.family();
        let subscription = if family.entitles() { None } else { Some(self.subscribe(records, root, &sale)?) };
        let line = PlacedLine {
            number: sale.number,
            offer: sale.product.id(),
            customer: self.customer,
            country: self.country,
            subscription,
            friendly_name: sale.friendly_name,
            quantity: if sale.standing == Standing::CancelledAlone { 0 } else { sale.quantity },
            term: if family == Family::Software { "" } else { sale.term.map_or("", Term::as_str) },
            partner: sale.partner,
            further_partners: sale.further_partners,
            context: sale.context,
            activated_by_hand: Some(self.order).filter(|_| family == Family::Marketplace),
        };
        let item = OrderLineItem { renews_to: sale.renews_to.map(renews_to), ..line.item() };
        Ok((item, self.bought(records, sale)))
    }

    fn subscribe(
        &self,
        records: &mut Records<'_, '_>,
        root: &Root,
        sale: &Sale<'_>,
    ) -> Result<SubscriptionId, Failure> {
        let free = sale.product.family() == Family::Trial;
        let new = NewSubscription {
            id: sale.subscription,
            customer: self.customer,
            country: self.country,
            order: self.order,
            line_item_number: u32::try_from(sale.number).unwrap_or(u32::MAX),
            product: sale.product,
            quantity: sale.quantity,
            friendly_name: Some(sale.friendly_name),
            partner: sale.partner,
            parent: sale.parent,
            billing_cycle: if free { BillingCycleType::None } else { self.cycle.clone() },
            renews_to: sale.renews_to,
        };
        let make = if self.is_news { subscriptions::create } else { subscriptions::plant };
        make(records, root, new, sale.past.clone())?;
        Ok(sale.subscription)
    }

    /// What the line bought, with the reservation if it is one.
    fn bought(&self, records: &mut Records<'_, '_>, sale: Sale<'_>) -> Bought {
        let family = sale.product.family();
        let expires = match family {
            Family::SoftwareSubscription | Family::Reservation => Some(self.end(sale.term.unwrap_or_default())),
            _ => None,
        };
        let reserving = sale.reserving;
        let reserved = expires.filter(|_| family == Family::Reservation).map(|expires| Reserved {
            group: records.chance.guid(),
            line: records.chance.guid(),
            resource: reserving.resource.unwrap_or(records.chance.guid()),
            instances: vec![ReservedInstance {
                id: reserving.id.unwrap_or(records.chance.guid()),
                display_name: sale.friendly_name.to_owned(),
                effective: self.placed,
                expires,
                subscription: reserving.subscription,
                quantity: sale.quantity,
            }],
        });
        let cancelled = sale.standing != Standing::Open;
        let expired = expires.is_some_and(|end| end <= records.now);
        Bought { family, cancelled, expires, expired, included: sale.included, reserved }
    }

    /// The end of a term that began when the order was placed: the beginning of a day, as the pages print it.
    fn end(&self, term: Term) -> Timestamp {
        let end = self.placed.to_zoned(TimeZone::UTC).saturating_add(term.months().months());
        end.start_of_day().map_or(end.timestamp(), |day| day.timestamp())
    }
}

fn renews_to(term: Term) -> RenewsTo {
    RenewsTo { term_duration: Some(term.as_str().to_owned()) }
}
