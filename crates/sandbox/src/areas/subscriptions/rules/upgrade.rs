//! What a subscription can be upgraded to, and what keeps it from being upgraded.

use partner_center_model::{
    cloud::Cloud,
    resource::Attributes,
    subscriptions::{SubscriptionStatus as Status, UpgradeError, UpgradeErrorCode as Code, UpgradeType},
};

use super::offer;
use crate::{
    areas::{
        offers::{self, CatalogueOffer},
        subscriptions::record::SubscriptionRecord,
    },
    records::Stored,
    refusal::Refusal,
};

/// The subscription that is upgraded, and who asks for it.
#[derive(Debug, Clone, Copy)]
pub(in crate::areas::subscriptions) struct Source<'a> {
    /// The subscription.
    pub(in crate::areas::subscriptions) stored: &'a Stored<SubscriptionRecord>,
    /// Whether it has add-ons that are not deleted.
    pub(in crate::areas::subscriptions) add_ons: bool,
}

/// The offers that a subscription can be upgraded to here. Source: `transition-a-subscription`, `offer-resources`.
pub(in crate::areas::subscriptions) fn targets(
    stored: &Stored<SubscriptionRecord>,
    cloud: Cloud,
    country: &str,
) -> Vec<&'static CatalogueOffer> {
    let paths = offer(stored).into_iter().flat_map(|offer| &offer.upgrades_to).filter_map(offers::find);
    paths.filter(|target| target.sold && target.is_in(cloud) && target.is_offered_in(country)).collect()
}

/// What happens to licences: they stay where they are unless something else is asked for.
///
/// Source: `upgrade-resources`. The usual type is that of the example.
pub(in crate::areas::subscriptions) fn kind(sent: Option<&UpgradeType>) -> UpgradeType {
    match sent {
        Some(UpgradeType::UpgradeWithLicenseTransfer) => UpgradeType::UpgradeWithLicenseTransfer,
        _ => UpgradeType::UpgradeOnly,
    }
}

/// What keeps a subscription from being upgraded to an offer.
///
/// Source: `transition-a-subscription`, `upgrade-resources`.
pub(in crate::areas::subscriptions) fn obstacles(
    source: Source<'_>,
    target: Option<&CatalogueOffer>,
    quantity: i64,
) -> Vec<UpgradeError> {
    let Source { stored, add_ons } = source;
    let status = stored.body.status.as_ref().filter(|status| **status != Status::Active);
    let mut found = Vec::new();
    if let Some(status) = status {
        found.push(UpgradeError {
            additional_details: Some(status.to_string()),
            ..error(Code::SubscriptionStatusNotActive, "The subscription is not active.")
        });
    }
    if stored.own.provisioning.is_some() || !stored.own.activated {
        found.push(error(Code::SubscriptionNotProvisioned, "The subscription is still being provided."));
    }
    if add_ons {
        found.push(error(Code::SubscriptionAddOnsPresent, "The subscription has add-ons."));
    }
    match target {
        None if offer(stored).is_none_or(|offer| offer.upgrades_to.is_empty()) => {
            let why = "There is nothing that the subscription can be upgraded to.";
            found.push(error(Code::SubscriptionDoesNotHaveAnyUpgradePaths, why));
        }
        None => {
            let why = "The target offer is none that the subscription can be upgraded to.";
            found.push(error(Code::SubscriptionTargetOfferNotFound, why));
        }
        Some(target) => {
            if let Err(Refusal { explanation, .. }) = offers::within_bounds(target, quantity) {
                found.push(error(Code::Other, &explanation.unwrap_or_default()));
            }
        }
    }
    found
}

/// A reason against an upgrade.
pub(in crate::areas::subscriptions) fn error(code: Code, description: &str) -> UpgradeError {
    UpgradeError {
        code: Some(code),
        description: Some(description.to_owned()),
        additional_details: None,
        attributes: Some(Attributes::of("UpgradeError")),
    }
}
