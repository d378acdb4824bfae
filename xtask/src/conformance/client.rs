//! A client: its folder, what it needs, and how it is installed and run.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Deserialize;

use crate::{Failure, intercept};

/// What a `client.toml` says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Description {
    /// The program.
    run: Vec<String>,
    /// Whether it runs where the addresses of the real services lead to Backlot.
    #[serde(default)]
    intercepted: bool,
    /// What it needs beyond what installs it, by the command that succeeds where it is there.
    #[serde(default)]
    needs: BTreeMap<String, Vec<String>>,
    /// A package that a registry may lack, by the command that succeeds where it has it.
    package: Option<Package>,
}

/// A package that a registry may lack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Package {
    name: String,
    there: Vec<String>,
}

/// What reads lock files.
#[derive(Debug, Clone, Copy)]
struct Installer {
    /// The lock file.
    lock: &'static str,
    /// What it needs, and how one knows.
    needs: (&'static str, &'static [&'static str]),
    /// What installs exactly what is in the file.
    install: &'static str,
}

/// A folder has the lock files of those that it uses.
const INSTALLERS: [Installer; 3] = [
    Installer {
        lock: "requirements.txt",
        needs: ("python3 with venv", &["python3", "-c", "import ensurepip, venv"]),
        install: "python3 -m venv --clear .venv && \
                  .venv/bin/pip install --quiet --no-deps --only-binary :all: --require-hashes --requirement requirements.txt",
    },
    Installer {
        lock: "package-lock.json",
        needs: (
            "Node.js 20 with npm",
            &["sh", "-c", "npm --version && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'"],
        ),
        install: "npm ci --ignore-scripts --no-audit --no-fund --silent",
    },
    Installer {
        lock: "pom.xml",
        needs: ("Maven with a JDK", &["sh", "-c", "mvn --version && javac --version"]),
        install: "mvn --quiet --batch-mode package",
    },
];

/// A client that others wrote, and the program that uses it.
#[derive(Debug)]
pub(super) struct Client {
    /// The name of its folder.
    pub(super) name: String,
    pub(super) folder: PathBuf,
    pub(super) intercepted: bool,
    description: Description,
    installers: Vec<Installer>,
}

impl Client {
    /// All of a folder, by name.
    pub(super) fn all(folder: &Path) -> Result<Vec<Self>, Failure> {
        let failed = |path: &Path, error| Failure::File(path.display().to_string(), error);
        let mut clients = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| failed(folder, error))? {
            let folder = entry.map_err(|error| failed(folder, error))?.path();
            let file = folder.join("client.toml");
            if !file.is_file() {
                continue;
            }
            let text = fs::read_to_string(&file).map_err(|error| failed(&file, error))?;
            let description: Description =
                toml::from_str(&text).map_err(|error| Failure::Impossible(format!("{}: {error}", file.display())))?;
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let installers = INSTALLERS.into_iter().filter(|installer| folder.join(installer.lock).is_file()).collect();
            clients.push(Self { name, folder, intercepted: description.intercepted, description, installers });
        }
        clients.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(clients)
    }

    /// Whether this machine can run it, or what it lacks.
    pub(super) fn can_run(&self) -> Result<(), String> {
        if self.intercepted {
            intercept::possible()?;
        }
        for Installer { needs: (what, command), .. } in &self.installers {
            if !self.succeeds(command) {
                return Err(format!("it needs {what}"));
            }
        }
        for (what, command) in &self.description.needs {
            if !self.succeeds(command) {
                return Err(format!("it needs {what}"));
            }
        }
        if self.is_elsewhere() {
            let name = self.description.package.as_ref().map(|package| package.name.as_str());
            return Err(format!("the registry that this machine reaches has no {}", name.unwrap_or_default()));
        }
        Ok(())
    }

    /// Whether registries may lack its package, and some may have another version.
    pub(super) fn is_rare(&self) -> bool {
        self.description.package.is_some()
    }

    /// Whether its package is not to be had here.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.description.package.as_ref().is_some_and(|package| !self.succeeds(&package.there))
    }

    /// Installs what its lock files name, unless that has been done.
    pub(super) fn install(&self) -> Result<(), Failure> {
        let failed = |path: &Path, error| Failure::File(path.display().to_string(), error);
        let done = self.folder.join(".installed");
        let mut locks = Vec::new();
        for installer in &self.installers {
            let lock = self.folder.join(installer.lock);
            locks.extend(fs::read(&lock).map_err(|error| failed(&lock, error))?);
        }
        // Without a lock file there is nothing to install.
        if fs::read(&done).unwrap_or_default() == locks {
            return Ok(());
        }
        for installer in &self.installers {
            let mut command = Command::new("sh");
            command.args(["-c", installer.install]).current_dir(&self.folder);
            crate::succeed(installer.install, &mut command)?;
        }
        fs::write(&done, locks).map_err(|error| failed(&done, error))
    }

    /// The program and its arguments. One of its folder is named by its path.
    pub(super) fn command(&self) -> Vec<OsString> {
        let mut words: Vec<OsString> = self.description.run.iter().map(OsString::from).collect();
        if let Some(program) = words.first_mut().filter(|program| program.to_string_lossy().contains('/')) {
            *program = self.folder.join(&*program).into_os_string();
        }
        words
    }

    /// Whether a command succeeds in the folder.
    fn succeeds(&self, command: &[impl AsRef<OsStr>]) -> bool {
        let Some((program, arguments)) = command.split_first() else { return false };
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }
}
