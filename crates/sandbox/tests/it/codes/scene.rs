//! Scenes: requests that go well, and a last one that is refused with one code.

use std::collections::BTreeMap;

use backlot_sandbox::seed::WorldFile;
use backlot_testkit::{Hands, Stage, builder, place};
use partner_center_model::errors::{self, ErrorCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    ask::{Answer, Ask},
    partners::company,
};

/// The world that every scene begins with.
const WORLD: &str = include_str!("world.toml");

/// The scenes of each area.
const FILES: &[(&str, &str)] = &[
    ("carts.toml", include_str!("carts.toml")),
    ("customers.toml", include_str!("customers.toml")),
    ("orders.toml", include_str!("orders.toml")),
    ("products.toml", include_str!("products.toml")),
    ("subscriptions.toml", include_str!("subscriptions.toml")),
];

/// A scene.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scene {
    /// The name of the code that the last step is refused with.
    pub(super) raises: String,
    /// The limits of the sandbox that it runs into.
    #[serde(default)]
    pub(super) limits: Vec<String>,
    /// The status, where the table has another one.
    status: Option<u16>,
    /// Where the code stands in an answer that went well: a line of a cart has one.
    at: Option<String>,
    /// Whether the real clock stands still, so that all requests come at one moment.
    #[serde(default)]
    at_once: bool,
    /// Who acts: an account, and what it has: `user` (unless something else is said), `app`, `nobody`, or a role.
    by: String,
    /// What is done, a line each; see [`Play::step`].
    steps: Vec<String>,
    /// Where it stands.
    #[serde(skip)]
    pub(super) file: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    scenes: Vec<Scene>,
}

/// Every scene of every file.
pub(super) fn scenes() -> impl Iterator<Item = Scene> {
    FILES.iter().flat_map(|(file, text)| {
        let read: File = toml::from_str(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        read.scenes.into_iter().map(|scene| Scene { file, ..scene })
    })
}

impl Scene {
    /// Plays the scene; says what went wrong.
    pub(super) async fn play(&self) -> Result<(), String> {
        let named = errors::ALL.iter().find(|code| code.name == self.raises);
        let code = named.ok_or("there is no code of this name")?;
        let stage = if self.at_once { still().await } else { Stage::toml(WORLD).await };
        let mut play = Play { stage, token: None, last: Value::Null, names: BTreeMap::new() };
        play.acts_as(&self.by).await;
        let (last, before) = self.steps.split_last().ok_or("there is nothing to do")?;
        for step in before {
            let answer = play.step(step).await;
            let Some(answer) = answer else { continue };
            if !(200..300).contains(&answer.status) {
                return Err(format!("{step:.100}: {} {}", answer.status, answer.text()));
            }
        }
        let answer = play.step(last).await.ok_or("the last step asks for nothing")?;
        if let Some(at) = &self.at {
            let found = play.at(at);
            let told = found == code.code.to_string();
            return if told { Ok(()) } else { Err(format!("{}: {}", answer.asked, answer.text())) };
        }
        raises(&answer, &ErrorCode { status: self.status.unwrap_or(code.status), ..*code })
    }
}

/// A stage whose real clock stands still.
async fn still() -> Stage {
    let world = WorldFile::parse(WORLD).unwrap();
    Stage::built(builder(place()).world(world).wall(Hands::new())).await
}

/// Whether an answer refuses for this reason: the status, the code, and the text up to its first place.
fn raises(answer: &Answer, code: &ErrorCode) -> Result<(), String> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let description = body["description"].as_str().unwrap_or_default();
    let start = code.text.split('{').next().unwrap_or_default().trim_end_matches('.');
    let as_told = answer.status == code.status && body["code"] == code.code && description.starts_with(start);
    if as_told { Ok(()) } else { Err(format!("{}: {} {}", answer.asked, answer.status, answer.text())) }
}

/// A scene that is being played.
struct Play {
    stage: Stage,
    token: Option<String>,
    /// The last answer with a body.
    last: Value,
    /// What `customer`, `order` and `keep` have named.
    names: BTreeMap<String, String>,
}

