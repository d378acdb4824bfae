//! Agreements: the templates, what customers have accepted, and whether resellers have signed theirs.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{customers::CustomerPath, operation::Nothing, operations};

operations! {
    /// Lists the agreement templates that a customer may be asked to accept.
    ListAgreementMetadata = GET "/v1/agreements"
        (User, GLOBAL, Nothing) Nothing, Value, Nothing => Value, "get-customer-agreement-metadata";

    /// Gets the links to view and download a Microsoft Customer Agreement template.
    GetAgreementDocument = GET "/v1/agreementtemplates/{agreement_template_id}/document"
        (User, GLOBAL, Nothing) AgreementTemplatePath, Value, Nothing => Value, "download-customer-agreement-template";

    /// Says whether an indirect reseller has signed the Microsoft Partner Agreement.
    GetAgreementStatus = GET "/v1/compliance/{program_name}/agreementstatus"
        (User, GLOBAL_AND_US_GOVERNMENT, Nothing) ProgramPath, Value, Nothing => Value,
        "verify-indirect-reseller-mpa-status";

    /// Lists the agreements that a customer has accepted.
    ListCustomerAgreements = GET "/v1/customers/{customer_id}/agreements"
        (User, GLOBAL, Nothing) CustomerPath, Value, Nothing => Value, "get-confirmation-of-customer-agreement";

    /// Confirms that a customer has accepted an agreement.
    ConfirmCustomerAgreement = POST "/v1/customers/{customer_id}/agreements"
        (User, GLOBAL, Customer) CustomerPath, Nothing, Value => Value, "confirm-customer-consent-customer-agreement";

    /// Says whether a customer has signed the Microsoft Customer Agreement with Microsoft itself.
    GetDirectSignedAgreementStatus = GET "/v1/customers/{customer_id}/directSignedMicrosoftCustomerAgreementStatus"
        (User, GLOBAL, Nothing) CustomerPath, Nothing, Nothing => Value, "get-direct-sign-status-of-customer-agreement";
}

/// The path to an agreement template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgreementTemplatePath {
    /// The template's id: a GUID.
    pub agreement_template_id: String,
}

/// The path to a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProgramPath {
    /// The programme's name; `csp` is the only one.
    pub program_name: String,
}
