//! Several processes over one PostgreSQL: what one of them does, all of them have done, and done once.
//!
//! A sandbox of its own stands for each process: it shares the database with the others and nothing else.

use std::{
    future::Future,
    sync::{Mutex, mpsc},
    time::Duration,
};

use backlot_sandbox::{Place, Sandbox, Server, control::Guard, seed::WorldFile};
use backlot_store::{Decision, Error, Plan, Root, Tx};
use backlot_test_postgres::Database;
use backlot_testkit::Stage;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    ask::{Answer, Ask, customer},
    partners::company,
};

const OFFICE: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";

/// A customer of `direct-sandbox` with two software orders and a reservation.
const BLOCKED: &str = "d0000000-0000-4000-8000-000000000201";

/// A database; none where there is no PostgreSQL.
fn database() -> Option<Database> {
    backlot_test_postgres::Server::shared().unwrap().map(backlot_test_postgres::Server::database)
}

fn place(database: &Database) -> Place {
    place_with(database, 4)
}

/// With so many connections for transactions.
fn place_with(database: &Database, pool: usize) -> Place {
    let server = Server::new(&database.url).unwrap().schema(database.schema.as_str());
    Place::Postgres(Box::new(server.pool(pool).durable(false)))
}

/// Processes with the demo world.
async fn processes<const N: usize>() -> Option<[Stage; N]> {
    processes_with(&WorldFile::demo().unwrap()).await
}

async fn processes_with<const N: usize>(world: &WorldFile) -> Option<[Stage; N]> {
    let database = database()?;
    let mut stages = Vec::new();
    for _ in 0..N {
        stages.push(Stage::open(place(&database), world.clone()).await);
    }
    stages.try_into().ok()
}

fn order() -> String {
    json!({ "lineItems": [{ "lineItemNumber": 0, "offerId": OFFICE, "quantity": 1 }] }).to_string()
}

/// Sends requests at once, to one process after the other; their answers, in the order of the requests.
async fn at_once(stages: &[Stage], asks: impl IntoIterator<Item = Ask>) -> Vec<Answer> {
    let sent: Vec<_> = asks
        .into_iter()
        .zip(stages.iter().cycle().cloned())
        .map(|(ask, stage)| tokio::spawn(async move { ask.of(&stage).await }))
        .collect();
    let mut answers = Vec::new();
    for answer in sent {
        answers.push(answer.await.unwrap());
    }
    answers
}

async fn total(stage: &Stage, token: &str, list: &str) -> u64 {
    Ask::get(list).token(token).of(stage).await.ok().json()["totalCount"].as_u64().unwrap()
}

/// A transaction that stays open: it holds what others may be waiting for.
struct Held {
    let_go: mpsc::Sender<()>,
    holder: JoinHandle<Result<(), Error>>,
}

impl Held {
    /// Begun by this process, with these locks.
    async fn by(stage: &Stage, plan: Plan) -> Self {
        let store = stage.sandbox.store().clone();
        let (begun, begins) = mpsc::channel();
        let (let_go, end) = mpsc::channel();
        let end = Mutex::new(end);
        let hold = move |_: &mut Tx<'_>| {
            begun.send(()).unwrap();
            end.lock().unwrap().recv().unwrap();
            Ok(Decision::Rollback(()))
        };
        let holder = tokio::spawn(async move { store.write(plan, hold).await });
        tokio::task::spawn_blocking(move || begins.recv()).await.unwrap().unwrap();
        Self { let_go, holder }
    }

    async fn end(self) {
        self.let_go.send(()).unwrap();
        self.holder.await.unwrap().unwrap();
    }
}

