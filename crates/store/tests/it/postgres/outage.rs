//! A server that stops, is killed, and comes back.

use std::thread;

use backlot_store::{Decision, Error, Root};
use backlot_test_postgres::{Cluster, Database, Disk, Shutdown};

use super::open;
use crate::Outcome;
use crate::entry::{exists, ids, order, orders_of};

#[test]
fn writes_outlive_a_restart_and_a_kill_of_the_server() -> Outcome {
    let Some(mut cluster) = Cluster::start_new(Disk::Synced)? else { return Ok(()) };
    let database = Database::at(cluster.url());
    let store = open(&database, &database.url)?;
    let add = |id: String| {
        store.write_blocking(Root::account("a"), move |tx| {
            order(&Root::account("a"), &id).member(&orders_of("a"), "").put(tx).map(Decision::Commit)
        })
    };
    thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|client| {
                scope.spawn(move || {
                    (0..60).map(|n| format!("{client}-{n:02}")).filter(|id| add(id.clone()).is_ok()).collect()
                })
            })
            .collect();
        cluster.stop(Shutdown::Fast)?;
        cluster.start()?;
        cluster.stop(Shutdown::Immediate)?;
        cluster.start()?;
        cluster.kill()?;
        cluster.start()?;
        let mut kept: Vec<String> = Vec::new();
        for client in clients {
            let acknowledged: Vec<String> = client.join().map_err(|_| "a client panicked")?;
            kept.extend(acknowledged);
        }
        kept.sort();
        assert_eq!(kept.len(), 240, "each was tried again until it was kept");
        assert_eq!(ids(&store, &orders_of("a"))?, kept, "every acknowledged write, once");
        Ok(())
    })
}

#[test]
fn without_a_server_calls_are_refused_and_then_go_on() -> Outcome {
    let Some(mut cluster) = Cluster::start_new(Disk::Careless)? else { return Ok(()) };
    let database = Database::at(cluster.url());
    let store = open(&database, &database.url)?;
    let key = order(&Root::account("a"), "1").key().clone();
    order(&Root::account("a"), "1").save(&store)?;
    cluster.stop(Shutdown::Immediate)?;
    assert!(matches!(exists(&store, &key), Err(Error::Unavailable { .. })));
    let refused = order(&Root::account("a"), "2").save(&store);
    assert!(matches!(refused, Err(Error::Unavailable { .. })), "{refused:?}");
    assert!(matches!(open(&database, &database.url).map(drop), Err(error) if error.is::<Error>()));
    cluster.start()?;
    assert!(exists(&store, &key)?);
    order(&Root::account("a"), "2").save(&store)?;
    Ok(())
}
