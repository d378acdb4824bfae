//! What a transaction will touch, said before it begins.

use std::collections::BTreeSet;

use crate::{Key, Root};

/// What a transaction will touch: the roots whose locks it holds, and documents that it will surely read.
///
/// Whoever holds the [world](Root::world) holds it alone, and with it everything. Every other write shares the world, so
/// that it never lands after a change of the world that it was decided before.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    locks: BTreeSet<Root>,
    keys: Vec<Key>,
    more: bool,
    lists: bool,
}

impl Plan {
    /// Touches nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Holds this root, so that nobody else writes beneath it.
    #[must_use]
    pub fn lock(mut self, root: Root) -> Self {
        self.locks.insert(root);
        self
    }

    /// Will read this document. It costs nothing to be wrong; where the database is another process, the documents that
    /// are named here arrive together with the locks.
    #[must_use]
    pub fn fetch(mut self, key: Key) -> Self {
        if !self.keys.contains(&key) {
            self.keys.push(key);
        }
        self
    }

    /// Will read more than the documents that it names, so there is no use in trying with those alone.
    #[must_use]
    pub fn more(self) -> Self {
        Self { more: true, ..self }
    }

    /// Will read [more](Self::more), and perhaps so much that it takes long.
    #[must_use]
    pub fn lists(self) -> Self {
        Self { lists: true, ..self.more() }
    }

    /// Whether the transaction holds this root, by its own lock or the world's.
    #[must_use]
    pub fn holds(&self, root: &Root) -> bool {
        self.locks.contains(root) || self.locks.contains(&Root::world())
    }

    /// The roots.
    pub fn locks(&self) -> impl Iterator<Item = &Root> {
        self.locks.iter()
    }

    /// The documents.
    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Whether so much may be read that it takes long.
    pub(crate) fn reads_lists(&self) -> bool {
        self.lists
    }

    /// Whether the documents may be all that is read.
    pub(crate) fn is_enough(&self) -> bool {
        !self.keys.is_empty() && !self.more
    }
}

impl FromIterator<Root> for Plan {
    fn from_iter<I: IntoIterator<Item = Root>>(roots: I) -> Self {
        Self { locks: roots.into_iter().collect(), ..Self::default() }
    }
}

impl From<Root> for Plan {
    fn from(root: Root) -> Self {
        Self::new().lock(root)
    }
}
