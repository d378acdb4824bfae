//! The customers of a world file: checked against their accounts and one another, and made ready to be planted.

use std::{collections::HashSet, ops::Range};

use partner_center_model::{
    address::Address, billing::BillingCycleType, customers::CustomerBillingProfile, open_enum::OpenEnum,
    orders::OrderStatus, subscriptions::SubscriptionStatus,
};
use toml::Spanned;
use uuid::Uuid;

use super::{
    error::WorldError,
    file::{AddressEntry, CustomerEntry, OrderEntry},
    when::When,
};
use crate::{
    account::{Account, AccountType, Environment},
    areas::{customers, market, orders},
};

/// A customer ready to be planted.
#[derive(Debug, Clone)]
pub(super) struct Customer {
    /// The tenant of the account that it is a customer of.
    pub(super) account: Uuid,
    /// Where it stands in the file: a line, and words.
    pub(super) place: Place,
    pub(super) planted: customers::Planted,
    pub(super) orders: Vec<Order>,
}

/// An order ready to be planted.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) place: Place,
    pub(super) placed: When,
    /// Everything else; `placed` is filled in when the world is planted.
    pub(super) planted: orders::Planted,
}

/// A place in a world file.
#[derive(Debug, Clone)]
pub(super) struct Place {
    line: usize,
    words: String,
}

impl Place {
    /// What is wrong here, with the place.
    pub(super) fn wrong(&self, problem: impl std::fmt::Display) -> WorldError {
        WorldError::on_line(self.line, format!("{}: {problem}", self.words))
    }
}

/// What is known of a world while its customers are checked.
pub(super) struct Checking<'a> {
    text: &'a str,
    accounts: &'a [Account],
    /// Ids of orders and subscriptions that have occurred.
    taken: HashSet<String>,
}

impl<'a> Checking<'a> {
    pub(super) fn new(text: &'a str, accounts: &'a [Account]) -> Self {
        Self { text, accounts, taken: HashSet::new() }
    }

    /// Checks the customers of an account.
    pub(super) fn customers(
        &mut self,
        account: &Account,
        entries: Vec<Spanned<CustomerEntry>>,
    ) -> Result<Vec<Customer>, WorldError> {
        let mut ids = HashSet::new();
        let mut customers = Vec::with_capacity(entries.len());
        for spanned in entries {
            let span = spanned.span();
            let entry = spanned.into_inner();
            let place = self.place(&span, format!("account {:?}, customer {:?}", account.name, entry.company_name));
            if !ids.insert(entry.id) {
                return Err(place.wrong(format_args!("id: {} occurs twice in this account", entry.id)));
            }
            if self.accounts.iter().any(|account| account.tenant_id == entry.id.0) {
                return Err(place.wrong("id: this is the tenant of a partner account"));
            }
            customers.push(self.customer(account, place, entry)?);
        }
        Ok(customers)
    }

    fn customer(&mut self, account: &Account, place: Place, entry: CustomerEntry) -> Result<Customer, WorldError> {
        let reseller = match &entry.reseller {
            None => None,
            Some(name) => Some(self.reseller(account, name).map_err(|problem| place.wrong(problem))?),
        };
        let orders = entry.orders.into_iter().map(|order| self.order(account, &place, order));
        let orders = orders.collect::<Result<Vec<_>, _>>()?;
        let country = entry.address.country.clone().unwrap_or_else(|| account.country.clone());
        if market::country(&country).is_none() {
            return Err(place.wrong(format_args!("address.country: there is no country {country:?}")));
        }
        let planted = customers::Planted {
            id: entry.id,
            domain: entry.domain,
            registration_number: entry.organization_registration_number,
            billing: CustomerBillingProfile {
                first_name: Some(entry.address.first_name.clone()),
                last_name: Some(entry.address.last_name.clone()),
                email: entry.email,
                culture: Some(entry.culture),
                language: Some(entry.language),
                company_name: Some(entry.company_name.clone()),
                default_address: Some(address(entry.address, country)),
                ..CustomerBillingProfile::default()
            },
            company_name: entry.company_name,
            reseller,
            undeletable: entry.undeletable,
            agreement_missing: !entry.agreement,
            qualifications: entry.qualifications,
        };
        Ok(Customer { account: account.tenant_id, place, planted, orders })
    }

