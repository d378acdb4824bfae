//! The listener: connections of HTTP/1.1 and HTTP/2 for a sandbox, bounded in number, size and time.

mod files;
mod full;
mod places;
mod tls;

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hyper::{
    Request, Version,
    body::Incoming,
    header::{CONNECTION, HeaderValue},
    service::service_fn,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tokio_io_timeout::TimeoutStream;

pub(crate) use self::tls::AUTHORITY;
pub use self::tls::{Tls, TlsError, certificate_at};
use self::{
    full::Full,
    places::{Place, Places},
};
use crate::{
    limits::{GRACE, HEAD_TIMEOUT, LONGEST_HEAD, PING, STALLED_ANSWER, STREAMS},
    sandbox::Sandbox,
};

/// Stands in the extensions of a request that came over TLS, where no client can put it.
#[derive(Debug, Clone, Copy)]
pub struct Encrypted;

/// How much an HTTP/2 client may send of a body, or be sent of an answer, before the other side has taken any of it.
const WINDOW: u32 = 64 * 1024;

/// How long a head that is on its way may take to arrive once the server is to end.
const LAST_HEADS: Duration = Duration::from_secs(1);

/// How long nothing is accepted after the system could give no connection, for want of file descriptors for instance.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves the sandbox on this listener until `shutdown` is ready. Then nothing more is accepted, the requests under way
/// are finished, the store is closed, and this returns.
///
/// Once the sandbox is [drained](Sandbox::drain), each answer of HTTP/1 ends its connection, so that those who keep
/// connections open for later go elsewhere with their next request.
pub async fn serve(listener: TcpListener, sandbox: Sandbox, shutdown: impl Future<Output = ()>) {
    serve_with(listener, None, sandbox, shutdown).await;
}

/// As [`serve`], with every connection encrypted.
pub async fn serve_encrypted(listener: TcpListener, tls: Tls, sandbox: Sandbox, shutdown: impl Future<Output = ()>) {
    serve_with(listener, Some(tls), sandbox, shutdown).await;
}

async fn serve_with(listener: TcpListener, tls: Option<Tls>, sandbox: Sandbox, shutdown: impl Future<Output = ()>) {
    let mut shutdown = std::pin::pin!(shutdown);
    let builder = Arc::new(builder());
    let (places, full) = (Places::new(files::connections()), Full::default());
    let graceful = GracefulShutdown::new();
    let (ends, ending) = watch::channel(());
    let mut connections = JoinSet::new();
    let clock = {
        let sandbox = sandbox.clone();
        tokio::spawn(async move { sandbox.run_scheduler().await })
    };
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = accept(&listener) => accepted,
        };
        // Those that have ended are forgotten, so that a server that runs for long keeps none.
        while connections.try_join_next().is_some() {}
        let Some((stream, from)) = accepted else { continue };
        let Some(place) = places.take() else {
            // What is said in the open is no answer where TLS is spoken.
            if tls.is_none() {
                full.turn_away(stream);
            }
            continue;
        };
        let sandbox = sandbox.clone();
        let begun = Arc::new(AtomicBool::new(false));
        let begins = Arc::clone(&begun);
        let seat = place.clone();
        let encrypted = tls.is_some();
        let service = service_fn(move |mut request: Request<Incoming>| {
            begins.store(true, Ordering::Relaxed);
            if encrypted {
                request.extensions_mut().insert(Encrypted);
            }
            let (sandbox, under_way) = (sandbox.clone(), seat.begin());
            async move {
                // Its place is somebody else's, and the connection about to be cut: nothing is begun any more.
                let Some(_under_way) = under_way else { return std::future::pending().await };
                let http1 = request.version() <= Version::HTTP_11;
                let mut response = sandbox.handle(request).await;
                if http1 && sandbox.is_draining() {
                    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
                Ok::<_, Infallible>(response)
            }
        });
        let patience = patience_with_heads(ending.clone());
        let (builder, watcher) = (Arc::clone(&builder), graceful.watcher());
        let attended = async move |connection: Pin<Box<dyn Future<Output = Result<(), Broken>> + Send>>| {
            if let Err(error) = attend(connection, &place, &begun, patience).await {
                tracing::debug!(%from, %error, "a connection broke off");
            }
        };
        match tls.clone() {
            None => {
                let connection = builder.serve_connection(TokioIo::new(patient(stream)), service);
                let connection = watcher.watch(connection.into_owned());
                connections.spawn(attended(Box::pin(connection)));
            }
            Some(tls) => {
                let connection = async move {
                    let stream = tls.accept(stream).await?;
                    let connection = builder.serve_connection(TokioIo::new(stream), service);
                    watcher.watch(connection.into_owned()).await
                };
                connections.spawn(attended(Box::pin(connection)));
            }
        }
    }
    drop(listener);
    drop(ends);
    if tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests that did not finish within {} s were broken off", GRACE.as_secs());
    }
    connections.shutdown().await;
    clock.abort();
    sandbox.finish().await;
    let store = sandbox.store().clone();
    drop(sandbox);
    // Closing waits for the writer's thread, so it has a thread of its own.
    if tokio::task::spawn_blocking(move || store.close()).await.is_err() {
        tracing::error!("the store did not close");
    }
}

/// What ends a connection.
type Broken = Box<dyn std::error::Error + Send + Sync>;

/// Attends to a connection until it ends, loses its place, or has begun nothing for as long as one waits for heads.
async fn attend(
    connection: impl Future<Output = Result<(), Broken>>,
    place: &Place,
    begun: &AtomicBool,
    patience: impl Future<Output = ()>,
) -> Result<(), Broken> {
    let mut connection = std::pin::pin!(connection);
    // Until the first bytes tell which version of HTTP it speaks, nobody else minds how long it takes; nor does anybody
    // how long a handshake does.
    tokio::select! {
        ended = &mut connection => return ended,
        () = place.lost() => return Ok(()),
        () = patience => {}
    }
    if !begun.load(Ordering::Relaxed) {
        return Ok(());
    }
    tokio::select! {
        ended = &mut connection => ended,
        () = place.lost() => Ok(()),
    }
}

/// Ready when the first head of a connection should have arrived.
async fn patience_with_heads(mut ending: watch::Receiver<()>) {
    let last_call = async {
        // Nothing is ever sent: the end is that the sender goes.
        while ending.changed().await.is_ok() {}
        tokio::time::sleep(LAST_HEADS).await;
    };
    tokio::select! {
        () = last_call => {}
        () = tokio::time::sleep(HEAD_TIMEOUT) => {}
    }
}

/// The stream, which fails when nobody reads what is written to it.
fn patient(stream: TcpStream) -> Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(STALLED_ANSWER));
    Box::pin(stream)
}

/// The next connection.
async fn accept(listener: &TcpListener) -> Option<(TcpStream, SocketAddr)> {
    match listener.accept().await {
        Ok((stream, from)) => {
            // Answers are written whole; waiting for more would only delay them.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%from, %error, "TCP_NODELAY is not to be had");
            }
            Some((stream, from))
        }
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(LONGEST_HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(LONGEST_HEAD as u32)
        .max_concurrent_streams(STREAMS)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW * 4)
        .max_send_buf_size(WINDOW as usize)
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING);
    builder
}
