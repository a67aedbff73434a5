//! Clients: the applications that ask.

use std::sync::LazyLock;
use std::time::Duration;

use jose::JwsAlgorithm;
use jose::secret::Secret;
use oidc::client_authentication::Method;
use oidc::metadata::ClientMetadata;
use oidc::scope::Scope;
use oidc::token::GrantType;
use serde::{Deserialize, Serialize};

use super::client_key::ClientKey;
use super::initial_access_token::Bounds;
use super::phone_service::Service;
use super::upstream::UpstreamId;
use super::{ClientId, Version};
use crate::client::profile::Rules;
pub use crate::client::profile::{AssertionAudience, Profile};
use crate::login;
use crate::time::Time;

/// What a client that registered no scope may ask for: the scopes of OpenID Connect Core §5.4 and §11.
static STANDARD_SCOPE: LazyLock<Scope> = LazyLock::new(Scope::standard);

/// A registered client.
#[derive(Clone, Debug)]
pub struct Client {
    /// The identifier.
    pub id: ClientId,
    /// How often the record was written.
    pub version: Version,
    /// The hashes of its living secrets; none for a public client.
    pub secrets: Vec<SecretHash>,
    /// The living secret itself, where what it registered needs it as a key.
    pub kept_secret: Option<KeptSecret>,
    /// What it registered, by the registered names (RFC 7591 §2).
    pub metadata: ClientMetadata,
    /// What we hold it to.
    pub policy: ClientPolicy,
    /// How it came here, if it registered itself (RFC 7591).
    pub registration: Option<Box<Registration>>,
    /// Its keys that we gave a name, in the order in which they came.
    pub keys: Vec<ClientKey>,
    /// Since when it may not be used.
    pub disabled_at: Option<Time>,
    /// When it was made.
    pub created_at: Time,
    /// When it was last written.
    pub updated_at: Time,
}

/// A client secret, as its SHA-256: the secrets we make have 256 random bits, so a fast hash is right.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SecretHash {
    /// SHA-256 of a label and the secret's UTF-8 bytes, in base64url.
    pub sha256: String,
    /// When it was made, in microseconds since the epoch.
    pub created_at: i64,
}

/// A client secret that is kept itself; unreadable at rest.
#[derive(Clone)]
pub struct KeptSecret(Secret<String>);

impl KeptSecret {
    /// Takes the secret in.
    pub fn new(secret: Secret<String>) -> Self {
        Self(secret)
    }

    /// The secret.
    pub fn secret(&self) -> &Secret<String> {
        &self.0
    }
}

impl std::fmt::Debug for KeptSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeptSecret")
    }
}

/// What is kept of a registration that nobody administered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Registration {
    /// The identifier of the initial access token; none where registration was open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial_access_token: Option<String>,
    /// The hash of the registration access token, by which the client manages itself (RFC 7592 §3); none
    /// once an administrator took it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<SecretHash>,
    /// What the client may ask for, as it stood when it registered.
    #[serde(default)]
    pub bounds: Bounds,
}

/// What a client is held to: the profile's defaults, each of which an administrator may tighten.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
// Lenient at rest: a node of the next version may have stored a member that this one does not know.
#[serde(default)]
pub struct ClientPolicy {
    /// The set of defaults the client began with.
    pub profile: Profile,
    /// Whether an authorization request must carry a PKCE challenge (RFC 7636).
    pub require_pkce: bool,
    /// Whether the `plain` method is allowed.
    pub allow_plain_pkce: bool,
    /// Whether people are spared the consent page: for clients of the house.
    pub skip_consent: bool,
    /// Claims it is told at the userinfo endpoint by their names, once the person agreed, even where
    /// the scope is `openid` alone.
    pub user_claims: Vec<String>,
    /// Whether it may ask about tokens that are neither its own nor meant for it (RFC 7662 §4).
    pub introspect_any: bool,
    /// Whether both ways of sending a secret are accepted, whichever is registered.
    pub any_secret_method: bool,
    /// Whom its assertions may be meant for (RFC 7523 §3).
    pub assertion_audience: AssertionAudience,
    /// Whether its authorization requests must come in a request object, signed or sealed, or be pushed.
    pub require_request_object: bool,
    /// Whether it may send request objects that are sealed without being signed.
    pub allow_encrypted_requests: bool,
    /// Whether it is given nothing that is not sealed as it registered.
    pub require_sealed: bool,
    /// Whether its tokens must be bound to it by a key (RFC 8705 §3, RFC 9449).
    pub require_sender_constraint: bool,
    /// Whether its proofs of possession must carry a nonce of ours (RFC 9449 §8).
    pub require_dpop_nonce: bool,
    /// How long an authorization code lives, in seconds.
    pub code_ttl: u32,
    /// How long an access token lives, in seconds.
    pub access_token_ttl: u32,
    /// How long an ID token lives, in seconds.
    pub id_token_ttl: u32,
    /// How long refreshing can go on after the sign-in, in seconds.
    pub refresh_token_ttl: u32,
    /// For how long the refresh token before the current one is answered with the current one, in seconds.
    pub refresh_token_grace: u32,
    /// What access tokens for this client are signed with.
    pub access_token_signing_alg: JwsAlgorithm,
    /// The resources it may ask for by name (RFC 8707), by their identifiers.
    pub resources: Vec<String>,
    /// Whether people may sign in to it with a password here.
    pub allow_password: bool,
    /// The upstreams where they may; where nothing is said, all.
    pub upstreams: Option<Vec<UpstreamId>>,
    /// The factors of which people must prove one beside the first to sign in to it; none where one is enough.
    pub second_factors: Vec<login::Method>,
    /// Whether somebody who has none of them may set one up on the way in to it, where people may at all.
    pub allow_enrolment_at_sign_in: bool,
    /// The issuer it belongs to, by its identifier; the first one if none is named.
    pub issuer: Option<String>,
    /// What it is as a service that people sign in to with their phone: there where its profile is `service`.
    pub service: Option<Service>,
}

