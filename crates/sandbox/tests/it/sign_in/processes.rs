//! Several processes over one PostgreSQL: the steps of a sign-in come to whichever, and a code is redeemed at one of them.

use backlot_sandbox::{Place, Server};
use backlot_test_postgres::Database;

use super::{
    browser::{Browser, authorize},
    codes::redeeming,
};
use crate::oauth::stage::{Stage, borrowed, v2};

/// Processes that share this database.
fn processes(database: &Database) -> [Stage; 2] {
    [(); 2].map(|()| {
        let server = Server::new(&database.url).unwrap().schema(database.schema.as_str());
        Stage::at(Place::Postgres(Box::new(server.pool(4).durable(false))))
    })
}

#[tokio::test]
async fn any_process_takes_the_next_step_and_one_redeems_the_code() {
    let Some(server) = backlot_test_postgres::Server::shared().unwrap() else { return };
    let database = server.database();
    let [one, other] = processes(&database);
    let account = one.account("direct");
    let mut browser = Browser::new(&one);
    let page = browser.get(&authorize(account, &[])).await;
    browser.stage = &other;
    let page = browser.submit(&page, &[("login", "admin@direct.example")]).await;
    browser.stage = &one;
    let page = browser.submit(&page, &[("passwd", "direct-admin-password")]).await;
    browser.stage = &other;
    let page = browser.submit(&page, &[("otc", "123456")]).await;
    browser.stage = &one;
    let page = browser.submit(page.shows("Permissions requested"), &[("consent", "accept")]).await;
    let form = redeeming(account, &page.back()["code"]);
    let (path, form) = (v2(account), borrowed(&form));
    let (first, second) = tokio::join!(one.post(&path, &form), other.post(&path, &form));
    let (granted, refused) = if first.status == 200 { (first, second) } else { (second, first) };
    granted.granted();
    refused.refused(400, "invalid_grant", 54005);
    browser.stage = &other;
    assert!(browser.get(&authorize(account, &[("prompt", "none")])).await.back().contains_key("code"));
}
