//! Whom a client means (OpenID Connect CIBA Core §7.1): by a name, by an ID token it was given, or by a token of its
//! own.

use std::borrow::Cow;
use std::fmt;

use jose::Verified;
use jose::jwt::{self, Claims, Expectation, Typ};
use oidc::claims::IdTokenHint;
use oidc::parameters::Parameters;

use crate::authorize::request_object::Object;
use crate::model::client::Client;
use crate::model::issuer::Issuer;
use crate::model::login_name::canonical_login_name;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

const LOGIN_HINT: &str = "login_hint";
const ID_TOKEN_HINT: &str = "id_token_hint";
const LOGIN_HINT_TOKEN: &str = "login_hint_token";

/// By how many seconds a client's clock may differ from ours.
const LEEWAY: i64 = 60;

/// The claims of which a token of the client's own has one.
const MEANS: [&str; 3] = ["sub", "email", "preferred_username"];

/// The one hint that came.
#[derive(Clone)]
pub enum Hint {
    /// A name that the person may have typed.
    Name(String),
    /// An ID token of ours.
    IdToken(String),
    /// A token that the client made.
    Token(String),
}

impl fmt::Debug for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name(_) => "Name(..)",
            Self::IdToken(_) => "IdToken(..)",
            Self::Token(_) => "Token(..)",
        })
    }
}

/// What reading it showed.
pub enum Read {
    /// It is a name.
    Name(String),
    /// It is an ID token of ours, or why not, for the operator.
    IdToken(Result<IdTokenHint, Cow<'static, str>>),
    /// It is a token; the client may have signed it.
    Token(Object),
}

/// Whom the client means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whom {
    /// Who has this name, in canonical form.
    Name(String),
    /// Whom the client knows by this subject.
    Subject(String),
}

/// The hint among these parameters: one, and no more.
pub(super) fn given(parameters: &Parameters<'_>) -> Result<Hint, Refusal> {
    let name = parameters.get(LOGIN_HINT)?;
    let id_token = parameters.get(ID_TOKEN_HINT)?;
    let token = parameters.get(LOGIN_HINT_TOKEN)?;
    match (name, id_token, token) {
        (Some(name), None, None) => Ok(Hint::Name(name.to_owned())),
        (None, Some(token), None) => Ok(Hint::IdToken(token.to_owned())),
        (None, None, Some(token)) => Ok(Hint::Token(token.to_owned())),
        (None, None, None) => Err(Refusal::new(Reason::ParameterMissing).about(LOGIN_HINT)),
        _ => Err(Refusal::new(Reason::ParameterInvalid)
            .about(if token.is_some() { LOGIN_HINT_TOKEN } else { ID_TOKEN_HINT })
            .expected("absent where another hint says who is meant")),
    }
}

/// Whom the client means. Whether there is anybody is not looked at, and never told.
pub fn whom(read: Read, client: &Client, issuer: &Issuer, now: Time) -> Result<Whom, Refusal> {
    match read {
        Read::Name(name) => Ok(Whom::Name(canonical_login_name(&name))),
        Read::IdToken(token) => of_id_token(token, client, issuer).map(Whom::Subject),
        Read::Token(token) => of_token(token, client, issuer, now),
    }
}

/// It may have expired, but it is of this issuer, and for this very client: what others were told is not theirs.
fn of_id_token(
    token: Result<IdTokenHint, Cow<'static, str>>,
    client: &Client,
    issuer: &Issuer,
) -> Result<String, Refusal> {
    let refuse = |why: Cow<'static, str>| {
        Refusal::new(Reason::ParameterInvalid)
            .about(ID_TOKEN_HINT)
            .expected("an ID token that this client was given here, as it was signed, or encrypted for a key of ours")
            .operator(why)
    };
    let token = token.map_err(refuse)?;
    if token.iss != issuer.identifier.as_str() {
        return Err(refuse("of another issuer of ours".into()));
    }
    if token.client_id() != Some(client.id.as_str()) {
        return Err(refuse("for another client".into()));
    }
    Ok(token.sub)
}

fn of_token(token: Object, client: &Client, issuer: &Issuer, now: Time) -> Result<Whom, Refusal> {
    let refuse = |why: Cow<'static, str>| {
        Refusal::new(Reason::ParameterInvalid)
            .about(LOGIN_HINT_TOKEN)
            .expected(
                "a JWT that the client signed with a registered key, with iss, aud, iat, exp, and one of sub, email and \
                 preferred_username",
            )
            .operator(why)
    };
    let signed = match token {
        Object::Signed(signed) => signed,
        Object::Untrusted(why) | Object::Unopened(why) | Object::Unfetched(why) => return Err(refuse(why)),
        Object::Absent | Object::Unsigned(_) | Object::Bare(_) => {
            return Err(refuse("nobody signed it".into()));
        }
    };
    let algorithm = signed.header().alg;
    if algorithm.is_symmetric() || !client.rules().allows_signing(algorithm) {
        return Err(refuse(format!("signed with {algorithm}").into()));
    }
    let expectation = Expectation {
        typ: Typ::JwtOrAbsent,
        issuer: Some(client.id.as_str()),
        audience: Some(&[issuer.identifier.as_str()]),
        required: &["iat", "exp"],
        now: now.as_secs(),
        leeway: LEEWAY,
        accept_expired: false,
    };
    let claims = jwt::verify(signed, &expectation).map_err(|error| match error {
        jwt::Error::Expired => Refusal::new(Reason::LoginHintTokenExpired).about(LOGIN_HINT_TOKEN),
        error => refuse(error.to_string().into()),
    })?;
    meant(&claims, client).map_err(|why| refuse(why.into()))
}

fn meant(claims: &Verified<Claims>, client: &Client) -> Result<Whom, &'static str> {
    let claims = claims.as_ref();
    let mut said = MEANS.into_iter().filter(|name| claims.get(name).is_some());
    let (Some(name), None) = (said.next(), said.next()) else {
        return Err("not one of sub, email and preferred_username");
    };
    let value = claims.get(name).and_then(serde_json::Value::as_str).filter(|value| !value.is_empty());
    match (name, value) {
        (_, None) => Err("whom it means is no text"),
        ("sub", Some(sub)) if sub == client.id.as_str() => Err("it means the client, as what proves it does"),
        ("sub", Some(sub)) => Ok(Whom::Subject(sub.to_owned())),
        (_, Some(name)) => Ok(Whom::Name(canonical_login_name(name))),
    }
}
