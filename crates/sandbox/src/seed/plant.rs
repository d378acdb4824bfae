//! Plants a world: writes every document of a world file in one transaction.

use std::collections::BTreeMap;

use backlot_store::{Key, Tx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    account::{Account, accounts},
    areas::{customers, orders},
    chance::Chance,
    records::{Record, Records},
    refusal::Failure,
    vault,
    world::{Secrets, World},
};

use super::{
    WorldError, WorldFile,
    customers::{Customer, Place},
};

/// Why a world is not planted.
#[derive(Debug)]
pub(crate) enum PlantError {
    /// The world file does not hold together.
    World(WorldError),
    /// Something else failed.
    Failure(Failure),
}

impl From<Failure> for PlantError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<backlot_store::Error> for PlantError {
    fn from(error: backlot_store::Error) -> Self {
        Self::Failure(error.into())
    }
}

impl From<PlantError> for Failure {
    fn from(error: PlantError) -> Self {
        match error {
            // It was planted once already, or it would be no world of a running sandbox.
            PlantError::World(error) => Self::Defect(error.to_string()),
            PlantError::Failure(failure) => failure,
        }
    }
}

/// Plants the world where the store holds none, and tells whether it did. `secret` is the key of everything that chance
/// derives.
pub(crate) fn plant_if_new(
    tx: &mut Tx<'_>,
    file: &WorldFile,
    secret: &str,
    secrets: Secrets,
    wall: Timestamp,
) -> Result<bool, PlantError> {
    if tx.get(&World::key())?.is_some() {
        return Ok(false);
    }
    write(tx, file, World::new(secret.to_owned(), secrets, file.settings.clone()), &BTreeMap::new(), wall)?;
    Ok(true)
}

/// Removes everything and plants the world anew, under the next generation. The world's secret stays, and with it the secrets of
/// apps and people that were derived from it; so does which access tokens are expired, and which key signs.
pub(crate) fn replant(
    records: &mut Records<'_, '_>,
    file: &WorldFile,
    before: &World,
    wall: Timestamp,
) -> Result<(), Failure> {
    let accounts = records.all::<Account>(&accounts())?;
    let people = accounts.into_iter().flat_map(|account| account.body.users);
    let expired = people.filter(|user| user.tokens_since > 0).map(|user| (user.object_id, user.tokens_since)).collect();
    vault::wipe_all_else(records)?;
    let world = World {
        generation: before.generation + 1,
        token_mark: before.token_mark,
        tokens_since: before.tokens_since,
        key_number: before.key_number,
        keys_since: before.keys_since,
        longest_lifetime: before.longest_lifetime(),
        ..World::new(before.secret.clone(), before.secrets, file.settings.clone())
    };
    Ok(write(records.tx(), file, world, &expired, wall)?)
}

/// Writes the world of a file. `expired` says from which count on access tokens of people are good whose earlier ones are not.
fn write(
    tx: &mut Tx<'_>,
    file: &WorldFile,
    world: World,
    expired: &BTreeMap<Uuid, u64>,
    wall: Timestamp,
) -> Result<(), PlantError> {
    let (secret, secrets) = (world.secret.clone(), world.secrets);
    let mut records = Records::new(tx, true, wall, Chance::new(secret.as_bytes(), "seed"));
    insert::<World>(&mut records, World::key(), world)?;
    for account in &file.accounts {
        let mut account = match secrets {
            Secrets::Stated => account.clone(),
            Secrets::Derived => with_derived_secrets(account, &secret),
        };
        for user in &mut account.users {
            user.tokens_since = expired.get(&user.object_id).copied().unwrap_or_default();
        }
        insert::<Account>(&mut records, Account::key(account.tenant_id), account)?;
    }
    for customer in &file.customers {
        let Some(account) = file.accounts.iter().find(|account| account.tenant_id == customer.account) else {
            continue;
        };
        plant_customer(&mut records, account, customer)?;
    }
    Ok(())
}

/// Plants a customer with its orders; what an area refuses is wrong at this place of the file.
fn plant_customer(records: &mut Records<'_, '_>, account: &Account, customer: &Customer) -> Result<(), PlantError> {
    let id = customer.planted.id;
    customers::plant(records, account, customer.planted.clone()).map_err(|failure| at(&customer.place, failure))?;
    for order in &customer.orders {
        let placed = order.placed.from(records.now);
        let planted = orders::Planted { placed, ..order.planted.clone() };
        orders::plant(records, account, id, &planted).map_err(|failure| at(&order.place, failure))?;
    }
    Ok(())
}

/// The failure with its place in the file, if it is the file's.
fn at(place: &Place, failure: Failure) -> PlantError {
    match failure {
        Failure::Refused(refusal) => {
            let problem = refusal.about.unwrap_or_else(|| refusal.code.text.to_owned());
            PlantError::World(place.wrong(problem))
        }
        failure => PlantError::Failure(failure),
    }
}

fn insert<R: Record>(records: &mut Records<'_, '_>, key: Key, body: R::Body) -> Result<(), Failure> {
    records.insert::<R>(key, body, R::Own::default())?;
    Ok(())
}

/// The account with secrets that nobody can look up, and that are the same whenever the world is planted anew.
fn with_derived_secrets(account: &Account, secret: &str) -> Account {
    let derive = |what: &str| Chance::new(secret.as_bytes(), what).secret();
    let mut account = account.clone();
    for app in account.apps.iter_mut().filter(|app| !app.client_secret.is_empty()) {
        app.client_secret = derive(&format!("app {}", app.client_id));
    }
    for user in &mut account.users {
        user.password = derive(&format!("user {}", user.object_id));
    }
    account
}
