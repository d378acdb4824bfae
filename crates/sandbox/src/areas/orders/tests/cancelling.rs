//! What can be cancelled, where, until when, and what comes of it.

use jiff::{SignedDuration, Timestamp};
use partner_center_model::{
    cloud::Cloud,
    errors,
    orders::{Order, OrderLineItem, OrderStatus},
};
use serde_json::{Value, json};

use super::{SOFTWARE, account, code, order, placed, sent};
use crate::{
    account::{
        Account, AccountType,
        Environment::{self, Production, Sandbox},
    },
    areas::{
        orders::{
            record::{Destination, OrderOwn},
            rules::cancelling::{asked, cancel},
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

fn of(environment: Environment) -> Account {
    account(1, AccountType::DirectBill, environment, &[])
}

fn cancelled(families: &[Family], named: Value, account: &Account, now: Timestamp) -> Result<Vec<usize>, Refusal> {
    let (order, own) = order(families);
    cancel(&order, &own, &lines(named), account, &Cancellation::default(), now)
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
            assert_eq!(
                code(cancelled(&[family], json!([]), &of(place), placed())),
                expected,
                "{family:?} in {place:?}"
            );
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
        assert_eq!(code(cancelled(&[Software], json!([]), &of(place), now)), expected, "{place:?} {now}");
    }
}

#[test]
fn lines_are_named_by_their_number() {
    let two = &[Software, SoftwareSubscription];
    for (named, expected) in [
        (json!([]), Ok(vec![0, 1])),
        (json!([{"lineItemNumber": 1}]), Ok(vec![1])),
        (json!([{"lineItemNumber": 0, "offerId": SOFTWARE.to_lowercase()}]), Ok(vec![0])),
        (json!([{"lineItemNumber": 1}, {"lineItemNumber": 0}, {"lineItemNumber": 1}]), Ok(vec![0, 1])),
        (json!([{"lineItemNumber": 2}]), Err(errors::LINE_ITEM_NUMBER_INVALID)),
        (json!([{"offerId": SOFTWARE}]), Err(errors::LINE_ITEM_NUMBER_INVALID)),
        (json!([{"lineItemNumber": 0, "offerId": "A:B:C"}]), Err(errors::INVALID_PROPERTY)),
    ] {
        let found = cancelled(two, named.clone(), &of(Sandbox), placed()).map_err(|refusal| refusal.code);
        assert_eq!(found, expected, "{named}");
    }
    // A line that cannot be cancelled does not keep the others from it.
    let mixed = &[Software, Reservation];
    let found = cancelled(mixed, json!([{"lineItemNumber": 0}]), &of(Production), placed()).unwrap();
    assert_eq!(found, [0]);
    assert_eq!(code(cancelled(mixed, json!([]), &of(Production), placed())), Some(errors::CANCEL_ONLY_IN_SANDBOX));
}

#[test]
fn software_is_cancelled_in_production_of_the_global_cloud_and_in_every_sandbox() {
    let elsewhere = Some(errors::NOT_SUPPORTED_IN_ENVIRONMENT);
    for (cloud, production) in [
        (Cloud::Global, None),
        (Cloud::China, elsewhere),
        (Cloud::Germany, elsewhere),
        (Cloud::UsGovernment, elsewhere),
    ] {
        for (environment, expected) in [(Sandbox, None), (Production, production)] {
            let account = Account { cloud, ..of(environment) };
            for family in [Software, SoftwareSubscription] {
                let found = code(cancelled(&[family], json!([]), &account, placed()));
                assert_eq!(found, expected, "{family:?} in {environment:?} of {cloud:?}");
            }
        }
    }
}

#[test]
fn no_status_but_cancelled_asks_for_anything_else() {
    let (order, _) = order(&[Software]);
    for (status, expected) in [
        (None, Ok(false)),
        (Some(OrderStatus::Unspecified), Ok(false)),
        (Some(OrderStatus::Completed), Ok(false)),
        (Some(OrderStatus::Cancelled), Ok(true)),
        (Some(OrderStatus::Canceled), Ok(true)),
        (Some(OrderStatus::Pending), Err(errors::INVALID_PROPERTY)),
        (Some(OrderStatus::Unknown("refunded".to_owned())), Err(errors::INVALID_PROPERTY)),
    ] {
        assert_eq!(asked(&order, status.as_ref()).map_err(|refusal| refusal.code), expected, "{status:?}");
    }
    let gone = Order { status: Some(OrderStatus::Cancelled), ..order };
    let back = asked(&gone, Some(&OrderStatus::Completed));
    assert_eq!(code(back), Some(errors::INVALID_PROPERTY), "what is cancelled stays so");
}

/// An order with the waiting that `settle` makes of what is sent on its way.
struct Course {
    order: Order,
    own: OrderOwn,
}

impl Course {
    fn of(families: &[Family]) -> Self {
        let (order, own) = order(families);
        Self { order, own }
    }

    /// Cancels the lines of these numbers; none for all.
    fn cancel(&mut self, numbers: &[i64], settle: Settle) -> Vec<usize> {
        let named = lines(numbers.iter().map(|number| json!({"lineItemNumber": number})).collect());
        let settings = Cancellation::default();
        let places = cancel(&self.order, &self.own, &named, &of(Sandbox), &settings, placed()).unwrap();
        if !places.is_empty() {
            self.depart(Destination::Cancelled(places.clone()), settle);
        }
        places
    }

    fn depart(&mut self, to: Destination, settle: Settle) {
        settle::depart(&mut self.order, &mut self.own, to, settle, placed());
    }

    /// Reads the order; answers its status.
    fn read(&mut self) -> OrderStatus {
        settle::read(&mut self.order, &mut self.own);
        self.status()
    }

    fn status(&self) -> OrderStatus {
        self.order.status.clone().unwrap()
    }

    fn quantities(&self) -> Vec<i64> {
        self.order.line_items.iter().map(|line| line.quantity.unwrap()).collect()
    }

    fn cancelled(&self) -> Vec<bool> {
        self.own.lines.iter().map(|line| line.cancelled).collect()
    }
}

#[test]
fn what_is_cancelled_or_on_its_way_stays_as_it_is() {
    let mut course = Course::of(&[Software, Reservation]);
    assert_eq!(course.cancel(&[0], Settle::AfterReads(2)), [0]);
    assert_eq!(course.status(), OrderStatus::Pending);
    assert_eq!(course.cancelled(), [false, false], "what is pending is not gone yet");
    assert!(course.cancel(&[0], Settle::AfterReads(9)).is_empty());

    assert_eq!(course.read(), OrderStatus::Pending);
    assert_eq!(course.read(), OrderStatus::Completed);
    assert_eq!((course.quantities(), course.cancelled()), (vec![0, 5], vec![true, false]));
    assert!(settle::read(&mut course.order, &mut course.own).is_empty(), "there is nothing to wait for");
    assert!(course.cancel(&[0], Settle::Immediate).is_empty());

    assert_eq!(course.cancel(&[], Settle::Immediate), [1]);
    assert_eq!(course.status(), OrderStatus::Cancelled);
    assert_eq!(course.quantities(), [0, 5], "what goes last shows what it bought");
    assert!(course.cancel(&[], Settle::Immediate).is_empty());
}

#[test]
fn lines_that_are_cancelled_one_after_the_other_wait_each_for_itself() {
    let mut course = Course::of(&[Software, Software, Software]);
    course.cancel(&[0], Settle::AfterReads(2));
    assert_eq!(course.read(), OrderStatus::Pending);
    assert_eq!(course.cancel(&[1], Settle::AfterReads(2)), [1], "only what is not on its way is sent on it");
    assert_eq!(course.read(), OrderStatus::Pending);
    assert_eq!(course.cancelled(), [true, false, false], "the second line does not hold the first one up");
    assert_eq!(course.read(), OrderStatus::Completed);
    assert_eq!(course.cancelled(), [true, true, false]);
    course.cancel(&[2], Settle::AfterReads(1));
    assert_eq!(course.read(), OrderStatus::Cancelled, "no line is left");
    assert!(course.own.settling.is_empty());
}

#[test]
fn cancelling_a_line_does_not_stop_the_others_being_provisioned() {
    for settle in [Settle::Immediate, Settle::AfterReads(1)] {
        let mut course = Course::of(&[Software, Software]);
        course.depart(Destination::Provisioned, Settle::AfterReads(3));
        course.cancel(&[0], settle);
        assert_eq!(course.status(), OrderStatus::Pending);
        assert_eq!(course.read(), OrderStatus::Pending);
        assert_eq!((course.cancelled(), course.own.being_provisioned()), (vec![true, false], true), "{settle:?}");
        assert_eq!(course.read(), OrderStatus::Pending);
        assert_eq!(course.read(), OrderStatus::Completed);
        assert_eq!(course.quantities(), [0, 5]);
    }
    let mut course = Course::of(&[Software, Software]);
    course.depart(Destination::Provisioned, Settle::AfterReads(3));
    course.cancel(&[], Settle::Immediate);
    assert_eq!(course.status(), OrderStatus::Cancelled);
    assert!(course.own.settling.is_empty(), "nothing is left to provide");
}
