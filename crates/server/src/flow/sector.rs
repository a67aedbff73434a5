//! Loading what a client's sector lists (OpenID Connect Registration §5).

use idp::client::sector::Sector;
use oidc::metadata::ClientMetadata;

use crate::node::Node;

/// How many addresses a sector may list.
const MOST: usize = 1000;

/// Asks the address that the metadata name, if they name one.
pub(super) async fn load_sector(node: &Node, metadata: &ClientMetadata) -> Sector {
    let Some(address) = &metadata.sector_identifier_uri else { return Sector::NotAsked };
    let fetched = match node.fetcher.get(address).await {
        Ok(fetched) if fetched.is_success() => fetched,
        Ok(fetched) => return Sector::Unread(format!("the answer has the status {}", fetched.status)),
        Err(error) => return Sector::Unread(error.to_string()),
    };
    match serde_json::from_slice::<Vec<String>>(&fetched.body) {
        Ok(listed) if listed.len() <= MOST => Sector::Lists(listed),
        Ok(_) => Sector::Unread(format!("the answer lists more than {MOST} addresses")),
        Err(_) => Sector::Unread("the answer is no JSON array of texts".to_owned()),
    }
}
