//! What is left to chance: ids of calls, and how long to wait before one is tried again.

use std::time::Duration;

use uuid::Uuid;

/// A new id.
#[expect(clippy::disallowed_methods, reason = "a client owns its chance, as nobody replays what it does")]
pub(crate) fn id() -> Uuid {
    Uuid::new_v4()
}

/// Something between half of this span and all of it, so that clients that failed together do not come back together.
pub(crate) fn jittered(span: Duration) -> Duration {
    let [.., a, b] = *id().as_bytes();
    let half = span / 2;
    half + half.mul_f64(f64::from(u16::from_be_bytes([a, b])) / f64::from(u16::MAX))
}
