//! What is to be sent, made in few words.

use partner_center_model::{
    address::Address,
    billing::BillingCycleType,
    carts::{Cart, CartLineItem},
    customers::{Customer, CustomerBillingProfile},
    orders::{Order, OrderLineItem},
};
use serde_json::{json, to_value};

#[test]
fn a_customer_has_all_that_its_creation_asks_for() {
    let address = Address::new("US", "Seattle", "1 Pike Street").state("WA").postal_code("98101");
    let address = address.contact("Accounts", "Payable").phone("2065550142");
    let billing = CustomerBillingProfile::new("Brightwater", "accounts@brightwater.example", address);
    let customer = Customer::new("brightwater.example", billing.written_in("en-GB", "en"))
        .of_indirect_reseller("a0000000-0000-4000-8000-000000000005")
        .registered_as("12345");
    let expected = json!({
        "companyProfile": { "domain": "brightwater.example", "organizationRegistrationNumber": "12345" },
        "billingProfile": {
            "firstName": "Accounts", "lastName": "Payable", "email": "accounts@brightwater.example",
            "culture": "en-GB", "language": "en", "companyName": "Brightwater",
            "defaultAddress": {
                "country": "US", "city": "Seattle", "state": "WA", "addressLine1": "1 Pike Street", "postalCode": "98101",
                "firstName": "Accounts", "lastName": "Payable", "phoneNumber": "2065550142",
            },
        },
        "associatedPartnerId": "a0000000-0000-4000-8000-000000000005",
    });
    assert_eq!(to_value(customer).unwrap(), expected);
}

#[test]
fn lines_of_an_order_are_numbered_as_they_come() {
    let base = OrderLineItem::of("one", 5).named("Desks").partner_on_record("9000005");
    let more = OrderLineItem::of("two", 1).addon_to("parent").term("P1Y").provisioning("scope", "shared");
    let expected = json!([
        { "lineItemNumber": 0, "offerId": "one", "friendlyName": "Desks", "quantity": 5, "partnerIdOnRecord": "9000005" },
        {
            "lineItemNumber": 1, "offerId": "two", "parentSubscriptionId": "parent", "quantity": 1, "termDuration": "P1Y",
            "provisioningContext": { "scope": "shared" },
        },
    ]);
    assert_eq!(to_value(Order::of([base, more])).unwrap()["lineItems"], expected);
}

#[test]
fn lines_of_a_cart_are_numbered_as_they_come() {
    let base =
        CartLineItem::of("one", 5).named("Desks").billed(BillingCycleType::Annual).addon(CartLineItem::of("on", 1));
    let more = CartLineItem::of("two", 1).term("P1Y").partner_on_record("9000005").provisioning("scope", "shared");
    let cart = to_value(Cart::of([base, more])).unwrap();
    let lines = &cart["lineItems"];
    assert_eq!((&lines[0]["id"], &lines[1]["id"]), (&json!(0), &json!(1)));
    assert_eq!((&lines[0]["catalogItemId"], &lines[0]["quantity"]), (&json!("one"), &json!(5)));
    assert_eq!((&lines[0]["friendlyName"], &lines[0]["billingCycle"]), (&json!("Desks"), &json!("annual")));
    assert_eq!(lines[0]["addonItems"][0]["catalogItemId"], "on");
    assert_eq!(
        (&lines[1]["termDuration"], &lines[1]["provisioningContext"]["scope"]),
        (&json!("P1Y"), &json!("shared"))
    );
    assert_eq!(lines[1]["participants"], json!([{ "key": "transaction_reseller", "value": "9000005" }]));
}
