//! The frame around every handler: lock, find the account, admit, look for an earlier answer, decode, run, commit.

use std::sync::Arc;

use backlot_store::{Key, Plan, Root, Tx};
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
    identity::Identity,
    known::Known,
    records::Records,
    refusal::{Failure, Refusal},
    sandbox::Inner,
    serve::{Finished, RawCall},
    transaction,
    world::World,
};

/// Carries out a call, as if in a transaction of its own.
pub(crate) async fn carry_out(inner: &Arc<Inner>, call: RawCall) -> Result<Finished, Failure> {
    let attempt = Arc::new(Attempt::new(Arc::clone(inner), call));
    if attempt.info().root == Changes::Nothing {
        let look = Arc::clone(&attempt);
        let plan = inner.store.plan(|| attempt.reads());
        // A path that ends with an id leads to one document, any other one to a list.
        let is_one = matches!(attempt.info().segments().last(), Some(Segment::Parameter(_)));
        let plan = if is_one { plan } else { plan.lists() };
        match inner.store.read(plan, move |tx| look.run(tx, false)).await {
            Err(Failure::NeedsWrite) => {
                inner.metrics.reads_that_wrote.inc();
            }
            outcome => return outcome,
        }
    }
    let plan = attempt.locks().into_iter().fold(attempt.reads(), Plan::lock);
    inner.write(plan, move |tx| attempt.run(tx, true)).await
}

/// A call that is carried out: in one run or in several, each of which begins anew.
struct Attempt {
    inner: Arc<Inner>,
    call: RawCall,
    /// Where the answer is kept for repetitions of the call, if it is.
    place: Option<Key>,
    /// What chance derives from; the same in all runs.
    nonce: Vec<u8>,
}

impl Attempt {
    fn new(inner: Arc<Inner>, call: RawCall) -> Self {
        let place = idempotency::place(inner.table[call.operation].info, &call);
        // Repetitions are told apart by their time: what the first one made may be gone when the second one comes.
        let repeated = |place: &Key| [place.id.as_bytes(), &call.at.as_microsecond().to_be_bytes()].concat();
        let nonce = place.as_ref().map_or_else(|| call.nonce.to_vec(), repeated);
        Self { inner, call, place, nonce }
    }

    fn info(&self) -> &'static OperationInfo {
        self.inner.table[self.call.operation].info
    }

    /// What is read around every handler, and the documents that the path names.
    fn reads(&self) -> Plan {
        let around = [World::key(), Account::key(self.call.identity.tenant)].into_iter().chain(self.place.clone());
        around.chain(areas::named(&self.call)).fold(Plan::new(), Plan::fetch)
    }

    /// The roots that the operation locks. What else a handler turns out to need, it is run again with.
    fn locks(&self) -> Vec<Root> {
        let tenant = self.call.identity.tenant;
        let account = Account::key(tenant).root;
        let customer = self.call.id("customer_id");
        let of_customer = |id: CustomerId| Root::customer(&tenant.to_string(), &id.to_string());
        let mut locks = match (self.info().root, customer) {
            // A read that must write something writes beneath its customer.
            (Changes::Nothing | Changes::Customer, Some(id)) => vec![of_customer(id)],
            (Changes::Tie, Some(id)) => vec![account, of_customer(id), Root::tenant(&id.to_string())],
            (Changes::Account, _) => [vec![account], areas::made(tenant, &self.nonce).to_vec()].concat(),
            (_, None) => vec![account],
        };
        locks.extend(self.place.as_ref().map(|place| place.root.clone()));
        locks
    }

    /// One run, from the account to the encoded answer. Nothing of it stays unless the transaction commits.
    fn run(&self, tx: &mut Tx<'_>, writable: bool) -> Result<Finished, Failure> {
        let call = &self.call;
        let served = &self.inner.table[call.operation];
        let wall = self.inner.wall.now();
        let (mut records, _, world) = transaction::open(tx, &self.inner.known, writable, wall, &self.nonce)?;
        let (account, caller) = who(&mut records, &self.inner.known, &world, &call.identity)?;
        capabilities::admit(served.info, &account, &caller)?;
        // Before the customer is looked for: what was answered once is answered again, even if the customer is gone
        // since.
        if let Some(place) = &self.place
            && let Some(earlier) = idempotency::recall(&mut records, place, wall)?
        {
            return Ok(earlier);
        }
        beneath_a_customer(&mut records, served.info, &account, call)?;
        let Some(handle) = &served.run else { return Err(Failure::NotEmulated) };

        let settings = world.settings.clone();
        let mut cx =
            Cx::new(records, account, caller, settings, call.locale.clone(), self.nonce.clone(), [call.at, wall]);
        let finished = handle(&mut cx, call)?;
        if let Some(place) = self.place.clone().filter(|_| finished.kept && finished.status.is_success()) {
            idempotency::remember(&mut cx, place, &finished, wall)?;
        }
        Ok(finished)
    }
}

/// The account and the caller that a token names, as they are now, if nothing of it has been taken back.
pub(crate) fn who(
    records: &mut Records<'_, '_>,
    known: &Known,
    world: &World,
    identity: &Identity,
) -> Result<(Arc<Account>, Caller), Failure> {
    let denied = |why: &str| Refusal::new(errors::NOT_AUTHENTICATED).explain(why);
    let account = known.accounts.read(records, &identity.tenant, || Account::key(identity.tenant))?;
    let account = account.ok_or_else(|| denied("The token's tenant is no partner account of this world."))?;
    let account = Arc::clone(&account.body);
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
    let since = user.as_ref().map_or(0, |user| user.tokens_since).max(world.tokens_since);
    if identity.key < world.keys_since {
        return Err(
            denied("The key that signed the token was forgotten through the control API; get another one.").into()
        );
    }
    if identity.mark < since {
        return Err(denied("The token was expired through the control API; get another one.").into());
    }
    if user.is_some() && world.settings.auth.require_mfa && !identity.mfa {
        return Err(denied("auth.requireMfa is on, and the token was had without a second factor.").into());
    }
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
    let customer = read::from_pairs::<CustomerPath, _>(call.pairs()).map_err(unread)?.value.customer_id;
    if areas::customers::is_tied(records, account, customer)? {
        return Ok(());
    }
    Err(Refusal::new(errors::NO_COMMERCE_RELATIONSHIP)
        .argument(account.mpn_id.as_str())
        .argument(customer.to_string())
        .explain("The customer is not a customer of this account, or is not any more.")
        .into())
}
