//! Why a call did not succeed.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use partner_center_model::{
    errors::{self, ErrorCode},
    read::{ReadError, Reader},
};
use serde::Deserialize;

use crate::{credential::CredentialError, retry::retry_after, transport::TransportError};

/// Why a call did not succeed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service answered, and refused.
    #[error(transparent)]
    Refused(#[from] Box<ServiceError>),
    /// The call did not reach the service, or its answer did not come back.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The service answered a success that does not read.
    #[error("the answer does not read: {source} (MS-CorrelationId {correlation_id})")]
    Answer {
        /// What does not read, and where it stands in the answer.
        source: ReadError,
        /// The `MS-CorrelationId` of the call, which support asks for.
        correlation_id: String,
    },
    /// The call cannot be put on the wire.
    #[error("the call cannot be sent: {0}")]
    Call(String),
    /// No access token could be had.
    #[error(transparent)]
    Credential(#[from] CredentialError),
}

/// What kind of failure it was, as far as what to do next depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The service refused, and will again.
    Refused,
    /// The service was asked too often.
    Throttled,
    /// The service failed, in passing as it seems.
    Unavailable,
    /// The call was certainly not sent.
    NotSent,
    /// No answer came in time; whether the call was carried out is not known.
    Timeout,
    /// The connection broke; whether the call was carried out is not known.
    Lost,
    /// The answer was not what the documentation says.
    Decode,
    /// No access token could be had, or the service did not take it.
    Credential,
    /// The call itself is wrong.
    Call,
}

impl Error {
    /// What kind of failure it was.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Refused(refusal) => match refusal.status.as_u16() {
                401 => ErrorKind::Credential,
                429 => ErrorKind::Throttled,
                501 => ErrorKind::Refused,
                408 | 500.. => ErrorKind::Unavailable,
                _ => ErrorKind::Refused,
            },
            Self::Transport(error) if error.unsent => ErrorKind::NotSent,
            Self::Transport(error) if error.timeout => ErrorKind::Timeout,
            Self::Transport(_) => ErrorKind::Lost,
            Self::Answer { .. } => ErrorKind::Decode,
            Self::Call(_) => ErrorKind::Call,
            Self::Credential(_) => ErrorKind::Credential,
        }
    }

    /// The refusal, if the service answered one.
    pub fn refusal(&self) -> Option<&ServiceError> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The status that the service refused with.
    pub fn status(&self) -> Option<StatusCode> {
        Some(self.refusal()?.status)
    }

    /// The code that the service refused with.
    pub fn code(&self) -> Option<u32> {
        self.refusal()?.code
    }

    /// The `MS-CorrelationId` of the call, which support asks for; none if nothing was sent.
    pub fn correlation_id(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => refusal.correlation_id.as_deref(),
            Self::Transport(error) => error.correlation_id(),
            Self::Answer { correlation_id, .. } => Some(correlation_id),
            Self::Call(_) | Self::Credential(_) => None,
        }
    }

    /// Whether the service says that there is no such thing.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }
}

/// An error that the service answered, in Partner Center's form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{description} ({}{})", self.place(), .correlation_id.as_ref().map_or_else(String::new, |id| format!(", MS-CorrelationId {id}")))]
#[non_exhaustive]
pub struct ServiceError {
    /// The status.
    pub status: StatusCode,
    /// The documented code; none where the answer was in another form, or had no body.
    pub code: Option<u32>,
    /// What went wrong, for people.
    pub description: String,
    /// What it is about, in the service's own terms.
    pub data: Vec<String>,
    /// The `MS-CorrelationId`, which support asks for.
    pub correlation_id: Option<String>,
    /// After how long the service wants to be asked again.
    pub retry_after: Option<Duration>,
    /// What Backlot says about it: the rule that decided, and what to do next.
    pub explanation: Option<String>,
}

impl ServiceError {
    /// What the documentation says of this status and code, if it knows them. Codes that are added later have none.
    pub fn documented(&self) -> Option<&'static ErrorCode> {
        errors::find(self.status.as_u16(), self.code?)
    }

    /// Whether it is this documented error.
    pub fn is(&self, error: &ErrorCode) -> bool {
        (self.status.as_u16(), self.code) == (error.status, Some(error.code))
    }

    fn place(&self) -> String {
        match self.code {
            Some(code) => format!("{}/{code}", self.status.as_u16()),
            None => self.status.to_string(),
        }
    }

    /// The error that an answer tells of, to the call with this `MS-CorrelationId`.
    pub(crate) fn of(answer: &Response<Bytes>, correlation_id: &str) -> Self {
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let form = Form::read(answer.body());
        let described = form.as_ref().map(|form| form.description.clone()).filter(|text| !text.is_empty());
        let plain = || {
            let text = String::from_utf8_lossy(answer.body());
            if text.is_empty() { "refused without a word".to_owned() } else { text.chars().take(LONGEST).collect() }
        };
        Self {
            status: answer.status(),
            code: form.as_ref().and_then(|form| form.code),
            description: described.unwrap_or_else(plain),
            data: form.map(|form| form.data).unwrap_or_default(),
            correlation_id: header("ms-correlationid").or_else(|| Some(correlation_id.to_owned())),
            retry_after: retry_after(answer.headers()),
            explanation: header("backlot-explanation"),
        }
    }
}

/// How much is quoted of an answer in another form.
const LONGEST: usize = 500;

/// The service's form of an error, of which proxies before it know nothing.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Form {
    code: Option<u32>,
    description: String,
    data: Vec<String>,
}

impl Form {
    fn read(body: &[u8]) -> Option<Self> {
        let form: Self = Reader::REPLIES.slice(body).ok()?.value;
        (form.code.is_some() || !form.description.is_empty()).then_some(form)
    }
}
