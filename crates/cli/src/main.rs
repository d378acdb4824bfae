//! `backlot`: a Partner Center on one's own machine, as one binary.

mod args;
mod commands;
mod error;
mod output;
mod signals;

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

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
    log();
    match args.command {
        None => commands::serve::run(&args.serve),
        Some(Command::Serve(serve)) => commands::serve::run(&serve),
        Some(Command::Accounts(accounts)) => commands::accounts::run(&accounts),
    }
}

/// What the server notices goes to stderr, as much of it as `BACKLOT_LOG` asks for.
fn log() {
    let filter = EnvFilter::builder().with_env_var("BACKLOT_LOG").try_from_env();
    let filter = filter.unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
