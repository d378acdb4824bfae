//! What nobody who signs in has to wait for.

use std::{future::Future, sync::mpsc, time::Duration};

use backlot_sandbox::{Place, limits::WRONG_PASSWORDS};
use backlot_store::{Decision, Error, Plan, Tx};
use tokio::{task::yield_now, time::timeout};

use super::{
    browser::{Browser, authorize},
    codes::redeeming,
    devices,
    taken_back::{signed_in, tried},
};
use crate::oauth::stage::{Stage, borrowed};

/// What is answered although something else takes as long as it likes.
async fn meanwhile<T>(answered: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(30), answered).await.unwrap()
}

#[tokio::test]
async fn long_lists_keep_nobody_from_signing_in() {
    let stage = Stage::at(Place::Temporary);
    let account = stage.account("direct");
    // More than are read at once.
    let mut ends = Vec::new();
    for _ in 0..20 {
        let (end, ended) = mpsc::channel::<()>();
        ends.push(end);
        let store = stage.sandbox.store().clone();
        tokio::spawn(async move {
            let wait = move |_: &mut Tx<'_>| Ok::<_, Error>(ended.recv().is_ok());
            store.read(Plan::new().lists(), wait).await
        });
    }
    while stage.sandbox.store().figures().waiting < 10 {
        yield_now().await;
    }
    meanwhile(async {
        signed_in(&stage, account).await;
        for path in [
            "direct.example/discovery/v2.0/keys",
            "direct.example/v2.0/.well-known/openid-configuration",
            "common/userrealm/admin@direct.example",
        ] {
            stage.get(&format!("/{path}")).await.granted();
        }
        let mut browser = Browser::new(&stage);
        let code = browser.code(&authorize(account, &[("prompt", "consent")]), account).await;
        let path = "/direct.example/oauth2/v2.0/token";
        stage.post(path, &borrowed(&redeeming(account, &code))).await.granted();
        let waiting = devices::wait(&stage, account).await;
        devices::enter(&mut browser, devices::user_code(&waiting)).await.shows("Pick an account");
    })
    .await;
    drop(ends);
}

#[tokio::test]
async fn whoever_is_locked_out_is_told_so_whatever_is_written() {
    let stage = Stage::at(Place::Temporary);
    let account = stage.account("direct");
    for _ in 0..WRONG_PASSWORDS {
        tried(&stage, account, "wrong").await.refused(400, "invalid_grant", 50126);
    }
    let (begun, begins) = mpsc::channel();
    let (end, ended) = mpsc::channel::<()>();
    let store = stage.sandbox.store().clone();
    let held = tokio::spawn(async move {
        let wait = move |_: &mut Tx<'_>| {
            begun.send(()).unwrap();
            ended.recv().unwrap_or_default();
            Ok(Decision::Rollback(()))
        };
        store.write(Plan::new(), wait).await
    });
    while begins.try_recv().is_err() {
        yield_now().await;
    }
    meanwhile(async {
        for password in ["wrong", &account.users[0].password] {
            tried(&stage, account, password).await.refused(400, "invalid_grant", 50053);
        }
        let page = Browser::new(&stage).guess(account, "wrong").await;
        assert!(page.html.contains("locked"), "{}", page.html);
    })
    .await;
    drop(end);
    held.await.unwrap().unwrap();
    stage.hands.forward(60);
    signed_in(&stage, account).await;
}
