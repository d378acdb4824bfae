//! Names of documents: the root that a write locks, and the key that begins with it.

use std::borrow::Cow;
use std::fmt;

/// What a write locks, and what keys begin with.
///
/// A root is a path: `world`, `account/<id>`, `account/<id>/customer/<id>`, the same with `request` or `session`, or
/// `tenant/<id>`. Ids are folded to lower case, because Partner Center compares them without regard to case; what could
/// break the path (`/`, `%` and control characters) is percent-encoded, so no id can reach into another root. Locks are
/// taken in one order, whichever that is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Root(String);

impl Root {
    /// What belongs to no account: the clock, the accounts themselves, settings.
    #[must_use]
    pub fn world() -> Self {
        Self(String::from("world"))
    }

    /// One partner account.
    #[must_use]
    pub fn account(id: &str) -> Self {
        Self::account_with_room(id, 0)
    }

    /// A customer as one account sees it. It lies below the account's root.
    #[must_use]
    pub fn customer(account: &str, customer: &str) -> Self {
        Self::below_account(account, "/customer/", customer)
    }

    /// A request of an account, which may come again. It lies below the account's root, so that requests of one account
    /// do not wait for one another.
    #[must_use]
    pub fn request(account: &str, request: &str) -> Self {
        Self::below_account(account, "/request/", request)
    }

    /// A session of an account's. It lies below the account's root, as a request does.
    #[must_use]
    pub fn session(account: &str, session: &str) -> Self {
        Self::below_account(account, "/session/", session)
    }

    /// An account, and room behind its path.
    fn account_with_room(id: &str, room: usize) -> Self {
        const ABOVE: &str = "account/";
        let mut path = String::with_capacity(ABOVE.len() + id.len() + room);
        path.push_str(ABOVE);
        push_segment(&mut path, id);
        Self(path)
    }

    fn below_account(account: &str, kind: &str, id: &str) -> Self {
        let Self(mut path) = Self::account_with_room(account, kind.len() + id.len());
        path.push_str(kind);
        push_segment(&mut path, id);
        Self(path)
    }

    /// A tenant, whichever accounts it is tied to.
    #[must_use]
    pub fn tenant(id: &str) -> Self {
        let mut path = String::from("tenant/");
        push_segment(&mut path, id);
        Self(path)
    }

    /// The account's root that a customer's root lies below; nothing for any other root.
    #[must_use]
    pub fn above(&self) -> Option<Self> {
        // No id has a '/', but an account may well be called "customer".
        match self.0.split('/').collect::<Vec<_>>()[..] {
            ["account", account, "customer", _] => Some(Self(format!("account/{account}"))),
            _ => None,
        }
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A path that this type wrote earlier and the database kept.
    pub(crate) fn stored(path: String) -> Self {
        Self(path)
    }

    /// The root whose path this is; none if it is no root's.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let is_folded = |id: &str| !id.is_empty() && !id.chars().any(|c| c.is_ascii_uppercase() || c.is_control());
        let segments: Vec<&str> = path.split('/').collect();
        let is_root = match segments[..] {
            ["world"] => true,
            ["tenant" | "account", id] => is_folded(id),
            ["account", account, below, id] => {
                is_folded(account)
                    && is_folded(id)
                    && !below.is_empty()
                    && below.chars().all(|c| c.is_ascii_lowercase())
            }
            _ => false,
        };
        is_root.then(|| Self(path.to_owned()))
    }

    /// The paths strictly below this root: from the first (included) to the second (excluded).
    pub(crate) fn below(&self) -> (String, String) {
        // '0' follows '/' in ASCII, so siblings whose id merely begins alike ("a-b" beside "a") stay outside.
        (format!("{}/", self.0), format!("{}0", self.0))
    }
}

impl fmt::Display for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Appends one id; two different ids (case aside) never give the same segment.
fn push_segment(path: &mut String, id: &str) {
    if id.is_empty() {
        // A segment is never empty; a lone '%' cannot come from any other id, as '%' itself is encoded.
        path.push('%');
    }
    if id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
        // Most ids are GUIDs in lower case.
        return path.push_str(id);
    }
    for c in id.chars() {
        if c == '/' || c == '%' || c.is_control() {
            let mut utf8 = [0; 4];
            for byte in c.encode_utf8(&mut utf8).bytes() {
                path.push_str(&format!("%{byte:02x}"));
            }
        } else {
            path.push(c.to_ascii_lowercase());
        }
    }
}

/// The name of one document. Keys are ordered by root, kind and id, as bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// Where it lives, and what a change of it locks.
    pub root: Root,
    /// What it is: `order`, `customer`. Borrowed where a record type names it, owned where an index row did.
    pub kind: Cow<'static, str>,
    /// Its id, in the casing in which it was created.
    pub id: String,
}

impl Key {
    /// A key of these three parts.
    pub fn new(root: Root, kind: impl Into<Cow<'static, str>>, id: impl Into<String>) -> Self {
        Self { root, kind: kind.into(), id: id.into() }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} of {}", self.kind, self.id, self.root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_folded() {
        assert_eq!(Root::account("AbC"), Root::account("aBc"));
        assert_eq!(Root::customer("A", "B").as_str(), "account/a/customer/b");
    }

    #[test]
    fn no_id_reaches_into_another_root() {
        assert_ne!(Root::account("a/customer/c"), Root::customer("a", "c"));
        assert_eq!(Root::account("a/b%\0").as_str(), "account/a%2fb%25%00");
        assert_eq!(Root::tenant("").as_str(), "tenant/%");
        assert_ne!(Root::tenant(""), Root::tenant("%"));
        assert_ne!(Root::tenant("%2f"), Root::tenant("/"));
    }

    #[test]
    fn a_root_is_known_by_its_path() {
        for root in [Root::world(), Root::account("A/b"), Root::customer("", "c"), Root::tenant("T\n")] {
            assert_eq!(Root::of_path(root.as_str()), Some(root));
        }
        for other in
            ["", "world/", "account", "account/", "account/A", "account/a/customer/", "account/a//b", "other/a"]
        {
            assert_eq!(Root::of_path(other), None, "{other}");
        }
    }

    #[test]
    fn a_customer_lies_below_its_account_alone() {
        assert_eq!(Root::customer("a", "c").above(), Some(Root::account("a")));
        assert_eq!(Root::customer("a/customer/b", "c").above(), Some(Root::account("a/customer/b")));
        for other in [
            Root::world(),
            Root::account("a"),
            Root::account("customer"),
            Root::tenant("customer"),
            Root::request("a", "/customer/"),
            Root::session("customer", "c"),
        ] {
            assert_eq!(other.above(), None, "{other}");
        }
    }

    #[test]
    fn below_excludes_siblings_that_begin_alike() {
        let (from, to) = Root::account("a").below();
        let inside = |root: &Root| from.as_str() <= root.as_str() && root.as_str() < to.as_str();
        for root in [Root::customer("a", "c"), Root::request("a", "r"), Root::session("a", "s")] {
            assert!(inside(&root), "{root}");
        }
        for sibling in ["a", "a-b", "ab", "a0", "a.", "a\u{10ffff}"] {
            assert!(!inside(&Root::account(sibling)), "{sibling}");
        }
    }
}
