//! How a server ends behind a load balancer: it says so first, and serves until the others know.

use std::{
    net::TcpStream,
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use super::{
    program::Server,
    socket::connection::{Answer, Connection},
};

const HEALTH: &str = "/_backlot/health";
const READY: &str = "/_backlot/ready";

/// Less than the requests under way would be given.
const SOON: Duration = Duration::from_secs(8);

/// How often a test asks for what is about to happen.
const MOST_ASKED: usize = 10_000;

/// The server's exit code, once it has ended.
fn ended(server: Server) -> Receiver<Option<i32>> {
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || ended.send(server.ended()));
    end
}

/// Asks over one connection after another until the answer has this status.
fn wait_for(server: &Server, path: &str, status: u16) -> Answer {
    let mut answers = (0..MOST_ASKED).map(|_| Connection::to(server).ask("GET", path, "", ""));
    answers.find(|answer| answer.status == status).unwrap_or_else(|| panic!("{path} does not become {status}"))
}

#[test]
fn it_is_not_ready_at_once_and_serves_until_it_has_drained() {
    let server = Server::start(&["--memory", "--drain", "600"]);
    let mut kept = Connection::to(&server);
    let before = kept.ask("GET", READY, "", "");
    assert_eq!((before.status, before.header("connection")), (200, None));

    server.signal("-TERM");
    let not_ready = wait_for(&server, READY, 503);
    assert!(not_ready.header("retry-after").is_some(), "{not_ready:?}");
    // Others are served, on new connections and on those that were open; each of these is used once more.
    let answer = kept.ask("GET", HEALTH, "", "");
    assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
    assert!(kept.try_ask("GET", HEALTH, "", "").is_none(), "the connection has ended");
    assert_eq!(Connection::to(&server).ask("GET", "/v1/customers", "", "").status, 401);

    // Whoever cannot wait sends another signal.
    server.signal("-TERM");
    assert_eq!(ended(server).recv_timeout(SOON), Ok(Some(0)));
}

#[test]
fn it_ends_by_itself_when_it_has_drained() {
    let server = Server::start(&["--memory", "--drain", "1"]);
    let address = server.address().to_owned();
    server.signal("-INT");
    wait_for(&server, READY, 503);
    assert_eq!(ended(server).recv_timeout(SOON), Ok(Some(0)));
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_head_that_is_half_sent_does_not_keep_it_from_ending() {
    let server = Server::start(&["--memory"]);
    let starts = ["G", "GET / HTTP/1.1\r\nHost: loc", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0"];
    let half = starts.map(|start| {
        let mut connection = Connection::to(&server);
        connection.write(start.as_bytes());
        connection
    });
    let mut second = Connection::to(&server);
    assert_eq!(second.ask("GET", HEALTH, "", "").status, 200);
    second.write(b"GET / HTTP/1.1\r\nHost: loc");
    server.signal("-TERM");
    assert_eq!(ended(server).recv_timeout(SOON), Ok(Some(0)));
    drop((half, second));
}

#[test]
fn a_drain_is_a_number_of_seconds() {
    for odd in ["-1", "forever", "3601", "1.5"] {
        let said = super::program::run(&["--memory", "--drain", odd]);
        assert_eq!(said.status.code(), Some(2), "{odd}: {said:?}");
    }
}
