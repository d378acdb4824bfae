//! What an earlier release kept elsewhere: answers and refresh tokens stood beneath their account, each in a set. They
//! are moved once, when a store is opened, to where they are looked for and swept away.

use backlot_store::{Decision, Key, Range, Root, Set, Store};
use uuid::Uuid;

use crate::{
    account::{Account, accounts},
    idempotency::{self, Reply},
    oauth::{self, RefreshToken},
    records::{self, Record, Records},
    refusal::Failure,
};

/// How many documents are moved in one transaction.
const AT_ONCE: usize = 1000;

/// Moves what stands where it stood in an earlier release.
pub(crate) fn upgrade(store: &Store) -> Result<(), Failure> {
    while store
        .read_blocking(|tx| Ok::<_, Failure>(first_account_to_move(&mut Records::timeless(tx, false))?.is_some()))?
    {
        store.write_blocking(Root::world(), |tx| match move_some(&mut Records::timeless(tx, true)) {
            Ok(()) => Ok(Decision::Commit(Ok(()))),
            Err(Failure::Store(error)) => Err(error),
            Err(failure) => Ok(Decision::Rollback(Err(failure))),
        })??;
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