impl Default for ClientPolicy {
    fn default() -> Self {
        Self::of(Profile::Basic)
    }
}

impl ClientPolicy {
    /// The defaults of a profile.
    pub fn of(profile: Profile) -> Self {
        let rules = profile.rules();
        Self {
            profile,
            require_pkce: rules.require_pkce.usual(),
            allow_plain_pkce: rules.allow_plain_pkce.usual(),
            skip_consent: false,
            user_claims: Vec::new(),
            introspect_any: false,
            any_secret_method: rules.any_secret_method.usual(),
            assertion_audience: rules.assertion_audience,
            require_request_object: false,
            allow_encrypted_requests: rules.allow_encrypted_requests.usual(),
            require_sealed: rules.require_sealed.usual(),
            require_sender_constraint: rules.require_sender_constraint.usual(),
            require_dpop_nonce: rules.require_dpop_nonce.usual(),
            code_ttl: rules.code_ttl.usual,
            access_token_ttl: rules.access_token_ttl,
            id_token_ttl: rules.id_token_ttl,
            refresh_token_ttl: rules.refresh_token_ttl,
            refresh_token_grace: 0,
            access_token_signing_alg: rules.access_token_signing,
            resources: Vec::new(),
            allow_password: true,
            upstreams: None,
            second_factors: Vec::new(),
            allow_enrolment_at_sign_in: true,
            issuer: None,
            service: (profile == Profile::Service).then(Service::default),
        }
    }

    /// The life of an authorization code.
    pub const fn code_ttl(&self) -> Duration {
        Duration::from_secs(self.code_ttl as u64)
    }

    /// The life of an access token.
    pub const fn access_token_ttl(&self) -> Duration {
        Duration::from_secs(self.access_token_ttl as u64)
    }

    /// The life of an ID token.
    pub const fn id_token_ttl(&self) -> Duration {
        Duration::from_secs(self.id_token_ttl as u64)
    }

    /// How long refreshing can go on.
    pub const fn refresh_token_ttl(&self) -> Duration {
        Duration::from_secs(self.refresh_token_ttl as u64)
    }
}

impl Client {
    /// Whether the client can keep no secret and so proves nothing (RFC 6749 §2.1).
    pub fn is_public(&self) -> bool {
        self.metadata.token_endpoint_auth_method == Method::None
    }

    /// The secret itself, where it is kept; see [`crate::client::secret_key`].
    pub fn secret(&self) -> Option<&Secret<String>> {
        self.kept_secret.as_ref().map(KeptSecret::secret)
    }

    /// What signs answers that it asks for as a JWT (JARM §3).
    pub fn authorization_signing(&self) -> JwsAlgorithm {
        self.metadata.authorization_signed_response_alg.unwrap_or_else(|| self.usual_signing())
    }

    /// What signs introspection that it asks for as a JWT (RFC 9701 §6).
    pub fn introspection_signing(&self) -> JwsAlgorithm {
        self.metadata.introspection_signed_response_alg.unwrap_or_else(|| self.usual_signing())
    }

    /// What signs where the specifications have RS256 for those who say nothing: that, or under a profile
    /// without it, what signs ID tokens there.
    fn usual_signing(&self) -> JwsAlgorithm {
        let (usual, rules) = (JwsAlgorithm::RS256, self.rules());
        if rules.allows_signing(usual) { usual } else { rules.id_token_signing }
    }

    /// Whether the client registered this grant.
    pub fn has_grant(&self, grant: GrantType) -> bool {
        self.metadata.grant_types.contains(&grant)
    }

    /// Whether the client can exchange refresh tokens.
    pub fn may_refresh(&self) -> bool {
        self.has_grant(GrantType::RefreshToken)
    }

    /// What its profile holds it to.
    pub fn rules(&self) -> &'static Rules {
        self.policy.profile.rules()
    }

    /// What the client may have on its own behalf: of what it registered, everything that is not
    /// about a person.
    pub fn own_scope(&self) -> Scope {
        self.metadata.scope.as_ref().map(|scope| scope.difference(&STANDARD_SCOPE)).unwrap_or_default()
    }

    /// What the client may ask for at most: what it registered, or else the scopes of the standard.
    pub fn allowed_scope(&self) -> Scope {
        self.metadata.scope.clone().unwrap_or_else(|| STANDARD_SCOPE.clone())
    }
}

impl SecretHash {
    /// The hash of a secret just made.
    pub fn of(secret: &str, now: Time) -> Self {
        Self { sha256: jose::base64url::encode(Self::digest(secret)), created_at: now.as_micros() }
    }

    /// SHA-256 of a label and the secret. That of the secret alone is a key where messages are encrypted by it
    /// (OpenID Connect Core §10.2), and must not lie in a store.
    pub fn digest(secret: &str) -> [u8; 32] {
        jose::digest::sha256_parts(&[b"countersign client secret: ", secret.as_bytes()])
    }

    /// Whether this is the hash of the secret with that digest; takes the same time either way.
    pub fn matches(&self, digest: &[u8; 32]) -> bool {
        jose::constant_time::eq(self.sha256.as_bytes(), jose::base64url::encode(digest).as_bytes())
    }
}
