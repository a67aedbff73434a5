use serde_json::{Map, Value};

use crate::fault::{Fault, Rule};

/// The members of a request, wherever they came from.
pub(crate) struct Members<'a>(pub(crate) &'a Map<String, Value>);

impl Members<'_> {
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Fault> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Some(_) => Err(Fault::object(Rule::Ftn03, format!("The member {name} is no text."))),
        }
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, Fault> {
        self.text(name)?.ok_or_else(|| Fault::request(Rule::Ftn03, format!("The request has no {name}.")))
    }
}
