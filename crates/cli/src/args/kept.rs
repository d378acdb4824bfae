//! Where everything is kept: a directory, or a PostgreSQL.

use std::{path::PathBuf, time::Duration};

use backlot_store::{Place, Server};
use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use secrecy::{ExposeSecret, SecretString};

use crate::error::CliError;

/// Where the data is kept unless told otherwise.
pub(crate) const DEFAULT_DATA: &str = "./backlot-data";

/// How long a statement may take that looks at everything.
const LONG: Duration = Duration::from_secs(24 * 3600);

/// Where everything is kept.
#[derive(Debug, clap::Args)]
pub(crate) struct Kept {
    /// The directory that keeps everything; made at the first start [default: ./backlot-data]
    #[arg(long, env = "BACKLOT_DATA", value_name = "DIR")]
    data: Option<PathBuf>,

    /// The PostgreSQL that keeps everything instead, for any number of processes:
    /// postgres://user:password@host:5432/name?sslmode=require
    // An argument can be seen by everybody on the machine, and so could what `--help` or a complaint printed of it.
    #[arg(long, env = "BACKLOT_DATABASE", value_name = "URL", hide_env_values = true, conflicts_with = "data",
        value_parser = NonEmptyStringValueParser::new().map(SecretString::from))]
    database: Option<SecretString>,

    /// The schema in the database, made if need be; each is a world of its own [default: backlot]
    #[arg(long, env = "BACKLOT_SCHEMA", value_name = "NAME", requires = "database", value_parser = NonEmptyStringValueParser::new())]
    schema: Option<String>,

    /// Trusts the certificates of this file, and no others, to prove that the database is the right one
    #[arg(long, env = "BACKLOT_DATABASE_CA", value_name = "FILE.pem", requires = "database")]
    database_ca: Option<PathBuf>,
}

impl Kept {
    /// The place that was named; none if none was.
    pub(crate) fn named(&self) -> Result<Option<Place>, CliError> {
        match (self.server()?, &self.data) {
            (Some(server), _) => Ok(Some(Place::Postgres(Box::new(server)))),
            (None, Some(data)) => Ok(Some(Place::Directory(data.clone()))),
            (None, None) => Ok(None),
        }
    }

    /// The place, to look at all of it.
    pub(crate) fn place(&self) -> Result<Place, CliError> {
        Ok(match self.named()? {
            Some(Place::Postgres(server)) => Place::Postgres(Box::new(server.pool(3).statement_timeout(LONG))),
            Some(place) => place,
            None => Place::Directory(PathBuf::from(DEFAULT_DATA)),
        })
    }

    /// The PostgreSQL, if one was named.
    pub(crate) fn server(&self) -> Result<Option<Server>, CliError> {
        let Some(url) = &self.database else { return Ok(None) };
        let mut server = Server::new(url.expose_secret()).map_err(CliError::Address)?;
        if let Some(schema) = &self.schema {
            server = server.schema(schema.as_str());
        }
        if let Some(file) = &self.database_ca {
            server = server.authority(file);
        }
        Ok(Some(server))
    }
}

#[cfg(test)]
mod tests {
    use backlot_store::Place;
    use clap::Parser;

    use crate::args::{Args, Command};

    const URL: &str = "postgres://somebody:s3cret@database.example/backlot";

    #[test]
    fn a_password_shows_nowhere() {
        let args = Args::try_parse_from(["backlot", "--database", URL]).unwrap();
        assert!(!format!("{args:?}").contains("s3cret"));
        for refused in [
            vec!["--database", URL, "--data", "d"],
            vec!["--database", URL, "--pool", "0"],
            vec!["--database", URL, "accounts"],
            vec!["serve", "--database", URL, "--listen", "x"],
        ] {
            let error = Args::try_parse_from([&["backlot"], &refused[..]].concat()).unwrap_err();
            assert!(error.exit_code() == 2 && !error.to_string().contains("s3cret"), "{error}");
        }
        for unreadable in
            ["postgres://somebody:s3cret@host:port/", "postgres://a:s3cret@h/d?s3cret", "host=h password='s3cret", ""]
        {
            let told = match Args::try_parse_from(["backlot", "--database", unreadable]) {
                Ok(args) => args.serve.kept.server().unwrap_err().to_string(),
                Err(error) => error.to_string(),
            };
            assert!(!told.contains("s3cret"), "{told}");
        }
    }

    #[test]
    fn a_database_is_neither_kept_in_memory_nor_mapped_into_it() {
        for option in ["--memory", "--map-data"] {
            let args = Args::try_parse_from(["backlot", "--database", URL, option]).unwrap();
            let refused = args.serve.place().unwrap_err();
            assert_eq!(refused.exit_code(), std::process::ExitCode::from(2));
            let told = format!("--database and {option} contradict each other; leave one of them out");
            assert_eq!(refused.to_string(), told);
        }
    }

    #[test]
    fn what_is_said_of_a_database_needs_one() {
        for option in ["--schema", "--database-ca", "--pool", "--statement-timeout"] {
            let refused = Args::try_parse_from(["backlot", option, "5"]).unwrap_err();
            assert!(refused.to_string().contains("--database <URL>"), "{refused}");
            assert!(Args::try_parse_from(["backlot", "--database", URL, option, "5"]).is_ok(), "{option}");
        }
    }

    #[test]
    fn a_place_is_a_directory_or_a_database() {
        let place = |arguments: &[&str]| {
            let args = Args::try_parse_from([&["backlot", "accounts"], arguments].concat()).unwrap();
            let Some(Command::Accounts(accounts)) = args.command else { panic!("another command") };
            (accounts.kept.named().unwrap(), accounts.kept.place().unwrap())
        };
        assert_eq!(place(&[]), (None, Place::Directory("./backlot-data".into())));
        assert_eq!(place(&["--data", "d"]).0, Some(Place::Directory("d".into())));
        let database = place(&["--database", URL, "--schema", "s"]).0;
        assert!(
            matches!(database, Some(Place::Postgres(server)) if server.place() == "database.example/backlot, schema s")
        );
    }
}
