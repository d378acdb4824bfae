//! The areas of the API, a folder each, named as in the model.

pub(crate) mod carts;
pub(crate) mod customers;
pub(crate) mod domains;
pub(crate) mod entitlements;
pub(crate) mod filter;
pub(crate) mod market;
pub(crate) mod offers;
pub(crate) mod orders;
pub(crate) mod product;
pub(crate) mod products;
pub(crate) mod relationships;
pub(crate) mod subscriptions;
pub(crate) mod validations;

use backlot_store::{Key, Root};
use partner_center_model::ids::{CartId, CustomerId, OrderId, SubscriptionId};
use uuid::Uuid;

use crate::{
    records::{Record, Records},
    refusal::Failure,
    serve::{Handler, RawCall},
};

/// Every handler there is.
pub(crate) fn handlers() -> Vec<Handler> {
    [
        carts::handlers(),
        customers::handlers(),
        domains::handlers(),
        entitlements::handlers(),
        offers::handlers(),
        orders::handlers(),
        products::handlers(),
        relationships::handlers(),
        subscriptions::handlers(),
        validations::handlers(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The documents that the path of a call names: what it reads for sure.
pub(crate) fn named(call: &RawCall) -> Vec<Key> {
    let Some(customer) = call.id::<CustomerId>("customer_id") else { return Vec::new() };
    let customer = customers::CustomerRecord::key(call.identity.tenant, customer);
    let order = call.id::<OrderId>("order_id").map(|id| orders::OrderRecord::key(&customer.root, &id));
    let subscription = call.id::<SubscriptionId>("subscription_id");
    let subscription = subscription.map(|id| subscriptions::SubscriptionRecord::key(&customer.root, id));
    let cart = call.id::<CartId>("cart_id").map(|id| carts::CartRecord::key(&customer.root, &id));
    [Some(customer), cart, order, subscription].into_iter().flatten().collect()
}

/// The roots of what a call with this nonce makes that changes its account, if it makes something with roots of its own:
/// a customer.
pub(crate) fn made(account: Uuid, nonce: &[u8]) -> [Root; 2] {
    let id = customers::CustomerRecord::new_id(nonce);
    [customers::CustomerRecord::key(account, id).root, customers::TenantRecord::key(id).root]
}

/// What is done with a document whose time has come.
pub(crate) type Settle = fn(&mut Records<'_, '_>, &Key) -> Result<(), Failure>;

/// What is done with a document of this kind when its time has come.
pub(crate) fn due(kind: &str) -> Option<Settle> {
    match kind {
        carts::CartRecord::KIND => Some(carts::expire),
        orders::OrderRecord::KIND => Some(orders::settle),
        subscriptions::SubscriptionRecord::KIND => Some(subscriptions::settle),
        _ => None,
    }
}
