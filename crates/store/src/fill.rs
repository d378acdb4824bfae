//! An empty store that gets all its documents at once.

use crate::store::Engine;
use crate::{Error, Indexed, Store};

impl Store {
    /// Writes these documents into a store that has none, and answers how many there were. All of them are there
    /// afterwards or none: it is one transaction, which holds the world. An error among them ends it.
    ///
    /// Takes what was derived from a document as it is given, and each of them once; nothing is tried again. Blocks.
    ///
    /// # Errors
    ///
    /// [`Error::NotEmpty`], or [`Error::Invalid`] where two documents have the same key or unique value.
    pub fn fill<E, I>(&self, documents: I) -> Result<u64, E>
    where
        E: From<Error> + Send + 'static,
        I: Iterator<Item = Result<Indexed, E>> + Send + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.fill(documents),
            Engine::Postgres(engine) => engine.fill(documents),
        }
    }
}
