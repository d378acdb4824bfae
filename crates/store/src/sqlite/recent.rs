//! Documents as they were read last, for whoever asks for one of them again: a client that waits for an order asks for it
//! again and again, and most worlds are small enough to be kept whole.
//!
//! A document is not kept before it was asked for twice, as what is read once may as well never be asked for again. It is
//! kept by a reader whose snapshot was still the newest state after it had read, while nobody wrote; a write forgets it as
//! soon as it changes it, and until that write has ended nobody can keep it again. So what is kept is what every snapshot
//! from the one on which it was read up to now has.

use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, Weighter};

use crate::{Document, Key};

/// About how much memory they may take, in bytes.
const ROOM: u64 = 24 << 20;

/// About how many that are.
const DOCUMENTS: usize = 8 << 10;

/// What is kept of a document beside its texts, in bytes: their places, the cache's own notes, what the allocator adds.
const BESIDE: usize = 320;

/// Of how many documents it is remembered that they were asked for; a power of two.
const ASKED: usize = 16 << 10;

/// The documents.
#[derive(Debug)]
pub(crate) struct Recent {
    documents: Cache<Key, Seen, Size>,
    /// Parts of the hashes of keys that were asked for, each at the place that the rest of its hash names.
    asked: Box<[AtomicU32]>,
    hashes: DefaultHashBuilder,
}

/// A document as it is since a snapshot.
#[derive(Clone, Debug)]
struct Seen {
    since: u64,
    document: Document,
}

#[derive(Clone, Debug)]
struct Size;

impl Weighter<Key, Seen> for Size {
    fn weight(&self, key: &Key, seen: &Seen) -> u64 {
        let Document { body, brief, own, .. } = &seen.document;
        // The key stands there twice.
        let key = 2 * (key.root.as_str().len() + key.kind.len() + key.id.len());
        let parts = [Some(body), brief.as_ref(), own.as_ref()].into_iter().flatten().map(Bytes::len).sum::<usize>();
        (BESIDE + key + parts) as u64
    }
}

impl Default for Recent {
    fn default() -> Self {
        let hashes = DefaultHashBuilder::default();
        let asked = (0..ASKED).map(|_| AtomicU32::new(0)).collect();
        let documents = Cache::with(DOCUMENTS, ROOM, Size, hashes.clone(), DefaultLifecycle::default());
        Self { documents, asked, hashes }
    }
}

impl Recent {
    /// The document of this key on this snapshot, if it is known.
    pub(super) fn get(&self, key: &Key, snapshot: u64) -> Option<Document> {
        self.documents.get(key).filter(|seen| seen.since <= snapshot).map(|seen| seen.document)
    }

    /// Whether a document that is not known should be kept, as it was asked for before. Rarely, one that was not is taken
    /// for one that was, which does no harm.
    pub(super) fn wants(&self, key: &Key) -> bool {
        let hash = self.hashes.hash_one(key);
        let (place, part) = (hash as usize % ASKED, (hash >> 32) as u32);
        self.asked.get(place).is_some_and(|asked| asked.swap(part, Ordering::Relaxed) == part)
    }

    /// Keeps documents as they are since this snapshot, which is the newest.
    pub(super) fn keep(&self, documents: Vec<Document>, since: u64) {
        for document in documents {
            self.documents.insert(document.key.clone(), Seen { since, document });
        }
    }

    /// A write changes the document of this key.
    pub(super) fn forget(&self, key: &Key) {
        self.documents.remove(key);
    }

    /// A write changes more than it names.
    pub(super) fn forget_all(&self) {
        self.documents.clear();
    }
}
