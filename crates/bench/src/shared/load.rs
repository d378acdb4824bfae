//! Clients that call as fast as they are answered.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{runtime::Builder, task::JoinSet};

use crate::{
    error::Error,
    http::Connection,
    shared::world::{CLIENT, CUSTOMERS, SECRET, TENANT, customer},
};

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
            let id = customer(client * 131 + call * 17);
            format!("GET /v1/customers/{id} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n")
        })
    }

    /// Orders placed, a second; at any time each for another customer.
    pub(crate) fn writes(&self) -> Result<f64, Error> {
        let (share, run) = (CUSTOMERS / self.clients, std::process::id());
        self.run(move |address, token, client, call| {
            let id = customer(client * share + call % share);
            let body = format!(
                r#"{{"referenceCustomerId":"{id}","billingCycle":"monthly","lineItems":[{{"lineItemNumber":0,"offerId":"796B6B5F-613C-4E24-A17C-EBA730D49C02","quantity":5}}]}}"#
            );
            format!(
                "POST /v1/customers/{id}/orders HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
                 MS-RequestId: {run:08x}-0000-4000-{client:04x}-{call:012x}\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\n\r\n{body}",
                body.len()
            )
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
            let token = token(self.addresses[0]).await?;
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

/// An access token of the application.
async fn token(address: SocketAddr) -> Result<String, Error> {
    let body = format!(
        "grant_type=client_credentials&resource=https://api.partnercenter.microsoft.com&client_id={CLIENT}&client_secret={SECRET}"
    );
    let request = format!(
        "POST /{TENANT}/oauth2/token HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut connection = Connection::open(address).await?;
    let answer: serde_json::Value =
        serde_json::from_slice(connection.call(request.as_bytes()).await?).unwrap_or_default();
    Ok(answer["access_token"].as_str().unwrap_or_default().to_owned())
}
