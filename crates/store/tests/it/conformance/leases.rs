//! Leases: the right to be the only one.

use backlot_store::{Error, Lease, Store};

use crate::Outcome;

fn lease(store: &Store, name: &'static str) -> Result<Option<Lease>, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|source| Error::Engine { source: Box::new(source) })?.block_on(store.try_lease(name))
}

pub(crate) fn a_lease_is_one_holders_until_it_is_dropped(store: &Store) -> Outcome {
    let first = lease(store, "a")?.ok_or("nobody has it")?;
    assert!(first.is_held());
    assert!(lease(store, "a")?.is_none());
    drop(first);
    // The database may learn of it a moment later.
    while lease(store, "a")?.is_none() {
        std::thread::yield_now();
    }
    Ok(())
}

pub(crate) fn leases_of_other_names_are_others(store: &Store) -> Outcome {
    let a = lease(store, "a")?;
    let b = lease(store, "b")?;
    assert!(a.is_some() && b.is_some());
    Ok(())
}
