use jose::{JwsAlgorithm, Secret, hash_half};
use serde_json::Value;

use crate::claims::Claims;
use crate::error::{Kind, TokenFault};
use crate::{Error, Party, verify};

/// An ID token that was opened, verified and found to answer the request. There is no other way to one.
#[derive(Debug, Clone)]
pub struct IdToken {
    subject: String,
    claims: Claims,
}

/// What an ID token must fit beside what every token must (OpenID Connect Core §3.1.3.7).
#[derive(Default)]
pub(crate) struct Expected<'a> {
    /// `None`: it must not have been asked for, and is not looked at.
    pub(crate) nonce: Option<&'a str>,
    pub(crate) access_token: Option<&'a str>,
    pub(crate) code: Option<&'a str>,
    pub(crate) state: Option<&'a str>,
    pub(crate) max_age: Option<u32>,
    pub(crate) acr: &'a [String],
}

impl IdToken {
    /// Beside it comes the token as it was signed: as a hint it is of no use to the provider while it is
    /// sealed for us (OpenID Connect Core §3.1.2.1).
    pub(crate) fn verify(
        party: &Party<'_>,
        token: &str,
        expected: &Expected<'_>,
        now: i64,
    ) -> Result<(Self, Secret<String>), Error> {
        let protection = party.client.id_token();
        let (verified, hint) = verify::token_and_text(party, Kind::IdToken, protection, token, now)?;
        let algorithm = verified.header().alg;
        let claims = Claims::new(verified.into_inner().into_members());
        let id_token = Self { subject: claims.text("sub").unwrap_or_default().to_owned(), claims };
        id_token
            .check(party, expected, algorithm, now)
            .map_err(|fault| verify::blame(Kind::IdToken, fault))?;
        Ok((id_token, hint))
    }

    /// The person, as this client knows them: only together with the issuer is it one person's.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The issuer.
    pub fn issuer(&self) -> &str {
        self.claims.text("iss").unwrap_or_default()
    }

    /// When the person was authenticated, in seconds since 1970.
    pub fn auth_time(&self) -> Option<i64> {
        self.claims.get("auth_time").and_then(Value::as_i64)
    }

    /// How the person was authenticated, as a context class.
    pub fn acr(&self) -> Option<&str> {
        self.claims.text("acr")
    }

    /// How the person was authenticated, as methods; also of providers that write one as a text.
    pub fn amr(&self) -> Vec<&str> {
        self.claims.texts("amr")
    }

    /// The session at the provider, as logout messages name it.
    pub fn session_id(&self) -> Option<&str> {
        self.claims.text("sid")
    }

    /// When it is over, in seconds since 1970: not the person's sign-in, which is the application's own
    /// affair.
    pub fn expires_at(&self) -> i64 {
        self.claims.get("exp").and_then(Value::as_f64).unwrap_or_default() as i64
    }

    /// All that it says.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    fn check(
        &self,
        party: &Party<'_>,
        expected: &Expected<'_>,
        algorithm: JwsAlgorithm,
        now: i64,
    ) -> Result<(), TokenFault> {
        if self.subject.is_empty() || self.subject.len() > 255 {
            return Err(TokenFault::Other("sub"));
        }
        self.check_presenter(party)?;
        if let Some(nonce) = expected.nonce {
            let found = self.claims.text("nonce").ok_or(TokenFault::Missing("nonce"))?;
            if found != nonce {
                return Err(TokenFault::Other("nonce"));
            }
        }
        let halves =
            [("at_hash", expected.access_token), ("c_hash", expected.code), ("s_hash", expected.state)];
        for (name, of) in halves {
            self.check_half(name, of, algorithm)?;
        }
        if !expected.acr.is_empty() {
            let acr = self.acr().ok_or(TokenFault::Missing("acr"))?;
            if !expected.acr.iter().any(|wanted| wanted == acr) {
                return Err(TokenFault::OtherAcr);
            }
        }
        self.check_age(expected.max_age, party.client.clock_leeway(), now)
    }

    /// Of several audiences one is the client it was issued to, and that is us.
    fn check_presenter(&self, party: &Party<'_>) -> Result<(), TokenFault> {
        match self.claims.get("azp") {
            Some(azp) if azp.as_str() != Some(party.client.id()) => Err(TokenFault::Other("azp")),
            None if self.claims.texts("aud").len() > 1 => Err(TokenFault::Missing("azp")),
            _ => Ok(()),
        }
    }

    /// Where it has such a hash, it is that of what came beside it.
    fn check_half(
        &self,
        name: &'static str,
        of: Option<&str>,
        algorithm: JwsAlgorithm,
    ) -> Result<(), TokenFault> {
        match (self.claims.get(name), of) {
            (Some(found), Some(of)) if found.as_str() != Some(&hash_half(algorithm, of)) => {
                Err(TokenFault::Hash(name))
            }
            _ => Ok(()),
        }
    }

    fn check_age(&self, max_age: Option<u32>, leeway: i64, now: i64) -> Result<(), TokenFault> {
        let Some(max_age) = max_age else { return Ok(()) };
        let auth_time = self.auth_time().ok_or(TokenFault::Missing("auth_time"))?;
        if now.saturating_sub(auth_time) > i64::from(max_age) + leeway {
            return Err(TokenFault::SignedInTooLongAgo);
        }
        Ok(())
    }
}
