//! The lines of a cart: what is asked of all of them together, and each as the line of an order that it would become.

use std::collections::HashSet;

use partner_center_model::{
    carts::{CartLineItem, ParticipantType},
    errors,
    ids::SubscriptionId,
    orders::OrderLineItem,
};

use crate::{
    areas::orders::{self, Parent, Wanted},
    refusal::Refusal,
};

/// A line of a cart, or an add-on to one.
#[derive(Debug)]
pub(super) struct Entry {
    /// The line of an order that it would become.
    pub(super) line: OrderLineItem,
    /// For an add-on: the place among the entries of the line that it stands in.
    pub(super) base: Option<usize>,
}

impl Entry {
    /// The line as orders see it, at this place among the lines of one.
    pub(super) fn wanted(&self, place: usize) -> Wanted<'_> {
        Wanted { place, line: &self.line, parent: self.base.map(Parent::Line).or_else(|| self.parent()) }
    }

    /// The subscription that an add-on is bought for, by its provisioning context.
    ///
    /// Source: `create-a-cart-with-add-ons`.
    fn parent(&self) -> Option<Parent> {
        let context = self.line.provisioning_context.as_ref()?;
        let (_, id) = context.iter().find(|(key, _)| key.eq_ignore_ascii_case("parentSubscriptionId"))?;
        // What is no id is none of the customer's subscriptions either.
        Some(Parent::Subscription(id.trim().parse().unwrap_or(SubscriptionId(uuid::Uuid::nil()))))
    }
}

/// The lines as they are kept: numbered, with what the service sets taken off and the names of the context in camelCase.
///
/// Source: `create-a-cart`, `create-a-cart-with-add-ons`, `update-a-cart`.
pub(super) fn shape(sent: Vec<CartLineItem>) -> Result<Vec<CartLineItem>, Refusal> {
    if sent.is_empty() {
        return Err(Refusal::new(errors::INVALID_INPUT)
            .about("lineItems is empty")
            .explain("A cart has one line at least."));
    }
    let unnamed = |line: &CartLineItem| {
        let id = line.catalog_item_id.as_ref().or(line.catalog_id.as_ref());
        id.is_none_or(|id| id.trim().is_empty())
    };
    if let Some(place) = all(&sent).position(unnamed) {
        return Err(Refusal::new(errors::CATALOG_ITEM_ID_MISSING)
            .about(format!("line {place}, add-ons counted"))
            .explain("Every line and every add-on has a catalogItemId: an offer's id, or product:sku:availability."));
    }
    let count = sent.iter().map(|line| 1 + line.addon_items.len()).sum();
    orders::fit(count)?;
    let nested = |line: &CartLineItem| line.addon_items.iter().any(|add_on| !add_on.addon_items.is_empty());
    if let Some(place) = sent.iter().position(nested) {
        return Err(Refusal::new(errors::INVALID_INPUT)
            .about(format!("lineItems[{place}].addonItems[].addonItems"))
            .explain("An add-on has no add-ons of its own."));
    }
    let mut lines: Vec<CartLineItem> = sent.into_iter().map(kept).collect();
    let ids: Vec<Option<i64>> = all(&lines).map(|line| line.id).collect();
    let told_apart = ids.iter().all(Option::is_some) && ids.iter().collect::<HashSet<_>>().len() == ids.len();
    if !told_apart {
        let mut next = 0..;
        for line in &mut lines {
            line.id = next.next();
            line.addon_items.iter_mut().for_each(|add_on| add_on.id = next.next());
        }
    }
    Ok(lines)
}

/// Every line, each followed by its add-ons.
pub(super) fn all(lines: &[CartLineItem]) -> impl Iterator<Item = &CartLineItem> {
    lines.iter().flat_map(|line| std::iter::once(line).chain(&line.addon_items))
}

/// A line as it is kept, without what the service sets. The context has its names in camelCase, as the pages answer them.
fn kept(line: CartLineItem) -> CartLineItem {
    CartLineItem {
        catalog_item_id: line.catalog_item_id.or(line.catalog_id),
        catalog_id: None,
        provisioning_context: line.provisioning_context.and_then(orders::context),
        addon_items: line.addon_items.into_iter().map(kept).collect(),
        order_group: None,
        error: None,
        ..line
    }
}

/// The lines of orders that these would become, each followed by its add-ons.
pub(super) fn entries(lines: &[CartLineItem]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for line in lines {
        let base = entries.len();
        entries.push(Entry { line: order_line(line), base: None });
        entries.extend(line.addon_items.iter().map(|add_on| Entry { line: order_line(add_on), base: Some(base) }));
    }
    entries
}

/// The line of an order that a line of a cart would become.
///
/// Source: `cart-resources`, `order-resources`.
fn order_line(line: &CartLineItem) -> OrderLineItem {
    let partners = |wanted: ParticipantType| {
        let of_type = line.participants.iter().filter(move |participant| participant.key.as_ref() == Some(&wanted));
        of_type.filter_map(|participant| participant.value.clone())
    };
    OrderLineItem {
        offer_id: line.catalog_item_id.clone(),
        friendly_name: line.friendly_name.clone(),
        quantity: line.quantity,
        term_duration: line.term_duration.clone(),
        partner_id_on_record: partners(ParticipantType::TransactionReseller).next(),
        additional_partner_ids_on_record: partners(ParticipantType::AdditionalTransactionReseller).collect(),
        provisioning_context: line.provisioning_context.clone(),
        renews_to: line.renews_to.clone(),
        ..OrderLineItem::default()
    }
}

/// Whether the currency is the customer's, if the line names one.
///
/// Source: `cart-resources`. The code is inferred.
pub(super) fn currency(line: &CartLineItem, usual: &str) -> Result<(), Refusal> {
    let asked = line.currency_code.as_deref().map(str::trim).filter(|code| !code.is_empty());
    match asked {
        Some(code) if !code.eq_ignore_ascii_case(usual) => Err(Refusal::new(errors::INVALID_INPUT)
            .about("currencyCode")
            .explain(format!("The customer's country is billed in {usual}."))),
        _ => Ok(()),
    }
}
