//! The catalogue holds together, and reaches every rule.

use std::collections::HashSet;

use partner_center_model::{billing::BillingCycleType, cloud::Cloud};

use super::{
    Item, all, find, open,
    parts::{Kind, Scope, Segment},
    rows,
};
use crate::areas::{
    market,
    offers::Term,
    orders::Included,
    product::{CatalogItem, Family},
};

fn item(id: &str) -> Option<Item> {
    find(&CatalogItem::parse(id).unwrap())
}

fn items() -> impl Iterator<Item = Item> {
    all().iter().flat_map(|product| {
        product
            .skus
            .iter()
            .flat_map(move |sku| sku.availabilities.iter().map(move |availability| Item { product, sku, availability }))
    })
}

#[test]
fn every_row_reads_and_holds_together() {
    open().unwrap();
    let mut ids = HashSet::new();
    for Item { product, sku, availability } in items() {
        let name = format!("{}:{}:{}", product.id, sku.id, availability.id);
        assert!(ids.insert(name.to_ascii_lowercase()), "{name} stands twice");
        assert_eq!(find(&CatalogItem::parse(&name).unwrap()).is_some(), sku.offer.is_none(), "{name}");
        assert!(sku.minimum >= 1 && sku.minimum <= sku.maximum, "{name}");
        assert!(!sku.cycles.is_empty(), "{name}");
        assert!(!sku.cycles.iter().any(|cycle| matches!(cycle, BillingCycleType::Unknown(_))), "{name}");
        assert_eq!(
            sku.trial,
            sku.cycles == [BillingCycleType::None],
            "a trial, and nothing else, is not billed: {name}"
        );
        let free = sku.trial || matches!(product.kind, Kind::AzurePlan | Kind::Azure);
        assert!(sku.price >= 0 && (sku.price == 0) == free, "trials and usage, and nothing else, are free: {name}");
        assert_eq!(sku.machine.is_some(), product.kind == Kind::VirtualMachines, "{name}");
        assert!(availability.scope.is_none() || product.kind.family() == Family::Reservation, "{name}");
        let endless = matches!(product.kind, Kind::AzurePlan | Kind::SoftwarePerpetual);
        assert_eq!(availability.terms.is_empty(), endless, "{name}");
        for Included { product, sku } in &sku.included {
            let included = super::product(product).and_then(|included| included.sku(sku));
            assert!(included.is_some_and(|sku| sku.offer.is_none()), "{name} comes with {product}:{sku}");
        }
        for country in sku.market.only_in.iter().chain(&sku.market.not_in) {
            assert_eq!(market::country(country), Some(country.as_str()), "{name}");
        }
    }
    let products: HashSet<String> = all().iter().map(|product| product.id.to_ascii_lowercase()).collect();
    assert_eq!(products.len(), all().len(), "a product stands twice");
}

#[test]
fn a_catalogue_that_does_not_read_says_so() {
    let start = "sizes = []\nregions = []\n";
    let machine = "[[products]]\nid = \"P\"\ntitle = \"\"\ndescription = \"\"\nkind = \"virtual_machines\"\nskus = [{ id = \"0001\", price = 1, machine = { size = \"Standard_X\", region = \"moon\", term = \"P1Y\" }, availabilities = [] }]";
    let nameless = "[[products]]\nid = \"P\"\ntitle = \"\"\ndescription = \"\"\nkind = \"saas\"\nskus = [{ id = \"0001\", price = 1, availabilities = [] }]";
    let priceless = nameless.replace("price = 1, ", "");
    for (file, complaint) in [
        (String::new(), "missing field `sizes`"),
        (format!("{start}products = 3"), "invalid type"),
        (format!("{start}products = []\nrows = []"), "unknown field `rows`"),
        (format!("{start}{machine}"), "P: there is no size Standard_X"),
        (format!("{start}{nameless}"), "P: 0001 has no title"),
        (format!("{start}{priceless}"), "missing field `price`"),
    ] {
        let said = rows::parse(&file).unwrap_err();
        assert!(said.contains(complaint), "{file:?}: {said}");
    }
}

