//! Whether what a provider said is said to us, about this sign-in, and now (Profiles §4.1.4).

use super::{Assertion, BEARER, Confirmation, Error, HOLDER_OF_KEY, Response, Subject};
use jose::Jwk;

/// What is expected of an assertion.
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
    /// The address at which it came.
    pub recipient: &'a str,
    /// The request it is to answer; none where it may come unasked, and then it must not name one.
    pub in_response_to: Option<&'a str>,
    /// The key that whoever brought it proved to have; none where bringing it is enough.
    pub holder: Option<&'a Jwk>,
}

/// An assertion that is as expected. What is left to do is to take it only once.
#[derive(Debug, Clone, Copy)]
pub struct Accepted<'a> {
    /// What was said.
    pub assertion: &'a Assertion,
    /// Until when its issuer and identifier are to be remembered: before that it must not be taken again.
    pub remember_until: i64,
}

impl Response {
    /// Checks the response and the assertion in it.
    ///
    /// # Errors
    /// What is not as expected; [`Error::Status`] where the provider did not grant the request.
    pub fn check(&self, expectation: &Expectation<'_>) -> Result<Accepted<'_>, Error> {
        let differs =
            |found: &Option<String>, expected: &str| found.as_deref().is_some_and(|it| it != expected);
        if differs(&self.issuer, expectation.issuer) {
            return Err(Error::Issuer);
        }
        // What is signed and goes through a browser names where it goes (Bindings §3.5.5.2).
        if differs(&self.destination, expectation.recipient) || (self.signed && self.destination.is_none()) {
            return Err(Error::Destination);
        }
        if self.in_response_to.as_deref() != expectation.in_response_to {
            return Err(Error::InResponseTo);
        }
        if !self.status.is_success() {
            return Err(Error::Status);
        }
        self.assertion.as_ref().ok_or(Error::Assertions(0))?.check_sign_in(expectation)
    }
}

impl Assertion {
    /// Checks an assertion that tells of a sign-in: as [`check`](Self::check), and that it does.
    ///
    /// # Errors
    /// What is not as expected.
    pub fn check_sign_in(&self, expectation: &Expectation<'_>) -> Result<Accepted<'_>, Error> {
        let accepted = self.check(expectation)?;
        let late = expectation.now - expectation.leeway;
        if self.authn_statements.is_empty() {
            return Err(Error::NoAuthentication);
        }
        for statement in &self.authn_statements {
            if statement.session_not_on_or_after.is_some_and(|end| late >= end) {
                return Err(Error::SessionOver);
            }
            if statement.authn_instant > expectation.now + expectation.leeway {
                return Err(Error::NotYetValid);
            }
        }
        Ok(accepted)
    }

    /// Checks who says it, for whom, when, and that whoever brought it may.
    ///
    /// # Errors
    /// What is not as expected.
    pub fn check(&self, expectation: &Expectation<'_>) -> Result<Accepted<'_>, Error> {
        if self.issuer != expectation.issuer {
            return Err(Error::Issuer);
        }
        if self.issue_instant > expectation.now + expectation.leeway {
            return Err(Error::NotYetValid);
        }
        let conditions = self.conditions.as_ref().ok_or(Error::NoAudience)?;
        check_time(conditions.not_before, conditions.not_on_or_after, expectation)?;
        if conditions.audiences.is_empty() {
            return Err(Error::NoAudience);
        }
        let ours =
            |audiences: &Vec<String>| audiences.iter().any(|it| expectation.audiences.contains(&it.as_str()));
        if !conditions.audiences.iter().all(ours) {
            return Err(Error::Audience);
        }
        let subject = self.subject.as_ref().ok_or(Error::NoSubject)?;
        let until = confirmed(subject, expectation)?;
        let until = until.max(conditions.not_on_or_after.unwrap_or(until));
        Ok(Accepted { assertion: self, remember_until: until + expectation.leeway })
    }
}

/// Until when one of the confirmations holds; one suffices (Core §2.4.1). Where none does, the reason of the first
/// of the expected kind is told.
fn confirmed(subject: &Subject, expectation: &Expectation<'_>) -> Result<i64, Error> {
    let method = if expectation.holder.is_some() { HOLDER_OF_KEY } else { BEARER };
    let mut refused = None;
    for confirmation in subject.confirmations.iter().filter(|it| it.method == method) {
        match check_confirmation(confirmation, expectation) {
            Ok(until) => return Ok(until),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    Err(refused.unwrap_or(Error::Confirmation))
}

fn check_confirmation(confirmation: &Confirmation, expectation: &Expectation<'_>) -> Result<i64, Error> {
    // Whoever may bring it has a short while for it, and brings it to one place.
    let until = confirmation.not_on_or_after.ok_or(Error::Expired)?;
    check_time(confirmation.not_before, Some(until), expectation)?;
    if confirmation.recipient.as_deref() != Some(expectation.recipient) {
        return Err(Error::Recipient);
    }
    if confirmation.in_response_to.as_deref() != expectation.in_response_to {
        return Err(Error::InResponseTo);
    }
    if let Some(holder) = expectation.holder {
        let thumbprint = holder.thumbprint();
        let held = confirmation.keys.iter().any(|key| thumbprint.is_some() && key.thumbprint() == thumbprint);
        if !held {
            return Err(Error::Confirmation);
        }
    }
    Ok(until)
}

/// From the first second on, until before the last (Core §2.5.1).
fn check_time(from: Option<i64>, until: Option<i64>, expectation: &Expectation<'_>) -> Result<(), Error> {
    if from.is_some_and(|from| expectation.now + expectation.leeway < from) {
        return Err(Error::NotYetValid);
    }
    if until.is_some_and(|until| expectation.now - expectation.leeway >= until) {
        return Err(Error::Expired);
    }
    Ok(())
}
