//! The profiles of this user: Partner Centers by name, and how to sign in there. They hold no secret, but say where it is.

use std::{collections::BTreeMap, fs, io, path::PathBuf};

use backlot_sandbox::account::{AccountType, Environment};
use partner_center::{
    Builder, Pace,
    credential::{AppOnly, RefreshToken},
    model::cloud::Cloud,
};
use serde::{Deserialize, Serialize};

use super::{
    Account, Connection, client, directories,
    secret::{Secret, application},
    sign_in::SignIn,
};
use crate::{args::Access, error::CliError, strict, workflows::signer::Signer};

/// A Partner Center, and how to sign in there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Profile {
    /// Production or sandbox, which the service does not tell.
    pub(crate) environment: Environment,
    /// The tenant of the partner: its id or its domain.
    pub(crate) tenant: String,
    /// The application that signs in.
    pub(crate) client_id: String,
    /// The national cloud.
    pub(crate) cloud: Cloud,
    /// The address of a Backlot, instead of the real service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) api: Option<String>,
    /// What kind of partner it is, if somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account_type: Option<AccountType>,
    /// Whether a person signs in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) user: bool,
    /// The certificate in PEM with whose key the application signs, instead of showing a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<PathBuf>,
    /// Where the application's secret is, or the key of the certificate, if that is not in the same file. A public client
    /// has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<Secret>,
}

/// All profiles, by name.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    path: PathBuf,
    by_name: BTreeMap<String, Profile>,
}

impl Profiles {
    /// Those of this user; none where there is no file.
    pub(crate) fn load() -> Result<Self, CliError> {
        let path = directories::configuration()?.join("profiles.toml");
        let wrong = |why: String| CliError::Profiles { path: path.clone(), why };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(wrong(format!("it cannot be read ({error})"))),
        };
        let by_name = strict::toml(&text).map_err(wrong)?;
        Ok(Self { path, by_name })
    }

    /// Writes them all anew: as a whole, or not at all.
    pub(crate) fn save(&self) -> Result<(), CliError> {
        let wrong = |why: String| CliError::Profiles { path: self.path.clone(), why };
        let text = toml::to_string(&self.by_name).map_err(|error| wrong(error.to_string()))?;
        directories::write(&self.path, &text).map_err(|error| wrong(format!("it cannot be written ({error})")))
    }

    /// The profile of this name.
    pub(crate) fn get(&self, name: &str) -> Result<&Profile, CliError> {
        self.by_name.get(name).ok_or_else(|| CliError::Profile(name.to_owned()))
    }

    /// All of them, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Profile)> {
        self.by_name.iter()
    }

    /// Adds a profile, or replaces the one of this name.
    pub(crate) fn set(&mut self, name: String, profile: Profile) {
        self.by_name.insert(name, profile);
    }

    /// Takes a profile away, if it is there.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Profile> {
        self.by_name.remove(name)
    }
}

/// Signs in as the profile of this name says.
pub(super) async fn connect(name: &str, access: &Access) -> Result<Connection, CliError> {
    let profiles = Profiles::load()?;
    let profile = profiles.get(name)?;
    let application = application(name, profile).await?;
    let builder = addressed(client(access), profile);
    let (builder, person) = if profile.user {
        let kept = SignIn::of(name)?;
        (builder.credential(RefreshToken::new(application, kept.tokens())), kept.person()?)
    } else {
        (builder.credential(AppOnly::new(application)), None)
    };
    Ok(Connection {
        client: builder.build().map_err(CliError::Endpoint)?,
        account: Account {
            signer: Signer {
                profile: name.to_owned(),
                client_id: profile.client_id.clone(),
                app_only: !profile.user,
                person,
            },
            name: profile.tenant.clone(),
            environment: profile.environment,
            account_type: profile.account_type,
            place: profile.api.clone().unwrap_or_else(|| format!("the {} cloud", profile.cloud.as_str())),
        },
    })
}

/// A client for where the profile is.
pub(crate) fn addressed(builder: Builder, profile: &Profile) -> Builder {
    let builder = builder.cloud(profile.cloud);
    match &profile.api {
        Some(address) => builder.endpoint(address.as_str()),
        // The real service counts calls.
        None => builder.pace(Pace::DOCUMENTED),
    }
}
