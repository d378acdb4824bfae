//! The races that roots decide, by name: one handler is stopped between its read and its write while another one wants
//! the same root. Whatever the engine does, the end must be one that some order of the two could have.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use backlot_store::{Decision, Error, Range, Root, Set, Store, Tx};

use crate::Outcome;
use crate::entry::{Entry, commit, exists, ids, order, orders_of, read, save_all};
use crate::gate::{begin, finish, gate};

const DONE: &str = "done";
const REFUSED: &str = "refused";

/// A handler that calls the function between its read and its write.
type Handler = fn(&mut Tx<'_>, &dyn Fn()) -> Result<&'static str, Error>;

/// Stops the first between read and write, starts the second, lets the first go on; says what each answered.
fn race(store: &Store, first: Handler, second: Handler) -> Result<[&'static str; 2], Error> {
    let (gate, keeper) = gate();
    let second_ran = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&second_ran);
    let first = begin(store, move |tx| {
        let pause = || {
            gate.pass();
            assert!(!seen.load(Ordering::SeqCst), "the second handler ran between a read and a write of the first");
        };
        first(tx, &pause).map(Decision::Commit)
    });
    keeper.wait();
    let second = begin(store, move |tx| {
        second_ran.store(true, Ordering::SeqCst);
        second(tx, &|| ()).map(Decision::Commit)
    });
    keeper.open();
    Ok([finish(first)?, finish(second)?])
}

fn customers() -> Set {
    Set::new(Root::account("a"), "customers")
}

fn customer(id: &str) -> Entry {
    order(&Root::customer("a", id), id).member(&customers(), "")
}

fn order_of_c() -> Entry {
    order(&Root::customer("a", "c"), "order").member(&Set::new(Root::customer("a", "c"), "orders"), "")
}

pub(crate) fn removal_against_order(store: &Store) -> Outcome {
    let remove: Handler = |tx, pause| {
        let orders = tx.count(&order_of_c().index.sets[0].set)?;
        pause();
        if orders > 0 {
            return Ok(REFUSED);
        }
        tx.drop_root(&Root::customer("a", "c"))?;
        Ok(DONE)
    };
    let buy: Handler = |tx, pause| {
        let customer = tx.get(customer("c").key())?;
        pause();
        if customer.is_none() {
            return Ok(REFUSED);
        }
        order_of_c().put(tx)?;
        Ok(DONE)
    };
    customer("c").save(store)?;
    assert_eq!(race(store, remove, buy)?, [DONE, REFUSED]);
    assert!(ids(store, &customers())?.is_empty());
    assert!(!exists(store, order_of_c().key())?);

    customer("c").save(store)?;
    assert_eq!(race(store, buy, remove)?, [DONE, REFUSED]);
    assert_eq!(ids(store, &customers())?, ["c"]);
    assert!(exists(store, order_of_c().key())?);
    Ok(())
}

pub(crate) fn purge_against_write_beneath(store: &Store) -> Outcome {
    let purge: Handler = |tx, pause| {
        tx.count(&customers())?;
        pause();
        tx.drop_root(&Root::customer("a", "c"))?;
        Ok(DONE)
    };
    let change: Handler = |tx, pause| {
        let found = tx.get(order_of_c().key())?;
        pause();
        let Some(found) = found else {
            return Ok(REFUSED);
        };
        order_of_c().version(found.version + 1).put(tx)?;
        Ok(DONE)
    };
    for (first, second, expected) in [(purge, change, [DONE, REFUSED]), (change, purge, [DONE, DONE])] {
        save_all(store, &[customer("c"), order_of_c()])?;
        assert_eq!(race(store, first, second)?, expected);
        assert!(ids(store, &customers())?.is_empty());
        assert!(ids(store, &order_of_c().index.sets[0].set)?.is_empty());
        assert!(!exists(store, order_of_c().key())?);
    }
    Ok(())
}

/// As many customers as an account may have.
const QUOTA: u64 = 75;

