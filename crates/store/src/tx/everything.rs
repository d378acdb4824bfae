//! All documents of a store: read one after another, or written into an empty one.

use super::{Tx, check_document, wanted_sets, wanted_uniques};
use crate::session::Times;
use crate::{Error, Indexed, Key};

/// How many documents are read or written at a time.
const BATCH: usize = 128;

impl Tx<'_> {
    /// How many documents of each kind there are, in the order of the kinds. Costs a step for each document.
    pub fn kinds(&mut self) -> Result<Vec<(String, u64)>, Error> {
        self.session.kinds()
    }

    /// How many documents there are. Costs a step for each of them.
    pub fn size(&mut self) -> Result<u64, Error> {
        Ok(self.kinds()?.iter().map(|(_, documents)| documents).sum())
    }

    /// Shows every document in the order of the keys, with all that was derived from it; says how many there were.
    ///
    /// No more than a few of them are in memory at a time.
    pub fn each<E: From<Error>>(&mut self, mut visit: impl FnMut(Indexed) -> Result<(), E>) -> Result<u64, E> {
        let mut visited = 0;
        let mut last: Option<Key> = None;
        loop {
            let batch = self.session.everything(last.as_ref(), BATCH)?;
            let Some(end) = batch.last() else { return Ok(visited) };
            last = Some(end.document.key.clone());
            visited += batch.len() as u64;
            batch.into_iter().try_for_each(&mut visit)?;
        }
    }

    /// Writes documents into a store that has none; says how many there were.
    pub(crate) fn fill<E: From<Error>>(
        &mut self,
        documents: impl IntoIterator<Item = Result<Indexed, E>>,
    ) -> Result<u64, E> {
        if !self.session.everything(None, 1)?.is_empty() {
            return Err(Error::NotEmpty.into());
        }
        let mut written = 0;
        for indexed in documents {
            self.insert(&indexed?)?;
            written += 1;
            if written % BATCH as u64 == 0 {
                self.session.settle()?;
            }
        }
        self.session.settle()?;
        Ok(written)
    }

    /// Stores a document that is known to be new, or at least finds out when it is too late.
    fn insert(&mut self, Indexed { document, index }: &Indexed) -> Result<(), Error> {
        self.may_write(&document.key.root)?;
        check_document(document)?;
        let (sets, uniques) = (wanted_sets(index)?, wanted_uniques(index)?);
        let number = self.session.insert(document, Times { due: index.due, expires: index.expires })?;
        let number = number.ok_or_else(|| Error::contradiction(&document.key))?;
        self.add(number, &document.key, sets, uniques)
    }
}
