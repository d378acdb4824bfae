//! Analytics: licences in use, subscriptions, usage, referrals, searches and resellers, as aggregated figures.

use serde_json::Value;

use crate::{customers::CustomerPath, operation::Nothing, operations};

operations! {
    /// Lists how far the commercial licences that the partner sold are deployed.
    ListCommercialLicenseDeployment = GET "/partner/v1/analytics/commercial/deployment/license"
        (User, GLOBAL, Nothing) Nothing, Value, Nothing => Value, "get-licenses-deployment-information";

    /// Lists how much the commercial licences that the partner sold are used.
    ListCommercialLicenseUsage = GET "/partner/v1/analytics/commercial/usage/license"
        (User, GLOBAL, Nothing) Nothing, Value, Nothing => Value, "get-licenses-usage-information";

    /// Lists the figures of the provider's indirect resellers.
    ListIndirectResellerAnalytics = GET "/partner/v1/analytics/indirectresellers"
        (User, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value, "get-all-indirect-resellers-analytics";

    /// Lists the figures of the partner's referrals.
    ListReferralAnalytics = GET "/partner/v1/analytics/referrals"
        (User, OUTSIDE_CHINA, Nothing) Nothing, Value, Nothing => Value, "get-all-referrals-analytics";

    /// Lists how the partner was found by searches.
    ListSearchAnalytics = GET "/partner/v1/analytics/search"
        (User, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value, "get-all-search-analytics";

    /// Lists the figures of the partner's subscriptions, filtered and grouped as asked.
    ListSubscriptionAnalytics = GET "/partner/v1/analytics/subscriptions"
        (User, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value, "get-all-subscription-analytics";

    /// Lists the figures of the Azure usage of the partner's customers.
    ListAzureUsageAnalytics = GET "/partner/v1/analytics/usage/azure"
        (User, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value, "get-all-azure-usage-analytics";

    /// Lists how many of the licences that the partner sold are deployed, by service.
    GetPartnerLicensesDeployment = GET "/v1/analytics/licenses/deployment"
        (User, GLOBAL, Nothing) Nothing, Nothing, Nothing => Value, "get-partner-licenses-deployment-information";

    /// Lists how many of the partner's deployed licences are used, by workload.
    GetPartnerLicensesUsage = GET "/v1/analytics/licenses/usage"
        (User, GLOBAL, Nothing) Nothing, Nothing, Nothing => Value, "get-partner-licenses-usage-information";

    /// Lists how many of a customer's licences are deployed, by service.
    GetCustomerLicensesDeployment = GET "/v1/customers/{customer_id}/analytics/licenses/deployment"
        (User, GLOBAL, Nothing) CustomerPath, Nothing, Nothing => Value, "get-customer-licenses-deployment-information";

    /// Lists how many of a customer's deployed licences are used, by workload.
    GetCustomerLicensesUsage = GET "/v1/customers/{customer_id}/analytics/licenses/usage"
        (User, GLOBAL, Nothing) CustomerPath, Nothing, Nothing => Value, "get-customer-licenses-usage-information";
}
