//! One connection, byte by byte.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use serde_json::{Value, json};

use super::{Server, server};
use crate::program::{accounts_of, named};

/// How long a test waits for an answer that does not come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection that is kept.
pub(crate) struct Connection(BufReader<TcpStream>);

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// A server in memory, and a token of a sandbox account.
pub(crate) fn stage() -> (Server, String) {
    let server = server();
    let token = server.token(named(&accounts_of(&server), "direct-sandbox"));
    (server, token)
}

/// The body that creates a customer with this domain.
pub(crate) fn customer(domain: &str) -> String {
    let address = json!({
        "firstName": "Accounts", "lastName": "Payable", "addressLine1": "1 Pike Street", "city": "Seattle", "state": "WA",
        "postalCode": "98101", "country": "US",
    });
    json!({
        "companyProfile": { "domain": format!("{domain}.example") },
        "billingProfile": {
            "culture": "en-US", "language": "en", "email": "accounts@fernhill.example", "companyName": "Fernhill Tools",
            "defaultAddress": address,
        },
    })
    .to_string()
}

impl Connection {
    pub(crate) fn to(server: &Server) -> Self {
        let stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(BufReader::new(stream))
    }

    pub(crate) fn clone_stream(&self) -> TcpStream {
        self.0.get_ref().try_clone().unwrap()
    }

    /// Sends bytes. The server may have hung up already; then the answer tells why.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let _ = self.0.get_mut().write_all(bytes);
    }

    /// Says that nothing more will be sent.
    pub(crate) fn end(&mut self) {
        let _ = self.0.get_mut().shutdown(Shutdown::Write);
    }

    /// The next line, without its end.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The next answer. One to `HEAD` has no body, whatever its headers say.
    #[track_caller]
    pub(crate) fn answer(&mut self, head: bool) -> Answer {
        self.try_answer(head).expect("an answer")
    }

    /// The next answer; none if the connection ended before it was there in full.
    pub(crate) fn try_answer(&mut self, head: bool) -> Option<Answer> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).ok().filter(|read| *read > 0)?;
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let status = lines.first()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .iter()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let mut answer = Answer { status, headers, body: Vec::new() };
        let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        if !head && length > 0 {
            answer.body.resize(length, 0);
            self.0.read_exact(&mut answer.body).ok()?;
        }
        Some(answer)
    }

    /// Sends a request and reads its answer.
    #[track_caller]
    pub(crate) fn ask(&mut self, method: &str, path: &str, token: &str, body: &str) -> Answer {
        self.try_ask(method, path, token, body).expect("an answer")
    }

    /// As [`ask`](Self::ask); none if the connection ended before the answer was there in full.
    pub(crate) fn try_ask(&mut self, method: &str, path: &str, token: &str, body: &str) -> Option<Answer> {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.write(request.as_bytes());
        self.try_answer(method == "HEAD")
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}
