//! Application consents: which applications a customer lets the partner run against its tenant.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{customers::CustomerPath, ids::CustomerId, operation::Nothing, operations};

operations! {
    /// Consents, for a customer, to an application of the partner.
    CreateApplicationConsent = POST "/v1/customers/{customer_id}/applicationconsents"
        (Either, EVERYWHERE, Customer) CustomerPath, Nothing, Value => Nothing, "partner-center-authentication";

    /// Withdraws the consent to an application.
    DeleteApplicationConsent = DELETE "/v1/customers/{customer_id}/applicationconsents/{application_id}"
        (Either, EVERYWHERE, Customer) ApplicationConsentPath, Nothing, Nothing => Nothing,
        "partner-center-authentication";
}

/// The path to an application that a customer consented to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApplicationConsentPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The application's id in the partner's directory: a GUID.
    pub application_id: String,
}
