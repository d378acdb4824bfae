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
    log::start(match &command {
        Command::Serve(serve) => serve.log_format,
        Command::Accounts(_) => LogFormat::default(),
    });
    match command {
        Command::Serve(serve) => commands::serve::run(&serve),
        Command::Accounts(accounts) => commands::accounts::run(&accounts),
    }
}
