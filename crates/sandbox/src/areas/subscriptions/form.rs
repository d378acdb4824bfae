//! A new subscription: what an order's line or a world file says, and the resource that comes of it.

use backlot_store::Root;
use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};
use partner_center_model::{
    billing::{BillingCycleType, BillingType},
    ids::{CustomerId, OrderId, SubscriptionId},
    resource::{Attributes, Link},
    subscriptions::{ContractType, RefundOption, RefundType, Subscription, SubscriptionLinks, SubscriptionStatus},
};

use super::{
    due,
    record::{SubscriptionOwn, SubscriptionRecord},
    rules,
};
use crate::{
    areas::{
        offers::{self, Billing, CatalogueOffer, Term},
        product::{CatalogItem, Family},
    },
    events::What,
    records::{Records, Stored},
    refusal::Failure,
};

/// The end of what has none, as `get-a-subscription-by-id` prints it: 9999-12-10T00:00:00Z.
pub(super) const NEVER: Timestamp = Timestamp::constant(253_400_400_000, 0);

/// How long a marketplace subscription can be cancelled for its full price, as the dates in
/// `cancel-an-azure-marketplace-subscription` have it.
pub(super) const FULL_REFUND: SignedDuration = SignedDuration::from_hours(24);

/// What a subscription is to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Product<'a> {
    /// An offer.
    Offer(&'static CatalogueOffer),
    /// An item from the catalogue of products: a marketplace product, or an Azure plan.
    Item(Item<'a>),
}

/// An item from the catalogue of products.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item<'a> {
    /// `product:sku:availability`.
    pub(crate) id: &'a str,
    /// Its name.
    pub(crate) name: &'a str,
    /// Who publishes it; none for Microsoft.
    pub(crate) publisher: Option<&'a str>,
    /// Its family.
    pub(crate) family: Family,
    /// For how long it is committed to.
    pub(crate) term: Term,
    /// Whether it costs nothing and ends.
    pub(crate) trial: bool,
}

/// A subscription about to be made.
#[derive(Debug, Clone)]
pub(crate) struct NewSubscription<'a> {
    pub(crate) id: SubscriptionId,
    pub(crate) customer: CustomerId,
    /// The customer's country, for links.
    pub(crate) country: &'a str,
    pub(crate) order: &'a OrderId,
    pub(crate) line_item_number: u32,
    pub(crate) product: Product<'a>,
    pub(crate) quantity: i64,
    /// The product's name, if none is given.
    pub(crate) friendly_name: Option<&'a str>,
    /// The MPN id of the partner on record.
    pub(crate) partner: Option<&'a str>,
    /// What it is an add-on to.
    pub(crate) parent: Option<SubscriptionId>,
    pub(crate) billing_cycle: BillingCycleType,
    /// How long the term after the first one is; as the product's own if none is given.
    pub(crate) renews_to: Option<Term>,
}

/// What a world file states about a subscription that has a past; everything else follows from it as from an order.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    /// When it was made.
    pub(crate) made: Timestamp,
    /// The end of its term, where it does not follow from the beginning.
    pub(crate) ends: Option<Timestamp>,
    /// What has become of it.
    pub(crate) status: SubscriptionStatus,
    /// Whether a marketplace subscription was activated.
    pub(crate) activated: bool,
    /// How many active Azure subscriptions an Azure plan has.
    pub(crate) azure_subscriptions: u32,
    /// Whether it was registered for reservations.
    pub(crate) registered: bool,
}

impl Past {
    /// A subscription that is made now.
    pub(crate) fn none(now: Timestamp) -> Self {
        Self {
            made: now,
            ends: None,
            status: SubscriptionStatus::Active,
            activated: true,
            azure_subscriptions: 0,
            registered: false,
        }
    }
}

