//! Token introspection (RFC 7662). Whoever may not know gets the answer for a token that is not
//! there.

use std::borrow::Cow;

use oidc::introspection::{Active, JWT_TYP, Jwt, Response};
use oidc::metadata::Encryptable;
use oidc::scope::PROFILE;
use oidc::token::TokenType;

use crate::access::{self, Alive, Read};
use crate::client::authenticate::{AuthenticatedClient, Proven, Shown, authenticate};
use crate::decision::{Decision, Derive};
use crate::grant::refresh_token::{self, Named};
use crate::issue::{self, Draft, seal, subject};
use crate::model::client::Client;
use crate::model::issuer::Issuer;
use crate::model::key::KeyFacts;
use crate::model::offered::Offered;
use crate::model::ticket::{TicketFacts, TicketKey};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What the decision needs to know.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The issuer that is asked.
    pub issuer: &'a Issuer,
    /// The client that asks.
    pub client: Option<&'a Client>,
    /// The token it asks about.
    pub token: Token<'a>,
    /// The resources there are.
    pub offered: &'a Offered,
    /// The keys we have.
    pub keys: &'a [KeyFacts],
    /// The keys of the client that its answers are sealed for.
    pub sealing: seal::Facts<'a>,
}

/// The form in which an answer is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// JSON.
    Json,
    /// A JWT (RFC 9701 §4).
    Jwt,
}

/// What is told, in the form that was asked for.
#[derive(Debug)]
pub enum Answer<'a> {
    /// As JSON.
    Json(Response<'a>),
    /// As a JWT, to be signed, and sealed where the draft says so.
    Signed(Box<Draft<Jwt<'a>>>),
}

/// The token asked about.
#[derive(Clone, Copy)]
pub enum Token<'a> {
    /// Read as an access token.
    Access(Read<'a>, access::Facts<'a>),
    /// Shaped like a refresh token, with its family's ticket.
    Refresh(&'a str, Option<&'a TicketFacts>),
}

/// Where the ticket is found of a token that is shaped like a refresh token.
pub fn refresh_ticket_key(token: &str) -> Option<TicketKey> {
    Named::parse(token).map(|named| refresh_token::key(named.family))
}

/// Decides what a client may know of a token.
pub fn decide<'a>(
    shown: Shown<'_>,
    form: Form,
    facts: Facts<'a>,
    derive: &dyn Derive,
    now: Time,
) -> Decision<Result<Answer<'a>, Refusal>> {
    match authenticate(shown, facts.client, now) {
        Ok(Proven { client, owed }) => Decision::answer(tell(client, form, facts, derive, now)).owing(owed),
        Err(refusal) => Decision::answer(Err(refusal)),
    }
}

fn tell<'a>(
    client: AuthenticatedClient<'a>,
    form: Form,
    facts: Facts<'a>,
    derive: &dyn Derive,
    now: Time,
) -> Result<Answer<'a>, Refusal> {
    if !client.is_confidential() {
        return Err(Refusal::new(Reason::ClientAuthenticationFailed).operator("a public client asks"));
    }
    facts.issuer.check_serves(client.client())?;
    let told = match facts.token {
        Token::Access(read, token) => access::verify(read, token, now)
            .ok()
            .filter(|alive| may_know(client, alive, facts.offered))
            .map_or(Response::Inactive, describe),
        Token::Refresh(token, ticket) => {
            describe_refresh(client, token, ticket, facts.issuer, derive, now)?.unwrap_or(Response::Inactive)
        }
    };
    in_form(form, told, client.client(), facts, now)
}

/// What is told, in this form.
fn in_form<'a>(
    form: Form,
    told: Response<'a>,
    client: &'a Client,
    facts: Facts<'a>,
    now: Time,
) -> Result<Answer<'a>, Refusal> {
    if form == Form::Json {
        return Ok(Answer::Json(told));
    }
    let seal = seal::seal(Encryptable::Introspection, client, facts.sealing, now)?;
    let algorithm = client.introspection_signing();
    let claims = Jwt {
        iss: Cow::Borrowed(facts.issuer.identifier.as_str()),
        aud: Cow::Borrowed(client.id.as_str()),
        iat: now.as_secs(),
        token_introspection: told,
    };
    issue::draft(algorithm, Some(JWT_TYP), claims, facts.keys, now)
        .map(|draft| Answer::Signed(Box::new(draft.sealed(seal))))
}

/// A client may know its own tokens and those meant for it or for a resource it stands for; others
/// only if it was given the right to know any (RFC 7662 §4, §5).
fn may_know(client: AuthenticatedClient<'_>, alive: &Alive<'_>, offered: &Offered) -> bool {
    let client = client.client();
    let id = client.id.as_str();
    let mut resources = alive.claims.aud.iter().filter_map(|audience| offered.resource(audience));
    client.policy.introspect_any
        || alive.claims.client_id == id
        || alive.claims.aud.contains(id)
        || resources.any(|resource| resource.definition.introspected_by.contains(&client.id))
}

fn describe(alive: Alive<'_>) -> Response<'_> {
    let claims = alive.claims;
    // What the scope does not open at userinfo is not told here either.
    let named = alive.user.filter(|_| claims.scope.contains(PROFILE));
    Response::Active(Box::new(Active {
        scope: Cow::Borrowed(&claims.scope),
        client_id: Some(Cow::Borrowed(&claims.client_id)),
        username: named.map(|user| Cow::Borrowed(user.username.as_str())),
        token_type: Some(if claims.is_proved() { TokenType::Dpop } else { TokenType::Bearer }),
        cnf: claims.cnf.as_ref().map(Cow::Borrowed),
        exp: Some(claims.exp),
        iat: Some(claims.iat),
        sub: Some(Cow::Borrowed(&claims.sub)),
        aud: Some(claims.aud.clone()),
        iss: Some(Cow::Borrowed(&claims.iss)),
        jti: Some(Cow::Borrowed(&claims.jti)),
        auth_time: claims.auth_time,
        ..Active::default()
    }))
}

fn describe_refresh<'a>(
    client: AuthenticatedClient<'_>,
    token: &str,
    ticket: Option<&TicketFacts>,
    issuer: &'a Issuer,
    derive: &dyn Derive,
    now: Time,
) -> Result<Option<Response<'a>>, Refusal> {
    let Some((named, ticket)) = Named::parse(token).filter(|named| named.is_ours(derive)).zip(ticket) else {
        return Ok(None);
    };
    let alive = ticket.is_usable(now)
        && refresh_token::is_current(&named, ticket)
        && ticket.family.as_ref().is_some_and(|family| family.is_alive(now));
    if !alive {
        return Ok(None);
    }
    let grant = refresh_token::granted(ticket)?;
    // A refresh token is its client's own business.
    if grant.client != client.client().id {
        return Ok(None);
    }
    Ok(Some(Response::Active(Box::new(Active {
        scope: Cow::Owned(grant.scope),
        client_id: Some(Cow::Owned(grant.client.into())),
        sub: Some(Cow::Owned(subject::of(client.client(), &grant.user, derive)?)),
        exp: Some(ticket.expires_at.as_secs()),
        iss: Some(Cow::Borrowed(issuer.identifier.as_str())),
        ..Active::default()
    }))))
}
