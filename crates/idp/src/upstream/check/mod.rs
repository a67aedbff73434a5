//! What an upstream may be. Each misconfiguration is named by the member it is in, and by what it should
//! be: it is found here, and not by the first person who is sent there.

mod algorithms;
mod choosing;
mod claims;
mod saml;
mod theirs;

use oidc::scope::Scope;

use crate::model::upstream::Upstream;
use crate::refusal::{Reason, Refusal};
use crate::scope::check_words;

/// The longest text of one word, in bytes.
const LONGEST_WORD: usize = 500;
/// The longest scope, in bytes.
const LONGEST_SCOPE: usize = 2000;
/// The longest secret, in bytes.
const LONGEST_SECRET: usize = 1000;

/// Whether an upstream can be spoken with, as far as its record shows.
pub(super) fn check(upstream: &Upstream) -> Result<(), Refusal> {
    let definition = &upstream.definition;
    check_words(&definition.name).map_err(|expected| invalid("name", expected))?;
    if let Some(saml) = &definition.saml {
        return saml::check(definition, saml, upstream.secret().is_some());
    }
    if !is_word(&definition.client_id) {
        return Err(invalid("client_id", "who we are there: 1 to 500 printable ASCII characters"));
    }
    if definition.scope.len() > LONGEST_SCOPE || Scope::parse(&definition.scope).is_err() {
        return Err(invalid("scope", "names of scopes with one space between them, at most 2000 bytes"));
    }
    let secret = upstream.secret().map(|secret| secret.expose().len());
    if secret.is_some_and(|length| length == 0 || length > LONGEST_SECRET) {
        return Err(invalid("client_secret", "1 to 1000 bytes"));
    }
    theirs::check(definition)?;
    algorithms::check(definition, upstream.secret().is_some())?;
    choosing::check(definition)?;
    claims::check(definition)
}

pub(super) fn invalid(member: &'static str, expected: &'static str) -> Refusal {
    Refusal::new(Reason::UpstreamDefinitionInvalid).about(member).expected(expected)
}

/// Printable ASCII without a space.
fn is_word(text: &str) -> bool {
    (1..=LONGEST_WORD).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
