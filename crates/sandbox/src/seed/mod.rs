//! What a new store is filled with: the demo world, or a world file.

use backlot_store::Tx;
use jiff::Timestamp;

use crate::{records::Records, refusal::Failure, world::World};

/// A world, as a TOML file states it.
#[derive(Debug, Clone)]
pub struct WorldFile {}

impl WorldFile {
    /// The world with fixed ids and secrets that every new sandbox starts with.
    pub fn demo() -> Self {
        Self {}
    }
}

/// Plants the world where the store holds none.
pub(crate) fn plant_if_new(_tx: &mut Tx<'_>, _world: &WorldFile, _wall: Timestamp) -> Result<(), Failure> {
    Ok(())
}

/// Empties the store and plants the world again, under the next generation.
pub(crate) fn replant(
    _records: &mut Records<'_, '_>,
    _world: &WorldFile,
    _before: World,
    _wall: Timestamp,
) -> Result<(), Failure> {
    Err(Failure::NotEmulated)
}
