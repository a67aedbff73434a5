//! From a code to tokens (RFC 6749 §4.1.3, OpenID Connect Core §3.1.3).

use jose::Secret;
use serde_json::{Map, Value};

use crate::callback::Answered;
use crate::id_token::Expected;
use crate::message::{Form, Request, Response};
use crate::{Env, Error, IdToken, Party, ProviderFault, answer};

const WHAT: &str = "tokens";

/// What a person's sign-in gave. No `Debug`: it holds secrets.
pub struct Tokens {
    /// Who signed in, and how.
    pub id_token: IdToken,
    /// Opens userinfo, and the APIs it is for.
    pub access_token: AccessToken,
    /// Gets new tokens, where the provider gives one. That it gives none is no error.
    pub refresh_token: Option<Secret<String>>,
    /// What was granted, where it is not simply what was asked for.
    pub scope: Option<String>,
    pub(crate) id_token_hint: Secret<String>,
}

impl Tokens {
    /// The ID token as it was signed, with which the person is signed out at the provider
    /// ([`Party::end_session_hinted`]). It says who they are: keep it as such.
    pub fn id_token_hint(&self) -> &Secret<String> {
        &self.id_token_hint
    }
}

/// An access token: opaque to the application, whatever it looks like. No `Debug`: it is a secret.
#[derive(Clone)]
pub struct AccessToken {
    pub(crate) value: Secret<String>,
    pub(crate) is_bound: bool,
    /// When it is over, in seconds since 1970, where the provider says so.
    pub expires_at: Option<i64>,
}

impl AccessToken {
    /// The token, for the header `Authorization` of an API that it is for.
    pub fn expose(&self) -> &str {
        self.value.expose()
    }

    /// The scheme it is presented under: `Bearer`, or `DPoP` with a proof beside it.
    pub fn scheme(&self) -> &'static str {
        if self.is_bound { "DPoP" } else { "Bearer" }
    }
}

impl Party<'_> {
    /// Exchanges a code. Give what comes back to [`Self::tokens`].
    ///
    /// # Errors
    /// [`OurFault`](crate::OurFault): a key of ours could not sign.
    pub fn exchange(&self, answered: &Answered, env: &mut Env<'_>) -> Result<Request, Error> {
        let mut form = Form::default();
        form.push("grant_type", "authorization_code");
        form.push("code", answered.code.expose());
        form.push("redirect_uri", answered.pending.redirect_uri());
        form.push("code_verifier", answered.pending.code_verifier());
        self.post(self.provider.token_endpoint(self.client), &mut form, env)
    }

    /// Reads what came for a code. Where [`Keys::should_be_fetched_again`](crate::Keys) says so of an
    /// error, fetch them and read the same answer again.
    ///
    /// # Errors
    /// [`Error::Refused`] as the provider has it; [`ProviderFault`] for an answer that is not to be
    /// believed.
    pub fn tokens(&self, answered: &Answered, response: &Response, now: i64) -> Result<Tokens, Error> {
        let members = answer::read(WHAT, response, &[200])?;
        let access_token = self.access_token(&members, now)?;
        let id_token = answer::text(WHAT, &members, "id_token")?;
        let pending = &answered.pending;
        let expected = Expected {
            nonce: Some(pending.nonce()),
            access_token: Some(access_token.expose()),
            code: Some(answered.code.expose()),
            state: Some(pending.state()),
            max_age: pending.max_age(),
            acr: pending.acr(),
        };
        let (id_token, id_token_hint) = IdToken::verify(self, id_token, &expected, now)?;
        Ok(Tokens {
            id_token,
            id_token_hint,
            refresh_token: secret(&members, "refresh_token")?,
            scope: answer::some_text(WHAT, &members, "scope")?.map(str::to_owned),
            access_token,
        })
    }

    /// RFC 6749 §5.1.
    pub(crate) fn access_token(&self, members: &Map<String, Value>, now: i64) -> Result<AccessToken, Error> {
        let malformed = |name| ProviderFault::Member { of: WHAT, name };
        let token_type = answer::text(WHAT, members, "token_type")?;
        let is_bound = token_type.eq_ignore_ascii_case("DPoP");
        if !is_bound && !token_type.eq_ignore_ascii_case("Bearer") {
            return Err(malformed("token_type").into());
        }
        if is_bound != self.client.dpop_key().is_some() {
            return Err(if is_bound { malformed("token_type") } else { ProviderFault::NotBound }.into());
        }
        let expires_in = match members.get("expires_in") {
            None | Some(Value::Null) => None,
            Some(seconds) => Some(seconds.as_i64().filter(|seconds| *seconds >= 0)),
        };
        let expires_at = match expires_in {
            Some(None) => return Err(malformed("expires_in").into()),
            Some(Some(seconds)) => Some(now.saturating_add(seconds)),
            None => None,
        };
        let value = Secret::new(answer::text(WHAT, members, "access_token")?.to_owned());
        if !value.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(malformed("access_token").into());
        }
        Ok(AccessToken { value, is_bound, expires_at })
    }
}

pub(crate) fn secret(
    members: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<Secret<String>>, Error> {
    Ok(answer::some_text(WHAT, members, name)?.map(|text| Secret::new(text.to_owned())))
}
