//! The rules of a change as tables, and the resource of a new subscription.

use backlot_store::Root;
use jiff::Timestamp;
use partner_center_model::{
    billing::BillingCycleType,
    errors::{self, ErrorCode},
    ids::OrderId,
    read,
    subscriptions::{Subscription, SubscriptionStatus as Status},
};
use serde_json::{Value, json};

use super::{
    form::{Item, NewSubscription, Past, Product, resource},
    record::{SubscriptionOwn, SubscriptionRecord},
    rules::{Change, Situation, change},
};
use crate::{
    account::Quotas,
    areas::{
        offers::{self, Term},
        product::Family,
    },
    records::{Record, Stored},
};

const INTUNE: &str = "DB2E705F-B82A-4024-A3D5-D88E12F2DB35";
const PREMIUM: &str = "031C9E47-4802-4248-838E-778FB1D2CC05";
const TRIAL: &str = "C0BD2E08-11AC-4836-BDC7-3712E744922F";
const PROJECTS: &str = "F1A2FDB0-5CA8-475D-8CCC-9BB81C033DA5";
const COMMITTED: &str = "5344C201-3099-44E5-B333-C3EB0401EDE0";
const AZURE: &str = "MS-AZR-0146P";
const SAAS: &str = "DZH318Z0BXWC:0001:DZH318Z0BMJX";
const PLAN: &str = "DZH318Z0BPS6:0001:DZH318Z0BML6";

fn made() -> Timestamp {
    "2021-03-04T05:06:07.89Z".parse().unwrap()
}

fn product(id: &'static str) -> Product<'static> {
    let item = |name, publisher, family, term| Product::Item(Item { id, name, publisher, family, term, trial: false });
    match id {
        SAAS => item("Backup for mailboxes", Some("Quillfern Software"), Family::Marketplace, Term::Month),
        PLAN => item("Azure plan", None, Family::AzurePlan, Term::Year),
        offer => Product::Offer(offers::find(&offer.parse().unwrap()).unwrap()),
    }
}

fn stored(id: &'static str, quantity: i64, past: Past) -> Stored<SubscriptionRecord> {
    let order: OrderId = "3eddcac6-63b2-4c40-b0b6-f47e18301492".parse().unwrap();
    let new = NewSubscription {
        id: "42226ed6-070a-4e0f-b80c-4cdfb3e97aa7".parse().unwrap(),
        customer: "c501c3c4-d776-40ef-9ecf-9cefb59442c1".parse().unwrap(),
        country: "US",
        order: &order,
        line_item_number: 0,
        product: product(id),
        quantity,
        friendly_name: Some("for the front desk"),
        partner: None,
        parent: None,
        billing_cycle: BillingCycleType::Monthly,
        renews_to: None,
    };
    let own = SubscriptionOwn {
        family: new.product.family(),
        made: past.made,
        line_item_number: 0,
        activated: past.activated,
        azure_subscriptions: past.azure_subscriptions,
        registered: past.registered,
        ..SubscriptionOwn::default()
    };
    let key = SubscriptionRecord::key(&Root::customer("account", "customer"), new.id);
    Stored { key, version: 1, body: resource(&new, &past, "entitlement".to_owned()), own }
}

fn active(id: &'static str, quantity: i64) -> Stored<SubscriptionRecord> {
    stored(id, quantity, Past::none(made()))
}

fn in_status(id: &'static str, quantity: i64, status: Status) -> Stored<SubscriptionRecord> {
    stored(id, quantity, Past { status, ..Past::none(made()) })
}

fn sent(body: Value) -> Subscription {
    read::from_value(&body).unwrap().value
}

fn production() -> Situation<'static> {
    Situation { now: made(), ..Situation::default() }
}

/// What a body changes, or the code that refuses it.
fn outcome(stored: &Stored<SubscriptionRecord>, body: Value, situation: &Situation<'_>) -> Result<Change, ErrorCode> {
    change(stored, &sent(body), situation).map_err(|refusal| {
        assert!(refusal.explanation.is_some_and(|text| text.is_ascii()), "every refusal is explained");
        refusal.code
    })
}

