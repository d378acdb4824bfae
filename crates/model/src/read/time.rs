//! The forms of a time that clients send.

use jiff::{civil::DateTime, tz::TimeZone};

/// Whether this is the first date of .NET, which its client sends where it has none, or the last, which stands for never.
pub(super) fn is_no_date(text: &str) -> bool {
    let first = text.strip_prefix("0001-01-01").is_some_and(|rest| rest.is_empty() || rest.starts_with("T00:00:00"));
    first || text.starts_with("9999-12-31T23:59:59")
}

/// A time without an offset, or a date, as that time in UTC; nothing where the text has an offset or is no time.
pub(super) fn in_utc(text: &str) -> Option<String> {
    let (date, time) = text.split_at_checked("2021-03-04".len())?;
    let plain = date.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        && time.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'T' | b't' | b' ' | b':' | b'.'));
    if !plain {
        return None;
    }
    let time: DateTime = text.parse().ok()?;
    Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp().to_string())
}
