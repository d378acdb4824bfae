//! How a client is put together.

use std::{sync::Arc, time::Duration};

use partner_center_model::cloud::Cloud;

use crate::{
    client::{Client, Shared},
    clouds,
    credential::{Authority, Credential, Session},
    error::Error,
    pacing::{Pace, Pacing},
    retry::Retry,
    transport::{Http, Transport},
};

/// Puts a [`Client`] together. Without a word it speaks to the real Partner Center of the global cloud.
#[must_use]
pub struct Builder {
    cloud: Cloud,
    endpoint: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    session: Option<Session>,
    retry: Retry,
    pace: Option<Pace>,
    timeout: Option<Duration>,
    application: String,
    locale: Option<String>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            cloud: Cloud::Global,
            endpoint: None,
            transport: None,
            session: None,
            retry: Retry::default(),
            pace: None,
            timeout: Some(Duration::from_secs(300)),
            application: concat!("partner-center-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
            locale: None,
        }
    }

    /// The national cloud, which decides where to sign in and to call.
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self
    }

    /// The address of a Backlot, instead of the real service: it signs in and answers calls at one address.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// What carries the calls, instead of [`Http`] with its defaults.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// How access tokens are got. Without, calls carry none.
    pub fn credential(mut self, credential: impl Credential) -> Self {
        self.session = Some(Session::new(credential));
        self
    }

    /// When calls are tried again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How many calls are sent in how long; the others wait. Without, as many as there are.
    pub fn pace(mut self, pace: Pace) -> Self {
        self.pace = Some(pace);
        self
    }

    /// How long a call may take, all attempts and waits together: 5 minutes unless said otherwise.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// The name of the program, which travels as `MS-PartnerCenter-Application`.
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.application = name.into();
        self
    }

    /// The language of what is answered, as `X-Locale`: `en-US`.
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.locale = Some(locale.into());
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// If the endpoint is no address, or there is no way to the network.
    pub fn build(self) -> Result<Client, Error> {
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(Http::new()?),
        };
        let (api, login) = match &self.endpoint {
            Some(url) => {
                let at = address(url)?;
                (at, at)
            }
            None => (clouds::api(self.cloud), clouds::login(self.cloud)),
        };
        let resource = clouds::api(self.cloud).into();
        Ok(Client {
            authority: Authority { login: login.into(), resource, transport },
            session: self.session.map(Arc::new),
            shared: Arc::new(Shared {
                api: api.into(),
                retry: self.retry,
                pacing: self.pace.map(Pacing::new),
                timeout: self.timeout,
                application: self.application,
                locale: self.locale,
            }),
        })
    }
}

/// An address that paths can be put behind.
fn address(url: &str) -> Result<&str, Error> {
    let wrong = |why: &str| Error::Call(format!("the endpoint {url:?} {why}"));
    let uri: http::Uri = url.parse().map_err(|_| wrong("is no address"))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(wrong("does not begin with http:// or https://"));
    }
    if uri.query().is_some() {
        return Err(wrong("has a query"));
    }
    Ok(url.trim_end_matches('/'))
}
