//! Orders: what was bought for a customer.

mod making;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    billing::BillingCycleType,
    customers::CustomerPath,
    ids::{CustomerId, OrderId},
    money::Amount,
    open_enum,
    operation::Nothing,
    operations,
    resource::{Attributes, Collection, Link},
};

operations! {
    /// Lists the orders of a customer.
    ListOrders = GET "/v1/customers/{customer_id}/orders"
        (Either, EVERYWHERE, Nothing) CustomerPath, OrdersQuery, Nothing => Collection<Order>,
        "get-all-of-a-customer-s-orders";

    /// Places an order for a customer.
    CreateOrder = POST "/v1/customers/{customer_id}/orders"
        (Either, OUTSIDE_GERMANY, Customer) CustomerPath, Nothing, Order => Order, "create-an-order";

    /// Gets an order.
    GetOrder = GET "/v1/customers/{customer_id}/orders/{order_id}"
        (Either, EVERYWHERE, Nothing) OrderPath, OrderQuery, Nothing => Order, "get-an-order-by-id";

    /// Cancels an order or lines of it, adds an add-on to it, or changes its billing cycle.
    UpdateOrder = PATCH "/v1/customers/{customer_id}/orders/{order_id}"
        (Either, EVERYWHERE, Customer, IfMatch) OrderPath, Nothing, Order => Order,
        "cancel-an-order-from-the-integration-sandbox";

    /// Says how far each line of an order is provisioned.
    ///
    /// No page documents it; the orders that are answered link to it.
    GetOrderProvisioningStatus = GET "/v1/customers/{customer_id}/orders/{order_id}/provisioningstatus"
        (Either, EVERYWHERE, Nothing) OrderPath, Nothing, Nothing => Collection<OrderLineItemProvisioningStatus>,
        "get-an-order-by-id";

    /// Lists the links by which the customer activates a line of an order.
    ListActivationLinks = GET "/v1/customers/{customer_id}/orders/{order_id}/lineitems/{line_item_number}/activationlinks"
        (Either, EVERYWHERE, Nothing) OrderLineItemPath, Nothing, Nothing => Collection<OrderLineItemActivationLink>,
        "get-activation-link-by-order-line-item";
}

/// The path to an order of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The order's id: a GUID, or 33 characters for orders from the catalogue.
    pub order_id: OrderId,
}

/// The path to a line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrderLineItemPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The order's id: a GUID, or 33 characters for orders from the catalogue.
    pub order_id: OrderId,
    /// The line's number, counted from 0.
    pub line_item_number: String,
}

/// Which orders to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct OrdersQuery {
    /// Only orders that are billed in this cycle.
    #[serde(rename = "billingType", skip_serializing_if = "Option::is_none")]
    pub billing_type: Option<BillingCycleType>,
    /// Whether to say what the orders cost. No page documents it; the .NET client sends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_price: Option<bool>,
}

/// What to say of an order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct OrderQuery {
    /// Whether to say what the order costs. No page documents it; the .NET client sends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_price: Option<bool>,
}

/// What was bought for a customer in one go.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Order {
    /// The order's id: a GUID, or 33 characters for orders from the catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A shorter id that support goes by: 12 hexadecimal digits. Orders from the catalogue alone have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternate_id: Option<String>,
    /// The customer that the order is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_customer_id: Option<String>,
    /// How often the order is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_cycle: Option<BillingCycleType>,
    /// The currency of the prices as an ISO 4217 code. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency_code: Option<String>,
    /// The symbol of the currency. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency_symbol: Option<String>,
    /// What the order costs before taxes, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_price: Option<Amount>,
    /// What was bought, line by line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub line_items: Vec<OrderLineItem>,
    /// When the order was placed. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_date: Option<Timestamp>,
    /// How far the order has come. A PATCH with `cancelled` cancels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<OrderStatus>,
    /// Who placed the order. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_type: Option<OrderTransactionType>,
    /// The links to the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<OrderLinks>,
    /// The program that the order came from. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<OrderClient>,
    /// What kind of resource this is, and its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// A line of an order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct OrderLineItem {
    /// The line's number, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_item_number: Option<i64>,
    /// What is bought: an offer's id, or `product:sku:availability` from the catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_id: Option<String>,
    /// The subscription that the line has brought about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
    /// The subscription that an add-on is bought for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_subscription_id: Option<String>,
    /// How long the term is, as an ISO 8601 duration: `P1M`, `P1Y`, `P3Y`; empty for what has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_duration: Option<String>,
    /// What the line does. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_type: Option<OrderLineItemTransactionType>,
    /// A name for the line, which its subscription takes over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// How many are bought: licences, instances, or 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// What the line costs, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing: Option<Pricing>,
    /// The MPN id of the reseller that the customer buys through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner_id_on_record: Option<String>,
    /// The MPN ids of further partners who have a part in the sale.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub additional_partner_ids_on_record: Vec<String>,
    /// What the product needs to know to be provided; a reservation, for one, its scope and the Azure subscription it
    /// is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisioning_context: Option<BTreeMap<String, String>>,
    /// What the subscription renews to at the end of its term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renews_to: Option<RenewsTo>,
    /// The links to what the line is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<OrderLineItemLinks>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// What a line of an order costs, in the currency of the order and before taxes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Pricing {
    /// What one costs by the catalogue; for the whole term, if a term was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_price: Option<Amount>,
    /// The same less what the customer need not pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discounted_price: Option<Amount>,
    /// The same for a part of the term, if only a part was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prorated_price: Option<Amount>,
    /// What is charged for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Amount>,
    /// What is charged for all, less what was paid back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_price: Option<Amount>,
}

