//! What may be ordered, by whom, how many.

use partner_center_model::{
    billing::BillingCycleType as Cycle,
    cloud::Cloud,
    errors,
    orders::{Order, OrderLineItem},
};
use serde_json::{Value, json};

use super::{ADD_ON, ANNUAL_ONLY, AZURE, CUSTOMER, E1, PREMIUM, SOFTWARE, TRIAL, code, customer, sent};
use crate::{
    account::{AccountType, Quotas},
    areas::{
        offers,
        orders::rules::{
            billing,
            placing::{Buyer, Owned, Parent, Purchase, line, shape, together},
        },
    },
    refusal::Refusal,
};

const E4_NO_LONGER_SOLD: &str = "8909E28E-5832-42F4-9886-B0A5545F3645";
const GOVERNMENT: &str = "0CCA44D6-68E9-4762-94EE-31ECE98783B9";
const PHONE_NOT_IN_INDIA: &str = "4D8F3B90-29B3-4E7B-B37C-4A435DDEF1D9";
const AT_LEAST_250: &str = "F1A2FDB0-5CA8-475D-8CCC-9BB81C033DA5";
const ONE_AT_A_TIME: &str = "88F9EB8A-0636-45E8-A601-553E0A48AA9E";

fn anyone() -> Buyer<'static> {
    Buyer {
        account_type: AccountType::DirectBill,
        cloud: Cloud::Global,
        country: "US",
        quotas: None,
        subscriptions: 0,
        azure_subscriptions: 0,
        agreed: true,
        qualifications: Vec::new(),
    }
}

#[test]
fn an_order_is_for_the_customer_of_the_path_and_numbers_its_lines() {
    let lines = |numbers: &[Value]| -> Vec<Value> {
        numbers.iter().map(|number| json!({"lineItemNumber": number, "offerId": E1, "quantity": 1})).collect()
    };
    let numbered = |count: i64| (0..count).map(Value::from).collect::<Vec<_>>();
    for (body, expected) in [
        (json!({"lineItems": lines(&[json!(0)])}), None),
        (json!({"referenceCustomerId": null, "lineItems": lines(&[json!(0)])}), None),
        (json!({"ReferenceCustomerId": CUSTOMER.to_uppercase(), "LineItems": lines(&[json!(1), json!(0)])}), None),
        (
            json!({"referenceCustomerId": "b0d70a69-4c42-4b27-b17b-91a835d8686a", "lineItems": lines(&[json!(0)])}),
            Some(errors::INVALID_CUSTOMER_ID),
        ),
        (json!({"referenceCustomerId": "me", "lineItems": lines(&[json!(0)])}), Some(errors::INVALID_CUSTOMER_ID)),
        (json!({}), Some(errors::INVALID_INPUT)),
        (json!({"lineItems": []}), Some(errors::INVALID_INPUT)),
        (json!({"lineItems": lines(&numbered(200))}), None),
        (json!({"lineItems": lines(&numbered(201))}), Some(errors::INVALID_INPUT)),
        (json!({"lineItems": lines(&[json!(1)])}), Some(errors::LINE_ITEM_NUMBER_INVALID)),
        (json!({"lineItems": lines(&[json!(-1)])}), Some(errors::LINE_ITEM_NUMBER_INVALID)),
        (json!({"lineItems": lines(&[json!(0), json!(0)])}), Some(errors::LINE_ITEM_NUMBER_INVALID)),
        (json!({"lineItems": lines(&[json!(null)])}), Some(errors::LINE_ITEM_NUMBER_INVALID)),
        (
            json!({"lineItems": [{"lineItemNumber": 0, "offerId": ADD_ON, "quantity": 1, "parentSubscriptionId": "x"}]}),
            Some(errors::INVALID_PROPERTY),
        ),
    ] {
        let order: Order = sent(body.clone());
        assert_eq!(code(shape(&order, customer())), expected, "{body}");
    }
    let order: Order = sent(json!({"lineItems": lines(&[json!(1), json!(0)])}));
    assert_eq!(shape(&order, customer()).unwrap(), [1, 0], "lines stand in the order of their numbers");
}

