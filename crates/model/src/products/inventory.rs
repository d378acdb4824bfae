//! Checks of the inventory, and what they find.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::resource::Links;

/// Asks whether items of the catalogue can be had.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct InventoryCheckRequest {
    /// The items.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub target_items: Vec<InventoryItem>,
    /// What the check has to be told: the names are those of the SKU's `inventory_variables`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub inventory_context: BTreeMap<String, Option<String>>,
    /// The links of the request; ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
}

/// An item whose inventory is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct InventoryItem {
    /// The product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// The SKU; without one in a request, every SKU of the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku_id: Option<String>,
    /// In answers: whether something is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_restricted: Option<bool>,
    /// In answers: what is in the way.
    pub restrictions: Vec<InventoryRestriction>,
}

/// What is in the way of buying an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct InventoryRestriction {
    /// Why: `NotAvailableForSubscription`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// Why, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// More about it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
}