    /// The tenant of the reseller of this name, which must be one of the account's.
    fn reseller(&self, account: &Account, name: &str) -> Result<Uuid, String> {
        let reseller = self.accounts.iter().find(|account| account.name == name);
        let reseller = reseller.ok_or_else(|| format!("reseller: there is no account {name:?}"))?;
        if account.account_type == AccountType::IndirectProvider && account.partners.contains(&reseller.tenant_id) {
            Ok(reseller.tenant_id)
        } else {
            Err(format!("reseller: {name:?} is no reseller of account {:?}", account.name))
        }
    }

    fn order(&mut self, account: &Account, above: &Place, entry: Spanned<OrderEntry>) -> Result<Order, WorldError> {
        let place = self.place(&entry.span(), format!("{}, order", above.words));
        let entry = entry.into_inner();
        known(entry.status.as_ref(), ORDER_STATUSES)
            .map_err(|problem| place.wrong(format_args!("status: {problem}")))?;
        known(entry.billing_cycle.as_ref(), BillingCycleType::ALL)
            .map_err(|problem| place.wrong(format_args!("billingCycle: {problem}")))?;
        if let Some(id) = &entry.id {
            self.take(format!("order {}", id.folded())).map_err(|problem| place.wrong(problem))?;
        }
        for line in &entry.lines {
            let past = &line.subscription;
            known(past.status.as_ref(), SUBSCRIPTION_STATUSES)
                .map_err(|problem| place.wrong(format_args!("lines[].subscription.status: {problem}")))?;
            let most = most_azure_subscriptions(account.environment);
            if past.azure_subscriptions > most {
                return Err(place.wrong(format_args!(
                    "lines[].subscription.azureSubscriptions: {} are more than the {most} that a plan can have here",
                    past.azure_subscriptions
                )));
            }
            if let Some(id) = past.id {
                self.take(format!("subscription {id}")).map_err(|problem| place.wrong(problem))?;
            }
            if let Some(mpn_id) = &line.partner_id_on_record {
                let of_account = |other: &&Account| account.partners.contains(&other.tenant_id);
                if !self.accounts.iter().filter(of_account).any(|reseller| reseller.mpn_id == *mpn_id) {
                    return Err(place.wrong(format_args!(
                        "lines[].partnerIdOnRecord: no reseller of account {:?} has the MPN id {mpn_id}",
                        account.name
                    )));
                }
            }
        }
        let planted = orders::Planted {
            id: entry.id,
            alternate_id: entry.alternate_id,
            status: entry.status,
            placed: jiff::Timestamp::UNIX_EPOCH,
            billing_cycle: entry.billing_cycle,
            lines: entry.lines,
        };
        Ok(Order { place, placed: entry.placed, planted })
    }

    fn take(&mut self, what: String) -> Result<(), String> {
        if self.taken.insert(what.clone()) { Ok(()) } else { Err(format!("{what} occurs twice")) }
    }

    fn place(&self, span: &Range<usize>, words: String) -> Place {
        Place { line: WorldError::line(self.text, span.start), words }
    }
}

/// How many Azure subscriptions there can be under an Azure plan. Source: `test-and-debug`, for sandboxes; in production
/// as many as one list can hold.
fn most_azure_subscriptions(environment: Environment) -> u32 {
    match environment {
        Environment::Sandbox => 3,
        Environment::Production => 500,
    }
}

/// What orders of a world can be.
const ORDER_STATUSES: &[OrderStatus] = &[OrderStatus::Pending, OrderStatus::Completed, OrderStatus::Cancelled];

/// What subscriptions of a world can be.
const SUBSCRIPTION_STATUSES: &[SubscriptionStatus] = &[
    SubscriptionStatus::Active,
    SubscriptionStatus::Suspended,
    SubscriptionStatus::Deleted,
    SubscriptionStatus::Expired,
];

/// Whether a value is among those that a world can have; open enums read any.
fn known<T: OpenEnum + PartialEq + std::fmt::Display>(value: Option<&T>, known: &[T]) -> Result<(), String> {
    match value {
        Some(value) if !known.contains(value) => {
            let known = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Err(format!("{value} is none of {known}"))
        }
        _ => Ok(()),
    }
}

fn address(entry: AddressEntry, country: String) -> Address {
    Address {
        country: Some(country),
        city: Some(entry.city),
        state: entry.state,
        address_line1: Some(entry.address_line1),
        address_line2: entry.address_line2,
        postal_code: entry.postal_code,
        first_name: Some(entry.first_name),
        last_name: Some(entry.last_name),
        phone_number: entry.phone_number,
        ..Address::default()
    }
}
