//! Orders: placing, reading, changing and cancelling them.
//!
//! - `create`, `update`: the two changes; `rules` decides them
//! - `place`: the one way to place an order, of POST and of carts; `desk`: who buys; `ware`: what the catalogue sells;
//!   `sale`: what a line brings about
//! - `read`: one order, lists, how far an order is provisioned
//! - `bought`: the subscriptions of an order
//! - `pricing`: what an order costs; `currency`: in which money
//! - `conversion`: what becomes of the order of a trial that is converted
//! - `settle`: what becomes of an order later; `support`: what Azure support does to it
//! - `plant`: the orders of a world file
//! - `incentives`: which sales are recorded for which reseller
//! - `record`: what is kept; `form`: what is answered

mod bought;
mod buyer;
mod conversion;
mod create;
mod currency;
mod desk;
mod form;
mod incentives;
mod place;
mod plant;
mod pricing;
mod read;
mod record;
mod rules;
mod sale;
mod settle;
mod support;
#[cfg(test)]
mod tests;
mod update;
mod ware;

use partner_center_model::{
    errors,
    ids::OrderId,
    orders::{
        CreateOrder, GetOrder, GetOrderProvisioningStatus, ListActivationLinks, ListOrders, Order, OrderPath,
        UpdateOrder,
    },
};

#[cfg(test)]
pub(crate) use self::record::OrderOwn;
pub(crate) use self::{
    bought::subscriptions_of_id,
    buyer::{agreed, country, may_record},
    conversion::converted,
    currency::currency,
    desk::{Desk, Kind, Wanted},
    form::context,
    incentives::incentives,
    place::place,
    plant::{Planted, PlantedLine, plant},
    record::{Bought, Included, OrderRecord, Reserved},
    rules::{lines::fit, placing::Parent},
    settle::settle,
    support::{cancel_reservations_by_support, is_reserved_for, reserved_instances},
};
use crate::{
    context::Cx,
    records::Stored,
    refusal::{Failure, Refusal},
    serve::{Handler, handler},
};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    vec![
        handler::<ListOrders>(read::list),
        handler::<CreateOrder>(create::create),
        handler::<GetOrder>(read::get),
        handler::<UpdateOrder>(update::update),
        handler::<GetOrderProvisioningStatus>(read::provisioning_status),
        handler::<ListActivationLinks>(read::activation_links),
    ]
}

/// The order that a call is about.
fn of_call(cx: &mut Cx<'_, '_>, path: &OrderPath) -> Result<Stored<OrderRecord>, Failure> {
    let key = OrderRecord::key(&cx.customer_root(path.customer_id), &path.order_id);
    cx.find::<OrderRecord>(&key)?.ok_or_else(|| missing(&path.order_id).into())
}

/// Source: `error-codes`.
fn missing(id: &OrderId) -> Refusal {
    Refusal::new(errors::ORDER_NOT_FOUND)
        .about(id.as_str())
        .explain("The customer has no such order: GET .../orders lists what there is. Ids of 33 characters mind case.")
}

/// The id of a stored order.
fn id_of(order: &Order) -> Result<OrderId, Failure> {
    let id = order.id.as_deref().unwrap_or_default();
    id.parse().map_err(|_| Failure::Defect(format!("an order is stored under the id {id:?}")))
}
