//! Who is told how far a procedure has come.

/// Told how far a procedure has come.
pub(crate) trait Reporter: Sync {
    /// A phase of the procedure consists of so many steps.
    fn phase(&self, phase: Phase, steps: usize);
    /// A step has come so far. Its subject is what it is done to, in words.
    fn step(&self, phase: Phase, subject: &str, state: State);
    /// All that was told is over, and something else is said next.
    fn end(&self);
}

/// A phase of a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Phase {
    /// What there is is read.
    Read,
    /// Orders are cancelled.
    Cancel,
    /// Subscriptions are suspended.
    Suspend,
    /// Subscriptions are reactivated.
    Reactivate,
    /// Customers are deleted.
    Delete,
    /// Relationships are removed.
    Remove,
}

/// How far a step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It has begun.
    Begun,
    /// The service has taken it, and is not through with it.
    Waiting,
    /// It is done.
    Done,
    /// It did not succeed.
    Failed,
}
