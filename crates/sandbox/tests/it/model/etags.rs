//! Which etags were read of what: they change when and only when something changes.

use std::collections::HashMap;

use serde_json::Value;

use super::play::Flaw;

#[derive(Default)]
pub(super) struct Etags(HashMap<(usize, String), Vec<Read>>);

/// What was read of a resource.
struct Read {
    etag: String,
    /// All but the etag.
    content: Value,
    /// How often it had changed, by the model.
    revision: u32,
}

impl Etags {
    /// Notes what was read, and compares it with what was read before.
    pub(super) fn note(&mut self, account: usize, path: &str, body: &Value, revision: u32) -> Result<(), Flaw> {
        let mut content = body.clone();
        let etag = content["attributes"]["etag"].take().as_str().unwrap_or_default().to_owned();
        let reads = self.0.entry((account, path.to_owned())).or_default();
        if let Some(last) = reads.last() {
            let same = last.revision == revision;
            // Orders from the catalogue have no etags. What changed and changed back has another etag.
            let of_etag = etag.is_empty() || same == (last.etag == etag);
            if !of_etag || (same && last.content != content) {
                let should = if same { "nothing should" } else { "something should" };
                return Err(format!("{path}: {should} have changed: {} {} and {body}", last.etag, last.content));
            }
            if same {
                return Ok(());
            }
        }
        if !etag.is_empty() && reads.iter().any(|read| read.etag == etag) {
            return Err(format!("{path}: the etag {etag:?} was another version's"));
        }
        reads.push(Read { etag, content, revision });
        Ok(())
    }

    /// An etag of an earlier version.
    pub(super) fn earlier(&self, account: usize, path: &str, current: &str) -> Option<String> {
        let reads = self.0.get(&(account, path.to_owned()))?;
        reads.iter().map(|read| &read.etag).find(|etag| *etag != current).cloned()
    }

    /// Forgets what lies beneath a path.
    pub(super) fn forget(&mut self, account: usize, below: &str) {
        self.0.retain(|(of, path), _| *of != account || !path.starts_with(below));
    }
}
