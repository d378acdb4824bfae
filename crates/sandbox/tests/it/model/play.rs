//! A sequence is played: each step is done in the sandbox and in the model, and the two are compared.

use std::collections::BTreeMap;

use backlot_testkit::{Hands, Stage};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    action::{Action, Etag, Step},
    etags::Etags,
    state::{Account, Refusals, State},
    world,
};
use crate::ask::{Answer, Ask};

/// Why a sequence fails.
pub(super) type Flaw = String;

pub(super) struct Play {
    pub(super) stage: Stage,
    pub(super) state: State,
    pub(super) etags: Etags,
    hands: Hands,
    tokens: Vec<String>,
    /// Writes that went well, each with its answer.
    kept: Vec<(Sent, Answer)>,
    requests: usize,
    same_id: bool,
    /// How often each kind of answer was predicted and given.
    pub(super) seen: BTreeMap<(u16, u64), u32>,
}

/// A write as it was sent.
#[derive(Debug, Clone, PartialEq)]
struct Sent {
    account: usize,
    id: String,
    method: &'static str,
    path: String,
    body: String,
    if_match: Option<String>,
}

impl Sent {
    /// Whether it is the same request by the documentation: id, method, path and body.
    fn repeats(&self, other: &Self) -> bool {
        let key =
            |sent: &Self| (sent.account, sent.id.clone(), sent.method, sent.path.to_lowercase(), sent.body.clone());
        key(self) == key(other)
    }
}

/// The etag that goes with a write.
#[derive(Debug, Default, Clone)]
pub(super) struct Version {
    pub(super) if_match: Option<String>,
    pub(super) in_body: Option<String>,
}

impl Play {
    pub(super) async fn new() -> Result<Self, Flaw> {
        let hands = Hands::new();
        let stage = world::stage(&hands).await;
        let mut tokens = Vec::new();
        for (name, ..) in &world::PARTNERS[..4] {
            tokens.push(stage.user_token(name).await);
        }
        let accounts = world::PARTNERS[..4].iter().enumerate().map(|(at, (name, kind, environment, _))| Account {
            name,
            sandbox: *environment == "sandbox",
            provider: *kind == "indirect_provider",
            tenant: world::tenant(at),
            quotas: world::QUOTAS.get(at).copied(),
            customers: vec![],
        });
        let state = State { now: Timestamp::UNIX_EPOCH, accounts: accounts.collect(), tenants: BTreeMap::new() };
        let (kept, seen) = (vec![], BTreeMap::new());
        let mut play =
            Self { stage, state, etags: Etags::default(), hands, tokens, kept, requests: 0, same_id: false, seen };
        play.look_at_the_clock().await;
        for account in 0..4 {
            play.adopt_first(account).await?;
        }
        Ok(play)
    }

    async fn look_at_the_clock(&mut self) {
        let clock = self.stage.control("GET", "clock", &Value::Null).await;
        self.state.now = clock["now"].as_str().unwrap().parse().unwrap();
    }

    /// Does one step.
    pub(super) async fn step(&mut self, step: &Step) -> Result<(), Flaw> {
        let account = step.account;
        self.same_id = step.same_id;
        match &step.action {
            Action::Repeat { request } => self.repeat(*request).await,
            Action::Advance { minutes } => {
                let clock = json!({ "advance": format!("PT{minutes}M") });
                self.stage.control("PUT", "clock", &clock).await;
                self.look_at_the_clock().await;
                self.state.pass();
                Ok(())
            }
            Action::Create { .. }
            | Action::Tie { .. }
            | Action::ReadCustomer { .. }
            | Action::Profile { .. }
            | Action::Delete { .. }
            | Action::Remove { .. }
            | Action::Accept { .. } => self.with_customers(account, &step.action).await,
            Action::Fill { .. } | Action::Refill { .. } | Action::ReadCart { .. } | Action::Checkout { .. } => {
                self.with_carts(account, &step.action).await
            }
            Action::Begin { customer, subscription } => self.begin(account, *customer, *subscription).await,
            Action::Change { .. } => self.with_subscriptions(account, &step.action).await,
            _ => self.with_orders(account, &step.action).await,
        }
    }

    /// The real clock ticks with every request, and the world's with it.
    fn tick(&mut self) {
        let tick = SignedDuration::from_millis(1);
        self.hands.forward(tick);
        self.state.now += tick;
    }

    /// Reads.
    pub(super) async fn read(&mut self, account: usize, path: &str) -> Answer {
        self.tick();
        Ask::get(path).token(&self.tokens[account]).of(&self.stage).await
    }

