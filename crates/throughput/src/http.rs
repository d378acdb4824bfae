//! A client that costs next to nothing, as it shares the machine with what it measures: one connection, requests as bytes,
//! of an answer only its status and its length are looked at.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::error::Error;

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, Error> {
        let stream = TcpStream::connect(address).await.map_err(Error::system("connecting"))?;
        stream.set_nodelay(true).map_err(Error::system("connecting"))?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and reads the answer; anything but a success is an error.
    pub(crate) async fn call(&mut self, request: &str) -> Result<&[u8], Error> {
        self.stream.write_all(request.as_bytes()).await.map_err(Error::system("sending"))?;
        self.buffer.clear();
        let (head, length) = loop {
            let read = self.stream.read_buf(&mut self.buffer).await.map_err(Error::system("receiving"))?;
            if read == 0 {
                let cut = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
                return Err(Error::system("receiving")(cut));
            }
            if let Some(end) = self.buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break (end + 4, length(&self.buffer[..end]));
            }
        };
        while self.buffer.len() < head + length {
            self.stream.read_buf(&mut self.buffer).await.map_err(Error::system("receiving"))?;
        }
        let status = std::str::from_utf8(&self.buffer[9..12]).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        let body = &self.buffer[head..];
        if (200..300).contains(&status) {
            return Ok(body);
        }
        let line = request.lines().next().unwrap_or_default().to_owned();
        Err(Error::Answer { request: line, status, body: String::from_utf8_lossy(body).into_owned() })
    }
}

/// The length that a head announces.
fn length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0)
}
