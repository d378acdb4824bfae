//! App-only: the application itself signs in, and nobody else.

use super::{Application, Authority, Credential, Obtaining};

/// Access tokens of an application without a person.
///
/// Most operations take them; those that act for a person ask for an app+user token: [`RefreshToken`](super::RefreshToken),
/// [`DeviceCode`](super::DeviceCode).
#[derive(Debug, Clone)]
pub struct AppOnly {
    application: Application,
}

impl AppOnly {
    /// Tokens of this application, which has a secret or a certificate.
    pub const fn new(application: Application) -> Self {
        Self { application }
    }
}

impl Credential for AppOnly {
    fn obtain<'a>(&'a self, authority: &'a Authority) -> Obtaining<'a> {
        Box::pin(async {
            let scope = authority.scope();
            let grant = [("grant_type", "client_credentials"), ("scope", scope.as_str())];
            Ok(self.application.ask(authority, &grant).await?.access_token)
        })
    }
}
