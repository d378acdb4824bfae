//! Qualifications: what sets a customer apart (education, government), and the codes that prove it.

use serde_json::Value;

use crate::{customers::CustomerPath, operation::Nothing, operations};

operations! {
    /// Lists the partner's codes for validating customers of the government community cloud.
    ListValidationCodes = GET "/v1/customers/all/validations"
        (Either, GLOBAL, Nothing) Nothing, Nothing, Nothing => Value, "get-a-partner-s-validation-codes";

    /// Gets the qualification of a customer.
    GetQualification = GET "/v1/customers/{customer_id}/qualification"
        (Either, GLOBAL, Nothing) CustomerPath, Nothing, Nothing => Value, "get-customer-qualification-synchronous";

    /// Sets the qualification of a customer.
    UpdateQualification = PUT "/v1/customers/{customer_id}/qualification"
        (User, GLOBAL, Customer) CustomerPath, Value, Nothing => Value, "update-customer-qualification-synchronous";

    /// Lists the qualifications of a customer, and how far each is vetted.
    ListQualifications = GET "/v1/customers/{customer_id}/qualifications"
        (Either, GLOBAL, Nothing) CustomerPath, Nothing, Nothing => Value, "get-customer-qualification-asynchronous";

    /// Asks for a qualification of a customer, which is then vetted.
    CreateQualification = POST "/v1/customers/{customer_id}/qualifications"
        (User, GLOBAL, Customer) CustomerPath, Value, Value => Value, "update-customer-qualification-asynchronous";
}
