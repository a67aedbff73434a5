//! Signing out, and being told that somebody was signed out.

use std::collections::BTreeMap;

use oidc::claims::BACKCHANNEL_LOGOUT_EVENT;
use oidc::parameters::{Encoder, Parameters};
use serde_json::{Map, Value};

use crate::error::{Kind, TokenFault};
use crate::{Error, OutsideFault, Party, Session, verify};

impl Party<'_> {
    /// Where to send a person's browser to sign out at the provider as well (RP-Initiated Logout §2).
    /// End the application's own session first. `state` comes back with the browser.
    ///
    /// # Errors
    /// [`ProviderFault::NoEndpoint`](crate::ProviderFault); [`OurFault`](crate::OurFault): the session is
    /// another registration's.
    pub fn end_session(
        &self,
        session: &Session,
        post_logout_redirect_uri: Option<&str>,
        state: Option<&str>,
    ) -> Result<String, Error> {
        session.check(self)?;
        self.end_session_hinted(Some(session.id_token()), post_logout_redirect_uri, state)
    }

    /// As [`Self::end_session`], for an application that kept no [`Session`]: with the
    /// [`Tokens::id_token_hint`](crate::Tokens::id_token_hint) that it kept, or with none, so that the
    /// provider may ask.
    ///
    /// # Errors
    /// [`ProviderFault::NoEndpoint`](crate::ProviderFault).
    pub fn end_session_hinted(
        &self,
        id_token_hint: Option<&str>,
        post_logout_redirect_uri: Option<&str>,
        state: Option<&str>,
    ) -> Result<String, Error> {
        let mut query = Encoder::new();
        query.push("client_id", self.client.id());
        let rest = [
            ("id_token_hint", id_token_hint),
            ("post_logout_redirect_uri", post_logout_redirect_uri),
            ("state", state),
        ];
        for (name, value) in rest {
            if let Some(value) = value {
                query.push(name, value);
            }
        }
        Ok(self.provider.end_session_endpoint()?.with_query(&query.finish()))
    }

    /// Reads the query with which a provider's page loads our `frontchannel_logout_uri`
    /// (Front-Channel Logout §2). Nothing vouches for it: anybody can have a browser load the address,
    /// so it may end a session and do nothing else.
    ///
    /// # Errors
    /// [`OutsideFault`]: it cannot be read, or names another issuer.
    pub fn frontchannel_logout(&self, query: &str) -> Result<FrontchannelLogout, Error> {
        let parameters = Parameters::parse(query.as_bytes()).map_err(OutsideFault::Parameters)?;
        let iss = parameters.get("iss").map_err(OutsideFault::Parameters)?;
        if iss.is_some_and(|iss| iss != self.provider.issuer().as_str()) {
            return Err(OutsideFault::OtherIssuer.into());
        }
        let sid = parameters.get("sid").map_err(OutsideFault::Parameters)?;
        Ok(FrontchannelLogout { session_id: sid.filter(|_| iss.is_some()).map(str::to_owned) })
    }

    /// Reads the form that a provider posts to our `backchannel_logout_uri` (Back-Channel Logout §2.5).
    /// Remember the [`LogoutToken::jwt_id`] until [`LogoutToken::expires_at`], and end the sessions it
    /// names; answer 200 then, and 400 to an error.
    ///
    /// # Errors
    /// [`OutsideFault`]: it is no logout token of this provider for this client.
    pub fn logout_token(&self, form: &str, now: i64) -> Result<LogoutToken, Error> {
        let parameters = Parameters::parse(form.as_bytes()).map_err(OutsideFault::Parameters)?;
        let token = parameters.require("logout_token").map_err(OutsideFault::Parameters)?;
        let verified = verify::token(self, Kind::LogoutToken, self.client.id_token(), token, now)?;
        LogoutToken::of(verified.as_ref()).map_err(|fault| verify::blame(Kind::LogoutToken, fault))
    }
}

/// That a session is over, as a page of the provider's has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontchannelLogout {
    /// Which session; without it, the one of the browser that loads the address.
    pub session_id: Option<String>,
}

/// That sessions are over, in the provider's own name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutToken {
    subject: Option<String>,
    session_id: Option<String>,
    jwt_id: String,
    expires_at: i64,
}

impl LogoutToken {
    /// The person all of whose sessions are over, unless one is named.
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The one session that is over.
    pub fn session_id(&self) -> Option<&str> {
        self.session_id.as_deref()
    }

    /// What this token is called. One that was seen before is not to be acted upon again.
    pub fn jwt_id(&self) -> &str {
        &self.jwt_id
    }

    /// Until when the name is to be remembered, in seconds since 1970.
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// Back-Channel Logout §2.6.
    fn of(claims: &jose::jwt::Claims) -> Result<Self, TokenFault> {
        type Events = BTreeMap<String, Map<String, Value>>;
        if claims.get("nonce").is_some() {
            return Err(TokenFault::Forbidden("nonce"));
        }
        let events = claims.get("events").cloned().map(serde_json::from_value::<Events>);
        if !events
            .is_some_and(|events| events.is_ok_and(|events| events.contains_key(BACKCHANNEL_LOGOUT_EVENT)))
        {
            return Err(TokenFault::Other("events"));
        }
        let text = |name| match claims.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
            Some(_) => Err(TokenFault::Other(name)),
        };
        let (subject, session_id) = (text("sub")?, text("sid")?);
        if subject.is_none() && session_id.is_none() {
            return Err(TokenFault::Missing("sub or sid"));
        }
        let jwt_id = text("jti")?.ok_or(TokenFault::Missing("jti"))?;
        Ok(Self { subject, session_id, jwt_id, expires_at: claims.expires_at().unwrap_or_default() })
    }
}
