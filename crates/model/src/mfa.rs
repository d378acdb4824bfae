//! Multi-factor authentication: which applications and people of the partner sign in without it.

use serde_json::Value;

use crate::{operation::Nothing, operations};

operations! {
    /// Lists how many calls of each application were made with multi-factor authentication.
    ListApplicationMfaAdoption = GET "/v1/applicationmfaadoptionstatus"
        (User, GLOBAL, Nothing) Nothing, Nothing, Nothing => Value, "get-api-request-summary";

    /// Lists the people who signed in to the portal without multi-factor authentication.
    ListNonMfaCompliantPrincipals = GET "/v1/nonMfaCompliantPartnerPrincipals"
        (User, GLOBAL, Nothing) Nothing, Nothing, Nothing => Value, "get-portal-requests-without-mfa";

    /// Lists the calls that the partner's applications made, with how they were authenticated.
    ListPartnerRequests = GET "/v1/partnerRequests"
        (User, GLOBAL, Nothing) Nothing, Nothing, Nothing => Value, "get-api-request-details";
}
