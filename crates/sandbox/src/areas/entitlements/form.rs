//! The form in which entitlements and the reservations behind them are answered.

use partner_center_model::{
    entitlements::{Artifact, ArtifactType, Entitlement, EntitlementType, QuantityDetail, ReferenceOrder, Reservation},
    ids::CustomerId,
    orders::OrderLineItem,
    resource::Link,
};
use serde_json::{Map, Value};

use crate::{
    areas::{
        orders::{Bought, OrderRecord, Reserved},
        product::{CatalogItem, Family},
    },
    records::Stored,
};

/// What the lines of an order entitle to; nothing, once they are cancelled or have expired.
pub(super) fn of_order(order: &Stored<OrderRecord>, customer: CustomerId, show_expiry: bool) -> Vec<Entitlement> {
    let lines = order.body.line_items.iter().zip(&order.own.lines);
    let open = lines.filter(|(_, bought)| bought.family.entitles() && bought.is_open());
    open.filter_map(|(line, bought)| entitlement(order, line, bought, customer, show_expiry)).collect()
}

fn entitlement(
    order: &Stored<OrderRecord>,
    line: &OrderLineItem,
    bought: &Bought,
    customer: CustomerId,
    show_expiry: bool,
) -> Option<Entitlement> {
    let item = CatalogItem::parse(line.offer_id.as_deref()?)?;
    let reference = ReferenceOrder {
        id: order.body.id.clone(),
        line_item_id: line.line_item_number.map(|number| number.to_string()),
        alternate_id: order.body.alternate_id.clone(),
    };
    let reservation = bought.family == Family::Reservation;
    let entitlement_type = if reservation { EntitlementType::ReservedInstance } else { EntitlementType::Software };
    let included = bought.included.iter().map(|included| Entitlement {
        reference_order: Some(reference.clone()),
        product_id: Some(included.product.clone()),
        quantity: line.quantity,
        sku_id: Some(included.sku.clone()),
        entitlement_type: Some(entitlement_type.clone()),
        ..Entitlement::default()
    });
    Some(Entitlement {
        included_entitlements: included.collect(),
        product_id: Some(item.product.to_owned()),
        quantity: line.quantity,
        quantity_details: vec![QuantityDetail {
            quantity: line.quantity,
            status: Some(order.own.provisioned(bought).to_string()),
        }],
        entitled_artifacts: bought.reserved.iter().map(|reserved| artifact(customer, reserved)).collect(),
        sku_id: Some(item.sku.to_owned()),
        dynamic_attributes: reservation
            .then(|| Map::from_iter([("reservationType".to_owned(), Value::from("virtualmachines"))])),
        entitlement_type: Some(entitlement_type),
        expiry_date: bought.expires.filter(|_| show_expiry),
        reference_order: Some(reference),
    })
}

fn artifact(customer: CustomerId, reserved: &Reserved) -> Artifact {
    let Reserved { group, line, resource, .. } = reserved;
    let group = group.simple();
    let link =
        format!("/customers/{customer}/artifacts/reservedinstance/groups/{group}/lineitems/{line}/resource/{resource}");
    Artifact {
        link: Some(Link::get(link)),
        resource_id: Some(resource.to_string()),
        artifact_type: Some(ArtifactType::ReservedInstance),
        dynamic_attributes: None,
    }
}

/// The reservations behind an artifact.
pub(super) fn reservations(order: &Stored<OrderRecord>, reserved: &Reserved) -> Vec<Reservation> {
    let state = if order.own.being_provisioned() { "Creating" } else { "Created" };
    let instances = reserved.instances.iter().map(|instance| Reservation {
        reservation_id: Some(instance.id.to_string()),
        scope_type: Some(if instance.subscription.is_some() { "Single" } else { "Shared" }.to_owned()),
        display_name: Some(instance.display_name.clone()),
        applied_scopes: instance.subscription.iter().map(ToString::to_string).collect(),
        quantity: Some(instance.quantity),
        expiry_date_time: Some(instance.expires),
        effective_date_time: Some(instance.effective),
        provisioning_state: Some(state.to_owned()),
    });
    instances.collect()
}
