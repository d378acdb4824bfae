//! Products: the catalogue of products, their SKUs and the availabilities that can be ordered.

mod customer;

use partner_center_model::{
    ids::{AvailabilityId, ProductId, SkuId},
    operation::Nothing,
    products::{
        AvailabilityPath, GetAvailability, GetProduct, GetSku, ListAvailabilities, ListProducts, ListSkus, ProductPath,
        ProductQuery, ProductsQuery, SkuPath,
    },
};

pub use self::customer::{
    CustomerAvailabilities, CustomerAvailability, CustomerProduct, CustomerProducts, CustomerSku, CustomerSkus,
};
use crate::{
    list::List,
    place::{IntoId, Place},
    prepared::Prepared,
};

/// The products of all countries.
#[derive(Debug, Clone)]
pub struct Products(pub(super) Place<Nothing>);

impl Products {
    /// The products of this country, an ISO 3166-1 alpha-2 code.
    pub fn by_country(&self, country: impl Into<String>) -> ByCountry {
        let query = ProductsQuery { country: Some(country.into()), ..ProductsQuery::default() };
        ByCountry(Catalogue { place: self.0.clone(), query })
    }
}

/// A place in the catalogue of a country, and what is asked of that.
#[derive(Debug, Clone)]
struct Catalogue<P> {
    place: Place<P>,
    query: ProductsQuery,
}

impl<P: Clone> Catalogue<P> {
    fn to<Q>(&self, path: impl FnOnce(P) -> Result<Q, String>) -> Catalogue<Q> {
        Catalogue { place: self.place.to(path), query: self.query.clone() }
    }

    /// What is asked of one thing in the catalogue.
    fn of_one(&self) -> ProductQuery {
        let ProductsQuery { country, reservation_scope, .. } = self.query.clone();
        ProductQuery { country, reservation_scope }
    }
}

/// The products of a country.
#[derive(Debug, Clone)]
pub struct ByCountry(Catalogue<Nothing>);

impl ByCountry {
    /// Those of one part of the catalogue, which the list of products needs: `Azure`, `AzureReservations`, `Software`...
    #[must_use]
    pub fn by_target_view(mut self, view: impl Into<String>) -> Self {
        self.0.query.target_view = Some(view.into());
        self
    }

    /// Those for `commercial`, `education`, `government` or `nonprofit` customers.
    #[must_use]
    pub fn by_target_segment(mut self, segment: impl Into<String>) -> Self {
        self.0.query.target_segment = Some(segment.into());
        self
    }

    /// By `AzurePlan` those reservations that are charged to an Azure plan.
    #[must_use]
    pub fn by_reservation_scope(mut self, scope: impl Into<String>) -> Self {
        self.0.query.reservation_scope = Some(scope.into());
        self
    }

    /// Lists the products.
    ///
    /// `GET /v1/products`. Source: `get-a-list-of-products`.
    pub fn list(&self) -> List<ListProducts> {
        self.0.place.list().query(self.0.query.clone())
    }

    /// One product.
    pub fn by_id(&self, id: impl IntoId<ProductId>) -> ById {
        ById(self.0.to(|_| Ok(ProductPath { product_id: id.into_id()? })))
    }
}

/// One product in a country.
#[derive(Debug, Clone)]
pub struct ById(Catalogue<ProductPath>);

impl ById {
    /// Gets the product.
    ///
    /// `GET /v1/products/{product_id}`. Source: `get-a-product-by-id`.
    pub fn get(&self) -> Prepared<GetProduct> {
        self.0.place.call().query(self.0.of_one())
    }

    /// The forms in which the product is sold.
    pub fn skus(&self) -> Skus {
        Skus(self.0.clone())
    }
}

/// The SKUs of a product.
#[derive(Debug, Clone)]
pub struct Skus(Catalogue<ProductPath>);

impl Skus {
    /// Lists the SKUs.
    ///
    /// `GET /v1/products/{product_id}/skus`. Source: `get-a-list-of-skus-for-a-product`.
    pub fn list(&self) -> List<ListSkus> {
        self.0.place.list().query(self.0.query.clone().into())
    }

    /// One SKU.
    pub fn by_id(&self, id: impl IntoId<SkuId>) -> Sku {
        Sku(self.0.to(|path| Ok(SkuPath { product_id: path.product_id, sku_id: id.into_id()? })))
    }
}

/// One SKU of a product.
#[derive(Debug, Clone)]
pub struct Sku(Catalogue<SkuPath>);

impl Sku {
    /// Gets the SKU.
    ///
    /// `GET /v1/products/{product_id}/skus/{sku_id}`. Source: `get-a-sku-by-id`.
    pub fn get(&self) -> Prepared<GetSku> {
        self.0.place.call().query(self.0.of_one())
    }

    /// The conditions that the SKU is sold on.
    pub fn availabilities(&self) -> Availabilities {
        Availabilities(self.0.clone())
    }
}

/// The availabilities of a SKU.
#[derive(Debug, Clone)]
pub struct Availabilities(Catalogue<SkuPath>);

impl Availabilities {
    /// Lists the availabilities.
    ///
    /// `GET /v1/products/{product_id}/skus/{sku_id}/availabilities`. Source: `get-a-list-of-availabilities-for-a-sku`.
    pub fn list(&self) -> List<ListAvailabilities> {
        self.0.place.list().query(self.0.query.clone().into())
    }

    /// One availability.
    pub fn by_id(&self, id: impl IntoId<AvailabilityId>) -> Availability {
        Availability(self.0.to(|SkuPath { product_id, sku_id }| {
            Ok(AvailabilityPath { product_id, sku_id, availability_id: id.into_id()? })
        }))
    }
}

/// One availability of a SKU.
#[derive(Debug, Clone)]
pub struct Availability(Catalogue<AvailabilityPath>);

impl Availability {
    /// Gets the availability.
    ///
    /// `GET /v1/products/{product_id}/skus/{sku_id}/availabilities/{availability_id}`. Source: `get-an-availability-by-id`.
    pub fn get(&self) -> Prepared<GetAvailability> {
        self.0.place.call().query(self.0.of_one())
    }
}
