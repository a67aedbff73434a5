//! The subject identifier (OpenID Connect Core §8): the one place where a `sub` is made.

use oidc::metadata::{ClientMetadata, SubjectType};
use oidc::redirect_uri::RedirectUri;

use crate::decision::{Derive, Purpose};
use crate::model::client::Client;
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};

/// The person, as this client knows them: the same for all clients, or, where the client registered
/// `pairwise`, another for each sector, so that two sectors cannot tell that they know one person.
///
/// Always derived under the first of the server's keys, whichever is in use: clients keep a `sub`
/// for as long as they know the person, so it may never change.
pub fn of(client: &Client, user: &UserId, derive: &dyn Derive) -> Result<String, Refusal> {
    if !is_pairwise(&client.metadata) {
        return Ok(user.as_str().to_owned());
    }
    // What was registered has one; without it nothing is better than what names somebody else.
    let sector = match &client.metadata.sector_identifier_uri {
        // No host has a space in its name.
        None if client.rules().pairwise_by_client => format!("client {}", client.id.as_str()),
        _ => sector(&client.metadata).ok_or_else(|| internal("a pairwise client without a sector"))?,
    };
    let bytes = [sector.as_bytes(), &[0], user.as_str().as_bytes()].concat();
    let derived = derive
        .derive(derive.first_version(), Purpose::PairwiseSubject, &bytes)
        .ok_or_else(|| internal("the first of the server's keys is gone"))?;
    Ok(jose::base64url::encode(derived))
}

/// Whether the client registered to know people by names of its sector alone.
pub fn is_pairwise(metadata: &ClientMetadata) -> bool {
    metadata.subject_type == Some(SubjectType::Pairwise)
}

/// Whose clients know a person by one pairwise subject: the host of `sector_identifier_uri`, or else
/// the one host of all redirect addresses, if there is but one (OpenID Connect Core §8.1). For an
/// address without a host, an application's own scheme stands in its place.
pub(crate) fn sector(metadata: &ClientMetadata) -> Option<String> {
    if let Some(uri) = &metadata.sector_identifier_uri {
        return RedirectUri::parse(uri.split('#').next().unwrap_or_default()).ok().map(|uri| uri.host());
    }
    let mut hosts = metadata.redirect_uris.iter().map(RedirectUri::host);
    let first = hosts.next()?;
    hosts.all(|host| host == first).then_some(first)
}

fn internal(seen: &'static str) -> Refusal {
    Refusal::new(Reason::Internal).operator(seen)
}
