//! `cargo xtask generate` writes the pages of `docs/` that are made from the code; `cargo xtask verify` fails where
//! one of them is not what the code says. `cargo xtask bench` measures how fast it is.

mod bench;
mod capabilities;
mod errors;
mod operations;
mod pages;

use std::{env, fmt, io::Write, path::Path, process::ExitCode};

/// Why a task did not succeed.
#[derive(Debug)]
enum Failure {
    Usage,
    File(String, std::io::Error),
    Stale(Vec<String>),
    Program(&'static str),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage => f.write_str("usage: cargo xtask generate|verify|bench [--json FILE]"),
            Self::File(path, error) => write!(f, "{path}: {error}"),
            Self::Program(program) => write!(f, "{program} failed"),
            Self::Stale(pages) => {
                for page in pages {
                    writeln!(f, "{page}")?;
                }
                f.write_str("run `cargo xtask generate` and commit what it writes")
            }
        }
    }
}

fn main() -> ExitCode {
    // The alias runs in whatever directory one stands; the pages lie beside this crate.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let outcome = match env::args().nth(1).as_deref() {
        Some("generate") => pages::write(&root),
        Some("verify") => pages::check(&root),
        Some("bench") => bench::run(&root, env::args().skip(2)),
        _ => Err(Failure::Usage),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing can be done for one who does not listen.
            let _ = writeln!(std::io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}
