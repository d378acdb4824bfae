//! Device codes: a person signs in with a browser, wherever that is, while the program waits.

use std::{fmt, sync::Arc, time::Duration};

use serde::Deserialize;
use tokio::time::{Instant, sleep};

use super::{
    AccessToken, Application, Authority, Credential, CredentialError, MemoryTokenStore, Obtaining, Person,
    RefreshToken, TokenStore,
};

/// How many seconds to wait between two questions, where the directory does not say.
const INTERVAL: u64 = 5;

/// App+user tokens of a person who signs in with a browser when that is needed.
///
/// It is once: from then on the refresh token in the store is used, until the directory does not take it any more.
///
/// A call that is the first to need somebody may run out of time before they have signed in; the next one finds them signed in.
/// [`sign_in`](Self::sign_in) waits as long as the code is good.
#[derive(Clone)]
pub struct DeviceCode {
    renewing: RefreshToken,
    prompt: Arc<dyn Fn(&DevicePrompt) + Send + Sync>,
}

/// What a person has to be told to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DevicePrompt {
    /// What to do, in a sentence with both of the following in it.
    pub message: String,
    /// Where to sign in.
    pub verification_uri: String,
    /// What to type there.
    pub user_code: String,
    /// For how many seconds the code is good.
    pub expires_in: u64,
}

/// What comes of signing in.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SignedIn {
    /// For the calls.
    pub access_token: AccessToken,
    /// Who signed in, where the directory says so.
    pub person: Option<Person>,
}

#[derive(Deserialize)]
struct DeviceAnswer {
    device_code: String,
    interval: Option<u64>,
    #[serde(flatten)]
    prompt: DevicePrompt,
}

impl DeviceCode {
    /// Tokens at this application, of the person who is told how to sign in by `prompt`. They sign in anew whenever the
    /// program starts, unless there is a [`store`](Self::store).
    pub fn new(application: Application, prompt: impl Fn(&DevicePrompt) + Send + Sync + 'static) -> Self {
        let renewing = RefreshToken::new(application, MemoryTokenStore::default());
        Self { renewing, prompt: Arc::new(prompt) }
    }

    /// With the refresh token kept here.
    #[must_use]
    pub fn store(self, store: impl TokenStore) -> Self {
        Self { renewing: RefreshToken::new(self.renewing.application().clone(), store), ..self }
    }

    /// Has a person sign in, whether that is needed or not, and stores the refresh token.
    ///
    /// # Errors
    ///
    /// If nobody does in time, they decline, or the directory refuses.
    pub async fn sign_in(&self, authority: &Authority) -> Result<SignedIn, CredentialError> {
        let Application { tenant, client_id, .. } = self.renewing.application();
        let scope = authority.scope_for_people();
        let form = [("client_id", client_id.as_str()), ("scope", scope.as_str())];
        let asked = Instant::now();
        let answer: DeviceAnswer = authority.post(tenant, "oauth2/v2.0/devicecode", &form).await?;
        (self.prompt)(&answer.prompt);
        let code = &answer.device_code;
        let grant = [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", code)];
        let lifetime = Duration::from_secs(answer.prompt.expires_in);
        let mut interval = Duration::from_secs(answer.interval.unwrap_or(INTERVAL).clamp(1, 60));
        loop {
            sleep(interval).await;
            match self.renewing.application().ask(authority, &grant).await {
                Ok(granted) => {
                    let person = granted.person.clone();
                    return Ok(SignedIn { access_token: self.renewing.begin(granted).await?, person });
                }
                Err(error) if asked.elapsed() >= lifetime => return Err(error),
                Err(CredentialError::Refused { error, .. }) if error == "authorization_pending" => {}
                Err(CredentialError::Refused { error, .. }) if error == "slow_down" => {
                    interval += Duration::from_secs(INTERVAL);
                }
                // The person may be signing in meanwhile.
                Err(error) if error.may_pass() => interval += Duration::from_secs(INTERVAL),
                Err(error) => return Err(error),
            }
        }
    }
}

impl Credential for DeviceCode {
    fn obtain<'a>(&'a self, authority: &'a Authority) -> Obtaining<'a> {
        Box::pin(async {
            match self.renewing.obtain(authority).await {
                Err(error) if error.needs_sign_in() => Ok(self.sign_in(authority).await?.access_token),
                obtained => obtained,
            }
        })
    }
}

impl fmt::Debug for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCode").field("application", self.renewing.application()).finish_non_exhaustive()
    }
}
