//! What the service does later to a subscription: it registers it, and provides its licences. Neither changes what is
//! answered of the subscription itself, so its etag stays.

use backlot_store::Key;
use jiff::Timestamp;

use super::{
    due,
    record::{SubscriptionOwn, SubscriptionRecord},
};
use crate::{
    areas::when::When,
    events::What,
    records::{Records, Stored},
    refusal::Failure,
};

/// When something of this happens by itself.
pub(super) fn due(own: &SubscriptionOwn) -> Option<Timestamp> {
    [own.registering, own.provisioning].into_iter().flatten().filter_map(When::time).min()
}

/// Does what is due for the subscription at `key`.
pub(crate) fn settle(records: &mut Records<'_, '_>, key: &Key) -> Result<(), Failure> {
    let Some(mut stored) = records.find::<SubscriptionRecord>(key)? else { return Ok(()) };
    let now = records.now;
    let is_over = |when: Option<When>| when.and_then(When::time).is_some_and(|time| time <= now);
    let (registered, provided) = (is_over(stored.own.registering), is_over(stored.own.provisioning));
    if provided {
        stored.own.provisioning = None;
    }
    if registered {
        arrive(records, &mut stored)?;
    } else if provided {
        records.save_beside(&mut stored)?;
    }
    due::settle(records, key)
}

/// Begins a registration, which is done at once if nothing is waited for.
pub(super) fn begin_registration(
    records: &mut Records<'_, '_>,
    stored: &mut Stored<SubscriptionRecord>,
    when: Option<When>,
) -> Result<(), Failure> {
    stored.own.registering = when;
    if when.is_some() { records.save_beside(stored) } else { arrive(records, stored) }
}

/// Counts a read of the status of a registration.
pub(super) fn read_registration(
    records: &mut Records<'_, '_>,
    stored: &mut Stored<SubscriptionRecord>,
) -> Result<(), Failure> {
    let Some(when @ When::Reads(_)) = stored.own.registering else { return Ok(()) };
    records.need_write()?;
    stored.own.registering = when.read();
    if stored.own.registering.is_some() { records.save_beside(stored) } else { arrive(records, stored) }
}

/// Counts a read of how far licences are provided.
pub(super) fn read_provisioning(
    records: &mut Records<'_, '_>,
    stored: &mut Stored<SubscriptionRecord>,
) -> Result<(), Failure> {
    let Some(when @ When::Reads(_)) = stored.own.provisioning else { return Ok(()) };
    records.need_write()?;
    stored.own.provisioning = when.read();
    records.save_beside(stored)
}

/// A subscription is registered now.
fn arrive(records: &mut Records<'_, '_>, stored: &mut Stored<SubscriptionRecord>) -> Result<(), Failure> {
    stored.own.registering = None;
    stored.own.registered = true;
    records.save_beside(stored)?;
    records.tell(What::SubscriptionRegistered, stored, [])
}