/// Makes the subscription that a line of an order buys. The rules of ordering have passed it.
pub(crate) fn create(
    records: &mut Records<'_, '_>,
    customer: &Root,
    new: NewSubscription<'_>,
    past: Past,
) -> Result<Stored<SubscriptionRecord>, Failure> {
    let details = [("orderId", new.order.to_string()), ("quantity", new.quantity.to_string())];
    let subscription = plant(records, customer, new, past)?;
    records.tell(What::SubscriptionCreated, &subscription, details)?;
    Ok(subscription)
}

/// Makes a subscription that is already somewhere in its life.
pub(crate) fn plant(
    records: &mut Records<'_, '_>,
    customer: &Root,
    new: NewSubscription<'_>,
    past: Past,
) -> Result<Stored<SubscriptionRecord>, Failure> {
    let key = SubscriptionRecord::key(customer, new.id);
    let mut own = SubscriptionOwn {
        family: new.product.family(),
        made: past.made,
        line_item_number: new.line_item_number,
        activated: past.activated,
        azure_subscriptions: past.azure_subscriptions,
        registered: past.registered,
        ..SubscriptionOwn::default()
    };
    let entitlement = records.chance.guid().to_string();
    let mut subscription = resource(&new, &past, entitlement);
    due::catch_up(records, customer, &mut subscription, &mut own)?;
    records.insert::<SubscriptionRecord>(key, subscription, own)
}

/// The subscription as it is answered. The etag follows when it is written.
pub(super) fn resource(new: &NewSubscription<'_>, past: &Past, entitlement: String) -> Subscription {
    let product = new.product;
    let starts = product.starts(past.made);
    let suspended = past.status == SubscriptionStatus::Suspended;
    let refundable = product.family() == Family::Marketplace && past.activated;
    Subscription {
        id: Some(new.id.to_string()),
        entitlement_id: Some(entitlement),
        offer_id: Some(product.id().to_owned()),
        offer_name: Some(product.name().to_owned()),
        friendly_name: Some(new.friendly_name.unwrap_or(product.name()).to_owned()),
        quantity: Some(new.quantity),
        unit_type: Some(product.unit().to_owned()),
        parent_subscription_id: new.parent.map(|parent| parent.to_string()),
        has_purchasable_addons: Some(product.has_add_ons()),
        creation_date: Some(past.made),
        // Activation starts the term.
        effective_start_date: past.activated.then_some(starts),
        commitment_end_date: past.activated.then(|| past.ends.unwrap_or_else(|| product.ends(starts))),
        status: Some(past.status.clone()),
        auto_renew_enabled: Some(product.is_renewable() || new.renews_to.is_some()),
        is_trial: Some(product.is_trial()),
        billing_type: Some(if product.is_metered() { BillingType::Usage } else { BillingType::License }),
        billing_cycle: Some(new.billing_cycle.clone()),
        term_duration: product.term().map(|term| term.as_str().to_owned()),
        renewal_term_duration: new.renews_to.map(|term| term.as_str().to_owned()),
        refund_options: if refundable { vec![full_refund(starts)] } else { Vec::new() },
        is_microsoft_product: Some(product.publisher().is_none()),
        partner_id: new.partner.map(str::to_owned),
        suspension_reasons: if suspended { rules::suspended_by_the_partner() } else { Vec::new() },
        contract_type: Some(ContractType::Subscription),
        links: Some(links(new)),
        publisher_name: product.publisher().map(str::to_owned),
        order_id: Some(new.order.to_string()),
        attributes: Some(Attributes::of("Subscription")),
        ..Subscription::default()
    }
}

/// What cancelling gives back, from the start of a term. Source: `cancel-an-azure-marketplace-subscription`.
pub(super) fn full_refund(starts: Timestamp) -> RefundOption {
    let expires = starts.saturating_add(FULL_REFUND).unwrap_or(NEVER);
    RefundOption { refund_type: Some(RefundType::Full), expires_at: Some(expires) }
}

/// Where a subscription is read.
pub(crate) fn link(customer: CustomerId, id: SubscriptionId) -> Link {
    Link::get(uri(customer, id))
}

