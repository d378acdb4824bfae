//! The listener's patience, on a clock that runs ahead whenever nothing happens.

use std::{net::SocketAddr, time::Duration};

use backlot_sandbox::{
    Place,
    limits::{BODY_TIMEOUT, HEAD_TIMEOUT, STALLED_ANSWER},
    server::{self, Tls},
};
use backlot_testkit::{Stage, builder};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{Instant, timeout},
};

/// Longer than the listener waits for anybody.
const LONG: Duration = Duration::from_secs(120);

/// How much later than said a timer may ring.
const LATE: Duration = Duration::from_secs(1);

const HEALTH: &[u8] = b"GET /_backlot/health HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// A server, and its address. A clock that runs ahead waits for no other thread, so its world is not in a database, and
/// nobody asks for lists.
async fn listening() -> (Stage, SocketAddr) {
    let (stage, listener, address) = bound().await;
    tokio::spawn(server::serve(listener, stage.sandbox.clone(), std::future::pending()));
    (stage, address)
}

async fn bound() -> (Stage, TcpListener, SocketAddr) {
    let stage = Stage::built(builder(Place::Temporary)).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (stage, listener, address)
}

/// What is still answered until the connection is cut, and how long that takes.
async fn until_cut(stream: &mut TcpStream) -> (String, Duration) {
    let begun = Instant::now();
    let mut answered = Vec::new();
    timeout(LONG, stream.read_to_end(&mut answered))
        .await
        .unwrap_or_else(|_| panic!("it is waited for"))
        .unwrap_or_default();
    (String::from_utf8_lossy(&answered).into_owned(), begun.elapsed())
}

#[tokio::test]
async fn whoever_never_finishes_a_head_is_cut() {
    let (_stage, address) = listening().await;
    tokio::time::pause();
    for start in
        ["", "P", "PRI * HTTP/2.0\r\n", "G", "GET /_backlot/health HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: loc"]
    {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        // Whether it is told why or not, it does not hold its place.
        let (answered, after) = until_cut(&mut stream).await;
        assert!(answered.is_empty() || answered.starts_with("HTTP/1.1 408"), "{answered}");
        assert!((HEAD_TIMEOUT..HEAD_TIMEOUT + LATE).contains(&after), "{start:?}: {after:?}");
    }
}

#[tokio::test]
async fn whoever_never_finishes_a_handshake_is_cut() {
    let (stage, listener, address) = bound().await;
    let tls = Tls::own(&stage.sandbox).unwrap();
    tokio::spawn(server::serve_encrypted(listener, tls, stage.sandbox.clone(), std::future::pending()));
    tokio::time::pause();
    for start in [&b""[..], b"\x16", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(start).await.unwrap();
        let (answered, after) = until_cut(&mut stream).await;
        assert!(answered.is_empty(), "{answered}");
        assert!((HEAD_TIMEOUT..HEAD_TIMEOUT + LATE).contains(&after), "{start:?}: {after:?}");
    }
}

#[tokio::test]
async fn whoever_keeps_a_connection_for_later_is_cut_when_it_is_late() {
    let (_stage, address) = listening().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(HEALTH).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
    tokio::time::pause();
    let (_, after) = until_cut(&mut stream).await;
    assert!(after < HEAD_TIMEOUT + LATE, "{after:?}");
}

#[tokio::test]
async fn whoever_does_not_send_its_body_is_told_so() {
    let (stage, address) = listening().await;
    let token = stage.user_token("direct").await;
    let head = format!(
        "POST /v1/customers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Length: 9\r\n\
         Expect: 100-continue\r\n\r\n"
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).await.unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"{").await.unwrap();
    tokio::time::pause();
    let (answered, after) = until_cut(&mut stream).await;
    assert!(answered.starts_with("HTTP/1.1 400") && answered.contains("did not arrive in time"), "{answered}");
    assert!(after < BODY_TIMEOUT + HEAD_TIMEOUT + LATE, "{after:?}");
}

#[tokio::test]
async fn whoever_reads_no_answers_is_cut() {
    const ASKED: usize = 4000;
    let (_stage, address) = listening().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let ask = b"GET /_backlot/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(ASKED);
    stream.write_all(&ask).await.unwrap();
    tokio::time::pause();
    // More than the system holds for the connection; nothing happens any more once that is full.
    tokio::time::sleep(STALLED_ANSWER + LATE).await;
    let (answered, after) = until_cut(&mut stream).await;
    let answers = answered.matches("HTTP/1.1 200").count();
    assert!((1..ASKED).contains(&answers), "{answers} were answered");
    assert!(after < LATE, "{after:?}");
}
