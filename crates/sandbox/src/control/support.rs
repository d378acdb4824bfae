//! What other people do in the real world: support cancels reservations, a customer accepts an invitation.

use std::sync::Arc;

use backlot_store::{Plan, Root};
use partner_center_model::ids::CustomerId;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Answer, account, encode};
use crate::{
    areas::{customers, orders},
    refusal::{Failure, Refusal},
    sandbox::Inner,
};

/// Which customer it is about.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct About {
    customer_id: CustomerId,
}

/// "Call Azure support for canceling any open Azure Reserved VM Instance orders."
/// Source: `remove-a-reseller-relationship-with-a-customer`.
pub(super) async fn cancel_reservations(inner: &Arc<Inner>, tenant: Uuid, about: About) -> Answer {
    let customer = about.customer_id;
    let root = Root::customer(&tenant.to_string(), &customer.to_string());
    let cancelled = inner
        .change(root.clone(), Vec::new(), move |records, _| {
            let account = account(records, tenant)?.body;
            if !customers::is_tied(records, &account, customer)? {
                return Err(unknown_customer(customer));
            }
            orders::cancel_reservations_by_support(records, &root)
        })
        .await?;
    inner.bell.notify_one();
    encode(&json!({ "customerId": customer, "cancelledOrders": cancelled }))
}

/// The customer accepts the reseller relationship that the partner asked for.
/// Source: `request-reseller-relationship`.
pub(super) async fn accept_relationship_request(inner: &Arc<Inner>, tenant: Uuid, about: About) -> Answer {
    let customer = about.customer_id;
    let (partner, of) = (tenant.to_string(), customer.to_string());
    let locks = [Root::account(&partner), Root::customer(&partner, &of), Root::tenant(&of)];
    inner
        .change(Plan::from_iter(locks), [tenant.as_bytes().as_slice(), of.as_bytes()].concat(), move |records, _| {
            let account = account(records, tenant)?.body;
            customers::accept_relationship_request(records, &account, customer)
        })
        .await?;
    encode(&json!({ "customerId": customer, "relationshipToPartner": "reseller" }))
}

fn unknown_customer(customer: CustomerId) -> Failure {
    Refusal::new(partner_center_model::errors::NOT_FOUND)
        .explain(format!("{customer} is not a customer of this account"))
        .into()
}
