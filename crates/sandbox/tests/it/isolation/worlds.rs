//! The worlds of these tests: partners whose every document bears a name of its own.

use backlot_sandbox::seed::WorldFile;
use backlot_testkit::{Hands, Stage};

const fn customer(name: &'static str, number: usize, reseller: Option<&'static str>) -> Customer {
    Customer { name, number, reseller }
}

const fn direct(
    name: &'static str,
    number: usize,
    environment: &'static str,
    customers: &'static [Customer],
) -> Partner {
    Partner { name, number, kind: "direct_bill", environment, partners: &[], customers }
}

const fn provider(name: &'static str, number: usize, customers: &'static [Customer]) -> Partner {
    Partner { name, number, kind: "indirect_provider", environment: "production", partners: &[], customers }
}

const fn reseller(
    name: &'static str,
    number: usize,
    providers: &'static [&'static str],
    customers: &'static [Customer],
) -> Partner {
    Partner { name, number, kind: "indirect_reseller", environment: "production", partners: providers, customers }
}

pub(super) const ASPENFORD: Partner =
    direct("aspenford", 1, "production", &[customer("aspenford-mill", 1, None), customer("aspenford-barn", 2, None)]);

/// The same partner with one customer more.
pub(super) const ASPENFORD_LATER: Partner = direct(
    "aspenford",
    1,
    "production",
    &[customer("aspenford-mill", 1, None), customer("aspenford-barn", 2, None), customer("aspenford-quay", 16, None)],
);

pub(super) const BRINEHOLLOW: Partner = direct(
    "brinehollow",
    2,
    "production",
    &[customer("brinehollow-mill", 3, None), customer("brinehollow-barn", 4, None)],
);

/// The integration sandbox of the partner that [`ASPENFORD`] is.
pub(super) const CEDARGATE: Partner =
    direct("cedargate", 3, "sandbox", &[customer("cedargate-mill", 5, None), customer("cedargate-barn", 6, None)]);

/// The same sandbox with one customer more.
pub(super) const CEDARGATE_LATER: Partner = direct(
    "cedargate",
    3,
    "sandbox",
    &[customer("cedargate-mill", 5, None), customer("cedargate-barn", 6, None), customer("cedargate-quay", 17, None)],
);

pub(super) const DUNMOOR: Partner =
    direct("dunmoor", 4, "sandbox", &[customer("dunmoor-mill", 7, None), customer("dunmoor-barn", 8, None)]);

/// Two sandboxes with one tenant among their customers.
pub(super) const CEDARGATE_SHARING: Partner =
    direct("cedargate", 3, "sandbox", &[customer("cedargate-mill", 5, None), customer("commons", 18, None)]);

pub(super) const DUNMOOR_SHARING: Partner =
    direct("dunmoor", 4, "sandbox", &[customer("dunmoor-barn", 8, None), customer("commons", 18, None)]);

/// A provider with a reseller.
pub(super) const ELMHURST: Partner =
    provider("elmhurst", 5, &[customer("elmhurst-mill", 9, Some("fallowway")), customer("elmhurst-barn", 15, None)]);

/// The same provider, with the customer of its reseller as the one whose documents it asks for.
pub(super) const ELMHURST_SHARING: Partner =
    provider("elmhurst", 5, &[customer("elmhurst-barn", 15, None), customer("elmhurst-mill", 9, Some("fallowway"))]);

/// The reseller, with that customer alone.
pub(super) const FALLOWWAY_SHARING: Partner =
    reseller("fallowway", 6, &["elmhurst"], &[customer("elmhurst-mill", 9, None)]);

/// Two providers with one tenant among their customers, which belongs to a reseller at one of them.
pub(super) const ELMHURST_RIVAL: Partner =
    provider("elmhurst", 5, &[customer("elmhurst-barn", 15, None), customer("fairground", 19, None)]);

pub(super) const HEATHERTON_RIVAL: Partner =
    provider("heatherton", 8, &[customer("heatherton-mill", 13, None), customer("fairground", 19, Some("inglewick"))]);

/// The same provider when it has a second reseller, and a customer for that.
pub(super) const ELMHURST_LATER: Partner = provider(
    "elmhurst",
    5,
    &[
        customer("elmhurst-mill", 9, Some("fallowway")),
        customer("elmhurst-barn", 15, None),
        customer("elmhurst-quay", 10, Some("gorsebank")),
    ],
);

pub(super) const FALLOWWAY: Partner = reseller(
    "fallowway",
    6,
    &["elmhurst"],
    &[customer("elmhurst-mill", 9, None), customer("fallowway-barn", 11, None)],
);

/// The same reseller before it had any customer.
pub(super) const FALLOWWAY_BEFORE: Partner = reseller("fallowway", 6, &["elmhurst"], &[]);

