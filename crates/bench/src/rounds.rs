//! Measurements that take turns, so that what disturbs the machine disturbs all of them alike.

use crate::{error::Error, report::Report};

/// The most that anybody else may have used of one core while something was measured.
const DISTURBANCE: f64 = 0.08;

/// What was measured in a round.
pub(crate) trait Measured {
    /// What anybody else used meanwhile, as a share of one core.
    fn foreign(&self) -> f64;
}

/// Some measurements, each once in every round.
pub(crate) struct Rounds<T, const N: usize> {
    rounds: Vec<[T; N]>,
    /// How many rounds do not count, as somebody else used the processors.
    discarded: usize,
}

impl<T: Measured, const N: usize> Rounds<T, N> {
    /// Measures until so many rounds were quiet, at most twice as many. Where none was, all count.
    pub(crate) fn take(wanted: usize, mut measure: impl FnMut(usize) -> Result<T, Error>) -> Result<Self, Error> {
        let (mut quiet, mut disturbed) = (Vec::new(), Vec::new());
        while quiet.len() < wanted && quiet.len() + disturbed.len() < 2 * wanted {
            let mut samples = Vec::with_capacity(N);
            for which in 0..N {
                samples.push(measure(which)?);
            }
            let is_quiet = samples.iter().all(|sample| sample.foreign() < DISTURBANCE);
            let Ok(samples) = <[T; N]>::try_from(samples) else { continue };
            if is_quiet { quiet.push(samples) } else { disturbed.push(samples) }
        }
        let discarded = if quiet.is_empty() { 0 } else { disturbed.len() };
        Ok(Self { rounds: if quiet.is_empty() { disturbed } else { quiet }, discarded })
    }

    /// The median of what a figure of one measurement is.
    pub(crate) fn median(&self, which: usize, figure: impl Fn(&T) -> f64) -> f64 {
        median(self.rounds.iter().map(|samples| figure(&samples[which])).collect())
    }

    /// The median of how a figure of one measurement is to that of another one in the same round.
    pub(crate) fn ratio(&self, which: usize, to: usize, figure: impl Fn(&T) -> f64) -> f64 {
        median(self.rounds.iter().map(|samples| figure(&samples[which]) / figure(&samples[to])).collect())
    }

    /// Says how quiet it was.
    pub(crate) fn tell(&self, part: &'static str, report: &mut Report) {
        let foreign = self.rounds.iter().flatten().map(T::foreign).fold(0.0, f64::max);
        report.add(part, "rounds that count", self.rounds.len() as f64, "");
        report.add(part, "rounds that were disturbed, and do not count", self.discarded as f64, "");
        report.add(part, "most of a core that others used in a round that counts", foreign, "");
    }
}

/// The middle one, or what is between the two in the middle.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    match (figures.len(), figures.get(middle)) {
        (_, None) => f64::NAN,
        (length, Some(upper)) if length % 2 == 0 => f64::midpoint(figures[middle - 1], *upper),
        (_, Some(middle)) => *middle,
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_median_is_in_the_middle() {
        assert!(median(vec![]).is_nan());
        for (figures, expected) in [(vec![3.0], 3.0), (vec![9.0, 1.0, 2.0], 2.0), (vec![4.0, 1.0, 2.0, 9.0], 3.0)] {
            assert!((median(figures) - expected).abs() < f64::EPSILON);
        }
    }
}
