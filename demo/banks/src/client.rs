use jose::jwt::{Claims, Expectation, Typ};
use jose::{
    ContentEncryption, EncryptionKey, JwkSet, JwsAlgorithm, KeyManagement, Verified, VerifyingKey, jws, jwt,
};

use crate::fault::{Fault, Rule};

/// A relying party, as it is registered by hand, with its keys (FTN-09).
#[derive(Clone)]
pub struct Registered {
    /// `client_id`
    pub client_id: String,
    /// What people are shown where a request says nothing else (`ftn_spname`).
    pub name: String,
    /// Compared to the letter (FTN-12).
    pub redirect_uris: Vec<String>,
    /// Where people may be sent after they signed out; to the letter as well.
    pub post_logout_redirect_uris: Vec<String>,
    /// Its public keys: some to verify by, one to seal for.
    pub keys: JwkSet,
    /// How ID tokens and userinfo are signed.
    pub signed_response_alg: JwsAlgorithm,
    /// How they are sealed: the key.
    pub encrypted_response_alg: KeyManagement,
    /// How they are sealed: the content.
    pub encrypted_response_enc: ContentEncryption,
}

/// With what clients sign (FTN-07).
pub(crate) const CLIENTS_SIGN_BY: [JwsAlgorithm; 3] =
    [JwsAlgorithm::RS256, JwsAlgorithm::PS256, JwsAlgorithm::ES256];

/// By how many seconds clocks may differ.
const LEEWAY: i64 = 30;

impl Registered {
    /// A registration with what the network has by default: RS256, RSA-OAEP and A128CBC-HS256.
    pub fn new(client_id: &str, name: &str, redirect_uri: &str, keys: JwkSet) -> Self {
        Self {
            client_id: client_id.to_owned(),
            name: name.to_owned(),
            redirect_uris: vec![redirect_uri.to_owned()],
            post_logout_redirect_uris: Vec::new(),
            keys,
            signed_response_alg: JwsAlgorithm::RS256,
            encrypted_response_alg: KeyManagement::RsaOaep,
            encrypted_response_enc: ContentEncryption::A128CbcHs256,
        }
    }

    /// The key that its answers are sealed for, if it has one.
    pub(crate) fn recipient(&self) -> Option<EncryptionKey> {
        let alg = self.encrypted_response_alg;
        let key = self.keys.recipients(alg).find(|key| key.usage() == Some("enc"))?;
        EncryptionKey::from_jwk(key, alg).ok()
    }

    /// What it signed, told of as `said`: by a key of its own that the header names.
    pub(crate) fn verify(&self, signed: &str, said: &Said<'_>, now: i64) -> Result<Verified<Claims>, Fault> {
        let fault =
            |rule, words: String| Fault::request(rule, format!("{} {words}", said.name)).told_as(said.error);
        let unverified = jws::decode(signed).map_err(|error| match error {
            jws::Error::Unsigned => fault(said.rule, "is signed by nobody (alg none).".to_owned()),
            error => fault(said.rule, format!("cannot be read: {error}.")),
        })?;
        let header = unverified.header().clone();
        if !CLIENTS_SIGN_BY.contains(&header.alg) {
            return Err(fault(
                Rule::Ftn07,
                format!("is signed by {}: it is RS256, PS256 or ES256.", header.alg),
            ));
        }
        let Some(kid) = header.kid.as_deref() else {
            return Err(fault(
                Rule::Ftn05,
                "has no kid in its header: it names the key that signed it.".to_owned(),
            ));
        };
        let key = self.keys.candidates(Some(kid), header.alg).next();
        let key = key.and_then(|key| VerifyingKey::from_jwk(key, header.alg).ok()).ok_or_else(|| {
            fault(
                said.rule,
                format!("names a key (kid) that is not registered for signing by {}.", header.alg),
            )
        })?;
        let payload = unverified.verify(&key, &CLIENTS_SIGN_BY);
        let payload =
            payload.map_err(|error| fault(said.rule, format!("is not to be believed: {error}.")))?;
        let typ = match &header.typ {
            Some(typ) if said.typ.is_some_and(|own| typ.eq_ignore_ascii_case(own)) => Typ::Is(typ),
            _ => Typ::JwtOrAbsent,
        };
        let claims = jwt::verify(
            payload,
            &Expectation {
                typ,
                issuer: Some(&self.client_id),
                audience: Some(said.audience),
                required: said.required,
                now,
                leeway: LEEWAY,
                accept_expired: false,
            },
        );
        let claims = claims.map_err(|error| {
            fault(
                said.rule,
                match error {
                    jwt::Error::Missing(name) => format!("has no {name}."),
                    jwt::Error::OtherIssuer => "has another iss than the client_id.".to_owned(),
                    jwt::Error::OtherAudience => {
                        format!("has another aud than {}.", said.audience.join(" or "))
                    }
                    error => format!("is refused: {error}."),
                },
            )
        })?;
        let lasts = claims.as_ref().expires_at().unwrap_or_default().saturating_sub(now);
        if lasts > said.longest + LEEWAY {
            return Err(fault(
                said.rule,
                format!("is good for longer than {} minutes (exp).", said.longest / 60),
            ));
        }
        Ok(claims)
    }
}

/// What is expected of something a client signed, and how its faults are told.
pub(crate) struct Said<'a> {
    /// As a sentence begins with it.
    pub(crate) name: &'a str,
    pub(crate) rule: Rule,
    pub(crate) error: &'static str,
    /// A `typ` of its own, beside `JWT` and none.
    pub(crate) typ: Option<&'a str>,
    pub(crate) audience: &'a [&'a str],
    pub(crate) required: &'a [&'a str],
    /// For how many seconds it may be good.
    pub(crate) longest: i64,
}