pub(super) const GORSEBANK: Partner = reseller(
    "gorsebank",
    7,
    &["elmhurst"],
    &[customer("gorsebank-barn", 12, None), customer("elmhurst-quay", 10, None)],
);

/// Another provider, with a reseller that it shares with nobody.
pub(super) const HEATHERTON: Partner = provider(
    "heatherton",
    8,
    &[customer("heatherton-mill", 13, None), customer("heatherton-barn", 14, Some("inglewick"))],
);

pub(super) const INGLEWICK: Partner = reseller("inglewick", 9, &["heatherton"], &[]);

/// What the chance of all these worlds derives from, so that two of them make the same ids.
const CHANCE: &str = "isolation";

/// A partner, named for what all its documents are named for.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Partner {
    pub(super) name: &'static str,
    /// Tells its ids from those of other partners.
    number: usize,
    kind: &'static str,
    environment: &'static str,
    /// The providers of a reseller.
    partners: &'static [&'static str],
    pub(super) customers: &'static [Customer],
}

/// A customer, with something of everything beneath it.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Customer {
    pub(super) name: &'static str,
    number: usize,
    /// The reseller that it belongs to.
    reseller: Option<&'static str>,
}

/// A world of these partners.
pub(super) async fn world(hands: &Hands, partners: &[Partner]) -> Stage {
    let text: String = partners.iter().map(|partner| partner.toml()).collect();
    let world = WorldFile::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let builder = backlot_testkit::builder(backlot_testkit::place()).wall(hands.clone()).world(world).chance(CHANCE);
    Stage::built(builder).await
}

impl Partner {
    pub(super) fn company(&self) -> String {
        format!("{} Cloud", self.name)
    }

    fn toml(&self) -> String {
        let Self { name, number, kind, environment, partners, .. } = self;
        // Where limits were met, what comes after them would not be tried.
        let quotas = match *environment {
            "sandbox" => {
                "quotas = { customers = 100000, subscriptionsPerCustomer = 100000, reservationsPerCustomer = 100000, \
                 azurePlans = 10, azureSubscriptions = 10 }"
            }
            _ => "",
        };
        let customers: String = self.customers.iter().map(|one| one.toml(*number)).collect();
        format!(
            r#"
[[accounts]]
name = "{name}"
type = "{kind}"
environment = "{environment}"
cloud = "global"
tenantId = "a2000000-0000-4000-8000-0000000000{number:02}"
domain = "{name}.example"
mpnId = "92000{number:02}"
country = "US"
companyName = "{}"
partners = {partners:?}
{quotas}
apps = [{{ clientId = "b2000000-0000-4000-8000-0000000000{number:02}", clientSecret = "secret-{name}" }}]
users = [{{ userPrincipalName = "admin@{name}.example", password = "password-{name}", roles = ["GlobalAdmin"] }}]
{customers}"#,
            self.company()
        )
    }
}

impl Customer {
    pub(super) fn id(&self) -> String {
        format!("d2000000-0000-4000-8000-0000000000{:02}", self.number)
    }

    fn toml(&self, partner: usize) -> String {
        let Self { name, number, .. } = self;
        let reseller = self.reseller.map(|reseller| format!("reseller = {reseller:?}")).unwrap_or_default();
        let subscription = format!("e2000000-0000-4000-8000-00000000{partner:02}{number:02}");
        format!(
            r#"
[[accounts.customers]]
id = "{}"
domain = "{name}.example"
companyName = "{name} works"
email = "accounts@{name}.example"
address = {{ firstName = "Accounts", lastName = "{name}", addressLine1 = "12 Quarry Lane", city = "Portland", state = "OR", postalCode = "97205", phoneNumber = "50355501{number:02}" }}
{reseller}
[[accounts.customers.orders]]
placed = "90 days ago"
lines = [
  {{ offer = "91FD106F-4B2C-4938-95AC-F54F74E9A239", quantity = 3, friendlyName = "{name} mail", subscription = {{ id = "{subscription}" }} }},
  {{ offer = "2828BE95-46BA-4F91-B2FD-0BEF192ECF60", quantity = 2, friendlyName = "{name} archive", subscription = {{ parent = "{subscription}" }} }},
]
[[accounts.customers.orders]]
placed = "40 days ago"
lines = [
  {{ offer = "DZH318Z0BQ36:004G:DZH318Z08C0S", family = "reservation", name = "Reserved VM Instance, 1 Year", friendlyName = "{name} machine", quantity = 1, term = "P1Y" }},
]
[[accounts.customers.orders]]
placed = "2 days ago"
lines = [
  {{ offer = "DG7GMGF0DVT7:000C:DG7GMGF0FVZM", family = "software_subscription", name = "Windows Server CAL - 1 Device CAL - 3 year", quantity = 10, term = "P3Y" }},
]
"#,
            self.id()
        )
    }
}
