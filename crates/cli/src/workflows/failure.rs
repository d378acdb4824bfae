//! Why a procedure did not come to its end.

use partner_center::{CredentialError, Error, ErrorKind};

/// Why a procedure did not come to its end. What was done until then stays done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A call did not succeed.
    #[error("{}", told(.0))]
    Call(#[from] Error),
    /// The service's rules do not allow it as things are.
    #[error("{doing} is blocked by {}; {remedy}", .blockers.join(", "))]
    Blocked {
        /// What was to be done.
        doing: String,
        /// What is in the way, each in words.
        blockers: Vec<String>,
        /// What to do about it.
        remedy: String,
    },
    /// The time that it was given is up.
    #[error("the time was up before {0}; run the same command again to go on, perhaps with a longer --timeout")]
    Late(String),
    /// The service answered that it was done, and it is not.
    #[error("the service answered that {0}, and it is not so; run the same command again")]
    NotSo(String),
}

/// What kind of failure it is, as far as the exit code depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It failed.
    Failed,
    /// The service's rules do not allow it.
    Blocked,
    /// Whoever asks may not.
    NotAuthorised,
    /// The time was up.
    Late,
}

impl Failure {
    /// What kind of failure it is.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Call(error) => of_call(error),
            Self::Blocked { .. } => Kind::Blocked,
            Self::Late(_) => Kind::Late,
            Self::NotSo(_) => Kind::Failed,
        }
    }
}

/// Refusals for want of the right token or role. Source: `error-codes`.
const DENIED: [u32; 2] = [2032, 900_150];

/// What kind of failure it is that a call did not succeed.
fn of_call(error: &Error) -> Kind {
    match error.kind() {
        ErrorKind::NotSent if matches!(error, Error::Transport(error) if error.timeout) => Kind::Late,
        ErrorKind::Credential => match error {
            // The directory did not say a word about who asks.
            Error::Credential(CredentialError::Transport(_) | CredentialError::Answer { .. }) => Kind::Failed,
            _ => Kind::NotAuthorised,
        },
        ErrorKind::Timeout => Kind::Late,
        ErrorKind::Refused if error.is_not_found() || is_unknown_customer(error) => Kind::Failed,
        ErrorKind::Refused if error.code().is_some_and(|code| DENIED.contains(&code)) => Kind::NotAuthorised,
        ErrorKind::Refused if error.status().is_some_and(|status| status.as_u16() == 501) => Kind::Failed,
        ErrorKind::Refused => Kind::Blocked,
        _ => Kind::Failed,
    }
}

/// Whether the service says, of something beneath a customer, that the customer is none of the account's.
/// Source: `error-codes`.
pub(super) fn is_unknown_customer(error: &Error) -> bool {
    error.status().is_some_and(|status| status.as_u16() == 403) && error.code() == Some(20_002)
}

/// The error, and what Backlot says about it.
fn told(error: &Error) -> String {
    let explanation = error.refusal().and_then(|refusal| refusal.explanation.as_deref());
    match (explanation, error) {
        (Some(explanation), _) => format!("{error}: {}", explanation.trim_end_matches('.')),
        (None, Error::Credential(credential)) if credential.needs_sign_in() => {
            format!("{error}; sign in with `backlot login` and the same --profile")
        }
        (None, _) => error.to_string(),
    }
}
