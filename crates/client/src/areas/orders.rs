//! Orders: what was bought for a customer.

use partner_center_model::{
    billing::BillingCycleType,
    customers::CustomerPath,
    ids::OrderId,
    orders::{
        CreateOrder, GetOrder, GetOrderProvisioningStatus, ListActivationLinks, ListOrders, Order, OrderLineItemPath,
        OrderPath, OrdersQuery, UpdateOrder,
    },
};

use crate::{
    fetched::Content,
    list::List,
    place::{IntoId, Place},
    prepared::Prepared,
};

/// The orders of a customer.
#[derive(Debug, Clone)]
pub struct Orders(pub(super) Place<CustomerPath>);

impl Orders {
    /// Lists the orders.
    ///
    /// `GET /v1/customers/{customer_id}/orders`. Source: `get-all-of-a-customer-s-orders`.
    pub fn list(&self) -> List<ListOrders> {
        self.0.list()
    }

    /// Lists the orders that are billed in this cycle.
    ///
    /// `GET /v1/customers/{customer_id}/orders`. Source: `get-a-list-of-orders-by-customer-and-billing-cycle-type`.
    pub fn by_billing_cycle(&self, cycle: BillingCycleType) -> List<ListOrders> {
        self.list().query(OrdersQuery { billing_type: Some(cycle), ..OrdersQuery::default() })
    }

    /// Places an order. A line with a `partner_id_on_record` asks for an app+user token.
    ///
    /// `POST /v1/customers/{customer_id}/orders`. Source: `create-an-order`.
    pub fn create(&self, order: &impl Content<Order>) -> Prepared<CreateOrder> {
        self.0.send(order)
    }

    /// One order.
    pub fn by_id(&self, id: impl IntoId<OrderId>) -> ById {
        ById(self.0.to(|path| Ok(OrderPath { customer_id: path.customer_id, order_id: id.into_id()? })))
    }
}

/// One order.
#[derive(Debug, Clone)]
pub struct ById(Place<OrderPath>);

impl ById {
    /// Gets the order.
    ///
    /// `GET /v1/customers/{customer_id}/orders/{order_id}`. Source: `get-an-order-by-id`.
    pub fn get(&self) -> Prepared<GetOrder> {
        self.0.call()
    }

    /// Changes the order: cancels it or lines of it (its `status` becomes `cancelled`, or the quantity of lines 0), appends
    /// an add-on, or changes the billing cycle.
    ///
    /// `PATCH /v1/customers/{customer_id}/orders/{order_id}`. Sources: `cancel-an-order-from-the-integration-sandbox`,
    /// `purchase-an-add-on-to-a-subscription`, `change-the-billing-cycle`.
    pub fn patch(&self, order: &impl Content<Order>) -> Prepared<UpdateOrder> {
        self.0.send(order)
    }

    /// How far each line of the order is provisioned.
    ///
    /// `GET /v1/customers/{customer_id}/orders/{order_id}/provisioningstatus`. No page documents it; orders link to it.
    pub fn provisioning_status(&self) -> List<GetOrderProvisioningStatus> {
        self.0.list()
    }

    /// A line of the order, by its number, counted from 0.
    pub fn line_item(&self, number: u32) -> LineItem {
        LineItem(self.0.to(|path| {
            let line_item_number = number.to_string();
            Ok(OrderLineItemPath { customer_id: path.customer_id, order_id: path.order_id, line_item_number })
        }))
    }
}

/// A line of an order.
#[derive(Debug, Clone)]
pub struct LineItem(Place<OrderLineItemPath>);

impl LineItem {
    /// The links by which the customer activates what the line bought.
    pub fn activation_links(&self) -> ActivationLinks {
        ActivationLinks(self.0.clone())
    }
}

/// The links by which a customer activates what a line of an order bought.
#[derive(Debug, Clone)]
pub struct ActivationLinks(Place<OrderLineItemPath>);

impl ActivationLinks {
    /// Lists them.
    ///
    /// `GET /v1/customers/{customer_id}/orders/{order_id}/lineitems/{line_item_number}/activationlinks`.
    /// Source: `get-activation-link-by-order-line-item`.
    pub fn list(&self) -> List<ListActivationLinks> {
        self.0.list()
    }
}
