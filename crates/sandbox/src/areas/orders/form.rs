//! The form in which an order is answered: its fields and links, for orders of offers and orders from the catalogue.

use std::collections::BTreeMap;

use jiff::Timestamp;
use partner_center_model::{
    billing::BillingCycleType,
    ids::{CustomerId, OrderId, SubscriptionId},
    orders::{
        Order, OrderClient, OrderLineItem, OrderLineItemLinks, OrderLineItemTransactionType, OrderLinks, OrderStatus,
        OrderTransactionType,
    },
    resource::{Attributes, Link},
};

use super::currency::currency;
use crate::areas::{product::CatalogItem, subscriptions};

/// An order about to be written.
pub(super) struct Placed<'a> {
    pub(super) id: &'a OrderId,
    /// Orders from the catalogue alone have one.
    pub(super) alternate_id: Option<String>,
    pub(super) customer: CustomerId,
    pub(super) country: &'a str,
    pub(super) billing_cycle: BillingCycleType,
    pub(super) placed: Timestamp,
    pub(super) status: OrderStatus,
    pub(super) lines: Vec<OrderLineItem>,
}

impl Placed<'_> {
    /// The order as it is answered. The etag follows when it is written.
    pub(super) fn order(self) -> Order {
        let (code, symbol) = currency(self.country);
        let from_catalogue = self.alternate_id.is_some();
        let uri = format!("/customers/{}/orders/{}", self.customer, self.id);
        let links = OrderLinks {
            provisioning_status: from_catalogue.then(|| Link::get(format!("{uri}/provisioningstatus"))),
            patch_operation: from_catalogue.then(|| Link { method: "PATCH".to_owned(), ..Link::get(uri.as_str()) }),
            self_link: Some(Link::get(uri)),
        };
        Order {
            id: Some(self.id.to_string()),
            reference_customer_id: Some(self.customer.to_string()),
            billing_cycle: Some(self.billing_cycle),
            currency_code: Some(code.to_owned()),
            currency_symbol: from_catalogue.then(|| symbol.to_owned()),
            total_price: None,
            line_items: self.lines,
            creation_date: Some(self.placed),
            status: Some(self.status),
            transaction_type: from_catalogue.then_some(OrderTransactionType::UserPurchase),
            links: Some(links),
            client: from_catalogue.then(|| client(self.country)),
            alternate_id: self.alternate_id,
            attributes: Some(Attributes::of("Order")),
        }
    }
}

/// A line of an order, from either kind of id.
pub(super) struct PlacedLine<'a> {
    pub(super) number: usize,
    pub(super) offer: &'a str,
    pub(super) customer: CustomerId,
    pub(super) country: &'a str,
    pub(super) subscription: Option<SubscriptionId>,
    pub(super) friendly_name: &'a str,
    pub(super) quantity: i64,
    /// `P1Y`; empty for what has no term.
    pub(super) term: &'a str,
    pub(super) partner: Option<&'a str>,
    /// The MPN ids of further partners.
    pub(super) further_partners: &'a [String],
    /// What the line said about how it is provided.
    pub(super) context: Option<&'a BTreeMap<String, String>>,
    /// The order, where the publisher has to activate what the line bought.
    pub(super) activated_by_hand: Option<&'a OrderId>,
}

impl PlacedLine<'_> {
    /// The line as it is answered.
    pub(super) fn item(&self) -> OrderLineItem {
        let catalogue = CatalogItem::parse(self.offer);
        let links = OrderLineItemLinks {
            subscription: self.subscription.map(|id| subscriptions::link(self.customer, id)),
            product: catalogue.map(|item| item.product_link(self.country)),
            sku: catalogue.map(|item| item.sku_link(self.country)),
            availability: catalogue.map(|item| item.availability_link(self.country)),
            activation_links: self
                .activated_by_hand
                .map(|order| Link::get(activation_uri(self.customer, order, &self.number.to_string()))),
            ..OrderLineItemLinks::default()
        };
        OrderLineItem {
            line_item_number: i64::try_from(self.number).ok(),
            offer_id: Some(self.offer.to_owned()),
            subscription_id: self.subscription.map(|id| id.to_string()),
            term_duration: catalogue.map(|_| self.term.to_owned()),
            transaction_type: catalogue.map(|_| OrderLineItemTransactionType::New),
            friendly_name: Some(self.friendly_name.to_owned()),
            quantity: Some(self.quantity),
            partner_id_on_record: self.partner.map(str::to_owned),
            additional_partner_ids_on_record: self.further_partners.to_vec(),
            provisioning_context: self.context.cloned().and_then(context),
            links: Some(links),
            ..OrderLineItem::default()
        }
    }
}

/// An order of offers as the pages print the answer to a change: without what only reading it shows. Orders from the
/// catalogue are answered whole. Source: `create-an-order-for-a-customer-of-an-indirect-reseller`,
/// `purchase-an-add-on-to-a-subscription`, `change-the-billing-cycle`.
pub(super) fn as_changed(order: Order) -> Order {
    if order.alternate_id.is_some() { order } else { Order { currency_code: None, status: None, ..order } }
}

fn client(country: &str) -> OrderClient {
    OrderClient {
        marketplace_country: Some(country.to_owned()),
        device_family: Some("UniversalStore-PartnerCenter".to_owned()),
        name: Some("Partner Center API".to_owned()),
    }
}

/// Where the links are read by which a line is activated.
pub(super) fn activation_uri(customer: CustomerId, order: &OrderId, line: &str) -> String {
    format!("/customers/{customer}/orders/{order}/lineitems/{line}/activationlinks")
}

/// A provisioning context with its names in camelCase, as the pages answer them, however a client spells them; none if it
/// says nothing.
pub(crate) fn context(sent: BTreeMap<String, String>) -> Option<BTreeMap<String, String>> {
    let camel = |name: &str| {
        let mut letters = name.chars();
        letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
    };
    let named: BTreeMap<String, String> = sent.into_iter().map(|(name, value)| (camel(&name), value)).collect();
    (!named.is_empty()).then_some(named)
}
