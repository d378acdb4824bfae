//! What an order goes through after it was placed or cancelled: at once, after some reads of it, or when its time comes.

use jiff::{SignedDuration, Timestamp};
use partner_center_model::orders::{Order, OrderStatus};

use super::record::{Destination, OrderOwn, Settling};
use crate::settings::Settle;

/// Sends an order on its way. Says whether it is there already.
pub(super) fn depart(order: &mut Order, own: &mut OrderOwn, to: Destination, settle: Settle, now: Timestamp) -> bool {
    let (reads_left, at) = match settle {
        Settle::Immediate | Settle::AfterReads(0) | Settle::AfterSeconds(0) => {
            arrive(order, own, &to);
            return true;
        }
        Settle::AfterReads(reads) => (Some(reads), None),
        Settle::AfterSeconds(seconds) => {
            let after = SignedDuration::from_secs(i64::from(seconds));
            // The end of time is as good as any other time that is never reached.
            (None, Some(now.saturating_add(after).unwrap_or(Timestamp::MAX)))
        }
    };
    order.status = Some(OrderStatus::Pending);
    own.settling = Some(Settling { to, reads_left, at });
    false
}

/// Counts a read of the order. Says whether anything has changed.
pub(super) fn read(order: &mut Order, own: &mut OrderOwn) -> bool {
    let Some(settling) = &mut own.settling else { return false };
    let Some(left) = &mut settling.reads_left else { return false };
    *left = left.saturating_sub(1);
    if *left == 0 {
        let to = settling.to.clone();
        arrive(order, own, &to);
    }
    true
}

/// Brings an order whose time has come to where it was going. Says whether its time has come.
pub(super) fn due(order: &mut Order, own: &mut OrderOwn, now: Timestamp) -> bool {
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
