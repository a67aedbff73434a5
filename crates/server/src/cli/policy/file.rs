//! A policy in a file: TOML as people write it, or JSON as programs do.

use std::path::Path;

use idp::model::policy::Document;
use serde_json::Value;

use crate::cli::error::Error;
use crate::http::admin::policy::read_document;

/// The policy in a file, of which every member is known.
pub(super) fn read(file: &Path) -> Result<Document, Error> {
    let failed = |why: String| Error::failed("policy", format!("{}: {why}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
    let value: Value = match text.trim_start().starts_with('{') {
        true => serde_json::from_str(&text).map_err(|error| failed(one_line(&error.to_string())))?,
        false => toml::from_str(&text).map_err(|error| failed(one_line(&error.to_string())))?,
    };
    let Value::Object(members) = value else { return Err(failed("it is no policy".to_owned())) };
    read_document(members).map_err(|refusal| Error::from(refusal).about(&file.display().to_string()))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
