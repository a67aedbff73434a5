//! A relying party of the crate openidconnect, asked and answered in lines of JSON:
//! `{"verb": argument}` in; `{"answer": …}`, `{"refused": code}` or `{"fault": …}` out.

mod register;

use std::collections::HashMap;
use std::io::BufRead;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::reqwest::{blocking::Client as Http, redirect::Policy};
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, RefreshToken, Scope,
    SubjectIdentifier, TokenResponse,
};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(30);

type Discovered = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What is said instead of an answer.
enum Failed {
    /// The provider's own word: an OAuth error code.
    Refused(String),
    Fault(String),
}

impl<E: std::error::Error> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Fault(format!("{error}: {error:?}"))
    }
}

fn main() {
    let mut party = None;
    for line in std::io::stdin().lock().lines() {
        let asked: HashMap<String, Value> = serde_json::from_str(&line.unwrap()).unwrap();
        let (verb, argument) = asked.into_iter().next().unwrap();
        let said = match (verb.as_str(), &mut party) {
            ("open", _) => Party::open(&argument).map(|opened| {
                party = Some(opened);
                Value::Null
            }),
            ("begin", Some(party)) => Ok(party.begin(&argument)),
            ("redeem", Some(party)) => party.redeem(argument.as_str().unwrap()),
            ("refresh", Some(party)) => party.refresh(),
            ("logout", Some(party)) => party.logout(argument.as_str().unwrap()),
            (other, _) => Err(Failed::Fault(format!("cannot {other}"))),
        };
        println!(
            "{}",
            match said {
                Ok(answer) => json!({ "answer": answer }),
                Err(Failed::Refused(code)) => json!({ "refused": code }),
                Err(Failed::Fault(fault)) => json!({ "fault": fault }),
            }
        );
    }
}

struct Party {
    http: Http,
    client: Discovered,
    end_session: openidconnect::EndSessionUrl,
    goodbye: String,
    scope: String,
    asked: Option<(CsrfToken, Nonce, PkceCodeVerifier)>,
    kept: Option<Kept>,
}

struct Kept {
    id_token: CoreIdToken,
    subject: SubjectIdentifier,
    refresh_token: RefreshToken,
}

impl Party {
    fn open(place: &Value) -> Result<Self, Failed> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let http = Http::builder().redirect(Policy::none()).timeout(PATIENCE).build()?;
        let metadata = ProviderMetadataWithLogout::discover(&IssuerUrl::new(text(&place["issuer"]))?, &http)?;
        let end_session = metadata.additional_metadata().end_session_endpoint.clone();
        let registered = match &place["client"] {
            wanted if wanted["client_id"].is_null() => {
                let at = metadata.registration_endpoint();
                let at = at.ok_or_else(|| Failed::Fault("no registration_endpoint".to_owned()))?;
                &register::register(wanted, at, &http)?
            }
            registered => registered,
        };
        let secret = registered["client_secret"].as_str().map(|secret| ClientSecret::new(secret.to_owned()));
        let id = ClientId::new(text(&registered["client_id"]));
        let authentication = match registered["token_endpoint_auth_method"].as_str() {
            Some("client_secret_basic") => AuthType::BasicAuth,
            _ => AuthType::RequestBody,
        };
        let client = CoreClient::from_provider_metadata(metadata, id, secret)
            .set_redirect_uri(RedirectUrl::new(text(&place["redirectUri"]))?)
            .set_auth_type(authentication);
        Ok(Self {
            http,
            client,
            end_session: end_session.ok_or_else(|| Failed::Fault("no end_session_endpoint".to_owned()))?,
            goodbye: text(&place["postLogoutRedirectUri"]),
            scope: text(&registered["scope"]),
            asked: None,
            kept: None,
        })
    }

    fn begin(&mut self, parameters: &Value) -> Value {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let scopes = self.scope.split(' ').filter(|scope| *scope != "openid");
        let mut request = self
            .client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(scopes.map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge);
        for (name, value) in parameters.as_object().unwrap() {
            request = request.add_extra_param(name.clone(), value.as_str().unwrap().to_owned());
        }
        let (url, state, nonce) = request.url();
        self.asked = Some((state, nonce, verifier));
        url.as_str().into()
    }

    fn redeem(&mut self, arrived: &str) -> Result<Value, Failed> {
        let arrived = RedirectUrl::new(arrived.to_owned())?;
        let answer: HashMap<String, String> = arrived.url().query_pairs().into_owned().collect();
        let (state, nonce, verifier) = self.asked.take().unwrap();
        if answer.get("state") != Some(state.secret()) {
            return Err(Failed::Fault("another state".to_owned()));
        }
        if let Some(error) = answer.get("error") {
            return Err(Failed::Refused(error.clone()));
        }
        let code = AuthorizationCode::new(answer["code"].clone());
        let tokens = self.client.exchange_code(code)?.set_pkce_verifier(verifier).request(&self.http)?;
        let id_token = tokens.id_token().ok_or_else(|| Failed::Fault("no ID token".to_owned()))?;
        let claims = id_token.claims(&self.client.id_token_verifier(), &nonce)?;
        let subject = claims.subject().clone();
        let said = json!({
            "claims": serde_json::to_value(claims)?,
            "info": self.info(tokens.access_token().clone(), &subject)?,
        });
        let refresh_token = refresh_token_of(&tokens)?;
        self.kept = Some(Kept { id_token: id_token.clone(), subject, refresh_token });
        Ok(said)
    }

    fn refresh(&mut self) -> Result<Value, Failed> {
        let kept = self.kept.as_ref().unwrap();
        let tokens = self.client.exchange_refresh_token(&kept.refresh_token)?.request(&self.http)?;
        let refresh_token = refresh_token_of(&tokens)?;
        let info = self.info(tokens.access_token().clone(), &kept.subject)?;
        self.kept.as_mut().unwrap().refresh_token = refresh_token;
        Ok(info)
    }

    fn logout(&self, state: &str) -> Result<Value, Failed> {
        let url = LogoutRequest::from(self.end_session.clone())
            .set_id_token_hint(&self.kept.as_ref().unwrap().id_token)
            .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(self.goodbye.clone())?)
            .set_state(CsrfToken::new(state.to_owned()))
            .http_get_url();
        Ok(url.as_str().into())
    }

    fn info(&self, token: AccessToken, subject: &SubjectIdentifier) -> Result<Value, Failed> {
        let info: CoreUserInfoClaims =
            self.client.user_info(token, Some(subject.clone()))?.request(&self.http)?;
        Ok(serde_json::to_value(&info)?)
    }
}

fn refresh_token_of(tokens: &CoreTokenResponse) -> Result<RefreshToken, Failed> {
    tokens.refresh_token().cloned().ok_or_else(|| Failed::Fault("no refresh token".to_owned()))
}
