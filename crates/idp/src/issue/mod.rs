//! What tokens say, which key is to sign them, and for which they are sealed. Nothing is signed here: a
//! draft names its keys, and is signed after the commit, so that no signature is spent on a request that
//! lost its race.

mod access_token;
pub(crate) mod given;
mod id_token;
pub mod seal;
pub mod subject;
pub mod user_claims;

use oidc::claims::{AccessToken, IdToken, StandardClaims};
use oidc::scope::{OPENID, Scope};

pub use access_token::{Jti, TYP as ACCESS_TOKEN_TYP};

use crate::authorize::code::Grant;
use crate::decision::Env;
use crate::grant::Facts;
use crate::model::client::Client;
use crate::model::family::FamilyFacts;
use crate::model::key::{KeyFacts, signer};
use crate::refusal::{Reason, Refusal};
use crate::resource::target::Target;
use crate::time::Time;
use given::Given;
use jose::JwsAlgorithm;
use jose::secret::Secret;
use seal::Seal;

/// A token to be signed, and perhaps sealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft<C> {
    /// The key of ours that signs it; none where the client's secret does.
    pub kid: Option<String>,
    /// Its algorithm.
    pub algorithm: JwsAlgorithm,
    /// The header's `typ`, if it has one.
    pub typ: Option<&'static str>,
    /// What it says. An ID token's `at_hash` is open until the access token is signed.
    pub claims: C,
    /// How the signed token is sealed, if it is.
    pub seal: Option<Seal>,
}

impl<C> Draft<C> {
    /// The same, sealed like this.
    #[must_use]
    pub fn sealed(self, seal: Option<Seal>) -> Self {
        Self { seal, ..self }
    }
}

/// What a successful token request is answered with.
pub struct Tokens {
    /// The access token.
    pub access_token: Draft<AccessToken<'static>>,
    /// Seconds the access token lives.
    pub expires_in: u64,
    /// The ID token, where `openid` was granted.
    pub id_token: Option<Draft<IdToken<'static>>>,
    /// The refresh token, where the client has the grant.
    pub refresh_token: Option<Secret<String>>,
    /// What the access token carries of what was granted.
    pub scope: Scope,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("scope", &self.scope).finish_non_exhaustive()
    }
}

/// The tokens of a grant that a person gave.
pub(crate) fn for_person(
    client: &Client,
    grant: &Grant,
    given: &Given<'_>,
    family: &FamilyFacts,
    refresh_token: Option<Secret<String>>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Result<Tokens, Refusal> {
    seal::check(client, facts.sealing, env.now)?;
    let access_token = access_token::for_person(client, grant, given, family, facts, env)?;
    let mut id_token =
        given.scope.contains(OPENID).then(|| id_token::draft_for(client, grant, facts, env)).transpose()?;
    if let (Some(draft), Some(user)) = (&mut id_token, facts.user.filter(|user| user.id == grant.user)) {
        let claims = std::mem::take(&mut draft.claims.person);
        let told = family.told.as_deref();
        draft.claims.person = user_claims::and_requested(claims, &family.claims.id_token, user, told);
    }
    Ok(Tokens {
        expires_in: expires_in(&access_token),
        access_token,
        id_token,
        refresh_token,
        scope: given.carried.clone(),
    })
}

/// The access token of an authorization response, and the seconds it lives.
pub(crate) fn access_token(
    client: &Client,
    grant: &Grant,
    given: &Given<'_>,
    family: &FamilyFacts,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Result<(Draft<AccessToken<'static>>, u64), Refusal> {
    let draft = access_token::for_person(client, grant, given, family, facts, env)?;
    let lives = expires_in(&draft);
    Ok((draft, lives))
}

/// What an authorization response has beside its ID token, and has it say.
pub(crate) struct Beside<'a> {
    /// The code, for `c_hash`.
    pub(crate) code: Option<&'a str>,
    /// The client's state, for `s_hash`.
    pub(crate) state: Option<&'a str>,
    /// What is told of the person.
    pub(crate) person: StandardClaims<'static>,
}

/// The ID token of an authorization response.
pub(crate) fn id_token(
    client: &Client,
    grant: &Grant,
    beside: Beside<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Result<Draft<IdToken<'static>>, Refusal> {
    let mut draft = id_token::draft_for(client, grant, facts, env)?;
    let half = |text: &str| jose::hash_half(draft.algorithm, text);
    draft.claims.c_hash = beside.code.map(half);
    draft.claims.s_hash = beside.state.map(half);
    draft.claims.person = beside.person;
    Ok(draft)
}

/// The token of a client on its own behalf.
pub(crate) fn for_client(
    client: &Client,
    target: &Target<'_>,
    scope: &Scope,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Result<Tokens, Refusal> {
    let access_token = access_token::for_client(client, target, scope, facts, env)?;
    Ok(Tokens {
        expires_in: expires_in(&access_token),
        access_token,
        id_token: None,
        refresh_token: None,
        scope: scope.clone(),
    })
}

fn expires_in(access_token: &Draft<AccessToken<'_>>) -> u64 {
    let claims = &access_token.claims;
    u64::try_from(claims.exp.saturating_sub(claims.iat)).unwrap_or(0)
}

/// A draft for whichever key signs with this algorithm now.
pub(crate) fn draft<C>(
    algorithm: JwsAlgorithm,
    typ: Option<&'static str>,
    claims: C,
    keys: &[KeyFacts],
    now: Time,
) -> Result<Draft<C>, Refusal> {
    let key = signer(keys, algorithm, now).ok_or_else(|| {
        Refusal::new(Reason::Internal)
            .operator(format!("no {algorithm} key; make one with `countersign key add`"))
    })?;
    Ok(Draft { kid: Some(key.kid.clone()), algorithm, typ, claims, seal: None })
}

/// A draft that is signed as the client's ID tokens are: by one of our keys, or by its secret, which is
/// nobody's by name (OpenID Connect Core §10.1).
pub(crate) fn draft_like_id_tokens<C>(
    client: &Client,
    typ: Option<&'static str>,
    claims: C,
    keys: &[KeyFacts],
    now: Time,
) -> Result<Draft<C>, Refusal> {
    let algorithm = client.metadata.id_token_signed_response_alg;
    if !algorithm.is_symmetric() {
        return draft(algorithm, typ, claims, keys, now);
    }
    if client.secret().is_none() {
        return Err(Refusal::new(Reason::Internal).operator("the client's secret is not kept; renew it"));
    }
    Ok(Draft { kid: None, algorithm, typ, claims, seal: None })
}
