//! Changes of a typed resource, made in the JSON that it came as.

use partner_center_model::read::same_name;
use serde_json::{Map, Value};

/// Makes the changes between two typed forms in the JSON that the first was read from.
pub(super) fn change(raw: &mut Value, before: &Value, after: &Value) {
    match (raw, before, after) {
        (_, before, after) if before == after => {}
        (Value::Object(raw), Value::Object(before), Value::Object(after)) => members(raw, before, after),
        (Value::Array(raw), Value::Array(before), Value::Array(after)) if raw.len() == before.len() => {
            *raw = elements(raw, before, after);
        }
        (raw, _, after) => *raw = after.clone(),
    }
}

fn members(raw: &mut Map<String, Value>, before: &Map<String, Value>, after: &Map<String, Value>) {
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        if let Some(sent) = spelled(raw, before, name) {
            raw.shift_remove(&sent);
        }
    }
    for (name, value) in after {
        let old = before.get(name);
        match spelled(raw, before, name) {
            Some(sent) => change(&mut raw[&sent], old.unwrap_or(&Value::Null), value),
            None if old == Some(value) => {}
            None => {
                raw.insert(name.clone(), value.clone());
            }
        }
    }
}

/// How the service spells a member. Maps may have keys that differ in casing alone, and those stand in the typed form as they
/// are.
fn spelled(raw: &Map<String, Value>, before: &Map<String, Value>, name: &str) -> Option<String> {
    if raw.contains_key(name) {
        return Some(name.to_owned());
    }
    raw.keys().find(|key| same_name(key, name) && !before.contains_key(*key)).cloned()
}

/// The elements after the change, each made from the one that it was: elements move when others are removed or put between.
fn elements(raw: &[Value], before: &[Value], after: &[Value]) -> Vec<Value> {
    let mut free: Vec<usize> = (0..before.len()).collect();
    let mut take = |fits: &dyn Fn(usize) -> bool| {
        let at = free.iter().position(|index| fits(*index))?;
        Some(free.remove(at))
    };
    // Those that did not change are the surest, then those with an id; then, if none is gone, those at the same place.
    let mut origins: Vec<Option<usize>> = after.iter().map(|new| take(&|old| before[old] == *new)).collect();
    let rules: [&dyn Fn(usize, usize) -> bool; 2] =
        [&|new, old| id(&after[new]).is_some_and(|it| id(&before[old]) == Some(it)), &|new, old| {
            new == old && before.len() <= after.len() && id(&before[old]).is_none()
        }];
    for rule in rules {
        for (new, origin) in origins.iter_mut().enumerate().filter(|(_, origin)| origin.is_none()) {
            *origin = take(&|old| rule(new, old));
        }
    }
    let made = origins.iter().zip(after).map(|(origin, new)| match origin {
        Some(old) => {
            let mut element = raw[*old].clone();
            change(&mut element, &before[*old], new);
            element
        }
        None => new.clone(),
    });
    made.collect()
}

/// What tells an element of a list from others.
fn id(element: &Value) -> Option<&Value> {
    ["id", "lineItemNumber"].iter().find_map(|name| element.get(name))
}

#[cfg(test)]
mod tests;
