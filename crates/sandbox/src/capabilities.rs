//! Who may do what where: account type, environment and cloud, as one table, and the kinds of tokens and roles.

use std::fmt;

use partner_center_model::{
    cloud::Clouds,
    errors,
    operation::{Auth, OperationInfo, Root},
};

use crate::{
    account::{Account, AccountType, Caller, Environment, Role},
    context::needs_user,
    refusal::Refusal,
};

/// Something that not every account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Capability {
    /// Make a customer with a new tenant.
    AddNewCustomers,
    /// Make a tenant a customer that exists already.
    AddExistingCustomers,
    /// Ask a tenant to become a customer.
    RequestRelationships,
    /// Sell through indirect resellers.
    HaveIndirectResellers,
    /// End the relationship with a customer.
    RemoveRelationships,
    /// Delete a customer with its tenant.
    DeleteCustomers,
    /// Place orders for customers.
    PlaceOrders,
}

impl Capability {
    /// Every capability, in the order of the table.
    pub const ALL: [Self; 7] = [
        Self::AddNewCustomers,
        Self::AddExistingCustomers,
        Self::RequestRelationships,
        Self::HaveIndirectResellers,
        Self::RemoveRelationships,
        Self::DeleteCustomers,
        Self::PlaceOrders,
    ];
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::AddNewCustomers => "add new customers",
            Self::AddExistingCustomers => "add existing customers",
            Self::RequestRelationships => "request relationships with new customers",
            Self::HaveIndirectResellers => "have a relationship with indirect resellers",
            Self::RemoveRelationships => "remove the relationship with a customer",
            Self::DeleteCustomers => "delete customers",
            Self::PlaceOrders => "place orders for customers",
        })
    }
}

/// A row of the table: what one type of account may do in one environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub capability: Capability,
    /// Where the account is.
    pub environment: Environment,
    /// What kind of partner the account is.
    pub account_type: AccountType,
    /// Whether it may.
    pub allowed: bool,
    /// In which clouds it may, if it may.
    pub clouds: Clouds,
    /// The documentation page.
    pub page: &'static str,
    /// Whether the page leaves this open, so that it is our conclusion.
    pub inferred: bool,
}

/// The whole table, in the order of [`Capability::ALL`], sandbox before production.
pub fn table() -> impl Iterator<Item = Row> {
    GROUPS.iter().flat_map(|group| {
        TYPES.iter().zip(group.cells).map(|(account_type, cell)| Row {
            capability: group.capability,
            environment: group.environment,
            account_type: *account_type,
            allowed: matches!(cell, Cell::Yes | Cell::Likely),
            clouds: group.clouds,
            page: group.page,
            inferred: matches!(cell, Cell::Likely | Cell::Unlikely),
        })
    })
}

/// The rows of one capability in one environment.
struct Group {
    capability: Capability,
    environment: Environment,
    clouds: Clouds,
    page: &'static str,
    /// In the order of [`TYPES`].
    cells: [Cell; 3],
}

/// Whether an account may: as the page says, or as we conclude.
#[derive(Clone, Copy)]
enum Cell {
    Yes,
    No,
    Likely,
    Unlikely,
}

const TYPES: [AccountType; 3] = [AccountType::DirectBill, AccountType::IndirectProvider, AccountType::IndirectReseller];

const SCENARIO: &str = "sandbox-scenario";

