//! Products, SKUs and availabilities as they are answered, in one country.

use std::collections::BTreeMap;

use partner_center_model::{
    billing::{BillingCycleType, BillingType},
    products::{Availability, Currency, ItemType, Product, ProductLinks, Sku, SkuLinks, Term},
    resource::{Link, Links},
};
use serde_json::{Value, json};

use super::{
    catalogue::{
        Item,
        machine::Machine,
        parts::{self, Kind, Scope, Segment},
    },
    rules::Shelf,
};
use crate::areas::{offers, orders, product::Family};

/// The part of the catalogue that the links of an answer stay in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    country: &'static str,
    /// The segment, where lists have to be asked for it.
    segment: Option<Segment>,
    /// What reservations are charged to.
    scope: Option<Scope>,
}

impl Part {
    /// What is looked at by an id: whatever the segment.
    pub(super) fn by_id(country: &'static str, scope: Option<Scope>) -> Self {
        Self { country, segment: None, scope }
    }

    /// What a list shows: what is usual is left out.
    pub(super) fn of(shelf: Shelf) -> Self {
        let Shelf { country, segment, scope, .. } = shelf;
        Self { country, segment: Some(segment).filter(|segment| *segment != Segment::default()), scope }
    }

    /// What a list of a customer's shows, with its segment. Source: `get-a-list-of-products-by-customer`.
    pub(super) fn of_customer(shelf: Shelf) -> Self {
        Self { segment: Some(shelf.segment), ..Self::of(shelf) }
    }

    /// The part that an availability itself is in.
    fn holding(self, item: &Item) -> Self {
        let Item { availability, .. } = item;
        let segment = Some(availability.segment).filter(|segment| *segment != Segment::default());
        Self { segment: self.segment.or(segment), scope: availability.scope, ..self }
    }

    /// The query of a list of what is beneath a product. Nothing but reservations has a scope.
    fn list(self, kind: Kind) -> String {
        let segment = self.segment.map(|segment| format!("&targetSegment={}", segment.as_str())).unwrap_or_default();
        format!("?country={}{segment}{}", self.country, self.scoped(kind))
    }

    /// The query of a product or what is beneath it, by its id.
    fn one(self, kind: Kind) -> String {
        format!("?country={}{}", self.country, self.scoped(kind))
    }

    fn scoped(self, kind: Kind) -> &'static str {
        match self.scope {
            Some(Scope::AzurePlan) if kind.family() == Family::Reservation => "&reservationScope=AzurePlan",
            _ => "",
        }
    }
}

/// The resource of a product. Titles and descriptions are English in every culture.
pub(super) fn product(product: &parts::Product, part: Part) -> Product {
    let uri = format!("/products/{}", product.id);
    let (list, one) = (part.list(product.kind), part.one(product.kind));
    Product {
        id: Some(product.id.clone()),
        title: Some(product.title.clone()),
        description: Some(product.description.clone()),
        product_type: Some(item_type(product.kind)),
        is_microsoft_product: Some(is_microsoft(product)),
        publisher_name: Some(product.publisher.clone()),
        links: Some(ProductLinks {
            skus: Some(Link::get(format!("{uri}/skus{list}"))),
            self_link: Some(Link::get(format!("{uri}{one}"))),
        }),
    }
}

/// The resource of a SKU.
pub(super) fn sku(product: &parts::Product, sku: &parts::Sku, part: Part) -> Sku {
    let uri = format!("/products/{}/skus/{}", product.id, sku.id);
    let (list, one) = (part.list(product.kind), part.one(product.kind));
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let reservation = product.kind.family() == Family::Reservation;
    Sku {
        id: Some(sku.id.clone()),
        product_id: Some(product.id.clone()),
        title: Some(sku.title.clone()),
        description: Some(sku.description.clone()),
        minimum_quantity: Some(sku.minimum),
        maximum_quantity: Some(sku.maximum),
        is_trial: Some(sku.trial),
        supported_billing_cycles: sku.cycles.clone(),
        purchase_prerequisites: words(match product.kind {
            Kind::VirtualMachines | Kind::SqlDatabases | Kind::CosmosDb => {
                &["AzureSubscriptionRegistration", "InventoryCheck"]
            }
            Kind::Azure => &["MicrosoftCloudAgreement"],
            _ => &["MicrosoftCustomerAgreement"],
        }),
        inventory_variables: words(inventory_variables(product.kind)),
        provisioning_variables: words(if reservation { &["Scope", "SubscriptionId"] } else { &[] }),
        dynamic_attributes: attributes(product, sku),
        links: Some(SkuLinks {
            availabilities: Some(Link::get(format!("{uri}/availabilities{list}"))),
            self_link: Some(Link::get(format!("{uri}{one}"))),
        }),
    }
}

