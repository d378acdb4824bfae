//! The journal: who called what, what was answered and why. A bounded ring in memory.

use http::StatusCode;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{ids::Ids, stack::Head};

/// One call.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) operation: Option<&'static str>,
    pub(crate) tenant: Option<Uuid>,
    pub(crate) app: Option<Uuid>,
    pub(crate) user: Option<Uuid>,
    pub(crate) code: Option<u32>,
    pub(crate) explanation: Option<String>,
}

impl Row {
    /// The row of a call that has just come in.
    pub(crate) fn new(_head: &Head, _ids: &Ids, _wall: Timestamp) -> Self {
        Self { operation: None, tenant: None, app: None, user: None, code: None, explanation: None }
    }
}

/// The journal.
#[derive(Debug, Default)]
pub(crate) struct Journal {}

impl Journal {
    /// Records a call that was answered.
    pub(crate) fn record(&self, _row: Row, _status: StatusCode, _wall: Timestamp) {}
}
