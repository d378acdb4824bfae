//! `backlot login`: a person signs in for a profile, by a code that is entered in a browser.

use partner_center::{Client, credential::DeviceCode};

use crate::{
    args::Login,
    commands::session,
    connection::{
        profiles::{self, Profiles},
        secret,
        sign_in::SignIn,
    },
    error::CliError,
    output,
    workflows::Failure,
};

/// Has a person sign in, and keeps the refresh token for the commands to come.
pub(crate) fn run(args: &Login) -> Result<(), CliError> {
    let name = &args.access.profile;
    if name.starts_with("demo:") {
        let why = format!("{name} needs no sign-in; name one that `backlot profile list` has");
        return Err(CliError::Argument { name: "--profile", why });
    }
    session::until_interrupted(async {
        let all = Profiles::load()?;
        let profile = all.get(name)?;
        if !profile.user {
            let why = format!("in {name} the application signs in alone; add it anew with --user");
            return Err(CliError::Argument { name: "--profile", why });
        }
        if args.access.dry_run {
            output::mention(&format!("a person would sign in for {name}"));
            return Ok(());
        }
        let client = profiles::addressed(Client::builder(), profile).build().map_err(CliError::Endpoint)?;
        let application = secret::application(name, profile).await?;
        let kept = SignIn::of(name)?;
        let device = DeviceCode::new(application, |prompt| output::mention(&prompt.message)).store(kept.replaced());
        let signed_in = args.access.limits().within(device.sign_in(client.authority())).await;
        let signed_in = signed_in.ok_or_else(|| Failure::Late("somebody signed in".to_owned()))?;
        let signed_in = signed_in.map_err(|error| Failure::from(partner_center::Error::from(error)))?;
        let Some(person) = signed_in.person else {
            output::mention(&format!("signed in for {name}"));
            return Ok(());
        };
        kept.remember(&person)?;
        output::mention(&format!("signed in for {name} as {}", person.name.unwrap_or(person.id)));
        Ok(())
    })
}
