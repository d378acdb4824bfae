//! What is told about a subscription beside itself: its activation, how far it is provisioned, and who supports it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    open_enum,
    resource::{Attributes, Links},
};

/// What came of an activation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct SubscriptionActivationResult {
    /// The subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
    /// `Success`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// How far a subscription is provisioned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct SubscriptionProvisioningStatus {
    /// The SKU in the directory: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku_id: Option<String>,
    /// How far it has come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ProvisioningStatus>,
    /// How many licences there are when it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// When the subscription ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<Timestamp>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

open_enum! {
    /// How far a subscription is provisioned.
    pub enum ProvisioningStatus {
        /// Not said.
        None = "none" (0),
        /// It is.
        Success = "success" (1),
        /// It is on its way.
        Pending = "pending" (2),
        /// It could not be.
        Failed = "failed" (3),
    }
}

/// Who supports the customer with a subscription.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct SupportContact {
    /// The tenant of the partner: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_tenant_id: Option<String>,
    /// The MPN id of the partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_mpn_id: Option<String>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The link to the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}
