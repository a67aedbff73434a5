//! Whether the session at hand will do, or the person must prove themselves anew.

use std::time::Duration;

use oidc::prompt::Prompt;

use super::request::Checked;
use crate::login::SignedIn;
use crate::login::session::{self, Standing};
use crate::refusal::Refusal;
use crate::time::Time;

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
