//! As much of JSON Schema as the document uses. What it does not know it refuses, so that no part of
//! the document goes unread.

use std::collections::BTreeSet;

use serde_json::Value;

const KNOWN: [&str; 21] = [
    "additionalProperties",
    "propertyNames",
    "$ref",
    "allOf",
    "oneOf",
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "description",
    "example",
    "format",
    "default",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "maxItems",
    "examples",
    "title",
];

/// Checks a value. An object has no members that its schema does not name, unless it says what any
/// other is.
pub(crate) fn check(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    fits(document, schema, value)?;
    let Some(members) = value.as_object() else { return Ok(()) };
    let named = properties(document, schema);
    let open = resolve(document, schema).get("additionalProperties").is_some();
    match members.keys().find(|name| !open && !named.contains(*name)) {
        Some(unknown) => Err(format!("{unknown} is not in the schema")),
        None => Ok(()),
    }
}

/// What a reference leads to.
pub(crate) fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str() {
        None => schema,
        Some(reference) => {
            let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads outside"));
            document.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere"))
        }
    }
}

fn fits(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let schema = resolve(document, schema);
    let members = schema.as_object().ok_or("no schema")?;
    if let Some(unknown) = members.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        return Err(format!("the test does not know {unknown}"));
    }
    for part in array(&schema["allOf"]) {
        fits(document, part, value)?;
    }
    if schema.get("oneOf").is_some() {
        let fitting = array(&schema["oneOf"]).filter(|part| fits(document, part, value).is_ok()).count();
        if fitting != 1 {
            return Err(format!("{value} fits {fitting} of the alternatives"));
        }
    }
    if schema.get("enum").is_some() && !array(&schema["enum"]).any(|one| one == value) {
        return Err(format!("{value} is none of {}", schema["enum"]));
    }
    check_type(schema, value)?;
    for name in array(&schema["required"]) {
        if value.get(name.as_str().unwrap_or_default()).is_none() {
            return Err(format!("{name} is missing"));
        }
    }
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(name) {
            let nested = if value.is_object() { check } else { fits };
            nested(document, schema, value).map_err(|error| format!("{name}: {error}"))?;
        }
    }
    if let (Some(other), Some(values)) = (schema.get("additionalProperties"), value.as_object()) {
        let named = properties(document, schema);
        for (name, value) in values.iter().filter(|(name, _)| !named.contains(*name)) {
            // What anything fits has no members of its own.
            if other.as_object().is_some_and(|other| !other.is_empty()) {
                check(document, other, value).map_err(|error| format!("{name}: {error}"))?;
            }
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        for value in values {
            check(document, items, value)?;
        }
    }
    Ok(())
}

fn check_type(schema: &Value, value: &Value) -> Result<(), String> {
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        _ => false,
    };
    let fits = match &schema["type"] {
        Value::Null => true,
        Value::String(name) => is(name),
        names => array(names).filter_map(Value::as_str).any(is),
    };
    let in_format = match (schema["format"].as_str(), value.as_str()) {
        (Some("date-time"), Some(text)) => text.parse::<jiff::Timestamp>().is_ok(),
        _ => true,
    };
    if fits && in_format { Ok(()) } else { Err(format!("{value} is not {schema}")) }
}

/// The members that a schema names, in all its parts.
fn properties(document: &Value, schema: &Value) -> BTreeSet<String> {
    let schema = resolve(document, schema);
    let own = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    let parts = array(&schema["allOf"]).chain(array(&schema["oneOf"]));
    own.chain(parts.flat_map(|part| properties(document, part))).collect()
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
