//! What goes back to the client once the person agreed (OAuth 2.0 Multiple Response Type Encoding
//! Practices §3, OpenID Connect Core §3.1.2.5, §3.2.2.5, §3.3.2.5).
//!
//! | response type         | code | access token | ID token, with       | mode     | or                  |
//! |-----------------------|------|--------------|----------------------|----------|---------------------|
//! | `code`                | yes  |              |                      | query    | fragment, form_post |
//! | `token`               |      | yes          |                      | fragment | form_post           |
//! | `id_token`            |      |              | the scope's claims   | fragment | form_post           |
//! | `id_token token`      |      | yes          | `at_hash`            | fragment | form_post           |
//! | `code token`          | yes  | yes          |                      | fragment | form_post           |
//! | `code id_token`       | yes  |              | `c_hash`             | fragment | form_post           |
//! | `code id_token token` | yes  | yes          | `c_hash`, `at_hash`  | fragment | form_post           |
//!
//! Each goes as one JWT as well, in the same places: `jwt`, `query.jwt`, `fragment.jwt`, `form_post.jwt`
//! (JARM).
//!
//! Every ID token from here has `s_hash` where there was a state, and the `nonce`, without which none
//! is issued. A refresh token never comes from here. Whatever does belongs to one family, so that a
//! replayed code ends the tokens that came beside it too.

use oidc::authorization::ResponseJwt;
use oidc::claims::{AccessToken, IdToken, StandardClaims};
use oidc::response_mode::ResponseMode;
use oidc::scope::{OPENID, Scope};

use super::code::{self, ComesBy, Grant, Granting};
use super::redirect_uri::TrustedRedirect;
use super::request::{Checked, To};
use super::{Answer, Facts, Said, acr, claims};
use crate::decision::Env;
use crate::effect::Effect;
use crate::grant;
use crate::issue::given::Asked;
use crate::issue::{self, Beside, Draft, user_claims};
use crate::login::{SignedIn, session_state};
use crate::model::consent::ConsentId;
use crate::model::family::{Family, FamilyFacts};
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use jose::secret::Secret;

/// An answer on its way to the client, through the browser.
pub struct Response {
    /// Where it goes.
    pub redirect: TrustedRedirect,
    /// How it is carried.
    pub mode: ResponseMode,
    /// The one JWT in which all of it is said, if the client asked for that; its parameters are open
    /// until they are signed themselves.
    pub jwt: Option<Box<Draft<ResponseJwt>>>,
    /// The code.
    pub code: Option<Secret<String>>,
    /// The access token.
    pub access_token: Option<Direct>,
    /// The ID token; its `at_hash` is open until the access token is signed.
    pub id_token: Option<Draft<IdToken<'static>>>,
    /// The client's own state, as it came.
    pub state: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: String,
    /// What the client can compare to learn that the session changed (OpenID Connect Session Management
    /// §2).
    pub session_state: Option<String>,
}

/// An access token that the client is given without a code.
pub struct Direct {
    /// The token.
    pub draft: Draft<AccessToken<'static>>,
    /// Seconds it lives.
    pub expires_in: u64,
    /// What it is for.
    pub scope: Scope,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response").field("redirect", &self.redirect).finish_non_exhaustive()
    }
}

