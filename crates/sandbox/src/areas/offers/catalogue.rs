//! The catalogue: the offers that the sandbox sells, read once from a data file.

use std::sync::LazyLock;

use partner_center_model::{billing::BillingCycleType, cloud::Cloud, ids::OfferId, offers::LimitUnitOfMeasure};
use serde::Deserialize;

use crate::areas::product::Family;

/// The data file.
const FILE: &str = include_str!("../../seed/offers.toml");

/// How many licences a subscription may have where the offer names no bound.
const USUAL_MAXIMUM: i64 = 10_000_000;

/// An offer, in every country at once. What a row of the file leaves out is usual.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CatalogueOffer {
    /// The offer's id: a GUID, or `MS-AZR-` and a number.
    pub(crate) id: OfferId,
    /// Its name.
    pub(crate) name: String,
    /// What a unit costs a month, in US dollars.
    pub(crate) price: i64,
    /// What it is for.
    pub(crate) description: String,
    /// Where it stands in the catalogue; add-ons and Azure stand nowhere.
    pub(crate) category: Option<Category>,
    /// Its place among the offers of its kind.
    pub(crate) rank: i64,
    /// The product's id in the directory, where it is known.
    pub(crate) product: Option<String>,
    /// The fewest licences of a subscription.
    #[serde(default = "one")]
    pub(crate) minimum: i64,
    /// The most licences of a subscription.
    #[serde(default = "usual_maximum")]
    pub(crate) maximum: i64,
    /// How often a customer may have it.
    pub(crate) limit: Option<Limit>,
    /// Whether it costs nothing and ends.
    #[serde(default)]
    pub(crate) trial: bool,
    /// What is charged.
    #[serde(default)]
    pub(crate) billing: Billing,
    /// What the quantity counts.
    #[serde(default = "licenses")]
    pub(crate) unit: String,
    /// How often it may be billed.
    #[serde(default = "usual_cycles")]
    pub(crate) cycles: Vec<BillingCycleType>,
    /// How long a subscription is committed to.
    #[serde(default)]
    pub(crate) term: Term,
    /// Whether a subscription renews itself at the end of its term.
    #[serde(default = "yes")]
    pub(crate) renewable: bool,
    /// Whether licences can be added.
    #[serde(default = "yes")]
    pub(crate) increase: bool,
    /// Whether licences can be given back.
    #[serde(default = "yes")]
    pub(crate) decrease: bool,
    /// Whether a subscription can be changed in its quantity and its renewal at all.
    #[serde(default = "yes")]
    pub(crate) updates: bool,
    /// Whether it can still be bought.
    #[serde(default = "yes")]
    pub(crate) sold: bool,
    /// The only countries that it is sold in; none for all.
    #[serde(default)]
    pub(crate) only_in: Vec<String>,
    /// The countries that it is not sold in.
    #[serde(default)]
    pub(crate) not_in: Vec<String>,
    /// The only clouds that it is sold in; none for all.
    #[serde(default)]
    pub(crate) clouds: Vec<Cloud>,
    /// What a customer must be, one of these at least.
    #[serde(default)]
    pub(crate) qualifications: Vec<String>,
    /// The offers that it is an add-on to.
    #[serde(default)]
    pub(crate) prerequisites: Vec<OfferId>,
    /// The offers that a subscription can be moved to.
    #[serde(default)]
    pub(crate) upgrades_to: Vec<OfferId>,
    /// The offers that a trial can be converted to.
    #[serde(default)]
    pub(crate) converts_to: Vec<OfferId>,
}

/// A category of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Category {
    /// For organisations of any size.
    Enterprise,
    /// For companies of up to 300 people.
    SmallBusiness,
    /// For government customers.
    Government,
}

/// How often a customer may have an offer.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limit {
    /// What is counted.
    pub(crate) of: LimitOf,
    /// How many there may be.
    pub(crate) count: i64,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LimitOf {
    /// Subscriptions at the same time.
    Concurrent,
    /// Every subscription that the customer ever had.
    Lifetime,
}

