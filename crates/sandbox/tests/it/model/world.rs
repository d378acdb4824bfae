//! The world of the sequences: four accounts with small quotas, so that limits are met, and two resellers.

use backlot_testkit::{Hands, Stage, builder, place};

use super::state::Quotas;

/// Name, type, environment, and the partners linked to it. The first four act.
pub(super) const PARTNERS: [(&str, &str, &str, &str); 6] = [
    ("sandbox", "direct_bill", "sandbox", ""),
    ("sandbox-provider", "indirect_provider", "sandbox", ""),
    ("direct", "direct_bill", "production", ""),
    ("provider", "indirect_provider", "production", r#""reseller""#),
    ("reseller", "indirect_reseller", "production", ""),
    ("lone-reseller", "indirect_reseller", "production", ""),
];

/// The limits of the two sandboxes.
pub(super) const QUOTAS: [Quotas; 2] = [
    Quotas { customers: 4, subscriptions: 5, licences: 25, reservations: 2, plans: 1, azure: 2 },
    Quotas { customers: 3, subscriptions: 4, licences: 10, reservations: 3, plans: 4, azure: 1 },
];

pub(super) fn tenant(partner: usize) -> String {
    format!("a0000000-0000-4000-8000-00000000c00{partner}")
}

/// The customer that an account has from the beginning: with Azure that is registered for reservations, and with a
/// marketplace subscription that is activated.
pub(super) fn first_customer(account: usize) -> String {
    format!("d0000000-0000-4000-8000-00000000c00{account}")
}

pub(super) fn mpn_id(partner: usize) -> String {
    format!("91200{partner}")
}

/// A new world, whose clocks stand still until they are moved.
pub(super) async fn stage(hands: &Hands) -> Stage {
    let accounts = PARTNERS.iter().enumerate().map(|(at, (name, kind, environment, partners))| {
        let quotas = QUOTAS.get(at).map(|quotas| {
            let Quotas { customers, subscriptions, licences, reservations, plans, azure } = quotas;
            format!(
                "quotas = {{ customers = {customers}, subscriptionsPerCustomer = {subscriptions}, \
                 licensesPerSubscription = {licences}, reservationsPerCustomer = {reservations}, azurePlans = {plans}, \
                 azureSubscriptions = {azure} }}"
            )
        });
        let tenant = tenant(at);
        let customer = if at < 4 { customer(at) } else { String::new() };
        format!(
            r#"
[[accounts]]
name = "{name}"
type = "{kind}"
environment = "{environment}"
cloud = "global"
tenantId = "{tenant}"
domain = "{name}.example"
mpnId = "{}"
country = "US"
companyName = "Partner {name}"
partners = [{partners}]
apps = [{{ clientId = "b0000000-0000-4000-8000-00000000c00{at}", clientSecret = "secret-{name}" }}]
users = [{{ userPrincipalName = "admin@{name}.example", password = "password-{name}", roles = ["GlobalAdmin"] }}]
{}
{customer}"#,
            mpn_id(at),
            quotas.unwrap_or_default(),
        )
    });
    let world = accounts.collect::<String>();
    let file = backlot_sandbox::seed::WorldFile::parse(&world).unwrap();
    // The secret is the same in every run, so that one with the same seed makes the same ids.
    Stage::built(builder(place()).wall(hands.clone()).world(file).chance("model")).await
}

fn customer(account: usize) -> String {
    let id = first_customer(account);
    format!(
        r#"
[[accounts.customers]]
id = "{id}"
domain = "{}"
companyName = "First"
email = "books@first.example"
address = {{ firstName = "Accounts", lastName = "Payable", addressLine1 = "12 Orchard Street", city = "Redmond", state = "WA", postalCode = "98052", phoneNumber = "4255550142" }}

[[accounts.customers.orders]]
placed = "2 hours ago"
lines = [{{ offer = "MS-AZR-0145P", subscription = {{ id = "e0000000-0000-4000-8000-00000000c00{account}", registered = true }} }}]

[[accounts.customers.orders]]
placed = "1 hour ago"
lines = [{{ offer = "DZH318Z0BXWC:0001:DZH318Z0BMJX", family = "marketplace", name = "Brightwater Helpdesk", publisher = "Brightwater Software", term = "P1M", subscription = {{ id = "e0000000-0000-4000-8000-00000000c01{account}" }} }}]
"#,
        first_domain(account),
    )
}

pub(super) fn first_domain(account: usize) -> String {
    format!("first-{account}.example")
}

/// The domains that new customers ask for.
pub(super) fn domain(number: usize) -> String {
    format!("company-{number}.example")
}
