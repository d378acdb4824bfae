//! Which products, SKUs and availabilities a caller is shown.

use partner_center_model::{cloud::Cloud, errors};

use super::catalogue::{
    self,
    parts::{Availability, Kind, Product, Scope, Segment, Sku},
};
use crate::{
    areas::product::Family,
    refusal::{Refusal, shortened},
};

/// A part of the catalogue that lists of products are asked for. Source: `get-a-list-of-products`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    Azure,
    Reservations,
    ReservationsVm,
    ReservationsSql,
    ReservationsCosmosDb,
    MicrosoftAzure,
    OnlineServices,
    Software,
    SoftwareSuseLinux,
    SoftwarePerpetual,
    SoftwareSubscriptions,
}

/// The views as the page spells them.
const VIEWS: [(&str, View); 11] = [
    ("Azure", View::Azure),
    ("AzureReservations", View::Reservations),
    ("AzureReservationsVM", View::ReservationsVm),
    ("AzureReservationsSQL", View::ReservationsSql),
    ("AzureReservationsCosmosDb", View::ReservationsCosmosDb),
    ("MicrosoftAzure", View::MicrosoftAzure),
    ("OnlineServices", View::OnlineServices),
    ("Software", View::Software),
    ("SoftwareSUSELinux", View::SoftwareSuseLinux),
    ("SoftwarePerpetual", View::SoftwarePerpetual),
    ("SoftwareSubscriptions", View::SoftwareSubscriptions),
];

impl View {
    /// Whether a product of this kind is in it. Products of others are online services and not Azure, though their type
    /// says so: inferred.
    fn shows(self, kind: Kind) -> bool {
        match self {
            Self::Azure => matches!(kind, Kind::AzurePlan | Kind::Azure) || kind.family() == Family::Reservation,
            Self::Reservations => kind.family() == Family::Reservation,
            Self::ReservationsVm => kind == Kind::VirtualMachines,
            Self::ReservationsSql => kind == Kind::SqlDatabases,
            Self::ReservationsCosmosDb => kind == Kind::CosmosDb,
            Self::MicrosoftAzure => matches!(kind, Kind::AzurePlan | Kind::Azure),
            Self::OnlineServices => matches!(kind, Kind::OnlineServices | Kind::Saas),
            Self::Software => kind.family().is_software(),
            Self::SoftwareSuseLinux => kind == Kind::SoftwareSuseLinux,
            Self::SoftwarePerpetual => kind == Kind::SoftwarePerpetual,
            Self::SoftwareSubscriptions => kind.family() == Family::SoftwareSubscription,
        }
    }
}

/// The view of a query. One that does not exist is refused as one that is not sold in the cloud is.
///
/// Source: `get-a-list-of-products`, `get-a-list-of-products-by-customer`.
pub(super) fn view(asked: Option<&str>, cloud: Cloud) -> Result<View, Refusal> {
    let names = VIEWS.map(|(name, _)| name).join(", ");
    let asked = asked.filter(|name| !name.is_empty()).ok_or_else(|| {
        Refusal::invalid("targetView", "expected the name of a view, found nothing")
            .explain(format!("Add ?targetView= and one of {names}."))
    })?;
    let found = VIEWS.iter().find(|(name, _)| name.eq_ignore_ascii_case(asked)).map(|(_, view)| *view);
    let sold = |view: &View| catalogue::all().iter().any(|product| view.shows(product.kind) && product.is_in(cloud));
    found.filter(sold).ok_or_else(|| {
        let why = if found.is_some() { "is sold in this cloud" } else { "has this name" };
        Refusal::new(errors::TARGET_VIEW_NOT_ALLOWED)
            .about(shortened(asked))
            .explain(format!("No view that {why}. The views are {names}."))
    })
}

/// The segment of a query: companies, unless it says another. One that does not exist is refused as one is that nothing
/// is sold to in the cloud.
///
/// Source: `get-a-list-of-products`.
pub(super) fn segment(asked: Option<&str>, cloud: Cloud) -> Result<Segment, Refusal> {
    let Some(asked) = asked.filter(|name| !name.is_empty()) else { return Ok(Segment::default()) };
    let found = Segment::ALL.into_iter().find(|segment| segment.as_str().eq_ignore_ascii_case(asked));
    let sold = |segment: &Segment| {
        let skus = catalogue::all().iter().flat_map(|product| &product.skus);
        let mut sold = skus.filter(|sku| sku.market.is_in(cloud)).flat_map(|sku| &sku.availabilities);
        sold.any(|availability| availability.segment == *segment)
    };
    found.filter(sold).ok_or_else(|| {
        Refusal::new(errors::TARGET_SEGMENT_NOT_ALLOWED).about(shortened(asked)).explain(
            "The segments are commercial, education, government and nonprofit; not all of them are sold to in each cloud.",
        )
    })
}