/// What is charged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Billing {
    /// Licences, however much they are used.
    #[default]
    License,
    /// What is used.
    Usage,
}

/// How long a subscription is committed to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum Term {
    /// A month.
    #[serde(rename = "P1M")]
    Month,
    /// A year.
    #[default]
    #[serde(rename = "P1Y")]
    Year,
    /// Three years.
    #[serde(rename = "P3Y")]
    ThreeYears,
}

impl Term {
    /// The term as the API writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Month => "P1M",
            Self::Year => "P1Y",
            Self::ThreeYears => "P3Y",
        }
    }

    /// How many months it has.
    pub(crate) fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Year => 12,
            Self::ThreeYears => 36,
        }
    }
}

impl CatalogueOffer {
    /// Whether it is bought on top of another offer.
    pub(crate) fn is_add_on(&self) -> bool {
        !self.prerequisites.is_empty()
    }

    /// Whether another offer can be bought on top of it.
    pub(crate) fn has_add_ons(&self) -> bool {
        all().iter().any(|other| other.prerequisites.contains(&self.id))
    }

    /// Whether it stands in the catalogue of this cloud.
    pub(crate) fn is_in(&self, cloud: Cloud) -> bool {
        self.clouds.is_empty() || self.clouds.contains(&cloud)
    }

    /// Whether it is offered in this country, by its upper-case code.
    pub(crate) fn is_offered_in(&self, country: &str) -> bool {
        let names = |countries: &[String]| countries.iter().any(|known| known == country);
        (self.only_in.is_empty() || names(&self.only_in)) && !names(&self.not_in)
    }

    /// What limits how often a customer may have it, and how many there may be; none and 0 where nothing does.
    ///
    /// Source: `offer-resources`, `get-a-list-of-products-by-customer`.
    pub(crate) fn limited(&self) -> (LimitUnitOfMeasure, i64) {
        let Some(limit) = self.limit else { return (LimitUnitOfMeasure::None, 0) };
        let of = match limit.of {
            LimitOf::Concurrent => LimitUnitOfMeasure::Concurrent,
            LimitOf::Lifetime => LimitUnitOfMeasure::LifeTime,
        };
        (of, limit.count)
    }

    /// The family that it belongs to.
    pub(crate) fn family(&self) -> Family {
        if self.billing == Billing::Usage {
            Family::Azure
        } else if self.trial {
            Family::Trial
        } else if self.is_add_on() {
            Family::AddOn
        } else {
            Family::License
        }
    }
}

/// The file as it was read; a sandbox does not start unless it was.
static CATALOGUE: LazyLock<Result<Vec<CatalogueOffer>, toml::de::Error>> = LazyLock::new(|| parse(FILE));

/// The offers of a file.
pub(super) fn parse(file: &str) -> Result<Vec<CatalogueOffer>, toml::de::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Rows {
        offers: Vec<CatalogueOffer>,
    }
    toml::from_str::<Rows>(file).map(|rows| rows.offers)
}

/// Reads the catalogue, which every start asks for: without it nothing could be sold.
pub(crate) fn open() -> Result<(), String> {
    CATALOGUE.as_ref().map(drop).map_err(ToString::to_string)
}

/// Every offer, in the order of the file.
pub(crate) fn all() -> &'static [CatalogueOffer] {
    CATALOGUE.as_deref().unwrap_or_default()
}

/// The offer with this id, in any casing.
pub(crate) fn find(id: &OfferId) -> Option<&'static CatalogueOffer> {
    all().iter().find(|offer| offer.id == *id)
}

fn one() -> i64 {
    1
}

fn usual_maximum() -> i64 {
    USUAL_MAXIMUM
}

fn licenses() -> String {
    "Licenses".to_owned()
}

fn usual_cycles() -> Vec<BillingCycleType> {
    vec![BillingCycleType::Monthly, BillingCycleType::Annual]
}

fn yes() -> bool {
    true
}