impl Play {
    /// One step; `{name}` stands for what was named, `{/place}` for what stands there in the last answer, `{n}` for how
    /// often it was done before.
    ///
    /// - `METHOD path body`: a request, with the body's quotes as they are; a `n x` before it repeats it
    /// - `customer name`: makes a customer, `{customer}` from now on
    /// - `order offer quantity`: orders for it, `{order}` and `{subscription}` from now on
    /// - `keep name /place`: names what stands there, or the whole answer without a place
    /// - `as account:token`: somebody else goes on
    /// - `control METHOD path body`: asks the control API, which takes a call for the world's own
    async fn step(&mut self, step: &str) -> Option<Answer> {
        let (verb, rest) = step.trim().split_once(' ').unwrap_or((step.trim(), ""));
        match verb {
            "as" => {
                self.acts_as(rest).await;
                None
            }
            "keep" => {
                let (name, place) = rest.split_once(' ').unwrap_or((rest, ""));
                let value = self.at(place);
                self.names.insert(name.to_owned(), value);
                None
            }
            "customer" => {
                let domain = format!("{}.example", rest.to_lowercase());
                let answer = self.send("POST", "/v1/customers", company(rest, &domain).to_string()).await;
                let id = self.at("/id");
                self.names.insert("customer".to_owned(), id);
                Some(answer)
            }
            "order" => {
                let (offer, quantity) = rest.split_once(' ').unwrap();
                let line =
                    json!({ "lineItemNumber": 0, "offerId": offer, "quantity": quantity.parse::<i64>().unwrap() });
                let path = format!("/v1/customers/{}/orders", self.names["customer"]);
                let answer = self.send("POST", &path, json!({ "lineItems": [line] }).to_string()).await;
                for (name, place) in [("order", "/id"), ("subscription", "/lineItems/0/subscriptionId")] {
                    let value = self.at(place);
                    self.names.insert(name.to_owned(), value);
                }
                Some(answer)
            }
            "control" => {
                let (method, rest) = rest.split_once(' ').unwrap();
                let (path, body) = rest.split_once(' ').unwrap_or((rest, ""));
                let ask = Ask::new(method, format!("/_backlot/{}", self.filled(path, 0))).body(self.filled(body, 0));
                let ask = ask.header("host", "localhost").header("content-type", "application/json");
                Some(ask.of(&self.stage).await)
            }
            times if rest.starts_with("x ") => {
                let mut answer = None;
                for n in 0..times.parse::<u32>().unwrap() {
                    let this = self.request(&rest[2..], n).await;
                    let went_well = (200..300).contains(&this.status);
                    answer = Some(this);
                    if !went_well {
                        break;
                    }
                }
                answer
            }
            _ => Some(self.request(step, 0).await),
        }
    }

    async fn request(&mut self, step: &str, n: u32) -> Answer {
        let step = self.filled(step.trim(), n);
        let (method, rest) = step.split_once(' ').unwrap();
        let (path, body) = rest.split_once(' ').unwrap_or((rest, ""));
        let body = if body == "company" {
            company(&format!("Larch {n}"), &format!("larch-{n}.example")).to_string()
        } else {
            body.to_owned()
        };
        self.send(method, path, body).await
    }

    async fn send(&mut self, method: &str, path: &str, body: String) -> Answer {
        let ask = Ask::new(method, path).body(body);
        let ask = match &self.token {
            Some(token) => ask.token(token),
            None => ask,
        };
        let answer = ask.of(&self.stage).await;
        if let Ok(body) = serde_json::from_slice(&answer.body) {
            self.last = body;
        }
        answer
    }

    async fn acts_as(&mut self, who: &str) {
        let (account, what) = who.split_once(':').unwrap_or((who, "user"));
        self.token = match what {
            "nobody" => None,
            "app" => Some(self.stage.app_token(account).await),
            "user" => Some(self.stage.user_token(account).await),
            "forged" => Some("eyJhbGciOiJub25lIn0.e30.".to_owned()),
            role => Some(self.stage.role_token(account, role).await),
        };
    }

    /// What stands at this place of the last answer, as text.
    fn at(&self, place: &str) -> String {
        match self.last.pointer(place) {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        }
    }

    fn filled(&self, text: &str, n: u32) -> String {
        let mut text = text.replace("{n}", &n.to_string());
        for (name, value) in &self.names {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        while let Some((before, rest)) = text.split_once("{/") {
            let (place, after) = rest.split_once('}').unwrap();
            text = format!("{before}{}{after}", self.at(&format!("/{place}")));
        }
        text
    }
}
