//! New tokens for old ones (RFC 6749 §6, OpenID Connect Core §12).

use crate::id_token::Expected;
use crate::message::{Form, Request, Response};
use crate::tokens::secret;
use crate::{AccessToken, Env, Error, IdToken, Party, ProviderFault, Session, answer};

const WHAT: &str = "refreshed tokens";

/// What refreshing gave. No `Debug`: it holds secrets.
pub struct Refreshed {
    /// The new access token.
    pub access_token: AccessToken,
    /// What to keep from now on: the old refresh token may be used up.
    pub session: Session,
    /// The new ID token, where one came: about the same person and the same sign-in.
    pub id_token: Option<IdToken>,
    /// What is granted, where it is not simply what was before.
    pub scope: Option<String>,
}

impl Party<'_> {
    /// Asks for new tokens. Give what comes back to [`Self::refreshed`].
    ///
    /// # Errors
    /// [`OurFault`](crate::OurFault): the session is another registration's or has no refresh token, or a
    /// key of ours could not sign.
    pub fn refresh(&self, session: &Session, env: &mut Env<'_>) -> Result<Request, Error> {
        session.check(self)?;
        let mut form = Form::default();
        form.push("grant_type", "refresh_token");
        form.push("refresh_token", session.refresh_token()?);
        self.post(self.provider.token_endpoint(self.client), &mut form, env)
    }

    /// Reads the new tokens.
    ///
    /// # Errors
    /// [`Error::Refused`] as the provider has it, most often `invalid_grant`: the person signs in again.
    /// [`ProviderFault`] for an answer that is not to be believed, or is about somebody else.
    pub fn refreshed(&self, session: &Session, response: &Response, now: i64) -> Result<Refreshed, Error> {
        let members = answer::read(WHAT, response, &[200])?;
        let access_token = self.access_token(&members, now)?;
        let id_token = answer::some_text(WHAT, &members, "id_token")?;
        let expected = Expected { access_token: Some(access_token.expose()), ..Expected::default() };
        let id_token = id_token.map(|token| IdToken::verify(self, token, &expected, now)).transpose()?;
        let (id_token, hint) = id_token.unzip();
        if id_token.as_ref().is_some_and(|id_token| !session.is_of(id_token)) {
            return Err(ProviderFault::OtherSubject("new ID token").into());
        }
        let refresh_token = secret(&members, "refresh_token")?;
        Ok(Refreshed {
            session: session
                .renewed(hint.as_ref().map(|hint| hint.expose().as_str()), refresh_token.as_ref()),
            scope: answer::some_text(WHAT, &members, "scope")?.map(str::to_owned),
            access_token,
            id_token,
        })
    }
}