/// What a subscription renews to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct RenewsTo {
    /// How long the next term is, as an ISO 8601 duration: `P1M`, `P1Y`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_duration: Option<String>,
}

/// The links to an order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct OrderLinks {
    /// How far the order is provisioned. Orders from the catalogue alone have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisioning_status: Option<Link>,
    /// The order.
    #[serde(rename = "self", skip_serializing_if = "Option::is_none")]
    pub self_link: Option<Link>,
    /// How the order is changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch_operation: Option<Link>,
}

/// The links to what a line is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct OrderLineItemLinks {
    /// The subscription that the line has brought about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription: Option<Link>,
    /// The product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Link>,
    /// The SKU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<Link>,
    /// The availability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<Link>,
    /// How far the subscription is provisioned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisioning_status: Option<Link>,
    /// How the customer activates what was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation_links: Option<Link>,
}

/// The program that an order came from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct OrderClient {
    /// The country of the marketplace as an ISO 3166-1 alpha-2 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marketplace_country: Option<String>,
    /// The kind of client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_family: Option<String>,
    /// The name of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// How far a line of an order is provisioned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct OrderLineItemProvisioningStatus {
    /// The line's number, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_item_number: Option<i64>,
    /// How far the line as a whole is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<OrderLineItemStatus>,
    /// How far the parts of its quantity are.
    pub quantity_provisioning_information: Vec<QuantityProvisioningStatus>,
}

/// How the customer activates what a line of an order bought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct OrderLineItemActivationLink {
    /// The line's number, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_item_number: Option<i64>,
    /// Where the publisher activates it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
}

/// How far a part of a line is provisioned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct QuantityProvisioningStatus {
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// How far they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

open_enum! {
    /// How far an order has come.
    pub enum OrderStatus {
        /// Not said.
        Unspecified = "unknown" (0),
        /// It is fulfilled. It stays so when only some of its lines are cancelled.
        Completed = "completed" (1),
        /// It is under way.
        Pending = "pending" (2),
        /// It is cancelled as a whole.
        Cancelled = "cancelled" (3),
        /// The same, as the prose of the pages spells it; it is taken and never answered.
        Canceled = "canceled",
    }
}

open_enum! {
    /// Who placed an order.
    pub enum OrderTransactionType {
        /// A person or a program of the partner.
        UserPurchase = "UserPurchase",
        /// The service.
        SystemPurchase = "SystemPurchase",
        /// The service, to bill.
        SystemBilling = "SystemBilling",
    }
}

open_enum! {
    /// What a line of an order does.
    pub enum OrderLineItemTransactionType {
        /// It buys.
        New = "New",
        /// It renews at the end of a term.
        Renew = "Renew",
        /// It adds to the quantity.
        AddQuantity = "AddQuantity",
        /// It takes from the quantity.
        RemoveQuantity = "RemoveQuantity",
        /// It cancels.
        Cancel = "Cancel",
        /// It converts a trial.
        Convert = "Convert",
        /// It gives credit to the customer.
        CustomerCredit = "CustomerCredit",
    }
}

open_enum! {
    /// How far a line of an order is provisioned.
    pub enum OrderLineItemStatus {
        /// All of it.
        Fulfilled = "Fulfilled",
        /// Not all of it.
        Unfulfilled = "Unfulfilled",
        /// It waits for something before it can begin.
        PrefulfillmentPending = "PrefulfillmentPending",
    }
}
