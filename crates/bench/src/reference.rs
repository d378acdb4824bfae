//! What a request costs at least: bare hyper, which answers every request with the same bytes.

use std::{convert::Infallible, io::Write};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{
    Response,
    header::{CONTENT_TYPE, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, runtime::Runtime};

use crate::error::Error;

/// Answers until this process is killed; says where it listens as Backlot does, and runs on the same runtime.
pub(crate) fn serve(bytes: usize) -> Result<(), Error> {
    let runtime = Runtime::new().map_err(Error::system("starting threads"))?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(Error::system("listening"))?;
        let address = listener.local_addr().map_err(Error::system("listening"))?;
        writeln!(std::io::stdout(), "http://{address}").map_err(Error::system("writing"))?;
        let body = Bytes::from(vec![b'x'; bytes]);
        loop {
            let (stream, _) = listener.accept().await.map_err(Error::system("accepting"))?;
            stream.set_nodelay(true).map_err(Error::system("accepting"))?;
            let body = body.clone();
            tokio::spawn(async move {
                let service = service_fn(move |_| {
                    let mut response = Response::new(Full::new(body.clone()));
                    let json = HeaderValue::from_static("application/json; charset=utf-8");
                    response.headers_mut().insert(CONTENT_TYPE, json);
                    async move { Ok::<_, Infallible>(response) }
                });
                // A client that goes away is no error.
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            });
        }
    })
}
