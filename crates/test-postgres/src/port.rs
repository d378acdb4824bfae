//! Ports that stay free while what listens at them is down.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    io,
    net::{Ipv4Addr, TcpListener},
};

/// Below the ports that systems give to outgoing connections: one of those would take the port of a server that is
/// down for a moment.
const PORTS: std::ops::Range<u64> = 10_240..32_768;

/// A port of 127.0.0.1 at which nothing listens, and which no outgoing connection will be given.
pub fn free_port() -> io::Result<u16> {
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..100 {
        let port = u16::try_from(PORTS.start + random() % (PORTS.end - PORTS.start)).unwrap_or_default();
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => return Ok(port),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Random enough for names and ports; it is in the standard library.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
