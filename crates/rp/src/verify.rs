//! Tokens: opened where they are sealed, then verified with the provider's keys, by the algorithms that
//! are registered.

use jose::jwt::{Claims, Expectation, Typ};
use jose::{JwsAlgorithm, Verified, VerifyingKey, jws, jwt};

use crate::client::Protection;
use crate::error::{Kind, TokenFault};
use crate::{Error, OutsideFault, Party, ProviderFault};

/// The claims of a token: issued by the provider for this client, and not over.
pub(crate) fn token(
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

/// Whose fault it is: what comes straight from the provider is its own, the rest could be anybody's.
pub(crate) fn blame(kind: Kind, fault: TokenFault) -> Error {
    match kind {
        Kind::IdToken | Kind::UserInfo => ProviderFault::Token { kind, fault }.into(),
        Kind::AuthorizationResponse | Kind::LogoutToken => OutsideFault::Token { kind, fault }.into(),
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
    let decode = || {
        jws::decode(token).map_err(|error| {
            let is_sealed = error == jws::Error::Encrypted;
            blame(kind, if is_sealed { TokenFault::Sealed } else { TokenFault::Signature(error) })
        })
    };
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
        let tried = VerifyingKey::from_jwk(jwk, algorithm)
            .map_err(|error| TokenFault::Signature(jws::Error::Key(error)))
            .and_then(|key| Ok((decode().map_err(|_| TokenFault::NotSigned)?, key)))
            .and_then(|(unverified, key)| verify(unverified, &key, algorithm));
        match tried {
            Ok(verified) => return Ok(verified),
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
