//! Plants a world: writes every document of a world file in one transaction.

use backlot_store::{Key, Tx};
use jiff::Timestamp;

use crate::{
    account::Account,
    chance::Chance,
    records::{Record, Records},
    refusal::Failure,
    world::{Clock, Secrets, World},
};

use super::WorldFile;

/// What a world begins with that no file states.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// The key of everything that chance derives.
    pub(crate) secret: String,
    /// Where the secrets of apps and people come from.
    pub(crate) secrets: Secrets,
}

/// Plants the world where the store holds none, and tells whether it did.
pub(crate) fn plant_if_new(
    tx: &mut Tx<'_>,
    file: &WorldFile,
    origin: &Origin,
    wall: Timestamp,
) -> Result<bool, Failure> {
    if tx.get(&World::key())?.is_some() {
        return Ok(false);
    }
    write(tx, file, origin, 1, wall)?;
    Ok(true)
}

/// Removes everything and plants the world anew, under the next generation. The secret stays, and with it the secrets of
/// apps and people that were derived from it.
pub(crate) fn replant(
    records: &mut Records<'_, '_>,
    file: &WorldFile,
    before: World,
    wall: Timestamp,
) -> Result<(), Failure> {
    let tx = records.tx();
    tx.wipe()?;
    let origin = Origin { secret: before.secret, secrets: before.secrets };
    write(tx, file, &origin, before.generation + 1, wall)
}

fn write(tx: &mut Tx<'_>, file: &WorldFile, origin: &Origin, generation: u64, wall: Timestamp) -> Result<(), Failure> {
    let chance = Chance::new(origin.secret.as_bytes(), "seed");
    let mut records = Records::new(tx, true, wall, chance);
    let world = World {
        generation,
        clock: Clock::default(),
        settings: file.settings.clone(),
        secret: origin.secret.clone(),
        secrets: origin.secrets,
    };
    insert::<World>(&mut records, World::key(), world)?;
    for account in &file.accounts {
        let account = match origin.secrets {
            Secrets::Stated => account.clone(),
            Secrets::Derived => with_derived_secrets(account, &origin.secret),
        };
        insert::<Account>(&mut records, Account::key(account.tenant_id), account)?;
    }
    Ok(())
}

fn insert<R: Record>(records: &mut Records<'_, '_>, key: Key, body: R::Body) -> Result<(), Failure> {
    records.insert::<R>(key, body, R::Own::default())?;
    Ok(())
}

/// The account with secrets that nobody can look up, and that are the same whenever the world is planted anew.
fn with_derived_secrets(account: &Account, secret: &str) -> Account {
    let derive = |what: &str| Chance::new(secret.as_bytes(), what).secret();
    let mut account = account.clone();
    for app in &mut account.apps {
        app.client_secret = derive(&format!("app {}", app.client_id));
    }
    for user in &mut account.users {
        user.password = derive(&format!("user {}", user.object_id));
    }
    account
}
