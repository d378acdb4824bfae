//! The terms of a subscription: how long one is, and when the next one ends. Terms are counted from where the first one
//! begins, so that those of a subscription of January 31 end with the last days of months, however many there were.

use jiff::{Span, Timestamp, ToSpan, Zoned, tz::TimeZone};

/// How many months a term of this duration has, `P1Y`; none if it is no term.
pub(super) fn months(duration: &str) -> Option<i32> {
    let span: Span = duration.parse().ok()?;
    let months = i32::from(span.get_years()).checked_mul(12)?.checked_add(span.get_months())?;
    (months > 0).then_some(months)
}

/// The end of the term that follows the one that ended at `end`. `anchor` is the beginning or an earlier end of terms.
pub(super) fn next_end(anchor: Timestamp, end: Timestamp, months: i32) -> Timestamp {
    after(anchor, between(anchor, end).saturating_add(months))
}

/// Whether terms that are counted from `anchor` can end at `end`.
pub(super) fn fits(anchor: Timestamp, end: Timestamp) -> bool {
    after(anchor, between(anchor, end)) == end
}

fn after(anchor: Timestamp, months: i32) -> Timestamp {
    utc(anchor).saturating_add(months.months()).timestamp()
}

/// How many months lie between two times, by their names alone.
fn between(from: Timestamp, to: Timestamp) -> i32 {
    let (from, to) = (utc(from), utc(to));
    i32::from(to.year() - from.year()) * 12 + i32::from(to.month() - from.month())
}

fn utc(time: Timestamp) -> Zoned {
    time.to_zoned(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{fits, months, next_end};

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_term_is_so_many_months() {
        for (duration, expected) in [("P1M", Some(1)), ("P1Y", Some(12)), ("P3Y", Some(36)), ("P1Y6M", Some(18))] {
            assert_eq!(months(duration), expected, "{duration}");
        }
        for duration in ["", "P0M", "-P1M", "P30D", "PT1H", "1 month and a half", "P20000Y"] {
            assert_eq!(months(duration), None, "{duration}");
        }
    }

    #[test]
    fn ends_of_months_do_not_drift() {
        let begin = time("2023-01-31T08:00:00.5Z");
        let mut end = begin;
        let mut days = Vec::new();
        for _ in 0..14 {
            end = next_end(begin, end, 1);
            assert!(fits(begin, end), "{end}");
            days.push(end.to_string()[5..10].to_owned());
        }
        let expected = [
            "02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30", "12-31", "01-31",
            "02-29", "03-31",
        ];
        assert_eq!(days, expected);
        assert_eq!(end, time("2024-03-31T08:00:00.5Z"));

        let leap = time("2024-02-29T00:00:00Z");
        let mut ends = Vec::new();
        let mut end = leap;
        for _ in 0..4 {
            end = next_end(leap, end, 12);
            ends.push(end);
        }
        let expected = ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"];
        assert_eq!(ends, expected.map(|day| time(&format!("{day}T00:00:00Z"))));
    }

    #[test]
    fn a_term_that_ends_on_a_day_of_its_own_is_counted_from_there() {
        let (begin, end) = (time("2023-01-05T00:00:00Z"), time("2023-03-31T00:00:00Z"));
        assert!(!fits(begin, end));
        let second = next_end(end, end, 1);
        assert_eq!((second, next_end(end, second, 1)), (time("2023-04-30T00:00:00Z"), time("2023-05-31T00:00:00Z")));
        assert!(!fits(end, time("2023-02-27T00:00:00Z")));
    }

    #[test]
    fn terms_end_with_the_calendar() {
        let begin = time("9999-06-30T00:00:00Z");
        let end = next_end(begin, begin, 12);
        assert!(end > begin);
        assert_eq!(next_end(begin, end, 12), end);
    }
}
