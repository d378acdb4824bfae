//! PostgreSQL for tests: one that is named, or a private cluster that goes when the test process goes.
//!
//! [`Server`] is what most tests want: one for all tests of a process, a schema of its own for each. [`Cluster`] can be
//! stopped, killed and started again, and [`Proxy`] loses its connections. [`Group`] is for other programs that tests start.

#[cfg(unix)]
mod cluster;
mod error;
#[cfg(unix)]
mod group;
#[cfg(unix)]
mod installed;
mod port;
mod proxy;
mod server;
#[cfg(unix)]
mod supervisor;

#[cfg(unix)]
pub use self::{
    cluster::{Cluster, Disk, Shutdown},
    group::Group,
};
pub use self::{
    error::Error,
    port::free_port,
    proxy::Proxy,
    server::{Database, Server, VARIABLE},
};