/// Where the publisher activates a subscription: a place that leads nowhere, in the sandbox and here.
///
/// Source: `get-activation-link-by-order-line-item`, `test-and-debug`.
pub(crate) fn activation(sandbox: bool, subscription: &str) -> Link {
    let place = if sandbox { "sandbox.publisher.example" } else { "publisher.example" };
    Link::get(format!("https://{place}/activate?token={subscription}"))
}

fn uri(customer: CustomerId, id: SubscriptionId) -> String {
    format!("/customers/{customer}/subscriptions/{id}")
}

fn links(new: &NewSubscription<'_>) -> SubscriptionLinks {
    let link = |id: SubscriptionId| link(new.customer, id);
    let links = SubscriptionLinks {
        parent_subscription: new.parent.map(link),
        self_link: Some(link(new.id)),
        ..SubscriptionLinks::default()
    };
    match new.product {
        Product::Offer(offer) => SubscriptionLinks { offer: Some(offers::link(&offer.id, new.country)), ..links },
        Product::Item(item) => {
            let id = CatalogItem::parse(item.id);
            let activated_by_hand = item.family == Family::Marketplace;
            SubscriptionLinks {
                product: id.map(|id| id.product_link(new.country)),
                sku: id.map(|id| id.sku_link(new.country)),
                availability: id.map(|id| id.availability_link(new.country)),
                activation_links: activated_by_hand
                    .then(|| Link::get(format!("{}/activationlinks", uri(new.customer, new.id)))),
                ..links
            }
        }
    }
}

impl<'a> Product<'a> {
    pub(crate) fn family(self) -> Family {
        match self {
            Self::Offer(offer) => offer.family(),
            Self::Item(item) => item.family,
        }
    }

    pub(crate) fn id(self) -> &'a str {
        match self {
            Self::Offer(offer) => offer.id.as_str(),
            Self::Item(item) => item.id,
        }
    }

    fn name(self) -> &'a str {
        match self {
            Self::Offer(offer) => &offer.name,
            Self::Item(item) => item.name,
        }
    }

    fn publisher(self) -> Option<&'a str> {
        match self {
            Self::Offer(_) => None,
            Self::Item(item) => item.publisher,
        }
    }

    fn unit(self) -> &'a str {
        match self {
            Self::Offer(offer) => &offer.unit,
            Self::Item(_) if self.is_metered() => "Usage-based",
            Self::Item(_) => "License(s)",
        }
    }

    fn has_add_ons(self) -> bool {
        matches!(self, Self::Offer(offer) if offer.has_add_ons())
    }

    /// Whether it renews itself where nothing else is said.
    fn is_renewable(self) -> bool {
        match self {
            Self::Offer(offer) => offer.renewable,
            Self::Item(item) => item.family == Family::Marketplace && !item.trial,
        }
    }

    fn is_trial(self) -> bool {
        match self {
            Self::Offer(offer) => offer.trial,
            Self::Item(item) => item.trial,
        }
    }

    fn is_metered(self) -> bool {
        match self {
            Self::Offer(offer) => offer.billing == Billing::Usage,
            Self::Item(item) => item.family == Family::AzurePlan,
        }
    }

    /// The term; Azure has none.
    fn term(self) -> Option<Term> {
        let term = match self {
            Self::Offer(offer) => offer.term,
            Self::Item(item) => item.term,
        };
        (!self.is_metered()).then_some(term)
    }

    /// When the term begins: offers with the day.
    fn starts(self, made: Timestamp) -> Timestamp {
        match self {
            Self::Offer(_) => made.to_zoned(TimeZone::UTC).start_of_day().map_or(made, |day| day.timestamp()),
            Self::Item(_) => made,
        }
    }

    /// When a term that began then ends.
    fn ends(self, starts: Timestamp) -> Timestamp {
        let Some(term) = self.term() else { return NEVER };
        starts.to_zoned(TimeZone::UTC).saturating_add(term.months().months()).timestamp()
    }
}
