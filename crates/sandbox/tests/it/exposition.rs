//! Reads a page of metrics as OpenMetrics says that it must be, and complains of whatever is otherwise.

use std::collections::{BTreeMap, BTreeSet};

/// The labels of a series.
type Labels = BTreeMap<String, String>;

/// A page of metrics.
#[derive(Debug, Default)]
pub(crate) struct Exposition {
    /// The type of each family, by its name.
    types: BTreeMap<String, String>,
    helps: BTreeSet<String>,
    series: BTreeMap<(String, Labels), f64>,
}

impl Exposition {
    /// Reads a page; the end must be marked, so that one that broke off is not taken for a whole one.
    #[track_caller]
    pub(crate) fn read(page: &str) -> Self {
        let lines = page.strip_suffix("# EOF\n").unwrap_or_else(|| panic!("the end is not marked: {page}"));
        let mut read = Self::default();
        let mut family = String::new();
        for line in lines.lines() {
            let mut words = line.splitn(4, ' ');
            match (words.next(), words.next(), words.next(), words.next()) {
                (Some("#"), Some("TYPE"), Some(name), Some(kind)) => {
                    assert!(is_name(name), "{line}");
                    assert!(["counter", "gauge", "histogram", "info"].contains(&kind), "{line}");
                    assert!(read.types.insert(name.to_owned(), kind.to_owned()).is_none(), "twice: {line}");
                    family = name.to_owned();
                }
                (Some("#"), Some("HELP"), Some(name), Some(_)) => {
                    assert!(read.helps.insert(name.to_owned()), "twice: {line}");
                }
                (Some("#"), Some("UNIT"), Some(name), Some(unit)) => {
                    assert!(name == family && name.ends_with(&format!("_{unit}")), "{line}");
                }
                _ => read.sample(line, &family),
            }
        }
        let types: BTreeSet<&String> = read.types.keys().collect();
        assert_eq!(types, read.helps.iter().collect(), "every family is explained");
        read.check_histograms();
        read
    }

    fn sample(&mut self, line: &str, family: &str) {
        let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no value: {line}"));
        let value: f64 = value.parse().unwrap_or_else(|_| panic!("no number: {line}"));
        let (name, labels) = match series.split_once('{') {
            Some((name, labels)) => (name, labels.strip_suffix('}').unwrap_or_else(|| panic!("unclosed: {line}"))),
            None => (series, ""),
        };
        let suffix = name.strip_prefix(family).unwrap_or_else(|| panic!("not of the family {family}: {line}"));
        let suffixes: &[&str] = match self.types[family].as_str() {
            "counter" => &["_total"],
            "histogram" => &["_sum", "_count", "_bucket"],
            "info" => &["_info"],
            _ => &[""],
        };
        assert!(suffixes.contains(&suffix), "{suffixes:?}: {line}");
        assert!(value.is_finite() && (suffix.is_empty() || value >= 0.0), "{line}");
        let before = self.series.insert((name.to_owned(), read_labels(labels)), value);
        assert!(before.is_none(), "twice: {line}");
    }

    /// Buckets count what is at most their bound, so they rise, and the last one has all.
    fn check_histograms(&self) {
        for (name, _) in self.types.iter().filter(|(_, kind)| *kind == "histogram") {
            let mut buckets: BTreeMap<Labels, Vec<(f64, f64)>> = BTreeMap::new();
            for ((series, labels), count) in &self.series {
                if *series == format!("{name}_bucket") {
                    let mut labels = labels.clone();
                    let bound = labels.remove("le").unwrap().parse().unwrap();
                    buckets.entry(labels).or_default().push((bound, *count));
                }
            }
            for (labels, mut buckets) in buckets {
                buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
                assert!(buckets.is_sorted_by(|one, other| one.0 < other.0 && one.1 <= other.1), "{name} {labels:?}");
                let (bound, all) = *buckets.last().unwrap();
                let key = |suffix: &str| (format!("{name}{suffix}"), labels.clone());
                assert_eq!((bound, all), (f64::INFINITY, self.series[&key("_count")]), "{name} {labels:?}");
                assert!(self.series.contains_key(&key("_sum")), "{name} {labels:?}");
            }
        }
    }

    /// The value of a series; 0 where there is none yet.
    pub(crate) fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.series.get(&(name.to_owned(), labels)).copied().unwrap_or_default()
    }

    /// The type of a family, which must be there.
    #[track_caller]
    pub(crate) fn kind(&self, family: &str) -> &str {
        &self.types[family]
    }

    /// The values that a label has anywhere.
    pub(crate) fn values_of(&self, label: &str) -> BTreeSet<&str> {
        self.series.keys().filter_map(|(_, labels)| labels.get(label)).map(String::as_str).collect()
    }
}

fn is_name(text: &str) -> bool {
    let first = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `name="value",other="value"`; the values have nothing that would need an escape.
fn read_labels(text: &str) -> Labels {
    let pairs = text.split(',').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or_else(|| panic!("no label: {pair}"));
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        let value = value.unwrap_or_else(|| panic!("not quoted: {pair}"));
        assert!(is_name(name) && !value.contains(['"', '\\', '\n', '{', '}', ' ']), "{pair}");
        (name.to_owned(), value.to_owned())
    });
    let labels: Vec<(String, String)> = pairs.collect();
    let named: Labels = labels.iter().cloned().collect();
    assert_eq!(named.len(), labels.len(), "a label twice: {text}");
    named
}
