//! The answers by themselves: failures that say when to try again, repetitions that are answered as before, and processes
//! that do as they are told.

use super::{Findings, Kind, ledger::Ledger};
use crate::{
    action::{Action, Seen, View},
    event::What,
    history::{History, Missed, Outcome, Repeat},
};

pub(super) fn check(history: &History, ledger: &Ledger<'_>, findings: &mut Findings) {
    for operation in &history.operations {
        let name = &operation.name;
        let Some(ending) = &operation.ending else { continue };
        ending.missed.iter().for_each(|missed| failed(name, *missed, findings));
        if ending.outcome == Outcome::Unanswered {
            let seconds = (ending.at.saturating_sub(operation.invoked)) / 1_000_000;
            let what = format!("{name} was asked for {seconds} s and had no final answer: {:?}", operation.action);
            findings.add(Kind::Unanswered, what);
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
    history.failures.iter().for_each(|missed| failed("somebody who looked", *missed, findings));
    for repeat in &history.repeats {
        let before = ledger.by_name.get(repeat.name.as_str()).and_then(|operation| operation.ending.as_ref());
        match before.map(|ending| &ending.outcome) {
            Some(Outcome::Done { status, digest, .. }) if (*status, *digest) == (repeat.status, repeat.digest) => {}
            before => {
                let Repeat { name, again, status, .. } = repeat;
                let what = format!("{name} was repeated ({again:?}) and answered {status}, not as before: {before:?}");
                findings.add(Kind::Forgotten, what);
            }
        }
    }
    for event in &history.events {
        match &event.what {
            What::Died { .. } | What::Stuck { .. } | What::Unready { .. } => {
                findings.add(Kind::Process, format!("{:?}", event.what))
            }
            What::Verified { sound: false, said } => {
                findings.add(Kind::Unsound, format!("backlot database verify: {said}"));
            }
            What::Drained { process, code } if *code != Some(0) => {
                findings.add(Kind::Process, format!("process {process} was drained and ended with {code:?}"));
            }
            _ => {}
        }
    }
}

/// A failure must say when to try again, and a token is never refused: what it is asked for with is always good.
fn failed(name: &str, missed: Missed, findings: &mut Findings) {
    match missed {
        Missed::Failed { status, retry_after: false } => {
            findings.add(Kind::NotRetryable, format!("{name} was answered {status} without Retry-After"));
        }
        Missed::NoToken { status } => {
            findings.add(Kind::Refusal, format!("{name} was answered {status} when asking for a token"));
        }
        Missed::Failed { retry_after: true, .. } | Missed::Unsent | Missed::Broke | Missed::TimedOut => {}
    }
}
