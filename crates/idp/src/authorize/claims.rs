//! Claims asked for by name (OpenID Connect Core §5.5), and those an administrator had a client be
//! told.

use std::collections::BTreeSet;

use oidc::claims::request::Requested;
use oidc::claims::{ClaimsRequest, claims_of_scope};
use oidc::scope::{OPENID, Scope};
use serde_json::Value;

use super::request::Checked;
use crate::model::offered::Offered;
use crate::model::scope::ScopeDefinition;

/// What the client is told by name: what it asked for, as far as one of the scopes it may ask for
/// would open it, and what it is told in any case. What it may not have is passed over, as what we
/// do not know is.
pub(super) fn grantable(checked: &Checked<'_>, offered: &Offered) -> ClaimsRequest {
    if !checked.scope.contains(OPENID) {
        return ClaimsRequest::default();
    }
    let client = checked.client;
    let always = &client.policy.user_claims;
    let scope = client.allowed_scope();
    let allowed = opened(&scope, offered);
    let mut claims = checked.request.claims.clone();
    claims.retain(|name| allowed.contains(name) || always.iter().any(|told| told == name));
    for name in always {
        claims.userinfo.entry(name.clone()).or_default();
    }
    claims
}

/// The names among them that the granted scope does not open already: what is to be consented to.
pub(super) fn by_name(checked: &Checked<'_>, offered: &Offered) -> BTreeSet<String> {
    let opened = opened(&checked.scope, offered);
    grantable(checked, offered).names().filter(|name| !opened.contains(name)).map(str::to_owned).collect()
}

/// The claims that a scope opens to everybody who may ask for it. What is for the people of some
/// groups is not asked for by name.
fn opened<'a>(scope: &'a Scope, offered: &'a Offered) -> BTreeSet<&'a str> {
    let ours = scope.iter().filter_map(|name| offered.scope(name)).map(|ours| &ours.definition);
    let ours: Vec<&'a ScopeDefinition> = ours.filter(|ours| ours.groups.is_empty()).collect();
    let mut claims: BTreeSet<&'a str> = scope.iter().flat_map(claims_of_scope).copied().collect();
    for definition in ours {
        claims.extend(definition.claims.iter().map(String::as_str));
    }
    claims
}

/// Whether the client may mean the person whom it knows by this `sub` (OpenID Connect Core §5.5.1).
pub(super) fn may_mean(checked: &Checked<'_>, sub: &str) -> bool {
    let ClaimsRequest { userinfo, id_token } = &checked.request.claims;
    let allows = |place: &Requested| place.get("sub").is_none_or(|wanted| wanted.allows(&Value::from(sub)));
    allows(userinfo) && allows(id_token)
}

/// Whether somebody is meant by name.
pub(super) fn means_somebody(checked: &Checked<'_>) -> bool {
    let ClaimsRequest { userinfo, id_token } = &checked.request.claims;
    let means = |place: &Requested| place.get("sub").is_some_and(|wanted| !wanted.values.is_empty());
    means(userinfo) || means(id_token)
}
