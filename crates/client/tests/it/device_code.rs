//! Signing in with a browser, while the program waits.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use backlot_testkit::{ENDPOINT, Stage};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use partner_center::{
    Application, Client, CredentialError, DeviceCode, DevicePrompt, Error, MemoryTokenStore, Service,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::scripted::{Fate, Scripted, json as answered};

fn application() -> Application {
    Application::public("direct.example", "app")
}

fn device() -> Fate {
    answered(
        200,
        &json!({
            "device_code": "device-secret", "user_code": "BCDFGHJKL", "verification_uri": "http://service.example/deviceauth",
            "expires_in": 900, "interval": 7, "message": "Enter BCDFGHJKL at http://service.example/deviceauth.",
        }),
    )
}

fn refused(error: &str) -> Fate {
    answered(400, &json!({ "error": error, "error_description": format!("AADSTS0: {error}"), "error_codes": [0] }))
}

fn granted(number: usize) -> Fate {
    answered(
        200,
        &json!({ "access_token": "access", "refresh_token": format!("refresh-{number}"), "expires_in": 3600 }),
    )
}

/// A directory that answers the device as `polled` says, counted from 0; refresh tokens are good for one use.
fn directory(polled: impl Fn(usize) -> Fate + Send + Sync + 'static) -> Scripted {
    let polls = Mutex::new(0);
    let given = Mutex::new(0);
    Scripted::new(move |_, request| {
        let form = String::from_utf8_lossy(request.body()).into_owned();
        if request.uri().path().ends_with("/devicecode") {
            return device();
        }
        if !request.uri().path().ends_with("/token") {
            return answered(200, &json!({}));
        }
        let mut given = given.lock().unwrap();
        if form.contains("grant_type=refresh%5Ftoken") {
            if !form.contains(&format!("refresh%2D{given}")) {
                return refused("invalid_grant");
            }
            *given += 1;
            return granted(*given);
        }
        assert!(
            form.contains("device%5Fcode=device%2Dsecret") || form.contains("device_code=device%2Dsecret"),
            "{form}"
        );
        let mut polls = polls.lock().unwrap();
        *polls += 1;
        let fate = polled(*polls - 1);
        if matches!(&fate, Fate::Answered(answer) if answer.status() == 200) {
            *given += 1;
            return granted(*given);
        }
        fate
    })
}

/// What people are told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<DevicePrompt>>>);

impl Told {
    fn device_code(&self) -> DeviceCode {
        let told = Arc::clone(&self.0);
        DeviceCode::new(application(), move |prompt: &DevicePrompt| told.lock().unwrap().push(prompt.clone()))
    }

    fn times(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

async fn call(partner: &Client) -> Result<(), Error> {
    partner.country_validation_rules().by_country("US").get().await.map(|_| ())
}

#[tokio::test(start_paused = true)]
async fn a_person_is_told_once_how_to_sign_in_and_the_program_asks_no_more_often_than_it_may() {
    let service = directory(|number| match number {
        0 | 1 => refused("authorization_pending"),
        2 => refused("slow_down"),
        _ => granted(0),
    });
    let told = Told::default();
    let partner = service.builder().credential(told.device_code()).build().unwrap();
    let start = Instant::now();
    call(&partner).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 7 + 7 + 7 + 12);
    let prompt = told.0.lock().unwrap()[0].clone();
    assert_eq!((prompt.user_code.as_str(), prompt.expires_in), ("BCDFGHJKL", 900));
    assert!(prompt.message.contains(&prompt.verification_uri));

    tokio::time::advance(Duration::from_secs(3600)).await;
    call(&partner).await.unwrap();
    assert_eq!(told.times(), 1, "later tokens come from the refresh token");
}

#[tokio::test(start_paused = true)]
async fn a_person_is_told_again_when_the_refresh_token_is_worth_nothing() {
    let service = directory(|_| granted(0));
    let told = Told::default();
    let stale = told.device_code().store(MemoryTokenStore::new("stale".to_owned()));
    call(&service.builder().credential(stale).build().unwrap()).await.unwrap();
    assert_eq!(told.times(), 1);
    let good = told.device_code().store(MemoryTokenStore::new("refresh-1".to_owned()));
    call(&service.builder().credential(good).build().unwrap()).await.unwrap();
    assert_eq!(told.times(), 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_signs_in_in_time() {
    let service = directory(|_| refused("authorization_pending"));
    let start = Instant::now();
    let partner = service.client();
    let error = Told::default().device_code().sign_in(partner.authority()).await.unwrap_err();
    assert!(matches!(error, CredentialError::Refused { .. }), "{error}");
    assert!((900..=907).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_directory_ends_it() {
    for reason in ["authorization_declined", "expired_token", "bad_verification_code", "invalid_client"] {
        let service = directory(move |_| refused(reason));
        let partner = service.client();
        match Told::default().device_code().sign_in(partner.authority()).await {
            Err(CredentialError::Refused { error, .. }) => assert_eq!(error, reason),
            other => panic!("{other:?}"),
        }
        assert_eq!(service.requests().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_breaks_meanwhile_does_not_end_it() {
    let service = directory(|number| match number {
        0 => Fate::Lost,
        1 => answered(503, &Value::Null),
        _ => granted(0),
    });
    let partner = service.client();
    Told::default().device_code().sign_in(partner.authority()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_id_token_says_who_signed_in() {
    let token = |claims: &str| format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
    for (id_token, person) in [
        (
            token(r#"{"oid":"7","sub":"pairwise","preferred_username":"admin@direct.example"}"#),
            Some("7 admin@direct.example"),
        ),
        (token(r#"{"sub":"pairwise"}"#), Some("pairwise ")),
        (token("{}"), None),
        (token("no claims"), None),
        ("e30.!!!.c2ln".to_owned(), None),
        ("no token".to_owned(), None),
        (String::new(), None),
    ] {
        let tokens = json!({ "access_token": "access", "refresh_token": "refresh", "id_token": &id_token });
        let service = Scripted::new(move |number, _| if number == 0 { device() } else { answered(200, &tokens) });
        let signed_in = Told::default().device_code().sign_in(service.client().authority()).await.unwrap();
        let told = signed_in.person.map(|person| format!("{} {}", person.id, person.name.unwrap_or_default()));
        assert_eq!(told.as_deref(), person, "{id_token}");
    }
}

#[tokio::test]
async fn a_sandbox_tells_how_to_sign_in() {
    let stage = Stage::demo().await;
    let (prompted, mut prompts) = tokio::sync::mpsc::unbounded_channel();
    let partner = Client::builder().endpoint(ENDPOINT).transport(Service(stage.sandbox.clone())).build().unwrap();
    let application = Application::public("direct-sandbox.example", "b0000000-0000-4000-8000-000000000102");
    let credential = DeviceCode::new(application, move |prompt: &DevicePrompt| prompted.send(prompt.clone()).unwrap());
    // Nobody does: it is enough to see that it would wait.
    let prompt = tokio::select! {
        done = credential.sign_in(partner.authority()) => panic!("{done:?}"),
        prompt = prompts.recv() => prompt.unwrap(),
    };
    assert!(
        prompt.message.contains(&prompt.user_code) && prompt.verification_uri.ends_with("/deviceauth"),
        "{prompt:?}"
    );
}
