//! `openapi.json`: what Backlot serves, as an OpenAPI 3.1 document, from the operation table and the types.

mod answers;
mod headers;
#[cfg(test)]
mod needed;
mod schemas;
#[cfg(test)]
mod swagger;

use std::{any::TypeId, collections::BTreeMap};

use partner_center_model::{
    all,
    operation::{Auth, Method, Nothing, Operation, OperationInfo, Visitor},
    resource::ErrorBody,
};
use serde_json::{Map, Value, json};

use self::schemas::Schemas;

/// Where a Backlot listens that is told nothing.
const SERVER: &str = "http://127.0.0.1:7070";

/// The document.
pub(crate) fn document() -> String {
    let mut operations = Operations {
        emulated: backlot_sandbox::emulated(),
        areas: areas(),
        schemas: Schemas::new(),
        paths: Map::new(),
    };
    all::visit(&mut operations);
    let refused = operations.schemas.reply::<ErrorBody>();
    let tags: Vec<Value> = all::AREAS
        .iter()
        .filter(|(_, lines)| lines.iter().any(|info| operations.emulated.contains(&info.name)))
        .map(|(area, _)| json!({ "name": area.replace('_', " ") }))
        .collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Partner Center, as Backlot serves it",
            "description": "The operations that Backlot emulates. Enumerations may grow: the service adds values.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": SERVER }],
        "security": [{ "token": [] }],
        "tags": tags,
        "paths": operations.paths,
        "components": {
            "schemas": operations.schemas.components(),
            "parameters": headers::parameters(),
            "headers": headers::headers(),
            "responses": answers::refusals(&refused),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "An access token of `POST /{tenant}/oauth2/v2.0/token`.",
                },
            },
        },
    });
    // There is nothing in it that could not be written.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// The area of each operation.
fn areas() -> BTreeMap<&'static str, String> {
    let named = |(area, lines): &(&str, &'static [OperationInfo])| {
        let area = area.replace('_', " ");
        lines.iter().map(move |info| (info.name, area.clone())).collect::<Vec<_>>()
    };
    all::AREAS.iter().flat_map(named).collect()
}

/// The operations that have been seen.
struct Operations {
    emulated: Vec<&'static str>,
    areas: BTreeMap<&'static str, String>,
    schemas: Schemas,
    paths: Map<String, Value>,
}

impl Visitor for Operations {
    fn visit<O: Operation>(&mut self) {
        let info = O::INFO;
        if !self.emulated.contains(&info.name) {
            return;
        }
        let mut parameters = self.schemas.parameters::<O::Path>("path");
        parameters.extend(self.schemas.parameters::<O::Query>("query"));
        parameters.extend(headers::asked(&info));
        let mut operation = json!({
            "operationId": first_small(info.name),
            "summary": sentence(info.name),
            "description": description(&info),
            "tags": [self.areas.get(info.name)],
            "parameters": parameters,
        });
        if is_something::<O::Body>() {
            let schema = self.schemas.request::<O::Body>();
            operation["requestBody"] =
                json!({ "required": true, "content": { "application/json": { "schema": schema } } });
        }
        let reply = is_something::<O::Reply>().then(|| self.schemas.reply::<O::Reply>());
        operation["responses"] = answers::of(&info, reply);
        let path = self.paths.entry(info.path).or_insert_with(|| json!({}));
        path[info.method.as_str().to_ascii_lowercase()] = operation;
    }
}

fn is_something<T: 'static>() -> bool {
    TypeId::of::<T>() != TypeId::of::<Nothing>()
}

/// `getCustomer` for `GetCustomer`.
fn first_small(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// `Get customer` for `GetCustomer`.
fn sentence(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

fn description(info: &OperationInfo) -> String {
    let token = match info.auth {
        Auth::Either => "An application's token or a person's.",
        Auth::User => "A person's token.",
    };
    let once = if matches!(info.method, Method::GET | Method::HEAD) {
        ""
    } else {
        " Repeated under one `MS-RequestId`, it is done once."
    };
    format!("{token}{once} Microsoft's page: `{}`.", info.page)
}

#[cfg(test)]
mod tests {
    use super::{document, first_small, sentence};

    #[test]
    fn names_are_written_as_their_readers_expect() {
        assert_eq!((first_small("ListSkus").as_str(), sentence("ListSkus").as_str()), ("listSkus", "List skus"));
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document: serde_json::Value = serde_json::from_str(&document()).unwrap();
        let mut references = Vec::new();
        let mut left = vec![&document];
        while let Some(value) = left.pop() {
            match value {
                serde_json::Value::Object(map) => {
                    references.extend(map.get("$ref").and_then(serde_json::Value::as_str));
                    left.extend(map.values());
                }
                serde_json::Value::Array(items) => left.extend(items),
                _ => {}
            }
        }
        assert!(references.len() > 100);
        for reference in references {
            let found = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
            assert!(found.is_some(), "{reference}");
        }
    }
}