/// Whether a customer may be sold what is for this segment. Inferred: the pages only say that access can be refused.
///
/// Source: `get-a-list-of-products`.
pub(super) fn qualifies(segment: Segment, qualifications: &[String]) -> Result<(), Refusal> {
    let Some(needed) = segment.lacks(qualifications) else { return Ok(()) };
    Err(Refusal::new(errors::TARGET_SEGMENT_NOT_ALLOWED)
        .about(segment.as_str())
        .explain(format!("The segment is for customers who qualify as {needed}; this one does not.")))
}

/// The scope of a query. Source: `get-a-list-of-products`.
pub(super) fn scope(asked: Option<&str>) -> Result<Option<Scope>, Refusal> {
    match asked.filter(|name| !name.is_empty()) {
        None => Ok(None),
        Some(name) if name.eq_ignore_ascii_case("AzurePlan") => Ok(Some(Scope::AzurePlan)),
        Some(name) => Err(Refusal::invalid(
            "reservationScope",
            format_args!("expected AzurePlan or nothing, found {:?}", shortened(name)),
        )),
    }
}

/// What a caller looks at: a country's catalogue in a cloud, and of that what is for a segment and a scope.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shelf {
    pub(super) cloud: Cloud,
    pub(super) country: &'static str,
    pub(super) segment: Segment,
    /// What reservations are charged to; nothing else has a scope.
    pub(super) scope: Option<Scope>,
}

impl Shelf {
    /// The products of a view.
    pub(super) fn products(self, view: View) -> impl Iterator<Item = &'static Product> {
        let shown = catalogue::all().iter().filter(move |product| view.shows(product.kind));
        shown.filter(move |product| self.skus(product).next().is_some())
    }

    /// The SKUs of a product.
    pub(super) fn skus(self, product: &'static Product) -> impl Iterator<Item = &'static Sku> {
        let sold = product.skus.iter().filter(move |sku| sold(sku, self.cloud, self.country));
        sold.filter(move |sku| self.availabilities(product, sku).next().is_some())
    }

    /// The availabilities of a SKU.
    pub(super) fn availabilities(
        self,
        product: &'static Product,
        sku: &'static Sku,
    ) -> impl Iterator<Item = &'static Availability> {
        let scoped = product.kind.family() == Family::Reservation;
        let shown = move |availability: &&Availability| {
            availability.segment == self.segment && (!scoped || availability.scope == self.scope)
        };
        sku.availabilities.iter().filter(shown)
    }
}

/// Whether a SKU is sold in this country of this cloud.
pub(super) fn sold(sku: &Sku, cloud: Cloud, country: &str) -> bool {
    sku.market.is_in(cloud) && sku.market.is_offered_in(country)
}

/// Whether a SKU can be had in the scope that is asked for; without one, what is looked at by its id is found in every
/// scope.
pub(super) fn is_charged_to(product: &Product, sku: &Sku, scope: Option<Scope>) -> bool {
    scope.is_none() || sku.availabilities.iter().any(|availability| in_scope(product, availability, scope))
}

fn in_scope(product: &Product, availability: &Availability, scope: Option<Scope>) -> bool {
    scope.is_none() || product.kind.family() != Family::Reservation || availability.scope == scope
}

/// The product with this id, if anything of it is sold there. Source: `get-a-product-by-id`.
pub(super) fn product(id: &str, cloud: Cloud, country: &str) -> Option<&'static Product> {
    catalogue::product(id).filter(|product| product.skus.iter().any(|sku| sold(sku, cloud, country)))
}

/// The refusal of a product that is not there. Source: `get-a-product-by-id`, `get-a-list-of-skus-for-a-product`.
pub(super) fn no_product(parent: bool, id: &str, country: &str) -> Refusal {
    let code = if parent { errors::PARENT_PRODUCT_NOT_FOUND } else { errors::PRODUCT_NOT_FOUND };
    Refusal::new(code).about(id).explain(format!(
        "No such product is sold in {country}: GET /v1/products?country={country}&targetView= lists them."
    ))
}

/// The SKU with this id. Source: `get-a-sku-by-id`.
pub(super) fn sku(
    product: &'static Product,
    id: &str,
    cloud: Cloud,
    country: &str,
    scope: Option<Scope>,
) -> Result<&'static Sku, Refusal> {
    let found = product.sku(id).filter(|sku| sold(sku, cloud, country) && is_charged_to(product, sku, scope));
    found.ok_or_else(|| {
        let list = format!("GET /v1/products/{}/skus?country={country}", product.id);
        Refusal::new(errors::SKU_NOT_FOUND).about(id).explain(format!("{list} lists those of the product."))
    })
}

/// The availability with this id. Source: `get-an-availability-by-id`.
pub(super) fn availability(
    product: &Product,
    sku: &'static Sku,
    id: &str,
    country: &str,
    scope: Option<Scope>,
) -> Result<&'static Availability, Refusal> {
    let found = sku.availability(id).filter(|availability| in_scope(product, availability, scope));
    found.ok_or_else(|| {
        let list = format!("GET /v1/products/{}/skus/{}/availabilities?country={country}", product.id, sku.id);
        Refusal::new(errors::AVAILABILITY_NOT_FOUND).about(id).explain(format!("{list} lists those of the SKU."))
    })
}
