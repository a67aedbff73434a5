//! Why an answer is not believed: which check failed, what was expected, what was seen, and where it is said that
//! it must be so. That is for the operator; whoever waits is told the upstream's reasons.

use xml::saml::{Assertion, Error, Expectation, Response};

use crate::refusal::{Reason, Refusal};

/// The most of what an upstream says that is told to the operator, in characters.
const LONGEST_SEEN: usize = 300;

/// The refusal for an answer that is not as expected. `response` is what was read of it, where it was read.
pub fn refusal_of(error: &Error, response: Option<&Response>, expected: &Expectation<'_>) -> Refusal {
    let Some(response) = response else { return untrusted(format!("{error} ({})", section(error))) };
    if *error == Error::Status {
        return refused(response);
    }
    let none = || "none".to_owned();
    let assertion = response.assertion.as_ref();
    let (wanted, seen) = match error {
        Error::Issuer => {
            let said = [response.issuer.as_deref(), assertion.map(|it| it.issuer.as_str())];
            (expected.issuer.to_owned(), said.into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
        Error::Destination => {
            (expected.recipient.to_owned(), response.destination.clone().unwrap_or_else(none))
        }
        Error::Recipient => {
            let to = confirmations(assertion).filter_map(|it| it.recipient.clone());
            (expected.recipient.to_owned(), to.collect::<Vec<_>>().join(", "))
        }
        Error::InResponseTo => {
            (expected.in_response_to.map_or_else(none, str::to_owned), answers(response).join(", "))
        }
        Error::Audience => {
            let audiences = assertion.and_then(|it| it.conditions.as_ref()).map(|it| it.audiences.concat());
            (expected.audiences.join(", "), audiences.unwrap_or_default().join(", "))
        }
        Error::Expired | Error::NotYetValid | Error::SessionOver => {
            (format!("valid at {} give or take {} s", expected.now, expected.leeway), times(assertion))
        }
        Error::Confirmation => {
            let methods = confirmations(assertion).map(|it| it.method.clone());
            ("a bearer confirmation".to_owned(), methods.collect::<Vec<_>>().join(", "))
        }
        _ => return untrusted(format!("{error} ({})", section(error))),
    };
    let seen: String = seen.chars().take(LONGEST_SEEN).collect();
    untrusted(format!("{error}: expected {wanted}, seen {seen} ({})", section(error)))
}

pub(super) fn unencrypted() -> Refusal {
    untrusted("the assertion is not encrypted: expected an EncryptedAssertion, as its record says".to_owned())
}

pub(super) fn old(since: i64, seen: i64) -> Refusal {
    untrusted(format!(
        "the person did not sign in anew: expected AuthnInstant from {since} on, seen {seen} (SAML Core §3.4.1)"
    ))
}

pub(super) fn untrusted(seen: String) -> Refusal {
    Refusal::new(Reason::UpstreamUntrusted).operator(seen)
}

/// What the provider says it could not do (Core §3.2.2.2). Its sentences may be about a person and go no further.
fn refused(response: &Response) -> Refusal {
    const PREFIX: &str = "urn:oasis:names:tc:SAML:2.0:status:";
    let short = |code: &str| code.strip_prefix(PREFIX).unwrap_or(code).chars().take(LONGEST_SEEN).collect();
    let first: String = short(&response.status.code);
    let second: Option<String> = response.status.second.as_deref().map(short);
    let reason = match (first.as_str(), second.as_deref()) {
        (_, Some("NoAuthnContext")) => Reason::UpstreamAcr,
        (_, Some("AuthnFailed")) => Reason::UpstreamCancelled,
        _ => Reason::UpstreamRefused,
    };
    let second = second.map_or_else(String::new, |second| format!(", {second}"));
    Refusal::new(reason).operator(format!("the upstream refused: {first}{second}"))
}

fn confirmations(assertion: Option<&Assertion>) -> impl Iterator<Item = &xml::saml::Confirmation> {
    assertion.and_then(|it| it.subject.as_ref()).into_iter().flat_map(|subject| &subject.confirmations)
}

fn answers(response: &Response) -> Vec<String> {
    let confirmed = confirmations(response.assertion.as_ref()).filter_map(|it| it.in_response_to.clone());
    response.in_response_to.clone().into_iter().chain(confirmed).collect()
}

/// In seconds since 1970, as the expectation is.
fn times(assertion: Option<&Assertion>) -> String {
    let mut seen = Vec::new();
    let mut say = |name: &str, at: Option<i64>| seen.extend(at.map(|at| format!("{name} {at}")));
    let Some(assertion) = assertion else { return String::new() };
    say("IssueInstant", Some(assertion.issue_instant));
    let conditions = assertion.conditions.as_ref();
    say("NotBefore", conditions.and_then(|it| it.not_before));
    say("NotOnOrAfter", conditions.and_then(|it| it.not_on_or_after));
    for confirmation in confirmations(Some(assertion)) {
        say("SubjectConfirmationData NotOnOrAfter", confirmation.not_on_or_after);
    }
    for statement in &assertion.authn_statements {
        say("AuthnInstant", Some(statement.authn_instant));
        say("SessionNotOnOrAfter", statement.session_not_on_or_after);
    }
    seen.join(", ")
}

fn section(error: &Error) -> &'static str {
    match error {
        Error::Xml(_) | Error::Binding(_) => "SAML Bindings §3.5.4",
        Error::Signature(_) | Error::Unsigned => "SAML Core §5.4, Profiles §4.1.3.5",
        Error::Encryption(_) => "SAML Core §6",
        Error::Version => "SAML Core §4.1",
        Error::Assertions(_) | Error::AssertionElsewhere => "SAML Profiles §4.1.4.2",
        Error::Status => "SAML Core §3.2.2",
        Error::Issuer => "SAML Profiles §4.1.4.2",
        Error::Destination => "SAML Bindings §3.5.5.2",
        Error::InResponseTo | Error::Recipient | Error::Confirmation => "SAML Profiles §4.1.4.3",
        Error::NotYetValid | Error::Expired => "SAML Core §2.5.1.2, §2.4.1.2",
        Error::Audience | Error::NoAudience => "SAML Core §2.5.1.4",
        Error::NoAuthentication | Error::SessionOver => "SAML Core §2.7.2, Profiles §4.1.4.3",
        Error::NoSubject => "SAML Core §2.4",
    }
}
