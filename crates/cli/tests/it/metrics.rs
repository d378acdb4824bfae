//! The page of metrics of a server, as a Prometheus scrapes it.

use super::{
    program::{Server, accounts_of, named},
    socket::connection::Connection,
};

/// The value of a series.
fn value(server: &Server, series: &str) -> Option<f64> {
    let answer = Connection::to(server).ask("GET", "/_backlot/metrics", "", "");
    assert_eq!(answer.header("content-type"), Some("application/openmetrics-text; version=1.0.0; charset=utf-8"));
    let page = String::from_utf8(answer.body).unwrap();
    assert!(page.ends_with("# EOF\n"), "{page}");
    page.lines().find_map(|line| line.strip_prefix(series)?.trim().parse().ok())
}

#[test]
fn requests_that_come_in_are_counted() {
    let server = Server::start(&["--memory"]);
    let series = r#"backlot_requests_total{operation="ListCustomers",status="200"}"#;
    assert_eq!(value(&server, series), None);
    let token = server.token(named(&accounts_of(&server), "direct-sandbox"));
    for _ in 0..3 {
        assert_eq!(server.customers(&token).0, 200);
    }
    assert_eq!(value(&server, series), Some(3.0));
    assert_eq!(value(&server, "backlot_requests_in_flight"), Some(1.0));
    let (status, _) = server.call("GET", "/_backlot/metrics", &["X-Forwarded-For: 203.0.113.5"], "");
    assert_eq!(status, 401, "it tells who calls what");
}
