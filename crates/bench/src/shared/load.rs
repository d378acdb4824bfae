//! Clients that call as fast as they are answered.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{runtime::Builder, task::JoinSet};

use crate::{
    error::Error,
    http::Connection,
    orders,
    world::{self, customer},
};

/// How many customers there are.
pub(crate) const CUSTOMERS: usize = 1024;

/// Some clients on some processes for some time.
pub(crate) struct Load {
    pub(crate) addresses: Vec<SocketAddr>,
    pub(crate) clients: usize,
    pub(crate) span: Duration,
}

impl Load {
    /// Customers read by id, a second.
    pub(crate) fn reads(&self) -> Result<f64, Error> {
        self.run(|address, token, client, call| {
            let id = customer((client * 131 + call * 17) % CUSTOMERS);
            format!("GET /v1/customers/{id} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n")
        })
    }

    /// Orders placed, a second; at any time each for another customer.
    pub(crate) fn writes(&self) -> Result<f64, Error> {
        let (share, run) = (CUSTOMERS / self.clients, std::process::id());
        self.run(move |address, token, client, call| {
            let id = format!("{run:08x}-0000-4000-{client:04x}-{call:012x}");
            orders::order(&address.to_string(), token, client * share + call % share, &id)
        })
    }

    /// Answers a second, over all clients.
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
    fn run(
        &self,
        request: impl Fn(SocketAddr, &str, usize, usize) -> String + Clone + Send + 'static,
    ) -> Result<f64, Error> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(Error::system("starting"))?;
        runtime.block_on(async {
            let mut connections = Vec::new();
            for client in 0..self.clients {
                let address = self.addresses[client % self.addresses.len()];
                connections.push((client, address, Connection::open(address).await?));
            }
            let token = world::token(self.addresses[0], 0).await?;
            let (begin, span) = (Instant::now(), self.span);
            let mut clients = JoinSet::new();
            for (client, address, mut connection) in connections {
                let (request, token) = (request.clone(), token.clone());
                clients.spawn(async move {
                    let mut calls = 0;
                    while begin.elapsed() < span {
                        connection.call(request(address, &token, client, calls).as_bytes()).await?;
                        calls += 1;
                    }
                    Ok::<_, Error>(calls)
                });
            }
            let mut calls = 0;
            while let Some(ended) = clients.join_next().await {
                calls += ended.map_err(|error| Error::system("a client")(std::io::Error::other(error)))??;
            }
            Ok(calls as f64 / begin.elapsed().as_secs_f64())
        })
    }
}
