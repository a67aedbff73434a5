//! Whether an answer is believed: done while facts are loaded, as what comes of it is one.

use xml::encryption::Opening;
use xml::saml::{ASSERTION, Assertion, Error, Expectation, Response, Trust};
use xml::{Limits, Source};

use super::ServiceProvider;
use super::fault::{old, refusal_of, unencrypted};
use crate::login::upstream::asked::AskedSaml;
use crate::model::upstream::Upstream;
use crate::refusal::Refusal;
use crate::time::Time;

/// By how many seconds its clock may be another than ours.
const LEEWAY: i64 = 60;

/// An answer that is believed.
#[derive(Debug)]
pub struct Answered {
    pub(super) assertion: Assertion,
    /// Until when the assertion is not to be taken again, in seconds since 1970.
    pub(super) remember_until: i64,
}

/// Which request a response says that it answers: for look-up alone, as nothing of it is verified.
///
/// # Errors
/// It is no XML that is read.
pub fn request_named(source: &Source) -> Result<Option<String>, xml::Error> {
    Ok(source.document()?.root().attribute("InResponseTo").map(str::to_owned))
}

/// Verifies the response to what was asked, and checks it.
///
/// # Errors
/// Why it is not believed, or what the provider says it could not do.
pub fn verify(
    upstream: &Upstream,
    party: ServiceProvider<'_>,
    source: &Source,
    asked: &AskedSaml,
    now: Time,
) -> Result<Answered, Refusal> {
    let saml = upstream.definition.saml.clone().unwrap_or_default();
    let opening = Opening { keys: party.opening, cbc: saml.allows_cbc, limits: &Limits::MESSAGE };
    let expectation = Expectation {
        now: now.as_secs(),
        leeway: LEEWAY,
        issuer: &upstream.definition.issuer,
        audiences: &[party.entity_id],
        recipient: party.acs,
        in_response_to: Some(&asked.request),
        holder: None,
    };
    let trust = Trust { keys: &party.provider.signing_keys, opening };
    let response = Response::read(source, &trust).map_err(|error| refusal_of(&error, None, &expectation))?;
    let accepted = response.check(&expectation);
    let accepted = accepted.map_err(|error| refusal_of(&error, Some(&response), &expectation))?;
    let remember_until = accepted.remember_until;
    if saml.encrypted && !is_encrypted(source).unwrap_or(false) {
        return Err(unencrypted());
    }
    check_fresh(accepted.assertion, asked)?;
    let assertion = response.assertion.ok_or(Error::Assertions(0));
    let assertion = assertion.map_err(|error| refusal_of(&error, None, &expectation))?;
    Ok(Answered { assertion, remember_until })
}

/// Whether the one assertion, as which it was read, came encrypted.
fn is_encrypted(source: &Source) -> Result<bool, xml::Error> {
    Ok(source.document()?.root().each(ASSERTION, "EncryptedAssertion").next().is_some())
}

/// Whether the person signed in as lately as was asked for: the latest statement counts.
fn check_fresh(assertion: &Assertion, asked: &AskedSaml) -> Result<(), Refusal> {
    let latest = assertion.authn_statements.iter().map(|statement| statement.authn_instant).max();
    match (asked.since, latest) {
        (Some(since), Some(latest)) if latest + LEEWAY < since => Err(old(since, latest)),
        _ => Ok(()),
    }
}
