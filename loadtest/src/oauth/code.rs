//! The whole code flow with PKCE (RFC 7636), as a relying party runs it.

use jose::{base64url, digest, random};
use url::Url;

use super::{Credential, Provider, Tokens, token};
use crate::{
    browser::{Jar, Landing, Person, walk},
    error::{Error, failed, usage},
    http::{Http, Prepared},
    target::{Client, ClientAuth},
};

/// A code flow of one client, its unchanging parts made ready.
pub struct CodeFlow {
    authorize: Url,
    redirect_uri: Url,
    credential: Credential,
    token_request: Prepared,
}

/// A browser at the provider. One that signed in keeps its cookies, and so its session.
#[derive(Clone, Default)]
pub struct Session {
    jar: Jar,
}

impl CodeFlow {
    /// Makes the flow ready.
    ///
    /// # Errors
    /// When the client has no redirect address or the provider lacks an endpoint.
    pub fn new(provider: &Provider, client: &Client, auth: ClientAuth, scope: &str) -> Result<Self, Error> {
        let redirect_uri = client.redirect_uri.clone();
        let redirect_uri = redirect_uri.ok_or_else(|| usage("the code flow needs a --redirect-uri"))?;
        let mut authorize = provider.authorization_endpoint()?.clone();
        authorize
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &client.id)
            .append_pair("redirect_uri", redirect_uri.as_str())
            .append_pair("scope", scope)
            .append_pair("code_challenge_method", "S256");
        let credential = Credential::new(client, auth)?;
        let token_endpoint = provider.token_endpoint()?;
        Ok(Self {
            authorize,
            redirect_uri,
            token_request: credential.signed(Prepared::post_form(token_endpoint, "")?),
            credential,
        })
    }

    /// The client's authentication.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// A prepared POST to the token endpoint, without its form.
    pub fn token_request(&self) -> &Prepared {
        &self.token_request
    }

    /// Runs the flow in `session`, signing `person` in where the provider asks for somebody.
    ///
    /// # Errors
    /// Whatever goes wrong on the way, said in the words of who refused.
    pub async fn run(
        &self,
        http: &mut Http,
        session: &mut Session,
        person: Option<&Person>,
    ) -> Result<Tokens, Error> {
        let verifier = base64url::encode(random::bytes::<32>());
        let state = base64url::encode(random::bytes::<16>());
        let start = self.start(&verifier, &state);
        self.finish(http, session, person, start, &state, &verifier).await
    }

    /// Goes on from the authorization request, however that was made.
    pub(super) async fn finish(
        &self,
        http: &mut Http,
        session: &mut Session,
        person: Option<&Person>,
        start: Url,
        state: &str,
        verifier: &str,
    ) -> Result<Tokens, Error> {
        let landing = walk(http, &mut session.jar, start, &self.redirect_uri, person).await?;
        let code = code_of(&landing, state)?;
        let form = self.credential.form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("code_verifier", verifier),
        ]);
        token::send(http, &self.token_request, form).await
    }

    fn start(&self, verifier: &str, state: &str) -> Url {
        let challenge = base64url::encode(digest::sha256(verifier.as_bytes()));
        let mut start = self.authorize.clone();
        start
            .query_pairs_mut()
            .append_pair("code_challenge", &challenge)
            .append_pair("state", state)
            .append_pair("nonce", &base64url::encode(random::bytes::<16>()));
        start
    }
}

fn code_of<'a>(landing: &'a Landing, state: &str) -> Result<&'a str, Error> {
    if let Some(error) = landing.get("error") {
        let said = landing.get("error_description").unwrap_or_default();
        return Err(failed(format!("the authorization was refused: {error} ({said})")));
    }
    if landing.get("state") != Some(state) {
        return Err(failed("the redirect carries another state than was sent"));
    }
    let code = landing.get("code");
    code.ok_or_else(|| failed("the redirect carries no code"))
}
