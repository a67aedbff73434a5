//! Telling clients that a session is over, by way of the browser (OpenID Connect Front-Channel Logout).

use oidc::redirect_uri::RedirectUri;

use crate::decision::Env;
use crate::login::session;
use crate::model::client::Client;
use crate::model::family::FamilyId;
use crate::model::issuer::Issuer;

/// The most addresses one page loads; further clients have to hear of it by the back channel.
const MOST: usize = 50;

/// The addresses that the browser is to load, of those of these clients that registered one: each with
/// the issuer and the session as that client knows it (§2).
pub fn frames<'a>(
    session: FamilyId,
    clients: impl IntoIterator<Item = &'a Client>,
    issuer: &Issuer,
    env: &Env<'_>,
) -> Vec<String> {
    let frame = |client: &Client| {
        let uri = client.metadata.frontchannel_logout_uri.as_deref()?;
        let uri = RedirectUri::parse(uri).ok().filter(|_| client.disabled_at.is_none())?;
        let sid = session::sid(session, client, env);
        Some(uri.append_query([("iss", issuer.of(client)), ("sid", sid.as_str())]))
    };
    clients.into_iter().filter_map(frame).take(MOST).collect()
}
