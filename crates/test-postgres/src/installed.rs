//! Finds an installed PostgreSQL, and whom to run it as.

use std::{
    env, fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
};

use crate::Error;

/// Where Debian and its like put each version's programs.
const VERSIONS: &str = "/usr/lib/postgresql";

/// An installed PostgreSQL.
#[derive(Debug, Clone)]
pub(crate) struct Installed {
    folder: PathBuf,
    /// Whom to run it as, if the test runs as root: the server refuses that.
    pub(crate) user: Option<(u32, u32)>,
}

impl Installed {
    /// The one in `PATH`, or the newest in its usual place.
    pub(crate) fn find(is_root: bool) -> Result<Option<Self>, Error> {
        let in_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
        let folders: Vec<PathBuf> = [in_path, versions()].concat();
        let Some(folder) = folders.into_iter().find(|folder| is_complete(folder)) else { return Ok(None) };
        let user = if is_root { Some(user("postgres").or_else(|| user("nobody")).ok_or(Error::NoUser)?) } else { None };
        Ok(Some(Self { folder, user }))
    }

    /// One of its programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A command that runs as the right user, with this directory, and with messages that are not translated.
    pub(crate) fn command(&self, program: &Path, directory: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(directory).env("LC_ALL", "C").env_remove("PGDATA").env_remove("PGOPTIONS");
        // What is typed at the terminal ends the tests; they then end this in an orderly way.
        command.process_group(0);
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }
}

fn versions() -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir(VERSIONS)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, folder)| folder).collect()
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|name| folder.join(name).is_file())
}

/// The ids of a user and of its group.
fn user(name: &str) -> Option<(u32, u32)> {
    let id = |what: &str| {
        let output = Command::new("id").args([what, name]).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    Some((id("-u")?, id("-g")?))
}
