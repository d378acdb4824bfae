//! When a call that failed is tried again.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode, header};
use jiff::fmt::rfc2822;

use crate::{chance::jittered, transport::TransportError};

/// How often, and how soon, a call that failed in passing is tried again.
///
/// Each attempt repeats the `MS-RequestId` of the call, by which the service knows it again, so that a write whose reply
/// was lost is not done twice. Tried again are calls without an answer, and those answered 408, 429, 500, 502, 503 or 504.
/// A `Retry-After` of the answer decides how soon; otherwise the wait doubles from attempt to attempt, and chance takes up
/// to half of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// How often a call is sent at most, the first time included.
    pub attempts: u32,
    /// How long to wait before the second attempt.
    pub first: Duration,
    /// The longest wait that doubling leads to.
    pub longest: Duration,
}

impl Retry {
    /// A call is sent once.
    #[must_use]
    pub const fn never() -> Self {
        Self { attempts: 1, first: Duration::ZERO, longest: Duration::ZERO }
    }

    /// How long to wait after this attempt, counted from 1; none if that was the last one, or trying again is no use.
    pub(crate) fn wait(&self, attempt: u32, outcome: &Result<Response<Bytes>, TransportError>) -> Option<Duration> {
        let asked = match outcome {
            Ok(answer) if passing(answer.status()) => retry_after(answer.headers()),
            Ok(_) => return None,
            Err(_) => None,
        };
        if attempt >= self.attempts {
            return None;
        }
        let doubled = self.first.saturating_mul(1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX));
        Some(asked.unwrap_or_else(|| jittered(doubled.min(self.longest))))
    }
}

impl Default for Retry {
    /// Five attempts within about eight seconds.
    fn default() -> Self {
        Self { attempts: 5, first: Duration::from_millis(500), longest: Duration::from_secs(30) }
    }
}

/// Whether a status tells of a state that passes.
fn passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// The wait that an answer asks for: in seconds, or until a time, which is compared with the answer's own `Date`.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok();
    let asked = text(header::RETRY_AFTER)?;
    if let Ok(seconds) = asked.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let time = |text| Some(rfc2822::parse(text).ok()?.timestamp());
    Duration::try_from(time(asked)?.duration_since(time(text(header::DATE)?)?)).ok()
}
