//! How an operation answers: with which statuses, and with what.

use partner_center_model::operation::{Method, OperationInfo};
use serde_json::{Map, Value, json};

use super::headers;

/// Successes that are not those of their method.
const SUCCESSES: [(&str, &[u16]); 10] = [
    ("ActivateSubscription", &[200]),
    ("CheckDomain", &[200, 404]),
    ("CheckInventory", &[200]),
    ("ConvertSubscription", &[200]),
    ("CreateUpgrade", &[200]),
    ("RegisterSubscription", &[202]),
    ("UpdateCart", &[201]),
    // 202 where the licences are provided later.
    ("UpdateSubscription", &[200, 202]),
    ("ValidateAddress", &[200]),
    ("DeleteCustomer", &[204]),
];

/// Refusals, each with when it comes.
const REFUSALS: [(u16, &str); 6] = [
    (400, "Something in the request is wrong, or a rule refuses it."),
    (401, "The token is missing, wrong or expired."),
    (403, "The caller may not."),
    (404, "There is no such thing."),
    (409, "Something else is under way."),
    (503, "It cannot be carried out now, and may go well later."),
];

/// The answers of an operation that answers with this.
pub(super) fn of(info: &OperationInfo, reply: Option<Value>) -> Value {
    let usual: &[u16] = match info.method {
        Method::POST => &[201],
        Method::DELETE => &[204],
        Method::GET | Method::HEAD | Method::PUT | Method::PATCH => &[200],
    };
    let successes = SUCCESSES.iter().find(|(name, _)| *name == info.name).map_or(usual, |(_, statuses)| statuses);
    let mut answers = Map::new();
    for (status, when) in REFUSALS {
        let refusal = match info.method {
            // There is no body to say more.
            Method::HEAD => json!({ "description": when, "headers": headers::answered(status) }),
            _ => json!({ "$ref": format!("#/components/responses/{status}") }),
        };
        answers.insert(status.to_string(), refusal);
    }
    for status in successes {
        let mut answer = json!({ "description": meaning(*status), "headers": headers::answered(*status) });
        if let Some(schema) = &reply {
            answer["content"] = json!({ "application/json": { "schema": schema } });
        }
        answers.insert(status.to_string(), answer);
    }
    answers.sort_keys();
    Value::Object(answers)
}

fn meaning(status: u16) -> &'static str {
    match status {
        201 => "It was made.",
        202 => "It will be done.",
        204 => "It is gone.",
        404 => "There is none.",
        _ => "It went well.",
    }
}

/// The refusals that every operation has, by their status.
pub(super) fn refusals(body: &Value) -> Value {
    let named = REFUSALS.map(|(status, when)| {
        let content = json!({ "application/json": { "schema": body } });
        let refusal = json!({ "description": when, "headers": headers::answered(status), "content": content });
        (status.to_string(), refusal)
    });
    Value::Object(named.into_iter().collect())
}
