//! What a subscription to Azure has beyond others: the Azure subscriptions under it, and its registration.

use serde::{Deserialize, Serialize};

use crate::{open_enum, resource::Attributes};

/// An Azure subscription that a subscription entitles to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct AzureEntitlement {
    /// The entitlement's id: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// How it stands: `active`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The subscription that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
}

/// How far a subscription is registered, so that reservations can be bought for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct SubscriptionRegistrationStatus {
    /// The subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<String>,
    /// How far it has come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<RegistrationStatus>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

open_enum! {
    /// How far the registration of a subscription has come, in the casing of the page that prints it.
    pub enum RegistrationStatus {
        /// Reservations can be bought for it.
        Registered = "Registered",
        /// It is being registered.
        Registering = "Registering",
        /// Nobody has registered it.
        NotRegistered = "NotRegistered",
    }
}
