//! An access token is got when it is needed, once for all calls, and replaced before it is worth nothing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use partner_center::{AccessToken, AppOnly, Application, Client, Error, ErrorKind};
use serde_json::json;
use tokio::time::{advance, timeout};

use crate::scripted::{Fate, Scripted, answer, json, with_headers};

/// A service whose directory answers as `directory` says, and whose API takes the newest token alone.
fn service(directory: impl Fn(usize) -> Fate + Send + Sync + 'static) -> Scripted {
    let given = Arc::new(AtomicUsize::new(0));
    Scripted::new(move |_, request| {
        if request.uri().path().ends_with("/token") {
            return directory(given.fetch_add(1, Ordering::SeqCst) + 1);
        }
        let good = format!("Bearer token-{}", given.load(Ordering::SeqCst));
        if request.headers()["authorization"] == good { with_headers(200, &[], "{}") } else { answer(401) }
    })
}

fn token(number: usize) -> Fate {
    json(200, &json!({ "token_type": "Bearer", "expires_in": 3600, "access_token": format!("token-{number}") }))
}

fn partner(service: &Scripted) -> Client {
    let application = Application::with_secret("direct.example", "app", "secret".to_owned());
    service.builder().credential(AppOnly::new(application)).build().unwrap()
}

fn asked(service: &Scripted) -> (usize, usize) {
    let (directory, api): (Vec<_>, Vec<_>) =
        service.requests().into_iter().partition(|request| request.uri().path().ends_with("/token"));
    (directory.len(), api.len())
}

async fn call(partner: &Client) -> Result<(), Error> {
    partner.country_validation_rules().by_country("US").get().await.map(|_| ())
}

#[tokio::test(start_paused = true)]
async fn many_calls_at_once_get_one_token() {
    let service = service(|number| {
        let Fate::Answered(answer) = token(number) else { unreachable!() };
        Fate::Late(Duration::from_secs(1), answer)
    });
    let partner = partner(&service);
    futures_util::future::try_join_all((0..20).map(|_| call(&partner))).await.unwrap();
    futures_util::future::try_join_all((0..20).map(|_| call(&partner))).await.unwrap();
    assert_eq!(asked(&service), (1, 40));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_expires() {
    let service = service(token);
    let partner = partner(&service);
    call(&partner).await.unwrap();
    advance(Duration::from_secs(3600 - 301)).await;
    call(&partner).await.unwrap();
    assert_eq!(asked(&service), (1, 2));
    advance(Duration::from_secs(2)).await;
    call(&partner).await.unwrap();
    assert_eq!(asked(&service), (2, 3), "five minutes before its end");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_the_service_does_not_take_is_renewed_once() {
    // The directory gives one that is revoked at once, and then a good one.
    let service =
        service(|number| if number == 1 { json(200, &json!({ "access_token": "revoked" })) } else { token(number) });
    let partner = partner(&service);
    futures_util::future::try_join_all((0..10).map(|_| call(&partner))).await.unwrap();
    assert_eq!(asked(&service), (2, 20), "each call was sent twice, and the token got once more");

    let service = self::service(|number| json(200, &json!({ "access_token": format!("bad-{number}") })));
    let error = call(&self::partner(&service)).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Credential, 401));
    assert_eq!(asked(&service), (2, 2));
}

#[tokio::test]
async fn a_token_from_elsewhere_is_not_tried_twice() {
    let service = service(token);
    let partner = service.builder().credential(AccessToken::new("other".to_owned())).build().unwrap();
    assert_eq!(call(&partner).await.unwrap_err().kind(), ErrorKind::Credential);
    assert_eq!(asked(&service), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_directory_that_fails_in_passing_is_asked_again() {
    let service = service(|number| match number {
        1 => Fate::Lost,
        2 => answer(503),
        3 => json(503, &json!({ "error": "temporarily_unavailable", "error_description": "AADSTS90033" })),
        _ => token(number),
    });
    call(&partner(&service)).await.unwrap();
    assert_eq!(asked(&service), (4, 1));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_got_no_token_was_not_sent() {
    let service = service(|_| Fate::Silence);
    assert_eq!(call(&partner(&service)).await.unwrap_err().kind(), ErrorKind::NotSent);
    let service = self::service(|_| Fate::Lost);
    assert_eq!(call(&partner(&service)).await.unwrap_err().kind(), ErrorKind::NotSent);
    assert_eq!(asked(&service), (5, 0));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_asked_for_is_there_for_the_next_call_though_the_first_is_given_up() {
    let service = service(|number| {
        let Fate::Answered(answer) = token(number) else { unreachable!() };
        Fate::Late(Duration::from_secs(10), answer)
    });
    let partner = partner(&service);
    assert!(timeout(Duration::from_secs(1), call(&partner)).await.is_err());
    call(&partner).await.unwrap();
    assert_eq!(asked(&service), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn lifetimes_that_make_no_sense_are_harmless() {
    for lifetime in [json!(u64::MAX), json!("3599"), json!(-5), json!("soon"), json!(null)] {
        let service = service(move |number| {
            json(200, &json!({ "access_token": format!("token-{number}"), "expires_in": lifetime.clone() }))
        });
        let partner = partner(&service);
        call(&partner).await.unwrap();
        call(&partner).await.unwrap();
        assert_eq!(asked(&service), (1, 2));
    }
}
