//! What an order costs: the price of the catalogue for a unit, the cycle that it is billed in, and how many were bought.
//!
//! Reckoned in whole parts of the currency, cents for most, so that a total is the sum of its lines.

use partner_center_model::{
    billing::BillingCycleType,
    orders::{Order, OrderLineItem, Pricing},
};

use super::{
    currency::{Currency, rounded},
    record::OrderOwn,
};
use crate::areas::{
    offers::{self, Term},
    product::CatalogItem,
    products::catalogue,
};

/// What the catalogue says of the price of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) dollars: i64,
    /// For how many months that is.
    pub(super) per: i64,
    /// For how many months the price is listed.
    pub(super) listed: i64,
    /// For how many months it was bought.
    pub(super) term: i64,
}

/// What a line costs, in parts of a currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// A unit, as it is listed.
    pub(super) list: i64,
    /// A unit, in each cycle that it is billed in.
    pub(super) unit: i64,
    /// All units.
    pub(super) all: i64,
}

impl Rate {
    /// A price that is paid once.
    fn once(dollars: i64) -> Self {
        Self { dollars, per: 1, listed: 1, term: 1 }
    }

    /// The price of what a line is for; none where the catalogue does not have it.
    pub(super) fn of(line: &OrderLineItem) -> Option<Self> {
        let id = line.offer_id.as_deref()?;
        let Some(item) = CatalogItem::parse(id) else {
            let offer = offers::find(&id.parse().ok()?)?;
            return Some(Self { dollars: offer.price, per: 1, listed: 1, term: offer.term.months().into() });
        };
        let item = catalogue::find(&item)?;
        let Some(per) = item.availability.terms.iter().map(|term| term.months()).min() else {
            return Some(Self::once(item.sku.price));
        };
        let stated = line.term_duration.as_deref();
        let bought = [Term::Month, Term::Year, Term::ThreeYears].into_iter().find(|term| stated == Some(term.as_str()));
        let term = bought.map_or(per, Term::months).into();
        Some(Self { dollars: item.sku.price, per: per.into(), listed: term, term })
    }

    /// What so many units cost in a cycle: a cycle is charged for the months that it has, and at most for the term.
    pub(super) fn cost(self, cycle: Option<&BillingCycleType>, quantity: i64, currency: &Currency) -> Cost {
        let list = rounded(currency.parts(self.dollars).saturating_mul(self.listed), self.per);
        let months = match cycle {
            Some(BillingCycleType::Monthly) => 1,
            Some(BillingCycleType::Annual) => 12,
            _ => self.term,
        };
        let unit = rounded(list.saturating_mul(months.min(self.term)), self.listed);
        Cost { list, unit, all: unit.saturating_mul(quantity) }
    }
}

/// An order with what it costs; what was cancelled costs nothing.
///
/// Source: the .NET client, which asks for it. What the figures mean is inferred.
pub(super) fn priced(mut order: Order, own: &OrderOwn) -> Order {
    let currency = Currency::find(order.currency_code.as_deref().unwrap_or_default());
    let cycle = order.billing_cycle.as_ref();
    let mut total = 0_i64;
    for (place, line) in order.line_items.iter_mut().enumerate() {
        let Some(rate) = Rate::of(line) else { continue };
        let cancelled = own.lines.get(place).is_some_and(|bought| bought.cancelled);
        let quantity = line.quantity.filter(|_| !cancelled).unwrap_or_default();
        let cost = rate.cost(cycle, quantity, currency);
        total = total.saturating_add(cost.all);
        line.pricing = Some(Pricing {
            list_price: Some(currency.units(cost.list)),
            price: Some(currency.units(cost.unit)),
            extended_price: Some(currency.units(cost.all)),
            ..Pricing::default()
        });
    }
    order.total_price = Some(currency.units(total));
    order.currency_code = Some(currency.code.to_owned());
    order.currency_symbol = Some(currency.symbol.to_owned());
    order
}
