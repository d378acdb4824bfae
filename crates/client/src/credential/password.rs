//! User name and password: for sandboxes and tests, as real accounts ask for more than a password.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::{Application, Authority, Credential, Obtaining};

/// App+user tokens of a person whose password is known.
///
/// Partner Center asks its people for a second factor, so that this works with sandboxes alone.
#[derive(Clone)]
pub struct UserPassword {
    application: Application,
    user_name: String,
    password: SecretString,
}

impl UserPassword {
    /// Tokens of this person, `admin@example.onmicrosoft.com`, at this application.
    pub fn new(application: Application, user_name: impl Into<String>, password: impl Into<SecretString>) -> Self {
        Self { application, user_name: user_name.into(), password: password.into() }
    }
}

impl Credential for UserPassword {
    fn obtain<'a>(&'a self, authority: &'a Authority) -> Obtaining<'a> {
        Box::pin(async {
            let scope = authority.scope();
            let grant = [
                ("grant_type", "password"),
                ("username", self.user_name.as_str()),
                ("password", self.password.expose_secret()),
                ("scope", scope.as_str()),
            ];
            Ok(self.application.ask(authority, &grant).await?.access_token)
        })
    }
}

impl fmt::Debug for UserPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { application, user_name, .. } = self;
        let mut shown = f.debug_struct("UserPassword");
        shown.field("application", application).field("user_name", user_name).finish_non_exhaustive()
    }
}
