//! How a failure looks on the wire: the only place that knows.

use bytes::Bytes;
use http::StatusCode;
use partner_center_model::errors::{self, ErrorCode};
use serde::Serialize;

use crate::refusal::{Failure, Refusal};

/// The longest `Backlot-Explanation`, in bytes.
pub(crate) const LONGEST_EXPLANATION: usize = 2048;

/// The error form of Partner Center.
#[derive(Debug, Serialize)]
struct Form<'a> {
    code: u32,
    description: String,
    data: &'a [String],
    source: &'a str,
}

/// A failure as it is answered.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: u32,
    pub(crate) body: Bytes,
    pub(crate) explanation: Option<String>,
}

impl Problem {
    /// The answer to a failure of the operation `name`.
    pub(crate) fn of(failure: &Failure, name: &str) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::refused(refusal),
            Failure::NotEmulated => Self::refused(
                &Refusal::new(errors::EXCEPTION_NOT_DEFINED)
                    .about(format!("{name} is documented, and not emulated yet"))
                    .explain("docs/operations.md lists what is emulated."),
            ),
            Failure::Store(backlot_store::Error::Stale { .. }) => Self::refused(&Refusal::new(errors::ETAG_NOT_VALID)),
            // The rules look first; on an engine with several writers another one may come between.
            Failure::Store(backlot_store::Error::Taken { scope, value, .. }) => {
                Self::refused(&Refusal::new(errors::INVALID_PROPERTY).about(format!("{scope} {value} is taken")))
            }
            Failure::Overloaded(why) => Self {
                // Clients repeat a 503, and no other failure of a server.
                status: StatusCode::SERVICE_UNAVAILABLE,
                ..Self::refused(&Refusal::new(errors::UNEXPECTED_SERVICE_ERROR).about(why.as_str()))
            },
            Failure::Store(error) => {
                tracing::error!(%error, operation = name, "the store failed");
                let about = format!("the store could not carry it out: {error}");
                let mut refusal = Refusal::new(errors::UNEXPECTED_SERVICE_ERROR).about(about);
                if matches!(error, backlot_store::Error::Unsure { .. }) {
                    refusal = refusal.explain(
                        "Whether it was done is not known. Repeat it with the same MS-RequestId and body: it is done once \
                         at most, and answered alike. Where you sent no MS-RequestId, look first.",
                    );
                }
                let problem = Self::refused(&refusal);
                // Clients repeat a 503, and no other failure of a server.
                if may_pass(error) { Self { status: StatusCode::SERVICE_UNAVAILABLE, ..problem } } else { problem }
            }
            Failure::NeedsWrite | Failure::NeedsLock(_) | Failure::Unsettled { .. } | Failure::Defect(_) => {
                tracing::error!(?failure, operation = name, "the sandbox is wrong");
                Self::refused(&Refusal::new(errors::UNEXPECTED_SERVICE_ERROR))
            }
        }
    }

    /// The answer to a refusal.
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        let ErrorCode { status, code, .. } = refusal.code;
        let form = Form { code, description: refusal.description(), data: &refusal.data, source: "PartnerFD" };
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code,
            body: serde_json::to_vec(&form).map(Bytes::from).unwrap_or_default(),
            explanation: refusal.explanation.clone(),
        }
    }
}

/// Whether the same call may go well later: a disk is full, a database is away. What is wrong with the call, with the data
/// or with the sandbox itself stays wrong.
fn may_pass(error: &backlot_store::Error) -> bool {
    use backlot_store::Error;
    !matches!(
        error,
        Error::Invalid { .. }
            | Error::ReadOnly
            | Error::Missing { .. }
            | Error::Newer { .. }
            | Error::Older { .. }
            | Error::Corrupt { .. }
            | Error::Panicked
    )
}

/// An explanation as a header can carry it: visible ASCII, 2 KB at most.
pub(crate) fn explanation_header(text: &str) -> String {
    let mut header: String = text.chars().map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { '?' }).collect();
    if header.len() > LONGEST_EXPLANATION {
        header.truncate(LONGEST_EXPLANATION - 3);
        header.push_str("...");
    }
    header
}

#[cfg(test)]
mod tests {
    use backlot_store::Error;
    use http::StatusCode;

    use super::Problem;
    use crate::refusal::Failure;

    #[test]
    fn what_may_pass_is_to_be_repeated_and_what_is_wrong_is_not() {
        let status = |error| Problem::of(&Failure::Store(error), "CreateOrder").status;
        assert_eq!(status(Error::Disk { source: "no space".into() }), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(Error::Closed), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(Error::Unavailable { source: "no route".into() }), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(Error::Unsure { source: "cut off".into() }), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(Error::Corrupt { reason: "torn".into() }), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(status(Error::Panicked), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
