//! Connections that are encrypted: handshakes, with a certificate of one's own making or a given one.

mod authority;
mod given;
mod leaves;

use std::{
    io,
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
};

use jiff::Timestamp;
use rustls::{ServerConfig, crypto::aws_lc_rs, server::ResolvesServerCert};
use tokio::net::TcpStream;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

pub(crate) use self::authority::NAME as AUTHORITY;
pub use self::authority::certificate_at;
use self::{
    authority::Authority,
    given::Given,
    leaves::{Leaves, Shown},
};
use super::{full, patient};
use crate::{
    sandbox::Sandbox,
    vault::{Vault, VaultError},
    wall::SystemWall,
};

/// Said to whoever speaks HTTP without TLS.
const NO_TLS: &[u8] =
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 33\r\nConnection: close\r\n\r\n\
    Only https is served at this port";

/// What the first byte of a TLS connection is: a handshake's.
const HANDSHAKE: u8 = 22;

/// How a listener encrypts. Cheap to clone.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
    /// Where certificates are made on demand.
    leaves: Option<Arc<Leaves>>,
}

/// Why nothing can be encrypted.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The authority can neither be read nor kept.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Something else is in its place.
    #[error(
        "{place} does not hold a key and its certificate in PEM; restore it, or remove it to get a new authority, which clients must trust anew"
    )]
    Unreadable {
        /// Where it should be.
        place: String,
    },
    /// No certificate could be made.
    #[error("the system could not make a certificate ({0}); try again")]
    NotMade(String),
    /// A given file is not what it should be.
    #[error("{} {why}", file.display())]
    Given {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

impl From<rcgen::Error> for TlsError {
    fn from(error: rcgen::Error) -> Self {
        Self::NotMade(error.to_string())
    }
}

impl Tls {
    /// With certificates for whatever name a client asks for, which are made on demand and signed by an authority that is kept
    /// with the sandbox's data.
    ///
    /// # Errors
    ///
    /// If the authority can neither be read nor made.
    pub fn own(sandbox: &Sandbox) -> Result<Self, TlsError> {
        let wall = Arc::clone(&sandbox.inner.wall);
        let authority = Authority::open(Vault::of(&sandbox.inner.store), wall.now())?;
        let leaves = Arc::new(Leaves::new(authority, wall, &aws_lc_rs::default_provider())?);
        let shown = Shown { leaves: Arc::clone(&leaves), at: Ipv4Addr::LOCALHOST.into() };
        Ok(Self { config: Arc::new(config(Arc::new(shown))?), leaves: Some(leaves) })
    }

    /// With the certificate of one PEM file, those of its issuers after it, and the key of another one. Where they are renewed
    /// as the server runs, the new ones are shown.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or holds something else, the certificate has expired, or the key is not the certificate's.
    pub fn given(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let given = Given::open(certificate, key, Arc::new(SystemWall), aws_lc_rs::default_provider())?;
        Ok(Self { config: Arc::new(config(Arc::new(given))?), leaves: None })
    }

    /// The certificate that clients must trust, as PEM; none with a given certificate.
    pub fn authority(&self) -> Option<&str> {
        self.leaves.as_deref().map(Leaves::authority)
    }

    /// Shakes hands with whoever is at the other end. This takes as long as they like: the caller knows how long to wait.
    pub(super) async fn accept(
        &self,
        mut stream: TcpStream,
    ) -> io::Result<TlsStream<Pin<Box<TimeoutStream<TcpStream>>>>> {
        let mut first = [0];
        if stream.peek(&mut first).await? > 0 && first[0] != HANDSHAKE {
            full::tell(&mut stream, NO_TLS).await;
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it does not begin with a TLS handshake"));
        }
        let config = match (&self.leaves, stream.local_addr()) {
            (Some(leaves), Ok(address)) => {
                let at: IpAddr = address.ip().to_canonical();
                let mut config = (*self.config).clone();
                config.cert_resolver = Arc::new(Shown { leaves: Arc::clone(leaves), at });
                Arc::new(config)
            }
            _ => Arc::clone(&self.config),
        };
        TlsAcceptor::from(config).accept(patient(stream)).await
    }
}

// Keys stay out of logs.
impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("own", &self.leaves.is_some()).finish_non_exhaustive()
    }
}

/// TLS 1.2 and 1.3, with HTTP/2 where the client speaks it.
fn config(certificates: Arc<dyn ResolvesServerCert>) -> Result<ServerConfig, TlsError> {
    let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder =
        builder.with_safe_default_protocol_versions().map_err(|error| TlsError::NotMade(error.to_string()))?;
    let mut config = builder.with_no_client_auth().with_cert_resolver(certificates);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// A time as certificates have it.
fn moment<T>(time: Timestamp) -> T
where
    T: From<std::time::SystemTime>,
{
    T::from(time.into())
}
