//! The answers by themselves: failures that say when to try again, repetitions that are answered as before, and processes
//! that do as they are told.

use super::{Findings, Kind, ledger::Ledger};
use crate::{
    action::{Action, Seen, View},
    chaos::What,
    history::{History, Missed, Outcome},
};

pub(super) fn check(history: &History, ledger: &Ledger<'_>, findings: &mut Findings) {
    for operation in &history.operations {
        let name = &operation.name;
        let Some(ending) = &operation.ending else { continue };
        for missed in &ending.missed {
            if let Missed::Failed { status, retry_after: false } = missed {
                findings.add(Kind::NotRetryable, format!("{name} was answered {status} without Retry-After"));
            }
        }
        match operation.seen() {
            Some(Seen::Unreadable(why)) => findings.add(Kind::Unreadable, format!("{name}: {why}")),
            Some(Seen::Subscription(View { name: shown, .. }))
                if matches!(operation.action, Action::Change { .. }) && shown != name =>
            {
                findings.add(Kind::Unreadable, format!("{name} was acknowledged with the name {shown}"));
            }
            _ => {}
        }
    }
    for repeat in &history.repeats {
        let before = ledger.by_name.get(repeat.name.as_str()).and_then(|operation| operation.ending.as_ref());
        match before.map(|ending| &ending.outcome) {
            Some(Outcome::Done { status, digest, .. }) if (*status, *digest) == (repeat.status, repeat.digest) => {}
            before => {
                let what =
                    format!("{} was repeated and answered {}, not as before: {before:?}", repeat.name, repeat.status);
                findings.add(Kind::Forgotten, what);
            }
        }
    }
    for event in &history.events {
        match &event.what {
            What::Died { .. } | What::Stuck { .. } => findings.add(Kind::Process, format!("{:?}", event.what)),
            What::Drained { process, code } if *code != Some(0) => {
                findings.add(Kind::Process, format!("process {process} was drained and ended with {code:?}"));
            }
            _ => {}
        }
    }
}
