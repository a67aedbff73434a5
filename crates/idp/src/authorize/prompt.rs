//! Whether the session at hand will do, or the person must choose or prove themselves anew.

use std::time::Duration;

use oidc::prompt::Prompt;

use super::Facts;
use super::request::Checked;
use crate::login::SignedIn;
use crate::login::session::{self, Standing};
use crate::logout::Hint;
use crate::model::issuer::Issuer;
use crate::model::settings::Registration;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The subject of the only person who will do, if the client named one (OpenID Connect Core §3.1.2.1). A hint that
/// we did not issue names nobody, and to answer for whoever is there would be to ignore it.
pub(super) fn hinted<'a>(hint: Hint<'a>, issuer: &Issuer) -> Result<Option<&'a str>, Refusal> {
    let refuse = |why: &str| {
        Refusal::new(Reason::ParameterInvalid)
            .about("id_token_hint")
            .expected("an ID token that was issued here, as it was signed, or encrypted for a key of ours")
            .operator(why.to_owned())
    };
    match hint {
        Hint::Absent => Ok(None),
        Hint::Ours(hint) if hint.iss == issuer.identifier.as_str() => Ok(Some(&hint.sub)),
        Hint::Ours(_) => Err(refuse("of another issuer of ours")),
        Hint::NotOurs(why) => Err(refuse(why)),
    }
}

/// Checks that somebody can make an account where the client wants them to; it can know beforehand whether they can
/// (Initiating User Registration via OpenID Connect §4.1).
pub(super) fn check_create(checked: &Checked<'_>, facts: Facts<'_>) -> Result<(), Refusal> {
    let refuse = |why: &'static str| {
        Err(Refusal::new(Reason::RegistrationClosed).about("prompt").expected("no create").operator(why))
    };
    match facts.settings.accounts.registration {
        Registration::Open if checked.ways(facts).shown().password => Ok(()),
        Registration::Open => refuse("the client takes no passwords"),
        Registration::Closed | Registration::Invited => refuse("accounts.registration is not open"),
    }
}

/// Who is signed in, if anybody.
pub(super) fn standing(standing: Option<Standing<'_>>, now: Time) -> Result<Option<SignedIn>, Refusal> {
    standing.map(|standing| session::revive(standing, now)).transpose().map(Option::flatten)
}

/// Whether a sign-in that stands is fresh enough for the client (OpenID Connect Core §3.1.2.1).
pub(super) fn is_fresh(checked: &Checked<'_>, who: &SignedIn, now: Time) -> bool {
    let request = &checked.request;
    // What the client registered counts where the request says nothing (Registration §2).
    let max_age = request.max_age.or(checked.client.metadata.default_max_age);
    let young = match max_age {
        None => true,
        // As good as `prompt=login`, however little time went by.
        Some(0) => false,
        Some(max_age) => now.since(who.auth_at()) <= Duration::from_secs(u64::from(max_age)),
    };
    young && !request.prompt.contains(Prompt::Login)
}
