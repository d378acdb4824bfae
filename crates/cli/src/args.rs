//! The command line, and the environment variables that stand for it.

mod access;
mod customer;
mod database;
mod generate;
mod kept;
mod order;
mod profile;
mod relationship;
mod subscription;
mod tls;
mod world;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use backlot_store::Place;

use clap::{ArgAction, Parser, Subcommand, ValueEnum, builder::FalseyValueParser};

pub(crate) use self::{
    access::{Access, Format},
    customer::{Customer, CustomerTask, Matching, NewCustomer, OneCustomer, SomeCustomers, Which},
    database::{Backup, Database, DatabaseTask, Status},
    generate::{Generate, Generated},
    kept::{DEFAULT_DATA, Kept},
    order::{NewOrder, OneOrder, Order, OrderTask},
    profile::{Login, NewProfile, Profile, ProfileTask},
    relationship::{Partners, Relationship, RelationshipTask, Removal, Tie},
    subscription::{Entitlement, EntitlementTask, SomeSubscriptions, Subscription, SubscriptionTask},
    tls::{Encryption, Tls},
    world::{Moving, World, WorldTask},
};
use crate::error::CliError;

/// The environment variable that says what is logged; the only one that stands for no argument.
pub(crate) const LOG: &str = "BACKLOT_LOG";

/// What `--help` ends with.
const AFTER_HELP: &str = "\
Environment variables:
  BACKLOT_LOG  How much of what the server notices goes to stderr: off, error, warn (default), info, debug, trace, or a
               filter such as warn,backlot_sandbox=debug; warn,access=info adds a line for each request

Exit codes:
  0  It went well; a server was stopped by SIGINT or SIGTERM
  1  It failed; one sentence on stderr says why, and what to do next
  2  The command line does not make sense, or needs a yes that nobody can give; nothing was changed
  3  The service's rules do not allow it; what is in the way is listed
  4  Whoever signs in may not, or cannot sign in
  5  The time of --timeout was up; the same command goes on";

