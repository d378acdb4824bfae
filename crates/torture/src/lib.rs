//! Torture: processes are killed, drained and started again, databases are stopped and disks are full, while clients
//! write; then what the clients were told is compared with what is there.
//!
//! [`run`] does all of it. The clients' logs stay in the plan's directory; [`History::read`] and [`check`] judge them,
//! then or later.

mod action;
mod blow;
mod board;
mod chaos;
mod checker;
mod client;
mod clock;
mod disk;
mod engine;
mod error;
mod event;
mod fleet;
mod history;
mod last_look;
mod log;
mod plan;
mod report;
mod run;
mod service;

pub use self::{
    action::{Account, Action, Change, Seen, Status, View},
    checker::{Kind, Violation, check},
    engine::{Outage, Store},
    error::Error,
    event::{Event, What},
    history::{Again, Customer, Ending, History, Missed, Operation, Order, Outcome, Repeat, State},
    plan::Plan,
    report::Report,
    run::run,
};
