//! What is decided about subscriptions, as pure functions of what is stored, what is sent and the time.

mod activation;
mod azure;
mod change;
mod conversion;
mod name;
mod quantity;
mod status;
mod support;
mod upgrade;

use partner_center_model::{errors::ErrorCode, ids::OfferId};

pub(in crate::areas::subscriptions) use self::{
    activation::activate,
    azure::{entitlements, may_register},
    change::{Change, Situation, change, records_partners, suspended_by_the_partner},
    conversion::{Conversions, Decision},
    support::{named, supports},
    upgrade::{Source, error, kind, obstacles, targets},
};
pub(crate) use self::{name::friendly_name, quantity::licenses};
use super::record::SubscriptionRecord;
use crate::{areas::offers, records::Stored, refusal::Refusal};

/// The offer that a subscription is to; none for an item of the catalogue.
fn offer(stored: &Stored<SubscriptionRecord>) -> Option<&'static offers::CatalogueOffer> {
    offers::find(&stored.body.offer_id.as_deref()?.parse::<OfferId>().ok()?)
}

fn refuse<T>(code: ErrorCode, why: &str) -> Result<T, Refusal> {
    Err(Refusal::new(code).explain(why))
}
