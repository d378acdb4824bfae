//! Signing in to a local sandbox without any set-up: it tells its accounts with their secrets itself.

use backlot_sandbox::listing::Listing;
use partner_center::{
    Error, ErrorKind,
    credential::{AppOnly, Application, UserPassword},
};

use super::{Account, Connection, client};
use crate::{
    args::Access,
    error::CliError,
    workflows::{Failure, signer::Signer},
};

/// Signs in to the account of this name: `NAME` as its first admin, `NAME:app` as its application alone.
pub(super) async fn connect(demo: &str, access: &Access) -> Result<Connection, CliError> {
    let (name, app_only) = match demo.split_once(':') {
        None => (demo, false),
        Some((name, "app")) => (name, true),
        Some(_) => return Err(CliError::Profile(access.profile.clone())),
    };
    let accounts = accounts(access).await?;
    let Some(account) = accounts.iter().find(|account| account.name == name) else {
        return Err(CliError::NoAccount {
            name: name.to_owned(),
            endpoint: access.endpoint.clone(),
            known: accounts.into_iter().map(|account| account.name).collect(),
        });
    };
    let app = account.apps.iter().find(|app| !app.public_client);
    let unable = || CliError::NobodySignsIn(account.name.clone());
    let app = app.ok_or_else(unable)?;
    let client_id = app.client_id;
    let app =
        Application::with_secret(account.tenant_id.to_string(), client_id.to_string(), app.client_secret.as_str());
    let client = client(access).cloud(account.cloud).endpoint(access.endpoint.as_str());
    let client = if app_only {
        client.credential(AppOnly::new(app))
    } else {
        let user = account.users.first().ok_or_else(unable)?;
        client.credential(UserPassword::new(app, user.user_principal_name.as_str(), user.password.as_str()))
    };
    Ok(Connection {
        client: client.build().map_err(CliError::Endpoint)?,
        account: Account {
            // In a local sandbox a profile is the same one always.
            signer: Signer {
                profile: access.profile.clone(),
                client_id: client_id.to_string(),
                app_only,
                person: None,
            },
            name: account.name.clone(),
            environment: account.environment,
            account_type: Some(account.account_type),
            place: access.endpoint.clone(),
        },
    })
}

/// The accounts, as the sandbox's control API tells them.
async fn accounts(access: &Access) -> Result<Vec<Listing>, CliError> {
    let nobody = client(access).endpoint(access.endpoint.as_str()).build().map_err(CliError::Endpoint)?;
    let no_sandbox = |why: String| CliError::NoSandbox { endpoint: access.endpoint.clone(), why };
    let answer = nobody.send_raw("GET", "/_backlot/accounts", "").await.map_err(|error| match error.kind() {
        ErrorKind::Call => CliError::Endpoint(error),
        _ if matches!(&error, Error::Transport(error) if error.timeout) => Failure::from(error).into(),
        _ => no_sandbox(error.to_string()),
    })?;
    match answer.status().as_u16() {
        200 => serde_json::from_slice(answer.body())
            .map_err(|error| no_sandbox(format!("its accounts do not read: {error}"))),
        401 | 403 => Err(CliError::Closed(access.endpoint.clone())),
        status => Err(no_sandbox(format!("it answers {status} to GET /_backlot/accounts"))),
    }
}
