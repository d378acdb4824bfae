//! What an order goes through after it was placed or cancelled: at once, after some reads of it, or when its time comes.

use backlot_store::Key;
use jiff::{SignedDuration, Timestamp};
use partner_center_model::{
    ids::SubscriptionId,
    orders::{Order, OrderStatus},
    subscriptions::SubscriptionStatus,
};

use super::record::{Destination, OrderOwn, OrderRecord, Settling};
use crate::{
    areas::subscriptions::SubscriptionRecord,
    records::{Records, Stored},
    refusal::Failure,
    settings::Settle,
};

/// Sends an order on its way. Says whether it is there already.
pub(super) fn depart(order: &mut Order, own: &mut OrderOwn, to: Destination, settle: Settle, now: Timestamp) -> bool {
    if matches!(settle, Settle::Immediate | Settle::AfterReads(0) | Settle::AfterSeconds(0)) {
        arrive(order, own, &to);
        return true;
    }
    order.status = Some(OrderStatus::Pending);
    own.settling = Some(waiting(to, settle, now));
    false
}

/// What brings an order to where it is going; nothing, where the setting has it there at once.
pub(super) fn waiting(to: Destination, settle: Settle, now: Timestamp) -> Settling {
    let (reads_left, at) = match settle {
        Settle::Immediate => (None, None),
        Settle::AfterReads(reads) => (Some(reads), None),
        Settle::AfterSeconds(seconds) => {
            let after = SignedDuration::from_secs(i64::from(seconds));
            // The end of time is as good as any other time that is never reached.
            (None, Some(now.saturating_add(after).unwrap_or(Timestamp::MAX)))
        }
    };
    Settling { to, reads_left, at }
}

/// Counts a read of the order. Says whether it has arrived: the read that brings it there sees it there.
pub(super) fn read(order: &mut Order, own: &mut OrderOwn) -> bool {
    let Some(Settling { to, reads_left: Some(left), .. }) = &mut own.settling else { return false };
    *left = left.saturating_sub(1);
    if *left > 0 {
        return false;
    }
    let to = to.clone();
    arrive(order, own, &to);
    true
}

/// Brings an order whose time has come to where it was going. Says whether its time has come.
fn due(order: &mut Order, own: &mut OrderOwn, now: Timestamp) -> bool {
    match &own.settling {
        Some(Settling { at: Some(at), to, .. }) if *at <= now => {
            let to = to.clone();
            arrive(order, own, &to);
            true
        }
        _ => false,
    }
}

/// Brings an order to where it was going.
pub(super) fn arrive(order: &mut Order, own: &mut OrderOwn, to: &Destination) {
    own.settling = None;
    order.status = Some(match to {
        Destination::Provisioned => OrderStatus::Completed,
        Destination::Cancelled => {
            own.lines.iter_mut().for_each(|line| line.cancelled = true);
            OrderStatus::Cancelled
        }
        Destination::LinesCancelled(places) => {
            for place in places {
                if let (Some(line), Some(bought)) = (order.line_items.get_mut(*place), own.lines.get_mut(*place)) {
                    line.quantity = Some(0);
                    bought.cancelled = true;
                }
            }
            OrderStatus::Completed
        }
    });
}

/// Brings the order at `key` to where it was going, if its time has come.
pub(crate) fn settle(records: &mut Records<'_, '_>, key: &Key) -> Result<(), Failure> {
    let Some(mut order) = records.find::<OrderRecord>(key)? else { return Ok(()) };
    let now = records.now;
    if due(&mut order.body, &mut order.own, now) {
        follow_up(records, &order)?;
        records.save(&mut order)?;
    }
    Ok(())
}

/// What else an order changes when it has arrived: a cancelled marketplace product ends its subscription.
///
/// Source: `cancel-an-order-from-the-integration-sandbox`.
pub(super) fn follow_up(records: &mut Records<'_, '_>, order: &Stored<OrderRecord>) -> Result<(), Failure> {
    for (line, bought) in order.body.line_items.iter().zip(&order.own.lines) {
        let subscription = line.subscription_id.as_deref().and_then(|id| id.parse::<SubscriptionId>().ok());
        let (true, Some(id)) = (bought.cancelled, subscription) else { continue };
        let key = SubscriptionRecord::key(&order.key.root, id);
        if let Some(mut subscription) = records.find::<SubscriptionRecord>(&key)?
            && subscription.body.status != Some(SubscriptionStatus::Deleted)
        {
            subscription.body.status = Some(SubscriptionStatus::Deleted);
            subscription.body.auto_renew_enabled = Some(false);
            subscription.body.suspension_reasons.clear();
            records.save(&mut subscription)?;
        }
    }
    Ok(())
}
