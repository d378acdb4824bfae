//! What a failure tells.

use backlot_testkit::Stage;
use partner_center::{
    ErrorKind,
    model::{
        customers::{Customer, CustomerPartnerRelationship},
        errors,
        orders::OrderStatus,
    },
};
use serde_json::json;

use crate::scripted::{Fate, Scripted, answer, json as answered, with_headers};

const ID: &str = "6f3bd7a1-3c52-4c4e-9a34-0d6f1c7f4a10";

#[tokio::test]
async fn an_answer_that_does_not_read_is_told_by_its_place_and_its_id() {
    let service = Scripted::new(|_, _| {
        let lines = json!([{ "lineItemNumber": 0 }, { "lineItemNumber": 1, "quantity": "many" }]);
        answered(200, &json!({ "id": "o", "lineItems": lines }))
    });
    let error = service.client().customers().by_id(ID).orders().by_id("o").get().await.unwrap_err();
    let sent = service.headers("ms-correlationid").remove(0);
    assert_eq!((error.kind(), error.correlation_id()), (ErrorKind::Decode, Some(sent.as_str())));
    let text = error.to_string();
    assert!(text.contains("lineItems[1].quantity") && text.contains(&sent), "{text}");
}

#[tokio::test]
async fn what_is_no_json_or_is_missing_does_not_read() {
    for body in ["<html>Welcome to the hotel</html>", "", "[]", "{\"id\":"] {
        let service = Scripted::new(move |_, _| with_headers(200, &[], body));
        let error = service.client().customers().by_id(ID).get().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}: {error}");
    }
}

#[tokio::test]
async fn a_page_whose_item_does_not_read_is_told_too() {
    let service = Scripted::new(|_, _| answered(200, &json!({ "items": [{ "id": "a" }, { "customDomains": 5 }] })));
    let error = service.client().customers().list().all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let text = error.to_string();
    assert!(text.contains("items[1].customDomains"), "{text}");
}

#[tokio::test]
async fn a_refusal_is_known_by_its_documented_code() {
    let stage = Stage::demo().await;
    let partner = stage.app("direct-sandbox").await;
    let error = partner.customers().by_id(ID).get().await.unwrap_err();
    let refusal = error.refusal().unwrap();
    assert!(refusal.is(&errors::NOT_FOUND) && !refusal.is(&errors::ORDER_NOT_FOUND) && error.is_not_found());
    assert_eq!(refusal.documented(), Some(&errors::NOT_FOUND));
    assert_eq!((error.kind(), error.code()), (ErrorKind::Refused, Some(1000)));
    assert_eq!(error.correlation_id(), refusal.correlation_id.as_deref());

    let later = Scripted::new(|_, _| answered(400, &json!({ "code": 990_001, "description": "Added last week" })));
    let error = later.client().customers().by_id(ID).get().await.unwrap_err();
    let refusal = error.refusal().unwrap();
    assert_eq!((refusal.code, refusal.documented()), (Some(990_001), None));
    assert!(error.to_string().starts_with("Added last week (400/990001, MS-CorrelationId "), "{error}");
}

#[tokio::test]
async fn an_answer_in_another_form_has_no_code() {
    let page = "<html><h1>502 Bad Gateway</h1>".to_owned() + &"é".repeat(1000);
    let service = Scripted::new(move |number, _| match number {
        0 => with_headers(413, &[], page.clone()),
        1 => answered(403, &json!({ "error": { "message": "no" } })),
        2 => answered(404, &json!({})),
        _ => answer(403),
    });
    let partner = service.client();
    for (status, description) in
        [(413, "<html><h1>502"), (403, "{\"error\":"), (404, "{}"), (403, "refused without a word")]
    {
        let error = partner.customers().by_id(ID).get().await.unwrap_err();
        let refusal = error.refusal().unwrap();
        assert_eq!((refusal.status.as_u16(), refusal.code), (status, None));
        assert!(
            refusal.description.starts_with(description) && refusal.description.len() <= 1000,
            "{}",
            refusal.description
        );
        assert_eq!(refusal.correlation_id, service.headers("ms-correlationid").pop(), "the one that was sent");
    }
}

#[tokio::test(start_paused = true)]
async fn the_kind_of_a_failure_says_what_to_do_next() {
    let kinds = [
        (400, ErrorKind::Refused),
        (401, ErrorKind::Credential),
        (403, ErrorKind::Refused),
        (408, ErrorKind::Unavailable),
        (409, ErrorKind::Refused),
        (429, ErrorKind::Throttled),
        (500, ErrorKind::Unavailable),
        (501, ErrorKind::Refused),
        (503, ErrorKind::Unavailable),
    ];
    for (status, kind) in kinds {
        let service = Scripted::new(move |_, _| answer(status));
        assert_eq!(service.client().customers().by_id(ID).get().await.unwrap_err().kind(), kind, "{status}");
    }
    let service = Scripted::new(|_, _| Fate::Lost);
    let error = service.client().customers().by_id(ID).get().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Lost);
    assert!(error.to_string().starts_with("no answer: the connection broke (MS-CorrelationId "), "{error}");
}

#[tokio::test]
async fn values_that_a_later_service_adds_are_kept() {
    let service =
        Scripted::new(|_, _| answered(200, &json!({ "status": "rerouted", "relationshipToPartner": "distributor" })));
    let partner = service.client();
    let order = partner.customers().by_id(ID).orders().by_id("o").get().await.unwrap();
    assert_eq!(order.status, Some(OrderStatus::Unknown("rerouted".to_owned())));
    let customer = partner.customers().by_id(ID).get().await.unwrap();
    let distributor = CustomerPartnerRelationship::Unknown("distributor".to_owned());
    assert_eq!(customer.relationship_to_partner, Some(distributor.clone()));

    let mine = Customer { relationship_to_partner: Some(distributor), ..Customer::default() };
    partner.customers().by_id(ID).patch(&mine).await.unwrap();
    assert_eq!(service.requests()[2].body(), "{\"relationshipToPartner\":\"distributor\"}");
}
