//! Upgrades: a customer moves from a subscription to one of another offer.

use serde::{Deserialize, Serialize};

use crate::{
    offers::Offer,
    open_enum,
    resource::{Attributes, ErrorBody},
};

/// What a subscription can be upgraded to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Upgrade {
    /// The offer of the subscription that comes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_offer: Option<Offer>,
    /// What happens to licences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upgrade_type: Option<UpgradeType>,
    /// Whether it can be carried out now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_eligible: Option<bool>,
    /// How many licences of the target; as many as the source has if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// Why it cannot be carried out.
    pub upgrade_errors: Vec<UpgradeError>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// Why an upgrade cannot be carried out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct UpgradeError {
    /// The kind of reason: a number on the wire.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>"))]
    #[serde(serialize_with = "crate::open_enum::serialize_number", skip_serializing_if = "Option::is_none")]
    pub code: Option<UpgradeErrorCode>,
    /// The reason, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// More about it, such as the status of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_details: Option<String>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// What came of an upgrade.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct UpgradeResult {
    /// The subscription that was upgraded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_subscription_id: Option<String>,
    /// The subscription that came of it; none if none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_subscription_id: Option<String>,
    /// What happened to licences: a number on the wire.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>"))]
    #[serde(serialize_with = "crate::open_enum::serialize_number", skip_serializing_if = "Option::is_none")]
    pub upgrade_type: Option<UpgradeType>,
    /// Why it was not carried out.
    pub upgrade_errors: Vec<UpgradeError>,
    /// Whose licences were not transferred.
    pub license_errors: Vec<UserLicenseError>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// A user whose licence was not transferred.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct UserLicenseError {
    /// The user: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_object_id: Option<String>,
    /// The user's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The user's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The reasons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorBody>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

open_enum! {
    /// What an upgrade does with licences.
    pub enum UpgradeType {
        /// Not said.
        None = "none" (0),
        /// They stay where they are.
        UpgradeOnly = "upgrade_only" (1),
        /// They are moved to the new subscription.
        UpgradeWithLicenseTransfer = "upgrade_with_license_transfer" (2),
    }
}

open_enum! {
    /// Why an upgrade cannot be carried out.
    pub enum UpgradeErrorCode {
        /// Something else.
        Other = "other" (0),
        /// The partner has no delegated rights in the customer's tenant.
        DelegatedAdminPermissionsDisabled = "delegated_admin_permissions_disabled" (1),
        /// The source is not active.
        SubscriptionStatusNotActive = "subscription_status_not_active" (2),
        /// The services of both do not go together.
        ConflictingServiceTypes = "conflicting_service_types" (3),
        /// Somebody else changes the subscription.
        ConcurrencyConflicts = "concurrency_conflicts" (4),
        /// A person has to ask for it.
        UserContextRequired = "user_context_required" (5),
        /// The source has add-ons.
        SubscriptionAddOnsPresent = "subscription_add_ons_present" (6),
        /// There is nothing that the source can be upgraded to.
        SubscriptionDoesNotHaveAnyUpgradePaths = "subscription_does_not_have_any_upgrade_paths" (7),
        /// The target is nothing that the source can be upgraded to.
        SubscriptionTargetOfferNotFound = "subscription_target_offer_not_found" (8),
        /// The source is still being provisioned.
        SubscriptionNotProvisioned = "subscription_not_provisioned" (9),
    }
}
