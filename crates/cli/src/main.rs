//! `backlot`: a Partner Center on one's own machine, as one binary.

mod args;
mod commands;
mod error;
mod log;
mod output;
mod signals;

use std::process::ExitCode;

use clap::Parser;

use crate::{
    args::{Args, Command},
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
    log::start();
    match args.command {
        None => commands::serve::run(&args.serve),
        Some(Command::Serve(serve)) => commands::serve::run(&serve),
        Some(Command::Accounts(accounts)) => commands::accounts::run(&accounts),
    }
}
