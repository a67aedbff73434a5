//! Invitations, in the document and in answers.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::admin::rfc3339;
use crate::flow::account::invite::Made;

/// An invitation to be made.
#[derive(Serialize, ToSchema)]
pub struct NewInvitation {
    /// The address that the account is to have; whoever has the link chooses one where none is named. It is confirmed
    /// like any other.
    #[schema(nullable = false, max_length = 200, example = "maija@example.fi")]
    pub email: Option<String>,
    /// The groups that the person will be in.
    #[schema(nullable = false, max_items = 100)]
    pub groups: Option<Vec<String>>,
    /// What else will be known of the person.
    #[schema(nullable = false)]
    pub attributes: Option<Map<String, Value>>,
    /// For how many seconds it counts.
    #[schema(nullable = false, minimum = 1, maximum = 7_776_000, default = 604_800)]
    pub expires_in: Option<u32>,
    /// Whether the link is sent to that address by mail.
    #[schema(nullable = false, default = false)]
    pub send: Option<bool>,
    /// The language of that mail; that of the pages where none is named.
    #[schema(nullable = false, example = "fi")]
    pub language: Option<String>,
}

/// An invitation just made.
#[derive(Serialize, ToSchema)]
pub struct MadeInvitation {
    /// The link, told this once: whoever opens it can make an account.
    pub link: String,
    /// From when on it does not count.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

impl From<Made> for MadeInvitation {
    fn from(made: Made) -> Self {
        Self { link: made.link, expires_at: rfc3339(made.expires_at).unwrap_or_default() }
    }
}
