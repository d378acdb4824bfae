//! Reads what people write into files, in JSON or TOML. What is misspelt is named, with its place.

use std::fmt::Display;

use serde::de::DeserializeOwned;

/// What a text in JSON states, or what is wrong with it, in one line.
pub(crate) fn json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| placed(&error))?;
    reader.end().map_err(|error| error.to_string())?;
    Ok(read)
}

/// What a text in TOML states, or what is wrong with it, in one line.
pub(crate) fn toml<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let reader = toml::Deserializer::parse(text).map_err(|error| one_line(error.message()))?;
    serde_path_to_error::deserialize(reader).map_err(|error| placed(&error))
}

/// What is wrong, and where.
fn placed<E: Display>(error: &serde_path_to_error::Error<E>) -> String {
    let (path, what) = (error.path().to_string(), one_line(&error.inner().to_string()));
    if path == "." { what } else { format!("{path}: {what}") }
}

/// A message without the picture of the place that some draw.
fn one_line(text: &str) -> String {
    let is_drawn = |line: &str| line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').starts_with('|');
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let told: Vec<_> = lines.filter(|line| !is_drawn(line) && !line.starts_with("TOML parse error")).collect();
    told.join(" ")
}
