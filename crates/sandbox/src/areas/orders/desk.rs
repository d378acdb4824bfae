//! The desk at which lines are judged: what the rules ask about a customer as a buyer, gathered once for all lines.

use partner_center_model::{
    billing::BillingCycleType,
    ids::{CustomerId, SubscriptionId},
    orders::OrderLineItem,
    subscriptions::SubscriptionStatus,
};

use super::{
    buyer,
    rules::{
        appending, billing,
        items::{self, Estate, Held, ItemPurchase},
        placing::{self, Buyer, Owned, Parent, Purchase},
    },
    support,
    ware::{self, Ware},
};
use crate::{
    account::Account,
    areas::{offers::CatalogueOffer, product::Family, subscriptions::SubscriptionRecord},
    context::Cx,
    records::Stored,
    refusal::{Failure, Refusal},
};

/// A line that somebody wants to buy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// Its place in the request.
    pub(crate) place: usize,
    pub(crate) line: &'a OrderLineItem,
    /// What an add-on is bought for; looked for among the other lines if nothing is named.
    pub(crate) parent: Option<Parent>,
}

/// Of which kind the order is that a line fits in, and how it is billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Whether it is an item of the catalogue, and no offer.
    pub(crate) of_catalogue: bool,
    /// How often it is billed.
    pub(crate) cycle: BillingCycleType,
}

/// What is known of who buys.
pub(crate) struct Desk<'a> {
    account: &'a Account,
    pub(super) customer: CustomerId,
    pub(super) buyer: Buyer<'a>,
    pub(super) estate: Estate,
    subscriptions: Vec<Stored<SubscriptionRecord>>,
}

impl<'a> Desk<'a> {
    /// Gathers what these lines ask for.
    pub(crate) fn open(
        cx: &mut Cx<'_, '_>,
        account: &'a Account,
        customer: CustomerId,
        wanted: &[Wanted<'_>],
    ) -> Result<Self, Failure> {
        let lines: Vec<&OrderLineItem> = wanted.iter().map(|wanted| wanted.line).collect();
        let buyer = buyer::buyer(cx, account, customer, &lines)?;
        let families: Vec<Family> = lines.iter().filter_map(|line| ware::family(line)).collect();
        let root = cx.customer_root(customer);
        let mut estate = Estate::default();
        let mut subscriptions = Vec::new();
        if families.iter().any(|family| matches!(family, Family::Reservation | Family::AzurePlan)) {
            subscriptions = cx.all::<SubscriptionRecord>(&SubscriptionRecord::all(&root))?;
            estate.subscriptions = subscriptions.iter().filter_map(held).collect();
        } else {
            for wanted in wanted {
                let Some(Parent::Subscription(id)) = wanted.parent else { continue };
                subscriptions.extend(cx.find::<SubscriptionRecord>(&SubscriptionRecord::key(&root, id))?);
            }
        }
        if account.quotas.is_some() && families.contains(&Family::Reservation) {
            estate.reserved = support::reserved_instances(cx, &root)?;
        }
        // Whoever counts what the account has holds up all of the account's other customers.
        if account.quotas.is_some() && families.contains(&Family::AzurePlan) {
            estate.azure_plans = cx.count(&SubscriptionRecord::azure_plans(&account.root()))?;
        }
        Ok(Self { account, customer, buyer, estate, subscriptions })
    }

    /// What a line buys that is of an offer.
    pub(super) fn offer(&self, wanted: &Wanted<'_>) -> Result<Purchase, Refusal> {
        let purchase = placing::line(wanted.place, wanted.line, &self.buyer)?;
        if let Some(Parent::Subscription(id)) = wanted.parent {
            let id = id.to_string();
            let parent = self.subscriptions.iter().find(|one| one.body.id.as_deref() == Some(&id));
            appending::parent(wanted.place, purchase.offer, parent.map(|parent| &parent.body))?;
        }
        Ok(Purchase { parent: wanted.parent, ..purchase })
    }

    /// What a line buys that is of an item of the catalogue.
    pub(super) fn item(&self, wanted: &Wanted<'_>, cycle: Option<&BillingCycleType>) -> Result<ItemPurchase, Refusal> {
        if wanted.parent.is_some() {
            return Err(appending::not_an_item(wanted.place));
        }
        let about = |refusal: Refusal| refusal.about(format!("lineItems[{}].offerId", wanted.place));
        let ware = Ware::of(wanted.line, &self.buyer).map_err(about)?;
        items::line(wanted.place, wanted.line, cycle, ware, &self.buyer, &self.estate)
    }

    /// Judges a line by itself, or with the base that it is an add-on to: what else has to do with other lines is left to
    /// the order.
    pub(crate) fn judge(
        &self,
        cx: &mut Cx<'_, '_>,
        wanted: &Wanted<'_>,
        base: Option<&OrderLineItem>,
        cycle: Option<&BillingCycleType>,
    ) -> Result<Kind, Failure> {
        buyer::check_partner(cx, self.account, wanted.place, wanted.line)?;
        if let Some(base) = base {
            appending::base(wanted.place, wanted.line, base)?;
        }
        if ware::is_item(wanted.line) {
            return Ok(Kind { of_catalogue: true, cycle: self.item(wanted, cycle)?.cycle });
        }
        let purchase = self.offer(wanted)?;
        Ok(Kind { of_catalogue: false, cycle: billing::of_new_order(cycle, &[purchase.offer])? })
    }

    /// The country that the customer buys in.
    pub(crate) fn country(&self) -> &'a str {
        self.buyer.country
    }

    /// What the customer has already of what these offers may limit.
    pub(super) fn owned(&self, cx: &mut Cx<'_, '_>, offers: &[&CatalogueOffer]) -> Result<Owned, Failure> {
        buyer::owned(cx, self.customer, offers)
    }
}

fn held(stored: &Stored<SubscriptionRecord>) -> Option<Held> {
    Some(Held {
        id: stored.body.id.as_deref()?.parse::<SubscriptionId>().ok()?,
        family: stored.own.family,
        status: stored.body.status.clone().unwrap_or(SubscriptionStatus::None),
        registered: stored.own.registered,
    })
}
