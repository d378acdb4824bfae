//! Whether all that a store holds agrees with itself.

use std::fmt;

use serde::de::IgnoredAny;

use super::Tx;
use crate::{Error, Indexed, Key, Set, Unique};

/// Something that contradicts itself. None of them is ever there unless the disk, another program or a defect did it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Flaw {
    /// What the engine says of its own structures.
    Engine(String),
    /// A part of a document is no JSON.
    Unreadable {
        /// The document.
        key: Key,
        /// `body`, `brief` or `own`.
        part: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The counter of a set is not the number of its members.
    Miscounted {
        /// The set.
        set: Set,
        /// Its counter.
        counter: i64,
        /// Its members.
        members: i64,
    },
    /// A member of a set is no document, or one of another id; or its set is none.
    StrayMember {
        /// The set, if there is one.
        set: Option<Set>,
        /// What it is sorted by.
        sort: String,
        /// Its id there.
        id: String,
    },
    /// A unique value that no document has.
    StrayUnique(Unique),
    /// The documents that are found by their keys are not as many as there are.
    Unfound {
        /// How many there are.
        rows: u64,
        /// How many are found.
        found: u64,
    },
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine(said) => f.write_str(said),
            Self::Unreadable { key, part, why } => write!(f, "{key}: its {part} is no JSON: {why}"),
            Self::Miscounted { set, counter, members } => {
                write!(f, "set {} of {}: it counts {counter} members and has {members}", set.name, set.root)
            }
            Self::StrayMember { set: Some(set), sort, id } => {
                write!(f, "set {} of {}: its member {id} at {sort:?} is no such document", set.name, set.root)
            }
            Self::StrayMember { set: None, sort, id } => {
                write!(f, "{id} at {sort:?} is a member of a set that is none")
            }
            Self::StrayUnique(unique) => write!(f, "unique {:?} in {}: no document has it", unique.value, unique.scope),
            Self::Unfound { rows, found } => write!(f, "{rows} documents are there, {found} are found by their keys"),
        }
    }
}

impl Tx<'_> {
    /// Looks at everything, and tells what contradicts itself; says how many documents there are. Of each kind of flaw it
    /// tells the first thousand.
    ///
    /// What a document derives from its body is not looked at: only its record type knows.
    pub fn check<E: From<Error>>(&mut self, mut tell: impl FnMut(Flaw) -> Result<(), E>) -> Result<u64, E> {
        self.session.flaws()?.into_iter().try_for_each(&mut tell)?;
        let rows = self.size()?;
        let found = self.each(|indexed| unreadable(&indexed).into_iter().try_for_each(&mut tell))?;
        if rows != found {
            tell(Flaw::Unfound { rows, found })?;
        }
        Ok(rows)
    }
}

/// The parts of a document that are no JSON.
fn unreadable(Indexed { document, .. }: &Indexed) -> Vec<Flaw> {
    let parts = [("body", Some(&document.body)), ("brief", document.brief.as_ref()), ("own", document.own.as_ref())];
    let flaws = parts.into_iter().filter_map(|(part, bytes)| {
        let error = serde_json::from_slice::<IgnoredAny>(bytes?).err()?;
        Some(Flaw::Unreadable { key: document.key.clone(), part, why: error.to_string() })
    });
    flaws.collect()
}
