//! All that the store keeps beneath some roots, whichever engine keeps it.

use std::collections::BTreeMap;

use backlot_store::{Error, Indexed, Key, Root, Set};
use backlot_testkit::Stage;

/// What is kept beneath some roots.
#[derive(PartialEq)]
pub(super) struct Kept {
    /// The documents there, and those of elsewhere that stand in sets of there: byte by byte, with what they are found by.
    documents: BTreeMap<Key, Indexed>,
    /// The counters of the sets.
    counters: BTreeMap<Set, u64>,
}

/// What is kept beneath these roots.
pub(super) fn beneath(stage: &Stage, roots: &[Root]) -> Kept {
    let is_there = |root: &Root| roots.iter().any(|above| is_beneath(above, root));
    let kept = stage.sandbox.store().read_blocking(|tx| {
        let mut kept = Kept { documents: BTreeMap::new(), counters: BTreeMap::new() };
        tx.each(|indexed| {
            let sets = indexed.index.sets.iter().map(|member| &member.set).filter(|set| is_there(&set.root));
            let sets: Vec<Set> = sets.cloned().collect();
            if is_there(&indexed.document.key.root) || !sets.is_empty() {
                kept.documents.insert(indexed.document.key.clone(), indexed);
            }
            kept.counters.extend(sets.into_iter().map(|set| (set, 0)));
            Ok::<_, Error>(())
        })?;
        for (set, counter) in &mut kept.counters {
            *counter = tx.count(set)?;
        }
        Ok::<_, Error>(kept)
    });
    kept.unwrap()
}

fn is_beneath(above: &Root, root: &Root) -> bool {
    root.as_str().strip_prefix(above.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
