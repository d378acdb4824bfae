//! Secrets of the sandbox itself: made once, the same for every process, kept through resets.
//!
//! Where the store is a directory, each is a file in it. Where several processes share a database, that is the only place
//! that all of them have: each is a document beneath the world, and whoever reads the database can read it. Documents they
//! are on the way from one store to another, too; a directory that gets such documents makes files of them when it is
//! opened.

mod files;

use std::{
    io,
    path::{Path, PathBuf},
};

use backlot_store::{Decision, Error, Index, Indexed, Key, Member, Place, Root, Set, Store, Tx};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use crate::{
    control::token,
    oauth,
    records::{self, Record, Records, Stored},
    refusal::Failure,
    server::AUTHORITY,
};

/// The names of all secrets.
const NAMES: [&str; 5] = [token::NAME, oauth::SIGNING_KEYS, AUTHORITY, oauth::former::KEY, oauth::former::BEFORE];

/// The secrets of one store.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vault<'s> {
    store: &'s Store,
}

/// Why a secret cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Its file can neither be read nor written.
    #[error("{} cannot be used: {source}; check that this user may read and write it", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database did not give or take it.
    #[error(transparent)]
    Store(#[from] Error),
    /// The database holds something else in its place.
    #[error("{name} in the database does not read: {why}; restore a copy of the database")]
    Unreadable {
        /// Its name.
        name: &'static str,
        /// What is wrong.
        why: String,
    },
}

impl<'s> Vault<'s> {
    pub(crate) fn of(store: &'s Store) -> Self {
        Self { store }
    }

    /// Where a secret is kept, in words.
    pub(crate) fn place(self, name: &str) -> String {
        Within::of(self.store).place(name)
    }

    /// The secret of this name, if there is one.
    pub(crate) fn find(self, name: &'static str) -> Result<Option<Vec<u8>>, VaultError> {
        let within = Within::of(self.store);
        self.store.read_blocking(|tx| within.find(&mut Records::timeless(tx, false), name))
    }

    /// Keeps a new secret; answers the one that is kept. Where many processes start at once, that of the first one is.
    pub(crate) fn keep(self, name: &'static str, secret: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        let Some(directory) = self.store.path() else {
            let kept = self.store.write_blocking(Root::world(), move |tx| {
                match keep_first(&mut Records::timeless(tx, true), name, &secret) {
                    Ok(kept) => Ok(Decision::Commit(Ok(kept))),
                    Err(Failure::Store(error)) => Err(error),
                    Err(failure) => Ok(Decision::Rollback(Err(failure))),
                }
            })?;
            return kept.map_err(|failure| trouble(name, failure));
        };
        // No other process has the directory.
        files::put(directory, name, &secret)?;
        Ok(secret)
    }

    /// Keeps a new secret instead of `old`; answers the one that is kept, which another process may have put there first.
    pub(crate) fn renew(self, name: &'static str, old: Vec<u8>, new: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        let Some(directory) = self.store.path() else {
            let kept = self.store.write_blocking(Root::world(), move |tx| {
                match replace(&mut Records::timeless(tx, true), name, &old, &new) {
                    Ok(kept) => Ok(Decision::Commit(Ok(kept))),
                    Err(Failure::Store(error)) => Err(error),
                    Err(failure) => Ok(Decision::Rollback(Err(failure))),
                }
            })?;
            return kept.map_err(|failure| trouble(name, failure));
        };
        files::put(directory, name, &new)?;
        Ok(new)
    }
}

/// The secrets of one store, for a transaction of it that reads or changes several of them together.
#[derive(Debug, Clone)]
pub(crate) struct Within {
    directory: Option<PathBuf>,
}

impl Within {
    pub(crate) fn of(store: &Store) -> Self {
        Self { directory: store.path().map(Path::to_owned) }
    }

    /// Whether other processes may change them.
    pub(crate) fn is_shared(&self) -> bool {
        self.directory.is_none()
    }

    /// Where a secret is kept, in words.
    pub(crate) fn place(&self, name: &str) -> String {
        match &self.directory {
            Some(directory) => directory.join(name).display().to_string(),
            None => format!("{name} in the database"),
        }
    }

