//! Reading: one subscription, lists, its add-ons, the Azure subscriptions under it, how far it is provisioned.

use std::str::FromStr;

use backlot_store::{Document, Range, Set};
use partner_center_model::{
    errors,
    ids::{IdError, MpnId, OrderId},
    resource::{Attributes, Collection},
    subscriptions::{
        AzureEntitlement, GetSubscription, GetSubscriptionProvisioningStatus, ListAzureEntitlements,
        ListSubscriptionAddons, ListSubscriptions, ProvisioningStatus, Subscription, SubscriptionProvisioningStatus,
    },
};

use super::{later, missing, of_call, record::SubscriptionRecord, rules};
use crate::{
    areas::{offers, orders, product::CatalogItem},
    context::{Answer, Call, Cx, Outcome},
    records::{self, Stored},
    refusal::{Failure, Refusal, shortened},
    shapes,
};

/// All of a customer's subscriptions, those of an order, those of a partner on record, or those of both.
///
/// Source: `get-all-of-a-customer-s-subscriptions`, `get-a-list-of-subscriptions-by-order`,
/// `get-all-subscriptions-by-partner`.
pub(super) fn list(cx: &mut Cx<'_, '_>, call: Call<ListSubscriptions>) -> Outcome<Collection<Subscription>> {
    let customer = cx.customer_root(call.path.customer_id);
    let order: Option<OrderId> = asked("order_id", call.query.order_id.as_deref())?;
    let partner: Option<MpnId> = asked("mpn_id", call.query.mpn_id.as_deref())?;
    let mut found = match (&order, &partner) {
        (Some(order), _) => orders::subscriptions_of_id(cx, &customer, order)?,
        (None, Some(partner)) => all(cx, &SubscriptionRecord::of_partner(&customer, partner))?,
        (None, None) => all(cx, &SubscriptionRecord::all(&customer))?,
    };
    if let (Some(_), Some(partner)) = (&order, &partner) {
        let mut kept = Vec::new();
        for one in found {
            let subscription = records::parse::<SubscriptionRecord>(&one)?;
            if subscription.body.partner_id.as_deref() == Some(partner.as_str()) {
                kept.push(one);
            }
        }
        found = kept;
    }
    Ok(listed(&found))
}

/// Every member of a set, as it is stored.
fn all(cx: &mut Cx<'_, '_>, set: &Set) -> Result<Vec<Document>, Failure> {
    Ok(cx.list(set, &Range::all())?.into_iter().map(|listed| listed.document).collect())
}

fn listed(found: &[Document]) -> Answer<Collection<Subscription>> {
    shapes::list(found.iter().map(|one| &one.body), found.len() as u64, None)
}

/// An id that a query asks for.
fn asked<T: FromStr<Err = IdError>>(name: &str, sent: Option<&str>) -> Result<Option<T>, Refusal> {
    let Some(sent) = sent else { return Ok(None) };
    let id = sent.trim().parse().map_err(|error: IdError| {
        let found = shortened(sent);
        Refusal::new(errors::INVALID_PROPERTY).about(format!("{name}: expected {}, found {found:?}", error.expected()))
    })?;
    Ok(Some(id))
}

/// Source: `get-a-subscription-by-id`.
pub(super) fn get(cx: &mut Cx<'_, '_>, call: Call<GetSubscription>) -> Outcome<Subscription> {
    let id = call.path.subscription_id;
    let key = SubscriptionRecord::key(&cx.customer_root(call.path.customer_id), id);
    shapes::one::<SubscriptionRecord, _>(cx, &key, || missing(id))
}

/// The subscriptions that were bought on top of one, in any status. Source: `get-a-list-of-add-ons-for-a-subscription`.
pub(super) fn add_ons(cx: &mut Cx<'_, '_>, call: Call<ListSubscriptionAddons>) -> Outcome<Collection<Subscription>> {
    let parent = of_call(cx, &call.path)?;
    Ok(listed(&all(cx, &SubscriptionRecord::add_ons(&parent))?))
}

/// The Azure subscriptions under a subscription. Source: `get-a-list-of-azure-entitlements-for-subscription`.
pub(super) fn azure_entitlements(
    cx: &mut Cx<'_, '_>,
    call: Call<ListAzureEntitlements>,
) -> Outcome<Collection<AzureEntitlement>> {
    let subscription = of_call(cx, &call.path)?;
    Ok(Answer::ok(Collection::of(rules::entitlements(&subscription)?)))
}

/// How far the licences of a subscription are provided. A read may be what they wait for.
///
/// Source: `get-subscription-provisioning-status`.
pub(super) fn provisioning_status(
    cx: &mut Cx<'_, '_>,
    call: Call<GetSubscriptionProvisioningStatus>,
) -> Outcome<SubscriptionProvisioningStatus> {
    let mut subscription = of_call(cx, &call.path)?;
    later::read_provisioning(cx, &mut subscription)?;
    let Stored { body: is, own, .. } = &subscription;
    let pending = own.provisioning.is_some() || !own.activated;
    Ok(Answer::ok(SubscriptionProvisioningStatus {
        sku_id: is.offer_id.as_deref().map(sku_id),
        status: Some(if pending { ProvisioningStatus::Pending } else { ProvisioningStatus::Success }),
        quantity: is.quantity,
        end_date: is.commitment_end_date,
        attributes: Some(Attributes::of("SubscriptionProvisioningStatus")),
    }))
}

/// The SKU in the directory, as far as it is known; otherwise the SKU of the catalogue, or the offer.
fn sku_id(offer: &str) -> String {
    if let Some(item) = CatalogItem::parse(offer) {
        return item.sku.to_owned();
    }
    let known = offer.parse().ok().and_then(|id| offers::find(&id)).and_then(|offer| offer.product.as_deref());
    known.map_or_else(|| offer.to_owned(), str::to_uppercase)
}
