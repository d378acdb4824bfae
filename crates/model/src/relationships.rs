//! Relationships: who resells for whom, and how a customer is asked to become one.

use serde_json::Value;

use crate::{customers::CustomerPath, operation::Nothing, operations};

operations! {
    /// Gets the link by which a customer accepts the partner as its reseller.
    GetRelationshipRequest = GET "/v1/customers/relationshiprequests"
        (User, OUTSIDE_US_GOVERNMENT, Nothing) Nothing, Nothing, Nothing => Value, "request-reseller-relationship";

    /// Lists the indirect resellers of a customer.
    ListCustomerRelationships = GET "/v1/customers/{customer_id}/relationships"
        (User, GLOBAL, Nothing) CustomerPath, Nothing, Nothing => Value, "get-indirect-resellers-of-a-customer";

    /// Lists the partners that the account has a relationship of the asked type with.
    ListRelationships = GET "/v1/relationships"
        (User, GLOBAL, Nothing) Nothing, Value, Nothing => Value, "retrieve-a-list-of-indirect-resellers";
}
