//! Signing in to a local sandbox without any set-up: it tells its accounts with their secrets itself.

use backlot_sandbox::{
    account::App,
    listing::{ListedUser, Listing},
};
use partner_center::{
    Credential, ErrorKind,
    credential::{Authority, Obtaining},
};
use secrecy::{ExposeSecret, SecretString};

use super::{Account, Connection, client};
use crate::{args::Access, error::CliError};

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
    let user = if app_only { None } else { Some(account.users.first().ok_or_else(unable)?) };
    let credential = Demo::new(account, app, user);
    let client = client(access).cloud(account.cloud).endpoint(access.endpoint.as_str()).credential(credential).build();
    Ok(Connection {
        client: client.map_err(CliError::Endpoint)?,
        account: Account {
            profile: access.profile.clone(),
            name: account.name.clone(),
            environment: account.environment,
            account_type: Some(account.account_type),
            app_only,
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
        _ => no_sandbox(error.to_string()),
    })?;
    match answer.status().as_u16() {
        200 => serde_json::from_slice(answer.body()).map_err(|error| no_sandbox(format!("its accounts do not read: {error}"))),
        401 | 403 => Err(CliError::Closed(access.endpoint.clone())),
        status => Err(no_sandbox(format!("it answers {status} to GET /_backlot/accounts"))),
    }
}

/// What somebody of the demo world signs in with.
struct Demo {
    tenant: String,
    client_id: String,
    client_secret: SecretString,
    user: Option<(String, SecretString)>,
}

impl Demo {
    fn new(account: &Listing, app: &App, user: Option<&ListedUser>) -> Self {
        Self {
            tenant: account.tenant_id.to_string(),
            client_id: app.client_id.to_string(),
            client_secret: app.client_secret.clone().into(),
            user: user.map(|user| (user.user_principal_name.clone(), user.password.clone().into())),
        }
    }
}

impl Credential for Demo {
    fn obtain<'a>(&'a self, authority: &'a Authority) -> Obtaining<'a> {
        Box::pin(async move {
            let scope = format!("{}/.default", authority.resource());
            let mut form = vec![
                ("client_id", self.client_id.as_str()),
                ("client_secret", self.client_secret.expose_secret()),
                ("scope", scope.as_str()),
            ];
            match &self.user {
                None => form.push(("grant_type", "client_credentials")),
                Some((name, password)) => form.extend([
                    ("grant_type", "password"),
                    ("username", name.as_str()),
                    ("password", password.expose_secret()),
                ]),
            }
            Ok(authority.token(&self.tenant, &form).await?.access_token)
        })
    }
}
