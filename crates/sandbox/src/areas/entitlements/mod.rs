//! Entitlements: what a customer's software and reservation orders entitle it to.

mod form;

use partner_center_model::{
    entitlements::{
        ArtifactPath, ArtifactType, Entitlement, EntitlementType, GetReservedInstanceArtifact,
        GetVirtualMachineReservedInstanceArtifact, ListEntitlements, ReservedInstanceArtifactDetails,
        VirtualMachineReservedInstanceArtifactDetails,
    },
    errors,
    ids::CustomerId,
    resource::Collection,
};
use uuid::Uuid;

use crate::{
    areas::orders::{OrderRecord, Reserved},
    context::{Answer, Call, Cx, Outcome},
    records::Stored,
    refusal::{Failure, Refusal},
    serve::{Handler, handler},
};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    vec![
        handler::<ListEntitlements>(list),
        handler::<GetReservedInstanceArtifact>(reserved_instance),
        handler::<GetVirtualMachineReservedInstanceArtifact>(virtual_machine_reserved_instance),
    ]
}

/// What the customer is entitled to: the lines of its software and reservation orders that are neither cancelled nor expired.
///
/// Source: `get-a-collection-of-entitlements`.
fn list(cx: &mut Cx<'_, '_>, call: Call<ListEntitlements>) -> Outcome<Collection<Entitlement>> {
    let customer = call.path.customer_id;
    let orders = orders(cx, customer)?;
    let show_expiry = call.query.show_expiry == Some(true);
    let wanted = |entitlement: &Entitlement| match &call.query.entitlement_type {
        None => true,
        // One kind of reservation under its two names.
        Some(EntitlementType::VirtualMachineReservedInstance) => {
            entitlement.entitlement_type == Some(EntitlementType::ReservedInstance)
        }
        wanted => entitlement.entitlement_type == *wanted,
    };
    let entitlements = orders.iter().flat_map(|order| form::of_order(order, customer, show_expiry)).filter(wanted);
    Ok(Answer::ok(Collection::of(entitlements.collect())))
}

/// Source: `get-a-collection-of-entitlements`.
fn reserved_instance(
    cx: &mut Cx<'_, '_>,
    call: Call<GetReservedInstanceArtifact>,
) -> Outcome<ReservedInstanceArtifactDetails> {
    let (order, reserved) = artifact(cx, &call.path)?;
    Ok(Answer::ok(ReservedInstanceArtifactDetails {
        artifact_type: Some(ArtifactType::ReservedInstance),
        reservations: form::reservations(&order, &reserved),
    }))
}

/// Source: `get-a-collection-of-entitlements`.
fn virtual_machine_reserved_instance(
    cx: &mut Cx<'_, '_>,
    call: Call<GetVirtualMachineReservedInstanceArtifact>,
) -> Outcome<VirtualMachineReservedInstanceArtifactDetails> {
    let (order, reserved) = artifact(cx, &call.path)?;
    Ok(Answer::ok(VirtualMachineReservedInstanceArtifactDetails {
        artifact_type: Some(ArtifactType::VirtualMachineReservedInstance),
        virtual_machine_reservations: form::reservations(&order, &reserved),
    }))
}

fn orders(cx: &mut Cx<'_, '_>, customer: CustomerId) -> Result<Vec<Stored<OrderRecord>>, Failure> {
    let root = cx.customer_root(customer);
    cx.all::<OrderRecord>(&OrderRecord::all(&root))
}

/// The reservations that an artifact's path names: all three of its ids, of a line that is neither cancelled nor expired.
fn artifact(cx: &mut Cx<'_, '_>, path: &ArtifactPath) -> Result<(Stored<OrderRecord>, Reserved), Failure> {
    let named = [&path.group_id, &path.line_item_id, &path.resource_id].map(|id| Uuid::try_parse(id).ok());
    for order in orders(cx, path.customer_id)? {
        let open = order.own.lines.iter().filter(|line| line.is_open());
        let is = |reserved: &&Reserved| [reserved.group, reserved.line, reserved.resource].map(Some) == named;
        let found = open.filter_map(|line| line.reserved.as_ref()).find(is).cloned();
        if let Some(reserved) = found {
            return Ok((order, reserved));
        }
    }
    Err(Refusal::new(errors::NOT_FOUND)
        .about("artifact")
        .explain("Follow the link in entitledArtifacts of GET .../entitlements; cancelled reservations have none.")
        .into())
}
