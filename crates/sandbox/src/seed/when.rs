//! Times of a world file: instants, or so long before the world is planted.

use jiff::{Span, Timestamp, tz::TimeZone};
use serde::{Deserialize, Deserializer, de};

use crate::world::whole;

/// A time that a world file states.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum When {
    /// When the world is planted.
    #[default]
    Now,
    /// Then.
    At(Timestamp),
    /// So long before the world is planted; the span is negative.
    Ago(Span),
}

impl When {
    /// The time itself, for a world that is planted now. A time that the calendar does not reach is now.
    pub(super) fn from(self, now: Timestamp) -> Timestamp {
        whole(match self {
            Self::Now => now,
            Self::At(time) => time,
            Self::Ago(span) => now.to_zoned(TimeZone::UTC).checked_add(span).map_or(now, |zoned| zoned.timestamp()),
        })
    }

    fn parse(text: &str) -> Option<Self> {
        if let Ok(time) = text.parse() {
            return Some(Self::At(time));
        }
        let span: Span = text.parse().ok()?;
        (span.is_negative() || span.is_zero()).then_some(Self::Ago(span))
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let expected = &"a time such as \"2026-01-31T08:00:00Z\" or \"10 days ago\"";
        Self::parse(&text).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), expected))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::When;

    #[test]
    fn times_are_instants_or_lie_back() -> Result<(), jiff::Error> {
        let now: Timestamp = "2026-03-10T12:00:00Z".parse()?;
        let from = |text: &str| When::parse(text).map(|when| when.from(now).to_string());
        for (text, expected) in [
            ("2026-01-31T08:00:00Z", Some("2026-01-31T08:00:00Z")),
            ("2026-01-31T08:00:00.1234567Z", Some("2026-01-31T08:00:00.123456Z")),
            ("10 days ago", Some("2026-02-28T12:00:00Z")),
            ("2 months ago", Some("2026-01-10T12:00:00Z")),
            ("-P1DT2H", Some("2026-03-09T10:00:00Z")),
            ("10 days", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(from(text).as_deref(), expected, "{text}");
        }
        Ok(())
    }
}
