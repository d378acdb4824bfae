//! Devices: batches of a customer's devices and the configuration policies they are set up with.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{customers::CustomerPath, ids::CustomerId, operation::Nothing, operations};

operations! {
    /// Says how far the upload of a batch of devices has come.
    GetBatchUploadStatus = GET "/v1/customers/{customer_id}/batchJobStatus/{batch_tracking_id}"
        (Either, GLOBAL_AND_GERMANY, Nothing) BatchJobPath, Nothing, Nothing => Value,
        "get-the-status-of-a-device-batch-upload";

    /// Lists the batches of devices of a customer.
    ListDeviceBatches = GET "/v1/customers/{customer_id}/deviceBatches"
        (Either, GLOBAL_AND_GERMANY, Nothing) CustomerPath, Nothing, Nothing => Value,
        "get-the-list-of-device-batches-for-the-specified-customer";

    /// Uploads devices as a new batch.
    CreateDeviceBatch = POST "/v1/customers/{customer_id}/deviceBatches"
        (User, GLOBAL_AND_GERMANY, Customer) CustomerPath, Nothing, Value => Nothing,
        "upload-a-list-of-devices-to-create-a-new-batch-for-the-specified-customer";

    /// Lists the devices of a batch.
    ListDevices = GET "/v1/customers/{customer_id}/deviceBatches/{device_batch_id}/devices"
        (Either, GLOBAL_AND_GERMANY, Nothing) DeviceBatchPath, Nothing, Nothing => Value,
        "get-a-list-of-devices-for-the-specified-batch-and-customer";

    /// Uploads devices into an existing batch.
    AddDevices = POST "/v1/customers/{customer_id}/deviceBatches/{device_batch_id}/devices"
        (Either, GLOBAL_AND_GERMANY, Customer) DeviceBatchPath, Nothing, Value => Nothing,
        "upload-a-list-of-devices-for-the-specified-customer";

    /// Deletes a device from a batch.
    DeleteDevice = DELETE "/v1/customers/{customer_id}/deviceBatches/{device_batch_id}/devices/{device_id}"
        (Either, GLOBAL_AND_GERMANY, Customer) DevicePath, Nothing, Nothing => Nothing,
        "delete-a-device-for-the-specified-customer";

    /// Sets the configuration policy of a list of devices.
    UpdateDevicePolicies = PATCH "/v1/customers/{customer_id}/DevicePolicyUpdates"
        (Either, GLOBAL_AND_GERMANY, Customer) CustomerPath, Nothing, Value => Nothing,
        "update-a-list-of-devices-with-a-policy";

    /// Lists the configuration policies of a customer.
    ListConfigurationPolicies = GET "/v1/customers/{customer_id}/policies"
        (Either, GLOBAL_AND_GERMANY, Nothing) CustomerPath, Nothing, Nothing => Value,
        "get-a-list-of-a-customer-s-policies";

    /// Creates a configuration policy for a customer.
    CreateConfigurationPolicy = POST "/v1/customers/{customer_id}/policies"
        (Either, GLOBAL_AND_GERMANY, Customer) CustomerPath, Nothing, Value => Value,
        "create-a-new-configuration-policy-for-the-specified-customer";

    /// Gets a configuration policy.
    GetConfigurationPolicy = GET "/v1/customers/{customer_id}/policies/{policy_id}"
        (Either, GLOBAL_AND_GERMANY, Nothing) PolicyPath, Nothing, Nothing => Value,
        "retrieve-a-customer-s-configuration-policy";

    /// Replaces a configuration policy.
    UpdateConfigurationPolicy = PUT "/v1/customers/{customer_id}/policies/{policy_id}"
        (Either, GLOBAL_AND_GERMANY, Customer) PolicyPath, Nothing, Value => Value,
        "update-a-configuration-policy-for-the-specified-customer";

    /// Deletes a configuration policy.
    DeleteConfigurationPolicy = DELETE "/v1/customers/{customer_id}/policies/{policy_id}"
        (Either, GLOBAL_AND_GERMANY, Customer) PolicyPath, Nothing, Nothing => Nothing,
        "delete-a-configuration-policy-for-the-specified-customer";
}

/// The path to an upload of devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchJobPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The id under which the upload was accepted: a GUID.
    pub batch_tracking_id: String,
}

/// The path to a batch of devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeviceBatchPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The batch's id: the name it was given.
    pub device_batch_id: String,
}

/// The path to a device of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DevicePath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The batch's id: the name it was given.
    pub device_batch_id: String,
    /// The device's id: a GUID.
    pub device_id: String,
}

/// The path to a configuration policy of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The policy's id: a GUID.
    pub policy_id: String,
}
