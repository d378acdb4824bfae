//! Clients that call as fast as they are answered, and what that cost.

use std::{
    cell::{Cell, RefCell},
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{runtime::Builder, task::LocalSet};

use crate::{
    cpu::{Usage, Used},
    error::Error,
    http::Connection,
    rounds::Measured,
};

/// Some clients on a server.
pub(crate) struct Load {
    pub(crate) address: SocketAddr,
    /// The process whose time is measured.
    pub(crate) server: u32,
    pub(crate) clients: usize,
    /// Whether the clients never sleep, where they have a core of their own. To wake one that sleeps interrupts its core,
    /// at the server's cost; a faster server, whose clients are always busy, would not have it.
    pub(crate) awake: bool,
    /// How long they call before anything is measured, and while it is.
    pub(crate) warm: Duration,
    pub(crate) span: Duration,
}

/// What was measured.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) requests: usize,
    pub(crate) used: Used,
    /// How long each answer took, in microseconds, the shortest first.
    latencies: Vec<u32>,
}

impl Sample {
    /// Answers a second.
    pub(crate) fn rate(&self) -> f64 {
        self.requests as f64 / self.used.elapsed.as_secs_f64()
    }

    /// Microseconds of the server's processor time for each answer.
    pub(crate) fn cost(&self) -> f64 {
        self.used.server.as_secs_f64() * 1e6 / self.requests as f64
    }

    /// The time, in microseconds, in which this share of the answers was there.
    pub(crate) fn latency(&self, share: f64) -> f64 {
        let place = ((self.latencies.len() as f64 * share) as usize).min(self.latencies.len().saturating_sub(1));
        self.latencies.get(place).map_or(f64::NAN, |latency| f64::from(*latency))
    }
}

impl Measured for Sample {
    fn foreign(&self) -> f64 {
        self.used.foreign
    }
}

impl Load {
    /// Calls with what `write` makes of the number of a client and of its call. An answer that is no success is an error.
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
    pub(crate) fn run(&self, write: impl Fn(usize, usize, &mut Vec<u8>) + 'static) -> Result<Sample, Error> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(Error::system("starting"))?;
        let clients = LocalSet::new();
        clients.block_on(&runtime, async {
            let (write, latencies, ended) =
                (Rc::new(write), Rc::new(RefCell::new(Vec::new())), Rc::new(Cell::new(false)));
            let mut tasks = Vec::new();
            for client in 0..self.clients {
                let mut connection = Connection::open(self.address).await?;
                let (write, latencies, ended) = (Rc::clone(&write), Rc::clone(&latencies), Rc::clone(&ended));
                tasks.push(tokio::task::spawn_local(async move {
                    let mut request = Vec::with_capacity(4096);
                    for call in 0.. {
                        if ended.get() {
                            break;
                        }
                        request.clear();
                        write(client, call, &mut request);
                        let begin = Instant::now();
                        connection.call(&request).await?;
                        let took = u32::try_from(begin.elapsed().as_micros()).unwrap_or(u32::MAX);
                        latencies.borrow_mut().push(took);
                    }
                    Ok::<_, Error>(())
                }));
            }
            if self.awake {
                let ended = Rc::clone(&ended);
                tasks.push(tokio::task::spawn_local(async move {
                    while !ended.get() {
                        tokio::task::yield_now().await;
                    }
                    Ok(())
                }));
            }
            tokio::time::sleep(self.warm).await;
            let before = Usage::now(self.server)?;
            latencies.borrow_mut().clear();
            tokio::time::sleep(self.span).await;
            let used = Usage::now(self.server)?.since(&before);
            let mut latencies = std::mem::take(&mut *latencies.borrow_mut());
            ended.set(true);
            for task in tasks {
                task.await.map_err(|error| Error::system("a client")(std::io::Error::other(error)))??;
            }
            latencies.sort_unstable();
            Ok(Sample { requests: latencies.len(), used, latencies })
        })
    }
}
