//! Stands between the program and a server, counts the calls, and does to one of them what may befall a call.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

/// What befalls a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection breaks before the call arrives.
    Dropped,
    /// The service acts, and its reply is lost.
    ReplyLost,
    /// The reply takes its time.
    Delayed(Duration),
    /// This status is answered instead, and with 429 after how long to come back.
    Answered(u16),
    /// The call does not arrive, and the caller is left waiting.
    HeldBefore,
    /// The service acts, and the caller is left waiting for the reply.
    HeldAfter,
}

/// The proxy. It goes with the last of its connections.
pub(crate) struct Proxy {
    /// `http://127.0.0.1:50123`.
    pub(crate) url: String,
    shared: Arc<Shared>,
    held: Receiver<()>,
}

struct Shared {
    server: String,
    lines: Mutex<Vec<String>>,
    /// What befalls which call, counted from 1.
    fault: Mutex<Option<(usize, Fault)>>,
    holds: Mutex<Sender<()>>,
    ended: AtomicBool,
}

impl Proxy {
    /// Before the server at this address, `127.0.0.1:7070`.
    pub(crate) fn before(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (holds, held) = channel();
        let shared = Arc::new(Shared {
            server: server.to_owned(),
            lines: Mutex::default(),
            fault: Mutex::default(),
            holds: Mutex::new(holds),
            ended: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if accepting.ended.load(Ordering::Relaxed) {
                    break;
                }
                let shared = Arc::clone(&accepting);
                // A connection that breaks is what a proxy is for.
                thread::spawn(move || shared.carry(stream).unwrap_or_default());
            }
        });
        Self { url, shared, held }
    }

    /// Begins to count anew, with this fault at the call of this number.
    pub(crate) fn next(&self, fault: Option<(usize, Fault)>) {
        *self.shared.fault.lock().unwrap() = fault;
        self.shared.lines.lock().unwrap().clear();
        while self.held.try_recv().is_ok() {}
    }

    /// The first lines of the calls: `GET /v1/customers HTTP/1.1`.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.shared.lines.lock().unwrap().clone()
    }

    /// Whether a call is held by now; waits a little for it.
    pub(crate) fn holds(&self, patience: Duration) -> bool {
        self.held.recv_timeout(patience).is_ok()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // So that it looks.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
    }
}

impl Shared {
    fn carry(&self, mut client: TcpStream) -> io::Result<()> {
        let request = read(&mut client)?;
        let line = String::from_utf8_lossy(&request).lines().next().unwrap_or_default().to_owned();
        let number = {
            let mut lines = self.lines.lock().unwrap();
            lines.push(line);
            lines.len()
        };
        let fault = self.fault.lock().unwrap().filter(|(at, _)| *at == number).map(|(_, fault)| fault);
        match fault {
            Some(Fault::Dropped) => return client.shutdown(Shutdown::Both),
            Some(Fault::HeldBefore) => return self.hold(client),
            Some(Fault::Answered(status)) => {
                let after = if status == 429 { "Retry-After: 0\r\n" } else { "" };
                let head = format!("HTTP/1.1 {status} Fault\r\n{after}Content-Length: 0\r\nConnection: close\r\n\r\n");
                return client.write_all(head.as_bytes());
            }
            _ => {}
        }
        let mut server = TcpStream::connect(&self.server)?;
        server.write_all(&request)?;
        let mut reply = Vec::new();
        server.read_to_end(&mut reply)?;
        match fault {
            Some(Fault::ReplyLost) => client.shutdown(Shutdown::Both),
            Some(Fault::HeldAfter) => self.hold(client),
            Some(Fault::Delayed(by)) => {
                thread::sleep(by);
                client.write_all(&reply)
            }
            _ => client.write_all(&reply),
        }
    }

    /// Tells that a call is held, and keeps the caller waiting until it goes away.
    fn hold(&self, mut client: TcpStream) -> io::Result<()> {
        // The test may be over.
        let _ = self.holds.lock().unwrap().send(());
        io::copy(&mut client, &mut io::sink()).map(drop)
    }
}

/// A whole request, which asks for the connection to be closed after its reply.
fn read(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut reader = BufReader::new(client);
    let mut request = Vec::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let header = line.to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        if line == "\r\n" {
            request.extend_from_slice(b"connection: close\r\n\r\n");
            break;
        }
        if !header.starts_with("connection:") {
            request.extend_from_slice(line.as_bytes());
        }
    }
    let begin = request.len();
    request.resize(begin + length, 0);
    reader.read_exact(&mut request[begin..])?;
    Ok(request)
}
