//! JSON answers of a provider's endpoints (RFC 6749 §5).

use jose::json;
use serde_json::{Map, Value};

use crate::error::Refusal;
use crate::message::{MAX_BYTES, Response};
use crate::{Error, ProviderFault};

/// The members of a yes; a no in the words of the protocol is [`Error::Refused`].
pub(crate) fn read(of: &'static str, response: &Response, yes: &[u16]) -> Result<Map<String, Value>, Error> {
    let members = json::parse_within(&response.body, MAX_BYTES);
    if yes.contains(&response.status) {
        return match members {
            Ok(Value::Object(members)) => Ok(members),
            Ok(_) => Err(ProviderFault::Json { of, error: json::Error::NotAnObject }.into()),
            Err(error) => Err(ProviderFault::Json { of, error }.into()),
        };
    }
    let refusal = members.ok().and_then(|members| Refusal::of_members(members.as_object()?));
    Err(match refusal {
        Some(refusal) => refusal.into(),
        None => ProviderFault::Status { of, status: response.status }.into(),
    })
}

/// A member that must be there as a text.
pub(crate) fn text<'a>(
    of: &'static str,
    members: &'a Map<String, Value>,
    name: &'static str,
) -> Result<&'a str, Error> {
    some_text(of, members, name)?.ok_or_else(|| ProviderFault::Member { of, name }.into())
}

/// A member that is a text if it is there.
pub(crate) fn some_text<'a>(
    of: &'static str,
    members: &'a Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'a str>, Error> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
        Some(_) => Err(ProviderFault::Member { of, name }.into()),
    }
}
