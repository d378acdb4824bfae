//! What a run has shown, in numbers.

use std::{collections::BTreeMap, fmt};

use crate::{
    checker::{Kind, Violation, check},
    event::What,
    history::{Again, History, Missed, Outcome},
};

/// The most violations that are printed.
const SHOWN: usize = 40;
/// Microseconds of a second.
const SECOND: f64 = 1e6;

/// What a run has shown, in numbers.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What clients did.
    pub operations: usize,
    /// The writes among them.
    pub writes: usize,
    /// The writes that were acknowledged.
    pub acknowledged: usize,
    /// What was refused.
    pub refused: usize,
    /// The refusals among them that name a quota.
    pub at_quota: usize,
    /// What clients gave up, or never heard of.
    pub unknown: usize,
    /// What had to be sent more than once.
    pub retried: usize,
    /// Requests without a final answer, by what became of them.
    pub missed: BTreeMap<String, usize>,
    /// How long it took until the last operation ended, and the longest of one, in microseconds.
    pub time: (u64, u64),
    /// Acknowledged writes that were sent once more, by when.
    pub repeated: BTreeMap<Again, usize>,
    /// How often each kind of trouble came at least.
    pub rounds: usize,
    /// Blows, by what they were.
    pub blows: BTreeMap<&'static str, usize>,
    /// How many connections to the database were cut.
    pub cuts: u64,
    /// Customers, orders and subscriptions that are there.
    pub left: (usize, usize, usize),
    /// What `backlot database verify` said last.
    pub verified: Option<String>,
    /// What is wrong; none if nobody has looked.
    pub violations: Option<Vec<Violation>>,
}

impl Report {
    /// Judges a history.
    pub fn of(history: &History) -> Self {
        Self { violations: Some(check(history)), ..Self::unjudged(history) }
    }

    /// Counts only.
    pub(crate) fn unjudged(history: &History) -> Self {
        let mut report = Self { operations: history.operations.len(), ..Self::default() };
        for operation in &history.operations {
            let ending = operation.ending.as_ref();
            let write = operation.action.is_write();
            report.writes += usize::from(write);
            match ending.map(|ending| &ending.outcome) {
                Some(Outcome::Done { .. }) => report.acknowledged += usize::from(write),
                Some(Outcome::Refused { code, .. }) => {
                    report.refused += 1;
                    report.at_quota += usize::from(is_quota(*code));
                }
                Some(Outcome::Unknown | Outcome::Unanswered) | None => report.unknown += 1,
            }
            let Some(ending) = ending else { continue };
            report.retried += usize::from(!ending.missed.is_empty());
            report.miss(&ending.missed);
            let (last, longest) = report.time;
            report.time = (last.max(ending.at), longest.max(ending.at.saturating_sub(operation.invoked)));
        }
        report.miss(&history.failures);
        for repeat in &history.repeats {
            *report.repeated.entry(repeat.again).or_default() += 1;
        }
        for event in &history.events {
            match &event.what {
                What::CutInAll { connections } => report.cuts = *connections,
                What::Round => report.rounds += 1,
                What::Verified { said, .. } => report.verified = said.lines().last().map(str::to_owned),
                _ => {}
            }
            if let Some(blow) = blow(&event.what) {
                *report.blows.entry(blow).or_default() += 1;
            }
        }
        let customers = &history.after.customers;
        let orders = customers.iter().map(|customer| customer.orders.len()).sum();
        let subscriptions = customers.iter().map(|customer| customer.subscriptions.len()).sum();
        report.left = (customers.len(), orders, subscriptions);
        report
    }

    fn miss(&mut self, missed: &[Missed]) {
        for missed in missed {
            let kind = match missed {
                Missed::Unsent => "not heard".to_owned(),
                Missed::Broke => "broken off".to_owned(),
                Missed::TimedOut => "timed out".to_owned(),
                Missed::Failed { status, .. } => format!("answered {status}"),
                Missed::NoToken { status } => format!("no token by {status}"),
            };
            *self.missed.entry(kind).or_default() += 1;
        }
    }

