//! Sessions and consents, in the document and in answers.

use idp::login::sessions::Listed;
use idp::model::consent::Consent;
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::rfc3339;

/// A person's session in one browser.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionAnswer {
    /// The identifier. It is of no use for signing in.
    pub id: String,
    /// Whose it is: the account's identifier.
    pub user_id: String,
    /// When it began.
    #[schema(format = DateTime)]
    pub begun_at: String,
    /// When the person last proved who they are.
    #[schema(required, format = DateTime)]
    pub authenticated_at: Option<String>,
    /// How they did (RFC 8176).
    #[schema(example = json!(["pwd"]))]
    pub amr: Vec<String>,
    /// When it was last used, within a minute. In the last hours before its end, this stands still.
    #[schema(required, format = DateTime)]
    pub last_used_at: Option<String>,
    /// When it ends at the latest.
    #[schema(format = DateTime)]
    pub ends_at: String,
    /// What the browser said of itself, cut to 300 characters.
    #[schema(required)]
    pub user_agent: Option<String>,
    /// The address that the person last signed in from, as far as it was known.
    #[schema(required)]
    pub address: Option<String>,
    /// The clients that were granted something in it.
    pub clients: Vec<String>,
}

/// A person's sessions.
#[derive(Serialize, ToSchema)]
pub struct SessionList {
    /// The sessions, the youngest first.
    pub sessions: Vec<SessionAnswer>,
}

/// What a person allowed a client.
#[derive(Serialize, ToSchema)]
#[schema(as = Consent)]
pub struct ConsentAnswer {
    /// The client.
    pub client_id: String,
    /// What, all in all, separated by spaces.
    pub scope: String,
    /// When it was last given.
    #[schema(format = DateTime)]
    pub granted_at: String,
}

/// What a person allowed.
#[derive(Serialize, ToSchema)]
pub struct ConsentList {
    /// One for each client.
    pub consents: Vec<ConsentAnswer>,
}

impl From<Listed> for SessionAnswer {
    fn from(session: Listed) -> Self {
        Self {
            id: session.id.text(),
            user_id: session.user.as_str().to_owned(),
            begun_at: rfc3339(session.begun_at).unwrap_or_default(),
            authenticated_at: session.auth_at.and_then(rfc3339),
            amr: session.amr.iter().map(|method| method.as_str().to_owned()).collect(),
            last_used_at: session.last_used_at.and_then(rfc3339),
            ends_at: rfc3339(session.ends_at).unwrap_or_default(),
            user_agent: session.agent,
            address: session.address,
            clients: session.clients.iter().map(|client| client.as_str().to_owned()).collect(),
        }
    }
}

impl From<Consent> for ConsentAnswer {
    fn from(consent: Consent) -> Self {
        Self {
            client_id: consent.client.as_str().to_owned(),
            scope: consent.scope.to_string(),
            granted_at: rfc3339(consent.granted_at).unwrap_or_default(),
        }
    }
}
