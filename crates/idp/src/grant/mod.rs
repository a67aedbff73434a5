//! The token endpoint's grants (RFC 6749 §1.3): one file each.

pub mod authorization_code;
pub mod ciba;
pub mod client_credentials;
pub mod device_code;
pub mod refresh_token;

use oidc::claims::Confirmation;
use oidc::token::Request;

use crate::certificate::Fingerprint;
use crate::client::authenticate::{AuthenticatedClient, Proven, Shown, authenticate};
use crate::decision::{Decision, Env};
use crate::dpop::Thumbprint;
use crate::effect::Effect;
use crate::issue::given::Asked;
use crate::issue::{Tokens, seal};
use crate::model::client::Client;
use crate::model::issuer::Issuer;
use crate::model::key::KeyFacts;
use crate::model::offered::Offered;
use crate::model::ticket::{TicketFacts, TicketKey};
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};

/// What the decision needs to know.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The issuer that is asked.
    pub issuer: &'a Issuer,
    /// The client, if there is one of the name presented.
    pub client: Option<&'a Client>,
    /// The ticket the grant stands on, if it stands on one; see [`ticket_key`].
    pub ticket: Option<&'a TicketFacts>,
    /// The person's word, where they give it on another device; see [`word_key`].
    pub answered: Option<&'a TicketFacts>,
    /// The resources and scopes that can be asked for.
    pub offered: &'a Offered,
    /// The person that [`person_to_tell`] named.
    pub user: Option<&'a User>,
    /// The keys we have.
    pub keys: &'a [KeyFacts],
    /// The keys of the client that its answers are sealed for.
    pub sealing: seal::Facts<'a>,
    /// How far the rehearsal of a key of the client has come, where one goes on.
    pub rehearsal: Option<&'a TicketFacts>,
}

/// Where the ticket is found that this grant stands on, if it stands on one at all.
pub fn ticket_key(request: &Request) -> Option<TicketKey> {
    match request {
        Request::AuthorizationCode { code, .. } => Some(crate::authorize::code::key(code.expose())),
        Request::RefreshToken { refresh_token, .. } => refresh_token::ticket_key(refresh_token.expose()),
        Request::DeviceCode { device_code, .. } => Some(device_code::ticket_key(device_code.expose())),
        Request::Ciba { auth_req_id, .. } => Some(ciba::ticket_key(auth_req_id.expose())),
        Request::ClientCredentials { .. } | Request::Unsupported { .. } => None,
    }
}

/// Where the person's word is found, where this grant waits for one that is given on another device.
pub fn word_key(request: &Request) -> Option<TicketKey> {
    match request {
        Request::DeviceCode { device_code, .. } => Some(device_code::word_key(device_code.expose())),
        Request::Ciba { auth_req_id, .. } => Some(ciba::word_key(auth_req_id.expose())),
        Request::AuthorizationCode { .. }
        | Request::RefreshToken { .. }
        | Request::ClientCredentials { .. }
        | Request::Unsupported { .. } => None,
    }
}

/// The person who must be known, because the ID token is to tell something of them by name.
pub fn person_to_tell(ticket: Option<&TicketFacts>) -> Option<&UserId> {
    let family = ticket?.family.as_ref().filter(|family| !family.claims.id_token.is_empty())?;
    family.user.as_ref()
}

