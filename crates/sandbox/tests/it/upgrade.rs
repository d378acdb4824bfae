//! Worlds of earlier releases: what they keep for some time is good for as long.

use std::{collections::BTreeSet, env};

use backlot_sandbox::{Place, Sandbox, control::Guard, seed::WorldFile};
use backlot_testkit::{ENGINE, Hands, Stage, earlier::Earlier};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{
    ask::{Answer, Ask},
    partners::company,
};

/// Puts documents and sets as a release had them that kept answers and refresh tokens beneath their account.
const BACK: &str = "
    INSERT INTO sets (root, name, size)
        SELECT ?1, ?2, count(*) FROM documents WHERE kind = ?3;
    INSERT INTO members (set_number, sort, id, document)
        SELECT s.number, '00000001614600000000', d.id, d.number FROM documents d, sets s
        WHERE d.kind = ?3 AND s.root = ?1 AND s.name = ?2;
    UPDATE documents SET root = ?1, expires = NULL WHERE kind = ?3;
";

fn put_back(database: &Connection, account: &str, set: &str, kind: &str) {
    for statement in BACK.split_inclusive(';').filter(|statement| !statement.trim().is_empty()) {
        let parameters = [account, set, kind];
        let used = (1..=3).filter(|place| statement.contains(&format!("?{place}"))).max().unwrap();
        database.execute(statement, rusqlite::params_from_iter(&parameters[..used])).unwrap();
    }
}

#[tokio::test]
async fn what_was_answered_is_answered_again_and_sessions_go_on() {
    let home = tempfile::tempdir().unwrap();
    let open = || Stage::open(Place::Directory(home.path().to_owned()), WorldFile::demo().unwrap());
    let stage = open().await;
    let tenant = stage.tenant("direct-sandbox").to_owned();
    let token = stage.app_token("direct-sandbox").await;
    let create = Ask::post("/v1/customers", company("Fernhill Tools", "fernhill.example").to_string());
    let create = create.token(&token).header("ms-requestid", "one");
    let created = create.clone().of(&stage).await.ok();
    let account = stage.account("direct-sandbox");
    let (app, user) = (account["apps"][0].clone(), account["users"][0].clone());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (client, secret) = (text(&app["clientId"]), text(&app["clientSecret"]));
    let (name, password) = (text(&user["userPrincipalName"]), text(&user["password"]));
    let application = [("client_id", client.as_str()), ("client_secret", &secret), ("scope", scope())];
    let sign_in = [("grant_type", "password"), ("username", name.as_str()), ("password", password.as_str())];
    let session = stage.token(&tenant, &[&application[..], &sign_in].concat()).await;
    let refreshing = [("grant_type", "refresh_token"), ("refresh_token", session["refresh_token"].as_str().unwrap())];
    stage.sandbox.store().clone().close();
    drop(stage);

    let database = Connection::open(home.path().join("backlot.sqlite")).unwrap();
    let root = format!("account/{tenant}");
    put_back(&database, &root, "replies", "reply");
    put_back(&database, &root, "refresh-tokens", "refresh-token");
    drop(database);

    let stage = open().await;
    assert_eq!(create.of(&stage).await.ok().json(), created.json());
    let renewed = stage.token(&tenant, &[&application[..], &refreshing].concat()).await;
    assert!(renewed["access_token"].is_string(), "{renewed}");
    let (status, refused) =
        stage.ask_token(&format!("/{tenant}/oauth2/v2.0/token"), &[&application[..], &refreshing].concat()).await;
    assert_eq!((status.as_u16(), &refused["error_codes"][0]), (400, &json!(70008)), "it is spent");

    let database = Connection::open(home.path().join("backlot.sqlite")).unwrap();
    let count = |query: &str| database.query_row(query, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM sets WHERE name IN ('replies', 'refresh-tokens')"), 0);
    let kept = "FROM documents WHERE kind IN ('reply', 'refresh-token')";
    assert_eq!(count(&format!("SELECT count(*) {kept}")), 3);
    assert_eq!(count(&format!("SELECT count(*) {kept} AND expires IS NULL")), 0, "all are swept away one day");
}

/// Asks again for what an earlier program was asked for.
async fn again(told: &Value, token: &str, stage: &Stage) -> Answer {
    let text = |property: &str| told[property].as_str().unwrap_or_default().to_owned();
    let mut ask = Ask::new(&text("method"), text("target")).body(text("body")).token(token);
    if let Some((name, value)) = text("header").split_once(": ") {
        ask = ask.header(&name.to_lowercase(), value);
    }
    ask.of(stage).await
}

fn is_as_told(answer: &Answer, told: &Value) -> bool {
    u64::from(answer.status) == told["status"]
        && serde_json::from_slice::<Value>(&answer.body).unwrap_or_default() == told["answer"]
}

/// What is answered to who shows the refresh token of a session that an earlier program gave.
async fn renew(session: &Value, stage: &Stage) -> (u16, Value) {
    let app = &stage.account("direct-sandbox")["apps"][0];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let [id, secret, token] = [&app["clientId"], &app["clientSecret"], &session["refresh_token"]].map(text);
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
        ("refresh_token", token.as_str()),
    ];
    let (status, answer) = stage.ask_token("/direct-sandbox.example/oauth2/v2.0/token", &form).await;
    (status.as_u16(), answer)
}

