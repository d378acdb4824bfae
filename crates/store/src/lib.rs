//! Documents in real transactions: the store behind the Backlot sandbox.

mod document;
mod error;
#[doc(hidden)]
pub mod faults;
mod home;
mod job;
mod key;
mod range;
mod sqlite;
mod statements;
mod store;
mod tx;
mod wait;

pub use document::{Document, Expect, Index, Member, Set, Unique};
pub use error::{Cause, Error};
pub use key::{Key, Root};
pub use range::{Listed, Position, Range};
pub use store::{Decision, Options, Place, Store};
pub use tx::Tx;