/// Decides a token request: first who asks, then whether they may ask so, then the grant itself.
pub fn decide(
    shown: Shown<'_>,
    request: &Request,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Tokens, Refusal>> {
    let Proven { client, owed } = match (authenticate(shown, facts.client, env.now), flaw(request)) {
        (Ok(proven), _) => proven,
        // Whoever did not prove who they are learns no more than that the request is not right.
        (Err(_), Some(flaw)) => return Decision::of(Err(flaw), Vec::new()),
        (Err(refusal), None) => return Decision::of(Err(refusal), Vec::new()),
    };
    let mut effects = Vec::new();
    let answer = match (flaw(request), request) {
        (None, _) => bound(client).and_then(|cnf| {
            let mut tokens = exchange(client, request, facts, env, &mut effects)?;
            tokens.access_token.claims.cnf = cnf;
            Ok(tokens)
        }),
        (Some(flaw), Request::AuthorizationCode { .. }) => Err(authorization_code::use_up(flaw, facts, env)),
        (Some(flaw), _) => Err(flaw),
    };
    Decision::of(answer, effects).owing(owed)
}

/// Whoever the tokens of this exchange are bound to (RFC 9449 §5, RFC 8705 §3), which for some clients is
/// always somebody.
fn bound(client: AuthenticatedClient<'_>) -> Result<Option<Confirmation>, Refusal> {
    let (key, certificate) = (client.key(), client.certificate());
    let Client { metadata, policy, .. } = client.client();
    if metadata.tls_client_certificate_bound_access_tokens && certificate.is_none() {
        return Err(Reason::ClientCertificateMissing.into());
    }
    let is_missing = policy.require_sender_constraint && certificate.is_none();
    if key.is_none() && (metadata.dpop_bound_access_tokens || is_missing) {
        return Err(Refusal::new(Reason::SenderConstraintMissing).about("DPoP"));
    }
    let cnf = Confirmation { jkt: key.map(Thumbprint::text), x5t_s256: certificate.map(Fingerprint::text) };
    Ok(Some(cnf).filter(|cnf| *cnf != Confirmation::default()))
}

/// What a refresh token is bound to: the key that was shown, or else the certificate.
fn holder(client: AuthenticatedClient<'_>) -> Option<String> {
    client.key().map(Thumbprint::text).or_else(|| client.certificate().map(by_certificate))
}

/// No thumbprint of a key reads like that.
fn by_certificate(certificate: Fingerprint) -> String {
    format!("x5t#S256:{}", certificate.text())
}

/// Checks that what is bound to a key or certificate comes with a proof of that.
fn check_key(
    bound_to: Option<&str>,
    client: AuthenticatedClient<'_>,
    parameter: &'static str,
) -> Result<(), Refusal> {
    let shows = |holder: &str| {
        client.key().is_some_and(|key| key.text() == holder)
            || client.certificate().is_some_and(|certificate| by_certificate(certificate) == holder)
    };
    match bound_to {
        Some(holder) if !shows(holder) => Err(Refusal::new(Reason::KeyMismatch).about(parameter)),
        _ => Ok(()),
    }
}

/// What is wrong with a request, before any grant is looked at. A code that it shows is used up.
fn flaw(request: &Request) -> Option<Refusal> {
    match request {
        Request::AuthorizationCode { flaw: Some(flaw), .. } => Some(flaw.clone().into()),
        _ => None,
    }
}

fn exchange(
    client: AuthenticatedClient<'_>,
    request: &Request,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Tokens, Refusal> {
    facts.issuer.check_serves(client.client())?;
    let grant =
        request.grant_type().ok_or_else(|| Refusal::new(Reason::GrantTypeUnsupported).about("grant_type"))?;
    if !client.client().has_grant(grant) {
        return Err(Refusal::new(Reason::GrantTypeNotRegistered).about("grant_type"));
    }
    match request {
        Request::AuthorizationCode { redirect_uri, code_verifier, resource, .. } => {
            let proof = authorization_code::Shown { redirect_uri: redirect_uri.as_deref(), code_verifier };
            authorization_code::exchange(client, &proof, resource, facts, env, effects)
        }
        Request::RefreshToken { refresh_token, scope, resource } => {
            let asked = Asked { scope: scope.as_ref(), resources: resource };
            refresh_token::exchange(client, refresh_token.expose(), asked, facts, env, effects)
        }
        Request::ClientCredentials { scope, resource } => {
            let asked = Asked { scope: scope.as_ref(), resources: resource };
            client_credentials::exchange(client, asked, facts, env)
        }
        Request::DeviceCode { resource, .. } => device_code::exchange(client, resource, facts, env, effects),
        Request::Ciba { resource, .. } => ciba::exchange(client, resource, facts, env, effects),
        Request::Unsupported { .. } => Err(Refusal::new(Reason::GrantTypeUnsupported).about("grant_type")),
    }
}