#[tokio::test]
async fn what_an_earlier_program_gave_is_good_for_as_long_as_it_would_have_been() {
    // Each engine's worlds in its own pass over these tests.
    for earlier in Earlier::all().into_iter().filter(|earlier| earlier.is_shared() == env::var_os(ENGINE).is_some()) {
        let made: Timestamp = earlier.read("/_backlot/clock")["answer"]["realTime"].as_str().unwrap().parse().unwrap();
        let hands = Hands::at(made);
        let guard = Guard { token: None, loopback: true };
        let stage = Stage::built(Sandbox::builder(earlier.place.clone()).guard(guard).wall(hands.clone())).await;
        let one = |what: &str| earlier.told(what)[0].clone();
        let access = one("session")["access_token"].as_str().unwrap().to_owned();
        let page = earlier.read("/v1/customers?size=2");

        hands.forward(SignedDuration::from_mins(110));
        assert!(is_as_told(&again(page, &access, &stage).await, page), "{}", earlier.name);
        hands.forward(SignedDuration::from_mins(20));
        again(page, &access, &stage).await.refused(401, 400);

        let token = stage.user_token("direct-sandbox").await;
        let kept = earlier.told("kept");
        assert_eq!(kept.len(), 3);
        for told in &kept {
            let answer = again(told, &token, &stage).await;
            assert!(is_as_told(&answer, told), "{}: {told} {}", earlier.name, answer.text());
        }

        assert_eq!(renew(&one("session"), &stage).await.0, 200);
        hands.forward(SignedDuration::from_hours(24 * 89));
        let (status, renewed) = renew(&one("renewed"), &stage).await;
        assert_eq!(status, 200, "it is good for 90 days");
        let (status, spent) = renew(&one("spent"), &stage).await;
        assert_eq!((status, &spent["error_codes"][0]), (400, &json!(70008)));
        assert_eq!(renew(&renewed, &stage).await.0, 400, "what came of the one that is used again is revoked");
        let token = stage.user_token("direct-sandbox").await;
        for told in &kept {
            let answer = again(told, &token, &stage).await;
            assert!(!is_as_told(&answer, told), "{}: {told} is judged anew after a day", earlier.name);
        }
    }
}

