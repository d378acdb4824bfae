//! The client: puts calls on the wire and reads the replies.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, header};
use partner_center_model::{
    operation::{Method, Operation, Segment},
    read::Reader,
    resource::ErrorBody,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::{
    call::{Call, Reply},
    error::{Error, ServiceError},
    transport::Transport,
};

/// What stands for itself in a segment of a path or in a query value.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Sends calls to one Partner Center. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    endpoint: Arc<str>,
    transport: Arc<dyn Transport>,
    token: Option<SecretString>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the Partner Center at `endpoint`, `https://api.partnercenter.microsoft.com` or Backlot's address.
    pub fn new(endpoint: &str, transport: impl Transport) -> Self {
        Self { endpoint: endpoint.trim_end_matches('/').into(), transport: Arc::new(transport), token: None }
    }

    /// The same client, with this access token.
    #[must_use]
    pub fn with_token(&self, token: impl Into<SecretString>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// Sends a call and reads the reply.
    ///
    /// # Errors
    ///
    /// If the service refuses it, it does not arrive, or the answer does not read.
    pub async fn send<O: Operation>(&self, call: Call<O>) -> Result<Reply<O::Reply>, Error> {
        let answer = self.transport.carry(self.request(&call)?).await?;
        let (head, body) = answer.into_parts();
        if !head.status.is_success() {
            return Err(Box::new(refused(Response::from_parts(head, body))).into());
        }
        let value = Reader::REPLIES.slice(&body).map_err(Error::Answer)?.value;
        Ok(Reply { status: head.status, headers: head.headers, value })
    }

    /// Sends a request of one's own making, for what has no type: the answer as it came, whatever its status.
    ///
    /// # Errors
    ///
    /// If it cannot be sent, or no answer comes back.
    pub async fn send_raw(&self, method: &str, path: &str, body: impl Into<Bytes>) -> Result<Response<Bytes>, Error> {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.endpoint));
        let mut request = request.body(body.into()).map_err(|error| Error::Call(error.to_string()))?;
        self.head(request.headers_mut())?;
        if !request.body().is_empty() {
            request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(self.transport.carry(request).await?)
    }

    fn request<O: Operation>(&self, call: &Call<O>) -> Result<Request<Bytes>, Error> {
        let body = match (&call.body, O::INFO.method) {
            (_, Method::GET | Method::HEAD | Method::DELETE) | (None, _) => Bytes::new(),
            (Some(body), _) => serde_json::to_vec(body).map_err(|error| Error::Call(error.to_string()))?.into(),
        };
        let uri = format!("{}{}{}", self.endpoint, path::<O>(&call.path)?, query::<O>(call.query.as_ref())?);
        let mut request = Request::builder()
            .method(O::INFO.method.as_str())
            .uri(uri)
            .body(body)
            .map_err(|error| Error::Call(error.to_string()))?;
        let json = !request.body().is_empty();
        let headers = request.headers_mut();
        self.head(headers)?;
        if json {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let optional = [
            ("ms-requestid", call.request_id.clone()),
            ("if-match", call.if_match.as_ref().map(|etag| format!("\"{etag}\""))),
            ("ms-continuationtoken", call.continuation.clone()),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                headers.insert(name, value.parse().map_err(|_| Error::Call(format!("{name} is no header value")))?);
            }
        }
        Ok(request)
    }

    fn head(&self, headers: &mut HeaderMap) -> Result<(), Error> {
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(token) = &self.token {
            let bearer = format!("Bearer {}", token.expose_secret());
            let mut bearer =
                HeaderValue::from_str(&bearer).map_err(|_| Error::Call("the token is no header value".to_owned()))?;
            bearer.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, bearer);
        }
        Ok(())
    }
}

/// The path of the operation with the values of the call.
fn path<O: Operation>(values: &O::Path) -> Result<String, Error> {
    let values = serde_json::to_value(values).map_err(|error| Error::Call(error.to_string()))?;
    let mut path = String::new();
    for segment in O::INFO.segments() {
        path.push('/');
        match segment {
            Segment::Literal(literal) => path.push_str(literal),
            Segment::Parameter(name) => {
                let value = values.get(name).map(scalar).filter(|value| !value.is_empty());
                let value = value.ok_or_else(|| Error::Call(format!("the path needs {name}")))?;
                path.extend(utf8_percent_encode(&value, ESCAPED));
            }
        }
    }
    Ok(path)
}

/// The query string of the call, with its question mark; empty without parameters.
fn query<O: Operation>(query: Option<&O::Query>) -> Result<String, Error> {
    let Some(query) = query else { return Ok(String::new()) };
    let Value::Object(parameters) = serde_json::to_value(query).map_err(|error| Error::Call(error.to_string()))? else {
        return Ok(String::new());
    };
    let mut text = String::new();
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_null()) {
        text.push(if text.is_empty() { '?' } else { '&' });
        text.extend(utf8_percent_encode(name, ESCAPED));
        text.push('=');
        text.extend(utf8_percent_encode(&scalar(value), ESCAPED));
    }
    Ok(text)
}

/// A value as it stands in a path or a query; what is no scalar stands as JSON, as filters do.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The error that an answer tells of.
fn refused(answer: Response<Bytes>) -> ServiceError {
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let form = Reader::REPLIES.slice::<ErrorBody>(answer.body()).ok().map(|read| read.value);
    let described = form.as_ref().map(|form| form.description.clone());
    ServiceError {
        status: answer.status(),
        code: form.as_ref().map(|form| form.code),
        description: described.unwrap_or_else(|| String::from_utf8_lossy(answer.body()).into_owned()),
        data: form.map(|form| form.data).unwrap_or_default(),
        correlation_id: header("ms-correlationid"),
        explanation: header("backlot-explanation"),
    }
}
