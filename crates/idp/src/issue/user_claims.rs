//! What may be told of a person, by scope (OpenID Connect Core §5.4).

use oidc::claims::StandardClaims;
use oidc::scope::Scope;

use crate::model::user::User;

/// The claims of this person that this scope opens.
pub fn released(user: &User, scope: &Scope) -> StandardClaims<'static> {
    let mut claims = user.claims.clone();
    claims.preferred_username = Some(user.username.clone().into());
    claims.updated_at = Some(user.updated_at.as_secs());
    // Who has an address that nobody verified is told so, rather than left to guess.
    claims.email_verified = claims.email.is_some().then(|| claims.email_verified.unwrap_or(false));
    claims.phone_number_verified =
        claims.phone_number.is_some().then(|| claims.phone_number_verified.unwrap_or(false));
    claims.within(scope)
}
