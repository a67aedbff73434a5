//! Userinfo in its three forms (OpenID Connect Core §5.3).

use jose::{Secret, json};
use serde_json::{Map, Value};

use crate::client::dpop;
use crate::error::{Kind, TokenFault};
use crate::message::{MAX_BYTES, Request, Response};
use crate::{AccessToken, Claims, Env, Error, IdToken, Party, ProviderFault, answer, verify};

const WHAT: &str = "user information";
const JSON: &str = "application/json";
const JWT: &str = "application/jwt";

/// What the provider tells of the person who signed in: received from it over TLS or verified by its
/// signature, and found to be about the same person as the ID token.
#[derive(Debug, Clone)]
pub struct UserInfo {
    claims: Claims,
}

impl UserInfo {
    /// All that it says.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }
}

impl Party<'_> {
    /// Asks who a person is. Give what comes back to [`Self::userinfo`].
    ///
    /// # Errors
    /// [`ProviderFault::NoEndpoint`]; [`OurFault`](crate::OurFault): a key of ours could not sign.
    pub fn userinfo_request(&self, access_token: &AccessToken, env: &mut Env<'_>) -> Result<Request, Error> {
        let accept = if self.client.userinfo().is_plain() { JSON } else { JWT };
        let mut request = Request::get(self.provider.userinfo_endpoint(self.client)?, accept);
        let presented = format!("{} {}", access_token.scheme(), access_token.expose());
        request.headers.push(("authorization", Secret::new(presented)));
        if let Some(key) = self.client.dpop_key() {
            dpop::prove(&mut request, Some(access_token.expose()), key, env)?;
        }
        Ok(request)
    }

    /// Reads who a person is.
    ///
    /// # Errors
    /// [`ProviderFault`]: it comes in another form than the client is registered for, is not to be
    /// believed, or is about somebody else than the ID token.
    pub fn userinfo(&self, response: &Response, id_token: &IdToken, now: i64) -> Result<UserInfo, Error> {
        if !response.is_success() {
            return Err(answer::read(WHAT, response, &[])
                .err()
                .unwrap_or_else(|| ProviderFault::Status { of: WHAT, status: response.status }.into()));
        }
        let protection = self.client.userinfo();
        let expected = if protection.is_plain() { JSON } else { JWT };
        if !response.is(expected) {
            let came_plain = |fault| ProviderFault::Token { kind: Kind::UserInfo, fault };
            return Err(match protection.sealed {
                _ if !response.is(JSON) => ProviderFault::MediaType { of: WHAT, expected },
                Some(_) => came_plain(TokenFault::NotSealed),
                None => came_plain(TokenFault::NotSigned),
            }
            .into());
        }
        let members = match (protection.signed, protection.sealed) {
            (None, None) => object(&response.body)?,
            (None, Some(sealing)) => {
                let opened = verify::opened(self, Kind::UserInfo, sealing, text(response)?)?;
                object(opened.plaintext())?
            }
            (Some(_), _) => {
                let token = verify::token(self, Kind::UserInfo, protection, text(response)?, now)?;
                token.into_inner().into_members()
            }
        };
        let claims = Claims::new(members);
        if claims.text("sub") != Some(id_token.subject()) {
            return Err(ProviderFault::OtherSubject(WHAT).into());
        }
        Ok(UserInfo { claims })
    }
}

fn object(bytes: &[u8]) -> Result<Map<String, Value>, Error> {
    let error = match json::parse_within(bytes, MAX_BYTES) {
        Ok(Value::Object(members)) => return Ok(members),
        Ok(_) => json::Error::NotAnObject,
        Err(error) => error,
    };
    Err(ProviderFault::Json { of: WHAT, error }.into())
}

/// The token that is the whole body.
fn text(response: &Response) -> Result<&str, Error> {
    let text = std::str::from_utf8(&response.body).map(str::trim);
    text.map_err(|_| verify::blame(Kind::UserInfo, TokenFault::NotSigned))
}
