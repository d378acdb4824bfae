//! Which members of a set to list: a prefix, a place to go on from, a limit.

use crate::Document;

/// A part of a set, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Range {
    /// Only members whose sort begins with these characters, taken literally.
    pub prefix: Option<String>,
    /// Only members after this place.
    pub after: Option<Position>,
    /// At most this many.
    pub limit: usize,
}

impl Range {
    /// Everything, from the beginning.
    #[must_use]
    pub fn all() -> Self {
        Self::first(usize::MAX)
    }

    /// The first `limit` members.
    #[must_use]
    pub fn first(limit: usize) -> Self {
        Self { prefix: None, after: None, limit }
    }

    /// Only members whose sort begins with these characters, taken literally.
    #[must_use]
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { prefix: Some(prefix.into()), ..self }
    }

    /// Only members after this place.
    #[must_use]
    pub fn after(self, after: Position) -> Self {
        Self { after: Some(after), ..self }
    }

    /// Where to begin: every member strictly after this is in the range, as far as its end allows.
    pub(crate) fn floor(&self) -> Position {
        // Numbers begin at 1, so this lies before every member of that sort.
        let begin = Position { sort: self.prefix.clone().unwrap_or_default(), id: String::new(), number: 0 };
        match &self.after {
            Some(after) if *after > begin => after.clone(),
            _ => begin,
        }
    }

    /// The first sort beyond the range, if there is one.
    pub(crate) fn ceiling(&self) -> Option<String> {
        self.prefix.as_deref().and_then(successor)
    }

    /// The limit as databases count.
    pub(crate) fn rows(&self) -> i64 {
        i64::try_from(self.limit).unwrap_or(i64::MAX)
    }
}

/// A place between two members of a set, from which a later page goes on, even if the member there is gone by then.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// The sort of the member before it.
    pub sort: String,
    /// The id of the member before it.
    pub id: String,
    /// Tells apart members of one set that share sort and id because they lie in different roots.
    pub number: i64,
}

impl Position {
    /// The place after all members of this sort and id.
    pub fn new(sort: impl Into<String>, id: impl Into<String>) -> Self {
        Self { sort: sort.into(), id: id.into(), number: i64::MAX }
    }
}

/// A member of a set with its document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Its sort in that set.
    pub sort: String,
    /// The document.
    pub document: Document,
    /// See [`Position::number`].
    pub number: i64,
}

impl Listed {
    /// The place right after this member.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { sort: self.sort.clone(), id: self.document.key.id.clone(), number: self.number }
    }
}

/// The smallest string that is greater than every string with this prefix; none if there is no such string.
///
/// The order of UTF-8 bytes is the order of characters, so it is enough to raise the last character that can be raised.
/// A range, unlike LIKE, knows no wildcards, no case, and uses the index in every engine.
pub(crate) fn successor(prefix: &str) -> Option<String> {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        // A range of characters steps over the surrogates.
        if let Some(next) = (last..=char::MAX).nth(1) {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn successor_is_the_first_string_beyond_a_prefix() {
        assert_eq!(successor("ab").as_deref(), Some("ac"));
        assert_eq!(successor("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(successor("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(successor("%_").as_deref(), Some("%`"));
        assert_eq!(successor("\u{10ffff}"), None);
        assert_eq!(successor(""), None);
    }

    #[test]
    fn a_page_begins_at_the_prefix_or_after_the_last_member() {
        let range = Range::first(1).prefix("m");
        assert!(range.floor() < Position { sort: String::from("m"), id: String::new(), number: 1 });
        assert!(range.floor() > Position::new("l", "z"));
        let early = Position::new("a", "a");
        assert_eq!(range.clone().after(early).floor(), range.floor());
        let late = Position::new("mm", "a");
        assert_eq!(range.after(late.clone()).floor(), late);
    }
}
