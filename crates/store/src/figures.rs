//! What a store counts of its work, for whoever watches the process.

use std::sync::atomic::{AtomicU64, Ordering};

/// The most writes that a commit of each class of [`Figures::commits`] keeps; one more class is for larger ones.
pub const CLASSES: [u64; 8] = [1, 2, 4, 8, 16, 32, 64, 128];

/// What a store has done since it was opened, and what it does now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Figures {
    /// The commits, by how many writes they kept: the [`CLASSES`], then those of more writes.
    pub commits: [u64; CLASSES.len() + 1],
    /// The writes that were kept.
    pub writes: u64,
    /// How often a handler ran again, because what it had done was lost, or rested on what is so no more.
    pub reruns: u64,
    /// How many transactions wait for their turn.
    pub waiting: usize,
    /// How many connections the pool may have; 0 where there is none.
    pub connections: usize,
    /// How many of them a transaction uses now.
    pub connections_in_use: usize,
}

/// Counts what a store does.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    commits: [AtomicU64; CLASSES.len() + 1],
    writes: AtomicU64,
    reruns: AtomicU64,
}

impl Counters {
    /// A commit kept so many writes.
    pub(crate) fn committed(&self, writes: u64) {
        let class = CLASSES.partition_point(|most| *most < writes);
        if let Some(commits) = self.commits.get(class) {
            commits.fetch_add(1, Ordering::Relaxed);
        }
        self.writes.fetch_add(writes, Ordering::Relaxed);
    }

    /// So many handlers are to run again.
    pub(crate) fn rerun(&self, handlers: u64) {
        self.reruns.fetch_add(handlers, Ordering::Relaxed);
    }

    /// What was counted so far; what the store does now, its engine adds.
    pub(crate) fn figures(&self) -> Figures {
        Figures {
            commits: self.commits.each_ref().map(|commits| commits.load(Ordering::Relaxed)),
            writes: self.writes.load(Ordering::Relaxed),
            reruns: self.reruns.load(Ordering::Relaxed),
            ..Figures::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Counters;

    #[test]
    fn commits_are_told_apart_by_their_writes() {
        let counters = Counters::default();
        for writes in [1, 1, 2, 3, 4, 5, 128, 129] {
            counters.committed(writes);
        }
        counters.rerun(3);
        let figures = counters.figures();
        assert_eq!(figures.commits, [2, 1, 2, 1, 0, 0, 0, 1, 1]);
        assert_eq!((figures.writes, figures.reruns), (273, 3));
    }
}
