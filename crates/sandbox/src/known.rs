//! The world and its accounts as they were last read: every call looks at them, and they hardly ever change.

use std::sync::Arc;

use backlot_store::{Document, Key};
use bytes::Bytes;
use quick_cache::sync::Cache;

use crate::{
    account::Account,
    records::{self, Record},
    refusal::Failure,
    world::World,
};

/// How many accounts are kept parsed: those in use, a few KiB each.
const ACCOUNTS: usize = 1_024;

/// What every call looks at, parsed.
pub(crate) struct Known {
    pub(crate) world: Parsed<World>,
    pub(crate) accounts: Parsed<Account>,
}

impl Default for Known {
    fn default() -> Self {
        Self { world: Parsed::new(1), accounts: Parsed::new(ACCOUNTS) }
    }
}

/// Documents that were read before, with what they say. It spares the parsing alone: each document is read at each call,
/// and what was parsed counts only while the bytes are the same.
pub(crate) struct Parsed<R: Record>(Cache<Key, (Bytes, Arc<R::Body>)>);

impl<R: Record<Own = ()>> Parsed<R> {
    fn new(capacity: usize) -> Self {
        Self(Cache::new(capacity))
    }

    /// What a document says.
    pub(crate) fn of(&self, document: &Document) -> Result<Arc<R::Body>, Failure> {
        if let Some((bytes, parsed)) = self.0.get(&document.key)
            && bytes == document.body
        {
            return Ok(parsed);
        }
        let parsed = Arc::new(records::parse::<R>(document)?.body);
        self.0.insert(document.key.clone(), (document.body.clone(), Arc::clone(&parsed)));
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use backlot_store::Document;
    use bytes::Bytes;

    use super::Known;
    use crate::{
        settings::Settings,
        world::{Clock, Secrets, World},
    };

    fn world(generation: u64) -> Document {
        let (clock, settings) = (Clock::default(), Settings::default());
        let secret = "secret".into();
        let world = World { generation, clock, settings, secret, secrets: Secrets::Stated, derivation: 0 };
        let body = Bytes::from(serde_json::to_vec(&world).unwrap());
        Document { key: World::key(), version: 1, body, brief: None, own: None, shape: 0 }
    }

    #[test]
    fn what_was_parsed_counts_while_the_bytes_are_the_same() {
        let known = Known::default();
        let first = known.world.of(&world(1)).unwrap();
        assert!(Arc::ptr_eq(&first, &known.world.of(&world(1)).unwrap()), "it was parsed once");
        assert_eq!(known.world.of(&world(2)).unwrap().generation, 2);
        assert_eq!(known.world.of(&world(1)).unwrap().generation, 1, "it changed back");
    }

    #[test]
    fn what_does_not_read_is_not_known() {
        let known = Known::default();
        known.world.of(&world(1)).unwrap();
        let broken = Document { body: Bytes::from_static(b"{"), ..world(1) };
        assert!(known.world.of(&broken).is_err());
        assert_eq!(known.world.of(&world(1)).unwrap().generation, 1);
    }
}
