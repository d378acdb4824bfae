//! What is asked of the catalogue, by country and by customer.

use serde::{Deserialize, Serialize};

/// Which products of a country to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ProductsQuery {
    /// The country as an ISO 3166-1 alpha-2 code.
    #[cfg_attr(feature = "schema", schemars(extend("x-required" = true)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The part of the catalogue: `Azure`, `AzureReservations`, `AzureReservationsVM`, `AzureReservationsSQL`,
    /// `AzureReservationsCosmosDb`, `MicrosoftAzure`, `OnlineServices`, `Software`, `SoftwareSUSELinux`,
    /// `SoftwarePerpetual` or `SoftwareSubscriptions`.
    #[cfg_attr(feature = "schema", schemars(extend("x-required" = true)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_view: Option<String>,
    /// Whom it is for: `commercial`, `education`, `government` or `nonprofit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_segment: Option<String>,
    /// `AzurePlan` for reservations that are charged to an Azure plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_scope: Option<String>,
}

/// Which SKUs of a product to list, or which availabilities of a SKU.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct SkusQuery {
    /// The country as an ISO 3166-1 alpha-2 code.
    #[cfg_attr(feature = "schema", schemars(extend("x-required" = true)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The part of the catalogue that the product was found in. An example sends it; it decides nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_view: Option<String>,
    /// Whom it is for: `commercial`, `education`, `government` or `nonprofit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_segment: Option<String>,
    /// `AzurePlan` for reservations that are charged to an Azure plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_scope: Option<String>,
}

impl From<ProductsQuery> for SkusQuery {
    fn from(query: ProductsQuery) -> Self {
        let ProductsQuery { country, target_view, target_segment, reservation_scope } = query;
        Self { country, target_view, target_segment, reservation_scope }
    }
}

/// The country whose catalogue is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ProductQuery {
    /// The country as an ISO 3166-1 alpha-2 code.
    #[cfg_attr(feature = "schema", schemars(extend("x-required" = true)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `AzurePlan` for reservations that are charged to an Azure plan; without it, those of every scope are found. The
    /// official clients send it, and no page has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_scope: Option<String>,
}

/// Which products that a customer can buy to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CustomerProductsQuery {
    /// The part of the catalogue; its values are those of [`ProductsQuery`].
    #[cfg_attr(feature = "schema", schemars(extend("x-required" = true)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_view: Option<String>,
    /// Whom it is for. The official clients send it, and no page has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_segment: Option<String>,
    /// `AzurePlan` for reservations that are charged to an Azure plan. The official clients send it, and no page has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_scope: Option<String>,
}

/// What is asked of a product that a customer can buy, of its SKUs and of their availabilities.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CustomerProductQuery {
    /// Whom it is for. The official clients send it, and no page has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_segment: Option<String>,
    /// `AzurePlan` for reservations that are charged to an Azure plan. The official clients send it, and no page has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_scope: Option<String>,
}

impl From<CustomerProductsQuery> for CustomerProductQuery {
    fn from(query: CustomerProductsQuery) -> Self {
        let CustomerProductsQuery { target_view: _, target_segment, reservation_scope } = query;
        Self { target_segment, reservation_scope }
    }
}
