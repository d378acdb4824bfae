//! A request that is being answered, and what is told of it when it is: figures, and a line of the log.
//!
//! The line holds no secret, wherever a client put one by mistake: no path, query, header or body is in it, but the name
//! of the operation, and the ids of the request if they are GUIDs, as they should be. The journal has the rest.

use http::{Method, StatusCode};
use uuid::Uuid;

use crate::{
    ids::Ids,
    metrics::{Metrics, other},
    wall::Stopwatch,
};

/// Whose lines these are, in the words of `BACKLOT_LOG`.
const TARGET: &str = "access";

/// A request that is being answered. One whose client goes away is forgotten.
#[derive(Debug)]
pub(crate) struct UnderWay<'m> {
    metrics: &'m Metrics,
    stopwatch: Stopwatch,
    method: &'static str,
    request: Option<Uuid>,
    correlation: Option<Uuid>,
    /// Under which name it is counted.
    pub(crate) operation: &'static str,
    /// The account that calls, once its token was verified.
    pub(crate) tenant: Option<Uuid>,
}

impl<'m> UnderWay<'m> {
    /// It has come in.
    pub(crate) fn begin(metrics: &'m Metrics, method: &Method, ids: &Ids) -> Self {
        metrics.begun();
        Self {
            metrics,
            stopwatch: Stopwatch::start(),
            method: known(method),
            request: guid(&ids.request),
            correlation: guid(&ids.correlation),
            operation: other::UNKNOWN_PATH,
            tenant: None,
        }
    }

    /// It was answered with this status.
    pub(crate) fn answered(self, status: StatusCode) {
        let (took, status) = (self.stopwatch.elapsed(), status.as_u16());
        self.metrics.answered(self.operation, status, took);
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    target: TARGET,
                    method = self.method,
                    operation = self.operation,
                    status,
                    microseconds = took.as_micros() as u64,
                    tenant = self.tenant.map(tracing::field::display),
                    request_id = self.request.map(tracing::field::display),
                    correlation_id = self.correlation.map(tracing::field::display),
                    "answered"
                )
            };
        }
        // Load balancers and a Prometheus call the control API all the time.
        if self.operation == other::CONTROL { line!(debug) } else { line!(info) }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.metrics.ended();
    }
}

/// The name of a method that there is; a client may send any word.
fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"];
    KNOWN.into_iter().find(|known| *method == **known).unwrap_or("unknown")
}

/// An id of a request that is a GUID.
fn guid(id: &str) -> Option<Uuid> {
    Uuid::try_parse(id).ok()
}
