//! Profiles: what Microsoft knows of the partner itself.

use serde_json::Value;

use crate::{operation::Nothing, operations};

operations! {
    /// Gets the billing profile of the partner.
    GetPartnerBillingProfile = GET "/v1/profiles/billing"
        (User, EVERYWHERE, Nothing) Nothing, Nothing, Nothing => Value, "get-partner-billing-profile";

    /// Replaces the billing profile of the partner.
    UpdatePartnerBillingProfile = PUT "/v1/profiles/billing"
        (User, EVERYWHERE, Account) Nothing, Nothing, Value => Value, "update-partner-billing-profile";

    /// Gets the legal business profile of the partner.
    GetLegalBusinessProfile = GET "/v1/profiles/legalbusiness"
        (Either, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value, "get-legal-business-profile";

    /// Replaces the legal business profile of the partner.
    UpdateLegalBusinessProfile = PUT "/v1/profiles/legalbusiness"
        (User, EVERYWHERE, Account) Nothing, Nothing, Value => Value, "update-legal-business-profile";

    /// Gets the partner's network profile, or that of the partner with an MPN id.
    GetMpnProfile = GET "/v1/profiles/mpn"
        (User, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value, "get-partner-network-profile";

    /// Gets the organization profile of the partner.
    GetOrganizationProfile = GET "/v1/profiles/organization"
        (User, EVERYWHERE, Nothing) Nothing, Nothing, Nothing => Value, "get-an-organization-profile";

    /// Replaces the organization profile of the partner.
    UpdateOrganizationProfile = PUT "/v1/profiles/organization"
        (User, EVERYWHERE, Account) Nothing, Nothing, Value => Value, "update-an-organization-profile";

    /// Gets how customers reach the partner's support.
    GetSupportProfile = GET "/v1/profiles/support"
        (User, OUTSIDE_CHINA, Nothing) Nothing, Nothing, Nothing => Value, "get-support-profile";

    /// Replaces how customers reach the partner's support.
    UpdateSupportProfile = PUT "/v1/profiles/supportprofile"
        (User, EVERYWHERE, Account) Nothing, Nothing, Value => Value, "update-support-profile";
}
