//! Webhooks: where the partner is told of events.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{operation::Nothing, operations};

operations! {
    /// Gets which events the partner is told of, and where.
    GetWebhookRegistration = GET "/webhooks/v1/registration"
        (Either, EVERYWHERE, Nothing) Nothing, Nothing, Nothing => Value, "partner-center-webhooks";

    /// Registers for events.
    CreateWebhookRegistration = POST "/webhooks/v1/registration"
        (Either, EVERYWHERE, Account) Nothing, Nothing, Value => Value, "partner-center-webhooks";

    /// Replaces the registration for events.
    UpdateWebhookRegistration = PUT "/webhooks/v1/registration"
        (Either, EVERYWHERE, Account) Nothing, Nothing, Value => Value, "partner-center-webhooks";

    /// Lists the events that one can register for.
    ListWebhookEvents = GET "/webhooks/v1/registration/events"
        (Either, EVERYWHERE, Nothing) Nothing, Nothing, Nothing => Value, "partner-center-webhooks";

    /// Sends a test event to the registered address.
    SendValidationEvent = POST "/webhooks/v1/registration/validationEvents"
        (Either, EVERYWHERE, Account) Nothing, Nothing, Nothing => Value, "partner-center-webhooks";

    /// Says how the delivery of a test event went.
    GetValidationEvent = GET "/webhooks/v1/registration/validationEvents/{correlation_id}"
        (Either, EVERYWHERE, Nothing) ValidationEventPath, Nothing, Nothing => Value, "partner-center-webhooks";
}

/// The path to a test event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ValidationEventPath {
    /// The correlation id under which the test event was sent: a GUID.
    pub correlation_id: String,
}
