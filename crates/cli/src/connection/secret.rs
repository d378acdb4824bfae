//! What an application proves itself with, and where that is: profiles hold no secret.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use partner_center::credential::{Application, Certificate};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::process::Command;

use super::profiles::Profile;
use crate::error::CliError;

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
            Self::File(path) => text_of(path)?,
            Self::Command(words) => printed_by(words).await?,
        };
        match text.trim() {
            "" => Err("it is empty".to_owned()),
            secret => Ok(secret.into()),
        }
    }
}

fn text_of(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read ({error})", path.display()))
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

/// The application that signs in, with what it proves itself with.
pub(crate) async fn application(name: &str, profile: &Profile) -> Result<Application, CliError> {
    let proven = prove(profile).await;
    proven.map_err(|why| CliError::Secret { profile: name.to_owned(), why })
}

async fn prove(profile: &Profile) -> Result<Application, String> {
    let (tenant, client_id) = (profile.tenant.as_str(), profile.client_id.as_str());
    let secret = match &profile.secret {
        Some(secret) => Some(secret.read().await?),
        None => None,
    };
    let Some(path) = &profile.certificate else {
        return Ok(match secret {
            Some(secret) => Application::with_secret(tenant, client_id, secret),
            None => Application::public(tenant, client_id),
        });
    };
    let pem = text_of(path)?;
    let key = secret.unwrap_or_else(|| pem.as_str().into());
    let certificate = Certificate::from_pem(key, &pem).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Application::with_certificate(tenant, client_id, certificate))
}
