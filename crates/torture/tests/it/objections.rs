//! What the checker objects to, one thing at a time, and what it lets pass.

use backlot_torture::{
    Account, Action, Again, Change, Event, History, Kind, Missed, Outage, Outcome, Repeat, Seen, Status, What, check,
};
use partner_center_model::errors;

use crate::made_up::{
    change, creation, customer, deletion, give_up, history, list, look, named, operation, order, refused, there, view,
};

/// The history with something spoiled, and what the checker must say of it.
#[track_caller]
fn objects(kind: Kind, spoil: impl FnOnce(&mut History)) {
    let mut history = history();
    spoil(&mut history);
    let violations = check(&history);
    assert!(violations.iter().any(|violation| violation.kind == kind), "{violations:#?}");
}

#[track_caller]
fn passes(alter: impl FnOnce(&mut History)) {
    let mut history = history();
    alter(&mut history);
    let there = history.after.customers.len() as u64;
    history.after.totals = vec![(Account::Sandbox, there)];
    assert_eq!(check(&history), []);
}

#[test]
fn what_happened_as_it_was_told_passes() {
    passes(|_| {});
}

#[test]
fn a_lost_write_is_objected_to() {
    objects(Kind::Lost, |history| history.after.customers.clear());
    objects(Kind::Lost, |history| history.after.customers[0].orders.clear());
    // Its account counts it still, or counts another one.
    objects(Kind::Halves, |history| history.after.totals = vec![(Account::Sandbox, 0)]);
    objects(Kind::Halves, |history| history.after.totals = vec![(Account::Production, 1)]);
    // Without the change, its subscription is as the order made it.
    objects(Kind::Lost, |history| history.after.customers[0] = customer("c0", &["o0"]));
    // Seen once, by a client that was never told more.
    objects(Kind::Lost, |history| {
        give_up(named(history, "o0"), Missed::Broke);
        history.repeats.clear();
        history.operations.retain(|operation| operation.name != "q0" && operation.name != "r0");
        let shown = view("o0-subscription", "o0", 3, Status::Active, 1);
        history.operations.push(look("r1", (70, 80), "c0-customer", shown));
        history.after.customers[0] = customer("c0", &[]);
    });
}

#[test]
fn what_was_done_twice_is_objected_to() {
    let double = |history: &mut History| {
        let mut again = there("o0");
        again.id = "another".to_owned();
        again.subscription = "another's".to_owned();
        history.after.customers[0].orders.push(again);
        history.after.customers[0].subscriptions.push(view("another's", "o0", 3, Status::Active, 1));
    };
    objects(Kind::Twice, double);
    objects(Kind::Twice, |history| {
        give_up(named(history, "o0"), Missed::Broke);
        history.repeats.clear();
        double(history);
    });
    objects(Kind::Twice, |history| {
        let mut again = customer("c0", &[]);
        again.id = "another".to_owned();
        history.after.customers.push(again);
    });
    objects(Kind::Twice, |history| history.operations.push(deletion("d2", (75, 85), "c1-customer")));
    objects(Kind::Twice, |history| {
        let shown = view("o0-subscription", "q0", 7, Status::Active, 2);
        history.operations.push(list("l0", (90, 95), "c0-customer", vec![shown.clone(), shown]));
    });
    // The change was made once, and counted twice.
    objects(Kind::Twice, |history| {
        history.after.customers[0].subscriptions[0] = view("o0-subscription", "q0", 7, Status::Active, 3);
    });
    // Two changes of one version.
    objects(Kind::Twice, |history| {
        let shown = view("o0-subscription", "q1", 8, Status::Active, 3);
        history.after.customers[0].subscriptions = vec![shown.clone()];
        history.operations.push(change("q1", (90, 95), "c0-customer", Change::Quantity(8), shown));
        for name in ["q0", "q1"] {
            if let Action::Change { etag, .. } = &mut named(history, name).action {
                *etag = Some("the first".to_owned());
            }
        }
    });
}

