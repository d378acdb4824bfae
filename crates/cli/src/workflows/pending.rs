//! Orders whose reply is not in yet, kept on the disk so that nobody who is killed places one twice.
//!
//! An order under way is a file of its own, for this user alone, which holds the `MS-RequestId` that the order is sent
//! under. Whoever is asked for the same order later finds it and sends it again under that id, which the service knows. A
//! process that is at work holds the lock of its file, so two that are to place equal orders place two.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use partner_center::model::ids::CustomerId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// For how long the service is trusted to know an id again. It keeps an answer for 24 hours; a call may take its time.
const KNOWN: SignedDuration = SignedDuration::from_hours(23);

/// What tells an order that is to be placed from every other one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Intent {
    /// Where Partner Center is, and whose it is.
    pub(crate) account: String,
    /// Who signs in: an id is known again only where the same one sends it.
    pub(crate) profile: String,
    /// By which application.
    pub(crate) client_id: String,
    /// Whether that is without a person.
    pub(crate) app_only: bool,
    /// Whom the order is for.
    pub(crate) customer_id: CustomerId,
    /// The order as it is sent.
    pub(crate) order: Value,
}

impl Intent {
    fn is_for_the_same_as(&self, other: &Self) -> bool {
        (&self.account, self.customer_id, &self.order) == (&other.account, other.customer_id, &other.order)
    }

    fn is_by_the_same_as(&self, other: &Self) -> bool {
        (&self.profile, &self.client_id, self.app_only) == (&other.profile, &other.client_id, other.app_only)
    }
}

/// What stands in the file of an order under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Note {
    request_id: Uuid,
    begun: Timestamp,
    /// The orders that the customer had before.
    known_orders: Vec<String>,
    intent: Intent,
}

/// Why an order under way cannot be kept or found.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PendingError {
    /// The disk does not do what it should.
    #[error("{} cannot be used to keep track of the order ({source}); check the directory", path.display())]
    Disk {
        /// The file or the directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something else stands in the file.
    #[error("{} does not read ({source}); look whether its order was placed, then remove the file", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The id would not be known again.
    #[error(
        "the same order was begun with --profile {0} and its reply never came; run the command again with that profile as it was"
    )]
    AnotherProfile(String),
}

/// The orders under way of this user.
#[derive(Debug, Clone)]
pub(crate) struct PendingOrders {
    directory: PathBuf,
}

/// An order under way. The file stays until [`end`](Self::end).
#[derive(Debug)]
pub(crate) struct PendingOrder {
    note: Note,
    path: PathBuf,
    /// Locked for as long as this process is at it.
    _lock: File,
}

impl PendingOrders {
    /// Those that are kept in this directory, which is made when it is needed.
    pub(crate) fn in_directory(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// The same order, if it was begun before and whoever began it is gone.
    pub(crate) fn find(&self, intent: &Intent) -> Result<Option<PendingOrder>, PendingError> {
        let entries = match fs::read_dir(&self.directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(disk(&self.directory, source)),
        };
        for entry in entries {
            let path = entry.map_err(|source| disk(&self.directory, source))?.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            // Only what is the same is locked: whoever looks for another order must not be taken for one at work on this.
            let Some(pending) = PendingOrder::open(&path, intent)? else { continue };
            if !pending.note.intent.is_by_the_same_as(intent) {
                return Err(PendingError::AnotherProfile(pending.note.intent.profile));
            }
            return Ok(Some(pending));
        }
        Ok(None)
    }

    /// Begins an order: when this returns, it is on the disk.
    pub(crate) fn begin(
        &self,
        intent: Intent,
        request_id: Uuid,
        known_orders: Vec<String>,
        now: Timestamp,
    ) -> Result<PendingOrder, PendingError> {
        let note = Note { request_id, begun: now, known_orders, intent };
        let path = self.directory.join(format!("{request_id}.json"));
        let lock = self.write(&note, &path).map_err(|source| disk(&path, source))?;
        Ok(PendingOrder { note, path, _lock: lock })
    }

    fn write(&self, note: &Note, path: &Path) -> io::Result<File> {
        fs::create_dir_all(&self.directory)?;
        // A file that is half written never has the name by which it is found.
        let draft = path.with_extension("draft");
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft)?;
        file.lock()?;
        file.write_all(&serde_json::to_vec_pretty(note)?)?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        #[cfg(unix)]
        File::open(&self.directory)?.sync_all()?;
        Ok(file)
    }
}

