//! Orders to be sent.

use super::{Order, OrderLineItem, OrderStatus};

impl Order {
    /// An order of these lines, which are numbered as they come.
    #[must_use]
    pub fn of(lines: impl IntoIterator<Item = OrderLineItem>) -> Self {
        let numbered = |(number, line)| OrderLineItem { line_item_number: Some(number), ..line };
        Self { line_items: (0..).zip(lines).map(numbered).collect(), ..Self::default() }
    }

    /// What cancels the order with this id, as the body of a PATCH.
    #[must_use]
    pub fn cancelled(id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), status: Some(OrderStatus::Cancelled), ..Self::default() }
    }
}

impl OrderLineItem {
    /// A line that buys so many of an offer, or of an item of the catalogue, `product:sku:availability`.
    #[must_use]
    pub fn of(offer_id: impl Into<String>, quantity: i64) -> Self {
        Self { offer_id: Some(offer_id.into()), quantity: Some(quantity), ..Self::default() }
    }

    /// With this name, which its subscription takes over.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { friendly_name: Some(name.into()), ..self }
    }

    /// Bought through the reseller with this MPN id.
    #[must_use]
    pub fn partner_on_record(self, mpn_id: impl Into<String>) -> Self {
        Self { partner_id_on_record: Some(mpn_id.into()), ..self }
    }

    /// On top of this subscription.
    #[must_use]
    pub fn addon_to(self, subscription_id: impl Into<String>) -> Self {
        Self { parent_subscription_id: Some(subscription_id.into()), ..self }
    }

    /// For this term, an ISO 8601 duration: `P1Y`.
    #[must_use]
    pub fn term(self, duration: impl Into<String>) -> Self {
        Self { term_duration: Some(duration.into()), ..self }
    }

    /// With something that the product needs to know to be provided, such as the `scope` of a reservation.
    #[must_use]
    pub fn provisioning(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.provisioning_context.get_or_insert_default().insert(name.into(), value.into());
        self
    }
}
