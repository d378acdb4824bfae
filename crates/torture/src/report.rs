//! What a run has shown, in numbers.

use std::{collections::BTreeMap, fmt};

use crate::{
    chaos::What,
    checker::{Kind, Violation, check},
    history::{History, Missed, Outcome},
};

/// The most violations that are printed.
const SHOWN: usize = 40;

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
    /// Failures that said when to try again.
    pub failures: usize,
    /// Acknowledged writes that were sent once more at the end.
    pub repeated: usize,
    /// Blows, by what they were.
    pub blows: BTreeMap<&'static str, usize>,
    /// How many connections to the database were cut.
    pub cuts: u64,
    /// Customers and orders that are there.
    pub left: (usize, usize),
    /// What is wrong.
    pub violations: Vec<Violation>,
}

impl Report {
    /// Judges a history.
    pub fn of(history: &History) -> Self {
        let mut report = Self { repeated: history.repeats.len(), violations: check(history), ..Self::default() };
        report.operations = history.operations.len();
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
                Some(Outcome::Unknown) | None => report.unknown += 1,
            }
            let missed = ending.map(|ending| ending.missed.as_slice()).unwrap_or_default();
            report.retried += usize::from(!missed.is_empty());
            report.failures += missed.iter().filter(|missed| matches!(missed, Missed::Failed { .. })).count();
        }
        for event in &history.events {
            if let What::CutInAll { connections } = event.what {
                report.cuts = connections;
            }
            if let Some(blow) = blow(&event.what) {
                *report.blows.entry(blow).or_default() += 1;
            }
        }
        let customers = &history.after.customers;
        report.left = (customers.len(), customers.iter().map(|customer| customer.orders.len()).sum());
        report
    }

    /// How often this was done to the processes or the database.
    pub fn blow(&self, name: &str) -> usize {
        self.blows.get(name).copied().unwrap_or_default()
    }
}

/// What to call it in a report; none for what only ends something.
fn blow(what: &What) -> Option<&'static str> {
    Some(match what {
        What::Killed { .. } => "kills",
        What::Drained { .. } | What::Stuck { .. } => "drains",
        What::Died { .. } => "deaths",
        What::Up { .. } => "restarts",
        What::DatabaseDown { .. } => "database stops",
        What::Cut { .. } => "cuts",
        What::Refusing { refusing: true, .. } => "partitions",
        What::AnswerCut { .. } => "answers cut",
        What::RequestCut { .. } => "requests cut",
        What::CommitLost { .. } => "commits' answers lost",
        What::DiskFull { .. } => "full disks",
        What::Refusing { refusing: false, .. } | What::DatabaseUp | What::DiskFree { .. } | What::CutInAll { .. } => {
            return None;
        }
    })
}

fn is_quota(code: u64) -> bool {
    use partner_center_model::errors;
    [errors::SANDBOX_LIMIT_MET, errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER]
        .iter()
        .any(|error| u64::from(error.code) == code)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operations, writes, acknowledged, refused, at_quota, unknown, retried, failures, .. } = self;
        writeln!(f, "operations   {operations}, {writes} of them writes, {acknowledged} of these acknowledged")?;
        writeln!(f, "refused      {refused}, {at_quota} of them by a quota")?;
        writeln!(f, "unknown      {unknown}")?;
        writeln!(f, "retried      {retried}, after {failures} failures that were answered")?;
        let blows: Vec<String> = self.blows.iter().map(|(name, count)| format!("{count} {name}")).collect();
        writeln!(f, "blows        {}; {} connections cut", blows.join(", "), self.cuts)?;
        writeln!(f, "afterwards   {} customers, {} orders", self.left.0, self.left.1)?;
        writeln!(f, "repeated     {} acknowledged writes", self.repeated)?;
        let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
        self.violations.iter().for_each(|violation| *kinds.entry(violation.kind).or_default() += 1);
        let kinds: String = kinds.iter().map(|(kind, count)| format!(", {count} {kind:?}")).collect();
        write!(f, "violations   {}{kinds}", self.violations.len())?;
        for violation in self.violations.iter().take(SHOWN) {
            write!(f, "\n  {violation}")?;
        }
        if self.violations.len() > SHOWN {
            write!(f, "\n  and {} more", self.violations.len() - SHOWN)?;
        }
        Ok(())
    }
}
