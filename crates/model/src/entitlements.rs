//! Entitlements: what a customer may use of what was ordered, and the reservations behind it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{customers::CustomerPath, operation::Nothing, operations};

operations! {
    /// Lists what a customer is entitled to from its orders of software and reservations.
    ListEntitlements = GET "/v1/customers/{customer_id}/entitlements"
        (Either, EVERYWHERE, Nothing) CustomerPath, Value, Nothing => Value, "get-a-collection-of-entitlements";

    /// Gets the reservations behind an entitlement whose artifact is a `reservedinstance`.
    GetReservedInstanceArtifact = GET "/v1/customers/{customer_id}/artifacts/reservedinstance/groups/{group_id}/lineitems/{line_item_id}/resource/{resource_id}"
        (Either, EVERYWHERE, Nothing) ArtifactPath, Nothing, Nothing => Value, "get-a-collection-of-entitlements";

    /// Gets the reservations behind an entitlement whose artifact is a `virtualMachineReservedInstance`.
    GetVirtualMachineReservedInstanceArtifact = GET "/v1/customers/{customer_id}/artifacts/virtualmachinereservedinstance/groups/{group_id}/lineitems/{line_item_id}/resource/{resource_id}"
        (Either, EVERYWHERE, Nothing) ArtifactPath, Nothing, Nothing => Value, "get-a-collection-of-entitlements";
}

/// An artifact of an entitlement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtifactPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: String,
    /// The id of the group that the entitlement's order belongs to.
    pub group_id: String,
    /// The id of the entitlement's line.
    pub line_item_id: String,
    /// The id of the resource that was reserved: a GUID.
    pub resource_id: String,
}
