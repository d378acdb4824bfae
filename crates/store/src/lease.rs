//! The right to be the only one who does something.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_postgres::Client;

/// The right to be the only one who does something, until it is dropped.
///
/// It spares others the same work, and no more: whoever has lost it may not know yet. What must not be done twice, a
/// transaction has to see to.
#[derive(Debug)]
pub struct Lease(Held);

#[derive(Debug)]
enum Held {
    /// Among the threads of this process, which alone has the store.
    Here(Names, &'static str),
    /// By a connection that nothing else uses: the database takes the lease back when it is gone, for whatever reason.
    There(Client),
}

impl Lease {
    pub(crate) fn there(connection: Client) -> Self {
        Self(Held::There(connection))
    }

    /// Whether this process still has it, as far as it knows.
    #[must_use]
    pub fn is_held(&self) -> bool {
        match &self.0 {
            Held::Here(..) => true,
            Held::There(connection) => !connection.is_closed(),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // The other kind ends with its connection.
        if let Self::Here(names, name) = self {
            names.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        }
    }
}

/// The leases that this process has given to itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(Arc<Mutex<BTreeSet<&'static str>>>);

impl Names {
    pub(crate) fn lease(&self, name: &'static str) -> Option<Lease> {
        let new = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        new.then(|| Lease(Held::Here(self.clone(), name)))
    }
}
