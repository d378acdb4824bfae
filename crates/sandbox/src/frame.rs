//! The frame around every handler: lock, find the account, admit, look for an earlier answer, decode, run, commit.

use std::sync::Arc;

use backlot_store::{Decision, Root, Tx};
use partner_center_model::{
    customers::CustomerPath,
    errors,
    ids::CustomerId,
    operation::{OperationInfo, Root as Changes, Segment},
    read::{self, ReadError},
};

use crate::{
    account::{Account, Caller},
    areas, capabilities,
    context::Cx,
    idempotency,
    records::Records,
    refusal::{Failure, Refusal},
    sandbox::Inner,
    serve::{Finished, RawCall},
    transaction,
};

/// Carries out a call, in a transaction of its own.
pub(crate) async fn carry_out(inner: &Arc<Inner>, call: Arc<RawCall>) -> Result<Finished, Failure> {
    if inner.table[call.operation].info.root == Changes::Nothing {
        match inner.store.read(|tx| run(inner, tx, false, &call)) {
            Err(Failure::NeedsWrite) => {
                inner.metrics.reads_that_wrote.inc();
            }
            outcome => return outcome,
        }
    }
    let locks = locks(inner.table[call.operation].info, &call);
    let shared = Arc::clone(inner);
    let decided = inner.store.write(locks, move |tx| match run(&shared, tx, true, &call) {
        Ok(finished) => Ok(Decision::Commit(Ok(finished))),
        // The store decides what becomes of its own failures: another run, or the end of the whole group.
        Err(Failure::Store(error)) => Err(error),
        Err(failure) => Ok(Decision::Rollback(Err(failure))),
    });
    decided.await?
}

/// The roots that the operation locks, in key order.
fn locks(info: &OperationInfo, call: &RawCall) -> Vec<Root> {
    let account = call.identity.tenant.to_string();
    let customer = call.parameter("customer_id").and_then(|id| id.parse::<CustomerId>().ok()).map(|id| id.to_string());
    let mut locks = match (info.root, customer) {
        (Changes::Account, _) | (_, None) => vec![Root::account(&account)],
        // A read that must write something writes beneath its customer.
        (Changes::Nothing | Changes::Customer, Some(customer)) => vec![Root::customer(&account, &customer)],
        (Changes::Tie, Some(customer)) => {
            vec![Root::account(&account), Root::customer(&account, &customer), Root::tenant(&customer)]
        }
    };
    locks.sort();
    locks
}

/// One run of a call, from the account to the encoded answer. Nothing of it stays unless the transaction commits.
fn run(inner: &Inner, tx: &mut Tx<'_>, writable: bool, call: &RawCall) -> Result<Finished, Failure> {
    let served = &inner.table[call.operation];
    let key = idempotency::key(served.info, call);
    let wall = inner.wall.now();
    let (mut records, world) = transaction::open(tx, writable, wall, key.as_bytes())?;
    let (account, caller) = who(&mut records, call)?;
    if caller.user.is_some() && world.body.settings.auth.require_mfa && !call.identity.mfa {
        return Err(Refusal::new(errors::NOT_AUTHENTICATED)
            .explain("auth.requireMfa is on, and the token was had without a second factor.")
            .into());
    }
    capabilities::admit(served.info, &account, &caller)?;
    let changes = served.info.root != Changes::Nothing;
    // Before the customer is looked for: what was answered once is answered again, even if the customer is gone since.
    if changes && let Some(earlier) = idempotency::recall(&mut records, &account, &key, wall)? {
        return Ok(earlier);
    }
    beneath_a_customer(&mut records, served.info, &account, call)?;
    let Some(handle) = &served.run else { return Err(Failure::NotEmulated) };

    let root = account.root();
    let settings = world.body.settings;
    let mut cx = Cx::new(records, account, caller, settings, call.locale.clone());
    let finished = handle(&mut cx, call)?;
    if changes && call.request_id.is_some() && finished.status.is_success() {
        idempotency::remember(&mut cx, &root, &key, &finished, wall)?;
    }
    Ok(finished)
}

/// The account and the caller that the token names, as they are now.
fn who(records: &mut Records<'_, '_>, call: &RawCall) -> Result<(Account, Caller), Failure> {
    let denied = |why: &str| Refusal::new(errors::NOT_AUTHENTICATED).explain(why);
    let identity = &call.identity;
    let account = records
        .find::<Account>(&Account::key(identity.tenant))?
        .ok_or_else(|| denied("The token's tenant is no partner account of this world."))?
        .body;
    if !account.apps.iter().any(|app| app.client_id == identity.app) {
        return Err(denied("The token's application is not registered in its account any more.").into());
    }
    let user = match identity.user {
        None => None,
        Some(id) => Some(
            account
                .users
                .iter()
                .find(|user| user.object_id == id)
                .cloned()
                .ok_or_else(|| denied("The token's user is not in its account any more."))?,
        ),
    };
    Ok((account, Caller { app_id: identity.app, user }))
}

/// Whatever lies beneath a customer is there only while the account has a tie to that customer. One answer for a
/// customer that was removed, deleted, never related or never was, so that none of these can be told from another.
fn beneath_a_customer(
    records: &mut Records<'_, '_>,
    info: &OperationInfo,
    account: &Account,
    call: &RawCall,
) -> Result<(), Failure> {
    if info.segments().last() == Some(Segment::Parameter("customer_id")) {
        return Ok(());
    }
    if call.parameter("customer_id").is_none() {
        return Ok(());
    }
    let unread = |error: ReadError| Refusal::new(errors::INVALID_PROPERTY).about(error.to_string());
    let customer = read::from_pairs::<CustomerPath>(call.parameters.iter().cloned()).map_err(unread)?.value.customer_id;
    if areas::customers::is_tied(records, account, customer)? {
        return Ok(());
    }
    Err(Refusal::new(errors::NO_COMMERCE_RELATIONSHIP)
        .argument(account.mpn_id.as_str())
        .argument(customer.to_string())
        .explain("The customer is not a customer of this account, or is not any more.")
        .into())
}
