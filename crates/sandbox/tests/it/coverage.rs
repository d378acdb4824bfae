//! What holds for every operation of the table, whoever wrote its handler: who is refused, by which spellings it is
//! found, and whether it is emulated.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use backlot_testkit::{Stage, client::Client};
use bytes::Bytes;
use http::Response;
use partner_center_model::{
    all,
    cloud::Cloud,
    operation::{Auth, Method, OperationInfo, Root, Segment},
};
use serde_json::{Value, json};

/// A customer that no account has.
const NOBODY: &str = "6f3bd7a1-3c52-4c4e-9a34-0d6f1c7f4a10";

/// What stands for a value of a path.
fn value(name: &str) -> &'static str {
    match name {
        "customer_id" => NOBODY,
        "domain" => "larkspur.example",
        "country" | "program_name" => "US",
        "line_item_number" | "line_item_id" => "0",
        "billing_provider" => "marketplace",
        "billing_period" => "current",
        "invoice_id" => "G000012345",
        "invoice_line_item_type" => "usagelineitems",
        "offer_id"
        | "product_id"
        | "sku_id"
        | "availability_id"
        | "role_id"
        | "user_id"
        | "order_id"
        | "cart_id"
        | "subscription_id"
        | "transfer_id"
        | "upgrade_id"
        | "policy_id"
        | "device_batch_id"
        | "device_id"
        | "batch_tracking_id"
        | "service_request_id"
        | "self_serve_policy_id"
        | "resource_id"
        | "group_id"
        | "receipt_id"
        | "correlation_id"
        | "application_id"
        | "agreement_template_id" => "0c5a5c24-6c2a-4b0b-8f0d-3f1b1c9a7e55",
        other => panic!("say what can stand for {{{other}}} in a path"),
    }
}

/// A path of the operation, with this customer in it.
fn path(info: &OperationInfo, customer: &str) -> String {
    let segment = |segment| match segment {
        Segment::Literal(literal) => format!("/{literal}"),
        Segment::Parameter("customer_id") => format!("/{customer}"),
        Segment::Parameter(name) => format!("/{}", value(name)),
    };
    info.segments().map(segment).collect()
}

fn has_customer(info: &&OperationInfo) -> bool {
    info.segments().any(|segment| segment == Segment::Parameter("customer_id"))
}

/// Whether the operation is about the customer itself and not about something beneath it.
fn is_of_customer(info: &OperationInfo) -> bool {
    info.segments().last() == Some(Segment::Parameter("customer_id"))
}

/// Calls the operation with the least body that its page allows.
async fn call(client: &Client, info: &OperationInfo, customer: &str) -> Response<Bytes> {
    let body = match (info.name, info.method) {
        ("UpdateCustomer", _) => r#"{"relationshipToPartner":"none"}"#,
        (_, Method::POST | Method::PUT | Method::PATCH) => "{}",
        _ => "",
    };
    client.send_raw(info.method.as_str(), &path(info, customer), body).await.unwrap()
}

/// Status and code of an answer; `HEAD` has no body to hold a code.
fn outcome(answer: &Response<Bytes>) -> (u16, Option<u64>) {
    let body: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    (answer.status().as_u16(), body["code"].as_u64())
}

fn refusal(info: &OperationInfo, status: u16, code: u64) -> (u16, Option<u64>) {
    (status, (info.method != Method::HEAD).then_some(code))
}

/// Every operation that did not do as expected, so that one run tells them all.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn unless_equal<T: PartialEq + Debug>(&mut self, about: &str, found: T, expected: T) {
        if found != expected {
            self.0.push(format!("{about}: expected {expected:?}, found {found:?}"));
        }
    }

    #[track_caller]
    fn none(self) {
        assert!(self.0.is_empty(), "{} wrong:\n{}", self.0.len(), self.0.join("\n"));
    }
}

/// Calls every operation that is wanted, and expects the same refusal of each.
async fn all_refuse(client: &Client, wanted: impl Fn(&&OperationInfo) -> bool, status: u16, code: u64) {
    let mut wrong = Wrong::default();
    let mut called = 0;
    for info in all::operations().filter(wanted) {
        called += 1;
        let answer = call(client, info, NOBODY).await;
        wrong.unless_equal(info.name, outcome(&answer), refusal(info, status, code));
    }
    assert!(called > 0, "no operation was wanted");
    wrong.none();
}

