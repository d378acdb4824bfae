//! `backlot accounts`: the partner accounts with their ids and secrets.

use std::path::Path;

use backlot_sandbox::{
    listing::{self, Listing},
    seed::WorldFile,
};

use crate::{
    args::{Accounts, DEFAULT_DATA},
    error::CliError,
    output,
};

/// Prints the accounts of a data directory or a database. Where none was named and none was made yet, those of the demo world, which
/// the first start will bring.
pub(crate) fn run(args: &Accounts) -> Result<(), CliError> {
    let accounts = match args.kept.named()? {
        None if !Path::new(DEFAULT_DATA).exists() => demo()?,
        _ => listing::at(&args.kept.place()?)?,
    };
    let text = if args.json {
        let json = serde_json::to_string_pretty(&accounts).map_err(std::io::Error::other)?;
        json + "\n"
    } else {
        output::in_full(&accounts)
    };
    Ok(output::print(&text)?)
}

fn demo() -> Result<Vec<Listing>, CliError> {
    let world = WorldFile::demo()?;
    output::complain(&format!(
        "there is no {DEFAULT_DATA} yet, so these are the accounts of the demo world; name another directory with --data, or a database"
    ));
    let mut accounts: Vec<Listing> = world.accounts().iter().cloned().map(Listing::from).collect();
    accounts.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(accounts)
}
