//! The redirect addresses of a sector (OpenID Connect Registration §5).

use oidc::metadata::ClientMetadata;

use crate::refusal::{Reason, Refusal};

/// What a client's `sector_identifier_uri` leads to; fetched before the decision, and only for somebody
/// who may ask for it.
#[derive(Clone, Debug, Default)]
pub enum Sector {
    /// It was not asked: there is no such address, or nothing changed about it.
    #[default]
    NotAsked,
    /// These redirect addresses.
    Lists(Vec<String>),
    /// Nothing that can be used; why, for the operator.
    Unread(String),
}

impl Sector {
    /// Whether the address has to be asked for what `wanted` is to be registered with, in place of
    /// what is registered.
    pub fn is_needed(registered: Option<&ClientMetadata>, wanted: &ClientMetadata) -> bool {
        let same = |registered: &ClientMetadata| {
            registered.sector_identifier_uri == wanted.sector_identifier_uri
                && registered.redirect_uris == wanted.redirect_uris
        };
        wanted.sector_identifier_uri.is_some() && !registered.is_some_and(same)
    }
}

/// Every redirect address must be among those of its sector: otherwise a client could learn the names
/// by which another knows people.
pub(super) fn check(metadata: &ClientMetadata, sector: &Sector) -> Result<(), Refusal> {
    let refuse = |expected| {
        Refusal::new(Reason::ClientMetadataInvalid).about("sector_identifier_uri").expected(expected)
    };
    match sector {
        Sector::NotAsked => Ok(()),
        Sector::Unread(why) => {
            Err(refuse("an address that answers with a JSON array of redirect addresses")
                .operator(why.clone()))
        }
        Sector::Lists(listed)
            if metadata.redirect_uris.iter().all(|uri| listed.iter().any(|one| uri.matches(one))) =>
        {
            Ok(())
        }
        Sector::Lists(_) => Err(refuse("an address whose JSON array names every one of redirect_uris")),
    }
}
