//! Self-serve policies: what customers may buy for themselves.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{operation::Nothing, operations};

operations! {
    /// Lists the self-serve policies of an entity.
    ListSelfServePolicies = GET "/v1/SelfServePolicy"
        (User, GLOBAL, Nothing) Nothing, Value, Nothing => Value, "get-a-list-of-self-serve-policies";

    /// Creates a self-serve policy.
    CreateSelfServePolicy = POST "/v1/SelfServePolicy"
        (User, GLOBAL, Account) Nothing, Nothing, Value => Value, "create-a-self-serve-policy";

    /// Replaces a self-serve policy.
    UpdateSelfServePolicy = PUT "/v1/SelfServePolicy"
        (User, GLOBAL, Account) Nothing, Nothing, Value => Value, "update-a-self-serve-policy";

    /// Gets a self-serve policy.
    GetSelfServePolicy = GET "/v1/SelfServePolicy/{self_serve_policy_id}"
        (User, GLOBAL, Nothing) SelfServePolicyPath, Nothing, Nothing => Value, "get-a-self-serve-policy-by-id";

    /// Deletes a self-serve policy.
    DeleteSelfServePolicy = DELETE "/v1/SelfServePolicy/{self_serve_policy_id}"
        (User, GLOBAL, Account) SelfServePolicyPath, Nothing, Nothing => Nothing, "delete-a-self-serve-policy";
}

/// The path to a self-serve policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SelfServePolicyPath {
    /// The policy's id: a GUID.
    pub self_serve_policy_id: String,
}