const GROUPS: &[Group] = {
    use Capability::*;
    use Cell::*;
    use Environment::*;
    const fn group(
        capability: Capability,
        environment: Environment,
        clouds: Clouds,
        page: &'static str,
        cells: [Cell; 3],
    ) -> Group {
        Group { capability, environment, clouds, page, cells }
    }
    &[
        // The page grants sandboxes existing customers alone, whereas test-and-debug counts what they create.
        group(AddNewCustomers, Sandbox, Clouds::OUTSIDE_GERMANY, SCENARIO, [Likely, Likely, No]),
        group(AddNewCustomers, Production, Clouds::OUTSIDE_GERMANY, SCENARIO, [Yes, Yes, No]),
        group(AddExistingCustomers, Sandbox, Clouds::OUTSIDE_GERMANY, SCENARIO, [Yes, Yes, Unlikely]),
        group(AddExistingCustomers, Production, Clouds::EVERYWHERE, SCENARIO, [Unlikely, Unlikely, Unlikely]),
        group(RequestRelationships, Sandbox, Clouds::EVERYWHERE, SCENARIO, [No, No, No]),
        group(RequestRelationships, Production, Clouds::OUTSIDE_US_GOVERNMENT, SCENARIO, [Yes, Yes, Yes]),
        group(HaveIndirectResellers, Sandbox, Clouds::EVERYWHERE, SCENARIO, [Unlikely, No, Unlikely]),
        group(HaveIndirectResellers, Production, Clouds::GLOBAL, SCENARIO, [Unlikely, Yes, Unlikely]),
        group(RemoveRelationships, Sandbox, Clouds::EVERYWHERE, SCENARIO, [Yes, Yes, Unlikely]),
        // A reseller removes its own tie, and leaves its provider's alone.
        group(
            RemoveRelationships,
            Production,
            Clouds::GLOBAL,
            "remove-a-reseller-relationship-with-a-customer",
            [Yes, Yes, Likely],
        ),
        group(
            DeleteCustomers,
            Sandbox,
            Clouds::EVERYWHERE,
            "delete-a-customer-account-from-the-integration-sandbox",
            [Yes, Yes, Unlikely],
        ),
        group(
            DeleteCustomers,
            Production,
            Clouds::EVERYWHERE,
            "delete-a-customer-account-from-the-integration-sandbox",
            [No, No, No],
        ),
        group(PlaceOrders, Sandbox, Clouds::OUTSIDE_GERMANY, "create-an-order", [Yes, Yes, Unlikely]),
        group(PlaceOrders, Production, Clouds::OUTSIDE_GERMANY, "create-an-order", [Yes, Yes, Unlikely]),
    ]
};

/// Whether the account may, by the table. What nobody may in this environment, or not in this cloud, is not supported
/// there; what others may is denied.
pub(crate) fn need(capability: Capability, account: &Account) -> Result<(), Refusal> {
    let group: Vec<Row> =
        table().filter(|row| row.capability == capability && row.environment == account.environment).collect();
    let own = group.iter().find(|row| row.account_type == account.account_type);
    let page = own.map(|row| row.page).unwrap_or_default();
    match own {
        Some(row) if row.allowed => need_cloud(capability, account),
        _ if group.iter().any(|row| row.allowed) => Err(Refusal::new(errors::ACCESS_DENIED).explain(format!(
            "{} cannot {capability} in {} ({page}).",
            of_type(account.account_type),
            of_environment(account.environment)
        ))),
        _ => Err(Refusal::new(errors::NOT_SUPPORTED_IN_ENVIRONMENT)
            .explain(format!("One cannot {capability} in {} ({page}).", of_environment(account.environment)))),
    }
}

/// Whether the account's cloud has this at all, by the table; whether the account may is left to the rules of the area.
pub(crate) fn need_cloud(capability: Capability, account: &Account) -> Result<(), Refusal> {
    let own = table().find(|row| {
        (row.capability, row.environment, row.account_type) == (capability, account.environment, account.account_type)
    });
    match own {
        Some(row) if !row.clouds.contains(account.cloud) => Err(Refusal::new(errors::NOT_SUPPORTED_IN_ENVIRONMENT)
            .explain(format!("One cannot {capability} in the cloud {} ({}).", account.cloud.as_str(), row.page))),
        _ => Ok(()),
    }
}

fn of_type(account_type: AccountType) -> &'static str {
    match account_type {
        AccountType::DirectBill => "A direct-bill partner",
        AccountType::IndirectProvider => "An indirect provider",
        AccountType::IndirectReseller => "An indirect reseller",
    }
}

fn of_environment(environment: Environment) -> &'static str {
    match environment {
        Environment::Production => "production",
        Environment::Sandbox => "the integration sandbox",
    }
}

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

#[cfg(test)]
mod tests {
    use partner_center_model::cloud::Cloud;
    use uuid::Uuid;

    use super::*;

