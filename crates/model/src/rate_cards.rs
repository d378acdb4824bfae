//! Rate cards: the prices of Azure meters.

use serde_json::Value;

use crate::{operation::Nothing, operations};

operations! {
    /// Gets the prices of Azure in a market.
    GetAzureRateCard = GET "/v1/ratecards/azure"
        (Either, OUTSIDE_CHINA, Nothing) Nothing, Value, Nothing => Value, "get-prices-for-microsoft-azure";

    /// Gets the prices of the Azure services that the partner shares among customers.
    GetAzureSharedRateCard = GET "/v1/ratecards/azure-shared"
        (Either, OUTSIDE_CHINA, Nothing) Nothing, Value, Nothing => Value,
        "get-prices-for-microsoft-azure-partner-shared-services";
}