#[test]
fn what_repeats_is_absent_or_means_nothing_changes_nothing() {
    let subscription = active(INTUNE, 5);
    let whole = serde_json::to_value(&subscription.body).unwrap();
    for body in [
        json!({}),
        whole,
        json!({ "status": "none" }),
        json!({ "status": "unknown" }),
        json!({ "friendlyName": "  " }),
        json!({ "Status": 0, "BillingType": "none", "UnitType": "none" }),
        json!({ "billingCycle": "unknown" }),
        json!({ "billingCycle": "none", "quantity": null, "friendlyName": "" }),
        json!({ "offerId": PREMIUM, "orderId": "another", "partnerId": " ", "commitmentEndDate": "2030-01-01" }),
        json!({ "id": "<subscriptionID>", "suspensionReasons": ["x"], "refundOptions": [], "contractType": "productKey" }),
    ] {
        assert_eq!(outcome(&subscription, body.clone(), &production()), Ok(Change::default()), "{body}");
    }
}

#[test]
fn a_change_is_what_differs() {
    let subscription = active(INTUNE, 5);
    for (body, expected) in [
        (json!({ "Quantity": "7" }), Change { quantity: Some(7), ..Change::default() }),
        (json!({ "quantity": 3 }), Change { quantity: Some(3), ..Change::default() }),
        (json!({ "FriendlyName": " n " }), Change { friendly_name: Some("n".into()), ..Change::default() }),
        (json!({ "autoRenewEnabled": false }), Change { auto_renew: Some(false), ..Change::default() }),
        (json!({ "status": "Suspended" }), Change { status: Some(Status::Suspended), ..Change::default() }),
        (
            json!({ "status": "active", "quantity": 9, "friendlyName": "n" }),
            Change { quantity: Some(9), friendly_name: Some("n".into()), ..Change::default() },
        ),
    ] {
        assert_eq!(outcome(&subscription, body.clone(), &production()), Ok(expected), "{body}");
    }
}

#[test]
fn a_friendly_name_is_one_line_of_text() {
    let subscription = active(INTUNE, 5);
    for (name, refused) in [
        ("n".repeat(256), None),
        ("\u{e9}".repeat(256), None),
        ("n".repeat(257), Some(errors::INVALID_PROPERTY)),
        ("two\nlines".to_owned(), Some(errors::INVALID_PROPERTY)),
        ("a\u{0}".to_owned(), Some(errors::INVALID_PROPERTY)),
    ] {
        let body = json!({ "friendlyName": name });
        assert_eq!(outcome(&subscription, body, &production()).err(), refused, "{name:?}");
    }
}