    /// How often this was done to the processes or the database.
    pub fn blow(&self, name: &str) -> usize {
        self.blows.get(name).copied().unwrap_or_default()
    }

    /// Whether somebody has looked and nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.violations.as_ref().is_some_and(Vec::is_empty)
    }
}

/// What to call it in a report; none for what only ends something.
fn blow(what: &What) -> Option<&'static str> {
    Some(match what {
        What::Killed { .. } => "kills",
        What::Drained { .. } | What::Stuck { .. } => "drains",
        What::Died { .. } => "deaths",
        What::Up { .. } => "restarts",
        What::Paused { .. } => "pauses",
        What::DatabaseDown { .. } => "database stops",
        What::DatabaseUp => "database starts",
        What::Cut { .. } => "cuts",
        What::Refusing { refusing: true, .. } => "partitions",
        What::AnswerCut { .. } => "answers cut",
        What::RequestCut { .. } => "requests cut",
        What::CommitLost { .. } => "commits' answers lost",
        What::DiskFull { .. } => "full disks",
        What::Refusing { refusing: false, .. }
        | What::GoesOn { .. }
        | What::Unready { .. }
        | What::Verified { .. }
        | What::DiskFree { .. }
        | What::CutInAll { .. }
        | What::Round => return None,
    })
}

fn is_quota(code: u64) -> bool {
    use partner_center_model::errors;
    [errors::SANDBOX_LIMIT_MET, errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER]
        .iter()
        .any(|error| u64::from(error.code) == code)
}

/// `3 kills, 1 drains`, or `none`.
fn listed<N: fmt::Display>(counts: impl IntoIterator<Item = (N, usize)>) -> String {
    let counts: Vec<String> = counts.into_iter().map(|(name, count)| format!("{count} {name}")).collect();
    if counts.is_empty() { "none".to_owned() } else { counts.join(", ") }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operations, writes, acknowledged, refused, at_quota, unknown, retried, rounds, .. } = self;
        let (last, longest) = self.time;
        let (last, longest) = (last as f64 / SECOND, longest as f64 / SECOND);
        writeln!(f, "time         {last:.1} s, {longest:.1} s for the slowest operation")?;
        writeln!(f, "operations   {operations}, {writes} of them writes, {acknowledged} of these acknowledged")?;
        writeln!(f, "refused      {refused}, {at_quota} of them by a quota")?;
        writeln!(f, "unknown      {unknown}")?;
        let missed = listed(self.missed.iter().map(|(kind, count)| (kind, *count)));
        writeln!(f, "retried      {retried}; requests without a final answer: {missed}")?;
        let blows = listed(self.blows.iter().map(|(name, count)| (*name, *count)));
        writeln!(f, "blows        {blows}; {} connections cut; {rounds} rounds", self.cuts)?;
        let (customers, orders, subscriptions) = self.left;
        writeln!(f, "afterwards   {customers} customers, {orders} orders, {subscriptions} subscriptions")?;
        let repeated = listed(self.repeated.iter().map(|(again, count)| (when(*again), *count)));
        writeln!(f, "repeated     {repeated}")?;
        writeln!(f, "verified     {}", self.verified.as_deref().unwrap_or("no"))?;
        let Some(violations) = &self.violations else { return write!(f, "violations   nobody has looked") };
        let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
        violations.iter().for_each(|violation| *kinds.entry(violation.kind).or_default() += 1);
        let kinds: String = kinds.iter().map(|(kind, count)| format!(", {count} {kind:?}")).collect();
        write!(f, "violations   {}{kinds}", violations.len())?;
        for violation in violations.iter().take(SHOWN) {
            write!(f, "\n  {violation}")?;
        }
        if violations.len() > SHOWN {
            write!(f, "\n  and {} more", violations.len() - SHOWN)?;
        }
        Ok(())
    }
}

fn when(again: Again) -> &'static str {
    match again {
        Again::AtOnce => "at two processes at once",
        Again::Soon => "soon, at another process",
        Again::AtTheEnd => "at the end",
    }
}
