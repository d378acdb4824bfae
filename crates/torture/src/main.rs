//! `backlot-torture run` and `backlot-torture check`.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use backlot_torture::{Error, History, Plan, Report, Store, run};
use clap::Parser;

/// Kills, drains and starves `backlot` processes under load, then compares what clients were told with what is there.
#[derive(Debug, Parser)]
#[command(name = "backlot-torture", after_help = "Exit codes: 0 nothing is wrong, 1 something is, 2 there was no run")]
enum Args {
    /// Starts processes and clients, and judges what comes of it
    Run(Run),
    /// Judges the logs of an earlier run once more
    Check {
        /// The directory that the run was told to keep
        directory: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
struct Run {
    /// What the processes keep their data in
    #[arg(long, value_enum, default_value = "sqlite")]
    store: Store,
    /// How many processes serve [default: 1 on SQLite, 3 on PostgreSQL]
    #[arg(long)]
    processes: Option<usize>,
    /// How many clients there are
    #[arg(long, default_value_t = 64)]
    clients: usize,
    /// For how long
    #[arg(long, default_value_t = 120)]
    seconds: u64,
    /// The longest peace between two blows
    #[arg(long, default_value_t = 1000)]
    peace_ms: u64,
    /// How many acknowledged writes are sent once more at the end
    #[arg(long, default_value_t = 2000)]
    repeats: usize,
    /// What chance goes by [default: by chance]
    #[arg(long)]
    seed: Option<u64>,
    /// The backlot program [default: the one beside this one]
    #[arg(long)]
    program: Option<PathBuf>,
    /// Keeps data and logs in this directory, which must be new
    #[arg(long)]
    keep: Option<PathBuf>,
}

fn main() -> ExitCode {
    match judge(Args::parse()) {
        Ok(Some(report)) if report.violations.is_empty() => ExitCode::SUCCESS,
        Ok(Some(_)) => ExitCode::from(1),
        Ok(None) => ExitCode::from(2),
        Err(error) => {
            // Nothing can be done for one who does not listen.
            let _ = writeln!(io::stderr(), "backlot-torture: {error}");
            ExitCode::from(2)
        }
    }
}

fn judge(args: Args) -> Result<Option<Report>, Error> {
    let report = match args {
        Args::Check { directory } => Some(Report::of(&History::read(&directory)?)),
        Args::Run(arguments) => carry_out(arguments)?,
    };
    if let Some(report) = &report {
        say(&report.to_string());
    }
    Ok(report)
}

fn carry_out(arguments: Run) -> Result<Option<Report>, Error> {
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    let system = |what| move |source| Error::System { what, source };
    let temporary = tempfile::tempdir().map_err(system("making a temporary directory"))?;
    let beside = || std::env::current_exe().map(|path| path.with_file_name("backlot"));
    let usual = if arguments.store == Store::Sqlite { 1 } else { 3 };
    let plan = Plan {
        program: arguments.program.map_or_else(beside, Ok).map_err(system("finding this program"))?,
        directory: arguments.keep.unwrap_or_else(|| temporary.path().to_owned()),
        store: arguments.store,
        processes: arguments.processes.unwrap_or(usual),
        clients: arguments.clients,
        operations: u64::MAX,
        time: Duration::from_secs(arguments.seconds),
        peace: Duration::ZERO..=Duration::from_millis(arguments.peace_ms),
        repeats: arguments.repeats,
        seed,
    };
    say(&format!("seed         {seed}"));
    run(&plan)
}

/// Prints a line to stdout.
fn say(line: &str) {
    // Nothing can be done for one who does not listen.
    let _ = writeln!(io::stdout(), "{line}");
}