#[test]
fn a_line_buys_what_is_sold_in_quantities_that_it_is_sold_in() {
    let sandbox = Quotas::default();
    let in_a_sandbox = || Buyer { quotas: Some(&sandbox), ..anyone() };
    let government = || Buyer { qualifications: vec!["governmentcommunitycloud".into()], ..anyone() };
    for (buyer, offer, quantity, expected) in [
        (anyone(), E1, json!(5), None),
        (anyone(), &E1.to_lowercase(), json!("5"), None),
        (anyone(), "99999999-b82a-4024-a3d5-d88e12f2db35", json!(5), Some(errors::INVALID_OFFER_ID)),
        (anyone(), SOFTWARE, json!(1), Some(errors::INVALID_OFFER_ID)),
        (anyone(), "", json!(1), Some(errors::INVALID_OFFER_ID)),
        (anyone(), "MS-AZR-USGOV-0146P", json!(1), Some(errors::INVALID_OFFER_ID)),
        (anyone(), PHONE_NOT_IN_INDIA, json!(1), None),
        (Buyer { country: "IN", ..anyone() }, PHONE_NOT_IN_INDIA, json!(1), Some(errors::OFFER_NOT_IN_COUNTRY)),
        (anyone(), E4_NO_LONGER_SOLD, json!(1), Some(errors::OFFER_NO_LONGER_AVAILABLE)),
        (anyone(), GOVERNMENT, json!(1), Some(errors::OFFER_NOT_ELIGIBLE)),
        (government(), GOVERNMENT, json!(1), None),
        (anyone(), E1, json!(null), Some(errors::INVALID_PROPERTY)),
        (anyone(), E1, json!(0), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (anyone(), E1, json!(-3), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (anyone(), PREMIUM, json!(300), None),
        (anyone(), PREMIUM, json!(301), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (anyone(), AT_LEAST_250, json!(249), Some(errors::QUANTITY_OUT_OF_BOUNDS)),
        (anyone(), AT_LEAST_250, json!(250), None),
        (in_a_sandbox(), E1, json!(25), None),
        (in_a_sandbox(), E1, json!(26), Some(errors::SEAT_LIMIT_REMAINING_EXCEEDED)),
        (in_a_sandbox(), AT_LEAST_250, json!(250), Some(errors::SEAT_LIMIT_REMAINING_EXCEEDED)),
        (in_a_sandbox(), AZURE, json!(1), None),
    ] {
        let item: OrderLineItem = sent(json!({"lineItemNumber": 0, "offerId": offer, "quantity": quantity}));
        assert_eq!(code(line(0, &item, &buyer)), expected, "{offer} {quantity}");
    }
}

fn bought(offers: &[&str], buyer: &Buyer<'_>, owned: &Owned) -> Result<Vec<Purchase>, Refusal> {
    let lines = offers.iter().enumerate().map(|(place, offer)| {
        let item: OrderLineItem = sent(json!({"lineItemNumber": place, "offerId": offer, "quantity": 1}));
        line(place, &item, buyer)
    });
    let mut purchases = lines.collect::<Result<Vec<_>, _>>()?;
    together(&mut purchases, buyer, owned)?;
    Ok(purchases)
}

#[test]
fn lines_are_judged_together() {
    let (usual, tight) = (Quotas::default(), Quotas { azure_subscriptions: 2, ..Quotas::default() });
    let has = |count| Buyer { quotas: Some(&usual), subscriptions: count, ..anyone() };
    let azure = |has| Buyer { quotas: Some(&tight), azure_subscriptions: has, ..anyone() };
    for (case, buyer, offers, expected) in [
        (
            "an agreement is needed",
            Buyer { agreed: false, ..anyone() },
            &[E1][..],
            Some(errors::CUSTOMER_AGREEMENT_MISSING),
        ),
        ("the fifth subscription", has(4), &[E1], None),
        ("the sixth", has(5), &[E1], Some(errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER)),
        ("two at once", has(4), &[E1, PREMIUM], Some(errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER)),
        ("no quota in production", Buyer { subscriptions: 500, ..anyone() }, &[E1], None),
        ("Azure is off", has(0), &[AZURE], Some(errors::AZURE_SUBSCRIPTION_LIMIT_PER_PARTNER)),
        ("Azure is on", azure(1), &[AZURE], None),
        ("Azure is full", azure(2), &[AZURE], Some(errors::AZURE_SUBSCRIPTION_LIMIT_PER_PARTNER)),
        ("an add-on alone", anyone(), &[ADD_ON], Some(errors::ADD_ON_NOT_RELATED_TO_PARENT)),
        ("an add-on to another offer", anyone(), &[ADD_ON, ANNUAL_ONLY], Some(errors::ADD_ON_NOT_RELATED_TO_PARENT)),
    ] {
        assert_eq!(code(bought(offers, &buyer, &Owned::new())), expected, "{case}");
    }
    let purchases = bought(&[ADD_ON, E1], &anyone(), &Owned::new()).unwrap();
    assert_eq!(purchases.iter().map(|purchase| purchase.parent).collect::<Vec<_>>(), [Some(Parent::Line(1)), None]);
}

#[test]
fn an_offer_limits_how_often_a_customer_has_it() {
    let had = |offer: &str, there| -> Owned { vec![(offer.parse().unwrap(), there)] };
    let exceeded = Some(errors::OFFER_USE_LIMIT_EXCEEDED);
    for (case, owned, offers, expected) in [
        ("a trial", Owned::new(), &[TRIAL][..], None),
        ("two trials", Owned::new(), &[TRIAL, TRIAL], exceeded),
        ("a trial after one that is gone", had(TRIAL, false), &[TRIAL], exceeded),
        ("one at a time", had(ONE_AT_A_TIME, true), &[ONE_AT_A_TIME], exceeded),
        ("one after another", had(ONE_AT_A_TIME, false), &[ONE_AT_A_TIME], None),
        ("another offer", had(ONE_AT_A_TIME, true), &[TRIAL], None),
    ] {
        assert_eq!(code(bought(offers, &anyone(), &owned)), expected, "{case}");
    }
}

#[test]
fn a_friendly_name_is_one_line_of_text() {
    for (name, expected) in [
        (json!(null), Ok("Office 365 Enterprise E1".to_owned())),
        (json!("  "), Ok("Office 365 Enterprise E1".to_owned())),
        (json!(" Front desk "), Ok("Front desk".to_owned())),
        (json!("n".repeat(256)), Ok("n".repeat(256))),
        (json!("n".repeat(257)), Err(errors::INVALID_PROPERTY)),
        (json!("two\nlines"), Err(errors::INVALID_PROPERTY)),
    ] {
        let item: OrderLineItem =
            sent(json!({"lineItemNumber": 0, "offerId": E1, "quantity": 1, "friendlyName": name}));
        let found = line(0, &item, &anyone());
        assert_eq!(found.map(|line| line.friendly_name).map_err(|refusal| refusal.code), expected, "{name}");
    }
}

#[test]
fn the_cycle_is_monthly_unless_all_offers_list_another() {
    for (wanted, ids, expected) in [
        (None, &[E1][..], Ok(Cycle::Monthly)),
        (Some(Cycle::Unspecified), &[E1], Ok(Cycle::Monthly)),
        (Some(Cycle::None), &[E1], Ok(Cycle::Monthly)),
        (Some(Cycle::Annual), &[E1], Ok(Cycle::Annual)),
        (Some(Cycle::Annual), &[E1, TRIAL], Ok(Cycle::Annual)),
        (Some(Cycle::OneTime), &[E1], Err(errors::INVALID_PROPERTY)),
        (Some(Cycle::Monthly), &[E1, ANNUAL_ONLY], Err(errors::INVALID_PROPERTY)),
        (Some(Cycle::Annual), &[AZURE], Err(errors::INVALID_PROPERTY)),
        (None, &[TRIAL], Ok(Cycle::None)),
        (Some(Cycle::Monthly), &[TRIAL], Err(errors::INVALID_PROPERTY)),
    ] {
        let offers: Vec<_> = ids.iter().map(|id| offers::find(&id.parse().unwrap()).unwrap()).collect();
        let found = billing::of_new_order(wanted.as_ref(), &offers).map_err(|refusal| refusal.code);
        assert_eq!(found, expected, "{wanted:?} {ids:?}");
    }
}
