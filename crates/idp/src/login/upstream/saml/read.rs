//! What an identity provider said, as claims that its table is applied to.

use oidc::claims::is_standard;
use serde_json::{Map, Value};
use xml::saml::{Assertion, AuthnStatement, NameId};

use super::Answered;
use super::fault::untrusted;
use crate::login::acr;
use crate::login::upstream::read::{Once, Says, Vouched, vouched};
use crate::model::told::SamlName;
use crate::model::upstream::Upstream;
use crate::refusal::Refusal;

/// What the name of the person counts as among the attributes: an attribute of this name is not read.
const SUBJECT: &str = "sub";
/// A name that is another at each sign-in (Core §8.3.8).
const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
/// A name of which nothing is said (Core §8.3.1).
const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

/// Classes by which providers say that two factors were proven.
const TWO_FACTORS: [&str; 2] =
    ["https://refeds.org/profile/mfa", "http://schemas.microsoft.com/claims/multipleauthn"];

/// Reads what is believed by the upstream's table of claims. `asked` are the classes that were asked for.
///
/// # Errors
/// Weaker than asked for, or not as the table has it.
pub fn read(upstream: &Upstream, answered: &Answered, asked: &[String]) -> Result<Vouched, Refusal> {
    let assertion = &answered.assertion;
    let name = assertion.subject.as_ref().and_then(|subject| subject.name_id.as_ref());
    let name =
        name.ok_or_else(|| untrusted("it names nobody: there is no NameID (SAML Core §2.4.1)".to_owned()))?;
    check_name(upstream, name)?;
    let claims = claims(upstream, assertion, name);
    let statement = latest(assertion);
    let class = statement.and_then(|statement| statement.class.as_deref());
    let says_two =
        class.is_some_and(|class| TWO_FACTORS.contains(&class) || upstream.our_acr(class) == acr::MFA);
    let says = Says {
        claim: &|name| claims.get(name),
        acr: class,
        amr: if says_two { vec!["mfa"] } else { Vec::new() },
        sub: &name.value,
        sid: statement.and_then(|statement| statement.session_index.as_deref()),
        auth_time: statement.map(|statement| statement.authn_instant),
    };
    let mut vouched = vouched(upstream, says, None, asked)?;
    vouched.told.name_id = Some(SamlName {
        value: name.value.clone(),
        format: name.format.clone(),
        name_qualifier: name.name_qualifier.clone(),
        sp_name_qualifier: name.sp_name_qualifier.clone(),
    });
    vouched.once = Some(Once { id: assertion.id.clone(), until: answered.remember_until });
    Ok(vouched)
}

/// A name that is to be known again is one that stays, of the kind that was asked for, and in whose giver's words
/// nobody else is called.
fn check_name(upstream: &Upstream, name: &NameId) -> Result<(), Refusal> {
    let definition = &upstream.definition;
    let by_name = definition.subject.split(' ').any(|claim| claim == SUBJECT);
    let format = name.format.as_deref().unwrap_or(UNSPECIFIED);
    if by_name && format == TRANSIENT {
        return Err(untrusted(
            "the NameID is another at each sign-in (transient): expected a persistent one, or an attribute as \
             subject in the record (SAML Core §8.3.8)"
                .to_owned(),
        ));
    }
    let wanted = definition.saml.as_ref().and_then(|saml| saml.name_id_format.as_deref());
    if wanted.is_some_and(|wanted| wanted != format && wanted != UNSPECIFIED) {
        let wanted = wanted.unwrap_or_default();
        return Err(untrusted(format!("the NameID is of another kind: expected {wanted}, seen {format}")));
    }
    let giver = name.name_qualifier.as_deref().filter(|giver| *giver != definition.issuer);
    match giver.filter(|_| by_name) {
        Some(giver) => Err(untrusted(format!(
            "the NameID was given by somebody else: expected {}, seen {giver} (NameQualifier, SAML Core §2.2.2)",
            definition.issuer
        ))),
        None => Ok(()),
    }
}

/// The attributes by their names: a text where there is one value, or one is wanted, and a list where there are
/// more. Of attributes of one name the first counts.
fn claims(upstream: &Upstream, assertion: &Assertion, name: &NameId) -> Map<String, Value> {
    let mut claims = Map::new();
    for attribute in assertion.attributes.iter().filter(|attribute| !attribute.values.is_empty()) {
        let rules = upstream.definition.claims.iter().filter(|rule| rule.from == attribute.name);
        let is_subject = upstream.definition.subject.split(' ').any(|claim| claim == attribute.name);
        let one =
            is_subject || attribute.values.len() == 1 || rules.clone().any(|rule| is_standard(&rule.to));
        let truth = rules.clone().any(|rule| rule.to.ends_with("_verified") && is_standard(&rule.to));
        let value = match attribute.values.as_slice() {
            [first, ..] if truth => Value::Bool(matches!(first.trim_ascii(), "true" | "1")),
            [first, ..] if one => Value::String(first.clone()),
            values => values.iter().cloned().map(Value::String).collect(),
        };
        claims.entry(attribute.name.clone()).or_insert(value);
    }
    claims.insert(SUBJECT.to_owned(), Value::String(name.value.clone()));
    claims
}

/// The statement of the latest sign-in there.
fn latest(assertion: &Assertion) -> Option<&AuthnStatement> {
    assertion.authn_statements.iter().max_by_key(|statement| statement.authn_instant)
}
