//! What is done to a server by those who mean it no good.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::sleep,
};

use super::hand::Shared;
use crate::world;

/// How often somebody slow sends a byte.
const SLOW: Duration = Duration::from_millis(500);
/// The largest body that is taken.
const LARGE: usize = 1024 * 1024;
/// What HTTP/2 begins with, and settings of which none is changed.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    IdleConnections,
    SlowHeads,
    SlowBodies,
    SlowReaders,
    ManyHeaders,
    LongHeader,
    ContinuedHeaders,
    LargeBodies,
}

impl Kind {
    pub(super) const ALL: [Self; 8] = [
        Self::IdleConnections,
        Self::SlowHeads,
        Self::SlowBodies,
        Self::SlowReaders,
        Self::ManyHeaders,
        Self::LongHeader,
        Self::ContinuedHeaders,
        Self::LargeBodies,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::IdleConnections => "5000 idle connections",
            Self::SlowHeads => "1000 heads, a byte every half second",
            Self::SlowBodies => "1000 bodies of 1 MiB, a byte every half second",
            Self::SlowReaders => "256 who ask for pages of 1000 and read nothing",
            Self::ManyHeaders => "64 who send 1000 headers",
            Self::LongHeader => "64 who send a header of 1 MiB",
            Self::ContinuedHeaders => "64 who send headers without end by HTTP/2",
            Self::LargeBodies => "64 who send bodies of 1 MiB",
        }
    }

    /// How many connections do it.
    pub(super) fn hands(self) -> usize {
        match self {
            Self::IdleConnections => 5000,
            Self::SlowHeads | Self::SlowBodies => 1000,
            Self::SlowReaders => 256,
            Self::ManyHeaders | Self::LongHeader | Self::ContinuedHeaders | Self::LargeBodies => 64,
        }
    }

    /// Does it by one connection, until that is closed or everything ends.
    pub(super) async fn act(self, address: SocketAddr, token: &str, hand: usize, shared: &Shared) -> io::Result<()> {
        let get =
            format!("GET /v1/customers?size=1000 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n");
        let customer = world::customer(hand);
        let post = format!(
            "POST /v1/customers/{customer}/orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {LARGE}\r\n\r\n"
        );
        match self {
            Self::IdleConnections => {
                let mut stream = TcpStream::connect(address).await?;
                shared.did();
                until_closed(&mut stream).await
            }
            Self::SlowHeads => slowly(address, &get, shared).await,
            Self::SlowBodies => slowly(address, &post, shared).await,
            Self::SlowReaders => {
                let socket = TcpSocket::new_v4()?;
                socket.set_recv_buffer_size(4096)?;
                let mut stream = socket.connect(address).await?;
                // One after another on the same connection: the server may begin the next when the last one is written.
                for _ in 0..16 {
                    stream.write_all(get.as_bytes()).await?;
                    stream.write_all(b"\r\n").await?;
                }
                shared.did();
                while !shared.has_ended() {
                    sleep(SLOW).await;
                }
                Ok(())
            }
            Self::ManyHeaders => {
                let headers: String = (0..1000).map(|number| format!("x-{number}: {number}\r\n")).collect();
                refused(address, &format!("{get}{headers}\r\n"), shared).await
            }
            Self::LongHeader => refused(address, &format!("{get}x-long: {}\r\n\r\n", "x".repeat(LARGE)), shared).await,
            Self::ContinuedHeaders => continued(address, shared).await,
            Self::LargeBodies => {
                let mut stream = TcpStream::connect(address).await?;
                let body = format!(r#"{{"referenceCustomerId":"{}"}}"#, "x".repeat(LARGE - 26));
                let mut answer = vec![0; 16 * 1024];
                while !shared.has_ended() {
                    stream.write_all(post.as_bytes()).await?;
                    stream.write_all(body.as_bytes()).await?;
                    if stream.read(&mut answer).await? == 0 {
                        break;
                    }
                    shared.did();
                }
                Ok(())
            }
        }
    }
}

/// Sends a beginning, and then a byte from time to time.
async fn slowly(address: SocketAddr, beginning: &str, shared: &Shared) -> io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(beginning.as_bytes()).await?;
    shared.did();
    while !shared.has_ended() {
        stream.write_all(b"x").await?;
        sleep(SLOW).await;
    }
    Ok(())
}

/// Sends what is refused, and reads why.
async fn refused(address: SocketAddr, request: &str, shared: &Shared) -> io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    // The answer may come before all of it is sent.
    let _ = stream.write_all(request.as_bytes()).await;
    shared.did();
    until_closed(&mut stream).await
}

/// Sends headers of HTTP/2 of which there is always one more frame.
async fn continued(address: SocketAddr, shared: &Shared) -> io::Result<()> {
    // A header that is in no table: its name and its value, 16,000 bytes.
    let mut header = vec![0, 1, b'x', 0x7f];
    header.extend([0x81, 0x7c]);
    header.resize(header.len() + 16_000, b'x');
    let frame = |kind: u8| {
        let length = (header.len() as u32).to_be_bytes();
        [&length[1..], &[kind, 0, 0, 0, 0, 1], &header].concat()
    };
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(PREFACE).await?;
    stream.write_all(&frame(1)).await?;
    shared.did();
    let continuation = frame(9);
    while !shared.has_ended() {
        stream.write_all(&continuation).await?;
        shared.did();
    }
    Ok(())
}

/// Reads until the other side closes.
async fn until_closed(stream: &mut TcpStream) -> io::Result<()> {
    let mut read = [0; 1024];
    while stream.read(&mut read).await? > 0 {}
    Ok(())
}
