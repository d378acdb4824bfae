//! What an order goes through after it was placed or cancelled: at once, after some reads of it, or when its time comes.

use backlot_store::Key;
use jiff::Timestamp;
use partner_center_model::{ids::SubscriptionId, orders::Order, subscriptions::SubscriptionStatus};

use super::record::{Bought, Destination, OrderOwn, OrderRecord, Settling};
use crate::{
    areas::{
        subscriptions::{self, SubscriptionRecord},
        when::When,
    },
    events::What,
    records::{Records, Stored},
    refusal::Failure,
    settings::Settle,
};

/// Sends an order on its way; what it was waiting for already, it goes on to wait for. Says whether it is there already.
pub(super) fn depart(order: &mut Order, own: &mut OrderOwn, to: Destination, settle: Settle, now: Timestamp) -> bool {
    let Some(when) = When::after(settle, now) else {
        arrive(order, own, to);
        return true;
    };
    own.settling.push(Settling { to, when });
    order.status = Some(own.status());
    false
}

/// Counts a read of the order. Says where it has arrived: the read that brings it there sees it there.
pub(super) fn read(order: &mut Order, own: &mut OrderOwn) -> Vec<Destination> {
    for settling in &mut own.settling {
        if let When::Reads(left) = &mut settling.when {
            *left = left.saturating_sub(1);
        }
    }
    arrive_if(order, own, |when| when == When::Reads(0))
}

/// Brings an order to where it was going by now. Says where it has arrived.
fn due(order: &mut Order, own: &mut OrderOwn, now: Timestamp) -> Vec<Destination> {
    arrive_if(order, own, |when| matches!(when, When::At(time) if time <= now))
}

/// Brings an order to wherever it was going by then. Says where it has arrived.
fn arrive_if(order: &mut Order, own: &mut OrderOwn, is_time: impl Fn(When) -> bool) -> Vec<Destination> {
    let arrived: Vec<Settling> = own.settling.extract_if(.., |settling| is_time(settling.when)).collect();
    let arrived: Vec<Destination> = arrived.into_iter().map(|settling| settling.to).collect();
    for to in &arrived {
        arrive(order, own, to.clone());
    }
    arrived
}

/// Brings an order to where it was going.
pub(super) fn arrive(order: &mut Order, own: &mut OrderOwn, to: Destination) {
    if let Destination::Cancelled(places) = to {
        cancel(order, own, places);
    }
    order.status = Some(own.status());
}

/// Cancels lines. Those that go while others are left show 0; an order that has none left shows what it bought.
fn cancel(order: &mut Order, own: &mut OrderOwn, mut places: Vec<usize>) {
    let OrderOwn { lines, settling, .. } = own;
    places.retain(|place| is_open(lines, *place));
    for place in &places {
        if let Some(line) = lines.get_mut(*place) {
            line.cancelled = true;
        }
    }
    let any_left = lines.iter().any(|line| !line.cancelled);
    for place in places.into_iter().filter(|_| any_left) {
        if let Some(line) = order.line_items.get_mut(place) {
            line.quantity = Some(0);
        }
    }
    // What is cancelled by now is neither cancelled nor provided later.
    settling.retain(|settling| match &settling.to {
        Destination::Provisioned => any_left,
        Destination::Cancelled(places) => places.iter().any(|place| is_open(lines, *place)),
    });
}

fn is_open(lines: &[Bought], place: usize) -> bool {
    lines.get(place).is_some_and(|line| !line.cancelled)
}

/// Brings the order at `key` to where it was going, if its time has come.
pub(crate) fn settle(records: &mut Records<'_, '_>, key: &Key) -> Result<(), Failure> {
    let Some(mut order) = records.find::<OrderRecord>(key)? else { return Ok(()) };
    let now = records.now;
    let arrived = due(&mut order.body, &mut order.own, now);
    follow_up(records, &order, &arrived)?;
    let expired = expire(&mut order.own, now);
    if arrived.is_empty() && expired.is_empty() {
        return Ok(());
    }
    for place in expired {
        records.tell(What::EntitlementExpired, &order, [("lineItemNumber", place.to_string())])?;
    }
    records.save(&mut order)
}

/// Ends what lines entitled to until now at the latest; says which lines.
///
/// Source: `entitlement-resources`. That what has expired is no entitlement any more is inferred.
fn expire(own: &mut OrderOwn, now: Timestamp) -> Vec<usize> {
    let ends = |line: &Bought| line.is_open() && line.expires.is_some_and(|end| end <= now);
    let places: Vec<usize> =
        own.lines.iter().enumerate().filter(|(_, line)| ends(line)).map(|(place, _)| place).collect();
    for line in own.lines.iter_mut().filter(|line| ends(line)) {
        line.expired = true;
    }
    places
}

/// Tells where an order has arrived, and changes what else changes then: a cancelled line ends its subscription. Of the
/// lines that can be cancelled, those of marketplace products have one.
///
/// Source: `cancel-an-order-from-the-integration-sandbox`.
pub(super) fn follow_up(
    records: &mut Records<'_, '_>,
    order: &Stored<OrderRecord>,
    arrived: &[Destination],
) -> Result<(), Failure> {
    for to in arrived {
        match to {
            Destination::Provisioned => records.tell(What::OrderCompleted, order, [])?,
            Destination::Cancelled(places) => {
                let lines = places.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
                records.tell(What::OrderCancelled, order, [("lineItemNumbers", lines)])?;
            }
        }
    }
    for (line, bought) in order.body.line_items.iter().zip(&order.own.lines) {
        let subscription = line.subscription_id.as_deref().and_then(|id| id.parse::<SubscriptionId>().ok());
        let (true, Some(id)) = (bought.cancelled, subscription) else { continue };
        let key = SubscriptionRecord::key(&order.key.root, id);
        if let Some(mut subscription) = records.find::<SubscriptionRecord>(&key)?
            && subscription.body.status != Some(SubscriptionStatus::Deleted)
        {
            subscriptions::delete(&mut subscription.body, &mut subscription.own);
            records.save(&mut subscription)?;
            records.tell(What::SubscriptionCancelled, &subscription, [])?;
        }
    }
    Ok(())
}
