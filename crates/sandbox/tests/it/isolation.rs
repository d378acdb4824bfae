//! No partner sees, changes or learns of what another one holds.
//!
//! Two worlds are the same but for what the other partner holds: in one it is there, in the other it never was. One
//! partner sends both worlds the same requests: those that name nothing but what is its own, and those that name what the
//! other one holds wherever a request of any operation can name anything. Every answer must be the same in both, byte by
//! byte: then it tells nothing of the other partner. What names the other one's things in its path, or goes on with its
//! pages, must come to nothing besides. And what the other one holds must be as it was.

mod holdings;
mod kept;
mod places;
mod probes;
mod twins;
mod worlds;

use backlot_testkit::Stage;
use serde_json::json;

use self::{
    holdings::Holdings,
    twins::{Public, Twins},
    worlds::{
        ASPENFORD, ASPENFORD_LATER, BRINEHOLLOW, CEDARGATE, CEDARGATE_LATER, CEDARGATE_SHARING, DUNMOOR,
        DUNMOOR_SHARING, ELMHURST, ELMHURST_LATER, ELMHURST_RIVAL, ELMHURST_SHARING, FALLOWWAY, FALLOWWAY_BEFORE,
        FALLOWWAY_SHARING, GORSEBANK, HEATHERTON, HEATHERTON_RIVAL, INGLEWICK, Partner,
    },
};
use crate::ask::Ask;

/// Domains are unique in a cloud's environment, and everybody may ask whether one is free.
const DOMAINS: &[Public] = &[
    Public { operation: "CheckDomain", place: "domain", tells: &[] },
    Public { operation: "CreateCustomer", place: "companyProfile.domain", tells: &[] },
];

/// A sandbox may add any tenant of the cloud's sandbox that it knows the id of, and sees whose it is.
const TENANTS: Public =
    Public { operation: "CreateCustomer", place: "companyProfile.tenantId", tells: &["domain", "companyName"] };

/// Who has which MPN id is a public register, `get-partner-network-profile`.
const PARTNERS: &[Public] = &[
    Public { operation: "CreateOrder", place: "lineItems[].partnerIdOnRecord", tells: &[] },
    Public { operation: "UpdateSubscription", place: "partnerId", tells: &[] },
];

/// What the other partner has asked for, under ids that the viewer repeats.
async fn ask_for_something(twins: &Twins, partner: &str, theirs: &Holdings) -> Vec<(String, Ask)> {
    let Some(customer) = theirs.path.get("customer_id") else { return Vec::new() };
    let customer = format!("/v1/customers/{customer}");
    let line = json!({ "lineItemNumber": 0, "offerId": "91FD106F-4B2C-4938-95AC-F54F74E9A239", "quantity": 1 });
    let asked = [
        Ask::post(format!("{customer}/orders"), json!({ "lineItems": [line] }).to_string()),
        Ask::new("PATCH", format!("{customer}/subscriptions/{}", theirs.path["subscription_id"]))
            .body(json!({ "friendlyName": "renamed" }).to_string()),
    ];
    let token = twins.with.user_token(partner).await;
    let mut done = Vec::new();
    for (at, ask) in asked.into_iter().enumerate() {
        let id = format!("asked by {partner}, {at}");
        let answer = ask.clone().token(&token).header("ms-requestid", &id).of(&twins.with).await;
        // A reseller writes nothing.
        if answer.status != 403 {
            answer.ok();
            done.push((id, ask));
        }
    }
    done
}

/// The viewer is told nothing of what is held in the one world and not in the other.
async fn isolated(viewer: &Partner, without: &[Partner], with: &[Partner], public: &[Public]) {
    let twins = Twins::new(viewer.name, with, without).await;
    let mine = twins.holdings(viewer).await;
    let (mut theirs, mut repeated) = (Holdings::default(), Vec::new());
    let others: Vec<Partner> = with.iter().filter(|other| !without.contains(other)).copied().collect();
    for other in &others {
        let held = Holdings::of(&twins.with, other).await;
        repeated.extend(ask_for_something(&twins, other.name, &held).await);
        let mut held = held.apart_from(&mine);
        if let Some(before) = without.iter().find(|before| before.name == other.name) {
            held = held.apart_from(&Holdings::of(&twins.without, before).await);
        }
        theirs = theirs.with(held);
    }
    twins.probe(&others, &mine, &theirs, &repeated, public).await;
}

