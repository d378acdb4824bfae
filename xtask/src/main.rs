//! `cargo xtask generate` writes the pages of `docs/` and `openapi.json`, which are made from the code; `cargo xtask verify` fails where
//! one of them is not what the code says. `cargo xtask bench` measures how fast it is, `cargo xtask conformance` runs the
//! clients that others wrote, and `cargo xtask intercept` any program that knows the real services' addresses alone.

mod backlot;
mod bench;
mod capabilities;
mod conformance;
mod errors;
mod intercept;
mod openapi;
mod operations;
mod pages;

use std::{
    env, fmt,
    io::Write,
    path::Path,
    process::{Command, ExitCode},
};

const USAGE: &str = "\
usage: cargo xtask generate | verify
       cargo xtask bench [--json FILE]
       cargo xtask conformance [--verify] [CLIENT]...
       cargo xtask intercept -- COMMAND...";

/// Why a task did not succeed.
#[derive(Debug)]
enum Failure {
    Usage,
    File(String, std::io::Error),
    /// What is out of date, and what to do about it.
    Stale(Vec<String>, &'static str),
    Program(String),
    /// What cannot be done here, in a sentence.
    Impossible(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage => f.write_str(USAGE),
            Self::File(path, error) => write!(f, "{path}: {error}"),
            Self::Program(program) => write!(f, "{program} failed"),
            Self::Impossible(why) => f.write_str(why),
            Self::Stale(pages, remedy) => {
                for page in pages {
                    writeln!(f, "{page}")?;
                }
                f.write_str(remedy)
            }
        }
    }
}

fn main() -> ExitCode {
    // The alias runs in whatever directory one stands; the pages lie beside this crate.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let outcome = match env::args().nth(1).as_deref() {
        Some("generate") => pages::write(&root).map(|()| ExitCode::SUCCESS),
        Some("verify") => pages::check(&root).map(|()| ExitCode::SUCCESS),
        Some("bench") => bench::run(&root, env::args().skip(2)).map(|()| ExitCode::SUCCESS),
        Some("conformance") => conformance::run(&root, env::args().skip(2)).map(|()| ExitCode::SUCCESS),
        Some("intercept") => intercept::run(&root, env::args_os().skip(2)),
        _ => Err(Failure::Usage),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            // Nothing can be done for one who does not listen.
            let _ = writeln!(std::io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a program that must succeed.
fn succeed(program: &str, command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|error| Failure::File(program.to_owned(), error))?;
    if status.success() { Ok(()) } else { Err(Failure::Program(program.to_owned())) }
}
