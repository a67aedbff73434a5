//! Whether the session at hand will do, or the person must prove themselves anew.

use std::time::Duration;

use oidc::prompt::Prompt;

use super::request::Checked;
use crate::login::SignedIn;
use crate::login::session::{self, Standing};
use crate::logout::Hint;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The subject of the only person who will do, if the client named one (OpenID Connect Core §3.1.2.1). A hint that
/// we did not issue names nobody, and to answer for whoever is there would be to ignore it.
pub(super) fn hinted(hint: Hint<'_>) -> Result<Option<&str>, Refusal> {
    match hint {
        Hint::Absent => Ok(None),
        Hint::Ours(hint) => Ok(Some(&hint.sub)),
        Hint::NotOurs(why) => Err(Refusal::new(Reason::ParameterInvalid)
            .about("id_token_hint")
            .expected("an ID token that was issued here")
            .operator(why.to_owned())),
    }
}

/// Who is signed in, unless the client wants it fresher (OpenID Connect Core §3.1.2.1). Choosing
/// another account means signing in as that account.
pub(super) fn standing(
    checked: &Checked<'_>,
    standing: Option<Standing<'_>>,
    now: Time,
) -> Result<Option<SignedIn>, Refusal> {
    let Some(standing) = standing else { return Ok(None) };
    let request = &checked.request;
    if request.prompt.contains(Prompt::Login) || request.prompt.contains(Prompt::SelectAccount) {
        return Ok(None);
    }
    let who = session::revive(standing, now)?;
    // What the client registered counts where the request says nothing (Registration §2).
    let max_age = request.max_age.or(checked.client.metadata.default_max_age);
    Ok(who.filter(|who| match max_age {
        Some(max_age) => now.since(who.auth_at()) <= Duration::from_secs(u64::from(max_age)),
        None => true,
    }))
}
