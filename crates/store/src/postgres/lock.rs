//! Advisory locks: the numbers that stand for what is locked.

use crate::{Plan, Root};

/// The locks of one transaction, in the order in which they are taken, and which of them are shared.
///
/// An advisory lock needs no row, writes nothing, can be shared, and ends with its transaction whatever happens.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Locks {
    pub(super) keys: Vec<i64>,
    pub(super) shared: Vec<bool>,
}

impl Locks {
    /// The locks of the roots that a plan names.
    pub(super) fn roots(schema: &str, plan: &Plan) -> impl Iterator<Item = i64> {
        plan.locks().map(move |root| key(schema, root.as_str()))
    }

    /// The locks of writes that share a transaction. The world comes first: whoever waited for it while holding something
    /// else would stand in the way of those before whom the one that wants it alone stands in line. The others go by
    /// their numbers, as two roots may have the same one.
    pub(super) fn of(schema: &str, plans: &[&Plan], writer: i64) -> Self {
        let world = Root::world();
        let alone = plans.iter().any(|plan| plan.holds(&world));
        let mut keys = vec![key(schema, world.as_str())];
        if !alone {
            let mut roots: Vec<i64> = plans.iter().flat_map(|plan| Self::roots(schema, plan)).collect();
            roots.sort_unstable();
            roots.dedup();
            keys.extend(roots);
        }
        // Nobody else wants this one until the connection is lost.
        keys.push(writer_key(schema, writer));
        let shared = (0..keys.len()).map(|place| place == 0 && !alone).collect();
        Self { keys, shared }
    }
}

/// The lock that a connection holds while it writes.
pub(super) fn writer_key(schema: &str, writer: i64) -> i64 {
    key(schema, &format!("writer/{writer}"))
}

/// The lock under which the schema is made and migrated.
pub(super) fn schema_key(schema: &str) -> i64 {
    key(schema, "schema")
}

/// The lock of a lease.
pub(super) fn lease_key(schema: &str, name: &str) -> i64 {
    key(schema, &format!("lease/{name}"))
}

/// The lock of whoever adds to the journal.
pub(super) fn journal_key(schema: &str) -> i64 {
    key(schema, "journal")
}

/// 64 bits that every process, of every release, derives alike: FNV-1a. Two names with the same number merely wait for
/// each other.
fn key(schema: &str, name: &str) -> i64 {
    let bytes = schema.bytes().chain([0]).chain(name.bytes());
    bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        .cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_never_change() {
        assert_eq!(key("", ""), 0xaf63_bd4c_8601_b7df_u64.cast_signed());
        assert_ne!(key("a", "b"), key("ab", ""));
    }

    #[test]
    fn the_world_is_shared_and_comes_first_unless_it_is_held_alone() {
        let plan = Plan::from_iter([Root::tenant("t"), Root::account("a")]);
        let locks = Locks::of("s", &[&plan], 1);
        assert_eq!(locks.keys[0], key("s", "world"));
        assert_eq!(locks.shared, [true, false, false, false]);
        assert!(locks.keys[1] < locks.keys[2]);
        let alone = Locks::of("s", &[&plan.lock(Root::world())], 1);
        assert_eq!(alone.keys.len(), 2, "whoever holds the world needs nothing else");
        assert_eq!(alone.shared, [false, false]);
    }
}
