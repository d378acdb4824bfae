//! Entitlements: what a customer may use of what was ordered, and the reservations behind it.

use partner_center_model::{
    customers::CustomerPath,
    entitlements::{
        ArtifactPath, EntitlementType, EntitlementsQuery, GetReservedInstanceArtifact,
        GetVirtualMachineReservedInstanceArtifact, ListEntitlements,
    },
};

use crate::{list::List, place::Place, prepared::Prepared};

/// The entitlements of a customer.
#[derive(Debug, Clone)]
pub struct Entitlements(pub(super) Place<CustomerPath>);

impl Entitlements {
    /// Lists what the customer is entitled to from its orders of software and reservations.
    ///
    /// `GET /v1/customers/{customer_id}/entitlements`. Source: `get-a-collection-of-entitlements`.
    pub fn list(&self) -> List<ListEntitlements> {
        self.0.list()
    }

    /// Lists those of one type.
    ///
    /// `GET /v1/customers/{customer_id}/entitlements`. Source: `get-a-collection-of-entitlements`.
    pub fn of_type(&self, entitlement_type: EntitlementType) -> List<ListEntitlements> {
        let entitlement_type = Some(entitlement_type);
        self.list().query(EntitlementsQuery { entitlement_type, ..EntitlementsQuery::default() })
    }

    /// The artifact that stands for an entitlement elsewhere. The link of the artifact in the entitlement has these ids:
    /// see [`Client::follow`](crate::Client::follow).
    pub fn artifact(
        &self,
        group_id: impl Into<String>,
        line_item_id: impl Into<String>,
        resource_id: impl Into<String>,
    ) -> Artifact {
        Artifact(self.0.to(|path| {
            Ok(ArtifactPath {
                customer_id: path.customer_id,
                group_id: group_id.into(),
                line_item_id: line_item_id.into(),
                resource_id: resource_id.into(),
            })
        }))
    }
}

/// What stands for an entitlement elsewhere.
#[derive(Debug, Clone)]
pub struct Artifact(Place<ArtifactPath>);

impl Artifact {
    /// Gets the reservations, where the type of the artifact is `reservedinstance`.
    ///
    /// `GET /v1/customers/{customer_id}/artifacts/reservedinstance/groups/{group_id}/lineitems/{line_item_id}/resource/{resource_id}`.
    /// Source: `get-a-collection-of-entitlements`.
    pub fn reserved_instance(&self) -> Prepared<GetReservedInstanceArtifact> {
        self.0.call()
    }

    /// Gets the reservations, where the type of the artifact is `virtualMachineReservedInstance`.
    ///
    /// `GET /v1/customers/{customer_id}/artifacts/virtualmachinereservedinstance/groups/{group_id}/lineitems/{line_item_id}/resource/{resource_id}`.
    /// Source: `get-a-collection-of-entitlements`.
    pub fn virtual_machine_reserved_instance(&self) -> Prepared<GetVirtualMachineReservedInstanceArtifact> {
        self.0.call()
    }
}
