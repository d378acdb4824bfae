//! Creates something once, however often that is asked for: what was begun and has no reply yet is gone on with.

use jiff::Timestamp;
use partner_center::{Error, ErrorKind, Fetched};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Failure, Limits,
    pending::{Intent, Pending, PendingCreations, PendingError},
    signer::Signer,
};

/// Something that is to be created.
pub(crate) trait Creation {
    /// What there is afterwards.
    type Made: Clone;
    /// What it is.
    const WHAT: &'static str;

    /// The path of where it is created.
    fn path(&self) -> String;

    /// What is sent.
    fn body(&self) -> serde_json::Result<Value>;

    /// Creates it under this `MS-RequestId`.
    async fn create(&self, request_id: String) -> Result<Fetched<Self::Made>, Error>;

    /// Reads what there is that could be taken for it.
    async fn those_there(&self) -> Result<Vec<Fetched<Self::Made>>, Error>;

    /// The id of what there is.
    fn id(made: &Self::Made) -> Option<&str>;

    /// Whether this, which was not there before, is what came of it.
    fn is_result(&self, made: &Self::Made) -> bool;
}

/// Who creates something, and what is made up for it.
pub(crate) struct Attempt {
    /// Where what is under way is kept.
    pub(crate) pending: PendingCreations,
    /// Where Partner Center is, and whose it is.
    pub(crate) account: String,
    /// Who creates it.
    pub(crate) by: Signer,
    /// The id for it, if it was not begun before.
    pub(crate) request_id: Uuid,
    /// The real time.
    pub(crate) now: Timestamp,
}

/// Why something was not created.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CreationError {
    /// The procedure did not come to its end.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// It cannot be kept track of.
    #[error(transparent)]
    Pending(#[from] PendingError),
    /// It cannot be put on the wire.
    #[error("the {what} cannot be sent ({source}); correct it and try again")]
    Unsendable {
        /// What it is.
        what: &'static str,
        /// Why not.
        source: serde_json::Error,
    },
    /// It may have been created.
    #[error(
        "{source}; whether the {what} was created is not known, so run the same command again: it is not created twice"
    )]
    Unknown {
        /// What it is.
        what: &'static str,
        /// What happened.
        source: Failure,
    },
}

/// How something came to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// It was created now.
    Now,
    /// An earlier run began it; it was sent again under the same id.
    Resumed(Timestamp),
    /// An earlier run created it, as what is there shows.
    Found(Timestamp),
}

impl How {
    /// What is said of it besides the result, where there is something to say.
    pub(crate) fn told(self, what: &str) -> Option<String> {
        let (begun, since) = match self {
            Self::Now => return None,
            Self::Resumed(begun) => (begun, format!("it was sent again as the same {what}")),
            Self::Found(begun) => (begun, "it was created then, and nothing was created now".to_owned()),
        };
        Some(format!("this {what} was begun at {begun:.0} and its reply never came; {since}"))
    }
}

/// Something that was created.
#[derive(Debug)]
pub(crate) struct Created<T> {
    /// What there is now.
    pub(crate) made: Fetched<T>,
    /// How it came to be there.
    pub(crate) how: How,
    /// To be ended when the result has been told.
    pub(crate) pending: Pending,
}

/// Creates something, or goes on with what was begun before.
pub(crate) async fn create_once<C: Creation>(
    creation: &C,
    attempt: Attempt,
    limits: &Limits,
) -> Result<Created<C::Made>, CreationError> {
    let what = C::WHAT;
    let late = || CreationError::Unknown { what, source: Failure::Late(format!("the {what} was created")) };
    limits.within(create_or_find(creation, attempt, limits)).await.unwrap_or_else(|| Err(late()))
}

async fn create_or_find<C: Creation>(
    creation: &C,
    attempt: Attempt,
    limits: &Limits,
) -> Result<Created<C::Made>, CreationError> {
    let what = C::WHAT;
    let Attempt { pending, account, by, request_id, now } = attempt;
    let body = creation.body().map_err(|source| CreationError::Unsendable { what, source })?;
    let intent = Intent { account, by, path: creation.path(), body };
    let (pending, how) = match pending.find(&intent, now)? {
        Some(earlier) if earlier.is_known(now) => {
            let how = How::Resumed(earlier.begun());
            (earlier, how)
        }
        earlier => {
            let there = limits.call(creation.those_there()).await.map_err(Failure::from)?;
            if let Some(earlier) = earlier {
                if let Some(made) = result_of(creation, &earlier, &there) {
                    let how = How::Found(earlier.begun());
                    return Ok(Created { made, how, pending: earlier });
                }
                // It never arrived, and will not any more.
                earlier.end()?;
            }
            let known = there.iter().filter_map(|made| C::id(made)).map(str::to_owned).collect();
            (pending.begin(intent, request_id, known, now)?, How::Now)
        }
    };
    let error = match limits.call(creation.create(pending.request_id().to_string())).await {
        Ok(made) => return Ok(Created { made, how, pending }),
        Err(error) => error,
    };
    let unknown = |error: Error| CreationError::Unknown { what, source: error.into() };
    if !is_final(&error) {
        return Err(unknown(error));
    }
    if let How::Resumed(begun) = how {
        // What is refused now may have been created when it was sent before.
        let Ok(there) = limits.call(creation.those_there()).await else { return Err(unknown(error)) };
        if let Some(made) = result_of(creation, &pending, &there) {
            return Ok(Created { made, how: How::Found(begun), pending });
        }
    }
    pending.end()?;
    Err(Failure::from(error).into())
}

/// What came of something that was begun before, among what is there now. The times of the two are of different clocks, so
/// it goes by what was there before.
fn result_of<C: Creation>(creation: &C, earlier: &Pending, there: &[Fetched<C::Made>]) -> Option<Fetched<C::Made>> {
    let is_new = |made: &C::Made| C::id(made).is_some_and(|id| !earlier.had(id));
    there.iter().find(|made| is_new(made) && creation.is_result(made)).cloned()
}

/// Whether it is certain that nothing came of the call: the service has said so, does not know who asks, or was not
/// reached. Everything else may mean that it was created.
fn is_final(error: &Error) -> bool {
    let is_unauthenticated = error.status().is_some_and(|status| status.as_u16() == 401);
    is_unauthenticated || matches!(error.kind(), ErrorKind::Refused | ErrorKind::NotSent)
}

#[cfg(test)]
mod tests;
