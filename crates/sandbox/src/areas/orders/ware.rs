//! What the catalogue of products says of an item, as far as ordering it asks.

use partner_center_model::{billing::BillingCycleType, errors, orders::OrderLineItem};

use super::{record::Included, rules::placing::Buyer};
use crate::{
    account::Environment,
    areas::{
        offers::Term,
        product::{CatalogItem, Family},
        products::catalogue::{self, Item, parts::Scope},
    },
    refusal::Refusal,
};

/// Who publishes what Microsoft itself sells.
const MICROSOFT: &str = "Microsoft Corporation";

/// An item of the catalogue.
#[derive(Debug, Clone)]
pub(super) struct Ware {
    /// `product:sku:availability`.
    pub(super) id: String,
    pub(super) name: &'static str,
    /// Who publishes it; none for Microsoft.
    pub(super) publisher: Option<&'static str>,
    pub(super) family: Family,
    /// Whether it costs nothing and ends.
    pub(super) trial: bool,
    /// For how long it is sold; nothing if it has no term.
    pub(super) terms: &'static [Term],
    /// How often it can be billed, the usual cycle first.
    pub(super) cycles: &'static [BillingCycleType],
    pub(super) minimum: i64,
    pub(super) maximum: i64,
    /// Whether a reservation is for an Azure plan, and not for a CSP Azure subscription.
    pub(super) for_azure_plan: bool,
    /// Whether a sandbox may reserve it.
    pub(super) in_sandbox: bool,
    /// The products that come with it.
    pub(super) included: &'static [Included],
}

impl Ware {
    /// What a line is for, if this buyer can buy it.
    ///
    /// Source: `create-an-order`, `product-resources`, `purchase-azure-reservations`, `error-codes`.
    pub(super) fn of(line: &OrderLineItem, buyer: &Buyer<'_>) -> Result<Self, Refusal> {
        let refuse = |code, why: String| Err(Refusal::new(code).explain(why));
        let Some(item) = item(line).filter(|item| item.product.is_in(buyer.cloud)) else {
            let why =
                format!("No such item is sold in this cloud: GET /v1/products?country={} lists them.", buyer.country);
            return refuse(errors::INVALID_OFFER_ID, why);
        };
        let title = &item.sku.title;
        if !item.product.is_offered_in(buyer.country) {
            return refuse(errors::OFFER_NOT_IN_COUNTRY, format!("{title} is not sold in {}.", buyer.country));
        }
        if !item.availability.purchasable {
            return refuse(errors::OFFER_NO_LONGER_AVAILABLE, format!("{title} is not sold any more."));
        }
        if let Some(needed) = item.availability.segment.lacks(&buyer.qualifications) {
            let why = format!("This availability of {title} is for customers who qualify as {needed}.");
            return refuse(errors::OFFER_NOT_ELIGIBLE, why);
        }
        if item.sku.machine.as_ref().is_some_and(|machine| machine.sold_out) {
            return refuse(errors::INVENTORY_NOT_AVAILABLE, format!("The region of {title} has no more of it."));
        }
        Ok(Self::from(item))
    }

    /// Whether the partner has to activate it: in production its publisher does, who is as good as there at once.
    ///
    /// Source: `test-and-debug`, `activate-sandbox-subscription-azure-marketplace-products`. That a publisher waits for
    /// nothing is inferred.
    pub(super) fn needs_activation(&self, environment: Environment) -> bool {
        self.family == Family::Marketplace && environment == Environment::Sandbox
    }
}

impl From<Item> for Ware {
    fn from(item: Item) -> Self {
        let Item { product, sku, availability } = item;
        Self {
            id: item.id(),
            name: &sku.title,
            publisher: Some(product.publisher.as_str()).filter(|publisher| *publisher != MICROSOFT),
            family: item.family(),
            trial: sku.trial,
            terms: &availability.terms,
            cycles: &sku.cycles,
            minimum: sku.minimum,
            maximum: sku.maximum,
            for_azure_plan: availability.scope == Some(Scope::AzurePlan),
            in_sandbox: sku.in_sandbox,
            included: &sku.included,
        }
    }
}

/// Whether a line is for an item of the catalogue, and not for an offer.
pub(super) fn is_item(line: &OrderLineItem) -> bool {
    id(line).is_some()
}

/// The family of what a line is for, if the catalogue knows it.
pub(super) fn family(line: &OrderLineItem) -> Option<Family> {
    item(line).map(|item| item.family())
}

fn id(line: &OrderLineItem) -> Option<CatalogItem<'_>> {
    line.offer_id.as_deref().and_then(CatalogItem::parse)
}

fn item(line: &OrderLineItem) -> Option<Item> {
    id(line).and_then(|id| catalogue::find(&id))
}
