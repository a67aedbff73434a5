//! The authorization code: a secret, and what it stands for.

use std::sync::Arc;
use std::time::Duration;

use oidc::claims::ClaimsRequest;
use oidc::pkce::CodeChallenge;
use oidc::scope::Scope;
use serde::{Deserialize, Serialize};

use super::redirect_uri::TrustedRedirect;
use crate::decision::Env;
use crate::effect::Effect;
use crate::login::SignedIn;
use crate::model::ClientId;
use crate::model::client::Client;
use crate::model::consent::ConsentId;
use crate::model::family::{Family, FamilyId};
use crate::model::ticket::{Ticket, TicketKey, TicketKind};
use crate::model::user::UserId;
use crate::time::Time;
use jose::secret::Secret;

/// What was granted: by whom, to whom, for what. Every token of the family says it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Grant {
    /// To whom.
    pub client: ClientId,
    /// By whom.
    pub user: UserId,
    /// For what.
    pub scope: Scope,
    /// For which resources, by their identifiers; none for the client itself (RFC 8707).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// When the person proved who they are, in microseconds since the epoch.
    pub auth_at: i64,
    /// How they did (`amr`).
    pub amr: Vec<String>,
    /// What it amounts to (`acr`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// The client's name for the browser session.
    pub sid: String,
    /// The client's own nonce, to be repeated in ID tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The key it is bound to: who shows that they hold it, and nobody else (RFC 9449 §5, §10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// What a code stands for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Code {
    /// What was granted.
    pub grant: Grant,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// Whether the authorization request named that address.
    pub redirect_uri_named: bool,
    /// The PKCE challenge, if one was made (RFC 7636 §4.4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<CodeChallenge>,
}

/// The key of the ticket for this code.
pub fn key(code: &str) -> TicketKey {
    TicketKey::of_family_secret(TicketKind::Code, code)
}

/// What a person grants a client.
pub(super) struct Granting<'a> {
    pub(super) client: &'a Client,
    pub(super) signed_in: &'a SignedIn,
    /// What their sign-in amounts to, as the client is told.
    pub(super) acr: Option<String>,
    pub(super) consent: Option<ConsentId>,
    pub(super) scope: Scope,
    pub(super) resources: Vec<String>,
    pub(super) claims: ClaimsRequest,
    pub(super) nonce: Option<String>,
    pub(super) key: Option<String>,
    /// How the client comes by it.
    pub(super) comes_by: ComesBy,
}

/// How a client comes by what it was granted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ComesBy {
    /// It redeems a code.
    Code,
    /// It is answered with it, and with no code.
    Answer,
    /// It collects it on another device, until then at least.
    Elsewhere {
        /// When that is too late.
        until: Time,
    },
}

/// Begins the family of all that will come of a grant. Without `offline_access` it ends with the
/// browser's session; on another device that is nobody's session, and it is a grant of its own.
pub(super) fn begin(granting: Granting<'_>, env: &mut Env<'_>) -> (Grant, Family) {
    let Granting { client, signed_in, acr, consent, scope, resources, claims, nonce, key, comes_by } =
        granting;
    let policy = &client.policy;
    // Long enough for an access token that is asked for with the code's last breath.
    let waits = match comes_by {
        ComesBy::Code | ComesBy::Answer => policy.code_ttl(),
        ComesBy::Elsewhere { until } => until.since(env.now) + Duration::from_mins(1),
    };
    let at_least = waits + policy.access_token_ttl().max(Duration::from_mins(1));
    let refreshes = comes_by != ComesBy::Answer && client.may_refresh();
    let lives = if refreshes { policy.refresh_token_ttl().max(at_least) } else { at_least };
    let ends_at = env.now + lives;
    let is_here = matches!(comes_by, ComesBy::Code | ComesBy::Answer);
    let offline = scope.contains(oidc::scope::OFFLINE_ACCESS) || !is_here;
    // No token may say that it lives longer than it does.
    let expires_at = if offline { ends_at } else { ends_at.min(signed_in.session_ends_at()) };
    // Who wants to hear of the session's end is remembered until then.
    let told = (is_here && client.metadata.hears_of_logouts()).then(|| signed_in.session_ends_at());
    let family = Family {
        id: FamilyId::begin(env),
        session: (!offline).then(|| signed_in.session()),
        granted_in: is_here.then(|| signed_in.session()),
        user: Some(signed_in.user().clone()),
        user_as_of: Some(signed_in.user_as_of()),
        client: Some(client.id.clone()),
        consent,
        claims,
        told: signed_in.told().map(|told| Arc::new(told.for_grant())),
        expires_at,
        keep_until: told.map_or(expires_at, |told| told.max(expires_at)),
    };
    let grant = Grant {
        client: client.id.clone(),
        user: signed_in.user().clone(),
        scope,
        resources,
        auth_at: signed_in.auth_at().as_micros(),
        amr: signed_in.amr().into_iter().map(str::to_owned).collect(),
        acr,
        sid: crate::login::session::sid(signed_in.session(), client, env),
        nonce,
        key,
    };
    (grant, family)
}

/// Issues a code for what was granted, to the family that ends then, to be sent to this address.
pub(crate) fn issue(
    grant: &Grant,
    (family, ends_at): (FamilyId, Time),
    redirect: &TrustedRedirect,
    challenge: Option<CodeChallenge>,
    ttl: Duration,
    env: &mut Env<'_>,
) -> (Secret<String>, Effect) {
    let code = Code {
        grant: grant.clone(),
        redirect_uri: redirect.uri().as_str().to_owned(),
        redirect_uri_named: redirect.was_named(),
        challenge,
    };
    let secret = family.secret(env);
    let expires_at = (env.now + ttl).min(ends_at);
    let ticket = Ticket {
        key: key(&secret),
        kind: TicketKind::Code,
        family: Some(family),
        expires_at,
        ends_at: expires_at,
        keep_until: ends_at,
        body: crate::model::ticket::encode(&code),
    };
    (Secret::new(secret), Effect::Put(ticket))
}

impl Grant {
    /// When the person proved who they are.
    pub fn auth_at(&self) -> Time {
        Time::from_micros(self.auth_at)
    }
}
