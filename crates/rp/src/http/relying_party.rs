use std::sync::{Mutex, PoisonError};

use super::known::{Known, Source};
use super::{Transport, now};
use crate::message::{Request, Response};
use crate::{
    Answered, Authorization, Begun, Client, Env, Error, IdToken, Issuer, Keys, LogoutToken, Party, Pending,
    Provider, Refreshed, Session, Tokens, Used, UserInfo,
};

/// A relying party that sends its messages itself. One for each registration, for as long as the
/// application runs, shared by all its requests; the provider's metadata and keys are fetched anew as
/// they age or change.
pub struct RelyingParty {
    client: Client,
    source: Source,
    used: Mutex<Used>,
    dpop_nonce: Mutex<Option<String>>,
}

impl RelyingParty {
    /// Finds the provider's metadata and keys.
    ///
    /// # Errors
    /// [`Error::Unreachable`], or [`Error::Provider`] where they are not to be used.
    pub async fn discover(issuer: Issuer, client: Client, transport: Transport) -> Result<Self, Error> {
        Ok(Self::with(Source::discover(issuer, transport, Box::new(now)).await?, client))
    }

    /// With metadata and keys that came by another way, such as with the registration; with
    /// [`Keys::fixed`] they are never fetched.
    pub fn new(provider: Provider, keys: Keys, client: Client, transport: Transport) -> Self {
        Self::with(Source::of(Known::new(provider, keys), transport, Box::new(now)), client)
    }

    fn with(source: Source, client: Client) -> Self {
        Self { client, source, used: Mutex::default(), dpop_nonce: Mutex::default() }
    }

    /// Begins a sign-in; the request is pushed where the provider will have it so. Send the browser to
    /// [`Begun::redirect`], with [`Begun::pending`] sealed in a cookie.
    ///
    /// # Errors
    /// As [`Party::begin`] and [`Self::push`].
    pub async fn begin(&self, wish: &Authorization) -> Result<Begun, Error> {
        let known = self.source.recent().await;
        let party = known.party(&self.client);
        if party.provider.metadata().require_pushed_authorization_requests {
            return self.push(wish).await;
        }
        self.source.read(&self.client, |party, now| with_env(now, None, |env| party.begin(wish, env))).await
    }

    /// Begins a sign-in with a request that is pushed to the provider first (RFC 9126).
    ///
    /// # Errors
    /// As [`Party::push`] and [`Party::pushed`]; [`Error::Unreachable`].
    pub async fn push(&self, wish: &Authorization) -> Result<Begun, Error> {
        let kept = Mutex::new(None);
        let response = self
            .ask(|party, env| {
                let (request, pending) = party.push(wish, env)?;
                *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(pending);
                Ok(request)
            })
            .await?;
        let redirect = self.source.known().party(&self.client).pushed(&response)?;
        let pending = kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        let pending = pending.ok_or_else(|| Error::Unreachable("nothing was sent".to_owned()))?;
        Ok(Begun { redirect, pending })
    }

    /// Which request an answer is for, as [`Pending::label`] names it: for an application that keeps what
    /// it began on its server.
    ///
    /// # Errors
    /// As [`Party::label`].
    pub async fn label(&self, encoded: &str) -> Result<String, Error> {
        self.source.read(&self.client, |party, now| party.label(encoded, now)).await
    }

    /// Completes a sign-in with what the browser came back with: the query of the callback's address
    /// (without `?`), or the form that was posted there. The same answer is taken once.
    ///
    /// # Errors
    /// As [`Party::callback`] and [`Party::tokens`]; [`Error::Unreachable`].
    pub async fn complete(&self, pending: Pending, encoded: &str) -> Result<Tokens, Error> {
        let code =
            self.source.read(&self.client, |party, now| party.read_callback(&pending, encoded, now)).await?;
        let answered = Answered { pending, code };
        self.used.lock().unwrap_or_else(PoisonError::into_inner).spend(&answered, self.source.now())?;
        let response = self.ask(|party, env| party.exchange(&answered, env)).await?;
        self.source.read(&self.client, |party, now| party.tokens(&answered, &response, now)).await
    }

    /// Asks who the person is.
    ///
    /// # Errors
    /// As [`Party::userinfo`]; [`Error::Unreachable`].
    pub async fn userinfo(&self, tokens: &Tokens) -> Result<UserInfo, Error> {
        self.userinfo_with(&tokens.access_token, &tokens.id_token).await
    }

    /// Asks who the person of this ID token is, with a newer access token.
    ///
    /// # Errors
    /// As [`Self::userinfo`].
    pub async fn userinfo_with(
        &self,
        access_token: &crate::AccessToken,
        id_token: &IdToken,
    ) -> Result<UserInfo, Error> {
        let response = self.ask(|party, env| party.userinfo_request(access_token, env)).await?;
        self.source.read(&self.client, |party, now| party.userinfo(&response, id_token, now)).await
    }

    /// What to keep of a sign-in.
    pub fn session(&self, tokens: &Tokens) -> Session {
        Session::of(tokens, &self.source.known().party(&self.client))
    }

    /// Gets new tokens. Keep [`Refreshed::session`] from then on; the one given may be used up.
    ///
    /// # Errors
    /// As [`Party::refresh`] and [`Party::refreshed`]; [`Error::Unreachable`].
    pub async fn refresh(&self, session: &Session) -> Result<Refreshed, Error> {
        let response = self.ask(|party, env| party.refresh(session, env)).await?;
        self.source.read(&self.client, |party, now| party.refreshed(session, &response, now)).await
    }

    /// Where to send a person's browser to sign out at the provider as well.
    ///
    /// # Errors
    /// As [`Party::end_session`].
    pub fn end_session(
        &self,
        session: &Session,
        post_logout_redirect_uri: Option<&str>,
        state: Option<&str>,
    ) -> Result<String, Error> {
        self.source.known().party(&self.client).end_session(session, post_logout_redirect_uri, state)
    }

    /// Reads the form that the provider posts to our `backchannel_logout_uri`.
    ///
    /// # Errors
    /// As [`Party::logout_token`].
    pub async fn logout_token(&self, form: &str) -> Result<LogoutToken, Error> {
        self.source.read(&self.client, |party, now| party.logout_token(form, now)).await
    }

    /// Sends what is made, and once more where the server wants another nonce in the proof beside it.
    async fn ask(
        &self,
        make: impl Fn(&Party<'_>, &mut Env<'_>) -> Result<Request, Error>,
    ) -> Result<Response, Error> {
        let (request, response) = self.ask_once(&make).await?;
        if response.wants_another_proof(&request) {
            return Ok(self.ask_once(&make).await?.1);
        }
        Ok(response)
    }

    async fn ask_once(
        &self,
        make: impl Fn(&Party<'_>, &mut Env<'_>) -> Result<Request, Error>,
    ) -> Result<(Request, Response), Error> {
        let known = self.source.recent().await;
        let nonce = self.dpop_nonce.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let request =
            with_env(self.source.now(), nonce.as_deref(), |env| make(&known.party(&self.client), env))?;
        let response = self.source.transport().send(&request).await?;
        if let Some(nonce) = &response.dpop_nonce {
            *self.dpop_nonce.lock().unwrap_or_else(PoisonError::into_inner) = Some(nonce.clone());
        }
        Ok((request, response))
    }
}

fn with_env<T>(now: i64, dpop_nonce: Option<&str>, act: impl FnOnce(&mut Env<'_>) -> T) -> T {
    let mut random = |bytes: &mut [u8]| jose::random::fill(bytes);
    act(&mut Env { now, random: &mut random, dpop_nonce })
}
