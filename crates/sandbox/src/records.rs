//! Typed documents over the store: what handlers, the scheduler and the seed read and write.

use backlot_store::{Document, Expect, Index, Indexed, Key, Range, Root, Set, Tx};
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use crate::{chance::Chance, events::Actor, refusal::Failure};

/// A kind of document.
pub(crate) trait Record: Sized {
    /// The kind's name in keys.
    const KIND: &'static str;
    /// Whether it is written by those alone who hold the world, so that every transaction may rely on it.
    const OF_THE_WORLD: bool = false;
    /// The wire body, stored as it is answered.
    type Body: Serialize + DeserializeOwned + Clone;
    /// What is kept beside it and never answered; `()` for nothing.
    type Own: Serialize + DeserializeOwned + Clone + Default;

    /// The sets that the document belongs to, its unique values and its time, derived from it alone.
    fn index(stored: &Stored<Self>) -> Index;

    /// The form that lists show, where it differs from the body.
    fn brief(_: &Stored<Self>) -> Option<Self::Body> {
        None
    }

    /// Puts the etag of `version` into the body.
    fn stamp(_body: &mut Self::Body, _version: i64) {}
}

/// A document read, or about to be written.
#[derive(Debug, Clone)]
pub(crate) struct Stored<R: Record> {
    /// Where it stands.
    pub key: Key,
    /// Counts its changes; 0 before it is written.
    pub version: i64,
    /// The wire body.
    pub body: R::Body,
    /// What is kept beside it.
    pub own: R::Own,
}

/// The records of the world within one transaction, at one time.
///
/// What a transaction that can write has read stays as it is until it ends, because it holds the root: whoever reads
/// beneath another one is run again with that one held too. Only who has a unique value may change
/// ([`holder`](Self::holder)); the value is refused to a second one when it is written.
pub(crate) struct Records<'t, 'c> {
    tx: &'t mut Tx<'c>,
    writable: bool,
    /// The world's time, frozen for this transaction.
    pub now: Timestamp,
    /// The real time.
    pub wall: Timestamp,
    /// Who of an account does what is done, if somebody does.
    pub actor: Option<Actor>,
    /// How many events were written.
    pub(crate) told: u32,
    /// What was written and when that is due, where somebody wants to know.
    pub(crate) written: Option<Vec<(Key, Option<i64>)>>,
    /// Where ids and secrets come from.
    pub chance: Chance,
}

impl<'t, 'c> Records<'t, 'c> {
    /// The records seen by `tx` at the real time `wall`, which is the world's too until somebody says otherwise.
    pub(crate) fn new(tx: &'t mut Tx<'c>, writable: bool, wall: Timestamp, chance: Chance) -> Self {
        Self { tx, writable, now: wall, wall, actor: None, told: 0, written: None, chance }
    }

    /// The records for those whom neither the time nor chance concerns.
    pub(crate) fn timeless(tx: &'t mut Tx<'c>, writable: bool) -> Self {
        Self::new(tx, writable, Timestamp::UNIX_EPOCH, Chance::new(&[], Vec::new()))
    }

    /// Asks for a transaction that can write: a read that must change something is run again in one.
    pub(crate) fn need_write(&self) -> Result<(), Failure> {
        if self.writable { Ok(()) } else { Err(Failure::NeedsWrite) }
    }

    /// Holds these roots, if anything is going to be written: asked for together, they cost one more run together.
    pub(crate) fn hold(&self, roots: impl IntoIterator<Item = Root>) -> Result<(), Failure> {
        let missing: Vec<Root> = roots.into_iter().filter(|root| !self.is_steady(root)).collect();
        if missing.is_empty() { Ok(()) } else { Err(Failure::NeedsLock(missing)) }
    }

    /// Whether nobody else changes what is beneath a root before this ends, or nothing is decided by it.
    fn is_steady(&self, root: &Root) -> bool {
        // Every write shares the world at least.
        !self.writable || self.tx.holds(root) || *root == Root::world()
    }

    fn rely_on(&self, root: &Root) -> Result<(), Failure> {
        if self.is_steady(root) { Ok(()) } else { Err(Failure::NeedsLock(vec![root.clone()])) }
    }

    /// The stored document of a record, unparsed.
    pub(crate) fn raw<R: Record>(&mut self, key: &Key) -> Result<Option<Document>, Failure> {
        if !R::OF_THE_WORLD {
            self.rely_on(&key.root)?;
        }
        Ok(self.tx.get(key)?)
    }

    /// The record at `key`.
    pub(crate) fn find<R: Record>(&mut self, key: &Key) -> Result<Option<Stored<R>>, Failure> {
        self.raw::<R>(key)?.map(|document| parse(&document)).transpose()
    }

