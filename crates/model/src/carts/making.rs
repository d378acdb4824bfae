//! Carts to be filled.

use super::{Cart, CartLineItem, Participant, ParticipantType};
use crate::billing::BillingCycleType;

impl Cart {
    /// A cart with these lines, which are numbered as they come.
    #[must_use]
    pub fn of(lines: impl IntoIterator<Item = CartLineItem>) -> Self {
        let numbered = |(id, line)| CartLineItem { id: Some(id), ..line };
        Self { line_items: (0..).zip(lines).map(numbered).collect(), ..Self::default() }
    }
}

impl CartLineItem {
    /// A line for so many of an item of the catalogue, `product:sku:availability`, or of an offer.
    #[must_use]
    pub fn of(catalog_item_id: impl Into<String>, quantity: i64) -> Self {
        Self { catalog_item_id: Some(catalog_item_id.into()), quantity: Some(quantity), ..Self::default() }
    }

    /// With this name, which its subscription takes over.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { friendly_name: Some(name.into()), ..self }
    }

    /// Billed so often.
    #[must_use]
    pub fn billed(self, cycle: BillingCycleType) -> Self {
        Self { billing_cycle: Some(cycle), ..self }
    }

    /// For this term, an ISO 8601 duration: `P1Y`.
    #[must_use]
    pub fn term(self, duration: impl Into<String>) -> Self {
        Self { term_duration: Some(duration.into()), ..self }
    }

    /// Bought through the reseller with this MPN id.
    #[must_use]
    pub fn partner_on_record(mut self, mpn_id: impl Into<String>) -> Self {
        let key = Some(ParticipantType::TransactionReseller);
        self.participants.push(Participant { key, value: Some(mpn_id.into()) });
        self
    }

    /// With this on top.
    #[must_use]
    pub fn addon(mut self, line: Self) -> Self {
        self.addon_items.push(line);
        self
    }

    /// With something that the product needs to know to be provided, such as the `scope` of a reservation.
    #[must_use]
    pub fn provisioning(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.provisioning_context.get_or_insert_default().insert(name.into(), value.into());
        self
    }
}
