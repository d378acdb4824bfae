//! Bodies that are not what the operation asks for.

use std::any::TypeId;

use partner_center_model::{
    all,
    operation::{Nothing, Operation, OperationInfo, Visitor},
};
use serde_json::{Value, json};

use super::{CUSTOMER, SUBSCRIBER, SUBSCRIPTION, Scene};
use crate::{ask::Ask, partners::company};

/// The emulated operations that read a body.
#[derive(Default)]
struct Readers(Vec<&'static OperationInfo>);

impl Visitor for Readers {
    fn visit<O: Operation>(&mut self) {
        if TypeId::of::<O::Body>() != TypeId::of::<Nothing>() && backlot_sandbox::emulated().contains(&O::INFO.name) {
            self.0.push(&O::INFO);
        }
    }
}

fn readers() -> Vec<&'static OperationInfo> {
    let mut readers = Readers::default();
    all::visit(&mut readers);
    assert!(readers.0.len() >= 5, "{:?}", readers.0);
    readers.0
}

#[tokio::test]
async fn what_is_no_object_is_refused_everywhere() {
    let scene = Scene::new().await;
    let before = scene.changes();
    let deep = "[".repeat(100_000);
    let deeper = format!("{}1{}", r#"{"attributes":"#.repeat(50_000), "}".repeat(50_000));
    let bodies: &[&[u8]] = &[
        b"{",
        b"}",
        b"{\"id\":",
        b"{\"id\":\"x\"",
        b"{'id':'x'}",
        b"{\"id\":\"x\",}",
        b"{\"id\":tru}",
        b"{\"id\":1e999}",
        b"{\"id\":01}",
        b"{\"id\":\"\xff\"}",
        b"{\"id\":\"\\ud800\"}",
        b"{\"id\":\"\x00\"}",
        b"{} {}",
        b"\x00",
        b"\xfe\xff\x00{\x00}",
        b"\x1f\x8b\x08\x00\x00",
        b"id=x&status=cancelled",
        b"<order/>",
        b"[]",
        b"[{}]",
        b"\"cancelled\"",
        b"5",
        b"true",
        deep.as_bytes(),
        deeper.as_bytes(),
    ];
    for info in readers() {
        for body in bodies {
            let answer = scene.send(Ask::new(info.method.as_str(), scene.path(info)).body(body.to_vec())).await;
            let description = answer.blames_the_caller();
            assert!(
                description.contains("the body") || description.contains("JSON"),
                "{}: {description}",
                answer.asked
            );
        }
    }
    assert_eq!(scene.changes(), before);
}

#[tokio::test]
async fn wrong_values_are_refused_by_their_place() {
    let scene = Scene::new().await;
    let before = scene.changes();
    let orders = format!("/v1/customers/{SUBSCRIBER}/orders");
    let subscription = format!("/v1/customers/{SUBSCRIBER}/subscriptions/{SUBSCRIPTION}");
    let customer = format!("/v1/customers/{CUSTOMER}");
    let line = |bad: Value| {
        let good = json!({ "lineItemNumber": 0, "offerId": "91FD106F-4B2C-4938-95AC-F54F74E9A239", "quantity": 1 });
        let mut line = json!({ "lineItemNumber": 1, "offerId": "195416C1-3447-423A-B37B-EE59A99A19C4", "quantity": 1 });
        match bad {
            Value::Object(bad) => line.as_object_mut().unwrap().extend(bad),
            bad => line = bad,
        }
        json!({ "lineItems": [good, line] })
    };
    let nobody = company("Fernhill", "fernhill.example");
    let with = |place: &str, value: Value| {
        let mut body = nobody.clone();
        *body.pointer_mut(place).unwrap() = value;
        body
    };
    let cases = [
        ("POST", &orders, json!({ "lineItems": 5 }), "lineItems"),
        ("POST", &orders, json!({ "lineItems": {} }), "lineItems"),
        ("POST", &orders, json!({ "LINE_ITEMS": "x" }), "lineItems"),
        ("POST", &orders, line(json!([])), "lineItems[1]"),
        ("POST", &orders, line(json!({ "quantity": "many" })), "lineItems[1].quantity"),
        ("POST", &orders, line(json!({ "quantity": -1 })), "lineItems[1].quantity"),
        ("POST", &orders, line(json!({ "quantity": 1.5 })), "lineItems[1].quantity"),
        ("POST", &orders, line(json!({ "quantity": 99_999_999_999_u64 })), "lineItems[1].quantity"),
        ("POST", &orders, line(json!({ "quantity": 1e300 })), "lineItems[1].quantity"),
        ("POST", &orders, line(json!({ "quantity": [1] })), "lineItems[1].quantity"),
        ("POST", &orders, line(json!({ "quantity": "1; DROP TABLE" })), "lineItems[1].quantity"),
        ("POST", &orders, line(json!({ "offerId": {} })), "lineItems[1].offerId"),
        ("POST", &orders, line(json!({ "lineItemNumber": "first" })), "lineItems[1].lineItemNumber"),
        ("POST", &orders, json!({ "billingCycle": "fortnightly" }), "billingCycle"),
        ("POST", &orders, json!({ "billingCycle": 77 }), "billingCycle"),
        ("POST", &orders, json!({ "BillingCycle": [] }), "billingCycle"),
        ("POST", &orders, json!({ "referenceCustomerId": true }), "referenceCustomerId"),
        ("PATCH", &format!("{orders}/{}", scene.order), json!({ "status": {} }), "status"),
        ("PATCH", &format!("{orders}/{}", scene.order), json!({ "status": "gone" }), "status"),
        ("PATCH", &subscription, json!({ "quantity": "x" }), "quantity"),
        ("PATCH", &subscription, json!({ "status": "asleep" }), "status"),
        ("PATCH", &subscription, json!({ "suspensionReasons": 1 }), "suspensionReasons"),
        ("PATCH", &subscription, json!({ "autoRenewEnabled": "perhaps" }), "autoRenewEnabled"),
        ("PATCH", &subscription, json!({ "commitmentEndDate": "soon" }), "commitmentEndDate"),
        ("PATCH", &customer, json!({ "relationshipToPartner": "friend" }), "relationshipToPartner"),
        ("PATCH", &customer, json!({ "relationshipToPartner": {} }), "relationshipToPartner"),
        ("PATCH", &customer, json!({ "allowDelegatedAccess": 7 }), "allowDelegatedAccess"),
        ("POST", &"/v1/customers".to_owned(), with("/companyProfile", json!([])), "companyProfile"),
        ("POST", &"/v1/customers".to_owned(), with("/companyProfile/domain", json!({})), "companyProfile.domain"),
        (
            "POST",
            &"/v1/customers".to_owned(),
            with("/companyProfile/domain", json!("a b\u{0}.example")),
            "companyProfile.domain",
        ),
        ("POST", &"/v1/customers".to_owned(), with("/billingProfile/email", json!([])), "billingProfile.email"),
        (
            "POST",
            &"/v1/customers".to_owned(),
            with("/billingProfile/companyName", json!("a\u{0}b")),
            "billingProfile.companyName",
        ),
        (
            "POST",
            &"/v1/customers".to_owned(),
            with("/billingProfile/companyName", json!("x".repeat(900_000))),
            "billingProfile.companyName",
        ),
        (
            "POST",
            &"/v1/customers".to_owned(),
            with("/billingProfile/defaultAddress/country", json!(5)),
            "defaultAddress.country",
        ),
        ("POST", &"/v1/customers".to_owned(), with("/billingProfile/culture", json!("tlh")), "billingProfile.culture"),
    ];
    for (method, path, body, place) in cases {
        let answer = scene.send(Ask::new(method, path).body(body.to_string())).await;
        let description = answer.blames_the_caller();
        assert!(description.contains(place), "{:.200}: {description}", body.to_string());
        assert!(description.len() < 2048, "{} bytes of description", description.len());
    }
    assert_eq!(scene.changes(), before);
}

#[tokio::test]
async fn a_body_may_have_a_mebibyte_and_no_byte_more() {
    let scene = Scene::new().await;
    let padded = |domain: &str, length: usize| {
        let body = company("Fernhill Tools", domain).to_string();
        body.clone() + &" ".repeat(length - body.len())
    };
    let before = scene.changes();
    let over = padded("fernhill.example", 1024 * 1024 + 1);
    for length in [None, Some(over.len().to_string())] {
        let mut ask = Ask::post("/v1/customers", over.clone());
        if let Some(length) = length {
            ask = ask.header("content-length", length);
        }
        assert!(scene.send(ask).await.refused(400, 800_002).contains("1048576"));
    }
    // Whoever reads no body refuses a long one all the same.
    scene.send(Ask::get("/v1/customers").body("x".repeat(1024 * 1024 + 1))).await.refused(400, 800_002);
    assert_eq!(scene.changes(), before);
    scene.send(Ask::post("/v1/customers", padded("fernhill.example", 1024 * 1024))).await.ok();
}

#[tokio::test]
async fn what_clients_are_known_to_send_is_read() {
    let scene = Scene::new().await;
    let body = company("Fernhill Tools", "fernhill.example").to_string();
    let marked = format!("\u{feff}{body}");
    scene.send(Ask::post("/v1/customers", marked)).await.ok();
    // Of two spellings of one property the last wins.
    let twice =
        body.replacen('{', r#"{"CompanyProfile":5,"company_profile":[],"#, 1).replace("fernhill", "fernhill-two");
    scene.send(Ask::post("/v1/customers", twice)).await.ok();
    // A body where none is asked for is none of the operation's business.
    for body in ["garbage", "{", "\u{0}", "[]", "{}"] {
        scene.send(Ask::get("/v1/customers").body(body)).await.ok();
    }
    let id = crate::ask::customer(&scene.stage, &scene.token, "Fernhill Barn").await;
    assert_eq!(scene.send(Ask::new("DELETE", format!("/v1/customers/{id}")).body("garbage")).await.status, 204);
}
