//! `backlot world import`: an exported world into an empty store.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
};

use backlot_sandbox::moving::{self, MovingError};
use backlot_store::Error;

use crate::{args::Moving, error::CliError, output, progress::Progress};

pub(super) fn run(args: &Moving) -> Result<(), CliError> {
    let place = args.kept.place()?;
    let (input, from): (Box<dyn BufRead + Send>, String) = match args.file() {
        None => (Box::new(BufReader::new(io::stdin())), "stdin".to_owned()),
        Some(path) => {
            let file = File::open(path).map_err(|source| CliError::Unreadable { path: path.to_owned(), source })?;
            (Box::new(BufReader::new(file)), path.display().to_string())
        }
    };
    let progress = Progress::start("Importing", args.progress());
    let told = progress.clone();
    let imported = moving::import(place.clone(), input, move |done, of| told.tell(done, of));
    progress.end();
    let to = output::place(&place);
    let documents = imported.map_err(|error| match error {
        MovingError::File(source) => CliError::NoWorld { file: from.clone(), source },
        MovingError::Store(Error::NotEmpty) => CliError::NotEmpty(to.clone()),
        error => CliError::Moving(error),
    })?;
    if !args.quiet {
        output::mention(&format!("{} of {from} went to {to}", output::number(documents, "document")));
    }
    Ok(())
}
