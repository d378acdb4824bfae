//! Entitlements: what a customer may use of what was ordered, and the reservations behind it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    customers::CustomerPath,
    ids::CustomerId,
    open_enum,
    operation::Nothing,
    operations,
    resource::{Collection, Link},
};

operations! {
    /// Lists what a customer is entitled to from its orders of software and reservations.
    ListEntitlements = GET "/v1/customers/{customer_id}/entitlements"
        (Either, EVERYWHERE, Nothing) CustomerPath, EntitlementsQuery, Nothing => Collection<Entitlement>,
        "get-a-collection-of-entitlements";

    /// Gets the reservations behind an entitlement whose artifact is a `reservedinstance`.
    GetReservedInstanceArtifact = GET "/v1/customers/{customer_id}/artifacts/reservedinstance/groups/{group_id}/lineitems/{line_item_id}/resource/{resource_id}"
        (Either, EVERYWHERE, Nothing) ArtifactPath, Nothing, Nothing => ReservedInstanceArtifactDetails,
        "get-a-collection-of-entitlements";

    /// Gets the reservations behind an entitlement whose artifact is a `virtualMachineReservedInstance`.
    GetVirtualMachineReservedInstanceArtifact = GET "/v1/customers/{customer_id}/artifacts/virtualmachinereservedinstance/groups/{group_id}/lineitems/{line_item_id}/resource/{resource_id}"
        (Either, EVERYWHERE, Nothing) ArtifactPath, Nothing, Nothing => VirtualMachineReservedInstanceArtifactDetails,
        "get-a-collection-of-entitlements";
}

/// The path to an artifact of an entitlement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ArtifactPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The id of the group that the entitlement's order belongs to.
    pub group_id: String,
    /// The id of the entitlement's line.
    pub line_item_id: String,
    /// The id of the resource that was reserved: a GUID.
    pub resource_id: String,
}

/// Which entitlements to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct EntitlementsQuery {
    /// Only those of this type.
    #[serde(rename = "entitlementType", skip_serializing_if = "Option::is_none")]
    pub entitlement_type: Option<EntitlementType>,
    /// Whether to say when they expire.
    #[serde(rename = "showExpiry", skip_serializing_if = "Option::is_none")]
    pub show_expiry: Option<bool>,
}

/// What a customer may use because of a line of an order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Entitlement {
    /// What comes with it.
    pub included_entitlements: Vec<Self>,
    /// The line of the order behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_order: Option<ReferenceOrder>,
    /// The product's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// How the quantity splits by status.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quantity_details: Vec<QuantityDetail>,
    /// What stands for it elsewhere: reservations.
    pub entitled_artifacts: Vec<Artifact>,
    /// The SKU's id within its product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku_id: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement_type: Option<EntitlementType>,
    /// What only some types have; a reservation, for one, `reservationType`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dynamic_attributes: Option<Map<String, Value>>,
    /// When it expires. Answered only if asked for, and only for what expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_date: Option<Timestamp>,
}

/// The line of an order behind an entitlement.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ReferenceOrder {
    /// The order's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The line's number, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_item_id: Option<String>,
    /// The order's shorter id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternate_id: Option<String>,
}

/// A part of an entitlement's quantity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct QuantityDetail {
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// How they stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// What stands for an entitlement elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Artifact {
    /// Where its details are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// The id of the resource: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<ArtifactType>,
    /// What only some types have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dynamic_attributes: Option<Map<String, Value>>,
}

/// The reservations behind an entitlement.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ReservedInstanceArtifactDetails {
    /// What the artifact is.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<ArtifactType>,
    /// The reservations.
    pub reservations: Vec<Reservation>,
}

/// The reservations of virtual machines behind an entitlement.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct VirtualMachineReservedInstanceArtifactDetails {
    /// What the artifact is.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<ArtifactType>,
    /// The reservations.
    pub virtual_machine_reservations: Vec<Reservation>,
}

/// A reservation of Azure capacity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Reservation {
    /// The reservation's id: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_id: Option<String>,
    /// Who benefits: `Shared` or `Single`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope_type: Option<String>,
    /// The name of the reservation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The Azure subscriptions that benefit, where the scope is `Single`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub applied_scopes: Vec<String>,
    /// How many instances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry_date_time: Option<Timestamp>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_date_time: Option<Timestamp>,
    /// How far it is provided: `Created`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisioning_state: Option<String>,
}

open_enum! {
    /// What an entitlement is for.
    pub enum EntitlementType {
        /// Software.
        Software = "software",
        /// A reservation.
        ReservedInstance = "reservedinstance",
        /// A reservation of virtual machines, as the API called reservations at first.
        VirtualMachineReservedInstance = "virtual_machine_reserved_instance",
    }
}

open_enum! {
    /// What stands for an entitlement.
    pub enum ArtifactType {
        /// A reservation.
        ReservedInstance = "reservedinstance",
        /// A reservation of virtual machines, as the API called reservations at first.
        VirtualMachineReservedInstance = "virtual_machine_reserved_instance",
    }
}
