//! Usage: what customers consumed of Azure, and what they may spend.

use serde_json::Value;

use crate::{customers::CustomerPath, operation::Nothing, operations, subscriptions::SubscriptionPath};

operations! {
    /// Lists what each customer of the partner consumed this month.
    ListCustomerUsageRecords = GET "/v1/customers/usagerecords"
        (User, OUTSIDE_CHINA, Nothing) Nothing, Nothing, Nothing => Value, "get-a-customer-s-usage-records";

    /// Gets what the partner's customers consumed this month, together.
    GetPartnerUsageSummary = GET "/v1/usagesummary"
        (User, OUTSIDE_CHINA, Nothing) Nothing, Nothing, Nothing => Value, "get-a-partner-usage-summary";

    /// Lists what each subscription of a customer consumed this month.
    ListSubscriptionUsageRecords = GET "/v1/customers/{customer_id}/subscriptions/usagerecords"
        (User, OUTSIDE_CHINA, Nothing) CustomerPath, Nothing, Nothing => Value,
        "get-a-customer-subscription-s-usage-records";

    /// Lists what a subscription consumed this month, by meter.
    ListMeterUsageRecords = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/meterusagerecords"
        (User, OUTSIDE_CHINA, Nothing) SubscriptionPath, Nothing, Nothing => Value,
        "get-a-customer-subscription-meter-usage-records";

    /// Lists what a subscription consumed this month, by Azure resource.
    ListResourceUsageRecords = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/resourceusagerecords"
        (User, OUTSIDE_CHINA, Nothing) SubscriptionPath, Nothing, Nothing => Value,
        "get-a-customer-subscription-resource-usage-records";

    /// Lists what a subscription consumed this month, by resource.
    ListMonthlyUsageRecords = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/usagerecords/resources"
        (Either, OUTSIDE_CHINA, Nothing) SubscriptionPath, Nothing, Nothing => Value,
        "get-all-monthly-usage-records-for-a-subscription";

    /// Gets what a subscription consumed this month.
    GetSubscriptionUsageSummary = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/usagesummary"
        (User, OUTSIDE_CHINA, Nothing) SubscriptionPath, Nothing, Nothing => Value,
        "get-a-customer-subscription-usage-summary";

    /// Lists what a subscription consumed of Azure in a range of time.
    ListAzureUtilization = GET "/v1/customers/{customer_id}/subscriptions/{subscription_id}/utilizations/azure"
        (Either, OUTSIDE_CHINA, Nothing) SubscriptionPath, Value, Nothing => Value,
        "get-a-customer-s-utilization-record-for-azure";

    /// Gets what a customer may spend in a month.
    GetUsageBudget = GET "/v1/customers/{customer_id}/usagebudget"
        (Either, OUTSIDE_CHINA, Nothing) CustomerPath, Nothing, Nothing => Value,
        "get-a-customer-s-usage-spending-budget";

    /// Sets what a customer may spend in a month.
    UpdateUsageBudget = PATCH "/v1/customers/{customer_id}/usagebudget"
        (Either, OUTSIDE_CHINA, Customer) CustomerPath, Nothing, Value => Value,
        "update-a-customer-s-usage-spending-budget";

    /// Gets what a customer consumed this month.
    GetCustomerUsageSummary = GET "/v1/customers/{customer_id}/usagesummary"
        (User, OUTSIDE_CHINA, Nothing) CustomerPath, Nothing, Nothing => Value, "get-a-customer-usage-summary";
}
