//! Whether the person must be asked what this client may know.

use oidc::prompt::Prompt;
use oidc::scope::Scope;

use super::request::{Checked, To};
use super::{Facts, claims};
use crate::decision::Env;
use crate::effect::{Effect, Expected};
use crate::login::SignedIn;
use crate::model::consent::{Consent, ConsentId};

/// How many claims of before are remembered beside those allowed now.
const MOST_CLAIMS: usize = 100;

/// Whether the person has done anything in this browser for this very request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Attended {
    /// They have just proved who they are, on a page that names the client.
    Yes,
    /// Their session answers for them; nothing was shown.
    No,
}

/// Clients of the house may skip it, a remembered yes counts for what it covered, and
/// `prompt=consent` asks in any case. Where anybody's program could have sent the request in the
/// client's name, a remembered yes answers nothing that the person does not see (RFC 8252 §8.6).
pub(super) fn is_needed(checked: &Checked<'_>, who: &SignedIn, facts: Facts<'_>, attended: Attended) -> bool {
    // On another device anybody may have begun it: nobody but the person can tell (RFC 8628 §5.4).
    if checked.request.prompt.contains(Prompt::Consent) || matches!(checked.to, To::Elsewhere(_)) {
        return true;
    }
    let covered = theirs(checked, who, facts.consent).is_some_and(|consent| {
        checked.scope.is_subset_of(&consent.scope)
            && claims::by_name(checked, facts.offered).is_subset(&consent.claims)
            && at_resources(checked, facts).all(|(resource, scope)| {
                consent.resources.get(resource).is_some_and(|allowed| scope.is_subset_of(allowed))
            })
    });
    let counts = attended == Attended::Yes || !may_be_another_program(checked);
    let is_given = (covered && counts) || checked.client.policy.skip_consent;
    !is_given
}

/// A client without a secret is known by its redirect address alone, and only an https address leads to
/// one owner: a scheme or a port of the machine is for every program on it to take.
fn may_be_another_program(checked: &Checked<'_>) -> bool {
    let is_https = matches!(&checked.to, To::Client(redirect) if redirect.uri().is_https());
    checked.client.is_public() && !is_https
}

/// The consent that stands, by which the client is granted what it asks for without a question.
pub(super) fn standing(checked: &Checked<'_>, who: &SignedIn, facts: Facts<'_>) -> Option<ConsentId> {
    theirs(checked, who, facts.consent).map(|consent| consent.id)
}

/// Remembers a yes, together with what was allowed before.
pub(super) fn remember(
    checked: &Checked<'_>,
    who: &SignedIn,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> (ConsentId, Effect) {
    let before = theirs(checked, who, facts.consent);
    let mut claims = claims::by_name(checked, facts.offered);
    claims.extend(before.iter().flat_map(|before| before.claims.iter().cloned()).take(MOST_CLAIMS));
    let mut resources = before.map(|before| before.resources.clone()).unwrap_or_default();
    // What a client may no longer ask for needs not be remembered.
    resources.retain(|resource, _| checked.client.policy.resources.contains(resource));
    for (resource, scope) in at_resources(checked, facts) {
        let allowed = resources.entry(resource.to_owned()).or_default();
        *allowed = both(allowed, &scope);
    }
    let scope = both(before.map_or(&Scope::default(), |before| &before.scope), &checked.scope);
    let id = before.map_or_else(|| ConsentId::begin(env), |before| before.id);
    let consent = Consent {
        id,
        version: 0,
        user: who.user().clone(),
        client: checked.client.id.clone(),
        scope,
        claims,
        resources,
        granted_at: env.now,
    };
    let replaces = before.map(|before| before.version);
    (id, Effect::PutConsent(Expected { replaces, record: Box::new(consent) }))
}

/// The resources that are asked for, and what of the scope is theirs.
fn at_resources<'c>(checked: &'c Checked<'_>, facts: Facts<'c>) -> impl Iterator<Item = (&'c str, Scope)> {
    checked.resources.iter().map(move |identifier| {
        let resource = facts.offered.resource(identifier);
        let has = |name: &str| resource.is_some_and(|resource| resource.scope(name).is_some());
        (identifier.as_str(), checked.scope.filter(has))
    })
}

/// What was allowed before and what is now. Should both together be more than a scope may hold, the
/// newer word is kept.
fn both(before: &Scope, now: &Scope) -> Scope {
    Scope::from_tokens(before.iter().chain(now.difference(before).iter())).unwrap_or_else(|_| now.clone())
}

/// Nobody's word counts for another person or another client.
fn theirs<'a>(checked: &Checked<'_>, who: &SignedIn, remembered: Option<&'a Consent>) -> Option<&'a Consent> {
    remembered.filter(|consent| consent.user == *who.user() && consent.client == checked.client.id)
}