impl PendingOrder {
    /// Opens the file of the same order; none if it is another one, somebody is at it, or it has just ended.
    fn open(path: &Path, intent: &Intent) -> Result<Option<Self>, PendingError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(disk(path, source)),
        };
        let text = io::read_to_string(&file).map_err(|source| disk(path, source))?;
        let note: Note =
            serde_json::from_str(&text).map_err(|source| PendingError::Unreadable { path: path.to_owned(), source })?;
        if !note.intent.is_for_the_same_as(intent) {
            return Ok(None);
        }
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Ok(None),
            Err(fs::TryLockError::Error(source)) => return Err(disk(path, source)),
        }
        // It may have ended between the two; names are never used again.
        if !path.exists() {
            return Ok(None);
        }
        Ok(Some(Self { note, path: path.to_owned(), _lock: file }))
    }

    /// The id that the order is sent under.
    pub(crate) fn request_id(&self) -> Uuid {
        self.note.request_id
    }

    /// When it was begun.
    pub(crate) fn begun(&self) -> Timestamp {
        self.note.begun
    }

    /// Whether the service surely knows the id again, if it has seen it.
    pub(crate) fn is_known(&self, now: Timestamp) -> bool {
        let age = now.duration_since(self.note.begun);
        (SignedDuration::ZERO..KNOWN).contains(&age)
    }

    /// Whether the customer had this order before.
    pub(crate) fn had(&self, order: &str) -> bool {
        self.note.known_orders.iter().any(|known| known == order)
    }

    /// Forgets the order, as its reply is in.
    pub(crate) fn end(self) -> Result<(), PendingError> {
        fs::remove_file(&self.path).map_err(|source| disk(&self.path, source))
    }
}

fn disk(path: &Path, source: io::Error) -> PendingError {
    PendingError::Disk { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn intent(quantity: u32) -> Intent {
        Intent {
            account: "http://127.0.0.1:7070 direct".to_owned(),
            profile: "demo:direct".to_owned(),
            client_id: "b0000000-0000-4000-8000-000000000001".to_owned(),
            app_only: false,
            customer_id: CustomerId::from(Uuid::from_u128(1)),
            order: json!({ "lineItems": [{ "quantity": quantity }] }),
        }
    }

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn an_order_that_was_begun_is_found_again_until_it_ends() {
        let home = tempfile::tempdir().unwrap();
        let orders = PendingOrders::in_directory(home.path().join("orders"));
        assert!(orders.find(&intent(1)).unwrap().is_none());
        let begun = orders.begin(intent(1), Uuid::from_u128(7), vec!["a".to_owned()], NOW).unwrap();
        assert!(orders.find(&intent(1)).unwrap().is_none(), "somebody is at it");
        drop(begun);
        assert!(orders.find(&intent(2)).unwrap().is_none(), "another order");
        let found = orders.find(&intent(1)).unwrap().unwrap();
        assert_eq!((found.request_id(), found.begun()), (Uuid::from_u128(7), NOW));
        assert!(found.had("a") && !found.had("b"));
        found.end().unwrap();
        assert!(orders.find(&intent(1)).unwrap().is_none());
    }

    #[test]
    fn whoever_looks_for_another_order_is_not_at_work_on_this_one() {
        let home = tempfile::tempdir().unwrap();
        let orders = PendingOrders::in_directory(home.path().to_owned());
        let path = orders.begin(intent(1), Uuid::from_u128(7), Vec::new(), NOW).unwrap().path.clone();
        // Somebody reads it, as whoever looks for an order does.
        assert!(PendingOrder::open(&path, &intent(2)).unwrap().is_none());
        let reading = File::open(&path).unwrap();
        assert!(orders.find(&intent(1)).unwrap().is_some());
        drop(reading);
    }

    #[test]
    fn an_id_is_not_trusted_for_as_long_as_the_service_keeps_it() {
        let home = tempfile::tempdir().unwrap();
        let orders = PendingOrders::in_directory(home.path().to_owned());
        let begun = orders.begin(intent(1), Uuid::from_u128(7), Vec::new(), NOW).unwrap();
        for (hours, known) in [(-1, false), (0, true), (22, true), (23, false), (48, false)] {
            assert_eq!(begun.is_known(NOW + SignedDuration::from_hours(hours)), known, "{hours} hours later");
        }
    }

    #[test]
    fn who_signs_in_otherwise_is_told_so() {
        let home = tempfile::tempdir().unwrap();
        let orders = PendingOrders::in_directory(home.path().to_owned());
        drop(orders.begin(intent(1), Uuid::from_u128(7), Vec::new(), NOW).unwrap());
        let other = Intent { profile: "demo:direct:app".to_owned(), ..intent(1) };
        assert!(matches!(orders.find(&other), Err(PendingError::AnotherProfile(profile)) if profile == "demo:direct"));
        let alone = Intent { app_only: true, ..intent(1) };
        assert!(matches!(orders.find(&alone), Err(PendingError::AnotherProfile(_))), "the profile was added anew");
    }

    #[test]
    fn a_file_that_does_not_read_is_named_and_kept() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("x.json");
        fs::write(&file, "{").unwrap();
        let told = PendingOrders::in_directory(home.path().to_owned()).find(&intent(1)).unwrap_err().to_string();
        assert!(told.contains("x.json") && file.exists(), "{told}");
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_for_its_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let orders = PendingOrders::in_directory(home.path().to_owned());
        let begun = orders.begin(intent(1), Uuid::from_u128(7), Vec::new(), NOW).unwrap();
        assert_eq!(fs::metadata(&begun.path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
