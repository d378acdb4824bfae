//! The documented error codes.

use std::fmt;

mod table;
#[cfg(test)]
mod tests;

pub use self::table::*;

/// A documented reason to refuse a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ErrorCode {
    /// The HTTP status.
    pub status: u16,
    /// The name that the reason has here: `SANDBOX_LIMIT_MET`.
    pub name: &'static str,
    /// The code in the body.
    pub code: u32,
    /// The text of the description, with `{0}`, `{1}`... for what it speaks of.
    pub text: &'static str,
}

impl ErrorCode {
    /// The description, with its places filled. A place without an argument stays.
    #[must_use]
    pub fn text(&self, args: &[&str]) -> String {
        let mut filled = String::with_capacity(self.text.len());
        let mut rest = self.text;
        while let Some(start) = rest.find('{') {
            let (before, place) = rest.split_at(start);
            filled.push_str(before);
            let end = place.find('}').map_or(place.len(), |end| end + 1);
            let (place, after) = place.split_at(end);
            let index: Option<usize> = place.trim_matches(['{', '}']).parse().ok();
            filled.push_str(index.and_then(|index| args.get(index).copied()).unwrap_or(place));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// `400/800018 The sandbox limit has been met`
impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} {}", self.status, self.code, self.text)
    }
}

/// The reason with this status and code. Where several have both, the one of the error table.
#[must_use]
pub fn find(status: u16, code: u32) -> Option<&'static ErrorCode> {
    ALL.iter().find(|known| known.status == status && known.code == code)
}
