//! The world's settings: read, and changed one by one.

use std::sync::Arc;

use backlot_store::Root;
use serde_json::Value;

use super::{Answer, ControlError, encode};
use crate::{refusal::Failure, sandbox::Inner, settings::Settings};

/// The settings as they are.
pub(super) fn show(inner: &Inner) -> Answer {
    encode(&inner.look(|_, world| Ok(world.body.settings.clone()))?)
}

/// Changes the settings that the body names (JSON merge patch, RFC 7396: `null` brings a default back); answers all.
pub(super) async fn change(inner: &Arc<Inner>, patch: Value) -> Answer {
    if !patch.is_object() {
        return Err(ControlError::bad_request("the body: expected an object with the settings to change"));
    }
    let settings = inner
        .change(vec![Root::world()], Vec::new(), move |records, mut world| {
            let before =
                serde_json::to_value(&world.body.settings).map_err(|error| Failure::Defect(error.to_string()))?;
            match serde_json::from_value::<Settings>(merged(before, patch.clone())) {
                Ok(settings) => world.body.settings = settings,
                Err(error) => return Ok(Err(ControlError::bad_request(format!("the settings do not read: {error}")))),
            }
            records.save(&mut world)?;
            Ok(Ok(world.body.settings))
        })
        .await??;
    encode(&settings)
}

/// RFC 7396.
fn merged(target: Value, patch: Value) -> Value {
    let Value::Object(patch) = patch else { return patch };
    let mut target = match target {
        Value::Object(target) => target,
        _ => serde_json::Map::new(),
    };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(&name);
        } else {
            let before = target.remove(&name).unwrap_or(Value::Null);
            target.insert(name, merged(before, value));
        }
    }
    Value::Object(target)
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
}
