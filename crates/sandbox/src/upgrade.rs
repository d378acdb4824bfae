//! What an earlier release kept otherwise is brought up to date once, when a store is opened.
//!
//! - Answers and refresh tokens stood beneath their account, each in a set. They are moved to where they are looked for
//!   and swept away.
//! - Where a document is found derives from it alone, and may derive otherwise than it did: nothing came due of
//!   subscriptions and entitlements, and the subscriptions of each order were a set. The world says by which derivation it
//!   was written.

use backlot_store::{Decision, Key, Range, Root, Set, Store};
use uuid::Uuid;

use crate::{
    account::{Account, accounts},
    areas::{customers::CustomerRecord, orders::OrderRecord, subscriptions::SubscriptionRecord},
    idempotency::{self, Reply},
    oauth::{self, RefreshToken},
    records::{self, Record, Records, Stored},
    refusal::Failure,
    world::World,
};

/// How many documents are moved in one transaction.
const AT_ONCE: usize = 1000;

/// The documents of how many customers are looked at in one transaction.
const CUSTOMERS_AT_ONCE: usize = 100;

/// The derivation of this release. It is counted up when one of [`derive_of`]'s kinds derives otherwise.
pub(crate) const DERIVATION: u32 = 3;

/// Why a world is not up to date.
#[derive(Debug)]
pub(crate) enum UpgradeError {
    /// A later release wrote it: what that derives otherwise would not be found.
    Newer,
    /// Something failed on the way.
    Failure(Failure),
}

impl From<Failure> for UpgradeError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Brings what an earlier release wrote up to date.
pub(crate) fn upgrade(store: &Store) -> Result<(), UpgradeError> {
    let derivation = look(store, |records| Ok(world(records)?.body.derivation))?;
    if derivation > DERIVATION {
        return Err(UpgradeError::Newer);
    }
    while look(store, |records| Ok(first_account_to_move(records)?.is_some()))? {
        change(store, move_some)?;
    }
    if derivation < DERIVATION {
        let customers = look(store, customers)?;
        for customers in customers.chunks(CUSTOMERS_AT_ONCE) {
            let customers = customers.to_vec();
            change(store, move |records| customers.iter().try_for_each(|customer| derive_of(records, customer)))?;
        }
        // Last, so that what was broken off begins anew.
        change(store, |records| {
            let mut world = world(records)?;
            world.body.derivation = DERIVATION;
            records.save(&mut world)
        })?;
    }
    Ok(())
}

fn look<T: Send>(
    store: &Store,
    look: impl Fn(&mut Records<'_, '_>) -> Result<T, Failure> + Send,
) -> Result<T, Failure> {
    store.read_blocking(|tx| look(&mut Records::timeless(tx, false)))
}

fn change(
    store: &Store,
    change: impl Fn(&mut Records<'_, '_>) -> Result<(), Failure> + Send + Sync + 'static,
) -> Result<(), Failure> {
    store.write_blocking(Root::world(), move |tx| match change(&mut Records::timeless(tx, true)) {
        Ok(()) => Ok(Decision::Commit(Ok(()))),
        Err(Failure::Store(error)) => Err(error),
        Err(failure) => Ok(Decision::Rollback(Err(failure))),
    })?
}

fn world(records: &mut Records<'_, '_>) -> Result<Stored<World>, Failure> {
    records.find(&World::key())?.ok_or_else(|| Failure::Defect("the store holds no world".into()))
}

/// The roots of all customers of all accounts, removed ones among them.
fn customers(records: &mut Records<'_, '_>) -> Result<Vec<Root>, Failure> {
    let mut roots = Vec::new();
    for account in records.all::<Account>(&accounts())? {
        let customers = records.tx().keys(&CustomerRecord::ever(account.body.tenant_id), &Range::all())?;
        roots.extend(customers.into_iter().map(|(_, key)| key.root));
    }
    Ok(roots)
}

/// Derives anew where a customer's documents are found.
fn derive_of(records: &mut Records<'_, '_>, customer: &Root) -> Result<(), Failure> {
    for listed in records.list(&OrderRecord::all(customer), &Range::all())? {
        records.derive::<OrderRecord>(&listed.document)?;
    }
    for listed in records.list(&SubscriptionRecord::all(customer), &Range::all())? {
        records.derive::<SubscriptionRecord>(&listed.document)?;
    }
    Ok(())
}

fn replies(account: &Root) -> Set {
    Set::new(account.clone(), "replies")
}

fn refresh_tokens(account: &Root) -> Set {
    Set::new(account.clone(), "refresh-tokens")
}

fn first_account_to_move(records: &mut Records<'_, '_>) -> Result<Option<Account>, Failure> {
    for account in records.all::<Account>(&accounts())? {
        let root = &account.key.root;
        if records.count(&replies(root))? + records.count(&refresh_tokens(root))? > 0 {
            return Ok(Some(account.body));
        }
    }
    Ok(None)
}

fn move_some(records: &mut Records<'_, '_>) -> Result<(), Failure> {
    let Some(account) = first_account_to_move(records)? else { return Ok(()) };
    let root = account.root();
    transfer::<Reply>(records, &replies(&root), account.tenant_id, idempotency::kept_at)?;
    transfer::<RefreshToken>(records, &refresh_tokens(&root), account.tenant_id, oauth::refresh_token)
}

/// Moves members of a set to the places that their ids have now.
fn transfer<R: Record<Own = ()>>(
    records: &mut Records<'_, '_>,
    set: &Set,
    tenant: Uuid,
    place: fn(Uuid, &str) -> Key,
) -> Result<(), Failure> {
    for listed in records.list(set, &Range::first(AT_ONCE))? {
        let old = records::parse::<R>(&listed.document)?;
        records.delete(&old.key)?;
        records.insert::<R>(place(tenant, &old.key.id), old.body, ())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use backlot_store::Place;

    use super::{change, world};
    use crate::{Sandbox, StartError, oauth::SigningKey};

    #[test]
    fn what_a_newer_program_derived_otherwise_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let key = SigningKey::generate().unwrap();
        let open = || Sandbox::builder(Place::Directory(directory.path().join("data"))).signing_key(key.clone()).open();
        let sandbox = open().unwrap();
        change(sandbox.store(), |records| {
            let mut world = world(records)?;
            world.body.derivation += 1;
            records.save(&mut world)
        })
        .unwrap();
        drop(sandbox);
        assert!(matches!(open(), Err(StartError::Newer)));
    }
}
