//! Plans of what is there, and procedures in process.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use backlot_testkit::Stage;
use bytes::Bytes;
use http::{Request, Response};
use partner_center::{
    Answering, Client, Transport,
    model::{
        customers::Customer, entitlements::Entitlement, ids::CustomerId, orders::Order,
        relationships::PartnerRelationship, subscriptions::Subscription,
    },
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    Failure, Limits, Phase, Reporter, State, delete, remove,
    reseller::{self, ResellerError},
};

const QUARRY_LANE: &str = "d0000000-0000-4000-8000-000000000201";

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn customer_id() -> CustomerId {
    QUARRY_LANE.parse().unwrap()
}

fn catalogue_order(id: &str, status: &str, subscription: Option<&str>) -> Order {
    let line = subscription.map_or_else(|| json!({}), |id| json!({ "subscriptionId": id }));
    read(json!({ "id": id, "alternateId": format!("alt-{id}"), "status": status, "lineItems": [line] }))
}

fn entitlement(order: &str, what: &str) -> Entitlement {
    let alternate = format!("alt-{order}");
    read(json!({ "entitlementType": what, "referenceOrder": { "id": order, "alternateId": alternate } }))
}

/// What the plan cancels: the order and what it is called.
fn cancelled(entitlements: &[Entitlement], orders: &[Order]) -> Vec<(String, String)> {
    let plan = delete::plan(customer_id(), "Quarry Lane".to_owned(), entitlements, orders);
    plan.cancel.iter().map(|order| (order.order_id.clone(), order.name())).collect()
}

#[test]
fn a_deletion_cancels_what_entitles_and_what_of_the_catalogue_may() {
    let licence: Order =
        read(json!({ "id": "licence", "status": "completed", "lineItems": [{ "subscriptionId": "s" }] }));
    let orders = [
        licence,
        catalogue_order("software", "completed", None),
        catalogue_order("marketplace", "completed", Some("s")),
        catalogue_order("gone", "cancelled", None),
        catalogue_order("provided-later", "pending", None),
        catalogue_order("reservation", "completed", None),
    ];
    let entitlements = [entitlement("software", "software"), entitlement("reservation", "reservedinstance")];
    let expected = [
        ("reservation", "reservation order alt-reservation"),
        ("software", "software order alt-software"),
        ("provided-later", "catalogue order alt-provided-later"),
    ];
    assert_eq!(cancelled(&entitlements, &orders), expected.map(|(id, name)| (id.to_owned(), name.to_owned())));
}

#[test]
fn an_order_is_cancelled_once_however_many_entitlements_refer_to_it() {
    let entitlements = [entitlement("a", "software"), entitlement("a", "virtualMachineReservedInstance")];
    let expected = [("a".to_owned(), "reservation order alt-a".to_owned())];
    assert_eq!(cancelled(&entitlements, &[catalogue_order("a", "pending", None)]), expected);
    assert_eq!(cancelled(&entitlements, &[]), expected, "the list of orders was read before it was placed");
    assert_eq!(cancelled(&entitlements, &[catalogue_order("a", "Cancelled", None)]), []);
}

#[test]
fn a_removal_is_blocked_by_reservations_first_and_then_by_active_subscriptions() {
    let subscription = |id: &str, status: &str| -> Subscription {
        read(json!({ "id": id, "offerName": format!("offer {id}"), "status": status }))
    };
    let subscriptions = [subscription("a", "active"), subscription("b", "suspended"), subscription("c", "pending")];
    let plan = |entitlements: &[Entitlement]| {
        remove::plan(customer_id(), "Saltmarsh".to_owned(), entitlements, &subscriptions)
    };
    let reserved = [entitlement("r", "reservedinstance"), entitlement("s", "software")];
    let blocked = plan(&reserved).unblocked(true).unwrap_err().to_string();
    assert!(blocked.contains("blocked by reservation order alt-r;") && blocked.contains("Azure support"), "{blocked}");
    let blocked = plan(&reserved[1..]).unblocked(false).unwrap_err().to_string();
    assert!(blocked.contains("blocked by active subscription offer a (a);"), "{blocked}");
    assert!(plan(&[]).unblocked(true).is_ok());
}

#[test]
fn a_reseller_is_meant_by_tenant_mpn_id_name_or_the_beginning_of_one_name() {
    let one = |id: &str, name: &str, mpn: &str| -> PartnerRelationship {
        read(json!({ "id": id, "name": name, "mpnId": mpn }))
    };
    let all = [one("t-1", "Harborlight", "1"), one("t-2", "Harbor", "2"), one("t-3", "Stonebridge", "3")];
    let mpn = |asked: &str| reseller::choose(asked, &all).map(|reseller| reseller.mpn_id);
    for (asked, found) in [("T-1", "1"), ("3", "3"), ("harbor", "2"), ("HARBORL", "1"), (" stone", "3")] {
        assert_eq!(mpn(asked).unwrap(), found, "{asked:?}");
    }
    assert!(matches!(mpn("harb"), Err(ResellerError::Ambiguous { like, .. }) if like == ["Harborlight", "Harbor"]));
    for asked in ["", " ", "nobody", "4"] {
        assert!(matches!(mpn(asked), Err(ResellerError::Unknown { known, .. }) if known.len() == 3), "{asked:?}");
    }
}

/// Writes down what it is told.
#[derive(Default)]
struct Notes(Mutex<Vec<(Phase, String, State)>>);