/// A new customer of the account.
async fn customer_of(stage: &Stage, account: &str) -> String {
    let body = json!({
        "companyProfile": { "domain": format!("larkspur-{account}.onmicrosoft.com") },
        "billingProfile": {
            "culture": "en-US",
            "language": "en",
            "email": "books@larkspur.example",
            "companyName": "Larkspur Bakery",
            "defaultAddress": {
                "firstName": "Accounts",
                "lastName": "Payable",
                "addressLine1": "12 Orchard Street",
                "city": "Redmond",
                "state": "WA",
                "postalCode": "98052",
                "country": "US",
            },
        },
    });
    let answer = stage.user(account).await.send_raw("POST", "/v1/customers", body.to_string()).await.unwrap();
    let customer: Value = serde_json::from_slice(answer.body()).unwrap();
    customer["id"].as_str().unwrap_or_else(|| panic!("no customer was made: {customer}")).to_owned()
}

#[tokio::test]
async fn without_a_token_every_operation_is_refused() {
    let stage = Stage::demo().await;
    all_refuse(&stage.nobody(), |_| true, 401, 800_001).await;
}

#[tokio::test]
async fn with_a_token_of_somebody_else_every_operation_is_refused() {
    let stage = Stage::demo().await;
    all_refuse(&stage.nobody().with_token("eyJhbGciOiJub25lIn0.e30."), |_| true, 401, 400).await;
}

#[tokio::test]
async fn an_application_alone_is_refused_where_a_person_is_needed() {
    let stage = Stage::demo().await;
    all_refuse(&stage.app("direct").await, |info| info.auth == Auth::User, 403, 2032).await;
}

#[tokio::test]
async fn a_role_is_refused_what_it_does_not_grant() {
    let stage = Stage::demo().await;
    all_refuse(&stage.role("direct", "HelpdeskAgent").await, |info| info.root != Root::Nothing, 403, 900_150).await;
    all_refuse(&stage.role("direct", "SalesAgent").await, |info| info.root == Root::Tie, 403, 900_150).await;
}

#[tokio::test]
async fn an_operation_is_refused_in_the_clouds_that_its_page_leaves_out() {
    let stage = Stage::demo().await;
    for (account, cloud) in [
        ("china-sandbox", Cloud::China),
        ("germany-sandbox", Cloud::Germany),
        ("us-government-sandbox", Cloud::UsGovernment),
    ] {
        all_refuse(&stage.user(account).await, |info| !info.clouds.contains(cloud), 400, 900_127).await;
    }
}

#[tokio::test]
async fn an_indirect_reseller_writes_nothing() {
    let stage = Stage::demo().await;
    let writes = |info: &&OperationInfo| matches!(info.root, Root::Account | Root::Customer);
    all_refuse(&stage.user("reseller").await, writes, 403, 2032).await;
}

#[tokio::test]
async fn the_customer_of_another_partner_is_refused_as_one_that_never_was() {
    let stage = Stage::demo().await;
    let outsider = stage.user("outsider").await;
    let strangers = [customer_of(&stage, "direct").await, NOBODY.to_owned()];
    let mut wrong = Wrong::default();
    for info in all::operations().filter(has_customer).filter(|info| info.method != Method::DELETE) {
        let expected = match (is_of_customer(info), info.method) {
            (false, _) => refusal(info, 403, 20002),
            (true, Method::PATCH) => refusal(info, 400, 3000),
            (true, _) => refusal(info, 404, 1000),
        };
        for stranger in &strangers {
            let answer = call(&outsider, info, stranger).await;
            wrong.unless_equal(info.name, outcome(&answer), expected);
        }
    }
    // Deleting a customer is for sandboxes.
    let outsider = stage.user("provider-sandbox").await;
    let strangers = [customer_of(&stage, "direct-sandbox").await, NOBODY.to_owned()];
    for info in all::operations().filter(has_customer).filter(|info| info.method == Method::DELETE) {
        let expected = if is_of_customer(info) { (404, Some(1000)) } else { (403, Some(20002)) };
        for stranger in &strangers {
            let answer = call(&outsider, info, stranger).await;
            wrong.unless_equal(info.name, outcome(&answer), expected);
        }
    }
    wrong.none();
}

