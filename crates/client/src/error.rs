//! Why a call did not succeed.

use http::StatusCode;
use partner_center_model::read::ReadError;

use crate::transport::TransportError;

/// Why a call did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The service answered, and refused.
    #[error(transparent)]
    Refused(#[from] Box<ServiceError>),
    /// The call did not reach the service, or its answer did not come back.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The service answered a success that does not read.
    #[error("the answer does not read: {0}")]
    Answer(ReadError),
    /// The call cannot be put on the wire.
    #[error("the call cannot be sent: {0}")]
    Call(String),
}

/// An error that the service answered, in Partner Center's form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{status}, code {code:?}: {description}")]
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
    /// What Backlot says about it: the rule that decided, and what to do next.
    pub explanation: Option<String>,
}
