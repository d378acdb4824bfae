//! OpenTelemetry traces, as a collector receives them.

mod collector;

use std::process::Command;

use self::collector::{Collector, Sent};
use super::program::{Server, accounts_of, backlot, named};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

fn serve() -> Command {
    let mut command = backlot();
    command.args(["--memory", "--listen", "127.0.0.1:0"]);
    command
}

/// A server that sends its spans there, at once.
fn server(collector: &Collector) -> Server {
    let mut command = serve();
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.url).env("OTEL_BSP_SCHEDULE_DELAY", "50");
    Server::run(&mut command)
}

/// The span of the first request that was counted under this operation.
#[track_caller]
fn span<'s>(sent: &'s [Sent], operation: &str) -> &'s Sent {
    sent.iter().find(|span| span.name == operation).unwrap_or_else(|| panic!("no {operation} in {sent:#?}"))
}

#[test]
fn a_request_is_a_span_of_its_caller_s_trace() {
    let collector = Collector::start();
    let server = server(&collector);
    let account = named(&accounts_of(&server), "direct-sandbox").clone();
    let token = server.token(&account);
    let correlation = "7d3f0c1e-3b0e-4c39-93a7-2f4f4a7c6d22";
    let headers = [
        format!("Authorization: Bearer {token}"),
        format!("traceparent: 00-{TRACE}-{PARENT}-01"),
        format!("MS-CorrelationId: {correlation}"),
    ];
    let headers = headers.each_ref().map(String::as_str);
    assert_eq!(server.call("GET", "/v1/customers", &headers, "").0, 200);
    assert_eq!(server.call("GET", "/v1/customers", &["traceparent: nonsense"], "").0, 401);

    // It is sent while the server runs.
    let sent = collector.until(|sent| sent.iter().filter(|span| span.name == "ListCustomers").count() == 2);
    let list = span(&sent, "ListCustomers");
    assert_eq!((list.trace.as_str(), list.parent.as_str(), list.kind), (TRACE, PARENT, 2), "{list:#?}");
    for (name, value) in [
        ("operation", "ListCustomers"),
        ("http.request.method", "GET"),
        ("http.response.status_code", "200"),
        ("correlation_id", correlation),
        ("tenant", account["tenantId"].as_str().unwrap()),
    ] {
        assert_eq!(list.attributes.get(name).map(String::as_str), Some(value), "{name}: {list:#?}");
    }
    assert!(list.end >= list.start && list.start > 1_700_000_000_000_000_000, "{list:#?}");
    assert_eq!(list.resource["service.name"], "backlot");
    let refused = sent.iter().rfind(|span| span.name == "ListCustomers").unwrap();
    assert_eq!((refused.attributes["http.response.status_code"].as_str(), refused.parent.as_str()), ("401", ""));
    assert!(refused.trace.len() == 32 && refused.trace != TRACE, "{refused:#?}");
    span(&sent, "sign_in");
    assert!(!sent.iter().any(|span| span.name == "control"), "nobody wants to see how often a probe comes: {sent:#?}");
    let text = format!("{sent:?}");
    assert!(!text.contains(&token) && !text.contains("app-secret"), "{text}");
}

#[test]
fn what_was_not_sent_yet_is_sent_at_the_end() {
    let collector = Collector::start();
    let mut command = serve();
    command.env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", format!("{}/v1/traces", collector.url));
    command.env("OTEL_BSP_SCHEDULE_DELAY", "3600000").env("OTEL_SERVICE_NAME", "sandbox-of-fernhill");
    let server = Server::run(&mut command);
    assert_eq!(server.customers("nobody").0, 401);
    assert_eq!(server.end("-TERM"), Some(0));
    let sent = collector.until(|sent| !sent.is_empty());
    assert_eq!(span(&sent, "ListCustomers").resource["service.name"], "sandbox-of-fernhill");
}

#[test]
fn nothing_is_sent_where_no_collector_is_named_or_it_makes_no_sense() {
    let server = Server::run(serve().env("OTEL_EXPORTER_OTLP_ENDPOINT", ""));
    assert_eq!(server.customers("nobody").0, 401);
    assert_eq!(server.end("-TERM"), Some(0));
    let home = tempfile::tempdir().unwrap();
    let log = home.path().join("log");
    let mut command = serve();
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", "no url").stderr(std::fs::File::create(&log).unwrap());
    let server = Server::run(&mut command);
    assert_eq!(server.customers("nobody").0, 401);
    assert_eq!(server.end("-TERM"), Some(0));
    let said = std::fs::read_to_string(log).unwrap();
    assert!(said.starts_with("backlot: ") && said.contains("OTEL_EXPORTER_OTLP_"), "{said}");
}

#[test]
fn a_collector_that_is_gone_harms_nobody() {
    let collector = Collector::start();
    let server = server(&collector);
    drop(collector);
    for _ in 0..20 {
        assert_eq!(server.customers("nobody").0, 401);
    }
    assert_eq!(server.end("-TERM"), Some(0));
}
