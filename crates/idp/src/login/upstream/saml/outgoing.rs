//! Messages to an identity provider, signed, on their way by the browser.

use jose::SigningKey;
use xml::saml::binding::{Parameter, post, redirect};
use xml::signature::{self, Place};
use xml::{Limits, Source};

use crate::model::upstream::SamlBinding;

/// Where a browser goes, and what it takes along.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outgoing {
    /// To this address.
    To(String),
    /// By a form that goes to an address.
    Form {
        /// The address.
        action: String,
        /// What is in it, by name.
        fields: Vec<(&'static str, String)>,
    },
}

/// A message that was written.
pub(crate) struct Message<'a> {
    pub(crate) parameter: Parameter,
    pub(crate) id: &'a str,
    pub(crate) xml: &'a str,
    /// What the other side sent along, and is to have back.
    pub(crate) relay_state: Option<&'a str>,
}

impl Message<'_> {
    /// The message to this address, signed as the binding has it (Bindings §3.4.4.1, §3.5.4).
    ///
    /// # Errors
    /// Why it cannot be signed, for the operator.
    pub(crate) fn sign(
        &self,
        (address, binding): (&str, SamlBinding),
        key: &SigningKey,
    ) -> Result<Outgoing, String> {
        match binding {
            SamlBinding::Redirect => {
                let query = redirect::encode(self.parameter, self.xml, self.relay_state, Some(key));
                let query = query.map_err(|why| why.to_string())?;
                let joint = if address.contains('?') { '&' } else { '?' };
                Ok(Outgoing::To(format!("{address}{joint}{query}")))
            }
            SamlBinding::Post => {
                let source = Source::read(self.xml.as_bytes(), &Limits::MESSAGE);
                let source = source.map_err(|why| why.to_string())?;
                let signed = signature::sign(&source, self.id, Place::Behind("Issuer"), key, None);
                let value = post::encode(&signed.map_err(|why| why.to_string())?);
                let relay_state = self.relay_state.map(|state| ("RelayState", state.to_owned()));
                let fields = [(self.parameter.name(), value)].into_iter().chain(relay_state).collect();
                Ok(Outgoing::Form { action: address.to_owned(), fields })
            }
        }
    }
}
