//! What a client polls to learn that something changed in the browser (OpenID Connect Session
//! Management §2, §3.2).

use crate::decision::{Env, Purpose};
use crate::model::client::Client;
use crate::model::family::FamilyId;
use oidc::redirect_uri::RedirectUri;

/// The state of the browser at our side: the same as long as the same session goes on, and of no use
/// for signing in. Scripts of ours read it from a cookie. Derived by the first key, so that a new key is
/// no new session to those who compare.
pub fn of_browser(session: FamilyId, env: &Env<'_>) -> String {
    let derived = env.derive.derive(env.derive.first_version(), Purpose::BrowserState, &session.0);
    jose::base64url::encode(&derived.unwrap_or_default()[..16])
}

/// The state of the browser that is given this session's cookie. None for what is no cookie of ours.
pub fn of_cookie(cookie: &str, env: &Env<'_>) -> Option<String> {
    FamilyId::named_by(cookie).map(|session| of_browser(session, env))
}

/// What the client compares: a salted hash of its own name, its origin and the browser's state. None
/// for an address that has no origin, since nobody could ask from there.
pub fn session_state(
    client: &Client,
    redirect: &RedirectUri,
    session: FamilyId,
    env: &mut Env<'_>,
) -> Option<String> {
    if redirect.is_private_use() {
        return None;
    }
    let salt = jose::base64url::encode(env.random_bytes::<12>());
    let state = of_browser(session, env);
    let hashed = format!("{} {} {state} {salt}", client.id, redirect.origin());
    Some(format!("{}.{salt}", jose::base64url::encode(jose::digest::sha256(hashed.as_bytes()))))
}