#[tokio::test]
async fn what_an_earlier_program_sold_ends_when_its_term_does() {
    for earlier in Earlier::all().into_iter().filter(|earlier| earlier.is_shared() == env::var_os(ENGINE).is_some()) {
        let clock = &earlier.read("/_backlot/clock")["answer"];
        let time = |text: &Value| text.as_str().unwrap().parse::<Timestamp>().unwrap();
        let guard = Guard { token: None, loopback: true };
        let hands = Hands::at(time(&clock["realTime"]));
        let stage = Stage::built(Sandbox::builder(earlier.place.clone()).guard(guard).wall(hands)).await;
        let mut before = Vec::new();
        for told in earlier.told("read") {
            let target = told["target"].as_str().unwrap();
            if target.contains("/subscriptions/") && told["status"] == 200 {
                let token = stage.user_token(told["account"].as_str().unwrap()).await;
                let answer = Ask::get(target).token(&token).of(&stage).await.ok().json();
                assert_eq!(answer, told["answer"], "{}: opening it changed nothing", earlier.name);
                // Add-ons go by what they are added to.
                if answer["parentSubscriptionId"].is_null() {
                    before.push((target, token, answer));
                }
            }
        }
        assert!(before.len() >= 3, "{before:?}");

        stage.advance("PT9600H").await;
        let now = time(&stage.control("GET", "clock", &Value::Null).await["now"]);
        let mut statuses = BTreeSet::new();
        for (target, token, then) in before {
            let today = Ask::get(target).token(&token).of(&stage).await.ok().json();
            let ended = time(&then["commitmentEndDate"]) <= now;
            let renewed = ended && then["status"] == "active" && then["autoRenewEnabled"] == true;
            let lasting = [json!("active"), json!("suspended")].contains(&then["status"]);
            let expected = if ended && lasting && !renewed { json!("expired") } else { then["status"].clone() };
            assert_eq!(today["status"], expected, "{}: {today}", earlier.name);
            assert_eq!(time(&today["commitmentEndDate"]) > now, renewed || !ended, "{}: {today}", earlier.name);
            statuses.insert(today["status"].as_str().unwrap().to_owned());
        }
        assert!(statuses.contains("expired") && statuses.contains("active"), "{statuses:?}");
    }
}

#[tokio::test]
async fn what_an_earlier_program_sold_is_found_by_its_order() {
    for earlier in Earlier::all().into_iter().filter(|earlier| earlier.is_shared() == env::var_os(ENGINE).is_some()) {
        let made: Timestamp = earlier.read("/_backlot/clock")["answer"]["realTime"].as_str().unwrap().parse().unwrap();
        let guard = Guard { token: None, loopback: true };
        let stage = Stage::built(Sandbox::builder(earlier.place.clone()).guard(guard).wall(Hands::at(made))).await;
        let mut sold = 0;
        for told in earlier.told("read") {
            let Some((customer, order)) = told["target"].as_str().unwrap().split_once("/orders/") else { continue };
            let token = stage.user_token(told["account"].as_str().unwrap()).await;
            let listed = Ask::get(format!("{customer}/subscriptions?order_id={order}")).token(&token).of(&stage).await;
            let listed = listed.ok().json();
            let ids = |items: &Value, id: &str| -> Vec<Value> {
                items.as_array().unwrap().iter().map(|item| item[id].clone()).filter(|id| !id.is_null()).collect()
            };
            let bought = ids(&told["answer"]["lineItems"], "subscriptionId");
            assert_eq!(ids(&listed["items"], "id"), bought, "{}: {order}", earlier.name);
            sold += bought.len();
        }
        assert!(sold >= 3, "{sold}");

        let mut sets = BTreeSet::new();
        let read = stage.sandbox.store().read_blocking(|tx| {
            tx.each::<backlot_store::Error>(|found| {
                sets.extend(found.index.sets.into_iter().map(|member| member.set.name));
                Ok(())
            })
        });
        read.unwrap();
        assert!(sets.contains("subscriptions") && !sets.iter().any(|set| set.contains("of-order")), "{sets:?}");
    }
}

fn scope() -> &'static str {
    "https://api.partnercenter.microsoft.com/.default openid offline_access"
}