#[tokio::test]
async fn what_is_no_customer_id_is_refused_with_its_place() {
    let stage = Stage::demo().await;
    let client = stage.user("direct").await;
    let mut wrong = Wrong::default();
    for info in all::operations().filter(has_customer) {
        let answer = call(&client, info, "not-a-guid").await;
        wrong.unless_equal(info.name, outcome(&answer), refusal(info, 400, 3000));
        let named = info.method == Method::HEAD || String::from_utf8_lossy(answer.body()).contains("customer_id");
        wrong.unless_equal(info.name, named, true);
    }
    wrong.none();
}

#[tokio::test]
async fn a_method_that_a_path_does_not_have_is_refused_with_those_it_has() {
    let stage = Stage::demo().await;
    let client = stage.user("direct").await;
    let mut methods: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for info in all::operations() {
        methods.entry(path(info, NOBODY)).or_default().insert(info.method.as_str());
    }
    let mut wrong = Wrong::default();
    for (path, has) in methods {
        let allow = has.iter().copied().collect::<Vec<_>>().join(", ");
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            if has.contains(method) {
                continue;
            }
            let about = format!("{method} {path}");
            let answer = client.send_raw(method, &path, "").await.unwrap();
            let code = (method != "HEAD").then_some(800_042);
            wrong.unless_equal(&about, outcome(&answer), (405, code));
            let header = answer.headers().get("allow").and_then(|allow| allow.to_str().ok());
            wrong.unless_equal(&about, header, Some(allow.as_str()));
        }
    }
    wrong.none();
}

#[tokio::test]
async fn an_operation_is_found_by_every_spelling_of_its_path() {
    let stage = Stage::demo().await;
    let client = stage.nobody();
    let mut expected = Vec::new();
    for info in all::operations() {
        let path = path(info, NOBODY);
        for spelling in [path.to_uppercase(), path.to_lowercase(), path.replace('/', "//"), format!("{path}/")] {
            client.send_raw(info.method.as_str(), &spelling, "").await.unwrap();
            expected.push((spelling, Value::from(info.name)));
        }
    }
    let journal = stage.control("GET", "journal?limit=10000", &Value::Null).await;
    let rows = journal["rows"].as_array().unwrap();
    assert_eq!(rows.len(), expected.len());
    let mut wrong = Wrong::default();
    for (row, (spelling, name)) in rows.iter().zip(expected) {
        wrong.unless_equal(&spelling, &row["operation"], &name);
    }
    wrong.none();
}

#[tokio::test]
async fn an_operation_without_a_handler_says_that_it_is_not_emulated() {
    let stage = Stage::demo().await;
    let client = stage.user("direct").await;
    let customer = customer_of(&stage, "direct").await;
    let emulated = backlot_sandbox::emulated();
    let mut wrong = Wrong::default();
    // What ends the tie comes last, for then nothing is beneath the customer any more.
    let (last, first): (Vec<_>, Vec<_>) = all::operations().partition(|info| info.root == Root::Tie);
    for info in first.into_iter().chain(last) {
        let answer = call(&client, info, &customer).await;
        if emulated.contains(&info.name) {
            wrong.unless_equal(info.name, answer.status().as_u16() < 500, true);
        } else {
            wrong.unless_equal(info.name, outcome(&answer), refusal(info, 501, 0));
            let named = info.method == Method::HEAD || String::from_utf8_lossy(answer.body()).contains(info.name);
            wrong.unless_equal(info.name, named, true);
        }
    }
    wrong.none();
}

#[test]
fn the_page_of_operations_tells_which_are_emulated() {
    let page = include_str!("../../../../docs/operations.md");
    let emulated = backlot_sandbox::emulated();
    let mut wrong = Wrong::default();
    for info in all::operations() {
        let state = if emulated.contains(&info.name) { "emulated" } else { "501" };
        let row = format!("| {state} | `{}` | `{} {}` |", info.name, info.method.as_str(), info.path);
        let about = format!("the row of {} (`cargo xtask generate` writes it)", info.name);
        wrong.unless_equal(&about, page.contains(&row), true);
    }
    wrong.none();
}