    /// The key that holds a unique value now.
    pub(crate) fn holder(&mut self, scope: &str, value: &str) -> Result<Option<Key>, Failure> {
        Ok(self.tx.find(scope, value)?)
    }

    /// Members of a set in order, as stored documents with what they are sorted by.
    pub(crate) fn list(&mut self, set: &Set, range: &Range) -> Result<Vec<backlot_store::Listed>, Failure> {
        self.rely_on(&set.root)?;
        Ok(self.tx.list(set, range)?)
    }

    /// Every member of a set, parsed.
    pub(crate) fn all<R: Record>(&mut self, set: &Set) -> Result<Vec<Stored<R>>, Failure> {
        self.list(set, &Range::all())?.iter().map(|listed| parse(&listed.document)).collect()
    }

    /// How many members a set has.
    pub(crate) fn count(&mut self, set: &Set) -> Result<u64, Failure> {
        self.rely_on(&set.root)?;
        Ok(self.tx.count(set)?)
    }

    /// How many members of a set have a sort value that begins with `prefix`.
    pub(crate) fn count_prefix(&mut self, set: &Set, prefix: &str) -> Result<u64, Failure> {
        self.rely_on(&set.root)?;
        Ok(self.tx.count_prefix(set, prefix)?)
    }

    /// Writes a record that must not exist yet.
    pub(crate) fn insert<R: Record>(&mut self, key: Key, body: R::Body, own: R::Own) -> Result<Stored<R>, Failure> {
        self.insert_at(key, body, own, 1)
    }

    /// As [`insert`](Self::insert), for a record whose id the caller chose: its version starts at random.
    pub(crate) fn insert_chosen<R: Record>(
        &mut self,
        key: Key,
        body: R::Body,
        own: R::Own,
    ) -> Result<Stored<R>, Failure> {
        let version = self.chance.version();
        self.insert_at(key, body, own, version)
    }

    fn insert_at<R: Record>(
        &mut self,
        key: Key,
        body: R::Body,
        own: R::Own,
        version: i64,
    ) -> Result<Stored<R>, Failure> {
        let mut stored = Stored { key, version, body, own };
        self.write(&mut stored, Expect::Absent)?;
        Ok(stored)
    }

    /// Writes a record that was read before; its version, and so its etag, moves on.
    pub(crate) fn save<R: Record>(&mut self, stored: &mut Stored<R>) -> Result<(), Failure> {
        let before = stored.version;
        stored.version += 1;
        self.write(stored, Expect::Version(before))
    }

    /// Writes what stands beside a record that was read before. Its body is not what was changed, so its version and its
    /// etag stay.
    pub(crate) fn save_beside<R: Record>(&mut self, stored: &mut Stored<R>) -> Result<(), Failure> {
        let version = stored.version;
        self.write(stored, Expect::Version(version))
    }

    /// Derives anew where a stored document is found. The document stays as it is.
    pub(crate) fn derive<R: Record>(&mut self, document: &Document) -> Result<(), Failure> {
        self.need_write()?;
        let index = R::index(&parse(document)?);
        Ok(self.tx.put(document, &index, Expect::Version(document.version))?)
    }

    /// Removes a record.
    pub(crate) fn delete(&mut self, key: &Key) -> Result<bool, Failure> {
        self.need_write()?;
        if let Some(written) = &mut self.written {
            written.push((key.clone(), None));
        }
        Ok(self.tx.delete(key)?)
    }

    /// Removes everything under a root.
    pub(crate) fn drop_root(&mut self, root: &Root) -> Result<u64, Failure> {
        self.need_write()?;
        Ok(self.tx.drop_root(root)?)
    }

    /// What is due at or before `until`, in (time, key) order.
    pub(crate) fn due(&mut self, until: Timestamp, limit: usize) -> Result<Vec<(i64, Key)>, Failure> {
        Ok(self.tx.due(until.as_microsecond(), limit)?)
    }

    /// What may be thrown away since the real time `until` or before, the oldest first.
    pub(crate) fn expired(&mut self, until: Timestamp, limit: usize) -> Result<Vec<Key>, Failure> {
        Ok(self.tx.expired(until.as_microsecond(), limit)?)
    }

    /// The transaction itself, for what is no record.
    pub(crate) fn tx(&mut self) -> &mut Tx<'c> {
        self.tx
    }

    fn write<R: Record>(&mut self, stored: &mut Stored<R>, expect: Expect) -> Result<(), Failure> {
        self.need_write()?;
        if R::OF_THE_WORLD && !self.tx.holds(&Root::world()) {
            return Err(Failure::NeedsLock(vec![Root::world()]));
        }
        R::stamp(&mut stored.body, stored.version);
        let Indexed { document, index } = indexed(stored)?;
        self.tx.put(&document, &index, expect)?;
        if let Some(written) = &mut self.written {
            written.push((document.key, index.due));
        }
        Ok(())
    }
}