#[test]
fn an_exceeded_quota_is_objected_to() {
    let crowd = |count: usize| {
        move |history: &mut History| {
            for number in 0..count {
                let name = format!("m{number}");
                history.operations.push(creation(&name, (100, 200)));
                history.after.customers.push(customer(&name, &[]));
            }
        }
    };
    passes(crowd(74));
    objects(Kind::Quota, crowd(75));
    // All of them at once, for a moment that nobody looked at.
    objects(Kind::Quota, |history| {
        crowd(75)(history);
        history.operations.push(deletion("d2", (300, 310), "m0-customer"));
        history.after.customers.retain(|customer| customer.id != "m0-customer");
    });
    passes(|history| {
        crowd(75)(history);
        history.operations.push(deletion("d2", (150, 310), "m0-customer"));
        history.after.customers.retain(|customer| customer.id != "m0-customer");
    });
    let orders = |count: usize| {
        move |history: &mut History| {
            for number in 0..count {
                let name = format!("b{number}");
                history.operations.push(order(&name, (100, 200), "c0-customer"));
                history.after.customers[0].orders.push(there(&name));
                let shown = view(&format!("{name}-subscription"), &name, 3, Status::Active, 1);
                history.after.customers[0].subscriptions.push(shown);
            }
        }
    };
    passes(orders(4));
    objects(Kind::Quota, orders(5));
    objects(Kind::Quota, |history| {
        let shown = view("o0-subscription", "q0", 26, Status::Active, 2);
        history.after.customers[0].subscriptions[0] = shown;
    });
}

#[test]
fn what_nobody_asked_for_is_objected_to() {
    objects(Kind::Unasked, |history| history.after.customers.push(customer("c1", &[])));
    objects(Kind::Unasked, |history| history.after.customers.push(customer("nobody", &[])));
    objects(Kind::Unasked, |history| {
        let refusal = refused(errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER);
        named(history, "o0").ending.as_mut().unwrap().outcome = refusal;
    });
    objects(Kind::Unasked, |history| {
        let shown = view("o0-subscription", "somebody", 7, Status::Active, 2);
        history.operations.push(look("r1", (90, 95), "c0-customer", shown));
    });
    objects(Kind::Halves, |history| history.after.customers[0].subscriptions.clear());
    objects(Kind::Halves, |history| {
        let shown = view("o0-subscription", "q0", 7, Status::Suspended, 2);
        history.after.customers[0].subscriptions = vec![shown];
    });
}

#[test]
fn a_look_at_what_was_overwritten_is_objected_to() {
    objects(Kind::Stale, |history| {
        let shown = view("o0-subscription", "o0", 3, Status::Active, 1);
        history.operations.push(look("r1", (65, 69), "c0-customer", shown));
    });
    // While the change was under way, one may see either.
    passes(|history| {
        let shown = view("o0-subscription", "o0", 3, Status::Active, 1);
        history.operations.push(look("r1", (55, 69), "c0-customer", shown));
    });
    objects(Kind::Stale, |history| {
        let action = Action::ReadCustomer { account: Account::Sandbox, customer: "c1-customer".to_owned() };
        let outcome = Outcome::Done { status: 200, digest: 0, seen: Seen::Nothing };
        history.operations.push(operation("r1", (75, 80), action, outcome));
    });
    objects(Kind::Stale, |history| {
        let action = Action::ListCustomers { account: Account::Sandbox };
        let seen = Seen::Customers { total: 0, listed: Vec::new() };
        history.operations.push(operation("r1", (75, 80), action, Outcome::Done { status: 200, digest: 0, seen }));
    });
    let none = |when| list("l0", when, "c0-customer", Vec::new());
    objects(Kind::Stale, |history| history.operations.push(none((41, 49))));
    // The order was under way still, or nobody was told of it.
    passes(|history| history.operations.push(none((39, 49))));
    passes(|history| {
        give_up(named(history, "o0"), Missed::Broke);
        history.repeats.clear();
        history.operations.push(none((41, 49)));
    });
}

#[test]
fn a_refusal_without_a_reason_is_objected_to() {
    let create = Action::CreateCustomer { account: Account::Sandbox };
    objects(Kind::Refusal, |history| {
        history.operations.push(operation("c2", (90, 95), create.clone(), refused(errors::SANDBOX_LIMIT_MET)));
    });
    objects(Kind::Refusal, |history| {
        history.operations.push(operation("c2", (90, 95), create.clone(), refused(errors::INVALID_PROPERTY)));
    });
    let read = |customer: &str| Action::ReadCustomer { account: Account::Sandbox, customer: customer.to_owned() };
    objects(Kind::Refusal, |history| {
        history.operations.push(operation("r1", (90, 95), read("c0-customer"), refused(errors::NOT_FOUND)));
    });
    passes(|history| {
        history.operations.push(operation("r1", (60, 65), read("c1-customer"), refused(errors::NOT_FOUND)));
    });
}

