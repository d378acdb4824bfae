//! Products: the catalogue of products, their SKUs and the availabilities that can be ordered.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    customers::CustomerPath,
    ids::{AvailabilityId, CustomerId, ProductId, SkuId},
    operation::Nothing,
    operations,
};

operations! {
    /// Lists the products of a country.
    ListProducts = GET "/v1/products"
        (Either, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value, "get-a-list-of-products";

    /// Gets a product.
    GetProduct = GET "/v1/products/{product_id}"
        (Either, GLOBAL, Nothing) ProductPath, Value, Nothing => Value, "get-a-product-by-id";

    /// Lists the SKUs of a product.
    ListSkus = GET "/v1/products/{product_id}/skus"
        (Either, GLOBAL, Nothing) ProductPath, Value, Nothing => Value, "get-a-list-of-skus-for-a-product";

    /// Gets a SKU.
    GetSku = GET "/v1/products/{product_id}/skus/{sku_id}"
        (Either, GLOBAL, Nothing) SkuPath, Value, Nothing => Value, "get-a-sku-by-id";

    /// Lists the availabilities of a SKU.
    ListAvailabilities = GET "/v1/products/{product_id}/skus/{sku_id}/availabilities"
        (Either, GLOBAL, Nothing) SkuPath, Value, Nothing => Value, "get-a-list-of-availabilities-for-a-sku";

    /// Gets an availability.
    GetAvailability = GET "/v1/products/{product_id}/skus/{sku_id}/availabilities/{availability_id}"
        (Either, GLOBAL, Nothing) AvailabilityPath, Value, Nothing => Value, "get-an-availability-by-id";

    /// Says which items of the catalogue can be sold, for a customer or an Azure subscription.
    CheckInventory = POST "/v1/extensions/product/checkInventory"
        (Either, GLOBAL, Nothing) Nothing, Value, Value => Value, "check-inventory";

    /// Lists the products that a customer can buy.
    ListCustomerProducts = GET "/v1/customers/{customer_id}/products"
        (Either, EVERYWHERE, Nothing) CustomerPath, Value, Nothing => Value, "get-a-list-of-products-by-customer";

    /// Lists the SKUs of a product that a customer can buy.
    ListCustomerSkus = GET "/v1/customers/{customer_id}/products/{product_id}/skus"
        (Either, EVERYWHERE, Nothing) CustomerProductPath, Nothing, Nothing => Value,
        "get-a-list-of-skus-for-a-product-by-customer";

    /// Lists the availabilities of a SKU that a customer can buy.
    ListCustomerAvailabilities = GET "/v1/customers/{customer_id}/products/{product_id}/skus/{sku_id}/availabilities"
        (Either, EVERYWHERE, Nothing) CustomerSkuPath, Nothing, Nothing => Value,
        "get-a-list-of-availabilities-for-a-sku-by-customer";
}

/// The path to a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductPath {
    /// The product's id, such as `DZH318Z0BQ3Q`.
    pub product_id: ProductId,
}

/// The path to a SKU of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuPath {
    /// The product's id, such as `DZH318Z0BQ3Q`.
    pub product_id: ProductId,
    /// The SKU's id within its product, such as `0001`.
    pub sku_id: SkuId,
}

/// The path to an availability of a SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
pub struct CustomerProductPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The product's id, such as `DZH318Z0BQ3Q`.
    pub product_id: ProductId,
}

/// The path to a SKU, as a customer can buy it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerSkuPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The product's id, such as `DZH318Z0BQ3Q`.
    pub product_id: ProductId,
    /// The SKU's id within its product, such as `0001`.
    pub sku_id: SkuId,
}
