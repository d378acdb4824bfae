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

/// An answer.
pub(crate) struct Answer<'c> {
    pub(crate) status: u16,
    pub(crate) body: &'c [u8],
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, Error> {
        let stream = TcpStream::connect(address).await.map_err(Error::system("connecting"))?;
        stream.set_nodelay(true).map_err(Error::system("connecting"))?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and reads the answer; anything but a success is an error.
    pub(crate) async fn call(&mut self, request: &[u8]) -> Result<&[u8], Error> {
        let Answer { status, body } = self.ask(request).await?;
        if (200..300).contains(&status) {
            return Ok(body);
        }
        let line =
            String::from_utf8_lossy(request.split(|byte| *byte == b'\r').next().unwrap_or_default()).into_owned();
        Err(Error::Answer { request: line, status, body: String::from_utf8_lossy(body).into_owned() })
    }

    /// Sends a request and reads the answer, whatever it is.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>, Error> {
        self.stream.write_all(request).await.map_err(Error::system("sending"))?;
        self.buffer.clear();
        let (head, length) = loop {
            self.read().await?;
            if let Some(end) = self.buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break (end + 4, length(&self.buffer[..end]));
            }
        };
        while self.buffer.len() < head + length {
            self.read().await?;
        }
        let status = std::str::from_utf8(&self.buffer[9..12]).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        Ok(Answer { status, body: &self.buffer[head..] })
    }

    async fn read(&mut self) -> Result<(), Error> {
        let read = self.stream.read_buf(&mut self.buffer).await.map_err(Error::system("receiving"))?;
        if read == 0 {
            return Err(Error::system("receiving")(std::io::ErrorKind::UnexpectedEof.into()));
        }
        Ok(())
    }
}

/// The length that a head announces.
fn length(head: &[u8]) -> usize {
    const NAME: &[u8] = b"\r\ncontent-length:";
    let begin = head.windows(NAME.len()).position(|bytes| bytes.eq_ignore_ascii_case(NAME));
    let digits = begin.map(|begin| head[begin + NAME.len()..].iter().skip_while(|byte| **byte == b' '));
    let digits = digits.into_iter().flatten().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn a_length_is_read_however_its_name_is_written() {
        assert_eq!(length(b"HTTP/1.1 200 OK\r\ncontent-length: 1014\r\ndate: now"), 1014);
        assert_eq!(length(b"HTTP/1.1 200 OK\r\nContent-Length:7"), 7);
        assert_eq!(length(b"HTTP/1.1 204 No Content\r\ndate: now"), 0);
    }
}
