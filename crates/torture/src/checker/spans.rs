//! How many spans of time overlap.

/// How many there are from each moment on.
#[derive(Debug)]
pub(super) struct Steps(Vec<(u64, usize)>);

impl Steps {
    /// Counts spans, whose ends both belong to them.
    pub(super) fn of(spans: impl IntoIterator<Item = (u64, u64)>) -> Self {
        let mut turns: Vec<(u64, i64)> = Vec::new();
        for (begin, end) in spans.into_iter().filter(|(begin, end)| begin <= end) {
            turns.push((begin, 1));
            turns.push((end.saturating_add(1), -1));
        }
        turns.sort_unstable();
        let mut steps: Vec<(u64, usize)> = vec![(0, 0)];
        let mut count = 0;
        for (at, turn) in turns {
            count += turn;
            let now = usize::try_from(count).unwrap_or_default();
            match steps.last_mut() {
                Some((last, there)) if *last == at => *there = now,
                _ => steps.push((at, now)),
            }
        }
        Self(steps)
    }

    /// The most there are at any moment, and the first such moment.
    pub(super) fn most(&self) -> (usize, u64) {
        self.0.iter().fold((0, 0), |(most, when), (at, count)| if *count > most { (*count, *at) } else { (most, when) })
    }

    /// The most there are at any moment between these.
    pub(super) fn most_between(&self, begin: u64, end: u64) -> usize {
        let first = self.0.partition_point(|(at, _)| *at <= begin).saturating_sub(1);
        let during = self.0.iter().skip(first).take_while(|(at, _)| *at <= end);
        during.map(|(_, count)| *count).max().unwrap_or_default()
    }
}

/// The same moments as spans that do not touch one another, in their order.
pub(super) fn merged(mut spans: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    spans.retain(|(begin, end)| begin <= end);
    spans.sort_unstable();
    let mut merged: Vec<(u64, u64)> = Vec::new();
    for (begin, end) in spans {
        match merged.last_mut() {
            Some((_, last)) if begin <= *last => *last = end.max(*last),
            _ => merged.push((begin, end)),
        }
    }
    merged
}

/// What is left of a span without others that do not touch one another; their own ends stay.
pub(super) fn without((begin, end): (u64, u64), others: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut left = Vec::new();
    let mut from = begin;
    for (first, last) in others.iter().filter(|(first, last)| first < last && *last >= begin && *first <= end) {
        left.push((from, *first));
        from = *last;
    }
    left.push((from, end));
    left
}

#[cfg(test)]
mod tests {
    use super::{Steps, merged, without};

    #[test]
    fn ends_belong_to_spans() {
        let steps = Steps::of([(1, 5), (5, 9), (7, 8), (3, 2)]);
        assert_eq!(steps.most(), (2, 5));
        assert_eq!((steps.most_between(0, 0), steps.most_between(6, 6), steps.most_between(6, 7)), (0, 1, 2));
        assert_eq!(Steps::of([(4, u64::MAX)]).most_between(100, u64::MAX), 1);
    }

    #[test]
    fn spans_are_merged_and_taken_away() {
        assert_eq!(merged(vec![(5, 9), (1, 3), (2, 4), (8, 7)]), [(1, 4), (5, 9)]);
        assert_eq!(without((0, 10), &[(2, 4), (6, 6), (8, 20)]), [(0, 2), (4, 8), (20, 10)]);
    }
}
