//! What comes out of a sealed request object (RFC 9101 §6.1, OpenID Connect Core §6.1): a token, signed or
//! not, or claims as they are. That it could be opened says nothing about who sealed it: anybody can.

use std::borrow::Cow;
use std::fmt;

use jose::{ContentEncryption, KeyManagement, json, jws};
use serde_json::{Map, Value};

use super::read::TYP;
use crate::model::client::Client;
use crate::refusal::{Reason, Refusal};

/// How a request object was sealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seal {
    /// How its key reached us (`alg`).
    pub management: KeyManagement,
    /// How its content is encrypted (`enc`).
    pub encryption: ContentEncryption,
}

/// A sealed request object, opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// How it was sealed.
    pub seal: Seal,
    /// What is in it.
    pub content: Content,
}

/// What is in a sealed request object.
#[derive(Clone)]
pub enum Content {
    /// A token in compact form (`cty` is `JWT`): whether anybody signed it is still to be seen.
    Token(String),
    /// Claims as they are.
    Bare(Bare),
}

/// Claims that are sealed to us and signed by nobody.
#[derive(Clone)]
pub struct Bare(Map<String, Value>);

impl Content {
    /// Reads what was opened by what its header said of it: `typ` names a JWE or a JWT, and `cty` a token
    /// where one is inside (RFC 7519 §5.2). Where the header says nothing it is what it looks like, for there
    /// are clients that leave `cty` out; a token still has to be signed as agreed, whatever announced it.
    ///
    /// # Errors
    /// What is wrong with it, for the operator.
    pub fn read(typ: Option<&str>, cty: Option<&str>, plaintext: &[u8]) -> Result<Self, Cow<'static, str>> {
        let one_of = |name: &str, known: &[&str]| known.iter().any(|known| is_type(name, known));
        if typ.is_some_and(|typ| !one_of(typ, &["JWE", "JWT", TYP])) {
            return Err("the sealed message is of another kind (typ)".into());
        }
        match cty {
            None if is_token(plaintext) => Self::read(typ, Some("JWT"), plaintext),
            None => json::parse_object(plaintext)
                .map(|claims| Self::Bare(Bare(claims)))
                .map_err(|error| format!("the content says it is no token (cty), and is {error}").into()),
            Some(cty) if one_of(cty, &["JWT", TYP]) => std::str::from_utf8(plaintext)
                .map(|token| Self::Token(token.to_owned()))
                .map_err(|_| "the content says it is a token (cty), and is no text".into()),
            Some(_) => Err("the content is of another kind (cty)".into()),
        }
    }
}

impl Opened {
    /// The client it claims to come from, for look-up alone.
    pub(in crate::authorize) fn claimed_client(&self) -> Option<String> {
        let claimed = |name: &str| match &self.content {
            Content::Token(token) => jws::claimed(token, name),
            Content::Bare(claims) => claims.text(name).map(str::to_owned),
        };
        claimed("client_id").or_else(|| claimed("iss"))
    }
}

impl Bare {
    /// The claims by name.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.0
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }
}

/// Whether this looks like a token in compact form, which no JSON object does.
fn is_token(plaintext: &[u8]) -> bool {
    plaintext.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
        && plaintext.iter().filter(|byte| **byte == b'.').count() == 2
}

/// Names may be written in any case, and as media types (RFC 7515 §4.1.9).
fn is_type(name: &str, known: &str) -> bool {
    let short = match name.split_at_checked("application/".len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("application/") => rest,
        _ => name,
    };
    short.eq_ignore_ascii_case(known)
}

/// What was sealed is written nowhere.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token(_) => "Token(..)",
            Self::Bare(_) => "Bare(..)",
        })
    }
}

impl fmt::Debug for Bare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bare").finish_non_exhaustive()
    }
}

/// The one answer to a sealed request object that cannot be opened, or of which nothing can be made once it
/// is open: whoever sent it learns nothing of which it was, and where the answer could be sent is not known.
pub fn unopened(why: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::new(Reason::RequestObjectInvalid)
        .about("request")
        .expected("sealed to a key of our key set, and once opened a request of its client")
        .operator(why)
}

/// What the client registered about sealing is what it does; where it registered nothing, it seals as it
/// likes or not at all (OpenID Connect Registration §2).
pub(super) fn check_seal(seal: Option<Seal>, client: &Client) -> Result<(), Refusal> {
    let metadata = &client.metadata;
    let (Some(seal), Some(management)) = (seal, metadata.request_object_encryption_alg) else {
        return Ok(());
    };
    let encryption = metadata.request_object_encryption_enc.unwrap_or(ContentEncryption::A128CbcHs256);
    if (seal.management, seal.encryption) == (management, encryption) {
        return Ok(());
    }
    Err(super::invalid(format!("sealed as the client registered: alg {management}, enc {encryption}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_does_not_show_in_debug() {
        let token = Content::read(None, Some("JWT"), b"9988").unwrap();
        let bare = Content::read(None, None, br#"{"login_hint":"9988"}"#).unwrap();
        assert_eq!(format!("{token:?} {bare:?}"), "Token(..) Bare(..)");
    }
}
