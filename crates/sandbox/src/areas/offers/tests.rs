//! The catalogue holds together, and reaches every rule.

use std::collections::HashSet;

use partner_center_model::{billing::BillingCycleType, cloud::Cloud, errors, ids::OfferId};

use super::{
    catalogue::{Billing, CatalogueOffer, LimitOf, all, find, open, parse},
    resource, rules,
};
use crate::areas::{market, product::Family};

fn offer(id: &str) -> &'static CatalogueOffer {
    find(&id.parse().unwrap()).unwrap()
}

#[test]
fn every_row_reads_and_holds_together() {
    open().unwrap();
    assert!(all().len() > 40);
    let mut ids = HashSet::new();
    for offer in all() {
        assert!(ids.insert(offer.id.folded()), "{} stands twice", offer.id);
        assert!(offer.minimum >= 1 && offer.minimum <= offer.maximum, "{}", offer.id);
        assert!(!offer.cycles.is_empty(), "{}", offer.id);
        let free = offer.trial || offer.billing == Billing::Usage;
        assert!(
            offer.price >= 0 && (offer.price == 0) == free,
            "trials and usage, and nothing else, are free: {}",
            offer.id
        );
        assert!(!offer.cycles.iter().any(|cycle| matches!(cycle, BillingCycleType::Unknown(_))), "{}", offer.id);
        assert_eq!(offer.trial, !offer.converts_to.is_empty(), "a trial, and no other offer, converts: {}", offer.id);
        assert!(!offer.trial || offer.cycles == [BillingCycleType::None], "a trial is not billed: {}", offer.id);
        for country in offer.only_in.iter().chain(&offer.not_in) {
            assert_eq!(market::country(country), Some(country.as_str()), "{}", offer.id);
        }
        for other in offer.prerequisites.iter().chain(&offer.upgrades_to).chain(&offer.converts_to) {
            assert!(find(other).is_some_and(|other| !other.is_add_on()), "{} names {other}", offer.id);
        }
    }
}

#[test]
fn a_catalogue_that_does_not_read_says_so() {
    for (file, complaint) in [
        ("", "missing field `offers`"),
        ("offers = 3", "invalid type"),
        ("[[offers]]\nid = \"MS-AZR-0146P\"\n", "missing field `name`"),
        ("[[offers]]\nid = \"A\"\nname = \"\"\ndescription = \"\"\nrank = 1\n", "missing field `price`"),
        ("offers = []\nrows = []", "unknown field `rows`"),
    ] {
        let said = parse(file).unwrap_err().to_string();
        assert!(said.contains(complaint), "{file:?}: {said}");
    }
}

#[test]
fn every_rule_about_offers_can_be_reached() {
    let any = |what: &str, is: fn(&CatalogueOffer) -> bool| assert!(all().iter().any(is), "no offer has {what}");
    any("a minimum above the sandbox's licence limit", |offer| offer.minimum > 25);
    any("a maximum below the usual one", |offer| offer.maximum == 300);
    any("a limit at one time", |offer| offer.limit.is_some_and(|limit| limit.of == LimitOf::Concurrent));
    any("a limit for ever", |offer| offer.limit.is_some_and(|limit| limit.of == LimitOf::Lifetime));
    any("countries left out", |offer| !offer.not_in.is_empty());
    any("a qualification", |offer| !offer.qualifications.is_empty());
    any("no decrease", |offer| !offer.decrease);
    any("no renewal", |offer| !offer.renewable && offer.billing == Billing::License);
    any("no monthly billing", |offer| offer.cycles == [BillingCycleType::Annual]);
    any("gone out of sale", |offer| !offer.sold);
    any("add-ons", CatalogueOffer::has_add_ons);
    for family in [Family::License, Family::AddOn, Family::Trial, Family::Azure] {
        assert!(all().iter().any(|offer| offer.family() == family), "no offer is {family:?}");
    }
}

#[test]
fn offers_are_found_in_any_casing() {
    for id in ["DB2E705F-B82A-4024-A3D5-D88E12F2DB35", "db2e705f-b82a-4024-a3d5-d88e12f2db35"] {
        assert_eq!(offer(id).name, "Intune Device");
    }
    assert_eq!(offer("ms-azr-0146p").family(), Family::Azure);
}

