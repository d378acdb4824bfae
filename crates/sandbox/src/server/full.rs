//! What a connection is told that finds no place.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Semaphore,
};

use crate::limits::TURNED_AWAY;

/// Said to whoever comes, whatever it would have asked.
const ANSWER: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// How long a connection may take to read it.
const PATIENCE: Duration = Duration::from_secs(1);

/// Those who tell connections that there is no place.
#[derive(Debug)]
pub(super) struct Full(Arc<Semaphore>);

impl Default for Full {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(TURNED_AWAY)))
    }
}

impl Full {
    /// Tells this connection; where too many are being told already, it is cut.
    pub(super) fn turn_away(&self, mut stream: TcpStream) {
        let Ok(turn) = Arc::clone(&self.0).try_acquire_owned() else { return };
        tokio::spawn(async move {
            tell(&mut stream, ANSWER).await;
            drop(turn);
        });
    }
}

/// Says this, whatever was asked, and hears nothing more.
pub(super) async fn tell(stream: &mut TcpStream, answer: &[u8]) {
    let telling = async {
        stream.write_all(answer).await?;
        stream.shutdown().await?;
        // What was sent and not read would make the system take back the answer.
        let mut sent = [0; 1024];
        while stream.read(&mut sent).await? > 0 {}
        std::io::Result::Ok(())
    };
    // Whether it has heard or not, it goes.
    let _ = tokio::time::timeout(PATIENCE, telling).await;
}
