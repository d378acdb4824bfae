//! The listener's patience, on a clock that runs ahead whenever nothing happens.

use std::time::Duration;

use backlot_sandbox::server;
use backlot_testkit::Stage;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Longer than the listener waits for anybody.
const LONG: Duration = Duration::from_secs(120);

#[tokio::test]
async fn whoever_never_finishes_a_head_is_cut() {
    let stage = Stage::demo().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server::serve(listener, stage.sandbox.clone(), std::future::pending()));
    tokio::time::pause();
    for start in
        ["", "P", "PRI * HTTP/2.0\r\n", "G", "GET /_backlot/health HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: loc"]
    {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        let mut answered = Vec::new();
        let ended = tokio::time::timeout(LONG, stream.read_to_end(&mut answered)).await;
        // Whether it is told why or not, it does not hold its place.
        assert!(ended.is_ok(), "{start:?} is waited for");
        assert!(answered.is_empty() || answered.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answered));
    }
}