#[test]
fn an_offer_stands_in_the_catalogue_of_its_clouds_and_countries() {
    let azure = "MS-AZR-DE-0146P";
    let phone = "4D8F3B90-29B3-4E7B-B37C-4A435DDEF1D9";
    let government = "0CCA44D6-68E9-4762-94EE-31ECE98783B9";
    for (id, cloud, country, refusal) in [
        (azure, Cloud::Germany, "DE", None),
        (azure, Cloud::Global, "DE", Some(errors::NOT_FOUND)),
        (phone, Cloud::Global, "US", None),
        (phone, Cloud::Global, "IN", Some(errors::OFFER_NOT_IN_COUNTRY)),
        (government, Cloud::Global, "US", None),
        (government, Cloud::Global, "FR", Some(errors::OFFER_NOT_IN_COUNTRY)),
        (government, Cloud::UsGovernment, "US", None),
        (government, Cloud::Germany, "US", Some(errors::NOT_FOUND)),
        ("MS-AZR-USGOV-0146P", Cloud::UsGovernment, "US", None),
        ("MS-AZR-USGOV-0146P", Cloud::UsGovernment, "DE", Some(errors::OFFER_NOT_IN_COUNTRY)),
        ("DZH318Z0BXWC:0001:DZH318Z0BMJX", Cloud::Global, "US", Some(errors::NOT_AN_OFFER)),
        ("00000000-0000-0000-0000-000000000000", Cloud::Global, "US", Some(errors::NOT_FOUND)),
        ("x", Cloud::Global, "US", Some(errors::NOT_FOUND)),
    ] {
        let id: OfferId = id.parse().unwrap();
        let found = rules::one(&id, cloud, country);
        assert_eq!(found.as_ref().err().map(|refusal| refusal.code), refusal, "{id} {cloud:?} {country}");
        let listed = rules::listed(cloud, country).any(|offer| offer.id == id);
        assert_eq!(listed, refusal.is_none(), "{id} {cloud:?} {country}");
    }
}

#[test]
fn quantities_stay_within_the_bounds_of_the_offer() {
    let premium = "031C9E47-4802-4248-838E-778FB1D2CC05";
    let projects = "F1A2FDB0-5CA8-475D-8CCC-9BB81C033DA5";
    for (id, quantity, allowed) in [
        (premium, 1, true),
        (premium, 300, true),
        (premium, 301, false),
        (premium, 0, false),
        (premium, -1, false),
        (premium, i64::MIN, false),
        (projects, 249, false),
        (projects, 250, true),
        (projects, i64::MAX, false),
    ] {
        assert_eq!(rules::within_bounds(offer(id), quantity).is_ok(), allowed, "{id} {quantity}");
    }
}

#[test]
fn the_resource_has_the_form_of_the_page() {
    let found = resource(offer("2828BE95-46BA-4F91-B2FD-0BEF192ECF60"), "US", "en-US");
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["links"]["self"]["uri"], "/offers/2828BE95-46BA-4F91-B2FD-0BEF192ECF60?country=US");
    assert_eq!(json["isAddOn"], true);
    assert_eq!(json["category"]["id"], "");
    assert_eq!(json["product"]["id"], "ee02fd1b-340e-4a4b-b355-4a514e4c8943");
    assert_eq!(json["attributes"]["objectType"], "Offer");
    let premium = resource(offer("031C9E47-4802-4248-838E-778FB1D2CC05"), "DE", "de-DE");
    let json = serde_json::to_value(&premium).unwrap();
    assert_eq!((&json["country"], &json["locale"]), (&"DE".into(), &"de-DE".into()));
    assert_eq!((&json["minimumQuantity"], &json["maximumQuantity"]), (&1.into(), &300.into()));
    assert_eq!(json["prerequisiteOffers"], serde_json::json!([]));
    assert_eq!((&json["limitUnitOfMeasure"], &json["limit"]), (&"None".into(), &0.into()));
    let accountant = resource(offer("88F9EB8A-0636-45E8-A601-553E0A48AA9E"), "US", "en-US");
    let json = serde_json::to_value(&accountant).unwrap();
    assert_eq!((&json["limitUnitOfMeasure"], &json["limit"]), (&"Concurrent".into(), &1.into()));
}
