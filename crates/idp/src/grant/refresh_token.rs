//! `refresh_token` (RFC 6749 §6), rotated at each use (RFC 9700 §4.14.2) unless the client's profile binds
//! it to its sender instead.
//!
//! A refresh token is not stored: it names its family and its generation under a keyed tag. The
//! family's one ticket says which generation lives, so that rotation is one guarded write, and a
//! token of a generation gone by is known for what it is however late it comes.

use super::Facts;
use crate::authorize::code::Grant;
use crate::client::authenticate::AuthenticatedClient;
use crate::client::profile::Refresh;
use crate::decision::{Derive, Env, Purpose};
use crate::effect::{Advance, Effect, RevokedBecause};
use crate::issue::given::Asked;
use crate::issue::{self, Tokens};
use crate::model::Version;
use crate::model::client::ClientPolicy;
use crate::model::family::{FamilyFacts, FamilyId};
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use jose::secret::Secret;
use serde::{Deserialize, Serialize};

/// What the family's ticket holds.
#[derive(Serialize, Deserialize)]
struct Body {
    grant: Grant,
    /// When the living generation came to be, in microseconds since the epoch.
    rotated_at: i64,
    /// The version of the server's keys it was written under, so that it can be written again.
    #[serde(default)]
    written_under: Option<u8>,
}

/// A refresh token taken apart; whether its tag is ours is not known yet.
pub(crate) struct Named {
    key_version: u8,
    pub(crate) family: FamilyId,
    generation: Version,
    tag: [u8; 32],
}

const LENGTH: usize = 1 + 16 + 8 + 32;

impl Named {
    /// Takes a refresh token apart, if it is shaped like ours.
    pub(crate) fn parse(token: &str) -> Option<Self> {
        let bytes: [u8; LENGTH] = jose::base64url::decode(token).ok()?.try_into().ok()?;
        let (key_version, rest) = bytes.split_first()?;
        let (family, rest) = rest.split_first_chunk::<16>()?;
        let (generation, rest) = rest.split_first_chunk::<8>()?;
        let (tag, _) = rest.split_first_chunk::<32>()?;
        Some(Self {
            key_version: *key_version,
            family: FamilyId(*family),
            generation: Version::from_be_bytes(*generation),
            tag: *tag,
        })
    }

    /// Whether we made it.
    pub(crate) fn is_ours(&self, derive: &dyn Derive) -> bool {
        tag(derive, self.key_version, self.family, self.generation)
            .is_some_and(|tag| jose::constant_time::eq(&tag, &self.tag))
    }
}

/// Where the ticket of a refresh token's family is found.
pub(super) fn ticket_key(token: &str) -> Option<TicketKey> {
    Named::parse(token).map(|named| key(named.family))
}

/// The key of a family's refresh ticket.
pub(crate) fn key(family: FamilyId) -> TicketKey {
    TicketKey::within(family, TicketKind::RefreshToken, &[])
}

/// The client and the scope a family's refresh ticket was granted for.
pub(crate) fn granted(ticket: &TicketFacts) -> Result<Grant, Refusal> {
    crate::model::ticket::decode::<Body>(&ticket.body).map(|body| body.grant)
}

/// Whether this token is the family's living generation.
pub(crate) fn is_current(named: &Named, ticket: &TicketFacts) -> bool {
    named.generation == ticket.version
}