/// A Partner Center on your own machine.
///
/// Without a command, starts the server.
#[derive(Debug, Parser)]
#[command(name = "backlot", version, after_help = AFTER_HELP, args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) serve: Serve,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Starts the server, and serves until SIGINT or SIGTERM
    #[command(after_help = AFTER_HELP)]
    Serve(Serve),
    /// Prints the partner accounts with their ids and secrets, also while the server runs
    #[command(after_help = AFTER_HELP)]
    Accounts(Accounts),
    /// Looks after what is kept: its state, its schema, its soundness, copies of it
    #[command(after_help = AFTER_HELP)]
    Database(Database),
    /// Moves a whole world: from a directory to a PostgreSQL, back, or to another machine
    #[command(after_help = AFTER_HELP)]
    World(World),
    /// Customers of a Partner Center: lists, shows, creates, deletes them
    #[command(after_help = AFTER_HELP)]
    Customer(Customer),
    /// Relationships: with resellers, with providers, and the one with a customer, which can be removed
    #[command(after_help = AFTER_HELP)]
    Relationship(Relationship),
    /// Orders of a customer: places, lists, shows, cancels them
    #[command(after_help = AFTER_HELP)]
    Order(Order),
    /// Subscriptions of a customer: lists, suspends, reactivates them
    #[command(after_help = AFTER_HELP)]
    Subscription(Subscription),
    /// What a customer is entitled to
    #[command(after_help = AFTER_HELP)]
    Entitlement(Entitlement),
    /// Signs a person in for a profile, by a code that is entered in a browser
    #[command(after_help = AFTER_HELP)]
    Login(Login),
    /// Profiles: Partner Centers by name, and how to sign in there
    #[command(after_help = AFTER_HELP)]
    Profile(Profile),
    /// Makes completions for shells, and manual pages
    #[command(hide = true)]
    Generate(Generate),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// The address to listen at; port 0 picks a free one
    #[arg(long, env = "BACKLOT_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7070", value_parser = listen)]
    pub(crate) listen: SocketAddr,

    #[command(flatten)]
    pub(crate) kept: Kept,

    /// Keeps everything in a temporary directory that goes when the server ends, and leaves --data alone
    #[arg(long, env = "BACKLOT_MEMORY", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub(crate) memory: bool,

    /// Maps the database of the directory into memory: worlds of 100,000 customers and more are read faster, but an error
    /// of the disk ends the process
    #[arg(long, env = "BACKLOT_MAP_DATA", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub(crate) map_data: bool,

    #[command(flatten)]
    pub(crate) tls: Tls,

    /// How many connections to the database run transactions, 3 to 1000; up to eight more do the rest [default: 16]
    #[arg(long, env = "BACKLOT_POOL", value_name = "NUMBER", requires = "database", value_parser = clap::value_parser!(u16).range(3..=1000))]
    pool: Option<u16>,

    /// How long a statement in the database may take, the wait for its locks included, 1 to 3600 [default: 10]
    #[arg(long, env = "BACKLOT_STATEMENT_TIMEOUT", value_name = "SECONDS", requires = "database", value_parser = clap::value_parser!(u64).range(1..=3600))]
    statement_timeout: Option<u64>,

    /// How many threads serve requests, 1 to 1024 [default: one for each core, with --database for each two]
    #[arg(long, env = "BACKLOT_THREADS", value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// The world to start with instead of the demo, if the directory is new; reset brings it back
    #[arg(long, env = "BACKLOT_WORLD", value_name = "FILE.toml")]
    pub(crate) world: Option<PathBuf>,

    /// Lets other machines reach the server; a new world then gets random secrets, and the control API needs its token
    #[arg(long, env = "BACKLOT_ALLOW_REMOTE", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub(crate) allow_remote: bool,

    /// Keeps the secrets of the world file, published as they may be, in spite of --allow-remote
    #[arg(long, env = "BACKLOT_DEMO_SECRETS", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    pub(crate) demo_secrets: bool,

    /// How long to go on serving after SIGINT or SIGTERM, with GET /_backlot/ready answering 503: as long as a load
    /// balancer takes to notice. A second signal cuts it short
    #[arg(long, env = "BACKLOT_DRAIN", value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=3600))]
    pub(crate) drain: u64,

    /// How the log is written: for people, or a JSON object on each line
    #[arg(long, env = "BACKLOT_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub(crate) log_format: LogFormat,
}

impl Serve {
    /// Where everything is kept.
    pub(crate) fn place(&self) -> Result<Place, CliError> {
        let named = self.kept.named()?;
        match named {
            Some(Place::Postgres(_)) if self.memory => Err(CliError::Contradiction("--database", "--memory")),
            Some(Place::Postgres(_)) if self.map_data => Err(CliError::Contradiction("--database", "--map-data")),
            _ if self.memory => Ok(Place::Temporary),
            Some(Place::Postgres(mut server)) => {
                if let Some(pool) = self.pool {
                    *server = server.pool(usize::from(pool));
                }
                if let Some(seconds) = self.statement_timeout {
                    *server = server.statement_timeout(Duration::from_secs(seconds));
                }
                Ok(Place::Postgres(server))
            }
            Some(place) => Ok(place),
            None => Ok(Place::Directory(PathBuf::from(DEFAULT_DATA))),
        }
    }

    /// How many threads serve requests from this place, on so many cores.
    pub(crate) fn threads(&self, place: &Place, cores: usize) -> usize {
        match (self.threads, place) {
            (Some(threads), _) => usize::from(threads),
            (None, Place::Postgres(_)) => (cores / 2).max(1),
            (None, _) => cores,
        }
    }
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// An address as `--listen` takes it. Names are not looked up: a name may lead to several addresses, or to one that other
/// machines reach.
fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| match text.rsplit_once(':') {
        Some(("localhost", port)) => format!("write it as 127.0.0.1:{port}"),
        _ => "write an IP address and a port, as in 127.0.0.1:7070 or [::1]:7070".to_owned(),
    })
}

