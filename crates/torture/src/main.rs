//! `backlot-torture run` and `backlot-torture check`.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::{self, ExitCode},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use backlot_torture::{Error, History, Plan, Report, Store, run};
use clap::Parser;
use tokio::runtime::Builder;

/// With what a program ends that was interrupted from the keyboard.
const INTERRUPTED: i32 = 130;

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
    /// How many seconds a process may take to come up, to get ready or to end, and a client asks for one thing
    #[arg(long, default_value_t = 60)]
    patience: u64,
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
        Ok(Some(report)) if report.is_sound() => ExitCode::SUCCESS,
        Ok(Some(_)) => ExitCode::from(1),
        Ok(None) => ExitCode::from(2),
        Err(error) => {
            complain(&error.to_string());
            ExitCode::from(2)
        }
    }
}

fn judge(args: Args) -> Result<Option<Report>, Error> {
    match args {
        Args::Check { directory } => {
            let report = Report::of(&History::read(&directory)?);
            say(&report.to_string());
            Ok(Some(report))
        }
        Args::Run(arguments) => carry_out(arguments),
    }
}

fn carry_out(arguments: Run) -> Result<Option<Report>, Error> {
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    let temporary = tempfile::tempdir().map_err(system("making a temporary directory"))?;
    let beside = || std::env::current_exe().map(|path| path.with_file_name("backlot"));
    let usual = if arguments.store == Store::Sqlite { 1 } else { 3 };
    let is_kept = arguments.keep.is_some();
    let time = Duration::from_secs(arguments.seconds);
    let plan = Plan {
        program: arguments.program.map_or_else(beside, Ok).map_err(system("finding this program"))?,
        directory: arguments.keep.unwrap_or_else(|| temporary.path().to_owned()),
        store: arguments.store,
        processes: arguments.processes.unwrap_or(usual),
        clients: arguments.clients,
        time,
        rounds: 0,
        acknowledged: 0,
        limit: time,
        stop: Arc::default(),
        peace: Duration::ZERO..=Duration::from_millis(arguments.peace_ms),
        patience: Duration::from_secs(arguments.patience),
        repeats: arguments.repeats,
        seed,
    };
    say(&format!("seed         {seed}"));
    heed_the_keyboard(Arc::clone(&plan.stop))?;
    let report = run(&plan);
    if let Ok(Some(report)) = &report {
        say(&report.to_string());
    }
    let is_well = matches!(&report, Ok(report) if report.as_ref().is_none_or(Report::is_sound));
    if !is_well {
        if !is_kept {
            let _directory = temporary.keep();
        }
        complain(&format!("the logs are in {}", plan.directory.display()));
    }
    report
}

/// Has Ctrl-C end the run, to be judged as far as it is; once more, and the program ends as it is. Whatever happens, its
/// processes end with it.
fn heed_the_keyboard(stop: Arc<AtomicBool>) -> Result<(), Error> {
    let runtime = Builder::new_current_thread().enable_all().build().map_err(system("starting threads"))?;
    let heed = move || {
        runtime.block_on(async {
            if tokio::signal::ctrl_c().await.is_err() {
                return;
            }
            complain("no operation is begun any more; what there is will be judged");
            stop.store(true, Ordering::Relaxed);
            if tokio::signal::ctrl_c().await.is_ok() {
                process::exit(INTERRUPTED);
            }
        });
    };
    thread::Builder::new().spawn(heed).map(drop).map_err(system("starting a thread"))
}

fn system(what: &'static str) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::System { what, source }
}

/// Prints a line to stdout.
fn say(line: &str) {
    // Nothing can be done for one who does not listen.
    let _ = writeln!(io::stdout(), "{line}");
}

/// Prints a line to stderr.
fn complain(line: &str) {
    // As above.
    let _ = writeln!(io::stderr(), "backlot-torture: {line}");
}
