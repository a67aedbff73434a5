//! What may be asked for.

use oidc::parameters::Parameters;
use oidc::response_type::ResponseType;
use oidc::scope::{OFFLINE_ACCESS, OPENID, Scope};

use crate::model::client::Client;
use crate::refusal::{Reason, Refusal};

/// Whether the request speaks OpenID Connect at all; asked before the request is fully parsed,
/// because it decides whether the redirect address may be left out.
pub(super) fn asks_for_openid(parameters: &Parameters<'_>) -> bool {
    parameters.get_all("scope").any(|scope| scope.split(' ').any(|token| token == OPENID))
}

/// The part of the asked scope that this client may have. What it may not have is left out, and
/// the answer's `scope` says so (RFC 6749 §3.3); if nothing is left of what was asked, that is an
/// error. Offline access is for clients that can refresh, and for answers with a code (OpenID
/// Connect Core §11).
pub(super) fn grantable(
    asked: &Scope,
    response_type: ResponseType,
    client: &Client,
) -> Result<Scope, Refusal> {
    let mut scope = asked.intersection(&client.allowed_scope());
    if !(client.may_refresh() && response_type.has_code())
        && let Ok(offline) = Scope::parse(OFFLINE_ACCESS)
    {
        scope = scope.difference(&offline);
    }
    if scope.is_empty() && !asked.is_empty() {
        return Err(Refusal::new(Reason::ScopeNotAllowed).about("scope"));
    }
    Ok(scope)
}
