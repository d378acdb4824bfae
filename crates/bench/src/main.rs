//! Measures one process beside what bare HTTP and the disk can, at several sizes, and under those who mean it no good;
//! and several processes on one PostgreSQL beside what that can. Each figure that matters is a ratio taken in one run.

mod abuse;
mod bench;
mod cleaning;
mod cpu;
mod disk;
mod error;
mod http;
mod load;
mod machine;
mod orders;
mod process;
mod reads;
mod reference;
mod report;
mod rounds;
mod shared;
mod sizes;
mod starts;
mod world;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::Ordering,
    time::Duration,
};

use backlot_test_postgres::Group;
use clap::{Parser, Subcommand, ValueEnum};

use crate::{bench::Bench, error::Error, report::Report};

/// Measures Backlot, beside what the machine can.
///
/// Without a command, measures one process with its data in a directory.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    run: Run,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Measures one, two and three processes on one PostgreSQL
    Postgres(shared::Arguments),
    /// Measures how long it takes to clean a whole sandbox, beside the documented sample
    Cleaning(cleaning::Arguments),
    /// Answers every request with the same bytes: what a run measures beside
    #[command(hide = true)]
    Reference {
        #[arg(long)]
        bytes: usize,
    },
}

#[derive(Debug, clap::Args)]
struct Run {
    /// The `backlot` program, built with --release [default: the one beside this program]
    #[arg(long, value_name = "FILE")]
    backlot: Option<PathBuf>,
    /// Writes all figures to this file too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Measures these parts alone
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
    /// How long each measurement takes, in seconds
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// How many times each is taken; medians are printed
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many customers the largest account has
    #[arg(long, default_value_t = 1_000_000)]
    most: usize,
    /// Where worlds with many customers stay for the next run, instead of being made anew: a million take three minutes
    #[arg(long, value_name = "DIRECTORY")]
    prepared: Option<PathBuf>,
}

/// What is measured, and how long that takes if nothing is said otherwise and the machine is quiet; on one that is not, up to
/// twice as long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// A customer by id, beside bare hyper: half a minute
    Reads,
    /// Orders placed, beside one commit each and the disk: a minute
    Orders,
    /// Many customers beside few: two minutes, once the customers are there
    Sizes,
    /// The first answer, and memory: one minute, once the customers are there
    Starts,
    /// Those who mean it no good, and who is served beside them: a minute
    Abuse,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.task {
        None => run(&arguments.run),
        Some(Task::Postgres(arguments)) => shared::run(&arguments),
        Some(Task::Cleaning(arguments)) => cleaning::run(&arguments),
        Some(Task::Reference { bytes }) => reference::serve(bytes),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing can be done for one who does not listen.
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{error}\n"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Run) -> Result<(), Error> {
    watch_for_interrupts()?;
    let program = program(arguments.backlot.as_deref())?;
    // Beside the program: temporary directories are in memory on many systems, which has no disk to wait for.
    let beside = program.parent().unwrap_or(&program);
    if let Some(prepared) = &arguments.prepared {
        std::fs::create_dir_all(prepared).map_err(Error::system("making a directory"))?;
    }
    let bench = Bench {
        group: Group::start()?,
        directory: tempfile::tempdir_in(beside).map_err(Error::system("making a directory"))?,
        prepared: arguments.prepared.clone(),
        span: Duration::from_secs_f64(arguments.seconds),
        rounds: arguments.rounds.max(1),
        most: arguments.most,
        cores: machine::two_cores(),
        program,
    };
    let mut report = Report { machine: machine::facts(bench.directory.path()), ..Report::default() };
    let parts: &[Part] = if arguments.only.is_empty() { Part::value_variants() } else { &arguments.only };
    for part in parts {
        match part {
            Part::Reads => reads::measure(&bench, &mut report)?,
            Part::Orders => orders::measure(&bench, &mut report)?,
            Part::Sizes => sizes::measure(&bench, &mut report)?,
            Part::Starts => starts::measure(&bench, &mut report)?,
            Part::Abuse => abuse::measure(&bench, &mut report)?,
        }
    }
    report.print(&mut std::io::stdout().lock())?;
    arguments.json.as_deref().map_or(Ok(()), |path| report.write(path))
}

/// The program that is measured.
fn program(named: Option<&Path>) -> Result<PathBuf, Error> {
    let program = match named {
        Some(named) => named.to_owned(),
        None => std::env::current_exe().map_err(Error::system("finding this program"))?.with_file_name("backlot"),
    };
    program.canonicalize().map_err(Error::system(&format!("finding {}", program.display())))
}

/// Has an interrupt end the run between two steps, so that processes are ended and directories removed.
fn watch_for_interrupts() -> Result<(), Error> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::system("starting"))?;
    std::thread::spawn(move || {
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            bench::INTERRUPTED.store(true, Ordering::Relaxed);
        }
    });
    Ok(())
}
