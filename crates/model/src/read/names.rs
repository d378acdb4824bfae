//! Names in any spelling.

/// Whether two names are the same but for the casing of ASCII letters and for underscores.
pub fn same_name(one: &str, other: &str) -> bool {
    folded(one).eq(folded(other))
}

fn folded(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase())
}

/// The index of a name among names: the same spelling before another, and first of all the one at `guess`, since clients
/// mostly write fields in the order of the type.
pub(super) fn position(names: &[&str], name: &str, guess: usize) -> Option<usize> {
    if names.get(guess).is_some_and(|there| *there == name) {
        return Some(guess);
    }
    let exactly = names.iter().position(|there| *there == name);
    exactly.or_else(|| names.iter().position(|there| same_name(there, name)))
}