#[test]
fn every_rule_about_products_can_be_reached() {
    let any = |what: &str, is: fn(&Item) -> bool| assert!(items().any(|item| is(&item)), "nothing has {what}");
    any("no renewal", |item| !item.availability.renewable);
    any("gone out of sale", |item| !item.availability.purchasable);
    any("an Azure plan alone", |item| item.availability.scope == Some(Scope::AzurePlan));
    any("one country", |item| item.sku.market.only_in == ["US"]);
    any("countries left out", |item| !item.sku.market.not_in.is_empty());
    any("a minimum above the sandbox's licence limit", |item| item.sku.minimum > 25);
    any("more than one term", |item| item.availability.terms == [Term::Month, Term::Year]);
    any("a trial", |item| item.sku.trial);
    any("something that comes with it", |item| !item.sku.included.is_empty());
    any("sold out", |item| item.sku.machine.as_ref().is_some_and(|machine| machine.sold_out));
    for segment in Segment::ALL {
        assert!(items().any(|item| item.availability.segment == segment), "nothing is for {segment:?}");
    }
    for family in
        [Family::AzurePlan, Family::Marketplace, Family::Software, Family::SoftwareSubscription, Family::Reservation]
    {
        assert!(items().any(|item| item.family() == family), "nothing is {family:?}");
    }
}

#[test]
fn the_sandbox_may_reserve_the_five_that_the_page_lists() {
    let titles: Vec<&str> = {
        let skus = all().iter().flat_map(|product| &product.skus).filter(|sku| sku.in_sandbox);
        skus.map(|sku| sku.title.as_str()).collect()
    };
    let regions = ["KR South", "US East", "US West 2", "US North Central", "CA East"];
    assert_eq!(titles, regions.map(|region| format!("Reserved VM Instance, Standard_B1s, {region}, 1 Year")));
}

#[test]
fn a_segment_is_for_those_who_qualify_and_for_nobody_whose_qualification_begins_alike() {
    let has = |text: &str| [text.to_owned()];
    for (segment, have, lacks) in [
        (Segment::Commercial, "None", None),
        (Segment::Education, "education", None),
        (Segment::Education, "EducationPartner", Some("Education")),
        (Segment::Government, "GovernmentCommunityCloud", None),
        (Segment::Government, "GovernmentContractor", Some("GovernmentCommunityCloud")),
        (Segment::Nonprofit, "Education", Some("Nonprofit")),
    ] {
        assert_eq!(segment.lacks(&has(have)), lacks, "{segment:?} {have}");
    }
}

#[test]
fn items_are_found_in_any_casing() {
    let found = item("dzh318z0bq36:004g:dzh318z08c0s").unwrap();
    assert_eq!(found.id(), "DZH318Z0BQ36:004G:DZH318Z08C0S");
    assert_eq!(found.family(), Family::Reservation);
    assert_eq!(found.sku.title, "Reserved VM Instance, Standard_NV12, US East 2, 1 Year");
    assert_eq!(found.availability.terms, [Term::Year]);
    for id in ["DZH318Z0BQ36:004G:DZH318Z0BMJX", "DZH318Z0BQ36:9999:DZH318Z08C0S", "X:004G:DZH318Z08C0S"] {
        assert!(item(id).is_none(), "{id}");
    }
}

#[test]
fn an_item_stands_in_the_catalogue_of_its_clouds_and_countries() {
    for (id, cloud, in_cloud) in [
        ("DZH318Z0BPS6:0001:DZH318Z0BML6", Cloud::Global, true),
        ("DZH318Z0BPS6:0001:DZH318Z0BML6", Cloud::UsGovernment, false),
    ] {
        assert_eq!(item(id).unwrap().product.is_in(cloud), in_cloud, "{id} {cloud:?}");
    }
    for (id, country, offered) in [
        ("DZH318Z0C0ZT:0001:DZH318Z0C1ZT", "US", true),
        ("DZH318Z0C0ZT:0001:DZH318Z0C1ZT", "DE", false),
        ("DG7GMGF0DWBQ:0003:DG7GMGF0DT3Q", "RU", false),
        ("DG7GMGF0DWBQ:0003:DG7GMGF0DT3Q", "DE", true),
    ] {
        assert_eq!(item(id).unwrap().product.is_offered_in(country), offered, "{id} {country}");
    }
}

#[test]
fn an_offer_is_a_sku_of_its_product() {
    let azure = super::product("9dea7946-ec2c-441e-9ffd-e3b275f7e838").unwrap();
    let ids: Vec<&str> = azure.skus.iter().map(|sku| sku.id.as_str()).collect();
    assert_eq!((azure.kind, ids), (Kind::Azure, vec!["MS-AZR-0145P", "MS-AZR-0146P"]));
    let premium = super::product("F245ECC8-75AF-4F8E-B61F-27D8114DE5F3").unwrap();
    assert_eq!(premium.title, "Office 365 Business Premium");
    let trial = premium.sku("C0BD2E08-11AC-4836-BDC7-3712E744922F").unwrap();
    let trial = Item { product: premium, sku: trial, availability: &trial.availabilities[0] };
    assert_eq!((trial.family(), trial.id().as_str()), (Family::Trial, "C0BD2E08-11AC-4836-BDC7-3712E744922F"));
    assert!(!azure.is_in(Cloud::Germany) && premium.is_in(Cloud::Germany));
}
