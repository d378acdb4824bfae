//! Who may do what where: account type, environment and cloud, as one table, and the kinds of tokens and roles.

use partner_center_model::{
    errors,
    operation::{Auth, OperationInfo, Root},
};

use crate::{
    account::{Account, AccountType, Caller, Role},
    context::needs_user,
    refusal::Refusal,
};

/// Whether this caller may call this operation at all. What the body decides is left to the rules of the area.
pub(crate) fn admit(info: &OperationInfo, account: &Account, caller: &Caller) -> Result<(), Refusal> {
    if info.auth == Auth::User && caller.user.is_none() {
        return Err(needs_user());
    }
    if !info.clouds.contains(account.cloud) {
        return Err(Refusal::new(errors::NOT_SUPPORTED_IN_ENVIRONMENT).explain(format!(
            "The page {} does not apply to the cloud {}.",
            info.page,
            account.cloud.as_str()
        )));
    }
    if account.account_type == AccountType::IndirectReseller && matches!(info.root, Root::Account | Root::Customer) {
        return Err(Refusal::new(errors::ACCESS_DENIED)
            .explain("An indirect reseller reads; customers, orders and carts are its indirect provider's to write."));
    }
    if let Some(user) = &caller.user
        && !user.roles.iter().any(|role| grants(*role, info.root))
    {
        return Err(Refusal::new(errors::ROLE_LACKS_RIGHTS)
            .explain(format!("The roles of {} do not allow {}.", user.user_principal_name, info.name)));
    }
    Ok(())
}

/// What a role allows. Inferred: no page of 2021 says which role may call what.
fn grants(role: Role, changes: Root) -> bool {
    match role {
        Role::GlobalAdmin | Role::AdminAgent => true,
        Role::SalesAgent => changes != Root::Tie,
        Role::HelpdeskAgent => changes == Root::Nothing,
    }
}
