//! Starting an app from here: a sign-in that a third party initiates (OpenID Connect Core §4).

use oidc::parameters::Encoder;

use crate::model::client::Client;
use crate::model::issuer::Issuer;

/// The address at which a client begins a sign-in when it is told at whom; nothing for one that
/// registered none, or may not be used.
pub fn address(client: &Client, issuer: &Issuer) -> Option<String> {
    let address = client.metadata.initiate_login_uri.as_deref().filter(|_| client.disabled_at.is_none())?;
    let mut query = Encoder::new();
    query.push("iss", issuer.of(client));
    if let Some(target) = &client.metadata.client_uri {
        query.push("target_link_uri", target);
    }
    let (address, fragment) = address.split_once('#').map_or((address, None), |(a, f)| (a, Some(f)));
    let joint = if address.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    Some(format!("{address}{joint}{}{fragment}", query.finish()))
}