#[derive(Debug, clap::Args)]
pub(crate) struct Accounts {
    /// Prints JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) kept: Kept,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{CommandFactory, Parser};

    use super::{Args, LOG};

    const RUNNING: &str = include_str!("../../../docs/RUNNING.md");

    #[test]
    fn the_command_line_holds_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn flags_of_serve_stand_without_it() {
        let bare = Args::try_parse_from(["backlot", "--memory", "--listen", "[::1]:0"]);
        assert!(bare.is_ok_and(|args| args.serve.memory && args.serve.listen.is_ipv6() && args.command.is_none()));
        assert!(Args::try_parse_from(["backlot", "serve", "--memory"]).is_ok());
        assert!(Args::try_parse_from(["backlot", "--memory", "accounts"]).is_err());
    }

    #[test]
    fn a_database_gets_half_of_the_cores_unless_told_otherwise() {
        let threads = |arguments: &[&str]| {
            let args = Args::try_parse_from([&["backlot"], arguments].concat()).unwrap();
            let place = args.serve.place().unwrap();
            [1, 2, 8].map(|cores| args.serve.threads(&place, cores))
        };
        let database = ["--database", "postgres://database.example/backlot"];
        assert_eq!(threads(&[]), [1, 2, 8]);
        assert_eq!(threads(&database), [1, 1, 4]);
        assert_eq!(threads(&["--threads", "3"]), [3; 3]);
        assert!(Args::try_parse_from(["backlot", "--threads", "0"]).is_err());
    }

    #[test]
    fn the_page_about_running_has_the_environment_variables_and_what_they_stand_for() {
        let rows = RUNNING.lines().filter_map(|line| line.strip_prefix("| `BACKLOT_")?.strip_suffix(" |"));
        let listed: BTreeSet<(String, String)> = rows
            .filter_map(|row| {
                let mut cells = row.split(" | ");
                Some((format!("BACKLOT_{}", cells.next()?.trim_end_matches('`')), cells.next()?.trim().to_owned()))
            })
            .collect();
        assert_eq!(listed, variables());
    }

    /// What `deploy/` reads itself, before the program starts.
    const OF_THE_DEPLOYMENT: [&str; 6] =
        ["BACKLOT_IMAGE", "BACKLOT_PUBLISH", "BACKLOT_PROXY", "BACKLOT_1", "BACKLOT_2", "BACKLOT_3"];

    #[test]
    fn what_is_deployed_knows_the_environment_variables() {
        let known: BTreeSet<String> = variables().into_iter().map(|(variable, _)| variable).collect();
        for (file, text) in [
            ("compose.yaml", include_str!("../../../deploy/compose.yaml")),
            ("Dockerfile", include_str!("../../../deploy/Dockerfile")),
            ("backlot.env.example", include_str!("../../../deploy/systemd/backlot.env.example")),
        ] {
            let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            let named: Vec<&str> = words.filter(|word| word.starts_with("BACKLOT_")).collect();
            assert!(!named.is_empty(), "{file}");
            for variable in named.iter().filter(|variable| !OF_THE_DEPLOYMENT.contains(variable)) {
                assert!(known.contains(*variable), "{file} sets {variable}, which nobody reads");
            }
        }
    }

    /// All environment variables, and what they stand for.
    fn variables() -> BTreeSet<(String, String)> {
        let root = Args::command();
        let mut commands = vec![&root];
        let mut seen = 0;
        while let Some(command) = commands.get(seen) {
            seen += 1;
            commands.extend(command.get_subcommands());
        }
        let arguments = commands.iter().flat_map(|command| command.get_arguments());
        let mut known: BTreeSet<(String, String)> = arguments
            .filter_map(|argument| {
                let variable = argument.get_env()?.to_str()?.to_owned();
                Some((variable, format!("`--{}`", argument.get_long()?)))
            })
            .collect();
        known.insert((LOG.to_owned(), String::new()));
        known
    }
}
