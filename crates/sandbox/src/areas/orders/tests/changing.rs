//! Add-ons appended, billing cycles changed.

use partner_center_model::{
    billing::BillingCycleType as Cycle,
    errors,
    orders::OrderLineItem,
    subscriptions::{Subscription, SubscriptionStatus as Status},
};
use serde_json::{Value, json};

use super::{ADD_ON, ANNUAL_ONLY, AZURE, E1, TRIAL, code, order, sent, subscription};
use crate::areas::{
    offers,
    orders::rules::{
        appending::{NewLine, new_lines, parent},
        billing::{Billed, change},
    },
    product::Family::{AddOn, License},
};

#[test]
fn a_new_line_has_a_parent_in_this_order() {
    let (order, _) = order(&[License, AddOn]);
    let known = subscription(0);
    let new = |place| Ok(vec![NewLine { place, parent: known.parse().unwrap() }]);
    let add_on = json!({"LineItemNumber": 0, "OfferId": ADD_ON, "SubscriptionId": null, "ParentSubscriptionId": known});
    let whole = || serde_json::to_value(&order.line_items).unwrap();
    let mut more = whole();
    more.as_array_mut().unwrap().push(add_on.clone());
    for (lines, expected) in [
        (json!([]), Ok(vec![])),
        (whole(), Ok(vec![])),
        (json!([add_on]), new(0)),
        (more, new(2)),
        (json!([{"lineItemNumber": 0, "quantity": 9}]), Ok(vec![])),
        (json!([{"lineItemNumber": 2, "offerId": ADD_ON, "quantity": 1}]), Err(errors::INVALID_PROPERTY)),
        (json!([{"lineItemNumber": 0, "offerId": ADD_ON, "quantity": 1}]), Err(errors::INVALID_PROPERTY)),
        (json!([{"subscriptionId": subscription(7)}]), Err(errors::INVALID_PROPERTY)),
        (
            json!([{"offerId": ADD_ON, "parentSubscriptionId": subscription(7)}]),
            Err(errors::ADD_ON_NOT_RELATED_TO_PARENT),
        ),
    ] {
        let sent: Vec<OrderLineItem> =
            lines.as_array().unwrap().iter().map(|line: &Value| sent(line.clone())).collect();
        assert_eq!(new_lines(&order, &sent).map_err(|refusal| refusal.code), expected, "{lines}");
    }
}

#[test]
fn a_parent_is_active_and_of_an_offer_that_the_add_on_is_for() {
    let add_on = offers::find(&ADD_ON.parse().unwrap()).unwrap();
    let unrelated = Some(errors::ADD_ON_NOT_RELATED_TO_PARENT);
    for (offer, status, expected) in [
        (E1, Status::Active, None),
        (E1, Status::Suspended, Some(errors::PARENT_SUBSCRIPTION_NOT_ACTIVE)),
        (E1, Status::Deleted, Some(errors::PARENT_SUBSCRIPTION_NOT_ACTIVE)),
        (ANNUAL_ONLY, Status::Active, unrelated),
        (ADD_ON, Status::Active, unrelated),
    ] {
        let base =
            Subscription { offer_id: Some(offer.to_owned()), status: Some(status.clone()), ..Subscription::default() };
        assert_eq!(code(parent(0, add_on, Some(&base))), expected, "{offer} {status}");
    }
}

#[test]
fn a_cycle_changes_if_every_line_has_it_and_is_active() {
    let line = |id: &str, status: &'static Status| Billed {
        status: Some(status),
        offer: id.parse().ok().and_then(|id| offers::find(&id)),
    };
    let active = |id: &str| line(id, &Status::Active);
    for (wanted, lines, expected) in [
        (Some(Cycle::Annual), vec![active(E1)], Ok(Some(Cycle::Annual))),
        (Some(Cycle::Monthly), vec![active(E1)], Ok(None)),
        (Some(Cycle::Unspecified), vec![active(E1)], Ok(None)),
        (Some(Cycle::None), vec![active(E1)], Ok(None)),
        (None, vec![active(E1)], Ok(None)),
        (
            Some(Cycle::Annual),
            vec![active(E1), line(E1, &Status::Suspended)],
            Err(errors::BILLING_CYCLE_SUBSCRIPTION_NOT_ACTIVE),
        ),
        (Some(Cycle::Annual), vec![active(E1), active(AZURE)], Err(errors::BILLING_CYCLE_NOT_SUPPORTED_BY_OFFER)),
        (Some(Cycle::Annual), vec![active(TRIAL)], Err(errors::BILLING_CYCLE_NOT_SUPPORTED_BY_OFFER)),
        (Some(Cycle::Annual), vec![active("A:B:C")], Err(errors::BILLING_CYCLE_NOT_SUPPORTED_BY_OFFER)),
    ] {
        let found = change(Some(&Cycle::Monthly), wanted.as_ref(), &lines).map_err(|refusal| refusal.code);
        assert_eq!(found, expected, "{wanted:?}");
    }
}
