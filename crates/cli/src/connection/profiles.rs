//! The profiles of this user: Partner Centers by name, and how to sign in there. They hold no secret, but say where it is.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
    process::Stdio,
};

use backlot_sandbox::account::{AccountType, Environment};
use partner_center::{
    Builder, Pace,
    credential::{AppOnly, Application, FileTokenStore, RefreshToken},
    model::cloud::Cloud,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{Account, Connection, client, directories};
use tokio::process::Command;

use crate::{args::Access, error::CliError};

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
    /// Where the application's secret is; a public client has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<Secret>,
}

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Secret {
    /// In this environment variable.
    Env(String),
    /// In this file.
    File(PathBuf),
    /// Printed by this program with these arguments: the tool of the system's keyring.
    Command(Vec<String>),
}

impl Secret {
    async fn read(&self) -> Result<SecretString, String> {
        let text = match self {
            Self::Env(variable) => env::var(variable).map_err(|_| format!("{variable} is not set"))?,
            Self::File(path) => {
                fs::read_to_string(path).map_err(|error| format!("{} cannot be read ({error})", path.display()))?
            }
            Self::Command(words) => printed_by(words).await?,
        };
        match text.trim() {
            "" => Err("it is empty".to_owned()),
            secret => Ok(secret.into()),
        }
    }
}

/// What a program prints. It may ask the person at the terminal, and ends with the command that needs it.
async fn printed_by(words: &[String]) -> Result<String, String> {
    let (program, arguments) = words.split_first().ok_or("command names no program")?;
    let mut command = Command::new(program);
    let output = command.args(arguments).stdin(Stdio::inherit()).stderr(Stdio::inherit()).kill_on_drop(true).output();
    let output = output.await.map_err(|error| format!("{program} does not start ({error})"))?;
    if !output.status.success() {
        return Err(format!("{program} failed ({})", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{program} prints something that is no text"))
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
        let by_name = parse(&text).map_err(wrong)?;
        Ok(Self { path, by_name })
    }

    /// Writes them all anew: as a whole, or not at all.
    pub(crate) fn save(&self) -> Result<(), CliError> {
        let wrong = |why: String| CliError::Profiles { path: self.path.clone(), why };
        let text = toml::to_string(&self.by_name).map_err(|error| wrong(error.to_string()))?;
        write(&self.path, &text).map_err(|error| wrong(format!("it cannot be written ({error})")))
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

/// What stands in the file, strictly: what is misspelt is named.
fn parse(text: &str) -> Result<BTreeMap<String, Profile>, String> {
    let told = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let reader = toml::Deserializer::parse(text).map_err(|error| told(error.message()))?;
    serde_path_to_error::deserialize(reader)
        .map_err(|error| format!("{}: {}", error.path(), told(error.inner().message())))
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let draft = path.with_extension("draft");
    fs::write(&draft, text)?;
    fs::rename(draft, path)
}

/// Signs in as the profile of this name says.
pub(super) async fn connect(name: &str, access: &Access) -> Result<Connection, CliError> {
    let profiles = Profiles::load()?;
    let profile = profiles.get(name)?;
    let application = application(name, profile).await?;
    let builder = addressed(client(access), profile);
    let builder = if profile.user {
        builder.credential(RefreshToken::new(application, tokens(name)?))
    } else {
        builder.credential(AppOnly::new(application))
    };
    Ok(Connection {
        client: builder.build().map_err(CliError::Endpoint)?,
        account: Account {
            profile: name.to_owned(),
            name: profile.tenant.clone(),
            environment: profile.environment,
            account_type: profile.account_type,
            client_id: profile.client_id.clone(),
            app_only: !profile.user,
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

/// The application that signs in.
pub(crate) async fn application(name: &str, profile: &Profile) -> Result<Application, CliError> {
    let (tenant, client_id) = (profile.tenant.as_str(), profile.client_id.as_str());
    let Some(secret) = &profile.secret else { return Ok(Application::public(tenant, client_id)) };
    let secret = secret.read().await;
    let secret = secret.map_err(|why| CliError::Secret { profile: name.to_owned(), why })?;
    Ok(Application::with_secret(tenant, client_id, secret))
}

/// Where the refresh token of whoever signed in is kept.
pub(crate) fn tokens(name: &str) -> Result<FileTokenStore, CliError> {
    Ok(FileTokenStore::new(token_file(name)?))
}

/// Forgets who signed in.
pub(crate) fn forget_tokens(name: &str) -> Result<(), CliError> {
    let path = token_file(name)?;
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(CliError::Profiles { path, why: format!("it cannot be removed ({error})") })
        }
        _ => Ok(()),
    }
}

fn token_file(name: &str) -> Result<PathBuf, CliError> {
    Ok(directories::state()?.join("tokens").join(name))
}
