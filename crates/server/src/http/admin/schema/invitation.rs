//! Invitations, in the document and in answers.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use idp::account::register::invitation::Waiting;

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
    /// What it is called by where it is listed and withdrawn.
    pub id: String,
    /// The link, told this once: whoever opens it can make an account.
    pub link: String,
    /// From when on it does not count.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

impl From<Made> for MadeInvitation {
    fn from(made: Made) -> Self {
        Self { id: made.id, link: made.link, expires_at: rfc3339(made.expires_at).unwrap_or_default() }
    }
}

/// An invitation that nobody has used yet.
#[derive(Serialize, ToSchema)]
pub struct InvitationAnswer {
    /// What it is called by; not the link.
    pub id: String,
    /// The address that the account is to have; absent where whoever has the link chooses one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "maija@example.fi")]
    pub email: Option<String>,
    /// The groups that the person will be in.
    pub groups: Vec<String>,
    /// What else will be known of the person.
    pub attributes: Map<String, Value>,
    /// Who made it: `client:` or `user:` and an identifier, or `command_line`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "command_line")]
    pub made_by: Option<String>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub made_at: Option<String>,
    /// From when on it does not count.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

/// A page of invitations.
#[derive(Serialize, ToSchema)]
pub struct InvitationList {
    /// The invitations.
    pub invitations: Vec<InvitationAnswer>,
    /// The last id of this page, if another page follows: ask for it with `after`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next: Option<String>,
}

impl From<Waiting> for InvitationAnswer {
    fn from(waiting: Waiting) -> Self {
        let Waiting { id, invitation, made_by, made_at, expires_at } = waiting;
        Self {
            id,
            email: invitation.email,
            groups: invitation.groups,
            attributes: invitation.attributes,
            made_by: made_by.map(|by| by.to_string()),
            made_at: made_at.and_then(rfc3339),
            expires_at: rfc3339(expires_at).unwrap_or_default(),
        }
    }
}