impl Reporter for Notes {
    fn phase(&self, _: Phase, _: usize) {}

    fn step(&self, phase: Phase, subject: &str, state: State) {
        self.0.lock().unwrap().push((phase, subject.to_owned(), state));
    }

    fn end(&self) {}
}

impl Notes {
    fn count(&self, phase: Phase, state: State) -> usize {
        self.0.lock().unwrap().iter().filter(|(of, _, is)| (*of, *is) == (phase, state)).count()
    }
}

/// The customer and its plan.
async fn planned(stage: &Stage, limits: &Limits, notes: &Notes) -> (Client, Vec<delete::Plan>) {
    let partner = stage.app("direct-sandbox").await;
    let customer: Customer = partner.customers().by_id(QUARRY_LANE).get().await.unwrap().into_value();
    let plans = delete::read_all(&partner, &[customer], limits, notes).await.unwrap();
    (partner, plans)
}

fn limits(minutes: u64) -> Limits {
    Limits::new(8, Duration::from_secs(1), Instant::now() + Duration::from_secs(60 * minutes))
}

/// Answers in no time, so that all the time that passes is waited: orders are cancelled when they have been read this often,
/// and the customer is gone when it was deleted.
struct Timeless {
    reads: usize,
    read: Mutex<HashMap<String, usize>>,
    deleted: AtomicBool,
}

impl Transport for Timeless {
    fn carry(&self, request: Request<Bytes>) -> Answering<'_> {
        let path = request.uri().path().to_owned();
        let is_order = path.contains("/orders/");
        let (status, body) = match request.method().as_str() {
            "PATCH" if is_order => (200, json!({ "status": "pending" })),
            "GET" if is_order => {
                let mut read = self.read.lock().unwrap();
                let times = read.entry(path).or_default();
                *times += 1;
                (200, json!({ "status": if *times < self.reads { "pending" } else { "cancelled" } }))
            }
            "DELETE" => {
                self.deleted.store(true, Ordering::Relaxed);
                (204, Value::Null)
            }
            "GET" if self.deleted.load(Ordering::Relaxed) => (404, json!({ "code": 1000 })),
            _ => (500, Value::Null),
        };
        let body = if body.is_null() { Bytes::new() } else { body.to_string().into() };
        let answer = Response::builder().status(status).body(body).unwrap();
        Box::pin(async { Ok(answer) })
    }
}

/// A customer with three orders, that take so many reads to be cancelled.
fn timeless(reads: usize) -> (Client, Vec<delete::Plan>) {
    let transport = Timeless { reads, read: Mutex::default(), deleted: AtomicBool::new(false) };
    let client = Client::builder().transport(transport).build().unwrap();
    let orders = ["a", "b", "c"].map(|id| catalogue_order(id, "completed", None));
    (client, vec![delete::plan(customer_id(), "Quarry Lane".to_owned(), &[], &orders)])
}

#[tokio::test(start_paused = true)]
async fn orders_are_polled_less_and_less_often_all_at_once() {
    let (limits, notes) = (limits(10), Notes::default());
    let (partner, plans) = timeless(6);
    let begin = Instant::now();
    let outcomes = delete::carry_out_all(&partner, &plans, &limits, &notes).await;
    assert!(outcomes[0].is_ok(), "{outcomes:?}");
    // 1 + 2 + 4 + 8 + 16 seconds, and no longer than 16 then, for three orders together.
    assert_eq!(begin.elapsed().as_secs(), 47);
    assert_eq!(notes.count(Phase::Cancel, State::Waiting), 18);
    assert_eq!(notes.count(Phase::Cancel, State::Done), 3);
    assert_eq!(notes.count(Phase::Delete, State::Done), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_passes_names_what_is_left() {
    let (limits, notes) = (limits(5), Notes::default());
    let (partner, plans) = timeless(usize::MAX);
    let begin = Instant::now();
    let outcomes = delete::carry_out_all(&partner, &plans, &limits, &notes).await;
    assert_eq!(begin.elapsed().as_secs(), 300);
    let Err(Failure::Late(left)) = &outcomes[0] else { panic!("{outcomes:?}") };
    assert_eq!(
        left,
        "catalogue order alt-a, catalogue order alt-b, catalogue order alt-c were cancelled and Quarry Lane was deleted"
    );
    assert_eq!(notes.count(Phase::Delete, State::Failed), 1);
}

#[tokio::test(start_paused = true)]
async fn the_time_that_a_person_takes_does_not_count_and_all_else_does() {
    let limits = limits(5);
    let work = async {
        let answer = limits.untimed(async { tokio::time::sleep(Duration::from_secs(3600)).await });
        answer.await;
        limits.within(tokio::time::sleep(Duration::from_secs(299))).await
    };
    assert_eq!(limits.within_all(work).await, Some(Some(())));
    assert_eq!(limits.within(tokio::time::sleep(Duration::from_secs(2))).await, None);
    let begin = Instant::now();
    assert_eq!(limits.within_all(std::future::pending::<()>()).await, None);
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn what_somebody_else_deleted_meanwhile_is_deleted() {
    let stage = Stage::demo().await;
    let (limits, notes) = (limits(5), Notes::default());
    let (partner, plans) = planned(&stage, &limits, &notes).await;
    let first = delete::carry_out_all(&partner, &plans, &limits, &notes).await;
    let second = delete::carry_out_all(&partner, &plans, &limits, &notes).await;
    assert!(first[0].is_ok() && second[0].is_ok(), "{second:?}");
}
