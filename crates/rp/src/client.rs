//! What this application is at the provider.

mod assertion;
mod authentication;
pub(crate) mod dpop;
mod protection;
mod sealing;

pub use assertion::AssertionAudience;
pub use authentication::Authentication;
pub(crate) use authentication::authenticate;
pub use protection::RequestObject;
pub(crate) use protection::{Protection, Sealing};
pub(crate) use sealing::Opening;

use jose::{ContentEncryption, DecryptionKey, JwsAlgorithm, KeyManagement, SigningKey, VerifyingKey};

use crate::{Error, OurFault};

/// A registration, as the provider has it. Each setting is called by the name of the client metadata
/// that it repeats, and what stands here decides: an algorithm is never taken from a token.
///
/// ```
/// use rp::jose::{JwsAlgorithm, Secret};
/// use rp::{Authentication, Client};
///
/// let secret = Secret::new("from the registration".to_owned());
/// let client = Client::new("shop", "https://shop.example/callback", Authentication::ClientSecretBasic(secret))
///     .id_token_signed_response_alg(JwsAlgorithm::ES256)
///     .leeway(30);
/// assert_eq!(client.id(), "shop");
/// ```
pub struct Client {
    id: String,
    redirect_uri: String,
    authentication: Authentication,
    assertion_audience: AssertionAudience,
    request_object: RequestObject,
    id_token: Protection,
    userinfo: Protection,
    authorization_response: Protection,
    decryption_keys: Vec<DecryptionKey>,
    dpop: Option<SigningKey>,
    leeway: i64,
}

impl Client {
    /// A registration with what the specifications have by default: ID tokens signed with RS256,
    /// userinfo and answers plain, requests in plain parameters.
    pub fn new(
        client_id: impl Into<String>,
        redirect_uri: impl Into<String>,
        authentication: Authentication,
    ) -> Self {
        Self {
            id: client_id.into(),
            redirect_uri: redirect_uri.into(),
            authentication,
            assertion_audience: AssertionAudience::Issuer,
            request_object: RequestObject::None,
            id_token: Protection::signed(JwsAlgorithm::RS256),
            userinfo: Protection::NONE,
            authorization_response: Protection::NONE,
            decryption_keys: Vec::new(),
            dpop: None,
            leeway: 60,
        }
    }

    /// `client_id`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How ID tokens and logout tokens are signed.
    #[must_use]
    pub fn id_token_signed_response_alg(mut self, algorithm: JwsAlgorithm) -> Self {
        self.id_token.signed = Some(algorithm);
        self
    }

    /// How ID tokens and logout tokens are encrypted (`…_alg`, `…_enc`), after they are signed; without
    /// this setting they are not. The key is one of [`Self::decryption_key`], or with a symmetric `alg`
    /// made of the client secret (OpenID Connect Core §10.2).
    #[must_use]
    pub fn id_token_encrypted_response(mut self, alg: KeyManagement, enc: ContentEncryption) -> Self {
        self.id_token.sealed = Some(Sealing { alg, enc });
        self
    }

    /// How userinfo is signed; without this setting it is plain JSON.
    #[must_use]
    pub fn userinfo_signed_response_alg(mut self, algorithm: JwsAlgorithm) -> Self {
        self.userinfo.signed = Some(algorithm);
        self
    }

    /// How userinfo is encrypted; without this setting it is not. Without
    /// [`Self::userinfo_signed_response_alg`] it is encrypted JSON.
    #[must_use]
    pub fn userinfo_encrypted_response(mut self, alg: KeyManagement, enc: ContentEncryption) -> Self {
        self.userinfo.sealed = Some(Sealing { alg, enc });
        self
    }

    /// How authorization responses are signed (JARM); without this setting they are plain parameters.
    #[must_use]
    pub fn authorization_signed_response_alg(mut self, algorithm: JwsAlgorithm) -> Self {
        self.authorization_response.signed = Some(algorithm);
        self
    }

    /// How authorization responses are encrypted, after they are signed; without this setting they are
    /// not.
    #[must_use]
    pub fn authorization_encrypted_response(mut self, alg: KeyManagement, enc: ContentEncryption) -> Self {
        self.authorization_response.sealed = Some(Sealing { alg, enc });
        self
    }

    /// A private key that opens what is sealed for this client, **under the `kid` by which the provider
    /// knows it** (`DecryptionKey::with_kid`): many mint one of their own. May be given several times,
    /// so that the next key is there before the provider uses it.
    #[must_use]
    pub fn decryption_key(mut self, key: DecryptionKey) -> Self {
        self.decryption_keys.push(key);
        self
    }

    /// How requests are signed and sealed; without this setting they are plain parameters.
    #[must_use]
    pub fn request_object(mut self, request_object: RequestObject) -> Self {
        self.request_object = request_object;
        self
    }

    /// To whom client assertions are addressed; without this setting to the issuer.
    #[must_use]
    pub fn assertion_audience(mut self, audience: AssertionAudience) -> Self {
        self.assertion_audience = audience;
        self
    }

    /// Binds tokens to this key by DPoP (RFC 9449): every request for tokens and userinfo carries a
    /// proof, and a token that is not bound is refused. The key is the application's own, and lives as
    /// long as its refresh tokens.
    #[must_use]
    pub fn dpop(mut self, key: SigningKey) -> Self {
        self.dpop = Some(key);
        self
    }

    /// By how many seconds the provider's clock and ours may differ: 60 without this setting.
    #[must_use]
    pub fn leeway(mut self, seconds: u32) -> Self {
        self.leeway = i64::from(seconds);
        self
    }

    pub(crate) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(crate) fn authentication(&self) -> &Authentication {
        &self.authentication
    }

    pub(crate) fn shows_certificate(&self) -> bool {
        matches!(self.authentication, Authentication::Tls)
    }

    pub(crate) fn request_form(&self) -> &RequestObject {
        &self.request_object
    }

    pub(crate) fn id_token(&self) -> &Protection {
        &self.id_token
    }

    pub(crate) fn userinfo(&self) -> &Protection {
        &self.userinfo
    }

    pub(crate) fn authorization_response(&self) -> &Protection {
        &self.authorization_response
    }

    pub(crate) fn dpop_key(&self) -> Option<&SigningKey> {
        self.dpop.as_ref()
    }

    pub(crate) fn clock_leeway(&self) -> i64 {
        self.leeway
    }

    /// The key of the client secret, for HMAC algorithms (OpenID Connect Core §10.1).
    pub(crate) fn secret_key(&self, algorithm: JwsAlgorithm) -> Result<VerifyingKey, Error> {
        let secret = self.authentication.secret().ok_or(OurFault::SecretMissing(algorithm.name()))?;
        Ok(VerifyingKey::from_secret(secret.expose().as_bytes(), algorithm).map_err(OurFault::Key)?)
    }
}
