//! A product, its SKUs and their availabilities, as the catalogue holds them.

use std::collections::BTreeMap;

use partner_center_model::{billing::BillingCycleType, cloud::Cloud};
use serde::Deserialize;

use super::machine::Machine;
use crate::areas::{
    offers::{CatalogueOffer, Term},
    orders::Included,
    product::Family,
};

/// A product, in every country at once.
#[derive(Debug)]
pub(crate) struct Product {
    /// Its id, of twelve letters and digits.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) title: String,
    /// What it is for.
    pub(crate) description: String,
    /// What kind of thing it is.
    pub(crate) kind: Kind,
    /// Who publishes it.
    pub(crate) publisher: String,
    /// The forms that it is sold in.
    pub(crate) skus: Vec<Sku>,
}

impl Product {
    /// The SKU with this id, in any casing.
    pub(crate) fn sku(&self, id: &str) -> Option<&Sku> {
        self.skus.iter().find(|sku| sku.id.eq_ignore_ascii_case(id))
    }

    /// Whether it is in the catalogue of this cloud.
    pub(crate) fn is_in(&self, cloud: Cloud) -> bool {
        self.skus.iter().any(|sku| sku.market.is_in(cloud))
    }

    /// Whether it is sold in this country, by its upper-case code.
    pub(crate) fn is_offered_in(&self, country: &str) -> bool {
        self.skus.iter().any(|sku| sku.market.is_offered_in(country))
    }
}

/// A form that a product is sold in.
#[derive(Debug)]
pub(crate) struct Sku {
    /// Its id within the product, such as `0001`.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) title: String,
    /// What it is.
    pub(crate) description: String,
    /// Where it is sold.
    pub(crate) market: Market,
    /// The offer that it is, if it is one.
    pub(crate) offer: Option<&'static CatalogueOffer>,
    /// The least that can be bought at once.
    pub(crate) minimum: i64,
    /// The most that can be bought at once.
    pub(crate) maximum: i64,
    /// What a unit costs in US dollars: for the shortest term of an availability, or once; an offer's for a month.
    pub(crate) price: i64,
    /// Whether it costs nothing and ends.
    pub(crate) trial: bool,
    /// How often it may be billed.
    pub(crate) cycles: Vec<BillingCycleType>,
    /// What a reservation of a virtual machine reserves.
    pub(crate) machine: Option<Machine>,
    /// Whether an integration sandbox may reserve it. Source: `test-and-debug`.
    pub(crate) in_sandbox: bool,
    /// The products that come with it.
    pub(crate) included: Vec<Included>,
    /// Its dynamic attributes, but for what its kind says.
    pub(crate) attributes: BTreeMap<String, String>,
    /// The conditions that it is sold on.
    pub(crate) availabilities: Vec<Availability>,
}

impl Sku {
    /// The availability with this id, in any casing.
    pub(crate) fn availability(&self, id: &str) -> Option<&Availability> {
        self.availabilities.iter().find(|availability| availability.id.eq_ignore_ascii_case(id))
    }
}

/// Where a SKU is sold.
#[derive(Debug, Clone)]
pub(crate) struct Market {
    /// The only clouds; none for all.
    pub(crate) clouds: Vec<Cloud>,
    /// The only countries; none for all.
    pub(crate) only_in: Vec<String>,
    /// The countries left out.
    pub(crate) not_in: Vec<String>,
}

impl Market {
    /// Whether it is sold in this cloud.
    pub(crate) fn is_in(&self, cloud: Cloud) -> bool {
        self.clouds.is_empty() || self.clouds.contains(&cloud)
    }

    /// Whether it is sold in this country, by its upper-case code.
    pub(crate) fn is_offered_in(&self, country: &str) -> bool {
        let names = |countries: &[String]| countries.iter().any(|known| known == country);
        (self.only_in.is_empty() || names(&self.only_in)) && !names(&self.not_in)
    }
}

/// The conditions that a SKU is sold on.
#[derive(Debug)]
pub(crate) struct Availability {
    /// Its id within the SKU.
    pub(crate) id: String,
    /// Whom it is for.
    pub(crate) segment: Segment,
    /// What a reservation is charged to.
    pub(crate) scope: Option<Scope>,
    /// How long it can be bought for; none for what is bought for ever, and for an Azure plan.
    pub(crate) terms: Vec<Term>,
    /// Whether it can still be bought.
    pub(crate) purchasable: bool,
    /// Whether it renews itself at the end of a term.
    pub(crate) renewable: bool,
}

/// What kind of thing a product is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// An Azure plan.
    AzurePlan,
    /// A reservation of virtual machines.
    VirtualMachines,
    /// A reservation of SQL databases.
    SqlDatabases,
    /// A reservation of Cosmos databases.
    CosmosDb,
    /// Software that is bought for ever.
    SoftwarePerpetual,
    /// Software that is bought for a term.
    SoftwareSubscriptions,
    /// SUSE Linux, which is bought for a term.
    SoftwareSuseLinux,
    /// Software of others that they run themselves.
    Saas,
    /// CSP Azure, which is an offer.
    #[serde(skip)]
    Azure,
    /// Licences, which are offers.
    #[serde(skip)]
    OnlineServices,
}

impl Kind {
    /// The family of its products; offers have their own.
    pub(crate) fn family(self) -> Family {
        match self {
            Self::AzurePlan => Family::AzurePlan,
            Self::VirtualMachines | Self::SqlDatabases | Self::CosmosDb => Family::Reservation,
            Self::SoftwarePerpetual => Family::Software,
            Self::SoftwareSubscriptions | Self::SoftwareSuseLinux => Family::SoftwareSubscription,
            Self::Saas => Family::Marketplace,
            Self::Azure => Family::Azure,
            Self::OnlineServices => Family::License,
        }
    }
}

/// An industry segment: whom an availability is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Segment {
    /// Companies.
    #[default]
    Commercial,
    /// Schools.
    Education,
    /// Authorities.
    Government,
    /// Charities.
    Nonprofit,
}

impl Segment {
    /// Every segment.
    pub(crate) const ALL: [Self; 4] = [Self::Commercial, Self::Education, Self::Government, Self::Nonprofit];

    /// The segment as the API writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Commercial => "commercial",
            Self::Education => "education",
            Self::Government => "government",
            Self::Nonprofit => "nonprofit",
        }
    }

    /// What a customer with these qualifications lacks to be sold what is for this segment.
    pub(crate) fn lacks(self, qualifications: &[String]) -> Option<&'static str> {
        let needed = match self {
            Self::Commercial => return None,
            Self::Education => "Education",
            Self::Government => "GovernmentCommunityCloud",
            Self::Nonprofit => "Nonprofit",
        };
        (!qualifications.iter().any(|has| has.eq_ignore_ascii_case(needed))).then_some(needed)
    }
}

/// What a reservation is charged to, if it is not a CSP Azure subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// An Azure plan.
    AzurePlan,
}
