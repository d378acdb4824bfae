//! Orders: what was bought for a customer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{customers::CustomerPath, operation::Nothing, operations};

operations! {
    /// Lists the orders of a customer.
    ListOrders = GET "/v1/customers/{customer_id}/orders"
        (Either, EVERYWHERE, Nothing) CustomerPath, Value, Nothing => Value, "get-all-of-a-customer-s-orders";

    /// Places an order for a customer.
    CreateOrder = POST "/v1/customers/{customer_id}/orders"
        (Either, OUTSIDE_GERMANY, Customer) CustomerPath, Nothing, Value => Value, "create-an-order";

    /// Gets an order.
    GetOrder = GET "/v1/customers/{customer_id}/orders/{order_id}"
        (Either, EVERYWHERE, Nothing) OrderPath, Nothing, Nothing => Value, "get-an-order-by-id";

    /// Cancels an order or lines of it, adds an add-on to it, or changes its billing cycle.
    UpdateOrder = PATCH "/v1/customers/{customer_id}/orders/{order_id}"
        (Either, EVERYWHERE, Customer) OrderPath, Nothing, Value => Value,
        "cancel-an-order-from-the-integration-sandbox";

    /// Says how far each line of an order is provisioned.
    ///
    /// No page documents it; the orders that are answered link to it.
    GetOrderProvisioningStatus = GET "/v1/customers/{customer_id}/orders/{order_id}/provisioningstatus"
        (Either, EVERYWHERE, Nothing) OrderPath, Nothing, Nothing => Value, "get-an-order-by-id";

    /// Lists the links by which the customer activates a line of an order.
    ListActivationLinks = GET "/v1/customers/{customer_id}/orders/{order_id}/lineitems/{line_item_number}/activationlinks"
        (Either, EVERYWHERE, Nothing) OrderLineItemPath, Nothing, Nothing => Value,
        "get-activation-link-by-order-line-item";
}

/// An order of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: String,
    /// The order's id: a GUID, or 33 characters for orders from the catalogue.
    pub order_id: String,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLineItemPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: String,
    /// The order's id: a GUID, or 33 characters for orders from the catalogue.
    pub order_id: String,
    /// The line's number, counted from 0.
    pub line_item_number: String,
}