    fn account(account_type: AccountType, environment: Environment, cloud: Cloud) -> Account {
        Account {
            name: "partner".to_owned(),
            account_type,
            environment,
            cloud,
            tenant_id: Uuid::nil(),
            domain: "partner.example".to_owned(),
            mpn_id: "9000001".to_owned(),
            country: "US".to_owned(),
            company_name: "Partner".to_owned(),
            apps: Vec::new(),
            users: Vec::new(),
            partners: Vec::new(),
            domain_registrar: false,
            quotas: None,
        }
    }

    #[test]
    fn every_combination_has_one_row() {
        for capability in Capability::ALL {
            for environment in [Environment::Sandbox, Environment::Production] {
                for account_type in TYPES {
                    let rows = table().filter(|row| {
                        (row.capability, row.environment, row.account_type) == (capability, environment, account_type)
                    });
                    assert_eq!(rows.count(), 1, "{capability} {environment:?} {account_type:?}");
                }
            }
        }
    }

    #[test]
    fn what_the_pages_say() {
        use AccountType::{DirectBill, IndirectProvider, IndirectReseller};
        use Capability::*;
        use Environment::{Production, Sandbox};
        let (not_here, denied) = (Some(900_127), Some(2032));
        for (capability, environment, account_type, cloud, code) in [
            (AddNewCustomers, Sandbox, DirectBill, Cloud::China, None),
            (AddNewCustomers, Production, IndirectProvider, Cloud::Global, None),
            (AddNewCustomers, Production, IndirectReseller, Cloud::Global, denied),
            (AddExistingCustomers, Sandbox, IndirectProvider, Cloud::Global, None),
            (AddExistingCustomers, Sandbox, IndirectReseller, Cloud::Global, denied),
            (AddExistingCustomers, Production, DirectBill, Cloud::Global, not_here),
            (RequestRelationships, Sandbox, DirectBill, Cloud::Global, not_here),
            (RequestRelationships, Production, IndirectReseller, Cloud::Global, None),
            (RequestRelationships, Production, DirectBill, Cloud::UsGovernment, not_here),
            (HaveIndirectResellers, Sandbox, IndirectProvider, Cloud::Global, not_here),
            (HaveIndirectResellers, Production, IndirectProvider, Cloud::Global, None),
            (HaveIndirectResellers, Production, IndirectProvider, Cloud::China, not_here),
            (HaveIndirectResellers, Production, DirectBill, Cloud::Global, denied),
            (RemoveRelationships, Sandbox, DirectBill, Cloud::Germany, None),
            (RemoveRelationships, Sandbox, IndirectReseller, Cloud::Global, denied),
            (RemoveRelationships, Production, IndirectReseller, Cloud::Global, None),
            (RemoveRelationships, Production, DirectBill, Cloud::China, not_here),
            (DeleteCustomers, Sandbox, IndirectProvider, Cloud::UsGovernment, None),
            (DeleteCustomers, Sandbox, IndirectReseller, Cloud::Global, denied),
            (DeleteCustomers, Production, DirectBill, Cloud::Global, not_here),
            (PlaceOrders, Production, IndirectReseller, Cloud::Global, denied),
        ] {
            let account = account(account_type, environment, cloud);
            let found = need(capability, &account).err().map(|refusal| refusal.code.code);
            assert_eq!(found, code, "{capability} {environment:?} {account_type:?} {cloud:?}");
        }
    }

    #[test]
    fn what_a_cloud_lacks_is_not_there_for_anyone() {
        use Environment::{Production, Sandbox};
        for (environment, cloud, there) in [
            (Production, Cloud::Global, true),
            (Production, Cloud::China, false),
            (Production, Cloud::Germany, false),
            (Production, Cloud::UsGovernment, false),
            (Sandbox, Cloud::Global, true),
            (Sandbox, Cloud::China, true),
        ] {
            for account_type in TYPES {
                let account = account(account_type, environment, cloud);
                let found = need_cloud(Capability::HaveIndirectResellers, &account).err();
                let expected = (!there).then_some(errors::NOT_SUPPORTED_IN_ENVIRONMENT);
                assert_eq!(found.map(|refusal| refusal.code), expected, "{account_type:?} {environment:?} {cloud:?}");
            }
        }
    }
}