/// Adds a customer if the quota allows it.
fn add(tx: &mut Tx<'_>, id: &str) -> Result<&'static str, Error> {
    if tx.count(&customers())? >= QUOTA {
        return Ok(REFUSED);
    }
    customer(id).put(tx)?;
    Ok(DONE)
}

/// 64 clients at once, each adding a customer; how many could.
fn sixty_four(store: &Store) -> Result<usize, Error> {
    let results: Vec<_> = thread::scope(|scope| {
        let clients: Vec<_> =
            (0..64).map(|n| scope.spawn(move || commit(store, move |tx| add(tx, &format!("new {n}"))))).collect();
        clients.into_iter().map(|client| client.join().unwrap_or(Err(Error::Panicked))).collect()
    });
    let answers = results.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(answers.into_iter().filter(|answer| *answer == DONE).count())
}

pub(crate) fn quota_at_its_limit(store: &Store) -> Outcome {
    let old: Vec<Entry> = (1..QUOTA).map(|n| customer(&format!("old {n}"))).collect();
    save_all(store, &old)?;
    assert_eq!(sixty_four(store)?, 1);
    assert_eq!(ids(store, &customers())?.len() as u64, QUOTA);

    commit(store, |tx| tx.drop_root(&Root::customer("a", "old 1")))?;
    let stopped: Handler = |tx, pause| {
        let used = tx.count(&customers())?;
        pause();
        if used < QUOTA { customer("x").put(tx).map(|()| DONE) } else { Ok(REFUSED) }
    };
    assert_eq!(race(store, stopped, |tx, _| add(tx, "y"))?, [DONE, REFUSED]);
    assert_eq!(ids(store, &customers())?.len() as u64, QUOTA);
    Ok(())
}

pub(crate) fn quota_with_room_for_all(store: &Store) -> Outcome {
    assert_eq!(sixty_four(store)?, 64);
    assert_eq!(ids(store, &customers())?.len(), 64);
    Ok(())
}

pub(crate) fn domain(store: &Store) -> Outcome {
    fn claim(tx: &mut Tx<'_>, pause: &dyn Fn(), id: &str) -> Result<&'static str, Error> {
        let holder = tx.find("domain", "saltmarsh.example")?;
        pause();
        if holder.is_some() {
            return Ok(REFUSED);
        }
        match customer(id).unique("domain", "saltmarsh.example").put(tx) {
            Ok(()) => Ok(DONE),
            Err(Error::Taken { .. }) => Ok(REFUSED),
            Err(error) => Err(error),
        }
    }
    assert_eq!(race(store, |tx, pause| claim(tx, pause, "one"), |tx, pause| claim(tx, pause, "two"))?, [DONE, REFUSED]);
    assert_eq!(ids(store, &customers())?, ["one"]);
    assert_eq!(read(store, |tx| tx.find("domain", "saltmarsh.example"))?.as_ref(), Some(customer("one").key()));
    Ok(())
}

fn tenant() -> Entry {
    order(&Root::tenant("t"), "tenant")
}

fn tie(account: &str) -> Entry {
    order(&Root::customer(account, "t"), "t").member(&Set::new(Root::tenant("t"), "ties"), "")
}

pub(crate) fn last_tie_of_a_shared_tenant(store: &Store) -> Outcome {
    fn untie(tx: &mut Tx<'_>, pause: &dyn Fn(), account: &str) -> Result<&'static str, Error> {
        let ties = tx.count(&tie(account).index.sets[0].set)?;
        pause();
        tx.drop_root(&Root::customer(account, "t"))?;
        if ties == 1 {
            tx.drop_root(&Root::tenant("t"))?;
        }
        Ok(DONE)
    }
    let untie_a: Handler = |tx, pause| untie(tx, pause, "a");
    let untie_b: Handler = |tx, pause| untie(tx, pause, "b");
    let tie_b: Handler = |tx, pause| {
        let tenant = tx.get(tenant().key())?;
        pause();
        if tenant.is_none() {
            return Ok(REFUSED);
        }
        tie("b").put(tx)?;
        Ok(DONE)
    };

    save_all(store, &[tenant(), tie("a"), tie("b")])?;
    assert_eq!(race(store, untie_a, untie_b)?, [DONE, DONE]);
    assert!(!exists(store, tenant().key())?, "one of the two was the last");

    save_all(store, &[tenant(), tie("a")])?;
    assert_eq!(race(store, untie_a, tie_b)?, [DONE, REFUSED]);
    assert!(!exists(store, tie("b").key())?, "no tie to a tenant that is gone");

    save_all(store, &[tenant(), tie("a")])?;
    assert_eq!(race(store, tie_b, untie_a)?, [DONE, DONE]);
    assert!(exists(store, tenant().key())?, "it has a tie still");
    assert_eq!(read(store, |tx| tx.keys(&tie("b").index.sets[0].set, &Range::all()))?.len(), 1);
    Ok(())
}

pub(crate) fn equal_requests_in_flight(store: &Store) -> Outcome {
    /// Answers what the record of the request says, or does it and records the answer.
    fn once(tx: &mut Tx<'_>, pause: &dyn Fn(), answer: &'static str) -> Result<&'static str, Error> {
        let record = order(&Root::account("a"), "request");
        let found = tx.get(record.key())?;
        pause();
        if let Some(found) = found {
            return Ok(if found.body == "one" { "one" } else { "two" });
        }
        customer(answer).put(tx)?;
        let mut record = record;
        record.document.body = answer.into();
        record.put(tx)?;
        Ok(answer)
    }
    assert_eq!(race(store, |tx, pause| once(tx, pause, "one"), |tx, pause| once(tx, pause, "two"))?, ["one", "one"]);
    assert_eq!(ids(store, &customers())?, ["one"]);
    Ok(())
}

pub(crate) fn clock_against_write(store: &Store) -> Outcome {
    fn clock() -> Entry {
        order(&Root::world(), "clock")
    }
    /// The time is the version of the clock's document.
    fn now(tx: &mut Tx<'_>) -> Result<i64, Error> {
        Ok(tx.get(clock().key())?.map_or(0, |clock| clock.version))
    }
    let write: Handler = |tx, pause| {
        let now = now(tx)?;
        pause();
        order(&Root::account("a"), "order").member(&orders_of("a"), "").due(now + 5).put(tx)?;
        Ok(DONE)
    };
    let advance: Handler = |tx, pause| {
        let until = now(tx)? + 10;
        let due = tx.due(until, usize::MAX)?;
        pause();
        due.iter().try_for_each(|(_, key)| tx.delete(key).map(drop))?;
        let clock = clock().version(until);
        tx.put(&clock.document, &clock.index, backlot_store::Expect::Version(until - 10))?;
        Ok(DONE)
    };
    for (first, second) in [(write, advance), (advance, write)] {
        commit(store, |tx| tx.wipe())?;
        clock().save(store)?;
        assert_eq!(race(store, first, second)?, [DONE, DONE]);
        let (now, next) = read(store, |tx| Ok((now(tx)?, tx.next_due()?)))?;
        assert_eq!(now, 11);
        assert!(next.is_none_or(|next| next > now), "at {now} something of {next:?} was missed");
    }
    Ok(())
}
