//! A whole world on the move: from a store into a file, from a file into an empty store, and as a copy beside a server.
//!
//! Its secrets travel as documents, whatever kind of store they come from and go to. Answers that are kept for repetition
//! stay: nobody is to see them.

use std::{
    io::{self, BufRead, Write},
    path::Path,
};

use backlot_store::{
    Error, Expect, Indexed, Options, Place, Store,
    file::{FileError, Head, Reader, Writer},
};
use jiff::Timestamp;

use crate::{
    idempotency::Reply,
    records::Record,
    vault::{self, VaultError},
};

/// Why a world does not move.
#[derive(Debug, thiserror::Error)]
pub enum MovingError {
    /// The store fails, or is not what it should be.
    #[error(transparent)]
    Store(#[from] Error),
    /// The file cannot be read, or is not what it should be.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] io::Error),
    /// A secret cannot be read or kept.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The store has lost or doubled documents.
    #[error("the store counts {counted} documents and shows {shown}; see what `backlot database verify` finds")]
    Miscounted {
        /// How many rows there are.
        counted: u64,
        /// How many are found by their keys.
        shown: u64,
    },
}

/// Writes the world of this place, as it is at one moment, whether or not servers have it open; answers how many
/// documents there were. `out` should have a buffer. `tell` hears how many are written, and of how many.
///
/// # Errors
///
/// If there is no store of this release's schema, or something fails; what has been written then is worth nothing.
pub fn export<W: Write>(
    place: &Place,
    exported: Timestamp,
    out: W,
    mut tell: impl FnMut(u64, u64),
) -> Result<u64, MovingError> {
    Store::peek(place, |tx| {
        let mut secrets = vault::packed(place, tx)?.into_iter().peekable();
        let kinds = tx.kinds()?;
        let counted = kinds.iter().filter(|(kind, _)| kind != Reply::KIND).map(|(_, documents)| documents);
        let counted = counted.sum::<u64>() + secrets.len() as u64;
        let mut writer = Writer::new(out, &Head::new(exported.to_string(), counted))?;
        let mut shown = 0;
        let mut add = |indexed: &Indexed| {
            shown += 1;
            tell(shown, counted);
            writer.add(indexed)
        };
        tx.each(|indexed| {
            while let Some(secret) = secrets.next_if(|secret| secret.document.key < indexed.document.key) {
                add(&secret)?;
            }
            if indexed.document.key.kind != Reply::KIND {
                add(&indexed)?;
            }
            Ok::<_, MovingError>(())
        })?;
        secrets.try_for_each(|secret| add(&secret))?;
        if shown != counted {
            return Err(MovingError::Miscounted { counted, shown });
        }
        writer.finish()?;
        Ok(counted)
    })
}

/// Fills the empty store of this place, which is made if need be, with an exported world; answers how many documents
/// there were. All of them are there afterwards, or none. `tell` hears how many are read, and of how many.
///
/// # Errors
///
/// If the file is none, or not whole; if the store is not empty, or open elsewhere; if something fails.
pub fn import<R, T>(place: Place, input: R, mut tell: T) -> Result<u64, MovingError>
where
    R: BufRead + Send + 'static,
    T: FnMut(u64, u64) + Send + 'static,
{
    let reader = Reader::open(input)?;
    let store = Store::open(Options::new(place))?;
    let promised = reader.head().documents;
    let mut read = 0;
    let written = store.fill(reader.map(move |indexed| {
        read += 1;
        tell(read, promised);
        indexed.map_err(MovingError::from)
    }))?;
    vault::unpack(&store)?;
    store.close();
    Ok(written)
}

/// Copies all that a directory needs to be whole into a new file for this user alone, whether or not a server has it
/// open. As `backlot.sqlite` in a new directory, the file is a world again.
///
/// # Errors
///
/// If there is no store of this release's schema, the file is there already, or something fails; there is no file then.
pub fn back_up(directory: &Path, file: &Path) -> Result<(), MovingError> {
    Store::back_up(directory, file, |tx| {
        for Indexed { document, index } in vault::packed(&Place::Directory(directory.to_owned()), tx)? {
            tx.put(&document, &index, Expect::Absent)?;
        }
        Ok(())
    })
}
