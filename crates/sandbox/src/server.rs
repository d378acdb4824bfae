//! The listener: connections of HTTP/1.1 and HTTP/2 for a sandbox, bounded in number, size and time.

use std::{
    convert::Infallible,
    net::SocketAddr,
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
    sync::{Semaphore, watch},
    task::JoinSet,
};

use crate::sandbox::Sandbox;

/// How many connections are served at a time; others wait in the system's queue.
const CONNECTIONS: usize = 4096;

/// How long a client may take to send the head of a request, and how long a connection may be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// The most bytes that the head of a request may have.
const LONGEST_HEAD: usize = 64 * 1024;

/// The most headers that a request may have.
const MOST_HEADERS: usize = 128;

/// How many requests one HTTP/2 connection may have under way.
const STREAMS: u32 = 128;

/// How often an idle HTTP/2 connection is asked whether anybody is there.
const PING: Duration = Duration::from_secs(30);

/// How long requests under way may take to finish once the server is to end.
const GRACE: Duration = Duration::from_secs(10);

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
    let mut shutdown = std::pin::pin!(shutdown);
    let builder = Arc::new(builder());
    let places = Arc::new(Semaphore::new(CONNECTIONS));
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
            accepted = accept(&listener, &places) => accepted,
        };
        // Those that have ended are forgotten, so that a server that runs for long keeps none.
        while connections.try_join_next().is_some() {}
        let Some((stream, from, place)) = accepted else { continue };
        let sandbox = sandbox.clone();
        let begun = Arc::new(AtomicBool::new(false));
        let begins = Arc::clone(&begun);
        let service = service_fn(move |request: Request<Incoming>| {
            begins.store(true, Ordering::Relaxed);
            let sandbox = sandbox.clone();
            async move {
                let http1 = request.version() <= Version::HTTP_11;
                let mut response = sandbox.handle(request).await;
                if http1 && sandbox.is_draining() {
                    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
                Ok::<_, Infallible>(response)
            }
        });
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service).into_owned());
        let ending = ending.clone();
        connections.spawn(async move {
            let mut connection = std::pin::pin!(connection);
            // Until the first bytes tell which version of HTTP it speaks, nobody else minds how long it takes.
            let ended = tokio::select! {
                ended = &mut connection => ended,
                () = patience_with_heads(ending) => {
                    if begun.load(Ordering::Relaxed) { connection.await } else { Ok(()) }
                }
            };
            if let Err(error) = ended {
                tracing::debug!(%from, %error, "a connection broke off");
            }
            drop(place);
        });
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

/// The next connection, when there is a place for one.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, from)) => {
            // Answers are written whole; waiting for more would only delay them.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%from, %error, "TCP_NODELAY is not to be had");
            }
            Some((stream, from, place))
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
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(LONGEST_HEAD)
        .max_headers(MOST_HEADERS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(LONGEST_HEAD as u32)
        .max_concurrent_streams(STREAMS)
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING);
    builder
}
