//! Histories that happened in some order, which only the checker is not told.

use backlot_torture::{Change, History, Kind, Operation, Seen, State, Status, View, check};
use fastrand::Rng;

use crate::made_up::{change, creation, customer, look, order, view};

/// How many histories are made up.
const HISTORIES: u64 = 300;
/// Each thing happens so long after the one before.
const STEP: u64 = 10;

/// Changes and looks at one subscription, one happening after another, while each is under way for longer than that.
fn happened(rng: &mut Rng) -> History {
    let mut operations = vec![creation("c", (1, 2)), order("o", (3, 4), "c-customer")];
    let mut now = view("o-subscription", "o", 3, Status::Active, 1);
    let mut version = 1;
    for number in 0..rng.u64(5..40) {
        let moment = 1000 + number * STEP;
        let when = (moment - rng.u64(0..20 * STEP), moment + rng.u64(0..20 * STEP));
        let name = format!("n{number}");
        if rng.bool() {
            operations.push(look(&name, when, "c-customer", now.clone()));
            continue;
        }
        version += 1;
        now = View { quantity: rng.i64(1..26), ..view("o-subscription", &name, 1, Status::Active, version) };
        operations.push(change(&name, when, "c-customer", Change::Quantity(now.quantity), now.clone()));
    }
    let mut there = customer("c", &["o"]);
    there.subscriptions = vec![now];
    History {
        operations,
        after: State { at: 1_000_000, totals: Vec::new(), customers: vec![there] },
        ..History::default()
    }
}

fn shown(operation: &Operation) -> Option<&View> {
    match &operation.ending.as_ref()?.outcome {
        backlot_torture::Outcome::Done { seen: Seen::Subscription(view), .. } => Some(view),
        _ => None,
    }
}

#[test]
fn what_happened_in_some_order_passes() {
    for seed in 0..HISTORIES {
        let history = happened(&mut Rng::with_seed(seed));
        assert_eq!(check(&history), [], "seed {seed}");
    }
}

#[test]
fn a_look_at_what_had_been_overwritten_before_it_began_fits_no_order() {
    let mut spoiled = 0;
    for seed in 0..HISTORIES {
        let mut history = happened(&mut Rng::with_seed(seed));
        let changes: Vec<_> =
            history.operations.iter().filter(|one| one.action.is_write() && shown(one).is_some()).collect();
        // Two changes, the second begun after the end of the first.
        let apart = changes.iter().find_map(|first| {
            let end = first.ending.as_ref()?.at;
            let second = changes.iter().find(|second| second.invoked > end)?;
            Some((shown(first)?.clone(), second.ending.as_ref()?.at))
        });
        let Some((overwritten, end)) = apart else { continue };
        history.operations.push(look("late", (end + 1, end + 2), "c-customer", overwritten));
        let violations = check(&history);
        assert!(violations.iter().any(|violation| violation.kind == Kind::Stale), "seed {seed}: {violations:?}");
        spoiled += 1;
    }
    assert!(spoiled > HISTORIES / 4, "{spoiled} histories are too few to show anything");
}