#[tokio::test]
async fn direct_partners() {
    isolated(&ASPENFORD, &[ASPENFORD], &[ASPENFORD, BRINEHOLLOW], DOMAINS).await;
}

#[tokio::test]
async fn sandboxes() {
    isolated(&CEDARGATE, &[CEDARGATE], &[CEDARGATE, DUNMOOR], &[DOMAINS, &[TENANTS]].concat()).await;
}

#[tokio::test]
async fn a_tenant_that_is_a_customer_of_two_sandboxes() {
    isolated(&CEDARGATE_SHARING, &[CEDARGATE_SHARING], &[CEDARGATE_SHARING, DUNMOOR_SHARING], DOMAINS).await;
}

#[tokio::test]
async fn a_tenant_that_is_a_customer_of_a_provider_and_of_its_reseller() {
    let (before, now) = ([ELMHURST_SHARING, FALLOWWAY_BEFORE], [ELMHURST_SHARING, FALLOWWAY_SHARING]);
    isolated(&ELMHURST_SHARING, &before, &now, &[]).await;
}

#[tokio::test]
async fn a_tenant_that_is_a_customer_of_two_providers() {
    let others = [ELMHURST_RIVAL, HEATHERTON_RIVAL, INGLEWICK];
    isolated(&ELMHURST_RIVAL, &[ELMHURST_RIVAL], &others, &[DOMAINS, PARTNERS].concat()).await;
}

#[tokio::test]
async fn a_partner_and_its_sandbox() {
    isolated(&ASPENFORD, &[ASPENFORD], &[ASPENFORD, CEDARGATE], &[]).await;
    isolated(&CEDARGATE, &[CEDARGATE], &[CEDARGATE, ASPENFORD], &[]).await;
}

#[tokio::test]
async fn a_provider_and_another_with_its_reseller() {
    let others = [ELMHURST, FALLOWWAY, INGLEWICK, HEATHERTON];
    isolated(&ELMHURST, &[ELMHURST, FALLOWWAY], &others, &[DOMAINS, PARTNERS].concat()).await;
}

#[tokio::test]
async fn a_provider_and_what_its_reseller_has_elsewhere() {
    isolated(&ELMHURST, &[ELMHURST, FALLOWWAY_BEFORE], &[ELMHURST, FALLOWWAY], DOMAINS).await;
}

#[tokio::test]
async fn two_resellers_of_one_provider() {
    let others = [FALLOWWAY, ELMHURST_LATER, GORSEBANK];
    // A reseller creates no customers, but may ask for their names.
    isolated(&FALLOWWAY, &[FALLOWWAY, ELMHURST], &others, &DOMAINS[..1]).await;
}

/// Ends the relationship with a customer, and what stands in its way.
async fn leave(stage: &Stage, partner: &Partner, customer: &str) {
    let (token, path) = (stage.user_token(partner.name).await, format!("/v1/customers/{customer}"));
    let support = format!("accounts/{}/support/cancel-reservations", stage.tenant(partner.name));
    stage.control("POST", &support, &json!({ "customerId": customer })).await;
    for (list, body) in
        [("subscriptions", json!({ "status": "suspended" })), ("orders", json!({ "status": "cancelled" }))]
    {
        let listed = Ask::get(format!("{path}/{list}")).token(&token).of(stage).await.ok().json();
        for one in listed["items"].as_array().unwrap() {
            let target = format!("{path}/{list}/{}", one["id"].as_str().unwrap());
            // What cannot be cancelled is what does not stand in the way.
            Ask::new("PATCH", target).body(body.to_string()).token(&token).of(stage).await;
        }
    }
    let body = json!({ "relationshipToPartner": "none" }).to_string();
    Ask::new("PATCH", path).body(body).token(&token).of(stage).await.ok();
}

/// The partner is told nothing of a customer that it has left, as if it had never had it.
async fn left(before: &Partner, later: Partner, public: &[Public]) {
    let twins = Twins::new(before.name, &[later], std::slice::from_ref(before)).await;
    let theirs = Holdings::of(&twins.with, &later).await;
    leave(&twins.with, &later, &theirs.path["customer_id"]).await;
    let mine = twins.holdings(before).await;
    twins.probe(&[], &mine, &theirs.apart_from(&mine), &[], public).await;
}

#[tokio::test]
async fn a_customer_that_was_removed() {
    left(&ASPENFORD, ASPENFORD_LATER, DOMAINS).await;
}

#[tokio::test]
async fn a_customer_that_was_deleted() {
    left(&CEDARGATE, CEDARGATE_LATER, &[]).await;
}
