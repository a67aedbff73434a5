//! In a form (Bindings §3.5): base64. What is signed is the XML itself.

use crate::saml::Error;
use crate::{Limits, Source, base64};

/// The value for the form.
pub fn encode(xml: &str) -> String {
    base64::encode(xml)
}

/// The message in the form's value. Nothing of it is verified.
///
/// # Errors
/// It is not base64, or more than `limits` allow.
pub fn decode(value: &str, limits: &Limits) -> Result<Source, Error> {
    // Not longer than what would be read, with some room for line ends.
    if value.len() > limits.bytes / 2 * 3 + 1024 {
        return Err(crate::Error::TooLong.into());
    }
    let bytes = base64::decode(value).ok_or(Error::Binding("it is not base64"))?;
    Ok(Source::read(&bytes, limits)?)
}
