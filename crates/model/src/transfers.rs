//! Transfers: moving a customer's subscriptions from one partner to another.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{customers::CustomerPath, ids::CustomerId, operation::Nothing, operations};

operations! {
    /// Lists the transfers of a customer.
    ListTransfers = GET "/v1/customers/{customer_id}/transfers"
        (Either, GLOBAL, Nothing) CustomerPath, Nothing, Nothing => Value, "get-all-of-a-customer-s-transfers";

    /// Asks for subscriptions of a customer to be transferred.
    CreateTransfer = POST "/v1/customers/{customer_id}/transfers"
        (Either, GLOBAL, Customer) CustomerPath, Nothing, Value => Value, "create-a-transfer";

    /// Gets a transfer.
    GetTransfer = GET "/v1/customers/{customer_id}/transfers/{transfer_id}"
        (Either, GLOBAL, Nothing) TransferPath, Nothing, Nothing => Value, "get-transfer-by-id";

    /// Rejects a transfer.
    RejectTransfer = PATCH "/v1/customers/{customer_id}/transfers/{transfer_id}"
        (Either, GLOBAL, Customer) TransferPath, Nothing, Value => Value, "reject-a-transfer";

    /// Withdraws a transfer.
    WithdrawTransfer = DELETE "/v1/customers/{customer_id}/transfers/{transfer_id}"
        (Either, GLOBAL, Customer) TransferPath, Nothing, Nothing => Nothing, "withdraw-a-transfer";

    /// Accepts a transfer.
    AcceptTransfer = POST "/v1/customers/{customer_id}/transfers/{transfer_id}/accept"
        (Either, GLOBAL, Customer) TransferPath, Nothing, Nothing => Value, "accept-a-transfer";

    /// Says which subscriptions of a customer can be transferred.
    GetTransferEligibility = GET "/v1/customers/{customer_id}/transferseligibility"
        (Either, GLOBAL, Nothing) CustomerPath, Value, Nothing => Value,
        "get-customer-s-subscriptions-transfer-eligibility";
}

/// The path to a transfer of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransferPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The transfer's id: a GUID.
    pub transfer_id: String,
}
