//! What a trial can be converted to, and whether it is.

use partner_center_model::{
    billing::BillingCycleType,
    cloud::Cloud,
    errors,
    resource::Attributes,
    subscriptions::{Conversion, ConversionError, ConversionErrorCode, SubscriptionStatus as Status},
};

use super::{licenses, offer};
use crate::{
    account::Quotas,
    areas::{
        offers::{self, CatalogueOffer},
        subscriptions::record::SubscriptionRecord,
    },
    records::Stored,
    refusal::Refusal,
};

/// Where a conversion takes place.
#[derive(Debug, Clone, Copy)]
pub(in crate::areas::subscriptions) struct Conversions<'a> {
    /// The cloud of the account.
    pub(in crate::areas::subscriptions) cloud: Cloud,
    /// The customer's country.
    pub(in crate::areas::subscriptions) country: &'a str,
    /// The limits of a sandbox account.
    pub(in crate::areas::subscriptions) quotas: Option<&'a Quotas>,
}

/// What comes of a request to convert.
#[derive(Debug)]
pub(in crate::areas::subscriptions) enum Decision {
    /// The trial is converted.
    Convert(&'static CatalogueOffer, i64, BillingCycleType),
    /// It cannot be, which the answer tells.
    Impossible(ConversionError),
}

impl Conversions<'_> {
    /// The offers that an active trial can be converted to here.
    ///
    /// Source: `get-a-list-of-trial-conversion-offers`.
    fn targets(&self, trial: &Stored<SubscriptionRecord>) -> Vec<&'static CatalogueOffer> {
        let Some(offer) = offer(trial).filter(|offer| offer.trial) else { return Vec::new() };
        if trial.body.status != Some(Status::Active) {
            return Vec::new();
        }
        let targets = offer.converts_to.iter().filter_map(offers::find);
        let here =
            |target: &&CatalogueOffer| target.sold && target.is_in(self.cloud) && target.is_offered_in(self.country);
        targets.filter(here).collect()
    }

    /// The conversions of a subscription; none if it is no active trial.
    ///
    /// Source: `get-a-list-of-trial-conversion-offers`, `conversions-resources`.
    pub(in crate::areas::subscriptions) fn of(&self, trial: &Stored<SubscriptionRecord>) -> Vec<Conversion> {
        let is = &trial.body;
        let conversion = |target: &CatalogueOffer| Conversion {
            offer_id: is.offer_id.clone(),
            target_offer_id: Some(target.id.to_string()),
            order_id: is.order_id.clone(),
            quantity: is.quantity,
            billing_cycle: target.cycles.first().cloned(),
            attributes: Some(Attributes::of("Conversion")),
        };
        self.targets(trial).into_iter().map(conversion).collect()
    }

    /// Whether a trial is converted as it is asked for. The offer and the order of the trial may be left out, and so may
    /// the quantity and the billing cycle, which are then those of the list.
    ///
    /// Source: `convert-a-trial-subscription-to-paid`, `conversions-resources`. What stands in the answer, and what
    /// refuses the request, is inferred.
    pub(in crate::areas::subscriptions) fn decide(
        &self,
        trial: &Stored<SubscriptionRecord>,
        sent: &Conversion,
    ) -> Result<Decision, Refusal> {
        let is = &trial.body;
        for (name, sent, stored) in
            [("offerId", &sent.offer_id, &is.offer_id), ("orderId", &sent.order_id, &is.order_id)]
        {
            let sent = sent.as_deref().filter(|sent| !sent.is_empty());
            if sent.is_some_and(|sent| !stored.as_deref().is_some_and(|stored| stored.eq_ignore_ascii_case(sent))) {
                return Err(Refusal::invalid(name, "it is not the trial's")
                    .explain("Send a conversion as GET .../conversions lists it, with another quantity if you like."));
            }
        }
        let targets = self.targets(trial);
        if targets.is_empty() {
            return Ok(impossible(
                "The subscription is no active trial, or nothing that it can be converted to is sold.",
            ));
        }
        let Some(wanted) = sent.target_offer_id.as_deref().filter(|id| !id.is_empty()) else {
            return Err(Refusal::invalid("targetOfferId", "expected an offer, found nothing")
                .explain("GET .../conversions lists the offers that the trial can be converted to."));
        };
        let Some(target) = targets.into_iter().find(|target| target.id.as_str().eq_ignore_ascii_case(wanted)) else {
            return Ok(impossible("The trial cannot be converted to the target offer."));
        };
        let quantity = sent.quantity.or(is.quantity).unwrap_or_default();
        offers::within_bounds(target, quantity)?;
        if let Some(quotas) = self.quotas {
            licenses(target.id.as_str(), quantity, quotas)?;
        }
        let said = |cycle: &&BillingCycleType| !matches!(cycle, BillingCycleType::None | BillingCycleType::Unspecified);
        let cycle = sent.billing_cycle.as_ref().filter(said).or(target.cycles.first());
        match cycle.filter(|cycle| target.cycles.contains(cycle)) {
            Some(cycle) => Ok(Decision::Convert(target, quantity, cycle.clone())),
            None => Err(Refusal::new(errors::INVALID_PROPERTY)
                .about(format!("billingCycle: {}", cycle.map_or("none", BillingCycleType::as_str)))
                .explain(format!("{} does not list it in supportedBillingCycles.", target.name))),
        }
    }
}

fn impossible(why: &str) -> Decision {
    Decision::Impossible(ConversionError {
        code: Some(ConversionErrorCode::ConversionsNotFound),
        description: Some(why.to_owned()),
    })
}
