//! Audit records: who did what in the partner's account.

use serde_json::Value;

use crate::{operation::Nothing, operations};

operations! {
    /// Lists the activity in the partner's account over a range of days.
    ListAuditRecords = GET "/v1/auditrecords"
        (Either, OUTSIDE_CHINA, Nothing) Nothing, Value, Nothing => Value,
        "get-a-record-of-partner-center-activity-by-user";
}
