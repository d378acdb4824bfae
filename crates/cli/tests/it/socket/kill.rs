//! Killed at any moment, the program loses nothing that it has acknowledged.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::{
    Server,
    connection::{Connection, customer},
};
use crate::program::{accounts, named};

/// How often the program is killed.
const ROUNDS: usize = 24;

/// How many clients write at a time.
const CLIENTS: usize = 8;

const ORDER: &str =
    r#"{"lineItems":[{"lineItemNumber":0,"offerId":"91FD106F-4B2C-4938-95AC-F54F74E9A239","quantity":1}]}"#;

/// Creates customers and orders for them until the server is gone; answers the paths of all that was acknowledged.
fn write(server: &Server, token: &str, name: &str, acknowledged: &AtomicUsize) -> Vec<String> {
    let mut connection = Connection::to(server);
    let mut paths = Vec::new();
    let mut made = |answer: &super::connection::Answer, beneath: &str| {
        assert_eq!(answer.status, 201, "{answer:?}");
        acknowledged.fetch_add(1, Ordering::SeqCst);
        let path = format!("{beneath}/{}", answer.json()["id"].as_str().unwrap());
        paths.push(path.clone());
        path
    };
    for number in 0.. {
        let body = customer(&format!("{name}-{number}"));
        let Some(answer) = connection.try_ask("POST", "/v1/customers", token, &body) else { break };
        let orders = format!("{}/orders", made(&answer, "/v1/customers"));
        let Some(answer) = connection.try_ask("POST", &orders, token, ORDER) else { break };
        made(&answer, &orders);
    }
    paths
}

#[test]
fn a_kill_loses_nothing_that_was_acknowledged() {
    let home = tempfile::tempdir().unwrap();
    let mut kept: Vec<String> = Vec::new();
    let mut token = None;
    for round in 0..ROUNDS {
        let server = Server::on(home.path());
        // A token outlives the process that gave it.
        let token = token.get_or_insert_with(|| server.token(named(&accounts(home.path()), "direct")));
        let acknowledged = AtomicUsize::new(0);
        thread::scope(|scope| {
            let (server, token, acknowledged) = (&server, token.as_str(), &acknowledged);
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| scope.spawn(move || write(server, token, &format!("r{round}c{client}"), acknowledged)))
                .collect();
            // Another number of acknowledgements each time, so that the kill comes at another moment.
            while acknowledged.load(Ordering::SeqCst) < 3 + round * 7 % 41 {
                thread::yield_now();
            }
            server.kill();
            kept.extend(clients.into_iter().flat_map(|client| client.join().unwrap()));
        });
    }
    let server = Server::on(home.path());
    let token = token.unwrap();
    let mut connection = Connection::to(&server);
    assert!(kept.len() > ROUNDS * 3);
    for path in kept {
        assert_eq!(connection.ask("GET", &path, &token, "").status, 200, "{path} is lost");
    }
    let begun = connection.ask("POST", "/v1/customers", &token, &customer("afterwards"));
    assert_eq!(begun.status, 201, "{begun:?}");
}
