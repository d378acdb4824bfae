//! What is sold: the families of products, by which the rules tell orders apart, and ids of the catalogue.

use partner_center_model::resource::Link;
use serde::{Deserialize, Serialize};

/// The family of what a line of an order buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Family {
    /// A licence-based offer.
    License,
    /// An add-on to a licence-based offer.
    AddOn,
    /// A trial.
    Trial,
    /// A CSP Azure subscription offer (`MS-AZR-0146P`).
    Azure,
    /// An Azure plan.
    AzurePlan,
    /// A commercial marketplace product (SaaS).
    Marketplace,
    /// Perpetual software.
    Software,
    /// A software subscription.
    SoftwareSubscription,
    /// An Azure Reserved VM Instance.
    Reservation,
}

impl Family {
    /// Software of either kind: its orders can be cancelled, and block the deletion of their customer until they are.
    pub(crate) fn is_software(self) -> bool {
        matches!(self, Self::Software | Self::SoftwareSubscription)
    }

    /// Whether buying it entitles the customer to something, rather than subscribing it.
    pub(crate) fn entitles(self) -> bool {
        self.is_software() || self == Self::Reservation
    }

    /// Whether it is sold from the catalogue of products, SKUs and availabilities, rather than as an offer.
    pub(crate) fn is_of_catalogue(self) -> bool {
        matches!(self, Self::AzurePlan | Self::Marketplace) || self.entitles()
    }

    /// What people call it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::License => "licence-based offer",
            Self::AddOn => "add-on",
            Self::Trial => "trial",
            Self::Azure => "Azure subscription",
            Self::AzurePlan => "Azure plan",
            Self::Marketplace => "marketplace product",
            Self::Software => "perpetual software",
            Self::SoftwareSubscription => "software subscription",
            Self::Reservation => "reservation",
        }
    }
}

/// The three ids of an item of the catalogue: `product:sku:availability`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CatalogItem<'a> {
    /// The product.
    pub(crate) product: &'a str,
    /// The SKU within the product.
    pub(crate) sku: &'a str,
    /// The availability within the SKU.
    pub(crate) availability: &'a str,
}

impl<'a> CatalogItem<'a> {
    /// The ids in an item's id; none if it is the id of an offer.
    pub(crate) fn parse(id: &'a str) -> Option<Self> {
        let mut parts = id.split(':');
        let item = Self { product: parts.next()?, sku: parts.next()?, availability: parts.next()? };
        let complete = [item.product, item.sku, item.availability].iter().all(|part| !part.is_empty());
        (complete && parts.next().is_none()).then_some(item)
    }

    /// The product of it in a country.
    pub(crate) fn product_link(&self, country: &str) -> Link {
        Link::get(format!("/products/{}?country={country}", self.product))
    }

    /// The SKU of it in a country.
    pub(crate) fn sku_link(&self, country: &str) -> Link {
        Link::get(format!("/products/{}/skus/{}?country={country}", self.product, self.sku))
    }

    /// The availability of it in a country.
    pub(crate) fn availability_link(&self, country: &str) -> Link {
        let Self { product, sku, availability } = self;
        Link::get(format!("/products/{product}/skus/{sku}/availabilities/{availability}?country={country}"))
    }
}

#[cfg(test)]
mod tests {
    use super::CatalogItem;

    #[test]
    fn an_item_has_three_ids() {
        let item = CatalogItem::parse("DG7GMGF0DWT0:0001:DG7GMGF0DSQR");
        assert_eq!(item.map(|item| item.sku), Some("0001"));
        for id in ["", "a", "a:b", "a:b:", "::", "a:b:c:d", "195416C1-3447-423A-B37B-EE59A99A19C4"] {
            assert_eq!(CatalogItem::parse(id), None, "{id}");
        }
    }
}
