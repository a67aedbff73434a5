//! How a client shows who it is.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderValue, header::AUTHORIZATION};
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::{
    error::{Error, failed},
    http::Prepared,
    target::{Client, ClientAuth},
};

/// A client's authentication, made ready once.
#[derive(Clone)]
pub struct Credential {
    basic: Option<HeaderValue>,
    /// What the form says about the client, ending the form.
    tail: String,
}

impl Credential {
    /// Makes the header or the form's end of `client` (RFC 6749 §2.3.1).
    ///
    /// # Errors
    /// Never for any id and secret that can be form-encoded, which all text can.
    pub fn new(client: &Client, auth: ClientAuth) -> Result<Self, Error> {
        let mut tail = Serializer::new(String::new());
        let basic = match (&client.secret, auth) {
            (Some(secret), ClientAuth::Basic) => Some(basic(&client.id, secret)?),
            (Some(secret), ClientAuth::Post) => {
                tail.append_pair("client_id", &client.id);
                tail.append_pair("client_secret", secret);
                None
            }
            (None, _) => {
                tail.append_pair("client_id", &client.id);
                None
            }
        };
        Ok(Self { basic, tail: tail.finish() })
    }

    /// Adds the header, where that is how the client authenticates.
    pub(crate) fn signed(&self, request: Prepared) -> Prepared {
        match &self.basic {
            Some(header) => request.with(AUTHORIZATION, header.clone()),
            None => request,
        }
    }

    /// The form with what it says about the client.
    pub(crate) fn form(&self, pairs: &[(&str, &str)]) -> String {
        let mut form = Serializer::new(String::new());
        form.extend_pairs(pairs);
        let mut form = form.finish();
        if !self.tail.is_empty() {
            form.push('&');
            form.push_str(&self.tail);
        }
        form
    }
}

fn basic(id: &str, secret: &str) -> Result<HeaderValue, Error> {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret)));
    let mut value = HeaderValue::try_from(format!("Basic {pair}"))
        .map_err(|_| failed("the client's id and secret fit in no header"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credential(secret: Option<&str>, auth: ClientAuth) -> Credential {
        let client =
            Client { id: "a b".into(), secret: secret.map(Into::into), redirect_uri: None, keys: vec![] };
        Credential::new(&client, auth).unwrap()
    }

    #[test]
    fn form_encodes_both_halves_of_a_basic_header() {
        let made = credential(Some("s:%"), ClientAuth::Basic);
        let expected = format!("Basic {}", STANDARD.encode("a+b:s%3A%25"));
        assert_eq!(made.basic.as_ref().unwrap().to_str().unwrap(), expected);
        assert_eq!(made.form(&[("x", "1 2")]), "x=1+2");
    }

    #[test]
    fn names_a_client_in_the_form_otherwise() {
        let posted = credential(Some("s"), ClientAuth::Post);
        assert_eq!(posted.form(&[("x", "1")]), "x=1&client_id=a+b&client_secret=s");
        let public = credential(None, ClientAuth::Basic);
        assert_eq!(public.form(&[("x", "1")]), "x=1&client_id=a+b");
    }
}