/// The family's first refresh token.
pub(crate) fn first(
    grant: &Grant,
    family: &FamilyFacts,
    policy: &ClientPolicy,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Secret<String> {
    let expires_at = (env.now + policy.refresh_token_ttl()).min(family.expires_at);
    effects.push(Effect::Put(Ticket {
        key: key(family.id),
        kind: TicketKind::RefreshToken,
        family: Some(family.id),
        expires_at,
        ends_at: expires_at,
        keep_until: family.expires_at,
        body: body(grant, env),
    }));
    write(env.derive, env.derive.version(), family.id, 1)
}

/// A client that proves nothing is known again by the key or certificate it showed; any other by its own proof, so that
/// it may change keys (RFC 9449 §5).
pub(crate) fn key_of(client: AuthenticatedClient<'_>) -> Option<String> {
    if client.is_confidential() { None } else { super::holder(client) }
}

/// Exchanges a refresh token for new tokens and its successor.
pub(super) fn exchange(
    client: AuthenticatedClient<'_>,
    token: &str,
    asked: Asked<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Tokens, Refusal> {
    let named = Named::parse(token)
        .filter(|named| named.is_ours(env.derive))
        .ok_or_else(|| Refusal::new(Reason::RefreshTokenUnknown).about("refresh_token"))?;
    // Ours, but no longer kept: its time is long over.
    let ticket = facts.ticket.ok_or_else(expired)?;
    let family = ticket.family.as_ref().ok_or_else(expired)?;
    let Body { mut grant, rotated_at, written_under } = crate::model::ticket::decode(&ticket.body)?;
    if grant.client != client.client().id {
        return Err(Refusal::new(Reason::RefreshTokenOfAnotherClient).about("refresh_token"));
    }
    super::check_key(grant.key.as_deref(), client, "refresh_token")?;
    let repeats = check_generation(&named, ticket, family, client, Time::from_micros(rotated_at), env)?;
    let given = asked.of(&grant, client.client(), family, facts)?;
    let bound = client.client().rules().refresh == Refresh::Bound;
    let successor = if repeats || bound {
        // To the letter what was answered before, or shown: it is one token, and not another of its
        // generation.
        write(env.derive, written_under.unwrap_or(env.derive.version()), family.id, ticket.version)
    } else {
        effects.push(Effect::Advance(Advance {
            key: ticket.key,
            from: ticket.version,
            expires_at: ticket.expires_at,
            keep_until: family.expires_at,
            body: body(&grant, env),
        }));
        write(env.derive, env.derive.version(), family.id, ticket.version + 1)
    };
    // The nonce belongs to the authentication request alone (OpenID Connect Core §12.2).
    grant.nonce = None;
    issue::for_person(client.client(), &grant, &given, family, Some(successor), facts, env)
}

fn expired() -> Refusal {
    Refusal::new(Reason::RefreshTokenExpired).about("refresh_token")
}

/// Whether the token is the living generation (`false`: rotate it), or the one before within its
/// grace (`true`: repeat the answer). Anything older is a replay, and ends the family: somebody
/// holds a copy, and we cannot tell who (RFC 9700 §4.14.2).
fn check_generation(
    named: &Named,
    ticket: &TicketFacts,
    family: &FamilyFacts,
    client: AuthenticatedClient<'_>,
    rotated_at: Time,
    env: &Env<'_>,
) -> Result<bool, Refusal> {
    if !ticket.is_usable(env.now) {
        return Err(expired());
    }
    if !family.is_alive(env.now) {
        return Err(Refusal::new(Reason::GrantRevoked).about("refresh_token"));
    }
    if is_current(named, ticket) {
        return Ok(false);
    }
    let grace = u64::from(client.client().policy.refresh_token_grace);
    let just_before = named.generation + 1 == ticket.version;
    if just_before && grace > 0 && env.now.since(rotated_at).as_secs() < grace {
        return Ok(true);
    }
    Err(Refusal::new(Reason::RefreshTokenReplayed)
        .about("refresh_token")
        .owing(Effect::Revoke { family: family.id, because: RevokedBecause::RefreshTokenReplayed }))
}

fn body(grant: &Grant, env: &Env<'_>) -> Vec<u8> {
    crate::model::ticket::encode(&Body {
        grant: grant.clone(),
        rotated_at: env.now.as_micros(),
        written_under: Some(env.derive.version()),
    })
}

fn write(derive: &dyn Derive, version: u8, family: FamilyId, generation: Version) -> Secret<String> {
    let tag = tag(derive, version, family, generation).unwrap_or_default();
    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.push(version);
    bytes.extend_from_slice(&family.0);
    bytes.extend_from_slice(&generation.to_be_bytes());
    bytes.extend_from_slice(&tag);
    Secret::new(jose::base64url::encode(bytes))
}

fn tag(derive: &dyn Derive, version: u8, family: FamilyId, generation: Version) -> Option<[u8; 32]> {
    let mut named = [0; 24];
    named[..16].copy_from_slice(&family.0);
    named[16..].copy_from_slice(&generation.to_be_bytes());
    derive.derive(version, Purpose::RefreshToken, &named)
}
