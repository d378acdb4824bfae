//! The system clock. Only what others compare with their own clocks is read from it; waits are counted by tokio's.

use jiff::Timestamp;

/// The time.
#[expect(clippy::disallowed_methods, reason = "an assertion says when it was signed, and nobody replays a client")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
