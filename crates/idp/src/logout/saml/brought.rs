//! A message about a sign-out as a browser brought it.

use jose::{DecryptionKey, Jwk};
use xml::encryption::Opening;
use xml::saml::Error;
use xml::saml::binding::{Parameter, post, redirect};
use xml::{Element, Limits, Source, signature};

use super::{refusal_of, untrusted};
use crate::model::upstream::SamlBinding;
use crate::refusal::Refusal;

/// The longest state that is given back, in bytes; Bindings §3.4.3 allows 80, and providers send more.
const LONGEST_RELAY_STATE: usize = 1024;

/// A message that nobody has verified yet.
#[derive(Debug, Clone)]
pub struct Brought {
    how: How,
    relay_state: Option<String>,
}

#[derive(Debug, Clone)]
enum How {
    Query(Box<redirect::Unverified>),
    Form(Source),
}

impl Brought {
    /// The message of this kind in an address, whose query is given as it was sent.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn by_query(query: &str, kind: Parameter) -> Result<Self, Refusal> {
        let message = redirect::decode(query, kind, &Limits::MESSAGE);
        let message = message.map_err(|error| refusal_of(&error, None))?;
        let relay_state = message.relay_state().map(str::to_owned);
        Self { how: How::Query(Box::new(message)), relay_state }.bounded()
    }

    /// The message that is a form's value.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn by_form(value: &str, relay_state: Option<&str>) -> Result<Self, Refusal> {
        let source = post::decode(value, &Limits::MESSAGE).map_err(|error| refusal_of(&error, None))?;
        Self { how: How::Form(source), relay_state: relay_state.map(str::to_owned) }.bounded()
    }

    fn bounded(self) -> Result<Self, Refusal> {
        let length = self.relay_state.as_ref().map_or(0, String::len);
        if length > LONGEST_RELAY_STATE {
            return Err(untrusted(format!("RelayState: expected at most 1024 bytes, seen {length}")));
        }
        Ok(self)
    }

    pub(super) fn binding(&self) -> SamlBinding {
        match self.how {
            How::Query(_) => SamlBinding::Redirect,
            How::Form(_) => SamlBinding::Post,
        }
    }

    pub(super) fn relay_state(&self) -> Option<&str> {
        self.relay_state.as_deref()
    }

    pub(super) fn unverified(&self) -> &Source {
        match &self.how {
            How::Query(message) => message.unsigned(),
            How::Form(source) => source,
        }
    }

    /// Reads what one of these keys signed, and nothing else: the query it came in, or the message itself.
    pub(super) fn believed<T>(
        &self,
        keys: &[Jwk],
        read: impl FnOnce(Element<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match &self.how {
            How::Query(message) => read(message.verify(keys)?.document()?.root()),
            How::Form(source) => {
                let document = source.document()?;
                let verified = signature::verify(document.root(), keys)?;
                let signed = verified.document()?;
                read(signed.root())
            }
        }
    }
}

/// What opens a name that is encrypted to us. No CBC mode, which does not show changes.
pub(super) fn opening(keys: &[DecryptionKey]) -> Opening<'_> {
    Opening { keys, cbc: false, limits: &Limits::MESSAGE }
}
