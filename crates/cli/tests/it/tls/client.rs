//! Clients that trust one authority.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use serde_json::Value;

use crate::program::Server;

pub(crate) const HEALTH: &str = "GET /_backlot/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
pub(crate) const HEALTH_KEPT: &str = "GET /_backlot/health HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// How long a test waits for an answer that does not come.
const PATIENCE: Duration = Duration::from_secs(20);

/// The certificate that clients trust, and no other one.
pub(crate) struct Trust(pub(crate) String);

/// An encrypted connection.
pub(crate) struct Connection(StreamOwned<ClientConnection, TcpStream>);

impl Trust {
    pub(crate) fn of(pem: &str) -> Self {
        Self(pem.to_owned())
    }

    /// The certificate in the file that the server tells of.
    pub(crate) fn told(server: &mut Server) -> Self {
        let export = server.line("export NODE_EXTRA_CA_CERTS=");
        let file = export.rsplit_once("SSL_CERT_FILE=").unwrap().1;
        Self(std::fs::read_to_string(file).unwrap())
    }

    fn config(&self, versions: &[&'static SupportedProtocolVersion]) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.0.as_bytes()).unwrap()).unwrap();
        ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth()
    }

    /// A connection to the server, which is called so.
    pub(crate) fn connect(&self, server: &Server, name: &str) -> Connection {
        self.try_connect(server, name).unwrap_or_else(|| panic!("{name} is not trusted"))
    }

    /// As [`connect`](Self::connect); none if the server does not prove who it is.
    pub(crate) fn try_connect(&self, server: &Server, name: &str) -> Option<Connection> {
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let mut client = ClientConnection::new(Arc::new(self.config(rustls::ALL_VERSIONS)), name).unwrap();
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        while client.is_handshaking() {
            client.complete_io(&mut stream).ok()?;
        }
        Some(Connection(StreamOwned::new(client, stream)))
    }

    /// The version of HTTP and the JSON at this URL, whose host is the server; over this version of TLS.
    pub(crate) fn get(
        &self,
        server: &Server,
        url: &str,
        tls: &'static SupportedProtocolVersion,
        http2: bool,
    ) -> (String, Value) {
        let mut config = self.config(&[tls]);
        config.alpn_protocols = if http2 { vec![b"h2".to_vec(), b"http/1.1".to_vec()] } else { vec![] };
        let url: reqwest::Url = url.parse().unwrap();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(config)
            .no_proxy()
            .timeout(PATIENCE)
            .resolve(url.host_str().unwrap(), server.address().parse().unwrap())
            .build()
            .unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let answer = client.get(url).send().await.unwrap_or_else(|error| panic!("{error:?}"));
            let version = format!("{:?}", answer.version());
            (version, answer.json().await.unwrap())
        })
    }
}

impl Connection {
    /// Sends this, and returns what is answered until the connection ends.
    pub(crate) fn ask(&mut self, said: &str) -> String {
        self.0.write_all(said.as_bytes()).unwrap();
        let mut answer = String::new();
        self.0.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends this, and returns what is answered at first.
    pub(crate) fn ask_and_stay(&mut self, said: &str) -> String {
        self.0.write_all(said.as_bytes()).unwrap();
        let mut answer = [0; 4096];
        let read = self.0.read(&mut answer).unwrap();
        String::from_utf8_lossy(&answer[..read]).into_owned()
    }

    /// What the server shows.
    pub(crate) fn certificate(&self) -> Vec<u8> {
        self.0.conn.peer_certificates().unwrap()[0].to_vec()
    }
}
