//! OpenTelemetry traces: a span for each request, sent to the collector that the environment names.
//!
//! Nothing is sent unless `OTEL_EXPORTER_OTLP_ENDPOINT`, or the variable for traces alone, names one. The other standard
//! variables hold too: headers, timeouts, sampling, the service's name.

use std::{env, time::Duration};

use backlot_sandbox::TraceParent;
use http::HeaderMap;
use opentelemetry::{
    KeyValue,
    propagation::{Extractor, TextMapPropagator},
    trace::TracerProvider,
};
use opentelemetry_otlp::{OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, SpanExporter};
use opentelemetry_sdk::{
    Resource, propagation::TraceContextPropagator, resource::EnvResourceDetector, trace::SdkTracerProvider,
};
use tracing::{Metadata, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer, filter::filter_fn};

use crate::{log::Told, output};

/// How long the collector may take at the end to accept what was not sent yet.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Continues the trace that the `traceparent` of a request names.
pub(crate) const TRACE_PARENT: TraceParent = continue_trace;

/// Sends spans for as long as it lives.
pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// Begins, if the environment names a collector; one that makes no sense is complained of.
    pub(crate) fn start() -> Option<Self> {
        let named = |variable| env::var_os(variable).is_some_and(|value| !value.is_empty());
        let disabled = env::var("OTEL_SDK_DISABLED").is_ok_and(|value| value.eq_ignore_ascii_case("true"));
        if disabled || !(named(OTEL_EXPORTER_OTLP_ENDPOINT) || named(OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)) {
            return None;
        }
        match SpanExporter::builder().with_http().build() {
            Ok(exporter) => {
                let provider = SdkTracerProvider::builder().with_resource(resource()).with_batch_exporter(exporter);
                Some(Self(provider.build()))
            }
            Err(error) => {
                output::complain(&format!(
                    "{error}; no traces are sent, so correct the variables OTEL_EXPORTER_OTLP_*"
                ));
                None
            }
        }
    }

    /// What hands spans to it.
    pub(crate) fn layer(&self) -> Told {
        let requests = |metadata: &Metadata<'_>| metadata.is_span() && metadata.target() == "access";
        let spans = tracing_opentelemetry::layer().with_tracer(self.0.tracer("backlot"));
        // Where in the code a span began says nothing about the request.
        let spans = spans.with_location(false).with_threads(false).with_tracked_inactivity(false);
        // A span has its name when the answer is there, so it must not be fixed when the span is entered.
        let spans = spans.with_level(false).with_target(false).with_context_activation(false);
        spans.with_filter(filter_fn(requests)).boxed()
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown_with_timeout(LAST_WORDS) {
            tracing::warn!(%error, "the last traces may not have arrived");
        }
    }
}

/// Who sends the spans; the environment has the last word.
fn resource() -> Resource {
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let resource = Resource::builder_empty().with_service_name("backlot").with_attribute(version);
    let resource = resource.with_detector(Box::new(EnvResourceDetector::new()));
    match env::var("OTEL_SERVICE_NAME") {
        Ok(name) if !name.is_empty() => resource.with_service_name(name).build(),
        _ => resource.build(),
    }
}

fn continue_trace(span: &Span, headers: &HeaderMap) {
    let context = TraceContextPropagator::new().extract(&Headers(headers));
    // It fails where nobody traces, and then there is nothing to continue.
    let _ = span.set_parent(context);
}

struct Headers<'h>(&'h HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}
