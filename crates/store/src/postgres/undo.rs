//! What one of several writes in a transaction has changed in memory, so that it can be taken back alone.

use std::collections::HashMap;

use super::pending::Mark;
use super::rows::Known;
use crate::Key;

type All = HashMap<Key, Option<Known>>;

/// How to take back the write that is under way.
#[derive(Debug, Default)]
pub(super) struct Undo {
    /// What waited before it.
    pub(super) mark: Mark,
    /// Whether the database has a savepoint from before it; if not, it has seen nothing of it.
    pub(super) saved: bool,
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    /// What was known of a document; none if nothing was.
    Changed(Key, Option<Box<Option<Known>>>),
    /// All that was known.
    Forgot(All),
}

impl Undo {
    /// Nothing was done since this much waited.
    pub(super) fn since(mark: Mark) -> Self {
        Self { mark, ..Self::default() }
    }

    pub(super) fn changed(&mut self, key: &Key, before: Option<Option<Known>>) {
        self.steps.push(Step::Changed(key.clone(), before.map(Box::new)));
    }

    pub(super) fn forgot(&mut self, before: All) {
        self.steps.push(Step::Forgot(before));
    }

    /// Brings back what was known.
    pub(super) fn restore(self, known: &mut All) {
        for step in self.steps.into_iter().rev() {
            match step {
                Step::Changed(key, Some(before)) => drop(known.insert(key, *before)),
                Step::Changed(key, None) => drop(known.remove(&key)),
                Step::Forgot(before) => *known = before,
            }
        }
    }
}