    /// Reads what must be there.
    pub(super) async fn get(&mut self, account: usize, path: &str) -> Result<Value, Flaw> {
        let answer = self.read(account, path).await;
        if answer.status == 200 { Ok(answer.json()) } else { Err(told(&answer, "200")) }
    }

    /// Writes; the answer has to be this success, or one of the refusals if there are any. Gives the body of a success
    /// that is news, and none of a refusal or of a repetition.
    pub(super) async fn write(
        &mut self,
        account: usize,
        (method, path): (&'static str, String),
        body: Value,
        version: &Version,
        (success, refusals): (u16, Refusals),
    ) -> Result<Option<Value>, Flaw> {
        self.requests += usize::from(!self.same_id || self.requests == 0);
        let mut body = body;
        if let Some(etag) = &version.in_body {
            body["attributes"] = json!({ "etag": etag });
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let id = format!("request-{}", self.requests);
        let sent = Sent { account, id, method, path, body, if_match: version.if_match.clone() };
        let before = self.kept.iter().find(|(before, _)| before.repeats(&sent)).map(|(_, answer)| answer.clone());
        let answer = self.send(&sent).await;
        if let Some(before) = before {
            return same(&before, &answer).map(|()| None);
        }
        self.judge(&answer, success, &refusals)?;
        if !refusals.is_empty() {
            return Ok(None);
        }
        let body = if answer.body.is_empty() { Value::Null } else { answer.json() };
        // A checkout that ordered nothing did nothing, and is judged again.
        if body["orders"].as_array().is_none_or(|orders| !orders.is_empty()) {
            self.kept.push((sent, answer));
        }
        Ok(Some(body))
    }

    /// Whether an answer is one that was predicted.
    pub(super) fn judge(&mut self, answer: &Answer, success: u16, refusals: &[(u16, u64)]) -> Result<(), Flaw> {
        let code = if answer.status >= 400 { answer.json()["code"].as_u64().unwrap_or_default() } else { 0 };
        let found = (answer.status, code);
        let expected = if refusals.is_empty() { found == (success, 0) } else { refusals.contains(&found) };
        if !expected {
            let wanted = if refusals.is_empty() { success.to_string() } else { format!("{refusals:?}") };
            return Err(told(answer, &wanted));
        }
        *self.seen.entry(found).or_default() += 1;
        Ok(())
    }

    async fn send(&mut self, sent: &Sent) -> Answer {
        self.tick();
        let mut ask = Ask::new(sent.method, sent.path.as_str()).token(&self.tokens[sent.account]);
        ask = ask.header("ms-requestid", &sent.id).body(sent.body.clone());
        if let Some(etag) = &sent.if_match {
            ask = ask.header("if-match", etag);
        }
        ask.of(&self.stage).await
    }

    async fn repeat(&mut self, request: usize) -> Result<(), Flaw> {
        if self.kept.is_empty() {
            return Ok(());
        }
        let (sent, before) = self.kept[request % self.kept.len()].clone();
        same(&before, &self.send(&sent).await)
    }

    /// The etag to send with a change of the resource at `path`, and how it may be refused. `required` says whether a
    /// change needs one.
    pub(super) async fn version(
        &mut self,
        account: usize,
        path: &str,
        etag: Etag,
        required: bool,
    ) -> Result<(Version, Refusals), Flaw> {
        let body = self.get(account, path).await?;
        let current = body["attributes"]["etag"].as_str().map(str::to_owned);
        let none = if required { vec![(400, 3000)] } else { vec![] };
        let named = |if_match: Option<String>, in_body: Option<String>| Version { if_match, in_body };
        Ok(match etag {
            Etag::Absent => (Version::default(), none),
            Etag::Empty => (named(Some(String::new()), None), none),
            // Orders from the catalogue have none.
            Etag::Right => (named(current, None), vec![]),
            Etag::RightInBody => (named(None, current), vec![]),
            Etag::Stale => {
                let old = self
                    .etags
                    .earlier(account, path, current.as_deref().unwrap_or_default())
                    .unwrap_or_else(|| "stale".to_owned());
                // What the header says is what counts.
                (named(Some(old), current), vec![(400, 2055)])
            }
        })
    }
}

/// What was answered, and what should have been.
pub(super) fn told(answer: &Answer, wanted: &str) -> Flaw {
    format!("{}: expected {wanted}, found {} {}", answer.asked, answer.status, answer.text())
}

/// A repetition has the same answer.
fn same(before: &Answer, now: &Answer) -> Result<(), Flaw> {
    if (before.status, &before.body) == (now.status, &now.body) {
        return Ok(());
    }
    Err(format!("repeated, {}", told(now, &format!("{} {}", before.status, before.text()))))
}
