//! Licences: what a customer has, and which of its users hold them.

use serde_json::Value;

use crate::{customers::CustomerPath, operation::Nothing, operations, users::UserPath};

operations! {
    /// Lists the licences that a customer has, and how many are free.
    ListSubscribedSkus = GET "/v1/customers/{customer_id}/subscribedskus"
        (User, GLOBAL, Nothing) CustomerPath, Value, Nothing => Value, "get-a-list-of-available-licenses";

    /// Lists the licences that a user holds.
    ListUserLicenses = GET "/v1/customers/{customer_id}/users/{user_id}/licenses"
        (User, GLOBAL, Nothing) UserPath, Value, Nothing => Value, "check-which-licenses-are-assigned-to-a-user";

    /// Gives licences to a user and takes others away.
    UpdateUserLicenses = POST "/v1/customers/{customer_id}/users/{user_id}/licenseupdates"
        (User, GLOBAL, Customer) UserPath, Nothing, Value => Value, "assign-licenses-to-a-user";
}
