//! What a person has allowed an application, so that nobody is asked twice.

use backlot_store::{Index, Key, Root};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::bearer;
use crate::{
    records::{Record, Records, Stored},
    refusal::Failure,
};

/// How many scopes are remembered for one person and one application; whoever goes beyond is asked anew.
const MOST_SCOPES: usize = 256;

/// What one person has allowed one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Consent {
    user: Uuid,
    app: Uuid,
    scopes: Vec<String>,
}

impl Record for Consent {
    const KIND: &'static str = "consent";
    type Body = Consent;
    type Own = ();

    fn index(_: &Stored<Self>) -> Index {
        Index::default()
    }
}

/// Where it stands, in a root of its own.
pub(super) fn place(tenant: Uuid, user: Uuid, app: Uuid) -> Key {
    let id = bearer::hash(&format!("consent {user} {app}"));
    Key::new(Root::session(&tenant.to_string(), &id), Consent::KIND, id)
}

/// Whether the person has allowed all of this.
pub(super) fn covers(records: &mut Records<'_, '_>, key: &Key, scopes: &[String]) -> Result<bool, Failure> {
    let consent = records.find::<Consent>(key)?;
    Ok(consent.is_some_and(|consent| scopes.iter().all(|scope| consent.body.scopes.contains(scope))))
}

/// Remembers what the person has allowed now, beside what was allowed before.
pub(super) fn remember(
    records: &mut Records<'_, '_>,
    key: &Key,
    user: Uuid,
    app: Uuid,
    scopes: &[String],
) -> Result<(), Failure> {
    match records.find::<Consent>(key)? {
        None => records.insert::<Consent>(key.clone(), Consent { user, app, scopes: scopes.to_vec() }, ()).map(drop),
        Some(mut known) => {
            let new = scopes.iter().filter(|scope| !known.body.scopes.contains(scope));
            let new: Vec<_> = new.cloned().collect();
            if new.is_empty() {
                return Ok(());
            }
            if known.body.scopes.len() + new.len() > MOST_SCOPES {
                known.body.scopes.clear();
            }
            known.body.scopes.extend(new);
            records.save(&mut known)
        }
    }
}
