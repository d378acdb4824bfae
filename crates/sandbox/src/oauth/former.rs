//! Signing keys as earlier releases kept them: the one that signs in one place, those before it in another.

use backlot_store::{Decision, Root, Store};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    current::{keep, numbers},
    keys::{KeyError, SigningKey},
    ring::{KeptKey, Ring},
};
use crate::{
    records::Records,
    vault::{VaultError, Within},
};

/// The name under which the key was kept that signs; PKCS #8, DER.
pub(crate) const KEY: &str = "signing-key.der";

/// The name under which it was kept what was before it.
pub(crate) const BEFORE: &str = "signing-keys-before.json";

/// What was kept beside the key that signs.
#[derive(Default, Deserialize)]
struct Before {
    before: Vec<RetiredKey>,
}

#[derive(Deserialize)]
struct RetiredKey {
    number: u64,
    until: Timestamp,
    key: String,
}

/// Brings the keys to where they are kept together. Where that was broken off it begins anew, as nothing is taken away before
/// all is there.
pub(crate) fn bring_over(store: &Store) -> Result<(), KeyError> {
    let within = Within::of(store);
    let mut found = false;
    for name in [KEY, BEFORE] {
        found |= store.read_blocking(|tx| within.find(&mut Records::timeless(tx, false), name))?.is_some();
    }
    if !found {
        return Ok(());
    }
    store.write_blocking(Root::world(), move |tx| match bring(&mut Records::timeless(tx, true), &within) {
        Ok(()) => Ok(Decision::Commit(Ok(()))),
        Err(KeyError::Vault(VaultError::Store(error))) => Err(error),
        Err(error) => Ok(Decision::Rollback(Err(error))),
    })?
}

fn bring(records: &mut Records<'_, '_>, within: &Within) -> Result<(), KeyError> {
    if let Some(signs) = within.find(records, KEY)? {
        let unreadable = |name, why| KeyError::Unreadable { place: within.place(name), why };
        let no_key = || unreadable(KEY, "it is no RSA key in PKCS #8".to_owned());
        SigningKey::read(&signs).ok_or_else(no_key)?;
        let before = within.find(records, BEFORE)?.map(|before| serde_json::from_slice::<Before>(&before)).transpose();
        let before = before.map_err(|error| unreadable(BEFORE, error.to_string()))?.unwrap_or_default().before;
        let (number, since) = numbers(records)?;
        let signs = KeptKey { number, until: None, key: STANDARD.encode(signs) };
        // A process that was killed between the two has retired a key that still signs.
        let before = before.into_iter().filter(|retired| retired.key != signs.key);
        let before = before.map(|RetiredKey { number, until, key }| KeptKey { number, until: Some(until), key });
        let keys = std::iter::once(signs.clone()).chain(before).collect();
        let ring = Ring::of_kept(keys, number, since).map_err(|why| unreadable(BEFORE, why))?;
        keep(records, within, &ring)?;
        within.remove(records, KEY)?;
    }
    Ok(within.remove(records, BEFORE)?)
}
