//! Entity tags: a record's version, so that nobody overwrites what they have not seen (RFC 9110 §13.1.1).

use axum::extract::FromRequestParts;
use http::header::IF_MATCH;
use http::request::Parts;
use idp::model::Version;
use idp::{Reason, Refusal};

use crate::http::error::Api;

/// The entity tag of a version.
pub(super) fn entity_tag(version: Version) -> String {
    format!("\"{version}\"")
}

/// What `If-Match` demands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Precondition {
    /// Nothing.
    None,
    /// One of these entity tags; none of them where the header cannot be read. Weak ones never match.
    OneOf(Vec<String>),
}

impl Precondition {
    /// Checks that a record has the version that was demanded.
    pub(super) fn check(&self, version: Version) -> Result<(), Refusal> {
        match self {
            Self::OneOf(tags) if !tags.contains(&entity_tag(version)) => Err(Reason::ChangedMeanwhile.into()),
            Self::None | Self::OneOf(_) => Ok(()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Precondition {
    type Rejection = Api;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Api> {
        let values: Vec<_> = parts.headers.get_all(IF_MATCH).iter().collect();
        // `*` demands that there be a record at all, which whatever changes one does anyway.
        if values.is_empty() || values.iter().any(|value| value.as_bytes() == b"*") {
            return Ok(Self::None);
        }
        let texts = values.iter().filter_map(|value| value.to_str().ok());
        Ok(Self::OneOf(texts.flat_map(|text| text.split(',')).map(|tag| tag.trim().to_owned()).collect()))
    }
}
