//! What a partner holds, as its own token sees it.

use std::collections::{BTreeMap, BTreeSet};

use backlot_testkit::Stage;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::worlds::Partner;
use crate::ask::Ask;

/// The properties that name something of a partner's, or of a customer's.
const NAMING: &[(&str, Kind)] = &[
    ("id", Kind::Id),
    ("commerceId", Kind::Inner),
    ("alternateId", Kind::Inner),
    ("entitlementId", Kind::Inner),
    ("resourceId", Kind::Inner),
    ("reservationId", Kind::Inner),
    ("domain", Kind::Domain),
    ("companyName", Kind::Text),
    ("friendlyName", Kind::Text),
    ("etag", Kind::Etag),
    ("continuationToken", Kind::Continuation),
];

/// What kind of a name it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// An id that requests name things by.
    Id,
    /// An id that is answered and never asked for.
    Inner,
    Domain,
    Text,
    Etag,
    Continuation,
}

/// Something that names a part of what a partner holds.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// What it names, in words.
    pub(super) of: String,
}

/// What a partner holds.
#[derive(Debug, Default)]
pub(super) struct Holdings {
    /// One name for each thing that has any.
    pub(super) names: Vec<Name>,
    /// Values for the placeholders of paths.
    pub(super) path: BTreeMap<&'static str, String>,
    /// The targets of all links, with their methods.
    pub(super) links: BTreeSet<(String, String)>,
}

impl Holdings {
    /// What this partner holds in this world: its account, and one customer with everything beneath it.
    pub(super) async fn of(stage: &Stage, partner: &Partner) -> Self {
        let token = stage.user_token(partner.name).await;
        let mut held = Self::default();
        held.note_account(stage, partner);
        let Some(customer) = partner.customers.last() else { return held };
        let filter = json!({ "Field": "Domain", "Value": customer.name, "Operator": "starts_with" }).to_string();
        let filter = utf8_percent_encode(&filter, NON_ALPHANUMERIC);
        held.read(stage, &token, &format!("/v1/customers?size=1&filter={filter}")).await;
        held.read(stage, &token, "/v1/customers?size=1").await;
        let path = format!("/v1/customers/{}", customer.id());
        for read in [&path, &format!("{path}/profiles/billing"), &format!("{path}/relationships")] {
            held.read(stage, &token, read).await;
        }
        held.read(stage, &token, &format!("{path}/entitlements")).await;
        held.path.insert("customer_id", customer.id());
        for (placeholder, list) in [("order_id", "orders"), ("subscription_id", "subscriptions")] {
            let first = &held.read(stage, &token, &format!("{path}/{list}")).await["items"][0];
            held.path.insert(placeholder, first["id"].as_str().unwrap().to_owned());
        }
        held.fill_cart(stage, partner, &token, &path).await;
        // Links lead to the rest, what a reservation holds among it.
        for (method, target) in held.links.clone() {
            held.note_artifact(&target);
            if method == "GET" {
                held.read(stage, &token, &target).await;
            }
        }
        held
    }

    /// The values that this partner has and the other one has not.
    pub(super) fn apart_from(mut self, other: &Self) -> Self {
        self.names.retain(|name| !other.names.iter().any(|known| known.text == name.text));
        self.links.retain(|link| !other.links.contains(link));
        self.path.retain(|name, value| other.path.get(name) != Some(value));
        self
    }

    /// These holdings and others.
    pub(super) fn with(mut self, other: Self) -> Self {
        self.names.extend(other.names);
        self.links.extend(other.links);
        self.path.extend(other.path);
        self
    }

    /// Fills a cart, of the same id in every world. A reseller fills none.
    async fn fill_cart(&mut self, stage: &Stage, partner: &Partner, token: &str, path: &str) {
        let line = json!({ "catalogItemId": "91FD106F-4B2C-4938-95AC-F54F74E9A239", "quantity": 3 });
        let fill = Ask::post(format!("{path}/carts"), json!({ "lineItems": [line] }).to_string()).token(token);
        let cart = fill.header("ms-requestid", format!("the cart of {}", partner.name)).of(stage).await;
        if cart.status != 403 {
            let cart = cart.ok().json();
            self.path.insert("cart_id", cart["id"].as_str().unwrap().to_owned());
            self.note(&cart, path);
        }
    }

    async fn read(&mut self, stage: &Stage, token: &str, target: &str) -> Value {
        let answer = Ask::get(target).token(token).of(stage).await;
        let body = serde_json::from_slice(&answer.body).unwrap_or_default();
        if answer.status == 200 {
            self.note(&body, target);
        }
        body
    }

    fn note(&mut self, body: &Value, target: &str) {
        match body {
            Value::Array(items) => items.iter().for_each(|item| self.note(item, target)),
            Value::Object(fields) => {
                if let (Some(uri), Some(method)) = (fields.get("uri"), fields.get("method")) {
                    let target = format!("/v1{}", uri.as_str().unwrap_or_default());
                    self.links.insert((method.as_str().unwrap_or_default().to_owned(), target));
                }
                for (field, value) in fields {
                    let kind = NAMING.iter().find(|(naming, _)| naming == field).map(|(_, kind)| *kind);
                    match (kind, value.as_str()) {
                        (Some(kind), Some(text)) => self.name(kind, text, format!("{field} of {}", subject(target))),
                        _ => self.note(value, target),
                    }
                }
            }
            _ => {}
        }
    }

    fn name(&mut self, kind: Kind, text: &str, of: String) {
        let known = self.names.iter().any(|name| name.text == text || name.of == of);
        if !text.is_empty() && !known {
            self.names.push(Name { kind, text: text.to_owned(), of });
        }
    }

    /// The ids in the path of what a reservation holds.
    fn note_artifact(&mut self, target: &str) {
        let mut segments = target.split('/').skip_while(|segment| *segment != "artifacts");
        while let Some(segment) = segments.next() {
            for (placeholder, word) in
                [("group_id", "groups"), ("line_item_id", "lineitems"), ("resource_id", "resource")]
            {
                if segment == word {
                    self.path.insert(placeholder, segments.next().unwrap().to_owned());
                }
            }
        }
    }

    fn note_account(&mut self, stage: &Stage, partner: &Partner) {
        let account = stage.account(partner.name);
        let (app, user) = (&account["apps"][0]["clientId"], &account["users"][0]["userPrincipalName"]);
        for (kind, what, name) in [
            (Kind::Id, "tenant", &account["tenantId"]),
            (Kind::Id, "app", app),
            (Kind::Id, "MPN id", &account["mpnId"]),
            (Kind::Domain, "domain", &account["domain"]),
            (Kind::Text, "user", user),
        ] {
            self.name(kind, name.as_str().unwrap(), format!("{what} of {}", partner.name));
        }
        self.name(Kind::Text, &partner.company(), format!("company of {}", partner.name));
    }
}

/// What a path is about: the last word of it that is no id.
fn subject(target: &str) -> &str {
    let path = target.split_once('?').map_or(target, |(path, _)| path);
    let is_word = |segment: &&str| !segment.is_empty() && segment.chars().all(|c| c.is_ascii_lowercase());
    path.split('/').rfind(is_word).unwrap_or_default()
}