#[test]
fn answers_and_processes_are_held_to_their_form() {
    objects(Kind::NotRetryable, |history| {
        let failed = Missed::Failed { status: 500, retry_after: false };
        named(history, "o0").ending.as_mut().unwrap().missed.push(failed);
    });
    passes(|history| {
        let failed = Missed::Failed { status: 503, retry_after: true };
        named(history, "o0").ending.as_mut().unwrap().missed.push(failed);
    });
    // Also where somebody looked, and where nothing but a token was asked for.
    objects(Kind::NotRetryable, |history| history.failures.push(Missed::Failed { status: 500, retry_after: false }));
    passes(|history| history.failures.push(Missed::Failed { status: 503, retry_after: true }));
    objects(Kind::Refusal, |history| history.failures.push(Missed::NoToken { status: 401 }));
    objects(Kind::Refusal, |history| {
        named(history, "o0").ending.as_mut().unwrap().missed.push(Missed::NoToken { status: 400 });
    });
    for again in [Again::AtOnce, Again::Soon, Again::AtTheEnd] {
        let repeated = move |status, digest| {
            move |history: &mut History| {
                history.repeats.push(Repeat { name: "c0".to_owned(), again, status, digest });
            }
        };
        passes(repeated(200, 7));
        // Another body, another status, a refusal, and of what was never acknowledged.
        objects(Kind::Forgotten, repeated(200, 8));
        objects(Kind::Forgotten, repeated(201, 7));
        objects(Kind::Forgotten, repeated(404, 7));
        objects(Kind::Forgotten, |history| {
            history.repeats.push(Repeat { name: "nobody".to_owned(), again, status: 200, digest: 7 });
        });
    }
    objects(Kind::Unanswered, |history| {
        give_up(named(history, "q0"), Missed::Failed { status: 503, retry_after: true });
        named(history, "q0").ending.as_mut().unwrap().outcome = Outcome::Unanswered;
    });
    objects(Kind::Unreadable, |history| {
        let seen = Seen::Unreadable("no id".to_owned());
        named(history, "c0").ending.as_mut().unwrap().outcome = Outcome::Done { status: 201, digest: 0, seen };
    });
    for what in [
        What::Died { process: 0, how: "signal: 6".to_owned() },
        What::Stuck { process: 0 },
        What::Drained { process: 0, code: Some(1) },
        What::Drained { process: 0, code: None },
        What::Unready { process: 0, said: "no database".to_owned() },
    ] {
        objects(Kind::Process, |history| history.events.push(Event { at: 0, what }));
    }
    let verified = |sound| Event { at: 0, what: What::Verified { sound, said: "2 flaws".to_owned() } };
    objects(Kind::Unsound, |history| history.events.push(verified(false)));
    passes(|history| history.events.push(verified(true)));
    for what in [
        What::Killed { process: 0 },
        What::Drained { process: 0, code: Some(0) },
        What::Paused { process: 0 },
        What::DatabaseDown { how: Outage::Kill },
    ] {
        passes(|history| history.events.push(Event { at: 0, what }));
    }
}

#[test]
fn whoever_was_told_nothing_has_the_benefit_of_the_doubt() {
    // Done.
    passes(|history| {
        ["c0", "q0"].iter().for_each(|name| give_up(named(history, name), Missed::Broke));
    });
    // Not done.
    passes(|history| {
        give_up(named(history, "q0"), Missed::Broke);
        history.operations.retain(|operation| operation.name != "r0");
        history.after.customers[0] = customer("c0", &["o0"]);
    });
    // Done although the last of its requests was refused: the one before may have been under way still.
    passes(|history| {
        let order = named(history, "o1");
        order.ending.as_mut().unwrap().outcome = refused(errors::NO_COMMERCE_RELATIONSHIP);
        order.ending.as_mut().unwrap().missed.push(Missed::TimedOut);
        order.ending.as_mut().unwrap().at = 90;
    });
}