/// Issues what was asked for, under a family of its own that ends with the consent.
pub(super) fn respond(
    checked: &Checked<'_>,
    who: &SignedIn,
    consent: Option<ConsentId>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Answer, Refusal> {
    let granting = Granting {
        client: checked.client,
        signed_in: who,
        acr: acr::told(checked, who.proven()).map(str::to_owned),
        consent,
        scope: checked.scope.clone(),
        resources: checked.resources.clone(),
        claims: claims::grantable(checked, facts.offered),
        nonce: checked.request.nonce.clone(),
        key: checked.request.dpop_jkt.clone(),
        comes_by: match &checked.to {
            To::Client(_) if checked.request.response_type.has_code() => ComesBy::Code,
            To::Client(_) => ComesBy::Answer,
            To::Elsewhere(there) => ComesBy::Elsewhere { until: there.until() },
        },
    };
    let (grant, family) = code::begin(granting, env);
    match &checked.to {
        To::Client(redirect) => {
            let response = to_client(checked, who, redirect, (grant, family), facts, env, effects)?;
            Ok(Answer::Respond(Box::new(response)))
        }
        To::Elsewhere(there) => {
            effects.extend(there.allowed(grant, family.id, env.now));
            effects.push(Effect::PutFamily(family));
            Ok(Answer::Elsewhere(Said::Yes))
        }
    }
}

fn to_client(
    checked: &Checked<'_>,
    who: &SignedIn,
    redirect: &TrustedRedirect,
    (grant, family): (Grant, Family),
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Response, Refusal> {
    let (request, client) = (&checked.request, checked.client);
    let response_type = request.response_type;
    let (code, ticket) = response_type
        .has_code()
        .then(|| {
            let challenge = request.code_challenge.clone();
            let family = (family.id, family.expires_at);
            code::issue(&grant, family, redirect, challenge, client.policy.code_ttl(), env)
        })
        .unzip();
    let with = grant::Facts {
        issuer: facts.issuer,
        client: Some(client),
        ticket: None,
        answered: None,
        offered: facts.offered,
        keys: facts.keys,
        sealing: facts.sealing,
        // A rehearsal is for what a client fetches itself.
        rehearsal: None,
        user: None,
    };
    let begun = FamilyFacts::begun(
        &family,
        person(who, facts).map(|person| person.groups.clone()).unwrap_or_default(),
    );
    let access_token = match response_type.has_token() {
        false => None,
        true => {
            let given = Asked::everything().of(&grant, client, &begun, with)?;
            let (draft, expires_in) = issue::access_token(client, &grant, &given, &begun, with, env)?;
            Some(Direct { draft, expires_in, scope: given.carried })
        }
    };
    let id_token = match response_type.has_id_token() {
        false => None,
        true => {
            let beside = Beside {
                code: code.as_ref().map(|code| code.expose().as_str()),
                state: request.state.as_deref(),
                person: told_at_once(checked, who, &begun, facts),
            };
            Some(issue::id_token(client, &grant, beside, with, env)?)
        }
    };
    effects.push(Effect::PutFamily(family));
    effects.extend(ticket);
    // Scripts of ours find a session by its cookie.
    let asks = (checked.scope.contains(OPENID) && !who.is_held()).then_some(who.session());
    let session_state =
        asks.and_then(|session| session_state::session_state(client, redirect.uri(), session, env));
    Ok(Response {
        redirect: redirect.clone(),
        mode: request.effective_response_mode(),
        jwt: None,
        code,
        access_token,
        id_token,
        state: request.state.clone(),
        iss: facts.issuer.identifier.as_str().to_owned(),
        session_state,
    })
}

/// What the ID token says of the person: the scope's claims only where no access token will ever
/// fetch them from the userinfo endpoint (OpenID Connect Core §5.4).
fn told_at_once(
    checked: &Checked<'_>,
    who: &SignedIn,
    family: &FamilyFacts,
    facts: Facts<'_>,
) -> StandardClaims<'static> {
    let response_type = checked.request.response_type;
    let alone = !response_type.has_code() && !response_type.has_token();
    let Some(person) = person(who, facts) else { return StandardClaims::default() };
    let told = family.told.as_deref();
    let by_scope = match alone {
        true => user_claims::released(person, told, &checked.scope, facts.offered),
        false => StandardClaims::default(),
    };
    user_claims::and_requested(by_scope, &family.claims.id_token, person, told)
}

/// Nobody's record is told of for another.
fn person<'a>(who: &SignedIn, facts: Facts<'a>) -> Option<&'a User> {
    facts.person.filter(|person| person.id == *who.user())
}

/// Refuses a response mode that cannot carry an answer to this address. That tokens keep out of
/// the query is seen to as the request is read.
pub(super) fn check_mode(asked: Option<ResponseMode>, redirect: &TrustedRedirect) -> Result<(), Refusal> {
    match asked {
        Some(mode) if !may_travel(mode, redirect) => Err(Refusal::new(Reason::ResponseModeUnsupported)
            .about("response_mode")
            .expected("query or fragment, where the redirect address has an application's own scheme")),
        _ => Ok(()),
    }
}

/// A form can be posted to a web address alone: an application is handed an address and no body.
pub(super) fn may_travel(mode: ResponseMode, redirect: &TrustedRedirect) -> bool {
    mode.carrier() != ResponseMode::FormPost || !redirect.uri().is_private_use()
}
