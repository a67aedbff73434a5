//! Tokens: opened where they are sealed, then verified with the provider's keys, by the algorithms that
//! are registered.

use jose::jwt::{Claims, Expectation, Typ};
use jose::nested::Nested;
use jose::{JwsAlgorithm, Secret, Verified, VerifyingKey, jwe, jws, jwt};

use crate::client::{Opening, Protection, Sealing};
use crate::error::{Kind, TokenFault};
use crate::{Error, OurFault, OutsideFault, Party, ProviderFault};

/// The claims of a token: issued by the provider for this client, and not over.
pub(crate) fn token(
    party: &Party<'_>,
    kind: Kind,
    protection: &Protection,
    token: &str,
    now: i64,
) -> Result<Verified<Claims>, Error> {
    let opened = open(party, kind, protection, token)?;
    signed(party, kind, protection, opened.as_ref().map_or(token, Nested::as_str), now)
}

/// The same, and beside the claims the token as the provider signed it, out of what it was sealed in.
pub(crate) fn token_and_text(
    party: &Party<'_>,
    kind: Kind,
    protection: &Protection,
    token: &str,
    now: i64,
) -> Result<(Verified<Claims>, Secret<String>), Error> {
    let opened = open(party, kind, protection, token)?;
    let text = opened.as_ref().map_or(token, Nested::as_str);
    Ok((signed(party, kind, protection, text, now)?, Secret::new(text.to_owned())))
}

fn signed(
    party: &Party<'_>,
    kind: Kind,
    protection: &Protection,
    token: &str,
    now: i64,
) -> Result<Verified<Claims>, Error> {
    let payload = signature(party, kind, protection, token)?;
    let issuer = party.provider.issuer().as_str();
    let audience = [party.client.id()];
    let is_userinfo = kind == Kind::UserInfo;
    let named = |name: &str| !is_userinfo || claimed(&payload, name);
    let expectation = Expectation {
        typ: typ(kind, payload.header()),
        // OpenID Connect Core §5.3.2 only recommends both in userinfo; where they are, they hold.
        issuer: named("iss").then_some(issuer),
        audience: named("aud").then_some(&audience),
        required: required(kind),
        now,
        leeway: party.client.clock_leeway(),
        accept_expired: false,
    };
    jwt::verify(payload, &expectation).map_err(|error| blame(kind, TokenFault::Claims(error)))
}

/// Whose fault it is: what comes straight from the provider is its own, unless we lack the key; the rest
/// could be anybody's.
pub(crate) fn blame(kind: Kind, fault: TokenFault) -> Error {
    match (kind, fault) {
        (Kind::IdToken | Kind::UserInfo, TokenFault::DecryptionKeyUnknown { kid }) => {
            OurFault::DecryptionKeyUnknown(kid).into()
        }
        (Kind::IdToken | Kind::UserInfo, fault) => ProviderFault::Token { kind, fault }.into(),
        (Kind::AuthorizationResponse | Kind::LogoutToken, fault) => {
            OutsideFault::Token { kind, fault }.into()
        }
    }
}

/// What is in a sealed message, signed or not.
pub(crate) fn opened(
    party: &Party<'_>,
    kind: Kind,
    sealing: Sealing,
    token: &str,
) -> Result<jwe::Opened, Error> {
    party.open(sealing, token).map_err(|why| match why {
        Opening::Fault(TokenFault::Sealing(jwe::Error::NotEncrypted)) => blame(kind, TokenFault::NotSealed),
        Opening::Fault(fault) => blame(kind, fault),
        Opening::Error(error) => error,
    })
}

/// The signed token in a sealed one; none where it is registered to come as it is.
fn open(
    party: &Party<'_>,
    kind: Kind,
    protection: &Protection,
    token: &str,
) -> Result<Option<Nested>, Error> {
    const PARTS: usize = 5;
    let is_sealed = token.split('.').take(PARTS + 1).count() == PARTS;
    match protection.sealed {
        None if is_sealed => Err(blame(kind, TokenFault::Sealed)),
        None => Ok(None),
        // Back-Channel Logout §2.4 only recommends it, and older providers never do: nothing about a
        // person is in it that its receiver does not know.
        Some(_) if kind == Kind::LogoutToken && !is_sealed => Ok(None),
        Some(sealing) => {
            let opened = opened(party, kind, sealing, token)?;
            Ok(Some(Nested::of(opened).map_err(|error| blame(kind, TokenFault::Inside(error)))?))
        }
    }
}

fn signature(
    party: &Party<'_>,
    kind: Kind,
    protection: &Protection,
    token: &str,
) -> Result<Verified<Vec<u8>>, Error> {
    let Some(algorithm) = protection.signed else {
        return Err(blame(kind, TokenFault::Signature(jws::Error::AlgorithmNotAllowed)));
    };
    let decode = || jws::decode(token).map_err(|error| blame(kind, TokenFault::Signature(error)));
    let unverified = decode()?;
    if unverified.header().alg != algorithm {
        return Err(blame(kind, TokenFault::Signature(jws::Error::AlgorithmNotAllowed)));
    }
    if algorithm.is_symmetric() {
        let key = party.client.secret_key(algorithm)?;
        return verify(unverified, &key, algorithm).map_err(|fault| blame(kind, fault));
    }
    let kid = unverified.header().kid.clone();
    let mut fault = TokenFault::SigningKeyUnknown { kid: kid.clone() };
    // Several keys may fit a token that names none, or share a name (FAPI 2.0 has clients cope).
    for jwk in party.keys.set().candidates(kid.as_deref(), algorithm) {
        let key = VerifyingKey::from_jwk(jwk, algorithm);
        let key = key.map_err(|error| TokenFault::Signature(jws::Error::Key(error)));
        match key.map(|key| (decode(), key)) {
            Ok((unverified, key)) => match verify(unverified?, &key, algorithm) {
                Ok(verified) => return Ok(verified),
                Err(other) => fault = other,
            },
            Err(other) => fault = other,
        }
    }
    Err(blame(kind, fault))
}

fn verify(
    unverified: jws::Unverified<'_>,
    key: &VerifyingKey,
    algorithm: JwsAlgorithm,
) -> Result<Verified<Vec<u8>>, TokenFault> {
    unverified.verify(key, &[algorithm]).map_err(TokenFault::Signature)
}

/// Whether the payload, which is verified, names this claim at all. What cannot be read is refused later.
fn claimed(payload: &Verified<Vec<u8>>, name: &str) -> bool {
    jose::json::parse_object(payload.as_ref()).is_ok_and(|members| members.contains_key(name))
}

/// A logout token has a kind of its own (Back-Channel Logout §2.4), which older providers leave out;
/// its `events` and the absence of a nonce keep it apart then.
fn typ(kind: Kind, header: &jws::Header) -> Typ<'static> {
    const LOGOUT: Typ<'_> = Typ::Is(oidc::claims::LOGOUT_TOKEN_TYP);
    match kind {
        Kind::LogoutToken if header.typ.as_deref().is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) => {
            LOGOUT
        }
        _ => Typ::JwtOrAbsent,
    }
}

fn required(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::IdToken => &["iss", "sub", "aud", "exp", "iat"],
        Kind::UserInfo => &["sub"],
        Kind::AuthorizationResponse => &["iss", "aud", "exp"],
        Kind::LogoutToken => &["iss", "aud", "iat", "exp", "jti", "events"],
    }
}
