//! Service requests: what the partner has asked Microsoft's support, and the services it manages.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{customers::CustomerPath, operation::Nothing, operations};

operations! {
    /// Lists the services of a customer that the partner manages.
    ListManagedServices = GET "/v1/customers/{customer_id}/managedservices"
        (User, OUTSIDE_CHINA, Nothing) CustomerPath, Nothing, Nothing => Value,
        "get-the-managed-services-for-a-customer-by-id";

    /// Lists the service requests about a customer.
    ListCustomerServiceRequests = GET "/v1/customers/{customer_id}/servicerequests"
        (User, OUTSIDE_CHINA, Nothing) CustomerPath, Nothing, Nothing => Value,
        "get-all-service-requests-for-a-customer";

    /// Gets a service request.
    GetServiceRequest = GET "/v1/servicerequests/{service_request_id}"
        (User, OUTSIDE_CHINA, Nothing) ServiceRequestPath, Nothing, Nothing => Value,
        "get-service-request-details-by-id";

    /// Changes the status of a service request, or adds a note to it.
    UpdateServiceRequest = PATCH "/v1/servicerequests/{service_request_id}"
        (User, OUTSIDE_CHINA, Account) ServiceRequestPath, Nothing, Value => Value, "update-a-service-request";
}

/// The path to a service request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceRequestPath {
    /// The service request's number.
    pub service_request_id: String,
}
