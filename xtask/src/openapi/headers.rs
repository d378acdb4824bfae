//! The headers of requests and of answers: those of every operation, and those that the table names.

use partner_center_model::operation::{Header, OperationInfo};
use serde_json::{Map, Value, json};

/// What a request may say of itself, whatever it asks for.
const EVERYWHERE: [(&str, &str, &str); 3] = [
    ("MS-RequestId", "uuid", "Names the request: repeated, it is carried out once."),
    ("MS-CorrelationId", "uuid", "Names what the request belongs to. It is answered."),
    ("X-Locale", "", "The language of texts, such as `en-US`. It is answered."),
];

/// What else an operation may read.
const SOMEWHERE: [(Header, &str); 2] = [
    (
        Header::IfMatch,
        "The etag of the version to change, in quotation marks; it wins over the one in the body. `*` is any.",
    ),
    (Header::ContinuationToken, "Where to go on: what `links.next.headers` of the page before says."),
];

/// What an answer says of itself, and whether it always does.
const ANSWERED: [(&str, bool, &str); 8] = [
    ("MS-RequestId", true, "The request's, or one that was made."),
    ("MS-CorrelationId", true, "The request's, or one that was made."),
    ("MS-CV", true, "A correlation vector that was made for the request."),
    ("MS-ServerId", true, "The server; there is one."),
    ("X-Locale", true, "The request's, or `en-US`."),
    ("Backlot-Explanation", false, "Which rule decided, and what to do next; the real service has no such header."),
    ("Location", true, "Where to read what becomes of it, beneath `/v1`."),
    ("Retry-After", true, "In how many seconds it may go well."),
];

/// The parameters of an operation that are headers.
pub(super) fn asked(info: &OperationInfo) -> impl Iterator<Item = Value> {
    let named = info.headers.iter().map(|header| header.as_str());
    let everywhere = EVERYWHERE.iter().map(|(name, ..)| *name);
    named.chain(everywhere).map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }))
}

/// The headers of an answer with this status.
pub(super) fn answered(status: u16) -> Value {
    let comes = |name: &str| match name {
        "Location" => status == 202,
        "Retry-After" => status == 503,
        _ => true,
    };
    let names = ANSWERED.iter().map(|(name, ..)| *name).filter(|name| comes(name));
    names.map(|name| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }))).collect()
}

/// The parameters that operations refer to.
pub(super) fn parameters() -> Value {
    let everywhere = EVERYWHERE.map(|(name, format, description)| {
        let mut schema = json!({ "type": "string" });
        if !format.is_empty() {
            schema["format"] = format.into();
        }
        (name, description, schema)
    });
    let somewhere = SOMEWHERE.map(|(header, description)| (header.as_str(), description, json!({ "type": "string" })));
    let parameter = |(name, description, schema)| {
        (String::from(name), json!({ "name": name, "in": "header", "description": description, "schema": schema }))
    };
    Value::Object(somewhere.into_iter().chain(everywhere).map(parameter).collect())
}

/// The headers that answers refer to.
pub(super) fn headers() -> Value {
    let headers: Map<String, Value> = ANSWERED
        .iter()
        .map(|(name, always, description)| {
            let header = json!({ "description": description, "required": always, "schema": { "type": "string" } });
            ((*name).to_owned(), header)
        })
        .collect();
    Value::Object(headers)
}