/// The document of a record, and what is derived from it.
pub(crate) fn indexed<R: Record>(stored: &Stored<R>) -> Result<Indexed, Failure> {
    let document = Document {
        key: stored.key.clone(),
        version: stored.version,
        body: encode(&stored.body)?,
        brief: R::brief(stored).as_ref().map(encode).transpose()?,
        own: (size_of::<R::Own>() > 0).then(|| encode(&stored.own)).transpose()?,
        shape: 0,
    };
    Ok(Indexed { document, index: R::index(stored) })
}

/// The record that a document holds.
pub(crate) fn parse<R: Record>(document: &Document) -> Result<Stored<R>, Failure> {
    let Document { key, version, .. } = document;
    Ok(Stored { key: key.clone(), version: *version, body: body(document)?, own: own::<R>(document)? })
}

/// What a document says, or as much of it as this type has.
pub(crate) fn body<T: DeserializeOwned>(document: &Document) -> Result<T, Failure> {
    serde_json::from_slice(&document.body)
        .map_err(|error| Failure::Defect(format!("{} does not read: {error}", document.key)))
}

/// What is kept beside a document, without parsing the document.
pub(crate) fn own<R: Record>(document: &Document) -> Result<R::Own, Failure> {
    let Some(own) = &document.own else { return Ok(R::Own::default()) };
    serde_json::from_slice(own)
        .map_err(|error| Failure::Defect(format!("what stands beside {} does not read: {error}", document.key)))
}

/// A value as the bytes that are stored and answered.
pub(crate) fn encode<T: Serialize>(value: &T) -> Result<Bytes, Failure> {
    serde_json::to_vec(value).map(Bytes::from).map_err(|error| Failure::Defect(format!("does not encode: {error}")))
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use backlot_store::{Decision, Options, Plan, Root, Store};
    use partner_center_model::ids::CustomerId;
    use uuid::Uuid;

    use super::Records;
    use crate::{
        account::Account,
        areas::customers::{CustomerRecord, TenantRecord},
        refusal::Failure,
    };

    const ACCOUNT: Uuid = Uuid::from_u128(0xa1);
    const CUSTOMER: CustomerId = CustomerId(Uuid::from_u128(0xd1));

    /// The roots that are asked for when this is done in a write which holds the customer's.
    fn asked_for<T>(act: impl Fn(&mut Records<'_, '_>) -> Result<T, Failure> + Send + 'static) -> Vec<Root> {
        let store = Store::open(Options::temporary()).unwrap();
        let plan = Plan::from(CustomerRecord::key(ACCOUNT, CUSTOMER).root);
        let asked = store.write_blocking(plan, move |tx| match act(&mut Records::timeless(tx, true)) {
            Err(Failure::NeedsLock(roots)) => Ok(Decision::Rollback(roots)),
            done => Ok(Decision::Rollback(done.map(|_| Vec::new()).unwrap())),
        });
        asked.unwrap()
    }

    #[test]
    fn a_write_reads_beneath_what_it_holds_and_what_only_the_world_changes() {
        let (customer, tenant) = (CustomerRecord::key(ACCOUNT, CUSTOMER), TenantRecord::key(CUSTOMER));
        let held = customer.clone();
        assert_eq!(asked_for(move |records| records.find::<CustomerRecord>(&held)), []);
        assert_eq!(asked_for(|records| records.find::<Account>(&Account::key(ACCOUNT))), []);

        let key = tenant.clone();
        assert_eq!(asked_for(move |records| records.find::<TenantRecord>(&key)), from_ref(&tenant.root));
        let (account, customers) = (Account::key(ACCOUNT).root, || CustomerRecord::all(ACCOUNT));
        assert_eq!(asked_for(move |records| records.count(&customers())), from_ref(&account));
        assert_eq!(asked_for(move |records| records.count_prefix(&customers(), "a")), from_ref(&account));
        assert_eq!(asked_for(move |records| records.all::<CustomerRecord>(&customers())), from_ref(&account));
        let roots = [tenant.root, account, customer.root];
        let missing = roots[..2].to_vec();
        assert_eq!(asked_for(move |records| records.hold(roots.clone())), missing);
    }

    #[test]
    fn only_who_holds_the_world_writes_what_everybody_relies_on() {
        let account: Account = serde_json::from_value(serde_json::json!({
            "name": "direct", "type": "direct_bill", "environment": "sandbox", "cloud": "global", "tenantId": ACCOUNT,
            "domain": "direct.example", "mpnId": "1", "country": "US", "companyName": "Lakeside", "apps": [], "users": [],
        }))
        .unwrap();
        let insert = move |records: &mut Records<'_, '_>| {
            records.insert::<Account>(Account::key(ACCOUNT), account.clone(), ()).map(drop)
        };
        assert_eq!(asked_for(insert), [Root::world()]);
    }
}
