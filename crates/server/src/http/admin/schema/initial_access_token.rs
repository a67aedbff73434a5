//! Initial access tokens, in the document and in answers.

use idp::Time;
use idp::model::client::ClientPolicy;
use idp::model::initial_access_token::InitialAccessToken;
use serde::Serialize;
use utoipa::ToSchema;

use super::client::{GrantType, Policy};
use crate::admin::rfc3339;

/// An initial access token (RFC 7591 §1.2), without the token itself.
#[derive(Serialize, ToSchema)]
#[schema(as = InitialAccessToken)]
pub struct InitialAccessTokenAnswer {
    /// What it is called by, here and in the clients that registered with it; no secret.
    pub id: String,
    /// What it was made for.
    #[schema(required)]
    pub name: Option<String>,
    /// Whether anybody can register with it now.
    pub state: InitialAccessTokenState,
    /// How often it may be used.
    pub uses: u32,
    /// How often it was.
    pub used: u32,
    /// From when on it may not be used.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// What the clients are held to.
    #[schema(value_type = Policy)]
    pub policy: ClientPolicy,
    /// What they may register as their scope; `null` for the scopes of OpenID Connect.
    #[schema(required)]
    pub scope: Option<String>,
    /// The grants they may register; `null` for all that lead by way of a person.
    #[schema(required)]
    pub grant_types: Option<Vec<String>>,
    /// The response types they may register; `null` for all.
    #[schema(required)]
    pub response_types: Option<Vec<String>>,
    /// The hosts they may send browsers to; any if there is none.
    pub redirect_hosts: Vec<String>,
}

/// Whether anybody can register with an initial access token.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InitialAccessTokenState {
    /// It can be used.
    Usable,
    /// It was used as often as it may be.
    Used,
    /// Its time is over.
    Expired,
}

/// An initial access token just made.
#[derive(Serialize, ToSchema)]
pub struct MadeInitialAccessToken {
    /// What is kept of it.
    #[serde(flatten)]
    pub record: InitialAccessTokenAnswer,
    /// The token, told this once: clients send it as a Bearer token when they register.
    pub initial_access_token: String,
}

/// A page of initial access tokens.
#[derive(Serialize, ToSchema)]
pub struct InitialAccessTokenList {
    /// The initial access tokens, in the order of their ids.
    pub initial_access_tokens: Vec<InitialAccessTokenAnswer>,
    /// What `after` is to be for the next page; `null` if this is the last.
    #[schema(required)]
    pub next: Option<String>,
}

/// An initial access token to be made.
#[derive(Serialize, ToSchema)]
pub struct NewInitialAccessToken {
    /// What it is made for.
    #[schema(nullable = false, max_length = 200)]
    pub name: Option<String>,
    /// How often it may be used.
    #[schema(nullable = false, minimum = 1, maximum = 1_000_000, default = 1)]
    pub uses: Option<u32>,
    /// For how many seconds it may be used.
    #[schema(nullable = false, minimum = 1, maximum = 31_622_400, default = 604_800)]
    pub expires_in: Option<u32>,
    /// What the clients are held to: they can ask for nothing of it. The defaults of the profile `basic`
    /// if absent. `skip_consent` and `introspect_any` cannot be given in this way.
    #[schema(nullable = false)]
    pub policy: Option<Policy>,
    /// What they may register as their scope. Default: the scopes of OpenID Connect. Never `admin`.
    #[schema(nullable = false, example = "openid profile email")]
    pub scope: Option<String>,
    /// The grants they may register. Default: all that lead by way of a person.
    #[schema(nullable = false)]
    pub grant_types: Option<Vec<GrantType>>,
    /// The response types they may register. Default: all.
    #[schema(nullable = false)]
    pub response_types: Option<Vec<String>>,
    /// The hosts they may send browsers to; any if absent. One that begins with a full stop stands for
    /// everything below it.
    #[schema(nullable = false, max_items = 100, example = json!(["shop.example", ".guests.example"]))]
    pub redirect_hosts: Option<Vec<String>>,
}

impl InitialAccessTokenAnswer {
    /// What is told of an initial access token.
    pub fn of(token: InitialAccessToken, now: Time) -> Self {
        let state = if now >= token.expires_at {
            InitialAccessTokenState::Expired
        } else if token.used >= token.uses {
            InitialAccessTokenState::Used
        } else {
            InitialAccessTokenState::Usable
        };
        let bounds = token.bounds;
        Self {
            id: token.id,
            name: token.name,
            state,
            uses: token.uses,
            used: token.used,
            expires_at: rfc3339(token.expires_at).unwrap_or_default(),
            created_at: rfc3339(token.created_at).unwrap_or_default(),
            policy: bounds.policy,
            scope: bounds.scope.map(|scope| scope.to_string()),
            grant_types: bounds.grant_types.map(|all| all.iter().map(ToString::to_string).collect()),
            response_types: bounds
                .response_types
                .map(|all| all.iter().map(|one| one.as_str().to_owned()).collect()),
            redirect_hosts: bounds.redirect_hosts,
        }
    }
}
