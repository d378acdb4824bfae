//! A TCP proxy on 127.0.0.1 that loses connections when it is told to.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

/// Forwards connections to its target, until it is told to lose them.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// Both ends of each connection.
    connections: HashMap<u64, [TcpStream; 2]>,
    count: u64,
    cuts: u64,
    is_refusing: bool,
    is_closed: bool,
    plan: Option<(Towards, Plan)>,
    /// How much more each doomed connection carries, and in which direction.
    doomed: HashMap<u64, (Towards, usize)>,
}

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Towards {
    Client,
    Target,
}

/// Which connection is to be lost next.
#[derive(Debug)]
enum Plan {
    /// The first that carries something, before it carries more than so many bytes.
    After(usize),
    /// The first that carries this, before it does.
    Before(Vec<u8>),
}

impl Proxy {
    /// Listens at a free port, for connections to the target.
    pub fn start(target: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if lock(&shared).is_closed {
                    break;
                }
                // A target that is down is seen as a connection that is closed at once.
                let _ = forward(client, target, &shared);
            }
        });
        Ok(Self { address, state })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts all connections; new ones come through.
    pub fn cut(&self) {
        let mut state = lock(&self.state);
        let all: Vec<u64> = state.connections.keys().copied().collect();
        all.into_iter().for_each(|id| state.cut(id));
    }

    /// Closes new connections at once, or lets them through again. Those that there are stay.
    pub fn refuse(&self, refuse: bool) {
        lock(&self.state).is_refusing = refuse;
    }

    /// Cuts the next connection that is answered anything, before its client gets more than so many bytes.
    pub fn cut_after(&self, bytes: usize) {
        lock(&self.state).plan = Some((Towards::Client, Plan::After(bytes)));
    }

    /// Cuts the next connection that the target answers with these bytes, before its client gets any of them: what they
    /// tell of has happened, and nobody is told. PostgreSQL answers `COMMIT\0` when it has committed.
    pub fn lose_the_answer(&self, bytes: &[u8]) {
        lock(&self.state).plan = Some((Towards::Client, Plan::Before(bytes.to_vec())));
    }

    /// Cuts the next connection that asks anything, before the target gets more than so many bytes.
    pub fn cut_request_after(&self, bytes: usize) {
        lock(&self.state).plan = Some((Towards::Target, Plan::After(bytes)));
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        lock(&self.state).connections.len()
    }

    /// How many connections were cut.
    pub fn cuts(&self) -> u64 {
        lock(&self.state).cuts
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        lock(&self.state).is_closed = true;
        self.cut();
        // It wakes the thread that waits for connections, which ends.
        let _ = TcpStream::connect(self.address);
    }
}

impl State {
    fn cut(&mut self, id: u64) {
        self.cuts += u64::from(self.end(id));
    }

    /// Closes both ends, and says whether they were open.
    fn end(&mut self, id: u64) -> bool {
        self.doomed.remove(&id);
        let Some(ends) = self.connections.remove(&id) else { return false };
        for end in ends {
            // It may be closed already.
            let _ = end.shutdown(Shutdown::Both);
        }
        true
    }

    /// How much of these bytes goes on; if that is not all of them, the connection is to be cut.
    fn passes(&mut self, id: u64, towards: Towards, bytes: &[u8]) -> usize {
        let left = match &self.plan {
            Some((planned, Plan::After(left))) if *planned == towards => Some(*left),
            Some((planned, Plan::Before(part))) if *planned == towards => {
                bytes.windows(part.len()).position(|window| window == part)
            }
            _ => None,
        };
        if let Some(left) = left {
            self.plan = None;
            self.doomed.insert(id, (towards, left));
        }
        match self.doomed.get_mut(&id) {
            Some((doomed, left)) if *doomed == towards => {
                let passed = bytes.len().min(*left);
                *left -= passed;
                passed
            }
            _ => bytes.len(),
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Connects a client to the target, and carries what either sends.
fn forward(client: TcpStream, target: SocketAddr, shared: &Arc<Mutex<State>>) -> io::Result<()> {
    if lock(shared).is_refusing {
        return Ok(());
    }
    let server = TcpStream::connect(target)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let ways = [
        (Towards::Target, client.try_clone()?, server.try_clone()?),
        (Towards::Client, server.try_clone()?, client.try_clone()?),
    ];
    let id = {
        let mut state = lock(shared);
        state.count += 1;
        let id = state.count;
        state.connections.insert(id, [client, server]);
        id
    };
    for (towards, from, to) in ways {
        let state = Arc::clone(shared);
        thread::spawn(move || {
            carry(id, towards, from, to, &state);
            lock(&state).end(id);
        });
    }
    Ok(())
}

/// Hands on what comes, until one side has ended or the connection is to be cut.
fn carry(id: u64, towards: Towards, mut from: TcpStream, mut to: TcpStream, shared: &Mutex<State>) {
    let mut buffer = [0; 16 << 10];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let bytes = buffer.get(..count).unwrap_or_default();
        let passed = lock(shared).passes(id, towards, bytes);
        if to.write_all(bytes.get(..passed).unwrap_or_default()).is_err() {
            break;
        }
        if passed < count {
            lock(shared).cut(id);
        }
    }
}
