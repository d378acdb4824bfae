//! The demo world, planted: every branch of the documented procedures can be reached in it.

use std::collections::BTreeSet;

use backlot_store::Plan;
use partner_center_model::subscriptions::SubscriptionStatus;

use crate::{
    Place, Sandbox,
    account::{Account, accounts},
    areas::{
        customers::CustomerRecord,
        orders::OrderRecord,
        product::{CatalogItem, Family},
        products::catalogue,
        subscriptions::SubscriptionRecord,
    },
    records::{Records, Stored},
    refusal::Failure,
};

/// What a customer has: its name, the families of its lines that are not cancelled, its active subscriptions.
struct Seen {
    name: String,
    undeletable: bool,
    families: Vec<Family>,
    offers: Vec<String>,
    active: usize,
}

fn look(records: &mut Records<'_, '_>) -> Result<Vec<(Account, Vec<Seen>)>, Failure> {
    let mut world = Vec::new();
    for account in records.all::<Account>(&accounts())? {
        let mut seen = Vec::new();
        for customer in records.all::<CustomerRecord>(&CustomerRecord::all(account.body.tenant_id))? {
            let root = customer.key.root.clone();
            let orders: Vec<Stored<OrderRecord>> = records.all(&OrderRecord::all(&root))?;
            let subscriptions: Vec<Stored<SubscriptionRecord>> = records.all(&SubscriptionRecord::all(&root))?;
            seen.push(Seen {
                name: customer.body.company_profile.and_then(|profile| profile.company_name).unwrap_or_default(),
                undeletable: customer.own.undeletable,
                families: orders
                    .iter()
                    .flat_map(|order| order.own.lines.iter().filter(|line| !line.cancelled).map(|line| line.family))
                    .collect(),
                offers: orders
                    .iter()
                    .flat_map(|order| order.body.line_items.iter().filter_map(|line| line.offer_id.clone()))
                    .collect(),
                active: subscriptions
                    .iter()
                    .filter(|subscription| subscription.body.status == Some(SubscriptionStatus::Active))
                    .count(),
            });
        }
        world.push((account.body, seen));
    }
    Ok(world)
}

#[tokio::test]
async fn every_branch_of_the_procedures_can_be_reached() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::builder(Place::Temporary).open()?;
    assert!(sandbox.is_new());
    let world =
        sandbox.inner.look(Plan::new(), |records, _| look(records)).await.map_err(|failure| format!("{failure:?}"))?;
    assert_eq!(world.len(), 11);
    for (account, customers) in world.iter().filter(|(account, _)| account.is_sandbox()) {
        let with = |wanted: &dyn Fn(&Seen) -> bool| {
            assert!(customers.iter().any(wanted), "{} lacks a customer", account.name);
        };
        let count = |seen: &Seen, wanted: fn(Family) -> bool| seen.families.iter().filter(|it| wanted(**it)).count();
        with(&|seen| count(seen, Family::is_software) == 2 && count(seen, |it| it == Family::Reservation) == 1);
        with(&|seen| {
            let families: BTreeSet<Family> = seen.families.iter().copied().collect();
            families == BTreeSet::from([Family::License, Family::AddOn, Family::Trial]) && seen.active == 3
        });
        with(&|seen| seen.undeletable);
    }
    for (account, customers) in &world {
        for id in customers.iter().flat_map(|seen| &seen.offers) {
            let Some(item) = CatalogItem::parse(id) else { continue };
            let found = catalogue::find(&item).ok_or_else(|| format!("{} has {id}, which is no item", account.name))?;
            let reserved = account.is_sandbox() && found.family() == Family::Reservation;
            assert!(!reserved || found.sku.in_sandbox, "{} cannot have reserved {id}", account.name);
        }
    }
    let of = |name: &str| world.iter().find(|(account, _)| account.name == name).map_or(&[][..], |(_, seen)| seen);
    let customer = |account: &str, name: &str| {
        of(account).iter().find(|seen| seen.name.starts_with(name)).unwrap_or_else(|| panic!("{account} lacks {name}"))
    };
    let blocked = customer("direct", "Saltmarsh");
    assert!(blocked.active == 2 && blocked.families.contains(&Family::Reservation));
    let suspended = customer("direct", "Fernhill");
    assert!(suspended.active == 0 && suspended.families.len() == 2);
    assert!(customer("direct", "Bluestem").families.is_empty());
    assert_eq!(customer("direct", "Orchard").families.len(), 2);
    assert_eq!(of("provider").len(), 4);
    assert_eq!(of("outsider").len(), 1);
    Ok(())
}
