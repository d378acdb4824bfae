//! Calls that failed in passing are tried again, under the same ids, and no others.

use std::{collections::BTreeSet, time::Duration};

use partner_center::{
    Call, ErrorKind, Retry,
    model::{
        customers::{CreateCustomer, Customer},
        operation::Operation,
    },
};
use tokio::time::Instant;

use crate::scripted::{Fate, Scripted, answer, with_headers};

const ID: &str = "6f3bd7a1-3c52-4c4e-9a34-0d6f1c7f4a10";

#[tokio::test(start_paused = true)]
async fn a_write_is_tried_again_under_the_same_ids() {
    let service = Scripted::new(|number, _| match number {
        0 => answer(503),
        1 => Fate::Lost,
        2 => Fate::Unsent,
        3 => answer(429),
        _ => with_headers(201, &[], "{}"),
    });
    let partner = service.client();
    partner.customers().create(&Customer::default()).await.unwrap();
    assert_eq!(service.requests().len(), 5);
    for header in ["ms-requestid", "ms-correlationid"] {
        assert_eq!(service.headers(header).into_iter().collect::<BTreeSet<_>>().len(), 1, "{header}");
    }
    assert!(service.requests().iter().all(|request| request.body() == "{}"));

    partner.customers().create(&Customer::default()).await.unwrap();
    let ids: BTreeSet<_> = service.headers("ms-requestid").into_iter().collect();
    assert_eq!(ids.len(), 2, "another call has ids of its own");
}

#[tokio::test]
async fn an_id_that_the_caller_chose_is_sent() {
    let service = Scripted::new(|_, _| with_headers(201, &[], "{}"));
    service.client().send(Call::<CreateCustomer>::new().body(Customer::default()).request_id(ID)).await.unwrap();
    service.client().customers().create(&Customer::default()).request_id(ID).await.unwrap();
    assert_eq!(service.headers("ms-requestid"), [ID, ID]);
}

#[tokio::test(start_paused = true)]
async fn what_will_not_pass_is_not_tried_again() {
    for status in [400, 401, 403, 404, 405, 409, 412, 422, 501] {
        let service = Scripted::new(move |_, _| answer(status));
        let error = service.client().customers().by_id(ID).get().await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(service.requests().len(), 1, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_attempt_is_told() {
    let service = Scripted::new(|_, _| answer(503));
    let error = service.client().customers().by_id(ID).get().await.unwrap_err();
    assert_eq!((error.kind(), service.requests().len()), (ErrorKind::Unavailable, 5));

    let once = service.builder().retry(Retry::never()).build().unwrap();
    once.customers().by_id(ID).delete().await.unwrap_err();
    assert_eq!(service.requests().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn waits_double_and_are_never_longer_than_said() {
    let service = Scripted::new(|_, _| answer(500));
    let (first, longest) = (Duration::from_secs(1), Duration::from_secs(4));
    let partner = service.builder().retry(Retry { attempts: 6, first, longest }).timeout(None).build().unwrap();
    let start = Instant::now();
    partner.customers().by_id(ID).get().await.unwrap_err();
    let (least, most) = (Duration::from_millis(7500), Duration::from_secs(15));
    assert!((least..=most).contains(&start.elapsed()), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_wait_that_the_service_asks_for_is_honoured() {
    let now = ("date", "Mon, 01 Mar 2021 12:00:00 GMT");
    let cases = [(vec![("retry-after", "17")], 17), (vec![("retry-after", "Mon, 01 Mar 2021 12:00:42 GMT"), now], 42)];
    for (headers, seconds) in cases {
        let sent = headers.clone();
        let service =
            Scripted::new(
                move |number, _| if number == 0 { with_headers(429, &sent, "") } else { with_headers(200, &[], "{}") },
            );
        let start = Instant::now();
        service.client().customers().by_id(ID).get().await.unwrap();
        // Timers of tokio fire a millisecond late at most.
        assert_eq!(start.elapsed().as_secs(), seconds, "{headers:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_end_of_the_call_ends_it_at_once() {
    for after in ["301", "18446744073709551615"] {
        let service = Scripted::new(move |_, _| with_headers(429, &[("retry-after", after)], ""));
        let start = Instant::now();
        let error = service.client().customers().by_id(ID).get().await.unwrap_err();
        assert_eq!((error.kind(), start.elapsed()), (ErrorKind::Throttled, Duration::ZERO), "{after}");
        assert_eq!(error.refusal().unwrap().retry_after, Some(Duration::from_secs(after.parse().unwrap())));
    }
}

#[tokio::test(start_paused = true)]
async fn waits_that_make_no_sense_are_ignored() {
    for after in ["soon", "-1", "Mon, 01 Mar 2021 11:59:00 GMT", ""] {
        let headers = [("retry-after", after), ("date", "Mon, 01 Mar 2021 12:00:00 GMT")];
        let service =
            Scripted::new(
                move |number, _| {
                    if number == 0 { with_headers(503, &headers, "") } else { with_headers(200, &[], "{}") }
                },
            );
        let start = Instant::now();
        service.client().customers().by_id(ID).get().await.unwrap();
        assert!(start.elapsed() <= Duration::from_millis(501), "{after:?}: {:?}", start.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_in_time_whatever_the_service_does() {
    let service = Scripted::new(|_, _| Fate::Silence);
    let start = Instant::now();
    let error = service.client().customers().by_id(ID).get().await.unwrap_err();
    assert_eq!((error.kind(), start.elapsed().as_secs()), (ErrorKind::Timeout, 300));
    assert_eq!(error.correlation_id(), Some(service.headers("ms-correlationid")[0].as_str()));

    let patient = service.builder().timeout(Duration::MAX).build().unwrap();
    let asked = patient.customers().by_id(ID);
    assert!(
        tokio::time::timeout(Duration::from_secs(86_400), asked.get().reply()).await.is_err(),
        "no limit that overflows"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_may_have_arrived_is_never_called_unsent() {
    let service = Scripted::new(|number, _| if number == 0 { Fate::Lost } else { Fate::Unsent });
    let error = service.client().customers().by_id(ID).delete().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Lost);

    let service = Scripted::new(|_, _| Fate::Unsent);
    let error = service.client().customers().by_id(ID).delete().await.unwrap_err();
    assert_eq!((error.kind(), service.requests().len()), (ErrorKind::NotSent, 5));
}

#[tokio::test]
async fn what_every_call_carries() {
    let service = Scripted::new(|_, _| with_headers(200, &[], "{}"));
    let partner = service.builder().application("A program/1").locale("de-DE").build().unwrap();
    partner.customers().by_id(ID).patch(&Customer::default()).if_match("abc").await.unwrap();
    let request = service.requests().remove(0);
    let expected = [
        ("ms-partnercenter-application", "A program/1"),
        ("x-locale", "de-DE"),
        ("if-match", "\"abc\""),
        ("accept", "application/json"),
        ("content-type", "application/json"),
    ];
    for (name, value) in expected {
        assert_eq!(request.headers()[name], value);
    }
    assert_eq!(request.method().as_str(), partner_center::model::customers::UpdateCustomer::INFO.method.as_str());
    assert_eq!(request.uri().to_string(), format!("http://service.example/v1/customers/{ID}"));
}
