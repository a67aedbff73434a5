use jose::Jwk;

use super::{Assertion, BEARER, HOLDER_OF_KEY};
use crate::saml::Error;

/// What is expected of an assertion of SAML 1.1.
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'a> {
    /// The present.
    pub now: i64,
    /// By how many seconds the issuer's clock may be another than ours.
    pub leeway: i64,
    /// Who is to say so.
    pub issuer: &'a str,
    /// What we are called, by any of which it may be for us.
    pub audiences: &'a [&'a str],
    /// The key that whoever brought it proved to have; none where bringing it is enough.
    pub holder: Option<&'a Jwk>,
}

impl Assertion {
    /// Checks who says it, for whom, when, and that whoever brought it may. Gives until when its issuer and identifier
    /// are to be remembered: before that it must not be taken again.
    ///
    /// # Errors
    /// What is not as expected. Without an end it would have to be remembered for ever, and is refused.
    pub fn check(&self, expectation: &Expectation<'_>) -> Result<i64, Error> {
        let Expectation { now, leeway, .. } = *expectation;
        if self.issuer != expectation.issuer {
            return Err(Error::Issuer);
        }
        if self.issue_instant > now + leeway || self.not_before.is_some_and(|from| now + leeway < from) {
            return Err(Error::NotYetValid);
        }
        let until = self.not_on_or_after.ok_or(Error::Expired)?;
        if now - leeway >= until {
            return Err(Error::Expired);
        }
        if self.audiences.is_empty() {
            return Err(Error::NoAudience);
        }
        let ours =
            |audiences: &Vec<String>| audiences.iter().any(|it| expectation.audiences.contains(&it.as_str()));
        if !self.audiences.iter().all(ours) {
            return Err(Error::Audience);
        }
        if self.subjects.is_empty() {
            return Err(Error::NoSubject);
        }
        let method = if expectation.holder.is_some() { HOLDER_OF_KEY } else { BEARER };
        let thumbprint = expectation.holder.and_then(Jwk::thumbprint);
        // Every statement is about who brings it, or the one that is not would be believed with the others.
        let confirmed = self.subjects.iter().all(|subject| {
            let held = subject.keys.iter().any(|key| thumbprint.is_some() && key.thumbprint() == thumbprint);
            subject.methods.iter().any(|it| it == method) && (expectation.holder.is_none() || held)
        });
        let named = &self.subjects[0].name;
        if !confirmed || self.subjects.iter().any(|it| it.name != *named) {
            return Err(Error::Confirmation);
        }
        Ok(until + leeway)
    }
}