    /// The secret of this name, if there is one.
    pub(crate) fn find(
        &self,
        records: &mut Records<'_, '_>,
        name: &'static str,
    ) -> Result<Option<Vec<u8>>, VaultError> {
        match &self.directory {
            Some(directory) => files::find(directory, name),
            None => kept(records, name).map_err(|failure| trouble(name, failure)),
        }
    }

    /// Keeps a secret instead of another one. A file stays as it is then, whatever becomes of the transaction.
    pub(crate) fn put(
        &self,
        records: &mut Records<'_, '_>,
        name: &'static str,
        secret: &[u8],
    ) -> Result<(), VaultError> {
        if let Some(directory) = &self.directory {
            return files::put(directory, name, secret);
        }
        let put = records.delete(&key(name)).and_then(|_| keep_first(records, name, secret));
        put.map(drop).map_err(|failure| trouble(name, failure))
    }

    /// Removes a secret, if it is there. A file is gone then, whatever becomes of the transaction.
    pub(crate) fn remove(&self, records: &mut Records<'_, '_>, name: &'static str) -> Result<(), VaultError> {
        match &self.directory {
            Some(directory) => files::remove(directory, name),
            None => records.delete(&key(name)).map(drop).map_err(|failure| trouble(name, failure)),
        }
    }
}

/// The secret of this name in a place that a server may have open, if there is one.
pub(crate) fn look(place: &Place, name: &'static str) -> Result<Option<Vec<u8>>, VaultError> {
    let in_database = Store::peek(place, |tx| kept(&mut Records::timeless(tx, false), name))
        .map_err(|failure| trouble(name, failure));
    match place {
        Place::Directory(directory) => match in_database {
            // It will become the file's when the directory is opened.
            Ok(Some(secret)) => Ok(Some(secret)),
            // Whatever is wrong with the database, the file is beside it.
            _ => files::find(directory, name),
        },
        _ => in_database,
    }
}

/// The secrets that a store's documents lack because they are files, as documents, in the order of their keys.
pub(crate) fn packed(place: &Place, tx: &mut Tx<'_>) -> Result<Vec<Indexed>, VaultError> {
    let Place::Directory(directory) = place else { return Ok(Vec::new()) };
    let mut packed = Vec::new();
    for name in NAMES {
        if tx.get(&key(name))?.is_some() {
            continue;
        }
        if let Some(secret) = files::find(directory, name)? {
            packed.push(document(name, &secret).map_err(|failure| trouble(name, failure))?);
        }
    }
    packed.sort_by(|one, other| one.document.key.cmp(&other.document.key));
    Ok(packed)
}

/// Makes files of the secrets that came as documents, where the store is a directory. They replace files that are there:
/// the documents came with the world, later. Only secrets that this release knows become files, by names of its own.
pub(crate) fn unpack(store: &Store) -> Result<(), VaultError> {
    let Some(directory) = store.path() else { return Ok(()) };
    for name in NAMES {
        let kept = store
            .read_blocking(|tx| kept(&mut Records::timeless(tx, false), name))
            .map_err(|failure| trouble(name, failure))?;
        let Some(secret) = kept else { continue };
        files::put(directory, name, &secret)?;
        store.write_blocking(Root::world(), move |tx| tx.delete(&key(name)).map(Decision::Commit))?;
    }
    Ok(())
}

/// A secret as the database keeps it.
struct Secret;

#[derive(Clone, Serialize, Deserialize)]
struct Encoded {
    base64: String,
}

impl Record for Secret {
    const KIND: &'static str = "secret";
    const OF_THE_WORLD: bool = true;
    type Body = Encoded;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        Index { sets: vec![Member::new(secrets(), stored.key.id.as_str())], ..Index::default() }
    }
}

fn secrets() -> Set {
    Set::new(Root::world(), "secrets")
}

/// Where the secret of this name stands in a database.
pub(crate) fn key(name: &str) -> Key {
    Key::new(Root::world(), Secret::KIND, name)
}

