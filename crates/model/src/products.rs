//! Products: the catalogue of products, their SKUs and the availabilities that can be ordered.

mod availability;
mod inventory;
mod query;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::{
    availability::{Availability, Currency, Term},
    inventory::{InventoryCheckRequest, InventoryItem, InventoryRestriction},
    query::{CustomerProductQuery, CustomerProductsQuery, ProductQuery, ProductsQuery, SkusQuery},
};
use crate::{
    billing::BillingCycleType,
    customers::CustomerPath,
    ids::{AvailabilityId, CustomerId, ProductId, SkuId},
    operation::Nothing,
    operations,
    resource::{Collection, Link},
};

operations! {
    /// Lists the products of a country.
    ListProducts = GET "/v1/products"
        (Either, EVERYWHERE, Nothing) Nothing, ProductsQuery, Nothing => Collection<Product>, "get-a-list-of-products";

    /// Gets a product.
    GetProduct = GET "/v1/products/{product_id}"
        (Either, GLOBAL, Nothing) ProductPath, ProductQuery, Nothing => Product, "get-a-product-by-id";

    /// Lists the SKUs of a product.
    ListSkus = GET "/v1/products/{product_id}/skus"
        (Either, GLOBAL, Nothing) ProductPath, SkusQuery, Nothing => Collection<Sku>, "get-a-list-of-skus-for-a-product";

    /// Gets a SKU.
    GetSku = GET "/v1/products/{product_id}/skus/{sku_id}"
        (Either, GLOBAL, Nothing) SkuPath, ProductQuery, Nothing => Sku, "get-a-sku-by-id";

    /// Lists the availabilities of a SKU.
    ListAvailabilities = GET "/v1/products/{product_id}/skus/{sku_id}/availabilities"
        (Either, GLOBAL, Nothing) SkuPath, SkusQuery, Nothing => Collection<Availability>, "get-a-list-of-availabilities-for-a-sku";

    /// Gets an availability.
    GetAvailability = GET "/v1/products/{product_id}/skus/{sku_id}/availabilities/{availability_id}"
        (Either, GLOBAL, Nothing) AvailabilityPath, ProductQuery, Nothing => Availability, "get-an-availability-by-id";

    /// Says which items of the catalogue can be sold, for a customer or an Azure subscription.
    CheckInventory = POST "/v1/extensions/product/checkInventory"
        (Either, GLOBAL, Nothing) Nothing, ProductQuery, InventoryCheckRequest => Vec<InventoryItem>, "check-inventory";

    /// Lists the products that a customer can buy.
    ListCustomerProducts = GET "/v1/customers/{customer_id}/products"
        (Either, EVERYWHERE, Nothing) CustomerPath, CustomerProductsQuery, Nothing => Collection<Product>, "get-a-list-of-products-by-customer";

    /// Gets a product that a customer can buy. The official clients ask for it; no page has it.
    GetCustomerProduct = GET "/v1/customers/{customer_id}/products/{product_id}"
        (Either, EVERYWHERE, Nothing) CustomerProductPath, CustomerProductQuery, Nothing => Product, "get-a-list-of-products-by-customer";

    /// Lists the SKUs of a product that a customer can buy.
    ListCustomerSkus = GET "/v1/customers/{customer_id}/products/{product_id}/skus"
        (Either, EVERYWHERE, Nothing) CustomerProductPath, CustomerProductQuery, Nothing => Collection<Sku>,
        "get-a-list-of-skus-for-a-product-by-customer";

    /// Gets a SKU that a customer can buy. The official clients ask for it; no page has it.
    GetCustomerSku = GET "/v1/customers/{customer_id}/products/{product_id}/skus/{sku_id}"
        (Either, EVERYWHERE, Nothing) CustomerSkuPath, CustomerProductQuery, Nothing => Sku,
        "get-a-list-of-skus-for-a-product-by-customer";

    /// Lists the availabilities of a SKU that a customer can buy.
    ListCustomerAvailabilities = GET "/v1/customers/{customer_id}/products/{product_id}/skus/{sku_id}/availabilities"
        (Either, EVERYWHERE, Nothing) CustomerSkuPath, CustomerProductQuery, Nothing => Collection<Availability>,
        "get-a-list-of-availabilities-for-a-sku-by-customer";

    /// Gets an availability that a customer can buy. The official clients ask for it; no page has it.
    GetCustomerAvailability = GET "/v1/customers/{customer_id}/products/{product_id}/skus/{sku_id}/availabilities/{availability_id}"
        (Either, EVERYWHERE, Nothing) CustomerAvailabilityPath, CustomerProductQuery, Nothing => Availability,
        "get-a-list-of-availabilities-for-a-sku-by-customer";
}

