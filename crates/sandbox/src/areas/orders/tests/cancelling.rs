//! What can be cancelled, where, until when, and what comes of it.

use jiff::{SignedDuration, Timestamp};
use partner_center_model::{
    errors,
    orders::{Order, OrderLineItem, OrderStatus},
};
use serde_json::{Value, json};

use super::{SOFTWARE, code, order, placed, sent};
use crate::{
    account::Environment::{self, Production, Sandbox},
    areas::{
        orders::{
            record::{
                Destination::{self, Cancelled, LinesCancelled},
                OrderOwn,
            },
            rules::cancelling::cancel,
            settle,
        },
        product::Family::{
            self, AddOn, Azure, AzurePlan, License, Marketplace, Reservation, Software, SoftwareSubscription, Trial,
        },
    },
    refusal::Refusal,
    settings::{Cancellation, Settle},
};

fn lines(named: Value) -> Vec<OrderLineItem> {
    named.as_array().unwrap().iter().map(|line| sent(line.clone())).collect()
}

fn asked(
    families: &[Family],
    named: Value,
    place: Environment,
    now: Timestamp,
) -> Result<Option<Destination>, Refusal> {
    let (order, own) = order(families);
    cancel(&order, &own, &lines(named), place, &Cancellation::default(), now)
}

#[test]
fn families_and_environments_decide() {
    let suspend = Some(errors::ORDER_NEEDS_SUBSCRIPTION_SUSPENDED);
    for (family, sandbox, production) in [
        (License, suspend, suspend),
        (AddOn, suspend, suspend),
        (Trial, suspend, suspend),
        (Azure, suspend, suspend),
        (AzurePlan, Some(errors::ORDER_NOT_CANCELLABLE), Some(errors::ORDER_NOT_CANCELLABLE)),
        (Marketplace, None, Some(errors::SAAS_CANCEL_NEEDS_SUBSCRIPTION_UPDATE)),
        (Reservation, None, Some(errors::CANCEL_ONLY_IN_SANDBOX)),
        (Software, None, None),
        (SoftwareSubscription, None, None),
    ] {
        for (place, expected) in [(Sandbox, sandbox), (Production, production)] {
            assert_eq!(code(asked(&[family], json!([]), place, placed())), expected, "{family:?} in {place:?}");
        }
    }
}

#[test]
fn the_window_is_for_production_and_counts_from_the_purchase() {
    let after = |hours| placed() + SignedDuration::from_hours(hours);
    for (place, now, expected) in [
        (Production, after(30 * 24), None),
        (Production, after(30 * 24 + 1), Some(errors::CANCELLATION_WINDOW_PASSED)),
        (Sandbox, after(400 * 24), None),
    ] {
        assert_eq!(code(asked(&[Software], json!([]), place, now)), expected, "{place:?} {now}");
    }
}

#[test]
fn lines_are_named_by_their_number() {
    let two = &[Software, SoftwareSubscription];
    for (named, expected) in [
        (json!([]), Ok(Some(Cancelled))),
        (json!([{"lineItemNumber": 1}]), Ok(Some(LinesCancelled(vec![1])))),
        (json!([{"lineItemNumber": 0, "offerId": SOFTWARE.to_lowercase()}]), Ok(Some(LinesCancelled(vec![0])))),
        (json!([{"lineItemNumber": 1}, {"lineItemNumber": 0}, {"lineItemNumber": 1}]), Ok(Some(Cancelled))),
        (json!([{"lineItemNumber": 2}]), Err(errors::LINE_ITEM_NUMBER_INVALID)),
        (json!([{"offerId": SOFTWARE}]), Err(errors::LINE_ITEM_NUMBER_INVALID)),
        (json!([{"lineItemNumber": 0, "offerId": "A:B:C"}]), Err(errors::INVALID_PROPERTY)),
    ] {
        let found = asked(two, named.clone(), Sandbox, placed()).map_err(|refusal| refusal.code);
        assert_eq!(found, expected, "{named}");
    }
    // A line that cannot be cancelled does not keep the others from it.
    let mixed = &[Software, Reservation];
    let found = asked(mixed, json!([{"lineItemNumber": 0}]), Production, placed()).unwrap();
    assert_eq!(found, Some(LinesCancelled(vec![0])));
    assert_eq!(code(asked(mixed, json!([]), Production, placed())), Some(errors::CANCEL_ONLY_IN_SANDBOX));
}

#[test]
fn what_is_cancelled_or_on_its_way_stays_as_it_is() {
    let again = |order: &Order, own: &OrderOwn, named: Value| {
        cancel(order, own, &lines(named), Sandbox, &Cancellation::default(), placed()).unwrap()
    };
    let (mut order, mut own) = order(&[Software, Reservation]);
    assert!(!settle::depart(&mut order, &mut own, LinesCancelled(vec![0]), Settle::AfterReads(2), placed()));
    assert_eq!(order.status, Some(OrderStatus::Pending));
    assert!(own.lines.iter().all(|line| !line.cancelled), "what is pending is not gone yet");
    assert_eq!(again(&order, &own, json!([{"lineItemNumber": 0}])), None);
    assert_eq!(again(&order, &own, json!([{"lineItemNumber": 1}])), Some(Cancelled), "nothing is left then");

    assert!(!settle::read(&mut order, &mut own));
    assert!(settle::read(&mut order, &mut own));
    assert_eq!(order.status, Some(OrderStatus::Completed));
    assert_eq!(order.line_items[0].quantity, Some(0));
    assert_eq!((own.lines[0].cancelled, own.lines[1].cancelled), (true, false));
    assert!(!settle::read(&mut order, &mut own), "there is nothing to wait for");
    assert_eq!(again(&order, &own, json!([{"lineItemNumber": 0}])), None);
    assert_eq!(again(&order, &own, json!([])), Some(Cancelled));

    assert!(settle::depart(&mut order, &mut own, Cancelled, Settle::Immediate, placed()));
    assert_eq!(order.status, Some(OrderStatus::Cancelled));
    assert_eq!(order.line_items[1].quantity, Some(5), "an order that is cancelled whole shows what it bought");
    assert_eq!(again(&order, &own, json!([])), None);
}
