//! Procedures whose calls meet with accidents, each call in turn.

use std::time::Duration;

use super::{
    Desk,
    procedure::{CREATE, DELETE, ORDER, Procedure, REMOVE},
};
use crate::proxy::{Fault, Proxy};

const FAULTS: [Fault; 5] = [
    Fault::Dropped,
    Fault::ReplyLost,
    Fault::Delayed(Duration::from_millis(20)),
    Fault::Answered(429),
    Fault::Answered(503),
];

#[test]
fn a_deletion_ends_right_whatever_befalls_a_call_of_it() {
    ends_right(&DELETE);
}

#[test]
fn a_removal_ends_right_whatever_befalls_a_call_of_it() {
    ends_right(&REMOVE);
}

#[test]
fn an_order_ends_right_whatever_befalls_a_call_of_it() {
    ends_right(&ORDER);
}

#[test]
fn a_customer_is_created_once_whatever_befalls_a_call_of_it() {
    ends_right(&CREATE);
}

/// Has each of the faults befall each of the calls, in a world of its own each time.
fn ends_right(procedure: &Procedure) {
    let desk = Desk::new();
    let proxy = Proxy::before(desk.server.address());
    procedure.prepare(&desk);
    proxy.next(None);
    assert_eq!(desk.run_at(&proxy.url, procedure.arguments).code, Some(0));
    let calls = proxy.lines();
    for (index, call) in calls.iter().enumerate() {
        for fault in FAULTS {
            let context = format!("{fault:?} at call {} ({call})", index + 1);
            procedure.prepare(&desk);
            proxy.next(Some((index + 1, fault)));
            let ended = desk.run_at(&proxy.url, procedure.arguments);
            assert_eq!(ended.code, Some(0), "{context}: {}", ended.err);
            procedure.happened(&desk, &context);
            assert!(proxy.lines().len() >= calls.len(), "{context}");
        }
    }
}
