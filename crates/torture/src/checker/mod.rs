//! Judges a history: what clients were told against what is there, and against what any order of events could explain.
//!
//! An operation took effect at some moment between its first request and its final answer. What was acknowledged did; what
//! was refused did not; of the rest either may be so. Everything else follows from these intervals.

mod answers;
mod customers;
mod ledger;
mod orders;
mod quotas;
mod refusals;
mod registers;
mod spans;

use std::fmt;

use crate::history::History;

use self::ledger::Ledger;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Something that was acknowledged is not there.
    Lost,
    /// Something is there that nobody asked for, that was refused, or that was deleted.
    Unasked,
    /// Something was done twice.
    Twice,
    /// Something is there by halves.
    Halves,
    /// A quota was exceeded.
    Quota,
    /// A read showed what had been overwritten before it began.
    Stale,
    /// A refusal that nothing explains.
    Refusal,
    /// A failure that does not say when to try again.
    NotRetryable,
    /// Nobody had a final answer, for as long as a client has patience.
    Unanswered,
    /// A repeated request got another answer than before.
    Forgotten,
    /// An answer that does not read.
    Unreadable,
    /// What is kept contradicts itself, as `backlot database verify` says.
    Unsound,
    /// A process that ended by itself, did not end when told, or did not get ready.
    Process,
}

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What it is.
    pub kind: Kind,
    /// The names of the operations that it shows in, and what it is about them.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.what)
    }
}

/// What is found, as it is found.
#[derive(Debug, Default)]
struct Findings(Vec<Violation>);

impl Findings {
    fn add(&mut self, kind: Kind, what: impl Into<String>) {
        self.0.push(Violation { kind, what: what.into() });
    }
}

/// Everything that is wrong with a history.
pub fn check(history: &History) -> Vec<Violation> {
    let ledger = Ledger::of(history);
    let mut findings = Findings::default();
    answers::check(history, &ledger, &mut findings);
    customers::check(history, &ledger, &mut findings);
    orders::check(history, &ledger, &mut findings);
    registers::check(history, &ledger, &mut findings);
    quotas::check(history, &ledger, &mut findings);
    refusals::check(history, &ledger, &mut findings);
    findings.0.sort_by_key(|violation| violation.kind);
    findings.0
}
