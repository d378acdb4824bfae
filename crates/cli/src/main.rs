//! `backlot`: a Partner Center on one's own machine, as one binary.

mod args;
mod commands;
mod connection;
mod error;
mod log;
mod output;
mod progress;
mod reporters;
mod signals;
mod strict;
#[cfg(feature = "otel")]
mod traces;
mod workflows;

use std::process::ExitCode;

use clap::Parser;

use crate::{
    args::{Args, Command, LogFormat},
    error::CliError,
};

fn main() -> ExitCode {
    let args = Args::parse();
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            error.exit_code()
        }
    }
}

fn run(args: Args) -> Result<(), CliError> {
    let command = args.command.unwrap_or(Command::Serve(args.serve));
    if !matches!(command, Command::Serve(_)) {
        log::start(LogFormat::Text, None);
    }
    match command {
        Command::Serve(serve) => {
            #[cfg(feature = "otel")]
            let traces = traces::Traces::start();
            #[cfg(feature = "otel")]
            let spans = traces.as_ref().map(traces::Traces::layer);
            #[cfg(not(feature = "otel"))]
            let spans = None;
            log::start(serve.log_format, spans);
            commands::serve::run(&serve)
        }
        Command::Accounts(accounts) => commands::accounts::run(&accounts),
        Command::Database(database) => commands::database::run(&database.task),
        Command::World(world) => commands::world::run(&world.task),
        Command::Customer(customer) => commands::customer::run(&customer),
        Command::Relationship(relationship) => commands::relationship::run(&relationship),
        Command::Order(order) => commands::order::run(&order),
        Command::Subscription(subscription) => commands::subscription::run(&subscription),
        Command::Entitlement(entitlement) => commands::entitlement::run(&entitlement),
        Command::Login(login) => commands::login::run(&login),
        Command::Profile(profile) => commands::profile::run(&profile.task),
        Command::Generate(generate) => commands::generate::run(&generate.what),
    }
}
