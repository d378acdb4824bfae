//! The clusters and the proxy, by what a client sees of them.

#[cfg(unix)]
mod cluster;
mod proxy;
mod session;
