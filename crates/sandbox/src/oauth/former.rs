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

#[cfg(test)]
mod tests {
    use backlot_store::{Decision, Options, Root, Server, Store};
    use base64::{Engine, engine::general_purpose::STANDARD};
    use jiff::Timestamp;
    use serde_json::json;

    use super::{BEFORE, KEY, bring_over};
    use crate::{
        oauth::{SigningKey, current::Keys},
        records::Records,
        vault::Within,
    };

    #[test]
    fn files_and_documents_are_brought_together() {
        let database = backlot_test_postgres::Server::shared().unwrap().map(backlot_test_postgres::Server::database);
        let shared = database.map(|database| {
            let server = Server::new(&database.url).unwrap().schema(database.schema.as_str());
            Options::postgres(server.pool(2).durable(false))
        });
        let [signs, before] = [(); 2].map(|()| SigningKey::generate().unwrap());
        let retired = json!({ "number": 3, "until": "2100-01-01T00:00:00Z", "key": STANDARD.encode(before.pkcs8()) });
        let kept = json!({ "number": 4, "before": [retired] }).to_string();
        for options in [Options::temporary()].into_iter().chain(shared) {
            let store = Store::open(options).unwrap();
            let within = Within::of(&store);
            let (own, key, kept) = (within.clone(), signs.clone(), kept.clone());
            let put = store.write_blocking(Root::world(), move |tx| {
                let records = &mut Records::timeless(tx, true);
                own.put(records, KEY, key.pkcs8()).unwrap();
                own.put(records, BEFORE, kept.as_bytes()).unwrap();
                Ok(Decision::Commit(()))
            });
            put.unwrap();
            for _ in 0..2 {
                bring_over(&store).unwrap();
                let ring = Keys::open(&store).unwrap().ring();
                let good: Vec<&str> = ring.good(Timestamp::UNIX_EPOCH).map(|(_, key)| key.id()).collect();
                assert_eq!(good, [signs.id(), before.id()]);
            }
            for name in [KEY, BEFORE] {
                let left = store.read_blocking(|tx| within.find(&mut Records::timeless(tx, false), name));
                assert!(left.unwrap().is_none(), "{name}");
            }
        }
    }
}
