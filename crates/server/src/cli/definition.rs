//! Records that are told and read as JSON objects.

use std::path::Path;

use idp::model::client::KeptSecret;
use jose::Secret;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::error::Error;
use super::output::table;

/// A definition in a file, of which every member is known.
pub(super) fn read<T: DeserializeOwned + Serialize>(file: &Path) -> Result<T, Error> {
    let failed = |why: String| Error::failed("definition", format!("{}: {why}", file.display()));
    let text = read_text(file)?;
    let given: Value = serde_json::from_str(&text).map_err(|error| failed(error.to_string()))?;
    let read: T = serde_json::from_value(given.clone()).map_err(|error| failed(error.to_string()))?;
    // What is lenient at rest is not where people write by hand.
    let kept = members(&read);
    let lost = given.as_object().into_iter().flatten().find(|(name, value)| !is_kept(kept.get(*name), value));
    match lost {
        Some((name, _)) => Err(failed(format!("there is no member {name}, or part of it is not known"))),
        None => Ok(read),
    }
}

/// The text of a file.
pub(super) fn read_text(file: &Path) -> Result<String, Error> {
    std::fs::read_to_string(file)
        .map_err(|error| Error::failed("definition", format!("{}: {error}", file.display())))
}

/// The secret in a file, without the end of its line.
pub(super) fn read_secret(file: &Path) -> Result<KeptSecret, Error> {
    let text = read_text(file)?;
    Ok(KeptSecret::new(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned())))
}

/// Whether nothing of what was given is left out of what was read.
fn is_kept(kept: Option<&Value>, given: &Value) -> bool {
    match (kept, given) {
        (Some(Value::Object(kept)), Value::Object(given)) => {
            given.iter().all(|(name, value)| is_kept(kept.get(name), value))
        }
        (Some(Value::Array(kept)), Value::Array(given)) => {
            kept.len() == given.len()
                && kept.iter().zip(given).all(|(kept, given)| is_kept(Some(kept), given))
        }
        (None, Value::Null) => true,
        (None, Value::Array(none)) => none.is_empty(),
        (None, Value::Object(none)) => none.is_empty(),
        (kept, given) => kept == Some(given),
    }
}

/// A record as the admin API tells it.
pub(super) fn members(answer: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(answer) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// A record in lines.
pub(super) fn told(answer: &Map<String, Value>) -> String {
    let rows: Vec<[String; 2]> = answer
        .iter()
        .map(|(name, value)| match value {
            Value::String(text) => [name.clone(), text.clone()],
            Value::Array(items) if items.iter().all(Value::is_string) => {
                [name.clone(), list_of(items.iter().filter_map(Value::as_str))]
            }
            other => [name.clone(), other.to_string()],
        })
        .collect();
    table(&rows)
}

/// Names in one line.
pub(super) fn list_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(" ")
}
