//! Conversions: a trial becomes a paid subscription.

use serde::{Deserialize, Serialize};

use crate::{billing::BillingCycleType, open_enum, resource::Attributes};

/// What a trial can be converted to, and how much of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Conversion {
    /// The offer of the trial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_id: Option<String>,
    /// The offer that it becomes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_offer_id: Option<String>,
    /// The order of the trial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// How many licences; as many as the trial has if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// How often the paid subscription is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_cycle: Option<BillingCycleType>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// What came of a conversion.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ConversionResult {
    /// The subscription, which keeps its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
    /// The offer of the trial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer_id: Option<String>,
    /// The offer that it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_offer_id: Option<String>,
    /// Why it was not converted, if it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ConversionError>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// Why a trial was not converted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ConversionError {
    /// The kind of reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<ConversionErrorCode>,
    /// The reason, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

open_enum! {
    /// Why a trial was not converted.
    pub enum ConversionErrorCode {
        /// Something else.
        Other = "Other" (0),
        /// There is nothing that the subscription can be converted to.
        ConversionsNotFound = "ConversionsNotFound" (1),
    }
}
