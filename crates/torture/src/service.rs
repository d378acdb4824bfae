//! The processes as clients see them: addresses, tokens, and single requests.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    net::SocketAddr,
    time::Duration,
};

use fastrand::Rng;
use serde_json::Value;

use crate::{
    Error,
    action::{Account, Request},
    clock::Clock,
    error::system,
    history::Missed,
};

/// How long a client waits for an answer.
const ANSWER: Duration = Duration::from_secs(20);
/// How long a token is used. It holds for much longer; but giving tokens is tortured too.
const FRESH: Duration = Duration::from_secs(10);
/// How long one waits before the next try.
const PAUSE: Duration = Duration::from_millis(200);

/// The processes as one client sees them.
#[derive(Debug)]
pub(crate) struct Service {
    http: reqwest::Client,
    addresses: Vec<SocketAddr>,
    clock: Clock,
    /// How long one asks for what must be given.
    patience: Duration,
    tokens: HashMap<Account, (String, Duration)>,
    /// The answers that were no success, of calls that are tried until they succeed, since somebody asked.
    failures: Vec<Missed>,
}

/// An answer that is final.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A hash of the body.
    pub(crate) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.body.hash(&mut hasher);
        hasher.finish()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Service {
    /// The processes at these addresses, over connections of one's own.
    pub(crate) fn new(addresses: Vec<SocketAddr>, clock: Clock, patience: Duration) -> Result<Self, Error> {
        let http = reqwest::Client::builder().timeout(ANSWER).no_proxy().http1_only().build();
        let http = http.map_err(std::io::Error::other).map_err(system("making an HTTP client"))?;
        Ok(Self { http, addresses, clock, patience, tokens: HashMap::new(), failures: Vec::new() })
    }

    /// A process, if possible another one than before.
    pub(crate) fn any(&self, rng: &mut Rng, before: Option<usize>) -> usize {
        let count = self.addresses.len();
        match before {
            Some(before) if count > 1 => (before + rng.usize(1..count)) % count,
            _ => rng.usize(..count),
        }
    }

    /// Sends a request to a process.
    pub(crate) async fn send(
        &self,
        process: usize,
        request: &Request,
        ids: Option<&str>,
        token: &str,
    ) -> Result<Answer, Missed> {
        let url = format!("http://{}{}", self.addresses[process], request.path);
        let mut sent = self.http.request(request.method.clone(), url).bearer_auth(token);
        if let Some(id) = ids {
            sent = sent.header("MS-RequestId", id).header("MS-CorrelationId", id);
        }
        if let Some(etag) = &request.if_match {
            sent = sent.header("If-Match", format!("\"{etag}\""));
        }
        if let Some(body) = &request.body {
            sent = sent.json(body);
        }
        received(sent.send().await).await
    }

    /// The answers that were no success, of calls that are tried until they succeed, since this was asked last.
    pub(crate) fn failures(&mut self) -> Vec<Missed> {
        std::mem::take(&mut self.failures)
    }

    /// An app-only token of an account, from whichever process gives it.
    pub(crate) async fn token(&mut self, account: Account, rng: &mut Rng) -> Result<String, Error> {
        let now = self.clock.elapsed();
        if let Some((token, since)) = self.tokens.get(&account)
            && now < *since + FRESH
        {
            return Ok(token.clone());
        }
        let name = account.name();
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={name}-app-secret\
             &scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default",
            account.client_id()
        );
        let path = format!("/{name}.example/oauth2/v2.0/token");
        let mut said = String::new();
        while self.clock.elapsed() < now + self.patience {
            let url = format!("http://{}{path}", self.addresses[self.any(rng, None)]);
            let sent =
                self.http.post(url).header("Content-Type", "application/x-www-form-urlencoded").body(form.clone());
            match received(sent.send().await).await {
                Ok(answer) => match answer.json()["access_token"].as_str() {
                    Some(token) if answer.is_success() => {
                        self.tokens.insert(account, (token.to_owned(), now));
                        return Ok(token.to_owned());
                    }
                    _ => {
                        said = format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body));
                        self.failures.push(Missed::NoToken { status: answer.status });
                    }
                },
                Err(missed) => {
                    said = format!("{missed:?}");
                    self.fail(missed);
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(Error::Call { what: path, said })
    }

    /// Sends a request to any process until it has a final answer.
    pub(crate) async fn insist(
        &mut self,
        account: Account,
        request: &Request,
        ids: Option<&str>,
        rng: &mut Rng,
    ) -> Result<Answer, Error> {
        let token = self.token(account, rng).await?;
        let mut said = None;
        let begun = self.clock.elapsed();
        while self.clock.elapsed() < begun + self.patience {
            match self.send(self.any(rng, None), request, ids, &token).await {
                Ok(answer) => return Ok(answer),
                Err(missed) => {
                    said = Some(missed);
                    self.fail(missed);
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(Error::Call { what: format!("{} {}", request.method, request.path), said: format!("{said:?}") })
    }

    fn fail(&mut self, missed: Missed) {
        self.failures.extend(Some(missed).filter(|missed| matches!(missed, Missed::Failed { .. })));
    }
}

/// The answer, if it is final.
async fn received(answer: Result<reqwest::Response, reqwest::Error>) -> Result<Answer, Missed> {
    let answer = answer.map_err(missed)?;
    let status = answer.status().as_u16();
    let retry_after = answer.headers().get("retry-after").and_then(|after| after.to_str().ok()?.parse::<u32>().ok());
    let retry_after = retry_after.is_some();
    let body = answer.bytes().await.map_err(missed)?.to_vec();
    match status {
        429 | 500.. => Err(Missed::Failed { status, retry_after }),
        _ => Ok(Answer { status, body }),
    }
}

fn missed(error: reqwest::Error) -> Missed {
    if error.is_connect() {
        Missed::Unsent
    } else if error.is_timeout() {
        Missed::TimedOut
    } else {
        Missed::Broke
    }
}
