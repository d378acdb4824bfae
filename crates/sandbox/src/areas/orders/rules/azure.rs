//! Azure: for which Azure subscription a reservation is, and how many reservations and Azure plans there may be.

use partner_center_model::{
    errors::{self, ErrorCode},
    ids::SubscriptionId,
    subscriptions::SubscriptionStatus,
};
use uuid::Uuid;

use super::{
    items::{Context, Estate, Held},
    placing::Buyer,
};
use crate::{
    account::AccountType,
    areas::{orders::ware::Ware, product::Family},
    refusal::Refusal,
};

/// Whom a reservation benefits: the Azure subscription that it is bought for, or all of the customer's.
///
/// Source: `purchase-azure-reservations`, `product-resources`, `error-codes`.
pub(super) fn scope(context: &Context<'_>, ware: &Ware, estate: &Estate) -> Result<Option<Uuid>, Refusal> {
    let refuse = |code: ErrorCode, why: &str| Err(Refusal::new(code).explain(why));
    let single = match context.get("scope") {
        Some(scope) if scope.eq_ignore_ascii_case("single") => true,
        Some(scope) if scope.eq_ignore_ascii_case("shared") => false,
        _ => {
            return refuse(
                errors::INVALID_INPUT,
                "A reservation has a scope in its provisioningContext: single or shared.",
            );
        }
    };
    let id = context.get("subscriptionId").and_then(|id| id.parse::<SubscriptionId>().ok());
    let held = estate.subscriptions.iter().find(|held| Some(held.id) == id);
    let Some(held) = held else {
        return refuse(
            errors::NOT_A_VALID_SUBSCRIPTION,
            "A reservation names in its provisioningContext, as subscriptionId, an Azure subscription or Azure plan of \
             the customer.",
        );
    };
    if !matches!(held.family, Family::Azure | Family::AzurePlan) {
        return refuse(errors::NOT_AN_AZURE_SUBSCRIPTION, "The subscription is to something else.");
    }
    if held.status != SubscriptionStatus::Active {
        return refuse(errors::NOT_AN_ACTIVE_SUBSCRIPTION, "Reactivate the Azure subscription first.");
    }
    if !held.registered {
        return refuse(
            errors::SUBSCRIPTION_NOT_REGISTERED,
            "POST .../subscriptions/{id}/registrations first: it enables the subscription for reservations.",
        );
    }
    if ware.for_azure_plan != (held.family == Family::AzurePlan) {
        return refuse(
            errors::SUBSCRIPTION_NOT_ENABLED_FOR_RESERVATIONS,
            "Azure subscriptions and Azure plans have availabilities of their own: read them with or without \
             reservationScope=AzurePlan.",
        );
    }
    Ok(single.then_some(held.id.0))
}

/// The SKUs of reservations that a sandbox may buy. Source: `test-and-debug`.
pub(super) fn in_the_sandbox(ware: &Ware) -> Result<(), Refusal> {
    if ware.in_sandbox {
        return Ok(());
    }
    Err(Refusal::new(errors::CATALOG_ITEM_NOT_ELIGIBLE)
        .explain("A sandbox buys reservations of five SKUs alone: Standard_B1s for a year, in five regions."))
}

/// The quota of reserved instances of a sandbox customer. Source: `test-and-debug`.
pub(super) fn instances(asked: u64, reserved: u64, quota: u32) -> Result<(), Refusal> {
    let left = u64::from(quota).saturating_sub(reserved);
    if asked <= left {
        return Ok(());
    }
    Err(Refusal::new(errors::ASSET_LIMIT_REMAINING_EXCEEDED)
        .argument(asked.to_string())
        .argument(left.to_string())
        .explain(format!(
            "A sandbox customer may have {quota} reserved instances and has {reserved}: cancel an order of reservations."
        )))
}

/// No Azure plan is made for a customer who has a CSP Azure subscription. Of the other order no page tells.
///
/// Source: `create-azure-plan`. The code is inferred.
pub(super) fn azure_plan(estate: &Estate) -> Result<(), Refusal> {
    if estate.subscriptions.iter().any(|held| held.is_there() && held.family == Family::Azure) {
        return Err(Refusal::new(errors::CATALOG_ITEM_NOT_ELIGIBLE).explain(
            "The customer has an Azure subscription, which is moved to an Azure plan by a product upgrade, not beside it.",
        ));
    }
    Ok(())
}

/// The quotas of Azure plans of a sandbox: of the account, and of one customer.
///
/// Source: `test-and-debug`.
pub(super) fn plans(asked: u64, buyer: &Buyer<'_>, quota: u32, estate: &Estate) -> Result<(), Refusal> {
    let refuse = |why: String| Err(Refusal::new(errors::SANDBOX_AZURE_PLAN_LIMIT).explain(why));
    if estate.azure_plans + asked > u64::from(quota) {
        return refuse(format!(
            "The sandbox account may have {quota} Azure plans and has {}; the world file sets the quota.",
            estate.azure_plans
        ));
    }
    let of_customer = match buyer.account_type {
        AccountType::IndirectProvider => 3,
        _ => 1,
    };
    let is_plan = |held: &&Held| held.is_there() && held.family == Family::AzurePlan;
    let has = estate.subscriptions.iter().filter(is_plan).count() as u64;
    if has + asked > of_customer {
        return refuse(format!("A customer of this sandbox may have {of_customer} Azure plans and has {has}."));
    }
    Ok(())
}
