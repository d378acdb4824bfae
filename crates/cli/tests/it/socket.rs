//! The server at its socket: framing, limits, ends, and what a kill leaves.

pub(crate) mod connection;
#[cfg(target_os = "linux")]
mod flood;
mod kill;

use std::{
    io::{Read, Write},
    sync::mpsc,
    time::Duration,
};

use self::connection::{Connection, customer, stage};
use super::program::Server;

/// A head that announces a body of this length and asks whether to send it.
fn announcing(token: &str, length: usize) -> String {
    format!(
        "POST /v1/customers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
    )
}

#[test]
fn a_body_is_asked_for_only_if_it_will_be_read() {
    let (server, token) = stage();
    let body = customer("fernhill");
    let mut connection = Connection::to(&server);
    connection.write(announcing(&token, body.len()).as_bytes());
    assert_eq!(connection.line(), "HTTP/1.1 100 Continue");
    assert_eq!(connection.line(), "");
    connection.write(body.as_bytes());
    assert_eq!(connection.answer(false).status, 201);

    for (token, length, status, code) in [
        (token.as_str(), 1024 * 1024 + 1, 400, 800_002),
        (&token, usize::MAX / 2, 400, 800_002),
        ("nobody", 5, 401, 400),
    ] {
        let mut connection = Connection::to(&server);
        connection.write(announcing(token, length).as_bytes());
        let refused = connection.answer(false);
        assert_eq!((refused.status, refused.json()["code"].as_u64()), (status, Some(code)), "{refused:?}");
    }
}

#[test]
fn a_body_that_is_too_long_is_refused_in_the_error_form() {
    let (server, token) = stage();
    let long = "x".repeat(3 * 1024 * 1024);
    let mut connection = Connection::to(&server);
    // Sent without asking: the answer must reach a client that is still sending.
    let head = announcing(&token, long.len()).replace("Expect: 100-continue\r\n", "");
    let mut sending = connection.clone_stream();
    let sender = std::thread::spawn(move || {
        let sent = sending.write_all(head.as_bytes()).and_then(|()| sending.write_all(long.as_bytes()));
        sent.is_ok()
    });
    let refused = connection.answer(false);
    assert_eq!((refused.status, refused.json()["code"].as_u64()), (400, Some(800_002)), "{refused:?}");
    drop(connection);
    sender.join().unwrap();

    let chunk = format!("{:x}\r\n{}\r\n", 64 * 1024, "x".repeat(64 * 1024));
    let head = announcing(&token, 0).replace("Content-Length: 0\r\nExpect: 100-continue", "Transfer-Encoding: chunked");
    let mut connection = Connection::to(&server);
    connection.write(head.as_bytes());
    for _ in 0..17 {
        connection.write(chunk.as_bytes());
    }
    let refused = connection.answer(false);
    assert_eq!((refused.status, refused.json()["code"].as_u64()), (400, Some(800_002)), "{refused:?}");
    // A short one is read to its end.
    let body = customer("fernhill");
    let mut connection = Connection::to(&server);
    connection.write(format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).as_bytes());
    assert_eq!(connection.answer(false).status, 201);
}

#[test]
fn requests_in_one_write_are_answered_in_their_order() {
    let (server, token) = stage();
    let mut connection = Connection::to(&server);
    let requests: String = (0..20)
        .map(|number| {
            let path = if number % 2 == 0 { "/v1/customers?size=1" } else { "/v1/nowhere" };
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nMS-RequestId: {number}\r\n\r\n")
        })
        .collect();
    connection.write(requests.as_bytes());
    for number in 0..20 {
        let answer = connection.answer(false);
        assert_eq!(answer.header("ms-requestid"), Some(number.to_string().as_str()));
        assert_eq!(answer.status, if number % 2 == 0 { 200 } else { 404 });
    }
}

#[test]
fn one_connection_carries_every_kind_of_answer() {
    let (server, token) = stage();
    let mut connection = Connection::to(&server);
    for round in 0..3 {
        let made = connection.ask("POST", "/v1/customers", &token, &customer(&format!("fernhill-{round}")));
        assert_eq!(made.status, 201, "{made:?}");
        let path = format!("/v1/customers/{}", made.json()["id"].as_str().unwrap());
        let refused = connection.ask("POST", "/v1/customers", &token, "{");
        assert_eq!((refused.status, refused.header("connection")), (400, None));
        let taken = connection.ask("HEAD", &format!("/v1/domains/fernhill-{round}.example"), &token, "");
        assert_eq!((taken.status, taken.body.len()), (200, 0));
        let gone = connection.ask("DELETE", &path, &token, "");
        assert_eq!((gone.status, gone.header("content-length"), gone.header("content-type")), (204, None, None));
        assert_eq!(gone.header("transfer-encoding"), None);
        assert_eq!(connection.ask("GET", &path, &token, "").status, 404);
        let free = connection.ask("HEAD", &format!("/v1/domains/fernhill-{round}.example"), &token, "");
        assert_eq!((free.status, free.body.len()), (404, 0));
    }
}

#[test]
fn what_is_no_http_ends_its_own_connection_alone() {
    let (server, token) = stage();
    let mut good = Connection::to(&server);
    for noise in [
        "\0\0\0\0\r\n\r\n",
        "GET\r\n\r\n",
        "GET /v1/customers HTTP/9.9\r\n\r\n",
        "GET /v1/ customers HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/customers HTTP/1.1\r\nHost : x\r\n\r\n",
        "POST /v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST /v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST /v1/customers HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnoise and more noise",
    ] {
        let mut bad = Connection::to(&server);
        bad.write(noise.as_bytes());
        bad.end();
        let mut answered = Vec::new();
        // Whether it is answered or broken off, it ends.
        let _ = bad.clone_stream().read_to_end(&mut answered);
        let answered = String::from_utf8_lossy(&answered);
        assert!(!answered.contains("HTTP/1.1 2") && !answered.contains("HTTP/1.1 5"), "{noise:?}: {answered}");
        assert_eq!(good.ask("GET", "/v1/customers", &token, "").status, 200, "after {noise:?}");
    }
}

#[test]
fn the_slow_hurt_nobody_else() {
    let (server, token) = stage();
    let heads = [
        "",
        "G",
        "PRI * HT",
        "GET /v1/customers HTTP/1.1\r\nHost: loc",
        "POST /v1/customers HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n{",
    ];
    let slow: Vec<Connection> = (0..300)
        .map(|number| {
            let mut connection = Connection::to(&server);
            connection.write(heads[number % heads.len()].as_bytes());
            connection
        })
        .collect();
    // A test's patience with an answer is shorter than the server's with any of these.
    let made = Connection::to(&server).ask("POST", "/v1/customers", &token, &customer("fernhill"));
    assert_eq!(made.status, 201, "{made:?}");
    drop(slow);
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn whoever_sends_nothing_does_not_keep_the_server_from_ending() {
    let (server, token) = stage();
    let mut idle = Connection::to(&server);
    assert_eq!(idle.ask("GET", "/v1/customers", &token, "").status, 200);
    let _silent = Connection::to(&server);
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || ended.send(server.end("-TERM")));
    // Less than requests under way would be given.
    assert_eq!(end.recv_timeout(Duration::from_secs(8)), Ok(Some(0)));
}

/// What a server is told that is started for these tests.
fn server() -> Server {
    Server::start(&["--memory"])
}
