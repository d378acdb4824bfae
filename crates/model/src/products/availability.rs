//! Availabilities: the conditions that a SKU is sold on.

use serde::{Deserialize, Serialize};

use super::{Product, Sku};
use crate::resource::Links;

/// The conditions that a SKU is sold on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Availability {
    /// The availability's id within its SKU. It may change: read it when something is bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// The SKU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku_id: Option<String>,
    /// What a cart calls it: `product:sku:availability`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog_item_id: Option<String>,
    /// What it is charged in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_currency: Option<Currency>,
    /// Whom it is for, such as `commercial`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Where it is sold, as an ISO 3166-1 alpha-2 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Whether it can be bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_purchasable: Option<bool>,
    /// Whether what is bought renews itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_renewable: Option<bool>,
    /// How long it can be bought for.
    pub terms: Vec<Term>,
    /// The product as it is read by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Product>,
    /// The SKU as it is read by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// A link to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
}

/// A currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Currency {
    /// The ISO 4217 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The sign that stands before amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

/// How long something can be bought for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Term {
    /// The duration: `P1M`, `P1Y` or `P3Y`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// The duration in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}