#[test]
fn quantities() {
    let quotas = Quotas::default();
    let sandbox = Situation { sandbox: true, quotas: Some(&quotas), ..production() };
    type Refused = Option<ErrorCode>;
    let cases: [(&str, i64, i64, Refused, Refused); 18] = [
        // offer, before, after, in production, in the sandbox
        (INTUNE, 5, 6, None, None),
        (INTUNE, 5, 25, None, None),
        (INTUNE, 5, 26, None, Some(errors::SEAT_LIMIT_REMAINING_EXCEEDED)),
        (INTUNE, 5, 0, Some(errors::QUANTITY_OUT_OF_BOUNDS), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (INTUNE, 5, -1, Some(errors::QUANTITY_OUT_OF_BOUNDS), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (INTUNE, 5, i64::MAX, Some(errors::QUANTITY_OUT_OF_BOUNDS), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (INTUNE, 100, 60, None, None),
        (PREMIUM, 5, 301, Some(errors::QUANTITY_OUT_OF_BOUNDS), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (PROJECTS, 250, 249, Some(errors::QUANTITY_OUT_OF_BOUNDS), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (PROJECTS, 250, 251, None, Some(errors::SEAT_LIMIT_REMAINING_EXCEEDED)),
        (TRIAL, 20, 25, None, None),
        (COMMITTED, 5, 6, None, None),
        (COMMITTED, 5, 4, Some(errors::QUANTITY_DECREASE_NOT_ALLOWED), Some(errors::QUANTITY_DECREASE_NOT_ALLOWED)),
        (AZURE, 1, 2, Some(errors::QUANTITY_OUT_OF_BOUNDS), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (SAAS, 1, 2, None, None),
        (SAAS, 1, 0, Some(errors::QUANTITY_OUT_OF_BOUNDS), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (SAAS, 1, 26, Some(errors::QUANTITY_OUT_OF_BOUNDS), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (PLAN, 1, 2, Some(errors::SEAT_QUANTITY_NOT_UPDATABLE), Some(errors::SEAT_QUANTITY_NOT_UPDATABLE)),
    ];
    for (offer, before, after, in_production, in_sandbox) in cases {
        let subscription = active(offer, before);
        let body = json!({ "quantity": after });
        assert_eq!(outcome(&subscription, body.clone(), &production()).err(), in_production, "{offer} {after}");
        assert_eq!(outcome(&subscription, body, &sandbox).err(), in_sandbox, "{offer} {after} in the sandbox");
    }
}

#[test]
fn no_quantity_changes_while_suspended() {
    let suspended = in_status(INTUNE, 5, Status::Suspended);
    for body in [json!({ "quantity": 6 }), json!({ "quantity": 6, "status": "active" })] {
        let refused = outcome(&suspended, body, &production()).err();
        assert_eq!(refused, Some(errors::QUANTITY_CHANGE_WHILE_SUSPENDED));
    }
    let body = json!({ "quantity": 6, "status": "suspended" });
    let refused = outcome(&active(INTUNE, 5), body, &production()).err();
    assert_eq!(refused, Some(errors::QUANTITY_CHANGE_WHILE_SUSPENDED));
    let named = outcome(&suspended, json!({ "friendlyName": "n", "quantity": 5 }), &production());
    assert_eq!(named, Ok(Change { friendly_name: Some("n".into()), ..Change::default() }));
}

#[test]
fn statuses() {
    let cases = [
        (INTUNE, Status::Active, "suspended", None),
        (INTUNE, Status::Suspended, "active", None),
        (TRIAL, Status::Active, "suspended", None),
        (AZURE, Status::Active, "suspended", None),
        (PLAN, Status::Active, "suspended", None),
        (SAAS, Status::Active, "suspended", None),
        (SAAS, Status::Active, "deleted", None),
        (SAAS, Status::Suspended, "deleted", None),
        (INTUNE, Status::Active, "deleted", Some(errors::STATUS_NOT_UPDATABLE)),
        (INTUNE, Status::Suspended, "deleted", Some(errors::STATUS_NOT_UPDATABLE)),
        (INTUNE, Status::Active, "pending", Some(errors::STATUS_NOT_UPDATABLE)),
        (INTUNE, Status::Active, "expired", Some(errors::STATUS_NOT_UPDATABLE)),
        (INTUNE, Status::Pending, "active", Some(errors::STATUS_NOT_UPDATABLE)),
        (INTUNE, Status::Pending, "suspended", Some(errors::STATUS_NOT_UPDATABLE)),
        (SAAS, Status::Deleted, "active", Some(errors::SUBSCRIPTION_DELETED)),
        (SAAS, Status::Deleted, "suspended", Some(errors::SUBSCRIPTION_DELETED)),
        (SAAS, Status::Deleted, "deleted", None),
    ];
    for (offer, from, to, refusal) in cases {
        let subscription = in_status(offer, 1, from.clone());
        let outcome = outcome(&subscription, json!({ "status": to }), &production());
        assert_eq!(outcome.err(), refusal, "{offer} from {from} to {to}");
    }
    let renamed = outcome(&in_status(SAAS, 1, Status::Deleted), json!({ "friendlyName": "n" }), &production());
    assert_eq!(renamed.err(), Some(errors::SUBSCRIPTION_DELETED));
}

#[test]
fn an_azure_plan_with_active_subscriptions_stays_active() {
    let plan = stored(PLAN, 1, Past { azure_subscriptions: 1, ..Past::none(made()) });
    let refused = outcome(&plan, json!({ "status": "suspended" }), &production()).err();
    assert_eq!(refused, Some(errors::AZURE_PLAN_HAS_ACTIVE_SUBSCRIPTIONS));
    let (plan, reserved) = (active(PLAN, 1), Situation { reserved: true, ..production() });
    let refused = outcome(&plan, json!({ "status": "suspended" }), &reserved).err();
    assert_eq!(refused, Some(errors::AZURE_PLAN_HAS_ACTIVE_SUBSCRIPTIONS));
}

#[test]
fn reactivating_counts_again() {
    let quotas = Quotas::default();
    let suspended = in_status(INTUNE, 5, Status::Suspended);
    for (counted, refusal) in [(4, None), (5, Some(errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER))] {
        let sandbox = Situation { sandbox: true, quotas: Some(&quotas), counted, ..production() };
        assert_eq!(outcome(&suspended, json!({ "status": "active" }), &sandbox).err(), refusal, "{counted}");
    }
    assert!(outcome(&suspended, json!({ "status": "active" }), &Situation { counted: 99, ..production() }).is_ok());
}

#[test]
fn an_add_on_is_active_only_beneath_an_active_subscription() {
    let suspended = in_status(INTUNE, 5, Status::Suspended);
    for (parent_active, refusal) in
        [(None, None), (Some(true), None), (Some(false), Some(errors::PARENT_SUBSCRIPTION_NOT_ACTIVE))]
    {
        let situation = Situation { parent_active, ..production() };
        assert_eq!(outcome(&suspended, json!({ "status": "active" }), &situation).err(), refusal);
    }
}

#[test]
fn a_marketplace_subscription_is_cancelled_within_its_window_in_production() {
    let saas = active(SAAS, 1);
    let hours = |hours: i64| made() + jiff::SignedDuration::from_hours(hours);
    for (sandbox, now, refusal) in [
        (false, hours(23), None),
        (false, hours(24), Some(errors::CANCELLATION_WINDOW_PASSED)),
        (true, hours(1000), None),
    ] {
        let situation = Situation { sandbox, now, ..Situation::default() };
        assert_eq!(outcome(&saas, json!({ "status": "deleted" }), &situation).err(), refusal, "{sandbox} {now}");
    }
    let mut deleted = saas.clone();
    outcome(&saas, json!({ "status": "deleted" }), &production()).unwrap().apply(&mut deleted);
    assert_eq!((deleted.body.status, deleted.body.auto_renew_enabled), (Some(Status::Deleted), Some(false)));
}

#[test]
fn nothing_changes_before_activation() {
    let saas = stored(SAAS, 1, Past { activated: false, ..Past::none(made()) });
    assert_eq!((saas.body.status.clone(), saas.body.effective_start_date), (Some(Status::Active), None));
    for body in [json!({ "friendlyName": "n" }), json!({ "status": "deleted" }), json!({})] {
        assert_eq!(outcome(&saas, body, &production()).err(), Some(errors::SUBSCRIPTION_NOT_ACTIVATED));
    }
}

#[test]
fn renewal_and_billing_cycle() {
    let renew = |offer, renews: bool| outcome(&active(offer, 1), json!({ "autoRenewEnabled": renews }), &production());
    assert_eq!(renew(INTUNE, false).unwrap().auto_renew, Some(false));
    assert_eq!(renew(SAAS, false).unwrap().auto_renew, Some(false));
    for never in [TRIAL, AZURE, PLAN] {
        assert_eq!(renew(never, true).err(), Some(errors::AUTO_RENEW_NOT_ELIGIBLE), "{never}");
    }
    let annually = outcome(&active(INTUNE, 1), json!({ "billingCycle": "Annual" }), &production());
    assert_eq!(annually.err(), Some(errors::BILLING_CYCLE_NEEDS_ORDER_UPDATE));
}

#[test]
fn suspension_has_a_reason_until_it_ends() {
    let mut subscription = active(INTUNE, 5);
    let status = |status| Change { status: Some(status), ..Change::default() };
    status(Status::Suspended).apply(&mut subscription);
    assert_eq!(subscription.body.suspension_reasons, ["PartnerSuspended"]);
    status(Status::Active).apply(&mut subscription);
    assert!(subscription.body.suspension_reasons.is_empty());
}

#[test]
fn the_resource_of_an_offer_has_the_form_of_the_page() {
    let mut body = active(INTUNE, 5).body;
    SubscriptionRecord::stamp(&mut body, 1);
    let subscription = "42226ed6-070a-4e0f-b80c-4cdfb3e97aa7";
    assert_eq!(
        serde_json::to_value(body).unwrap(),
        json!({
            "id": subscription,
            "entitlementId": "entitlement",
            "offerId": INTUNE,
            "offerName": "Intune Device",
            "friendlyName": "for the front desk",
            "quantity": 5,
            "unitType": "Licenses",
            "hasPurchasableAddons": false,
            "creationDate": "2021-03-04T05:06:07.89Z",
            "effectiveStartDate": "2021-03-04T00:00:00Z",
            "commitmentEndDate": "2022-03-04T00:00:00Z",
            "status": "active",
            "autoRenewEnabled": true,
            "isTrial": false,
            "billingType": "license",
            "billingCycle": "monthly",
            "termDuration": "P1Y",
            "isMicrosoftProduct": true,
            "contractType": "subscription",
            "links": {
                "offer": { "uri": format!("/offers/{INTUNE}?country=US"), "method": "GET", "headers": [] },
                "self": {
                    "uri": format!("/customers/c501c3c4-d776-40ef-9ecf-9cefb59442c1/subscriptions/{subscription}"),
                    "method": "GET",
                    "headers": [],
                },
            },
            "orderId": "3eddcac6-63b2-4c40-b0b6-f47e18301492",
            "attributes": {
                "etag": "eyJpZCI6IjQyMjI2ZWQ2LTA3MGEtNGUwZi1iODBjLTRjZGZiM2U5N2FhNyIsInZlcnNpb24iOjF9",
                "objectType": "Subscription",
            },
        })
    );
}

#[test]
fn marketplace_and_azure_differ_from_it() {
    let saas = serde_json::to_value(active(SAAS, 1).body).unwrap();
    assert_eq!(saas["refundOptions"], json!([{ "type": "Full", "expiresAt": "2021-03-05T05:06:07.89Z" }]));
    assert_eq!(saas["links"]["product"]["uri"], "/products/DZH318Z0BXWC?country=US");
    assert_eq!(saas["links"]["sku"]["uri"], "/products/DZH318Z0BXWC/skus/0001?country=US");
    assert_eq!(saas["commitmentEndDate"], "2021-04-04T05:06:07.89Z");
    assert_eq!((&saas["isMicrosoftProduct"], &saas["publisherName"]), (&json!(false), &json!("Quillfern Software")));
    for azure in [AZURE, PLAN] {
        let azure = serde_json::to_value(active(azure, 1).body).unwrap();
        assert_eq!(azure["commitmentEndDate"], "9999-12-10T00:00:00Z");
        assert_eq!((&azure["billingType"], &azure["unitType"]), (&json!("usage"), &json!("Usage-based")));
        assert_eq!((&azure["autoRenewEnabled"], &azure["termDuration"]), (&json!(false), &Value::Null));
    }
}

#[test]
fn it_is_found_by_what_it_says() {
    let sets = |stored: &Stored<SubscriptionRecord>| -> Vec<String> {
        let index = SubscriptionRecord::index(stored);
        index.sets.into_iter().map(|member| format!("{} {}", member.set.root, member.set.name)).collect()
    };
    let mut subscription = in_status(AZURE, 1, Status::Suspended);
    subscription.body.partner_id = Some("4847383".to_owned());
    let customer = "account/account/customer/customer";
    assert_eq!(
        sets(&subscription),
        [format!("{customer} subscriptions"), format!("{customer} subscriptions-of-partner/4847383")],
        "a suspended subscription counts to no quota"
    );
    let azure = [format!("{customer} subscriptions-counted"), "account/account subscriptions-azure".to_owned()];
    assert!(azure.iter().all(|set| sets(&active(AZURE, 1)).contains(set)));
    assert!(sets(&active(INTUNE, 1)).contains(&format!("{customer} subscriptions-counted")));
    let deleted = in_status(AZURE, 1, Status::Deleted);
    assert_eq!(sets(&deleted).len(), 1, "a deleted subscription counts nowhere");
}