fn kept(records: &mut Records<'_, '_>, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    let Some(secret) = records.find::<Secret>(&key(name))? else { return Ok(None) };
    STANDARD.decode(secret.body.base64).map(Some).map_err(|error| Failure::Defect(error.to_string()))
}

/// A secret as it would be kept in a database that has none.
fn document(name: &str, secret: &[u8]) -> Result<Indexed, Failure> {
    let body = Encoded { base64: STANDARD.encode(secret) };
    records::indexed::<Secret>(&Stored { key: key(name), version: 1, body, own: () })
}

fn keep_first(records: &mut Records<'_, '_>, name: &str, secret: &[u8]) -> Result<Vec<u8>, Failure> {
    if let Some(kept) = kept(records, name)? {
        return Ok(kept);
    }
    let body = Encoded { base64: STANDARD.encode(secret) };
    records.insert::<Secret>(key(name), body, ())?;
    Ok(secret.to_vec())
}

fn replace(records: &mut Records<'_, '_>, name: &str, old: &[u8], new: &[u8]) -> Result<Vec<u8>, Failure> {
    if let Some(kept) = kept(records, name)? {
        if kept != old {
            return Ok(kept);
        }
        records.delete(&key(name))?;
    }
    keep_first(records, name, new)
}

fn trouble(name: &'static str, failure: Failure) -> VaultError {
    match failure {
        Failure::Store(error) => VaultError::Store(error),
        failure => VaultError::Unreadable { name, why: format!("{failure:?}") },
    }
}

/// Removes everything but the secrets that the database keeps.
pub(crate) fn wipe_all_else(records: &mut Records<'_, '_>) -> Result<(), Failure> {
    let kept = records.all::<Secret>(&secrets())?;
    records.tx().wipe()?;
    for secret in kept {
        records.insert::<Secret>(secret.key, secret.body, ())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use backlot_store::{Decision, Options, Place, Root, Store};

    use super::{Vault, look, packed, unpack};
    use crate::{control::token, records::Records};

    #[test]
    fn secrets_that_came_as_documents_become_files_by_names_of_our_own() {
        let directory = tempfile::tempdir().unwrap();
        let place = Place::Directory(directory.path().join("data"));
        let store = Store::open(Options::new(place.clone()).durable(false)).unwrap();
        Vault::of(&store).keep(token::NAME, b"old".to_vec()).unwrap();
        let put = store.write_blocking(Root::world(), |tx| {
            for (name, secret) in [(token::NAME, b"new"), ("../escaped", b"bad")] {
                super::keep_first(&mut Records::timeless(tx, true), name, secret).unwrap();
            }
            Ok(Decision::Commit(()))
        });
        put.unwrap();
        let documents = || store.read_blocking(|tx| tx.size()).unwrap();
        let lacking =
            || store.read_blocking(|tx| packed(&place, tx).map_err(|_| backlot_store::Error::Closed)).unwrap();
        assert_eq!(look(&place, token::NAME).unwrap().unwrap(), b"new", "it came later");
        assert_eq!((documents(), lacking().len()), (2, 0));
        unpack(&store).unwrap();
        assert_eq!(Vault::of(&store).find(token::NAME).unwrap().unwrap(), b"new");
        assert_eq!(look(&place, token::NAME).unwrap().unwrap(), b"new");
        assert_eq!(documents(), 1, "what nobody knows stays a document");
        assert!(!directory.path().join("escaped").exists());
        assert_eq!(lacking()[0].document.key.id, token::NAME);
    }

    #[test]
    fn a_secret_is_a_file_for_its_owner_alone_and_a_draft_of_it_is_none() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(Options::directory(directory.path()).durable(false)).unwrap();
        std::fs::write(directory.path().join("key.new"), "half a key").unwrap();
        let vault = Vault::of(&store);
        assert_eq!(vault.find("key").unwrap(), None);
        assert_eq!(vault.keep("key", b"secret".to_vec()).unwrap(), b"secret");
        assert_eq!(vault.find("key").unwrap().unwrap(), b"secret");
        assert_eq!(vault.place("key"), directory.path().join("key").display().to_string());
        assert!(!directory.path().join("key.new").exists());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(directory.path().join("key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
