//! A request that is being answered, and what is told of it when it is: figures, a line of the log, a span for tracers.
//!
//! Line and span hold no secret, wherever a client put one by mistake: no path, query, header or body is in them, but the
//! name of the operation, and the ids of the request if they are GUIDs, as they should be. The journal has the rest.

use http::{HeaderMap, Method, StatusCode};
use tracing::{
    Span,
    field::{Empty, display},
};
use uuid::Uuid;

use crate::{control, ids::Ids, metrics::other, sandbox::Inner, stack::Head, wall::Stopwatch};

/// Whose lines and spans these are, in the words of `BACKLOT_LOG`.
const TARGET: &str = "access";

/// Makes the span of a request part of the trace that its headers name.
pub type TraceParent = fn(&Span, &HeaderMap);

/// A request that is being answered. One whose client goes away is forgotten.
pub(crate) struct UnderWay<'i> {
    inner: &'i Inner,
    stopwatch: Stopwatch,
    /// Around all that is done for it. Calls of the control API have none: load balancers and a Prometheus make them all
    /// the time.
    pub(crate) span: Span,
    method: &'static str,
    request: Option<Uuid>,
    correlation: Option<Uuid>,
    /// Under which name it is counted.
    pub(crate) operation: &'static str,
    /// The account that calls, once its token was verified.
    pub(crate) tenant: Option<Uuid>,
}

impl<'i> UnderWay<'i> {
    /// It has come in.
    pub(crate) fn begin(inner: &'i Inner, head: &Head, ids: &Ids) -> Self {
        inner.metrics.begun();
        let mut under_way = Self {
            inner,
            stopwatch: Stopwatch::start(),
            span: Span::none(),
            method: known(&head.method).unwrap_or("unknown"),
            request: ids.request.guid(),
            correlation: ids.correlation.guid(),
            operation: other::UNKNOWN_PATH,
            tenant: None,
        };
        if !control::serves(head.uri.path()) {
            under_way.span = under_way.new_span();
            if let (Some(trace_parent), false) = (inner.trace_parent, under_way.span.is_disabled()) {
                trace_parent(&under_way.span, &head.headers);
            }
        }
        under_way
    }

    /// A span with the names that OpenTelemetry has for what is in it.
    fn new_span(&self) -> Span {
        tracing::info_span!(
            target: TARGET,
            "request",
            otel.name = Empty,
            otel.kind = "server",
            otel.status_code = Empty,
            http.request.method = self.method,
            http.response.status_code = Empty,
            operation = Empty,
            tenant = Empty,
            request_id = self.request.map(display),
            correlation_id = self.correlation.map(display),
        )
    }

    /// It was answered with this status.
    pub(crate) fn answered(self, status: StatusCode) {
        let (took, status) = (self.stopwatch.elapsed(), status.as_u16());
        self.inner.metrics.answered(self.operation, status, took);
        self.span.record("otel.name", self.operation).record("operation", self.operation);
        self.span.record("http.response.status_code", status).record("tenant", self.tenant.map(display));
        if status >= 500 {
            self.span.record("otel.status_code", "error");
        }
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    target: TARGET,
                    method = self.method,
                    operation = self.operation,
                    status,
                    microseconds = took.as_micros() as u64,
                    tenant = self.tenant.map(display),
                    request_id = self.request.map(display),
                    correlation_id = self.correlation.map(display),
                    "answered"
                )
            };
        }
        if self.operation == other::CONTROL { line!(debug) } else { line!(info) }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.inner.metrics.ended();
    }
}

/// The name of a method that there is; a client may send any word.
pub(crate) fn known(method: &Method) -> Option<&'static str> {
    const KNOWN: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"];
    KNOWN.into_iter().find(|known| *method == **known)
}
