//! Binds the operations of the table to their handlers; an operation without one answers 501.

use std::{any::TypeId, borrow::Cow, str::FromStr};

use bytes::Bytes;
use http::StatusCode;
use jiff::Timestamp;
use partner_center_model::{
    all, errors,
    operation::{Header, Nothing, Operation, OperationInfo},
    read::{self, ReadError},
};

use crate::{
    areas,
    context::{Body, Call, Cx, Outcome},
    identity::Identity,
    records,
    refusal::{Failure, Refusal},
};

/// A call of the API as it came in: routed, its token verified, nothing decoded.
#[derive(Debug)]
pub(crate) struct RawCall {
    /// The place of the operation in the table.
    pub(crate) operation: usize,
    /// The values of the path.
    pub(crate) parameters: Vec<(&'static str, String)>,
    pub(crate) query: String,
    pub(crate) body: Bytes,
    pub(crate) if_match: Option<String>,
    pub(crate) continuation: Option<String>,
    pub(crate) locale: Cow<'static, str>,
    /// The caller's `MS-RequestId`; none if the sandbox made one.
    pub(crate) request_id: Option<String>,
    pub(crate) identity: Identity,
    /// Sets this call apart from every other one, where the caller gave no id.
    pub(crate) nonce: [u8; 16],
    /// When it came in, in real time.
    pub(crate) at: Timestamp,
}

impl RawCall {
    /// A value of the path.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The values of the path, by their names.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// A value of the path, if it is an id of this kind.
    pub(crate) fn id<T: FromStr>(&self, name: &str) -> Option<T> {
        self.parameter(name)?.parse().ok()
    }
}

/// A successful answer, encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finished {
    pub(crate) status: StatusCode,
    pub(crate) body: Option<Bytes>,
    pub(crate) location: Option<String>,
    pub(crate) explanation: Option<String>,
    /// Whether repetitions of the call are given it.
    pub(crate) kept: bool,
}

type Run = Box<dyn Fn(&mut Cx<'_, '_>, &RawCall) -> Result<Finished, Failure> + Send + Sync>;

/// An operation and, if it is emulated, its handler.
pub(crate) struct Served {
    pub(crate) info: &'static OperationInfo,
    pub(crate) run: Option<Run>,
}

/// A handler under the name of its operation, before the table is put together.
pub(crate) struct Handler {
    name: &'static str,
    run: Run,
}

/// Binds an operation to its handler.
pub(crate) fn handler<O: Operation>(handle: fn(&mut Cx<'_, '_>, Call<O>) -> Outcome<O::Reply>) -> Handler {
    let run = move |cx: &mut Cx<'_, '_>, call: &RawCall| {
        let call = decode::<O>(call)?;
        let answer = handle(cx, call)?;
        Ok(Finished {
            status: answer.status,
            body: match answer.body {
                Body::Nothing => None,
                Body::Value(value) => Some(records::encode(&value)?),
                Body::Stored(bytes, _) => Some(bytes),
            },
            location: answer.location,
            explanation: cx.take_explanation(),
            kept: answer.kept,
        })
    };
    Handler { name: O::INFO.name, run: Box::new(run) }
}

/// The whole table, in the order of [`all::operations`].
pub(crate) fn table() -> Vec<Served> {
    let mut handlers: Vec<Handler> = areas::handlers();
    all::operations()
        .map(|info| {
            let at = handlers.iter().position(|handler| handler.name == info.name);
            Served { info, run: at.map(|at| handlers.swap_remove(at).run) }
        })
        .collect()
}

/// The names of the operations that have a handler.
pub fn emulated() -> Vec<&'static str> {
    table().iter().filter(|served| served.run.is_some()).map(|served| served.info.name).collect()
}

fn decode<O: Operation>(call: &RawCall) -> Result<Call<O>, Failure> {
    let in_path = |error: ReadError| Refusal::new(errors::INVALID_PROPERTY).about(error.to_string());
    let path = read::from_pairs(call.pairs()).map_err(in_path)?.value;
    let pairs = read::query(&call.query).map_err(in_path)?;
    let query = read::from_pairs(pairs).map_err(in_path)?.value;
    // Where no body is asked for, whatever is sent is ignored, be it JSON or not.
    let ignored = TypeId::of::<O::Body>() == TypeId::of::<Nothing>();
    let body = read::from_slice(if ignored { &[] } else { &call.body })
        .map_err(|error| Refusal::new(errors::INVALID_INPUT).about(error.to_string()))?
        .value;
    // What the line does not name, no handler reads: what is documented of an operation is all that it heeds.
    let header = |name, sent: &Option<String>| sent.clone().filter(|_| O::INFO.headers.contains(&name));
    let if_match = header(Header::IfMatch, &call.if_match);
    let continuation = header(Header::ContinuationToken, &call.continuation);
    Ok(Call { path, query, body, if_match, continuation })
}
