//! Worlds that the programs of earlier releases wrote, each with what that program answered: `worlds/README.md`.

use std::{fs, path::Path};

use backlot_sandbox::Place;
use backlot_store::Server;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A world that the program of an earlier release wrote, in a place of its own.
pub struct Earlier {
    /// The folder that it was kept in.
    pub name: String,
    /// Where it is now.
    pub place: Place,
    /// What the program answered, and tests ask again.
    told: Vec<Value>,
    /// What names the place on the command line.
    pub arguments: Vec<String>,
    directory: Option<TempDir>,
}

impl Earlier {
    /// Every world that there is; those in PostgreSQL only where there is a PostgreSQL.
    pub fn all() -> Vec<Self> {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("worlds");
        let folders = fs::read_dir(kept).expect("worlds").map(|entry| entry.expect("a world").path());
        let mut folders: Vec<_> = folders.filter(|path| path.is_dir()).collect();
        folders.sort();
        folders.iter().filter_map(|folder| Self::of(folder)).collect()
    }

    fn of(kept: &Path) -> Option<Self> {
        let name = kept.file_name()?.to_str()?.to_owned();
        let told = fs::read_to_string(kept.join("told.jsonl")).expect("what was told");
        let told = told.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
        let dump = kept.join("world.sql");
        if !dump.exists() {
            let directory = tempfile::tempdir().expect("a directory");
            for file in fs::read_dir(kept).expect("a world").map(|entry| entry.expect("a file")) {
                fs::copy(file.path(), directory.path().join(file.file_name())).expect("a copy");
            }
            let path = directory.path().to_owned();
            let arguments = vec!["--data".to_owned(), path.to_str()?.to_owned()];
            return Some(Self { name, place: Place::Directory(path), told, arguments, directory: Some(directory) });
        }
        let shared = backlot_test_postgres::Server::shared().expect("PostgreSQL for tests");
        let backlot_test_postgres::Database { url, schema } = shared?.database();
        let commit = name.split('-').next()?;
        let dump = fs::read_to_string(dump).expect("a dump").replace(&format!("world_of_{commit}"), &schema);
        run(&url, dump);
        let server = Server::new(&url).expect("its URL reads").schema(schema.clone()).pool(3).durable(false);
        let arguments = ["--database", &url, "--schema", &schema].map(str::to_owned).to_vec();
        Some(Self { name, place: Place::Postgres(Box::new(server)), told, arguments, directory: None })
    }

    /// Whether it is in PostgreSQL.
    pub fn is_shared(&self) -> bool {
        self.directory.is_none()
    }

    /// What was written down under this word.
    pub fn told(&self, what: &str) -> Vec<&Value> {
        self.told.iter().filter(|told| told["what"] == what).collect()
    }

    /// The one that was written down under this word, for this target.
    pub fn read(&self, target: &str) -> &Value {
        let told = self.told.iter().find(|told| told["what"] == "read" && told["target"] == target);
        told.unwrap_or_else(|| panic!("{}: {target} was not read", self.name))
    }
}

/// Runs statements on a connection of their own.
fn run(url: &str, statements: String) {
    let url = url.to_owned();
    // Whoever calls may be on a runtime already, where one must not wait for another one.
    let run = std::thread::spawn(move || {
        Runtime::new().expect("a runtime").block_on(async {
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
            let connection = tokio::spawn(connection);
            client.batch_execute(&statements).await?;
            drop(client);
            connection.await.expect("a connection")
        })
    });
    run.join().expect("a thread").expect("statements that PostgreSQL takes");
}
