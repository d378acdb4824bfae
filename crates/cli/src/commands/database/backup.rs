//! `backlot database backup`: a copy of a data directory in one file, while its server runs.

use backlot_sandbox::moving;
use backlot_store::Place;

use crate::{args::Backup, error::CliError, output};

pub(super) fn run(args: &Backup) -> Result<(), CliError> {
    let directory = match args.kept.place()? {
        Place::Directory(directory) => directory,
        place => return Err(CliError::OwnTools(output::place(&place))),
    };
    moving::back_up(&directory, &args.file).map_err(CliError::Moving)?;
    Ok(output::print(&format!("{} is in {}\n", directory.display(), args.file.display()))?)
}