/// The path to a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductPath {
    /// The product's id, such as `DZH318Z0BQ3Q`.
    pub product_id: ProductId,
}

/// The path to a SKU of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkuPath {
    /// The product's id, such as `DZH318Z0BQ3Q`.
    pub product_id: ProductId,
    /// The SKU's id within its product, such as `0001`.
    pub sku_id: SkuId,
}

/// The path to an availability of a SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AvailabilityPath {
    /// The product's id, such as `DZH318Z0BQ3Q`.
    pub product_id: ProductId,
    /// The SKU's id within its product, such as `0001`.
    pub sku_id: SkuId,
    /// The availability's id within its SKU.
    pub availability_id: AvailabilityId,
}

/// The path to a product, as a customer can buy it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerProductPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The product's id, such as `DZH318Z0BQ3Q`.
    pub product_id: ProductId,
}

/// The path to a SKU, as a customer can buy it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerSkuPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The product's id, such as `DZH318Z0BQ3Q`.
    pub product_id: ProductId,
    /// The SKU's id within its product, such as `0001`.
    pub sku_id: SkuId,
}

/// The path to an availability, as a customer can buy it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerAvailabilityPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The product's id, such as `DZH318Z0BQ3Q`.
    pub product_id: ProductId,
    /// The SKU's id within its product, such as `0001`.
    pub sku_id: SkuId,
    /// The availability's id within its SKU.
    pub availability_id: AvailabilityId,
}

/// Something that is sold, in one or more forms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Product {
    /// The product's id, such as `DZH318Z0BQ3Q`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What kind of thing it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_type: Option<ItemType>,
    /// Whether it is Microsoft's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_microsoft_product: Option<bool>,
    /// Who publishes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher_name: Option<String>,
    /// Links to it and to its SKUs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<ProductLinks>,
}

/// What kind of thing a product is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ItemType {
    /// The type, such as `Azure` or `Software`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The kind within the type, such as `VirtualMachines` or `SaaS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_type: Option<Box<ItemType>>,
}

/// The links of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct ProductLinks {
    /// The forms that it is sold in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skus: Option<Link>,
    /// The product.
    #[serde(rename = "self", skip_serializing_if = "Option::is_none")]
    pub self_link: Option<Link>,
}

/// A form that a product is sold in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Sku {
    /// The SKU's id within its product, such as `0001`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The least that can be bought at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_quantity: Option<i64>,
    /// The most that can be bought at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_quantity: Option<i64>,
    /// Whether it is a trial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_trial: Option<bool>,
    /// How often it can be billed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supported_billing_cycles: Vec<BillingCycleType>,
    /// What has to be done before it is bought: `InventoryCheck`, `AzureSubscriptionRegistration`,
    /// `MicrosoftCustomerAgreement`.
    pub purchase_prerequisites: Vec<String>,
    /// What an inventory check of it has to be told.
    pub inventory_variables: Vec<String>,
    /// What a cart has to say to buy it.
    pub provisioning_variables: Vec<String>,
    /// What else there is to say, which may change without notice.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub dynamic_attributes: BTreeMap<String, Value>,
    /// Links to it and to its availabilities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<SkuLinks>,
}

/// The links of a SKU.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct SkuLinks {
    /// The conditions that it is sold on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availabilities: Option<Link>,
    /// The SKU.
    #[serde(rename = "self", skip_serializing_if = "Option::is_none")]
    pub self_link: Option<Link>,
}
