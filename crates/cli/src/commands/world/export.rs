//! `backlot world export`: a whole world into one file.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use backlot_sandbox::{
    moving::{self, MovingError},
    wall::{SystemWall, Wall},
};
use backlot_store::{Draft, Error, Place};

use crate::{args::Moving, error::CliError, output, progress::Progress};

pub(super) fn run(args: &Moving) -> Result<(), CliError> {
    let place = args.kept.place()?;
    let progress = Progress::start("Exporting", args.progress());
    let (written, to) = match args.file() {
        None => (to_stdout(&place, &progress), "stdout".to_owned()),
        Some(file) => (to_file(&place, file, &progress), file.display().to_string()),
    };
    progress.end();
    let documents = output::number(written?, "document");
    if !args.quiet {
        output::mention(&format!("{documents} of {} went to {to}, secrets included", output::place(&place)));
    }
    Ok(())
}

fn to_stdout(place: &Place, progress: &Progress) -> Result<u64, CliError> {
    write(place, io::stdout().lock(), progress).map_err(|error| match error {
        MovingError::Write(source) => CliError::Output(source),
        error => CliError::Moving(error),
    })
}

fn to_file(place: &Place, file: &Path, progress: &Progress) -> Result<u64, CliError> {
    let mut draft = Draft::of(file)?;
    let documents = write(place, draft.contents(), progress).map_err(|error| match error {
        MovingError::Write(source) => CliError::Store(Error::File { path: file.to_owned(), source }),
        error => CliError::Moving(error),
    })?;
    draft.keep()?;
    Ok(documents)
}

fn write(place: &Place, out: impl Write, progress: &Progress) -> Result<u64, MovingError> {
    moving::export(place, SystemWall.now(), BufWriter::new(out), |done, of| progress.tell(done, of))
}
