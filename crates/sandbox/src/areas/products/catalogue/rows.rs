//! The rows of the data file, and what follows from them.

use std::collections::BTreeMap;

use partner_center_model::{billing::BillingCycleType, cloud::Cloud};
use serde::Deserialize;

use super::{
    machine::{Machine, Region, Size},
    parts::{Availability, Kind, Market, Product, Scope, Segment, Sku},
};
use crate::areas::{offers::Term, orders::Included, product::Family};

/// How many can be bought at once where a row names no bound.
const USUAL_MAXIMUM: i64 = 999_999_999;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sizes: Vec<Size>,
    regions: Vec<Region>,
    products: Vec<ProductRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductRow {
    id: String,
    title: String,
    description: String,
    kind: Kind,
    #[serde(default = "microsoft")]
    publisher: String,
    #[serde(default)]
    only_in: Vec<String>,
    #[serde(default)]
    not_in: Vec<String>,
    skus: Vec<SkuRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SkuRow {
    id: String,
    title: Option<String>,
    description: Option<String>,
    price: i64,
    #[serde(default = "one")]
    minimum: i64,
    #[serde(default = "usual_maximum")]
    maximum: i64,
    #[serde(default)]
    trial: bool,
    #[serde(default = "once")]
    cycles: Vec<BillingCycleType>,
    machine: Option<MachineRow>,
    #[serde(default)]
    in_sandbox: bool,
    #[serde(default)]
    included: Vec<Included>,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
    availabilities: Vec<AvailabilityRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MachineRow {
    size: String,
    region: String,
    term: Term,
    #[serde(default)]
    sold_out: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AvailabilityRow {
    id: String,
    #[serde(default)]
    segment: Segment,
    scope: Option<Scope>,
    #[serde(default)]
    terms: Vec<Term>,
    #[serde(default = "yes")]
    purchasable: bool,
}

/// The products of a file.
pub(super) fn parse(file: &str) -> Result<Vec<Product>, String> {
    let file: File = toml::from_str(file).map_err(|error| error.to_string())?;
    let File { sizes, regions, products } = file;
    let azure = Azure { sizes, regions };
    products.into_iter().map(|row| product(row, &azure)).collect()
}

fn product(row: ProductRow, azure: &Azure) -> Result<Product, String> {
    let ProductRow { id, title, description, kind, publisher, only_in, not_in, skus } = row;
    // What the pages say of the national clouds does not name products: inferred.
    let market = Market { clouds: vec![Cloud::Global], only_in, not_in };
    let skus = skus.into_iter().map(|row| sku(row, kind, &market, azure)).collect::<Result<_, _>>();
    let skus = skus.map_err(|why| format!("{id}: {why}"))?;
    Ok(Product { id, title, description, kind, publisher, skus })
}

fn sku(row: SkuRow, kind: Kind, market: &Market, azure: &Azure) -> Result<Sku, String> {
    let SkuRow { id, title, description, price, minimum, maximum, trial, cycles, .. } = row;
    let SkuRow { in_sandbox, included, attributes, .. } = row;
    let machine = row.machine.map(|row| azure.machine(row)).transpose()?;
    let named = |given: Option<String>, of_machine: fn(&Machine) -> String, what: &str| {
        given.or_else(|| machine.as_ref().map(of_machine)).ok_or_else(|| format!("{id} has no {what}"))
    };
    let title = named(title, Machine::title, "title")?;
    let description = named(description, Machine::description, "description")?;
    // Subscriptions of both kinds renew; a trial ends. Software and reservations are bought again.
    let renewable = kind.family() == Family::Marketplace && !trial;
    let availabilities = row.availabilities.into_iter().map(|row| Availability {
        id: row.id,
        segment: row.segment,
        scope: row.scope,
        terms: machine.as_ref().map_or(row.terms, |machine| vec![machine.term]),
        purchasable: row.purchasable,
        renewable,
    });
    let availabilities = availabilities.collect();
    Ok(Sku {
        id,
        title,
        description,
        market: market.clone(),
        offer: None,
        minimum,
        maximum,
        price,
        trial,
        cycles,
        machine,
        in_sandbox,
        included,
        attributes,
        availabilities,
    })
}

/// What Azure has, for machines to name.
struct Azure {
    sizes: Vec<Size>,
    regions: Vec<Region>,
}

impl Azure {
    fn machine(&self, row: MachineRow) -> Result<Machine, String> {
        let size = self.sizes.iter().find(|size| size.name == row.size);
        let region = self.regions.iter().find(|region| region.arm == row.region);
        Ok(Machine {
            size: size.cloned().ok_or_else(|| format!("there is no size {}", row.size))?,
            region: region.cloned().ok_or_else(|| format!("there is no region {}", row.region))?,
            term: row.term,
            sold_out: row.sold_out,
        })
    }
}

fn microsoft() -> String {
    "Microsoft".to_owned()
}

fn one() -> i64 {
    1
}

fn usual_maximum() -> i64 {
    USUAL_MAXIMUM
}

fn once() -> Vec<BillingCycleType> {
    vec![BillingCycleType::OneTime]
}

fn yes() -> bool {
    true
}
