//! Product upgrades: moving a customer's Azure subscriptions to the Azure plan.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{operation::Nothing, operations};

operations! {
    /// Starts the upgrade of a customer to a product family.
    CreateProductUpgrade = POST "/v1/productupgrades"
        (User, GLOBAL, Account) Nothing, Nothing, Value => Nothing, "create-product-upgrade-entity";

    /// Says whether a customer can be upgraded to a product family.
    GetProductUpgradeEligibility = POST "/v1/productUpgrades/eligibility"
        (User, GLOBAL, Nothing) Nothing, Nothing, Value => Value, "get-eligibility-for-product-upgrade";

    /// Says how far an upgrade has come.
    GetProductUpgradeStatus = POST "/v1/productUpgrades/{upgrade_id}/status"
        (User, GLOBAL, Nothing) ProductUpgradePath, Nothing, Value => Value, "get-product-upgrade-status";
}

/// The path to an upgrade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductUpgradePath {
    /// The upgrade's id: a GUID.
    pub upgrade_id: String,
}
