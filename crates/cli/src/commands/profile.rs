//! `backlot profile`: Partner Centers by name, and how to sign in there.

use std::path::{self, Path, PathBuf};

use backlot_sandbox::account::AccountType;

use crate::{
    args::{NewProfile, ProfileTask},
    connection::{
        profiles::{Profile, Profiles},
        secret::Secret,
        sign_in::SignIn,
    },
    error::CliError,
    output::{self, headed},
};

/// Does one of the tasks.
pub(crate) fn run(task: &ProfileTask) -> Result<(), CliError> {
    let mut profiles = Profiles::load()?;
    match task {
        ProfileTask::List => Ok(output::print(&table(&profiles))?),
        ProfileTask::Add(args) => {
            let (name, profile) = new(args)?;
            // A sign-in at what the name stood for before must not be sent to what it stands for now.
            SignIn::of(&name)?.forget()?;
            profiles.set(name, profile);
            profiles.save()
        }
        ProfileTask::Remove(args) => match profiles.remove(&args.name) {
            Some(_) => {
                SignIn::of(&args.name)?.forget()?;
                profiles.save()
            }
            None => Err(CliError::Profile(args.name.clone())),
        },
    }
}

/// The profile that the arguments state.
fn new(args: &NewProfile) -> Result<(String, Profile), CliError> {
    let name = &args.named.name;
    // It becomes the name of a file, and must not be taken for an account of a local sandbox.
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(is_name) {
        let why = "a name consists of letters, digits, - and _".to_owned();
        return Err(CliError::Argument { name: "NAME", why });
    }
    let words = |command: &String| command.split_whitespace().map(str::to_owned).collect();
    let secret = match (&args.secret_env, &args.secret_file, &args.secret_command) {
        (Some(variable), ..) => Some(Secret::Env(variable.clone())),
        (_, Some(path), _) => Some(Secret::File(from_anywhere(path)?)),
        (.., Some(command)) => Some(Secret::Command(words(command))),
        (None, None, None) => None,
    };
    if secret.is_none() && args.certificate.is_none() && !args.user {
        let why = "say where the application's secret is (--secret-env, --secret-file, --secret-command), with which certificate it signs (--certificate), or that a person signs in (--user)";
        return Err(CliError::Argument { name: "--secret-env", why: why.to_owned() });
    }
    let profile = Profile {
        environment: args.environment,
        tenant: args.tenant.clone(),
        client_id: args.client_id.clone(),
        cloud: args.cloud,
        api: args.api.clone(),
        account_type: args.account_type,
        user: args.user,
        certificate: args.certificate.as_deref().map(from_anywhere).transpose()?,
        secret,
    };
    Ok((name.clone(), profile))
}

/// A path that leads to the same file wherever the command is run.
fn from_anywhere(path: &Path) -> Result<PathBuf, CliError> {
    path::absolute(path).map_err(|source| CliError::Unreadable { path: path.to_owned(), source })
}

fn table(profiles: &Profiles) -> String {
    let header = ["PROFILE", "ENVIRONMENT", "TYPE", "TENANT", "WHERE", "WHO"];
    let rows = profiles.iter().map(|(name, profile)| {
        [
            name.clone(),
            profile.environment.as_str().to_owned(),
            profile.account_type.map(AccountType::as_str).unwrap_or_default().to_owned(),
            profile.tenant.clone(),
            profile.api.clone().unwrap_or_else(|| profile.cloud.as_str().to_owned()),
            if profile.user { "a person" } else { "the application" }.to_owned(),
        ]
    });
    headed(header, rows)
}
