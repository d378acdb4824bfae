//! Removes the reseller relationship with a customer in production.
//!
//! In the integration sandbox a removal deletes the customer: that is [`delete`](super::delete).
//! Source: `remove-a-reseller-relationship-with-a-customer`, `sandbox-scenario`.

use futures_util::future::{join_all, try_join};
use partner_center::{
    Client,
    model::{
        customers::Customer,
        entitlements::{Entitlement, EntitlementType},
        ids::CustomerId,
        subscriptions::{Subscription, SubscriptionStatus},
    },
};
use serde::Serialize;

use super::{
    Failure, Limits, Phase, Reporter, State,
    delete::{is_gone, name},
};

/// A relationship that is to be removed, and what is in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Plan {
    /// The customer's id.
    pub(crate) customer_id: CustomerId,
    /// Its name.
    pub(crate) company_name: String,
    /// The orders of reservations, which Azure support alone cancels.
    pub(crate) reservations: Vec<String>,
    /// The active subscriptions, which have to be suspended.
    pub(crate) suspend: Vec<Suspension>,
}

/// A subscription whose status is to be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Suspension {
    /// The subscription's id.
    pub(crate) subscription_id: String,
    /// What people call it.
    pub(crate) name: String,
}

/// What was done to a relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Removed {
    /// The customer's id.
    pub(crate) customer_id: CustomerId,
    /// Its name.
    pub(crate) company_name: String,
    /// How many subscriptions were suspended for it.
    pub(crate) suspended_subscriptions: usize,
}

/// What has to be done for the relationship with a customer to be removed.
pub(crate) fn plan<'a>(
    customer_id: CustomerId,
    company_name: String,
    entitlements: impl IntoIterator<Item = &'a Entitlement>,
    subscriptions: impl IntoIterator<Item = &'a Subscription>,
) -> Plan {
    let mut reservations: Vec<String> = Vec::new();
    for entitlement in entitlements {
        let reserved = matches!(
            entitlement.entitlement_type,
            Some(EntitlementType::ReservedInstance | EntitlementType::VirtualMachineReservedInstance)
        );
        let Some(order) = entitlement.reference_order.as_ref().filter(|_| reserved) else { continue };
        let name = order.alternate_id.as_ref().or(order.id.as_ref());
        let name = name.map_or_else(|| "a reservation".to_owned(), |id| format!("reservation order {id}"));
        if !reservations.contains(&name) {
            reservations.push(name);
        }
    }
    let active = subscriptions.into_iter().filter(|one| one.status == Some(SubscriptionStatus::Active));
    let suspend = active.filter_map(Suspension::of).collect();
    Plan { customer_id, company_name, reservations, suspend }
}

impl Suspension {
    /// The change of the status of a subscription.
    pub(crate) fn of(subscription: &Subscription) -> Option<Self> {
        let subscription_id = subscription.id.clone()?;
        let name = subscription.friendly_name.clone().or_else(|| subscription.offer_name.clone());
        Some(Self { name: name.unwrap_or_else(|| subscription_id.clone()), subscription_id })
    }
}

impl Plan {
    /// Refuses while something is in the way that the procedure does not take out of it.
    pub(crate) fn unblocked(&self, suspends: bool) -> Result<(), Failure> {
        let doing = format!("the removal of the relationship with {}", self.company_name);
        if !self.reservations.is_empty() {
            let remedy = "have Azure support cancel the reservations, then run the command again".to_owned();
            return Err(Failure::Blocked { doing, blockers: self.reservations.clone(), remedy });
        }
        if !self.suspend.is_empty() && !suspends {
            let named = |one: &Suspension| format!("active subscription {} ({})", one.name, one.subscription_id);
            let remedy = "suspend them, or have it done with --suspend-subscriptions".to_owned();
            return Err(Failure::Blocked { doing, blockers: self.suspend.iter().map(named).collect(), remedy });
        }
        Ok(())
    }
}

/// Reads what has to be done for a customer that was read; none if there is no relationship with it any more.
pub(crate) async fn read(partner: &Client, customer: &Customer, limits: &Limits) -> Result<Option<Plan>, Failure> {
    let Some(id) = customer.id.as_deref().and_then(|id| id.parse().ok()) else { return Ok(None) };
    let handle = partner.customers().by_id(id);
    let read =
        try_join(limits.call(handle.entitlements().list().all()), limits.call(handle.subscriptions().list().all()));
    match read.await {
        Ok((entitlements, subscriptions)) => Ok(Some(plan(
            id,
            name(customer),
            entitlements.iter().map(|entitlement| &**entitlement),
            subscriptions.iter().map(|subscription| &**subscription),
        ))),
        // It went while it was read.
        Err(error) if is_gone(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Suspends what is to be suspended, all at once, removes the relationship, and looks whether it is gone.
pub(crate) async fn carry_out(
    partner: &Client,
    plan: &Plan,
    limits: &Limits,
    reporter: &dyn Reporter,
) -> Result<Removed, Failure> {
    if !plan.suspend.is_empty() {
        reporter.phase(Phase::Suspend, plan.suspend.len());
    }
    reporter.phase(Phase::Remove, 1);
    let outcome = match limits.within(suspend_and_remove(partner, plan, limits, reporter)).await {
        Some(outcome) => outcome,
        None => Err(Failure::Late(format!("the relationship with {} was removed", plan.company_name))),
    };
    let state = if outcome.is_ok() { State::Done } else { State::Failed };
    reporter.step(Phase::Remove, &plan.company_name, state);
    outcome.map(|()| Removed {
        customer_id: plan.customer_id,
        company_name: plan.company_name.clone(),
        suspended_subscriptions: plan.suspend.len(),
    })
}

async fn suspend_and_remove(
    partner: &Client,
    plan: &Plan,
    limits: &Limits,
    reporter: &dyn Reporter,
) -> Result<(), Failure> {
    set_status(partner, plan.customer_id, &plan.suspend, SubscriptionStatus::Suspended, limits, reporter).await?;
    reporter.step(Phase::Remove, &plan.company_name, State::Begun);
    let handle = partner.customers().by_id(plan.customer_id);
    limits.call(handle.patch(&Customer::without_relationship())).await?;
    match limits.call(handle.get()).await {
        Err(error) if error.is_not_found() => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) => Err(Failure::NotSo(format!("the relationship with {} was removed", plan.company_name))),
    }
}

/// Gives these subscriptions of a customer this status, all at once.
///
/// Source: `suspend-a-subscription`, `reactivate-a-suspended-a-subscription`.
pub(crate) async fn set_status(
    partner: &Client,
    customer: CustomerId,
    subscriptions: &[Suspension],
    status: SubscriptionStatus,
    limits: &Limits,
    reporter: &dyn Reporter,
) -> Result<(), Failure> {
    let phase = if status == SubscriptionStatus::Active { Phase::Reactivate } else { Phase::Suspend };
    let handles = partner.customers().by_id(customer).subscriptions();
    let each = subscriptions.iter().map(|subscription| {
        let handle = handles.by_id(&subscription.subscription_id);
        let change = Subscription {
            id: Some(subscription.subscription_id.clone()),
            status: Some(status.clone()),
            ..Subscription::default()
        };
        async move {
            reporter.step(phase, &subscription.name, State::Begun);
            let outcome = limits.call(handle.patch(&change)).await;
            reporter.step(phase, &subscription.name, if outcome.is_ok() { State::Done } else { State::Failed });
            outcome
        }
    });
    // All of them come to their end before one that failed is told.
    let outcomes = join_all(each).await;
    outcomes.into_iter().try_for_each(|outcome| outcome.map(drop)).map_err(Failure::from)
}
