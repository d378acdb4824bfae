//! Throws away what nobody asks for any more: kept answers and refresh tokens whose time has passed.

use std::sync::Arc;

use backlot_store::{Key, Plan};
use jiff::{SignedDuration, Timestamp};

use crate::{refusal::Failure, sandbox::Inner};

/// How many documents a transaction removes. It holds the root of each, and those who wait for one wait for all.
const AT_ONCE: usize = 100;

/// How long after its time a document goes: another process, whose clock is behind, may still go by it.
const GRACE: SignedDuration = SignedDuration::from_secs(60);

/// Removes some of what has expired, in the real time; says whether there may be more.
pub(crate) async fn sweep(inner: &Inner) -> Result<bool, Failure> {
    let until = inner.wall.now() - GRACE;
    let expired = inner.look(Plan::new().more(), move |records, _| records.expired(until, AT_ONCE)).await?;
    let more = expired.len() == AT_ONCE;
    if !expired.is_empty() {
        remove(inner, expired, until).await?;
    }
    Ok(more)
}

/// Removes those of these documents that have not been kept anew meanwhile.
async fn remove(inner: &Inner, expired: Vec<Key>, until: Timestamp) -> Result<(), Failure> {
    let plan: Plan = expired.iter().map(|key| key.root.clone()).collect();
    let expired = Arc::new(expired);
    let removal = inner.change(plan, Vec::new(), move |records, _| {
        for key in records.expired(until, AT_ONCE)?.iter().filter(|key| expired.contains(key)) {
            records.delete(key)?;
        }
        Ok(())
    });
    removal.await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use backlot_store::{Decision, Document, Expect, Index, Key, Root};
    use jiff::{SignedDuration, Timestamp};

    use super::{AT_ONCE, GRACE, sweep};
    use crate::{Place, Sandbox, oauth::SigningKey, wall::Wall};

    #[derive(Clone)]
    struct Noon;

    impl Wall for Noon {
        fn now(&self) -> Timestamp {
            Timestamp::constant(1_614_600_000, 0)
        }
    }

    #[tokio::test]
    async fn what_has_expired_for_a_while_goes_and_the_rest_stays() {
        let key = SigningKey::generate().unwrap();
        let sandbox = Sandbox::builder(Place::Temporary).wall(Noon).signing_key(key).open().unwrap();
        let expired = Noon.now() - GRACE;
        let young = expired + SignedDuration::from_micros(1);
        let many = AT_ONCE * 2 + AT_ONCE / 2;
        let expiries: Vec<Timestamp> = std::iter::repeat_n(expired, many).chain([young]).collect();
        let keys: Vec<Key> = (0..expiries.len())
            .map(|number| Key::new(Root::request("a", &format!("{number}")), "reply", number.to_string()))
            .collect();
        let keys = Arc::new(keys);
        let (kept, store) = (Arc::clone(&keys), sandbox.store());
        let put = store.write(Root::world(), move |tx| {
            for (key, expires) in kept.iter().zip(&expiries) {
                let document = Document { version: 1, ..Document::new(key.clone(), "{}") };
                let index = Index { expires: Some(expires.as_microsecond()), ..Index::default() };
                tx.put(&document, &index, Expect::Absent)?;
            }
            Ok(Decision::Commit(()))
        });
        put.await.unwrap();

        let mut times = 1;
        while sweep(&sandbox.inner).await.unwrap() {
            times += 1;
        }
        assert_eq!(times, 3, "what is due is done in between");
        let there = |key: &Key| store.read_blocking(|tx| tx.get(key)).unwrap().is_some();
        let (last, swept) = keys.split_last().unwrap();
        assert!(there(last), "another process may go by it yet");
        assert!(!swept.iter().any(there));
    }
}
