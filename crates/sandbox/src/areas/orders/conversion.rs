//! What becomes of the order of a trial that is converted: its line says what the subscription is now.

use partner_center_model::{billing::BillingCycleType, errors, ids::OrderId};

use super::record::OrderRecord;
use crate::{
    areas::subscriptions::SubscriptionRecord,
    events::What,
    records::{Records, Stored},
    refusal::{Failure, Refusal},
};

/// Writes into the order of a trial what the subscription has become. An order is billed in one cycle, so one that is
/// billed already bills the subscription in the same.
///
/// Source: `convert-a-trial-subscription-to-paid`, `error-codes`. That the order follows is inferred.
pub(crate) fn converted(records: &mut Records<'_, '_>, paid: &Stored<SubscriptionRecord>) -> Result<(), Failure> {
    let is = &paid.body;
    let id = is.order_id.as_deref().and_then(|id| id.parse::<OrderId>().ok());
    let Some(key) = id.map(|id| OrderRecord::key(&paid.key.root, &id)) else { return Ok(()) };
    let Some(mut order) = records.find::<OrderRecord>(&key)? else { return Ok(()) };
    let billed = order.body.billing_cycle.as_ref().filter(|cycle| **cycle != BillingCycleType::None);
    if let Some(billed) = billed.filter(|billed| is.billing_cycle.as_ref() != Some(*billed)) {
        return Err(Refusal::new(errors::BILLING_CYCLE_DIFFERS_FROM_ORDER)
            .about("billingCycle")
            .explain(format!("The order of the trial is billed {billed}: convert with that billingCycle."))
            .into());
    }
    order.body.billing_cycle.clone_from(&is.billing_cycle);
    for (line, bought) in order.body.line_items.iter_mut().zip(&mut order.own.lines) {
        if line.subscription_id == is.id {
            line.offer_id.clone_from(&is.offer_id);
            line.friendly_name.clone_from(&is.friendly_name);
            line.quantity = is.quantity;
            bought.family = paid.own.family;
        }
    }
    records.save(&mut order)?;
    records.tell(What::OrderUpdated, &order, [])
}
