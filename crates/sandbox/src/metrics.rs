//! What is counted of the requests, and the page on which a Prometheus reads it.
//!
//! Labels are bounded: operations by their names in the table, and one label each for everything else.

use std::{fmt, time::Duration};

use backlot_store::{CLASSES, Figures};
use jiff::Timestamp;
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, NoLabelSet, text},
    metrics::{
        MetricType,
        counter::{ConstCounter, Counter},
        family::Family,
        gauge::{ConstGauge, Gauge},
        histogram::Histogram,
        info::Info,
    },
    registry::{Registry, Unit},
};

/// What the page is in; the format is OpenMetrics.
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// In seconds: from what a read of one document takes to what only a store in trouble takes.
const LATENCIES: [f64; 13] = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// The labels of what is no operation.
pub(crate) mod other {
    /// A path that leads to no operation.
    pub(crate) const UNKNOWN_PATH: &str = "unknown_path";
    /// An operation's path with another method.
    pub(crate) const WRONG_METHOD: &str = "wrong_method";
    /// Tokens, keys and discovery.
    pub(crate) const SIGN_IN: &str = "sign_in";
    /// The control API.
    pub(crate) const CONTROL: &str = "control";
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    operation: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    operation: &'static str,
    status: u16,
}

/// What is counted since the process started.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    answered: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram, fn() -> Histogram>,
    under_way: Gauge,
    /// Reads that ran again as writes.
    pub(crate) reads_that_wrote: Counter,
    /// Writes that ran again because they had to hold more than was known beforehand.
    pub(crate) locks_added: Counter,
}

impl Metrics {
    /// Nothing is counted yet, in a process that started then.
    pub(crate) fn new(started: Timestamp) -> Self {
        let metrics = Self {
            registry: Registry::default(),
            answered: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(LATENCIES)),
            under_way: Gauge::default(),
            reads_that_wrote: Counter::default(),
            locks_added: Counter::default(),
        };
        metrics.registered(started)
    }

    fn registered(mut self, started: Timestamp) -> Self {
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        let started = ConstGauge::new(started.as_duration().as_secs_f64());
        let registry = &mut self.registry;
        registry.register("backlot_build", "What this process was built from", build);
        let unit = Unit::Seconds;
        registry.register_with_unit("process_start_time", "When the process started, in Unix time", unit, started);
        registry.register("backlot_requests", "Requests that were answered", self.answered.clone());
        let help = "How long answering took, the request's body included";
        registry.register_with_unit("backlot_request_duration", help, Unit::Seconds, self.seconds.clone());
        registry.register("backlot_requests_in_flight", "Requests that are being answered", self.under_way.clone());
        self
    }

    /// A request has come in.
    pub(crate) fn begun(&self) {
        self.under_way.inc();
    }

    /// A request was answered with this status, after so long.
    pub(crate) fn answered(&self, operation: &'static str, status: u16, took: Duration) {
        self.answered.get_or_create(&Answered { operation, status }).inc();
        self.seconds.get_or_create(&Asked { operation }).observe(took.as_secs_f64());
    }

    /// A request was answered, or given up.
    pub(crate) fn ended(&self) {
        self.under_way.dec();
    }

    /// The page.
    pub(crate) fn page(&self, store: Figures, journal: crate::journal::Figures) -> Result<String, fmt::Error> {
        let (reads_that_wrote, locks_added) = (self.reads_that_wrote.get(), self.locks_added.get());
        let mut now = Registry::default();
        now.register_collector(Box::new(Moment { store, journal, reads_that_wrote, locks_added }));
        let mut page = String::new();
        text::encode_registry(&mut page, &self.registry)?;
        text::encode_registry(&mut page, &now)?;
        text::encode_eof(&mut page)?;
        Ok(page)
    }
}

/// What others count, as it is when the page is read.
#[derive(Debug)]
struct Moment {
    store: Figures,
    journal: crate::journal::Figures,
    reads_that_wrote: u64,
    locks_added: u64,
}

impl Collector for Moment {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let store = &self.store;
        let mut one = |name: &str, help: &str, metric: &dyn EncodeMetric| {
            metric.encode(encoder.encode_descriptor(name, help, None, metric.metric_type())?)
        };
        let counter = ConstCounter::new;
        let gauge = |value: usize| ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
        let help = "Transactions that wait for their turn";
        one("backlot_store_waiting", help, &gauge(store.waiting))?;
        let help = "Connections that the pool may have; 0 where the store has none";
        one("backlot_store_connections", help, &gauge(store.connections))?;
        let help = "Connections of the pool that a transaction uses";
        one("backlot_store_connections_in_use", help, &gauge(store.connections_in_use))?;
        one("backlot_journal_calls", "Calls that the journal recorded", &counter(self.journal.recorded))?;
        let help = "Calls that made room for newer ones in the journal of this process";
        one("backlot_journal_dropped_calls", help, &counter(self.journal.dropped))?;

        let help = "Commits, by how many writes they kept";
        let mut commits =
            encoder.encode_descriptor("backlot_store_commit_writes", help, None, MetricType::Histogram)?;
        let bounds = CLASSES.iter().map(|most| *most as f64).chain([f64::INFINITY]);
        let buckets: Vec<(f64, u64)> = bounds.zip(store.commits).collect();
        let count = store.commits.iter().sum();
        commits.encode_histogram::<NoLabelSet>(store.writes as f64, count, &buckets, None)?;

        let help = "Handlers that ran again: a read found that it must write, a write that it must lock more, or what the \
                    store had done was lost";
        let mut reruns = encoder.encode_descriptor("backlot_handler_reruns", help, None, MetricType::Counter)?;
        let reasons =
            [("read_wrote", self.reads_that_wrote), ("lock_added", self.locks_added), ("store", store.reruns)];
        for (why, reruns_so) in reasons {
            counter(reruns_so).encode(reruns.encode_family(&[("reason", why)])?)?;
        }
        Ok(())
    }
}
