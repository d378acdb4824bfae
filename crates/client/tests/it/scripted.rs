//! A service that answers as a test says.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use partner_center::{Answering, Builder, Client, Transport, TransportError};
use serde_json::Value;
use tokio::time::sleep;

/// What becomes of a request.
pub(crate) enum Fate {
    Answered(Response<Bytes>),
    /// It cannot be sent.
    Unsent,
    /// The connection breaks before an answer is there.
    Lost,
    /// Nothing ever comes.
    Silence,
    /// It takes this long.
    Late(Duration, Response<Bytes>),
}

type Script = dyn Fn(usize, &Request<Bytes>) -> Fate + Send + Sync;

/// Answers each request, counted from 0, by a script, and keeps what was sent.
#[derive(Clone)]
pub(crate) struct Scripted {
    script: Arc<Script>,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Scripted {
    pub(crate) fn new(script: impl Fn(usize, &Request<Bytes>) -> Fate + Send + Sync + 'static) -> Self {
        Self { script: Arc::new(script), requests: Arc::default() }
    }

    /// A client of this service.
    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(&self) -> Builder {
        Client::builder().endpoint("http://service.example").transport(self.clone())
    }

    /// What was sent so far.
    pub(crate) fn requests(&self) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().clone()
    }

    /// This header of each request that was sent so far.
    pub(crate) fn headers(&self, name: &str) -> Vec<String> {
        let text = |request: &Request<Bytes>| request.headers()[name].to_str().unwrap().to_owned();
        self.requests().iter().map(text).collect()
    }
}

impl Transport for Scripted {
    fn carry(&self, request: Request<Bytes>) -> Answering<'_> {
        let number = {
            let mut requests = self.requests.lock().unwrap();
            requests.push(request.clone());
            requests.len() - 1
        };
        let fate = (self.script)(number, &request);
        Box::pin(async {
            match fate {
                Fate::Answered(answer) => Ok(answer),
                Fate::Unsent => Err(TransportError::new(true, "no connection", "nobody listens")),
                Fate::Lost => Err(TransportError::new(false, "no answer", "the connection broke")),
                Fate::Silence => std::future::pending().await,
                Fate::Late(time, answer) => {
                    sleep(time).await;
                    Ok(answer)
                }
            }
        })
    }
}

/// An answer with this status, headers and body.
pub(crate) fn with_headers(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Fate {
    let builder =
        headers.iter().fold(Response::builder().status(status), |builder, (name, value)| builder.header(*name, *value));
    Fate::Answered(builder.body(body.into()).unwrap())
}

pub(crate) fn answer(status: u16) -> Fate {
    with_headers(status, &[], "")
}

pub(crate) fn json(status: u16, body: &Value) -> Fate {
    with_headers(status, &[], body.to_string())
}