/// The resource of an availability, with its product and SKU.
pub(super) fn availability(item: &Item, part: Part) -> Availability {
    let Item { product: of, sku: form, availability } = *item;
    let part = part.holding(item);
    let (code, symbol) = orders::currency(part.country);
    let one = part.one(of.kind);
    let uri = format!("/products/{}/skus/{}/availabilities/{}{one}", of.id, form.id, availability.id);
    Availability {
        id: Some(availability.id.clone()),
        product_id: Some(of.id.clone()),
        sku_id: Some(form.id.clone()),
        catalog_item_id: Some(item.id()),
        default_currency: Some(Currency { code: Some(code.to_owned()), symbol: Some(symbol.to_owned()) }),
        segment: Some(availability.segment.as_str().to_owned()),
        country: Some(part.country.to_owned()),
        is_purchasable: Some(availability.purchasable),
        is_renewable: Some(availability.renewable),
        terms: availability.terms.iter().map(|length| term(*length, form)).collect(),
        product: Some(product(of, part)),
        sku: Some(sku(of, form, part)),
        links: Some(Links::to_self(uri)),
    }
}

/// What an inventory check of such a product has to be told. Source: `get-a-sku-by-id`.
pub(super) fn inventory_variables(kind: Kind) -> &'static [&'static str] {
    if kind.family() == Family::Reservation { &["CustomerId", "AzureSubscriptionId"] } else { &[] }
}

fn is_microsoft(product: &parts::Product) -> bool {
    product.kind != Kind::Saas
}

/// Source: `get-a-product-by-id`, `create-subscription-azure-marketplace-products`; that of software is inferred.
fn item_type(kind: Kind) -> ItemType {
    let (outer, inner) = match kind {
        Kind::AzurePlan | Kind::Azure => ("Azure", Some("Azure")),
        Kind::VirtualMachines => ("Azure", Some("VirtualMachines")),
        Kind::SqlDatabases => ("Azure", Some("SqlDatabases")),
        Kind::CosmosDb => ("Azure", Some("CosmosDb")),
        Kind::Saas => ("Azure", Some("SaaS")),
        Kind::SoftwarePerpetual => ("Software", Some("Perpetual")),
        Kind::SoftwareSubscriptions => ("Software", Some("Subscription")),
        Kind::SoftwareSuseLinux => ("Software", Some("SUSELinux")),
        Kind::OnlineServices => ("OnlineServices", None),
    };
    let named =
        |name: &str, sub_type| ItemType { id: Some(name.to_owned()), display_name: Some(name.to_owned()), sub_type };
    named(outer, inner.map(|inner| Box::new(named(inner, None))))
}

/// The dynamic attributes. Source: `get-a-sku-by-id`, `get-a-list-of-products-by-customer`.
fn attributes(product: &parts::Product, sku: &parts::Sku) -> BTreeMap<String, Value> {
    let mut attributes: BTreeMap<String, Value> =
        sku.attributes.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    let mut add = |name: &str, value: Value| _ = attributes.insert(name.to_owned(), value);
    if let Some(machine) = &sku.machine {
        let Machine { size, region, .. } = machine;
        add("armSkuName", size.name.as_str().into());
        add("cores", size.cores.to_string().into());
        add("ram", size.ram.as_str().into());
        add("skuDisplayName", size.display.as_str().into());
        add("category", size.category.as_str().into());
        add("armRegionName", region.arm.as_str().into());
        add("duration", machine.duration().into());
        add("region", region.name.as_str().into());
        add("diskType", size.disk.as_str().into());
    } else {
        add("isMicrosoftProduct", is_microsoft(product).into());
    }
    if let Some(offer) = sku.offer {
        let billing = match offer.billing {
            offers::Billing::License => BillingType::License,
            offers::Billing::Usage => BillingType::Usage,
        };
        add("billingType", json!(billing));
        add("isAddon", offer.is_add_on().into());
        add("prerequisiteSkus", json!(offer.prerequisites));
        add("rank", offer.rank.into());
        add("hasAddOns", offer.has_add_ons().into());
        add("isAutoRenewable", offer.renewable.into());
        add("upgradeTargetOffers", json!(offer.upgrades_to));
        add("conversionTargetOffers", json!(offer.converts_to));
        add("unitType", offer.unit.as_str().into());
        let (limit, count) = offer.limited();
        add("limitUnitOfMeasure", json!(limit));
        add("limit", count.into());
        add("reselleeQualifications", json!(offer.qualifications));
    }
    attributes
}

fn term(term: offers::Term, sku: &parts::Sku) -> Term {
    let length = match term {
        offers::Term::Month => "1 Month",
        offers::Term::Year => "1 Year",
        offers::Term::ThreeYears => "3 Years",
    };
    // What is billed once is paid before it begins.
    let description =
        if sku.cycles.contains(&BillingCycleType::OneTime) { format!("{length} Prepaid") } else { length.to_owned() };
    Term { duration: Some(term.as_str().to_owned()), description: Some(description) }
}
