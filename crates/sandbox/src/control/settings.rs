//! The world's settings: read, and changed one by one.

use std::sync::Arc;

use backlot_store::{Plan, Root};
use partner_center_model::errors;
use serde_json::{Map, Value};

use super::{Answer, ControlError, encode};
use crate::{
    refusal::{Failure, Refusal},
    sandbox::Inner,
};

/// The settings as they are.
pub(super) async fn show(inner: &Inner) -> Answer {
    encode(&inner.look(Plan::new(), |_, world| Ok(world.settings.clone())).await?)
}

/// Changes the settings that the body names, section by section; `null` brings a default back. Answers all.
pub(super) async fn change(inner: &Arc<Inner>, patch: Value) -> Answer {
    if !patch.is_object() {
        return Err(ControlError::bad_request("the body: expected an object with the settings to change"));
    }
    let settings = inner
        .change(Root::world(), Vec::new(), move |records, mut world| {
            let before =
                serde_json::to_value(&world.body.settings).map_err(|error| Failure::Defect(error.to_string()))?;
            let unread = |error| Refusal::new(errors::INVALID_PROPERTY).explain(super::unread("the settings", &error));
            world.body.longest_lifetime = world.body.longest_lifetime();
            world.body.settings = serde_path_to_error::deserialize(merged(before, patch.clone())).map_err(unread)?;
            records.save(&mut world)?;
            Ok(world.body.settings)
        })
        .await?;
    encode(&settings)
}

/// The settings with those of the patch in place of theirs. Sections are merged, and each setting is replaced whole:
/// one that has the form of an object, `{"afterReads": 2}`, is another value and not a part of the old one.
fn merged(settings: Value, patch: Value) -> Value {
    over(settings, patch, |section, settings| over(section, settings, |_, setting| setting))
}

/// An object with the members of the patch: `null` removes one, `member` makes any other from what was there.
fn over(before: Value, patch: Value, member: impl Fn(Value, Value) -> Value) -> Value {
    let Value::Object(patch) = patch else { return patch };
    let mut merged = match before {
        Value::Object(before) => before,
        _ => Map::new(),
    };
    for (name, value) in patch {
        let before = merged.remove(&name).unwrap_or_default();
        if !value.is_null() {
            merged.insert(name, member(before, value));
        }
    }
    Value::Object(merged)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::merged;

    #[test]
    fn a_patch_changes_what_it_names_and_null_removes() {
        let before = json!({ "a": { "b": 1, "c": 2 }, "d": 3 });
        assert_eq!(merged(before, json!({ "a": { "b": null, "c": 4 } })), json!({ "a": { "c": 4 }, "d": 3 }));
    }

    #[test]
    fn a_setting_is_replaced_whole() {
        let before = json!({ "a": { "b": { "one": 1 } } });
        assert_eq!(merged(before, json!({ "a": { "b": { "two": 2 } } })), json!({ "a": { "b": { "two": 2 } } }));
    }
}