/// Waits until this holds.
async fn until<F: Future<Output = bool>>(holds: impl Fn() -> F) {
    let waiting = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_equal_requests_at_several_processes_one_is_done_and_all_are_answered_alike() {
    let Some(stages) = processes::<3>().await else { return };
    let token = stages[0].user_token("direct-sandbox").await;
    let before = total(&stages[0], &token, "/v1/customers").await;
    let id = customer(&stages[1], &token, "Fernhill Mill").await;
    let orders = format!("/v1/customers/{id}/orders");
    let create = Ask::post("/v1/customers", company("Fernhill Tools", "fernhill.example").to_string());
    for ask in [create, Ask::post(&orders, order())] {
        let ask = ask.token(&token).header("ms-requestid", "one");
        let answers = at_once(&stages, std::iter::repeat_n(ask, 24)).await;
        let first = answers[0].clone().ok();
        for answer in answers {
            assert_eq!((answer.status, answer.text()), (first.status, first.text()));
        }
    }
    assert_eq!(total(&stages[2], &token, "/v1/customers").await, before + 2);
    assert_eq!(total(&stages[2], &token, &orders).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn quotas_hold_over_all_processes() {
    let world = WorldFile::parse(
        r#"
[[accounts]]
name = "mill"
type = "direct_bill"
environment = "sandbox"
cloud = "global"
tenantId = "a1000000-0000-4000-8000-000000000001"
domain = "mill.example"
mpnId = "9100001"
country = "US"
companyName = "Mill"
apps = [{ clientId = "b1000000-0000-4000-8000-000000000001", clientSecret = "secret" }]
users = []
quotas = { customers = 3, subscriptionsPerCustomer = 2, azureSubscriptions = 1 }
"#,
    );
    let Some(stages) = processes_with::<3>(&world.unwrap()).await else { return };
    let token = stages[0].app_token("mill").await;
    let create = |number: usize| {
        let body = company("Fernhill Tools", &format!("fernhill-{number}.example"));
        Ask::post("/v1/customers", body.to_string()).token(&token)
    };
    let answers = at_once(&stages, (0..12).map(create)).await;
    let made: Vec<String> = answers
        .iter()
        .filter(|answer| answer.status == 201)
        .map(|answer| answer.json()["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!((made.len(), total(&stages[0], &token, "/v1/customers").await), (3, 3));
    let place = |id: &String, body: String| Ask::post(format!("/v1/customers/{id}/orders"), body).token(&token);
    // The Azure quota is the account's, however many customers buy.
    let azure = order().replace(OFFICE, "MS-AZR-0146P");
    let answers = at_once(&stages, made.iter().cycle().take(9).map(|id| place(id, azure.clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    let answers = at_once(&stages, (0..9).map(|_| place(&made[0], order()))).await;
    let subscriptions = total(&stages[1], &token, &format!("/v1/customers/{}/subscriptions", made[0])).await;
    answers.iter().filter(|answer| answer.status != 201).for_each(|answer| drop(answer.blames_the_caller()));
    assert_eq!(subscriptions, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cart_is_checked_out_once_at_whichever_process() {
    let Some(stages) = processes::<3>().await else { return };
    let token = stages[0].app_token("direct-sandbox").await;
    let id = customer(&stages[0], &token, "Fernhill Tools").await;
    let body = json!({ "lineItems": [{ "catalogItemId": OFFICE, "quantity": 1 }] }).to_string();
    let carts = format!("/v1/customers/{id}/carts");
    let cart = Ask::post(&carts, body).token(&token).of(&stages[1]).await.ok().json();
    let checkout = Ask::post(format!("{carts}/{}/checkout", cart["id"].as_str().unwrap()), "\"success\"").token(&token);
    let answers = at_once(&stages, std::iter::repeat_n(checkout, 12)).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        let code = answer.json()["code"].as_u64();
        assert!([Some(800_064), Some(800_065)].contains(&code), "{}", answer.text());
    }
    assert_eq!(total(&stages[2], &token, &format!("/v1/customers/{id}/orders")).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_tenant_stays_as_long_as_any_partner_is_tied_to_it() {
    let Some(stages) = processes::<2>().await else { return };
    let tokens = [stages[0].app_token("direct-sandbox").await, stages[0].app_token("provider-sandbox").await];
    for round in 0..8 {
        let id = customer(&stages[0], &tokens[0], &format!("Fernhill {round}")).await;
        let tie = json!({ "companyProfile": { "tenantId": id } }).to_string();
        let untie = Ask::new("DELETE", format!("/v1/customers/{id}")).token(&tokens[0]);
        let answers = at_once(&stages, [untie, Ask::post("/v1/customers", tie).token(&tokens[1])]).await;
        answers[0].clone().ok();
        let kept = answers[1].status == 201;
        let domain = Ask::new("HEAD", format!("/v1/domains/fernhill-{round}.example")).token(&tokens[0]);
        assert_eq!(domain.of(&stages[1]).await.status, if kept { 200 } else { 404 }, "{}", answers[1].text());
        if kept {
            Ask::new("DELETE", format!("/v1/customers/{id}")).token(&tokens[1]).of(&stages[0]).await.ok();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn neither_another_customer_nor_a_sign_in_waits_for_a_customer_or_its_account() {
    let Some(stages) = processes::<2>().await else { return };
    let token = stages[0].app_token("direct-sandbox").await;
    let id = customer(&stages[0], &token, "Fernhill Tools").await;
    let tenant = stages[0].tenant("direct-sandbox").to_owned();
    let roots = Plan::from(Root::account(&tenant)).lock(Root::customer(&tenant, BLOCKED));
    let held = Held::by(&stages[0], roots).await;
    let place = Ask::post(format!("/v1/customers/{id}/orders"), order()).token(&token).header("ms-requestid", "one");
    place.of(&stages[1]).await.ok();
    stages[1].user_token("direct-sandbox").await;
    held.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_document_is_read_by_its_id_while_every_connection_for_transactions_is_taken() {
    let Some(database) = database() else { return };
    let stage = Stage::open(place_with(&database, 1), WorldFile::demo().unwrap()).await;
    let token = stage.app_token("direct-sandbox").await;
    let id = customer(&stage, &token, "Fernhill Tools").await;
    let path = format!("/v1/customers/{id}");
    let placed = Ask::post(format!("{path}/orders"), order()).token(&token).of(&stage).await.ok().json();
    let [order, subscription] =
        [&placed["id"], &placed["lineItems"][0]["subscriptionId"]].map(|id| id.as_str().unwrap());
    let documents = [path.clone(), format!("{path}/orders/{order}"), format!("{path}/subscriptions/{subscription}")];
    let held = Held::by(&stage, Plan::new()).await;
    for document in documents {
        Ask::get(document).token(&token).of(&stage).await.ok();
    }
    Ask::get(format!("/v1/customers/{}", stage.tenant("direct"))).token(&token).of(&stage).await.refused(404, 1000);
    held.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_start_at_once_share_one_world_and_its_secrets_and_a_reset_leaves_them() {
    let Some(database) = database() else { return };
    let starts: Vec<_> = (0..10)
        .map(|_| {
            let place = place(&database);
            let guard = Guard { token: None, loopback: true };
            tokio::task::spawn_blocking(move || Sandbox::builder(place).guard(guard).open().unwrap())
        })
        .collect();
    let mut sandboxes = Vec::new();
    for start in starts {
        sandboxes.push(start.await.unwrap());
    }
    assert_eq!(sandboxes.iter().filter(|sandbox| sandbox.is_new()).count(), 1, "one of them planted the world");
    let key = |sandbox: Sandbox| async move {
        Ask::get("/common/discovery/keys").to(&sandbox).await.ok().json()["keys"][0]["kid"].clone()
    };
    let first = key(sandboxes[0].clone()).await;
    assert!(first.is_string());
    for sandbox in &sandboxes {
        assert_eq!(key(sandbox.clone()).await, first);
    }
    let reset = Ask::post("/_backlot/reset", "").header("host", "localhost").header("content-type", "application/json");
    assert_eq!(reset.to(&sandboxes[1]).await.ok().json()["generation"], 2);
    let after = Sandbox::builder(place(&database)).open().unwrap();
    assert!(!after.is_new());
    assert_eq!(key(after).await, first);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refresh_token_is_spent_for_all_processes() {
    let Some(stages) = processes::<3>().await else { return };
    let (account, tenant) = (stages[0].account("direct-sandbox"), stages[0].tenant("direct-sandbox"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (app, user) = (&account["apps"][0], &account["users"][0]);
    let (id, secret) = (text(&app["clientId"]), text(&app["clientSecret"]));
    let client = [("client_id", id.as_str()), ("client_secret", secret.as_str())];
    let (name, password) = (text(&user["userPrincipalName"]), text(&user["password"]));
    let scope = format!("{} offline_access", stages[0].scope("direct-sandbox"));
    let sign_in = [("grant_type", "password"), ("username", &name), ("password", &password), ("scope", &scope)];
    let session = stages[0].token(tenant, &[&client[..], &sign_in].concat()).await;
    let token = text(&session["refresh_token"]);
    let uses: Vec<_> = (0..9)
        .map(|number| {
            let (stage, path) = (stages[number % 3].clone(), format!("/{tenant}/oauth2/v2.0/token"));
            let (id, secret, token) = (id.clone(), secret.clone(), token.clone());
            tokio::spawn(async move {
                let client = [("client_id", id.as_str()), ("client_secret", secret.as_str())];
                let refresh = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
                stage.ask_token(&path, &[client, refresh].concat()).await.0.as_u16()
            })
        })
        .collect();
    let mut granted = 0;
    for used in uses {
        granted += u32::from(used.await.unwrap() == 200);
    }
    assert_eq!(granted, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_clock_is_one_and_is_moved_by_each_in_turn() {
    let Some(stages) = processes::<3>().await else { return };
    stages[0].control("PUT", "clock", &json!({ "freeze": true })).await;
    let show = |at: usize| {
        let stage = stages[at].clone();
        async move { stage.control("GET", "clock", &Value::Null).await["now"].as_str().unwrap().to_owned() }
    };
    let before: jiff::Timestamp = show(1).await.parse().unwrap();
    let advance = Ask::new("PUT", "/_backlot/clock").header("host", "localhost").body(r#"{"advance":"PT1H"}"#);
    let advance = advance.header("content-type", "application/json");
    for answer in at_once(&stages, std::iter::repeat_n(advance, 9)).await {
        answer.ok();
    }
    assert_eq!(show(2).await, (before + jiff::SignedDuration::from_hours(9)).to_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_becomes_due_is_done_by_one_of_them_and_by_another_when_that_one_is_gone() {
    let Some(stages) = processes::<2>().await else { return };
    let token = stages[0].user_token("direct-sandbox").await;
    stages[0].settings(json!({ "cancellation": { "settle": { "afterSeconds": 1 } } })).await;
    let orders = format!("/v1/customers/{BLOCKED}/orders");
    let listed = Ask::get(&orders).token(&token).of(&stages[0]).await.ok().json();
    let paths: Vec<String> =
        (0..2).map(|at| format!("{orders}/{}", listed["items"][at]["id"].as_str().unwrap())).collect();
    let run = |stage: &Stage| {
        let sandbox = stage.sandbox.clone();
        tokio::spawn(async move { sandbox.run_scheduler().await })
    };
    let schedulers = [run(&stages[0]), run(&stages[1])];
    for (path, scheduler) in paths.iter().zip(schedulers) {
        let cancel = Ask::new("PATCH", path).token(&token).body(r#"{"status":"cancelled"}"#);
        assert_eq!(cancel.of(&stages[1]).await.ok().json()["status"], "pending");
        let settled =
            || async { Ask::get(path).token(&token).of(&stages[0]).await.ok().json()["status"] == "cancelled" };
        until(settled).await;
        scheduler.abort();
    }
}
