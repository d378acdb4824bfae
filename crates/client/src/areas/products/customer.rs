//! What of the catalogue a customer can buy.

use partner_center_model::{
    customers::CustomerPath,
    ids::{AvailabilityId, ProductId, SkuId},
    products::{
        CustomerAvailabilityPath, CustomerProductPath, CustomerProductsQuery, CustomerSkuPath, GetCustomerAvailability,
        GetCustomerProduct, GetCustomerSku, ListCustomerAvailabilities, ListCustomerProducts, ListCustomerSkus,
    },
};

use crate::{
    list::List,
    place::{IntoId, Place},
    prepared::Prepared,
};

/// The products that a customer can buy.
#[derive(Debug, Clone)]
pub struct CustomerProducts(pub(in crate::areas) Place<CustomerPath>);

impl CustomerProducts {
    /// Lists the products of one part of the catalogue: `Azure`, `AzureReservations`, `Software`...
    ///
    /// `GET /v1/customers/{customer_id}/products`. Source: `get-a-list-of-products-by-customer`.
    pub fn list(&self, target_view: impl Into<String>) -> List<ListCustomerProducts> {
        let target_view = Some(target_view.into());
        self.0.list().query(CustomerProductsQuery { target_view, ..CustomerProductsQuery::default() })
    }

    /// One product.
    pub fn by_id(&self, id: impl IntoId<ProductId>) -> CustomerProduct {
        let path =
            |path: CustomerPath| Ok(CustomerProductPath { customer_id: path.customer_id, product_id: id.into_id()? });
        CustomerProduct(self.0.to(path))
    }
}

/// One product that a customer can buy.
#[derive(Debug, Clone)]
pub struct CustomerProduct(Place<CustomerProductPath>);

impl CustomerProduct {
    /// Gets the product.
    ///
    /// `GET /v1/customers/{customer_id}/products/{product_id}`. No page has it; the official clients do.
    pub fn get(&self) -> Prepared<GetCustomerProduct> {
        self.0.call()
    }

    /// The forms in which the customer can buy the product.
    pub fn skus(&self) -> CustomerSkus {
        CustomerSkus(self.0.clone())
    }
}

/// The SKUs of a product that a customer can buy.
#[derive(Debug, Clone)]
pub struct CustomerSkus(Place<CustomerProductPath>);

impl CustomerSkus {
    /// Lists the SKUs.
    ///
    /// `GET /v1/customers/{customer_id}/products/{product_id}/skus`. Source: `get-a-list-of-skus-for-a-product-by-customer`.
    pub fn list(&self) -> List<ListCustomerSkus> {
        self.0.list()
    }

    /// One SKU.
    pub fn by_id(&self, id: impl IntoId<SkuId>) -> CustomerSku {
        CustomerSku(self.0.to(|CustomerProductPath { customer_id, product_id }| {
            Ok(CustomerSkuPath { customer_id, product_id, sku_id: id.into_id()? })
        }))
    }
}

/// One SKU that a customer can buy.
#[derive(Debug, Clone)]
pub struct CustomerSku(Place<CustomerSkuPath>);

impl CustomerSku {
    /// Gets the SKU.
    ///
    /// `GET /v1/customers/{customer_id}/products/{product_id}/skus/{sku_id}`. No page has it; the official clients do.
    pub fn get(&self) -> Prepared<GetCustomerSku> {
        self.0.call()
    }

    /// The conditions that the customer can buy the SKU on.
    pub fn availabilities(&self) -> CustomerAvailabilities {
        CustomerAvailabilities(self.0.clone())
    }
}

/// The availabilities of a SKU that a customer can buy.
#[derive(Debug, Clone)]
pub struct CustomerAvailabilities(Place<CustomerSkuPath>);

impl CustomerAvailabilities {
    /// Lists the availabilities.
    ///
    /// `GET /v1/customers/{customer_id}/products/{product_id}/skus/{sku_id}/availabilities`.
    /// Source: `get-a-list-of-availabilities-for-a-sku-by-customer`.
    pub fn list(&self) -> List<ListCustomerAvailabilities> {
        self.0.list()
    }

    /// One availability.
    pub fn by_id(&self, id: impl IntoId<AvailabilityId>) -> CustomerAvailability {
        CustomerAvailability(self.0.to(|CustomerSkuPath { customer_id, product_id, sku_id }| {
            Ok(CustomerAvailabilityPath { customer_id, product_id, sku_id, availability_id: id.into_id()? })
        }))
    }
}

/// One availability of a SKU that a customer can buy.
#[derive(Debug, Clone)]
pub struct CustomerAvailability(Place<CustomerAvailabilityPath>);

impl CustomerAvailability {
    /// Gets the availability.
    ///
    /// `GET /v1/customers/{customer_id}/products/{product_id}/skus/{sku_id}/availabilities/{availability_id}`. No page has it;
    /// the official clients do.
    pub fn get(&self) -> Prepared<GetCustomerAvailability> {
        self.0.call()
    }
}
