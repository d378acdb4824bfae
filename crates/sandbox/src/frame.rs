//! The frame around every handler: lock, find the account, admit, look for an earlier answer, decode, run, commit.

use std::sync::Arc;

use backlot_store::{Plan, Root, Tx};
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
    world::World,
};

/// Carries out a call, in a transaction of its own.
pub(crate) async fn carry_out(inner: &Arc<Inner>, call: Arc<RawCall>) -> Result<Finished, Failure> {
    let info = inner.table[call.operation].info;
    let key = idempotency::key(info, &call);
    // Equal requests are told apart by their time: what the first one made may be gone when the second one comes.
    let nonce = [key.as_bytes(), &call.at.as_microsecond().to_be_bytes()].concat();
    let plan = reads(info, &call, &key);
    let locks = locks(info, &call, &key, &nonce);
    let shared = Arc::clone(inner);
    let attempt = move |tx: &mut Tx<'_>, writable| run(&shared, tx, writable, &call, &key, &nonce);
    if info.root == Changes::Nothing {
        let look = attempt.clone();
        match inner.store.read(plan.clone(), move |tx| look(tx, false)).await {
            Err(Failure::NeedsWrite) => {
                inner.metrics.reads_that_wrote.inc();
            }
            outcome => return outcome,
        }
    }
    inner.write(locks.into_iter().fold(plan, Plan::lock), move |tx| attempt(tx, true)).await
}

/// What the frame reads around every handler, and the documents that the path names.
fn reads(info: &OperationInfo, call: &RawCall, key: &str) -> Plan {
    let mut plan = Plan::new().fetch(World::key()).fetch(Account::key(call.identity.tenant));
    if is_repeatable(info, call) {
        plan = plan.fetch(idempotency::place(call.identity.tenant, key));
    }
    plan = areas::named(call).into_iter().fold(plan, Plan::fetch);
    // A path that ends with an id leads to one document, any other one to a list.
    if matches!(info.segments().last(), Some(Segment::Parameter(_))) { plan } else { plan.more() }
}

/// The roots that the operation locks. What else a handler turns out to need, it is run again with.
fn locks(info: &OperationInfo, call: &RawCall, key: &str, nonce: &[u8]) -> Vec<Root> {
    let tenant = call.identity.tenant.to_string();
    let (account, customer) = (Root::account(&tenant), call.id::<CustomerId>("customer_id").map(|id| id.to_string()));
    let mut locks = match (info.root, customer) {
        // A read that must write something writes beneath its customer.
        (Changes::Nothing | Changes::Customer, Some(customer)) => vec![Root::customer(&tenant, &customer)],
        (Changes::Tie, Some(customer)) => vec![account, Root::customer(&tenant, &customer), Root::tenant(&customer)],
        (Changes::Account, _) => [vec![account], areas::made(call.identity.tenant, nonce).to_vec()].concat(),
        (_, None) => vec![account],
    };
    if is_repeatable(info, call) {
        locks.push(idempotency::place(call.identity.tenant, key).root);
    }
    locks
}

/// Whether the answer to this call is kept for its repetition.
fn is_repeatable(info: &OperationInfo, call: &RawCall) -> bool {
    info.root != Changes::Nothing && call.request_id.is_some()
}

/// One run of a call, from the account to the encoded answer. Nothing of it stays unless the transaction commits.
fn run(
    inner: &Inner,
    tx: &mut Tx<'_>,
    writable: bool,
    call: &RawCall,
    key: &str,
    nonce: &[u8],
) -> Result<Finished, Failure> {
    let served = &inner.table[call.operation];
    let wall = inner.wall.now();
    let (mut records, world) = transaction::open(tx, writable, wall, nonce)?;
    let (account, caller) = who(&mut records, call)?;
    if caller.user.is_some() && world.body.settings.auth.require_mfa && !call.identity.mfa {
        return Err(Refusal::new(errors::NOT_AUTHENTICATED)
            .explain("auth.requireMfa is on, and the token was had without a second factor.")
            .into());
    }
    capabilities::admit(served.info, &account, &caller)?;
    let kept = is_repeatable(served.info, call).then(|| idempotency::place(account.tenant_id, key));
    // Before the customer is looked for: what was answered once is answered again, even if the customer is gone since.
    if let Some(place) = &kept
        && let Some(earlier) = idempotency::recall(&mut records, place, wall)?
    {
        return Ok(earlier);
    }
    beneath_a_customer(&mut records, served.info, &account, call)?;
    let Some(handle) = &served.run else { return Err(Failure::NotEmulated) };

    let settings = world.body.settings;
    let mut cx = Cx::new(records, account, caller, settings, call.locale.clone(), nonce.to_vec());
    let finished = handle(&mut cx, call)?;
    if let Some(place) = kept.filter(|_| finished.status.is_success()) {
        idempotency::remember(&mut cx, place, &finished, wall)?;
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
