//! Carts: what a customer is about to order, from the catalogue, until it is checked out.

mod making;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    billing::BillingCycleType,
    customers::CustomerPath,
    ids::{CartId, CustomerId},
    open_enum,
    operation::Nothing,
    operations,
    orders::{Order, RenewsTo},
    resource::{Attributes, Links},
};

operations! {
    /// Fills a cart for a customer.
    CreateCart = POST "/v1/customers/{customer_id}/carts"
        (Either, EVERYWHERE, Customer) CustomerPath, Nothing, Cart => Cart, "create-a-cart";

    /// Gets a cart.
    ///
    /// No page documents it; the carts that are answered link to it.
    GetCart = GET "/v1/customers/{customer_id}/carts/{cart_id}"
        (Either, EVERYWHERE, Nothing) CartPath, Nothing, Nothing => Cart, "create-a-cart";

    /// Replaces the lines of a cart.
    UpdateCart = PUT "/v1/customers/{customer_id}/carts/{cart_id}"
        (Either, GLOBAL, Customer) CartPath, Nothing, Cart => Cart, "update-a-cart";

    /// Orders what is in a cart.
    CheckoutCart = POST "/v1/customers/{customer_id}/carts/{cart_id}/checkout"
        (Either, EVERYWHERE, Customer) CartPath, Nothing, Nothing => CartCheckoutResult, "checkout-a-cart";
}

/// The path to a cart of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CartPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The cart's id: a GUID.
    pub cart_id: CartId,
}

/// What a customer is about to order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Cart {
    /// The cart's id: a GUID. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When the cart was made. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_timestamp: Option<Timestamp>,
    /// When its lines were replaced last. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_timestamp: Option<Timestamp>,
    /// When the cart goes, ordered or not. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_timestamp: Option<Timestamp>,
    /// Who changed it last. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_user: Option<String>,
    /// Whether it can still be changed and checked out. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<CartStatus>,
    /// What is in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub line_items: Vec<CartLineItem>,
    /// The cart itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// A line of a cart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CartLineItem {
    /// The line's number within the cart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// What is to be bought: an offer's id, or `product:sku:availability` from the catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_item_id: Option<String>,
    /// The same, as the tables of requests call it; it is taken and never answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_id: Option<String>,
    /// A name for the line, which its subscription takes over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// How many are to be bought: licences, instances, or 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// The currency of the prices as an ISO 4217 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency_code: Option<String>,
    /// How often the line is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_cycle: Option<BillingCycleType>,
    /// How long the term is, as an ISO 8601 duration: `P1M`, `P1Y`, `P3Y`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_duration: Option<String>,
    /// The partners who have a part in the sale.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<Participant>,
    /// What the product needs to know to be provided: of a reservation its scope and the Azure subscription that it is
    /// for; of an add-on the subscription that it is bought for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisioning_context: Option<BTreeMap<String, String>>,
    /// What the subscription renews to at the end of its term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renews_to: Option<RenewsTo>,
    /// The lines of one group become one order. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_group: Option<String>,
    /// Add-ons to what the line buys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addon_items: Vec<CartLineItem>,
    /// Why the line cannot be bought. The service sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<CartError>,
}

/// A partner who has a part in a sale.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Participant {
    /// Which part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<ParticipantType>,
    /// The partner's MPN id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Why a line of a cart cannot be bought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CartError {
    /// The [documented code](crate::errors).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<u32>,
    /// What is wrong, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

/// What came of checking out a cart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CartCheckoutResult {
    /// The orders that were placed.
    pub orders: Vec<Order>,
    /// The groups of lines that could not be ordered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub order_errors: Vec<OrderError>,
}

/// Why a group of lines could not be ordered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct OrderError {
    /// The [group](CartLineItem::order_group).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_group_id: Option<String>,
    /// The [documented code](crate::errors).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// What is wrong, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

open_enum! {
    /// Whether a cart can still be changed and checked out.
    pub enum CartStatus {
        /// It can.
        Active = "Active",
        /// It was checked out.
        Ordered = "Ordered",
    }
}

open_enum! {
    /// Which part a partner has in a sale.
    pub enum ParticipantType {
        /// Not said.
        Unspecified = "unknown" (0),
        /// The reseller that the customer buys through: the partner on record.
        TransactionReseller = "transaction_reseller" (1),
        /// The reseller that looks after what is used.
        ConsumptionReseller = "consumption_reseller" (2),
        /// A further reseller with a part in the sale.
        AdditionalTransactionReseller = "additional_transaction_reseller" (3),
    }
}
