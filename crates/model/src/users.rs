//! Users: the people of a customer's tenant, and their roles.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    customers::CustomerPath,
    ids::{CustomerId, UserId},
    operation::Nothing,
    operations,
};

operations! {
    /// Lists the roles of a customer's tenant.
    ListDirectoryRoles = GET "/v1/customers/{customer_id}/directoryroles"
        (User, GLOBAL, Nothing) CustomerPath, Nothing, Nothing => Value, "get-user-roles-for-a-customer";

    /// Lists the users who have a role.
    ListRoleMembers = GET "/v1/customers/{customer_id}/directoryroles/{role_id}/usermembers"
        (User, GLOBAL, Nothing) RolePath, Nothing, Nothing => Value, "get-user-roles-for-a-customer";

    /// Gives a role to a user.
    AddRoleMember = POST "/v1/customers/{customer_id}/directoryroles/{role_id}/usermembers"
        (User, GLOBAL, Customer) RolePath, Nothing, Value => Value, "set-user-roles-for-a-customer";

    /// Takes a role from a user.
    RemoveRoleMember = DELETE "/v1/customers/{customer_id}/directoryroles/{role_id}/usermembers/{user_id}"
        (User, GLOBAL, Customer) RoleMemberPath, Nothing, Nothing => Nothing, "remove-customer-user-from-a-role";

    /// Lists the users of a customer, or its deleted ones.
    ListUsers = GET "/v1/customers/{customer_id}/users"
        (User, GLOBAL, Nothing) CustomerPath, Value, Nothing => Value, "get-a-list-of-all-user-accounts-for-a-customer";

    /// Creates a user for a customer.
    CreateUser = POST "/v1/customers/{customer_id}/users"
        (User, GLOBAL, Customer) CustomerPath, Nothing, Value => Value, "create-user-accounts-for-a-customer";

    /// Gets a user of a customer.
    GetUser = GET "/v1/customers/{customer_id}/users/{user_id}"
        (User, GLOBAL, Nothing) UserPath, Nothing, Nothing => Value, "get-a-user-account-by-id";

    /// Changes a user, resets the password, or restores a deleted user.
    UpdateUser = PATCH "/v1/customers/{customer_id}/users/{user_id}"
        (User, GLOBAL, Customer) UserPath, Nothing, Value => Value, "update-user-accounts-for-a-customer";

    /// Deletes a user of a customer.
    DeleteUser = DELETE "/v1/customers/{customer_id}/users/{user_id}"
        (User, GLOBAL, Customer) UserPath, Nothing, Nothing => Nothing, "delete-user-accounts-for-a-customer";

    /// Lists the roles that a user has.
    ListUserDirectoryRoles = GET "/v1/customers/{customer_id}/users/{user_id}/directoryroles"
        (User, GLOBAL, Nothing) UserPath, Nothing, Nothing => Value, "get-user-roles-for-a-customer";
}

/// The path to a role of a customer's tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RolePath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The role's id: a GUID.
    pub role_id: String,
}

/// The path to a user who has a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoleMemberPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The role's id: a GUID.
    pub role_id: String,
    /// The user's id: a GUID.
    pub user_id: UserId,
}

/// The path to a user of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The user's id: a GUID.
    pub user_id: UserId,
}
