//! What a run leaves behind: the clients' logs, what was done to them meanwhile, and what is there afterwards.

use std::{collections::HashMap, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    Error,
    action::{Account, Action, Seen, View},
    event::Event,
    log,
};

/// Everything that [`check`](crate::check) judges.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// What the clients did, in no order.
    pub operations: Vec<Operation>,
    /// What was done to the processes and to the database.
    pub events: Vec<Event>,
    /// The acknowledged writes that were sent once more.
    pub repeats: Vec<Repeat>,
    /// What else was answered without success, where no operation of a client was under way.
    pub failures: Vec<Missed>,
    /// The customers that there were before.
    pub before: Vec<Customer>,
    /// What is there afterwards.
    pub after: State,
}

/// One thing that a client did. Times are microseconds since the run began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its name, which stands in what it made or changed.
    pub name: String,
    /// The id that all its requests bore.
    pub request_id: String,
    /// What was done.
    pub action: Action,
    /// Before the first request was sent.
    pub invoked: u64,
    /// How it went; nothing if the log ends before.
    pub ending: Option<Ending>,
}

/// How an operation ended for its client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// When the client had the answer, or gave up.
    pub at: u64,
    /// The answer.
    pub outcome: Outcome,
    /// Its requests that had no final answer, and what else was answered to who wanted a token for them.
    pub missed: Vec<Missed>,
}

/// The final answer to an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It was done.
    Done {
        /// 2xx.
        status: u16,
        /// A hash of the body.
        digest: u64,
        /// What the body shows.
        seen: Seen,
    },
    /// It was not done.
    Refused {
        /// 4xx.
        status: u16,
        /// Partner Center's own code.
        code: u64,
    },
    /// The client gave up asking, of its own accord.
    Unknown,
    /// The client asked until it lost patience.
    Unanswered,
}

/// A request without a final answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missed {
    /// Nobody listened.
    Unsent,
    /// The connection ended before the answer.
    Broke,
    /// The client lost patience, so that the request may still be under way when the next one is sent.
    TimedOut,
    /// 5xx or 429, with or without a `Retry-After`.
    Failed {
        /// The status.
        status: u16,
        /// Whether it says in how many seconds to try again.
        retry_after: bool,
    },
    /// A token was refused, or there was none in the answer.
    NoToken {
        /// The status.
        status: u16,
    },
}

/// When an acknowledged write was sent once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Again {
    /// To two processes at the same time.
    AtOnce,
    /// To another process, as soon as one had acknowledged it.
    Soon,
    /// After everything.
    AtTheEnd,
}

/// What the repetition of an acknowledged write was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// The operation.
    pub name: String,
    /// When it was.
    pub again: Again,
    /// The status.
    pub status: u16,
    /// A hash of the body.
    pub digest: u64,
}

/// What is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// When one began to look.
    pub at: u64,
    /// How many customers each account has, as it counts them.
    pub totals: Vec<(Account, u64)>,
    /// All customers.
    pub customers: Vec<Customer>,
}

/// A customer, and what is beneath it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Whose it is.
    pub account: Account,
    /// Its id.
    pub id: String,
    /// Its domain, which begins with the name of the operation that made it.
    pub domain: String,
    /// Its orders.
    pub orders: Vec<Order>,
    /// Its subscriptions.
    pub subscriptions: Vec<View>,
}

/// An order of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: String,
    /// The name of its line, which is that of the operation that placed it.
    pub name: String,
    /// The subscription that it bought.
    pub subscription: String,
}

/// One line of a client's log.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Line {
    Invoked { at: u64, name: String, request_id: String, action: Action },
    Ended { name: String, ending: Ending },
    Repeated(Repeat),
}

impl History {
    /// Reads the logs of a run.
    ///
    /// # Errors
    ///
    /// If one is not there, or does not read.
    pub fn read(directory: &Path) -> Result<Self, Error> {
        let mut history = Self::of_clients(directory)?;
        history.events = log::lines(&directory.join(log::EVENTS))?;
        history.repeats.extend(log::lines::<Repeat>(&directory.join(log::REPEATS))?);
        history.failures = log::lines(&directory.join(log::FAILURES))?;
        history.before = log::lines(&directory.join(log::BEFORE))?;
        history.after = log::lines(&directory.join(log::AFTER))?.pop().unwrap_or_default();
        Ok(history)
    }

    /// Reads the clients' logs alone.
    pub(crate) fn of_clients(directory: &Path) -> Result<Self, Error> {
        let mut operations: HashMap<String, Operation> = HashMap::new();
        let mut repeats = Vec::new();
        for path in log::files(&directory.join(log::CLIENTS))? {
            for line in log::lines::<Line>(&path)? {
                match line {
                    Line::Invoked { at, name, request_id, action } => {
                        let operation = Operation { name: name.clone(), request_id, action, invoked: at, ending: None };
                        operations.insert(name, operation);
                    }
                    Line::Ended { name, ending } => {
                        if let Some(operation) = operations.get_mut(&name) {
                            operation.ending = Some(ending);
                        }
                    }
                    Line::Repeated(repeat) => repeats.push(repeat),
                }
            }
        }
        Ok(Self { operations: operations.into_values().collect(), repeats, ..Self::default() })
    }
}
