//! A call on the wire: its path, query and headers.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, header};
use partner_center_model::{
    operation::{Method, Operation, Segment},
    resource::{Header, Link},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use crate::{call::Call, error::Error};

/// What stands for itself in a segment of a path or in a query value.
pub(crate) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request for what the call asks, at the address of an API.
pub(crate) fn request<O: Operation>(api: &str, call: &Call<O>) -> Result<Request<Bytes>, Error> {
    let body = match (call.body.as_ref().map_err(|error| Error::Call(error.clone()))?, O::INFO.method) {
        (_, Method::GET | Method::HEAD | Method::DELETE) | (None, _) => Bytes::new(),
        (Some(Value::Null), _) => Bytes::new(),
        (Some(body), _) => body.to_string().into(),
    };
    let target = format!("{}{}", path::<O>(&call.path)?, query::<O>(call.query.as_ref())?);
    let mut request = plain(api, O::INFO.method.as_str(), &target, body)?;
    let optional = [
        ("ms-requestid", call.request_id.clone()),
        ("if-match", call.if_match.as_deref().map(quoted)),
        ("ms-continuationtoken", call.continuation.clone()),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            insert(request.headers_mut(), name, &value)?;
        }
    }
    Ok(request)
}

/// A request that follows a link of an answer.
pub(crate) fn link(api: &str, link: &Link) -> Result<Request<Bytes>, Error> {
    let elsewhere = || Error::Call(format!("the link {:?} leads elsewhere", link.uri));
    // Links are relative to the version. Whatever they lead to is given the access token.
    let here = link.uri.strip_prefix(api).filter(|rest| rest.starts_with('/')).unwrap_or(&link.uri);
    let path = here.trim_start_matches('/');
    let path = path.strip_prefix("v1/").unwrap_or(path);
    let (steps, _) = path.split_once('?').unwrap_or((path, ""));
    let up = |step: &str| matches!(&*percent_decode_str(step).decode_utf8_lossy(), "." | "..");
    if steps.contains("://") || steps.split(['/', '\\']).any(up) {
        return Err(elsewhere());
    }
    let method = if link.method.is_empty() { "GET" } else { &link.method };
    let mut request = plain(api, method, &format!("/v1/{path}"), Bytes::new())?;
    for Header { key, value } in &link.headers {
        let header = (key.parse::<HeaderName>(), value.parse::<HeaderValue>());
        let (Ok(name), Ok(value)) = header else { return Err(Error::Call(format!("the link's {key} is no header"))) };
        request.headers_mut().insert(name, value);
    }
    Ok(request)
}

/// A request of any method for any target.
pub(crate) fn plain(api: &str, method: &str, target: &str, body: Bytes) -> Result<Request<Bytes>, Error> {
    let request = Request::builder().method(method).uri(format!("{api}{target}"));
    let mut request = request.body(body).map_err(|error| Error::Call(error.to_string()))?;
    if !request.body().is_empty() {
        request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    Ok(request)
}

/// An etag as `If-Match` has it; those that stand in resources come without quotation marks.
fn quoted(etag: &str) -> String {
    if etag == "*" || etag.ends_with('"') { etag.to_owned() } else { format!("\"{etag}\"") }
}

pub(crate) fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) -> Result<(), Error> {
    headers.insert(name, value.parse().map_err(|_| Error::Call(format!("{name} is no header value")))?);
    Ok(())
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
                // URLs take these for steps up the path, escaped or not.
                if matches!(value.as_str(), "." | "..") {
                    return Err(Error::Call(format!("{name} cannot be {value:?}")));
                }
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
