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

#[cfg(test)]
mod tests {
    use super::{in_utc, is_no_date};

    #[test]
    fn times_without_an_offset_are_in_utc() {
        let cases = [
            ("2021-03-04T05:06:07", "2021-03-04T05:06:07Z"),
            ("2021-03-04t05:06:07", "2021-03-04T05:06:07Z"),
            ("2021-03-04 05:06:07", "2021-03-04T05:06:07Z"),
            ("2021-03-04T05:06:07.1", "2021-03-04T05:06:07.1Z"),
            ("2021-03-04T05:06:07.1234567", "2021-03-04T05:06:07.1234567Z"),
            ("2021-03-04T05:06", "2021-03-04T05:06:00Z"),
            ("2021-03-04", "2021-03-04T00:00:00Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(in_utc(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        let cases = [
            "",
            "2021",
            "2021-02-29",
            "2021-13-01",
            "2021-03-04T25:00:00",
            "2021-03-04T05:06:07Z",
            "2021-03-04T05:06:07+02:00",
            "2021-03-04T05:06:07-08:00",
            "2021-03-04[Europe/Paris]",
            "20210304T050607",
            "6/1/2017 12:00:00 AM",
            "2021-03-0é",
            "0000000000",
        ];
        for text in cases {
            assert_eq!(in_utc(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_and_the_last_date_are_none() {
        let cases = [
            ("0001-01-01", true),
            ("0001-01-01T00:00:00", true),
            ("0001-01-01T00:00:00.0000000Z", true),
            ("0001-01-01T00:00:00+00:00", true),
            ("9999-12-31T23:59:59.9999999", true),
            ("0001-01-02T00:00:00", false),
            ("0001-01-01T00:00:01", false),
            ("0001-01-011", false),
            ("9999-12-10T00:00:00Z", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_no_date(text), expected, "{text}");
        }
    }
}
