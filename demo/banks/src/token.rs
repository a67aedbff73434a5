//! From a code to tokens, for a client that proves itself by a key (FTN-05, FTN-06).

use std::sync::Arc;

use jose::jws;
use oidc::client_authentication::JWT_BEARER;
use oidc::parameters::Parameters;
use oidc::pkce::CodeVerifier;
use serde_json::{Value, json};

use crate::ask::Asked;
use crate::claims::{self, TOKEN_TTL};
use crate::client::{Registered, Said};
use crate::fault::{Fault, Rule};
use crate::house::{House, secret};
use crate::seal::seal;
use crate::{Bank, Person, Scenario};

/// For how many seconds a client assertion may be good.
const LONGEST_ASSERTION: i64 = 3600;

/// A code, and what it stands for.
#[derive(Clone)]
pub(crate) struct Code {
    pub(crate) asked: Asked,
    pub(crate) bank: &'static Bank,
    pub(crate) person: &'static Person,
    pub(crate) scenario: Scenario,
    /// The level that was reached, as it was asked for.
    pub(crate) acr: String,
    pub(crate) auth_time: i64,
    /// The access token it became.
    pub(crate) redeemed: Option<String>,
}

/// What an access token opens.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) client: Arc<Registered>,
    pub(crate) scope: Vec<String>,
    pub(crate) bank: &'static Bank,
    pub(crate) person: &'static Person,
    pub(crate) scenario: Scenario,
}

/// Who posts a form, by `private_key_jwt` and nothing else.
pub(crate) fn authenticate(
    house: &House,
    parameters: &Parameters<'_>,
    has_authorization: bool,
) -> Result<Arc<Registered>, Fault> {
    let fault = |words: &str| Fault::client(Rule::Ftn05, words);
    let once = |name| parameters.get(name).map_err(Fault::from);
    if has_authorization || once("client_secret")?.is_some() {
        return Err(fault("Shared secrets are not taken: clients prove themselves by private_key_jwt."));
    }
    let assertion = once("client_assertion")?
        .ok_or_else(|| fault("There is no client_assertion: clients prove themselves by private_key_jwt."))?;
    if once("client_assertion_type")? != Some(JWT_BEARER) {
        return Err(fault(&format!("The client_assertion_type is not {JWT_BEARER}.")));
    }
    // For look-up alone; the signature decides.
    let claimed = jws::claimed(assertion, "sub").ok_or_else(|| fault("The client assertion has no sub."))?;
    if once("client_id")?.is_some_and(|client_id| client_id != claimed) {
        return Err(fault("The client assertion has another sub than the client_id beside it."));
    }
    let client =
        house.client(&claimed).ok_or_else(|| fault("The client assertion's sub is no client here."))?;
    let (token, pushed) = (house.address("/token"), house.address("/par"));
    let said = Said {
        name: "The client assertion",
        rule: Rule::Ftn05,
        error: "invalid_client",
        typ: Some("client-authentication+jwt"),
        audience: &[&token, house.issuer(), &pushed],
        required: &["iss", "sub", "aud", "exp", "jti"],
        longest: LONGEST_ASSERTION,
    };
    let now = house.now();
    let claims = client.verify(assertion, &said, now)?.into_inner();
    let jti = claims.jwt_id().unwrap_or_default();
    if jti.is_empty() || !house.is_first(&client.client_id, jti, claims.expires_at(), now) {
        return Err(fault("The client assertion was used before: its jti counts once."));
    }
    Ok(client)
}

/// What the code is worth to this client; it is worth nothing afterwards.
pub(crate) fn redeem(
    house: &House,
    client: &Registered,
    parameters: &Parameters<'_>,
) -> Result<(Code, String), Fault> {
    let once = |name| parameters.get(name).map_err(Fault::from);
    if once("grant_type")? != Some("authorization_code") {
        let words = "The grant_type is not authorization_code: there are no refresh tokens.";
        return Err(Fault::new(Rule::Ftn01, "unsupported_grant_type", words));
    }
    let name = once("code")?.ok_or_else(|| Fault::request(Rule::OAuth, "There is no code."))?;
    let (redirect_uri, verifier) = (once("redirect_uri")?, once("code_verifier")?);
    let now = house.now();
    let memory = &mut *house.memory();
    let code = memory
        .codes
        .get(name, now)
        .ok_or_else(|| Fault::grant("The code is unknown, or its minute is over."))?;
    if code.asked.client.client_id != client.client_id {
        return Err(Fault::grant("The code is another client's."));
    }
    if let Some(access_token) = &code.redeemed {
        // Somebody else may have had it: what it became ends as well.
        memory.tokens.take(access_token, now);
        return Err(Fault::grant("The code was redeemed before: it counts once."));
    }
    if redirect_uri != Some(&code.asked.back.redirect_uri) {
        return Err(Fault::grant("The redirect_uri is not the one of the authorization request."));
    }
    check_verifier(code, verifier)?;
    let access_token = secret();
    code.redeemed = Some(access_token.clone());
    let code = code.clone();
    let told = Told {
        client: Arc::clone(&code.asked.client),
        scope: code.asked.scope.clone(),
        bank: code.bank,
        person: code.person,
        scenario: code.scenario,
    };
    memory.tokens.put(access_token.clone(), told, now + TOKEN_TTL, now);
    Ok((code, access_token))
}

fn check_verifier(code: &Code, verifier: Option<&str>) -> Result<(), Fault> {
    match (&code.asked.challenge, verifier) {
        (None, None) => Ok(()),
        (None, Some(_)) => {
            Err(Fault::grant("There is a code_verifier, but the request had no code_challenge."))
        }
        (Some(_), None) => {
            Err(Fault::grant("There is no code_verifier, but the request had a code_challenge."))
        }
        (Some(challenge), Some(verifier)) => CodeVerifier::parse(verifier)
            .and_then(|verifier| challenge.check_verifier(&verifier))
            .map_err(|error| Fault::grant(error.to_string())),
    }
}

/// The answer of the token endpoint, with the fault that is played.
pub(crate) fn answer(house: &House, code: &Code, access_token: &str) -> Result<Value, jose::Error> {
    let client = &code.asked.client;
    let claims = claims::id_token(house, code, access_token, house.now());
    let fresh = seal(house, client, &claims, code.scenario)?;
    let mut memory = house.memory();
    let id_token = match code.scenario {
        Scenario::Replayed => memory.last_id_token.get(&client.client_id).cloned().unwrap_or(fresh),
        Scenario::Success => {
            memory.last_id_token.insert(client.client_id.clone(), fresh.clone());
            fresh
        }
        _ => fresh,
    };
    Ok(json!({
        "access_token": access_token, "token_type": "Bearer", "expires_in": TOKEN_TTL, "id_token": id_token,
        "scope": code.asked.scope.join(" "),
    }))
}
