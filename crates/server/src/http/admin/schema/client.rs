//! Clients, in the document and in answers.

use idp::issue::seal::Standing;
use idp::model::client::{Client, ClientPolicy};
use oidc::metadata::ClientMetadata;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::phone_service::Service;
use super::sealing::SealingAnswer;
use super::{ContentEncryption, IdTokenAlgorithm, KeyManagement, SignatureAlgorithm};
use crate::admin::rfc3339;

/// A client.
#[derive(Serialize, ToSchema)]
#[schema(as = Client)]
pub struct ClientAnswer {
    /// The identifier (RFC 6749 §2.2).
    pub client_id: String,
    /// When the identifier was given, in seconds since 1970.
    pub client_id_issued_at: i64,
    /// What it registered.
    #[serde(flatten)]
    #[schema(value_type = Metadata)]
    pub metadata: ClientMetadata,
    /// What it is held to.
    #[schema(value_type = Policy)]
    pub policy: ClientPolicy,
    /// How it came here; `null` if an administrator made it.
    #[schema(required)]
    pub registration: Option<RegistrationAnswer>,
    /// Whether it is kept from everything.
    pub disabled: bool,
    /// Of the answers that it wants encrypted, which can be. Told where one client is read that wants any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sealing: Option<Vec<SealingAnswer>>,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// How a client registered itself.
#[derive(Serialize, ToSchema)]
#[schema(as = Registration)]
pub struct RegistrationAnswer {
    /// The id of the initial access token it used; `null` where registration was open.
    #[schema(required)]
    pub initial_access_token: Option<String>,
    /// Whether it manages by itself what it registered (RFC 7592).
    pub manages_itself: bool,
}

/// A client with its new secret, which is told this once.
#[derive(Serialize, ToSchema)]
pub struct ClientWithSecret {
    /// The client.
    #[serde(flatten)]
    pub client: ClientAnswer,
    /// The secret; absent for a client that has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub client_secret: Option<String>,
    /// 0: the secret does not expire (RFC 7591 §3.2.1). Absent for a client without a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub client_secret_expires_at: Option<i64>,
}

/// A page of clients.
#[derive(Serialize, ToSchema)]
pub struct ClientList {
    /// The clients, in the order of their identifiers.
    pub clients: Vec<ClientAnswer>,
    /// What `after` is to be for the next page; `null` if this is the last.
    #[schema(required)]
    pub next: Option<String>,
}

/// A client to be made.
#[derive(Serialize, ToSchema)]
pub struct NewClient {
    /// What it registers.
    #[serde(flatten)]
    pub metadata: Metadata,
    /// The identifier wanted: 1 to 200 printable ASCII characters without a space. One is made up if
    /// absent.
    #[schema(nullable = false, max_length = 200)]
    pub client_id: Option<String>,
    /// What it is to be held to; the defaults of the profile `basic` if absent.
    #[schema(nullable = false)]
    pub policy: Option<Policy>,
}

/// What a client is to be.
#[derive(Serialize, ToSchema)]
pub struct ChangedClient {
    /// What it registers. Members that are absent are as if the client had never registered them.
    #[serde(flatten)]
    pub metadata: Metadata,
    /// The identifier, which cannot be changed.
    #[schema(nullable = false)]
    pub client_id: Option<String>,
    /// What it is to be held to: members that are absent are as the profile has them. If the whole is
    /// absent, it stays as it is.
    #[schema(nullable = false)]
    pub policy: Option<Policy>,
    /// Whether it is to be kept from everything, what it was granted included. If absent, this stays
    /// as it is.
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub client_id_issued_at: Option<i64>,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub client_secret_expires_at: Option<i64>,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub created_at: Option<String>,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub updated_at: Option<String>,
    /// Told in answers; changes nothing.
    pub registration: Option<RegistrationAnswer>,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub sealing: Option<Vec<SealingAnswer>>,
}

/// What a client is held to.
#[derive(Serialize, ToSchema)]
#[schema(as = ClientPolicy)]
pub struct Policy {
    /// What it is held to: defaults, some of which cannot be loosened.
    #[schema(value_type = Option<Profile>, nullable = false)]
    pub profile: Option<Profile>,
    /// Whether an authorization request must carry a PKCE challenge (RFC 7636).
    #[schema(nullable = false)]
    pub require_pkce: Option<bool>,
    /// Whether the `plain` method is allowed.
    #[schema(nullable = false)]
    pub allow_plain_pkce: Option<bool>,
    /// Whether people are spared the consent page: for clients of the house.
    #[schema(nullable = false)]
    pub skip_consent: Option<bool>,
    /// Claims it is told at the userinfo endpoint by their names, once the person agreed, even where
    /// the scope is `openid` alone.
    #[schema(nullable = false, max_items = 50, example = json!(["given_name", "family_name"]))]
    pub user_claims: Option<Vec<String>>,
    /// Whether it may ask about tokens that are neither its own nor meant for it (RFC 7662 §4).
    #[schema(nullable = false)]
    pub introspect_any: Option<bool>,
    /// Whether both ways of sending a secret are accepted, whichever is registered.
    #[schema(nullable = false)]
    pub any_secret_method: Option<bool>,
    /// Whom its assertions may be meant for (RFC 7523 §3).
    #[schema(nullable = false)]
    pub assertion_audience: Option<AssertionAudience>,
    /// Whether its authorization requests must come in a request object, signed or sealed, or be pushed.
    #[schema(nullable = false)]
    pub require_request_object: Option<bool>,
    /// Whether it may send request objects that are sealed without being signed.
    #[schema(nullable = false)]
    pub allow_encrypted_requests: Option<bool>,
    /// Whether it is given nothing that is not sealed as it registered.
    #[schema(nullable = false)]
    pub require_sealed: Option<bool>,
    /// Whether its tokens must be bound to it by a key (RFC 8705 §3, RFC 9449).
    #[schema(nullable = false)]
    pub require_sender_constraint: Option<bool>,
    /// Whether its proofs of possession must carry a nonce of ours (RFC 9449 §8).
    #[schema(nullable = false)]
    pub require_dpop_nonce: Option<bool>,
    /// How long an authorization code lives, in seconds.
    #[schema(nullable = false, minimum = 1, maximum = 600)]
    pub code_ttl: Option<u32>,
    /// How long an access token lives, in seconds.
    #[schema(nullable = false, minimum = 1, maximum = 604_800)]
    pub access_token_ttl: Option<u32>,
    /// How long an ID token lives, in seconds.
    #[schema(nullable = false, minimum = 1, maximum = 604_800)]
    pub id_token_ttl: Option<u32>,
    /// How long refreshing can go on after the sign-in, in seconds.
    #[schema(nullable = false, minimum = 1)]
    pub refresh_token_ttl: Option<u32>,
    /// For how long the refresh token before the current one is answered with the current one, in
    /// seconds.
    #[schema(nullable = false, maximum = 600)]
    pub refresh_token_grace: Option<u32>,
    /// What access tokens for this client are signed with.
    #[schema(nullable = false)]
    pub access_token_signing_alg: Option<SignatureAlgorithm>,
    /// The resources it may ask for by name (RFC 8707), by their identifiers. What it may ask for at them
    /// is in its `scope`.
    #[schema(nullable = false, max_items = 100, example = json!(["https://orders.example"]))]
    pub resources: Option<Vec<String>>,
    /// Whether people may sign in to it with a password here.
    #[schema(nullable = false)]
    pub allow_password: Option<bool>,
    /// The upstreams where they may, by their identifiers; all if absent or `null`.
    #[schema(max_items = 100, example = json!(["ftn"]))]
    pub upstreams: Option<Vec<String>>,
    /// The factors of which people must prove one beside the first to sign in to it; none where one is enough.
    /// Recovery codes stand for an authenticator app and for a passkey.
    #[schema(nullable = false, max_items = 5, example = json!(["totp", "passkey"]))]
    pub second_factors: Option<Vec<SecondFactor>>,
    /// Whether somebody who has none of them may set one up on the way in to it, where people may at all
    /// (`second_factors.set_up_at_sign_in`).
    #[schema(nullable = false)]
    pub allow_enrolment_at_sign_in: Option<bool>,
    /// The issuer it belongs to, by its identifier; the first one if absent or `null`.
    #[schema(example = "https://login.example.com/oidc")]
    pub issuer: Option<String>,
    /// What it is as a service that people sign in to with their phone; there where the profile is `service`, and
    /// nowhere else.
    pub service: Option<Service>,
}

/// A named set of defaults.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// This project's own.
    Basic,
    /// As the WFP CIAM documents it: longer lives, PKCE optional, RS256.
    Ciam,
    /// As Signicat's sealed provider documents it: requests may be sealed alone, answers are sealed.
    Signicat,
    /// A service that people sign in to with their phone: sealed ID tokens, pairwise subjects.
    Service,
    /// What the Finnish trust network asks of relying parties.
    Ftn,
    /// The FAPI 2.0 Security Profile.
    Fapi2,
}

/// A factor that can follow another.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// A passkey (WebAuthn).
    Passkey,
    /// A code of an authenticator app (RFC 6238).
    Totp,
    /// A code sent to a mobile.
    SmsOtp,
    /// A code sent by mail.
    EmailOtp,
    /// One of the codes that a person keeps for when the rest is lost.
    RecoveryCode,
}

/// Whom a client's assertions may be meant for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssertionAudience {
    /// The issuer, the token endpoint's address, or the address it is sent to.
    IssuerOrEndpoint,
    /// The issuer, as a text or in an array.
    Issuer,
    /// The issuer, as a plain text alone.
    IssuerAsText,
}

/// Client metadata by their registered names (RFC 7591 §2, OpenID Connect Dynamic Client Registration
/// §2, RP-Initiated Logout §3.1, Back-Channel Logout §2.2, Front-Channel Logout §2).
///
/// `client_name`, `client_uri`, `logo_uri`, `policy_uri` and `tos_uri` may be given in further languages, such as
/// `client_name#fi` (RFC 7591 §2.2).
#[derive(Serialize, ToSchema)]
#[schema(as = ClientMetadata)]
pub struct Metadata {
    /// Where responses may go; compared to the letter. At most 100.
    #[schema(nullable = false, max_items = 100, example = json!(["https://shop.example/callback"]))]
    pub redirect_uris: Option<Vec<String>>,
    /// What it may ask for at the authorization endpoint: `code`, `id_token`, `token` and their
    /// combinations, as OpenID Connect Core §3 has them. Default: `code`.
    #[schema(nullable = false, example = json!(["code", "code id_token"]))]
    pub response_types: Option<Vec<String>>,
    /// Default: `authorization_code`.
    #[schema(nullable = false)]
    pub grant_types: Option<Vec<GrantType>>,
    /// Default: `web`.
    #[schema(nullable = false)]
    pub application_type: Option<ApplicationType>,
    /// The name shown to people.
    #[schema(nullable = false, max_length = 200)]
    pub client_name: Option<String>,
    /// Whom to write to.
    #[schema(nullable = false)]
    pub contacts: Option<Vec<String>>,
    /// The address of a logo.
    #[schema(nullable = false)]
    pub logo_uri: Option<String>,
    /// The address of the client's page.
    #[schema(nullable = false)]
    pub client_uri: Option<String>,
    /// The address of its privacy policy.
    #[schema(nullable = false)]
    pub policy_uri: Option<String>,
    /// The address of its terms.
    #[schema(nullable = false)]
    pub tos_uri: Option<String>,
    /// The address of its keys; never beside `jwks`.
    #[schema(nullable = false)]
    pub jwks_uri: Option<String>,
    /// The address of its keys as a signed set; never beside `jwks` or `jwks_uri`. Nothing there counts unless
    /// it is signed by one of its keys with the use `key_set`.
    #[schema(nullable = false)]
    pub signed_jwks_uri: Option<String>,
    /// Its keys (RFC 7517 §5).
    #[schema(nullable = false)]
    pub jwks: Option<Value>,
    /// What it may ask for, separated by spaces. Default: the scopes of OpenID Connect.
    #[schema(nullable = false, example = "openid profile email")]
    pub scope: Option<String>,
    /// Default: the first that its profile has; `client_secret_basic` in most.
    #[schema(nullable = false)]
    pub token_endpoint_auth_method: Option<AuthMethod>,
    /// How its assertions are signed.
    #[schema(nullable = false)]
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// How a person's subject identifier is made. Default: `public`.
    #[schema(nullable = false)]
    pub subject_type: Option<SubjectType>,
    /// Whose redirect addresses share one pairwise subject; needed by a pairwise client whose redirect
    /// addresses have several hosts.
    #[schema(nullable = false)]
    pub sector_identifier_uri: Option<String>,
    /// How ID tokens are signed. Default here: as its profile has it. `HS256`, `HS384` and `HS512`, by the client's
    /// secret, are for clients of the profile `basic` that keep one.
    #[schema(nullable = false)]
    pub id_token_signed_response_alg: Option<IdTokenAlgorithm>,
    /// How ID tokens and logout tokens are encrypted for it: the key management. Absent for what is not encrypted.
    #[schema(nullable = false)]
    pub id_token_encrypted_response_alg: Option<KeyManagement>,
    /// How their content is encrypted. Default where they are: A128CBC-HS256.
    #[schema(nullable = false)]
    pub id_token_encrypted_response_enc: Option<ContentEncryption>,
    /// How userinfo is signed; absent for plain JSON.
    #[schema(nullable = false)]
    pub userinfo_signed_response_alg: Option<SignatureAlgorithm>,
    /// How userinfo is encrypted for it: the key management. Absent for what is not encrypted.
    #[schema(nullable = false)]
    pub userinfo_encrypted_response_alg: Option<KeyManagement>,
    /// How their content is encrypted. Default where they are: A128CBC-HS256.
    #[schema(nullable = false)]
    pub userinfo_encrypted_response_enc: Option<ContentEncryption>,
    /// How it is told of tokens where it asks for a JWT (RFC 9701). Default: RS256.
    #[schema(nullable = false)]
    pub introspection_signed_response_alg: Option<SignatureAlgorithm>,
    /// How its authorization responses are signed where it asks for them as a JWT (JARM). Default: RS256,
    /// or what its profile signs ID tokens with where RS256 is not allowed.
    #[schema(nullable = false)]
    pub authorization_signed_response_alg: Option<SignatureAlgorithm>,
    /// How it is told of tokens where it asks for a JWT is encrypted for it: the key management. Absent for what is not encrypted.
    #[schema(nullable = false)]
    pub introspection_encrypted_response_alg: Option<KeyManagement>,
    /// How their content is encrypted. Default where they are: A128CBC-HS256.
    #[schema(nullable = false)]
    pub introspection_encrypted_response_enc: Option<ContentEncryption>,
    /// How authorization responses that are JWTs are encrypted for it (JARM): the key management.
    #[schema(nullable = false)]
    pub authorization_encrypted_response_alg: Option<KeyManagement>,
    /// How their content is encrypted. Default where they are: A128CBC-HS256.
    #[schema(nullable = false)]
    pub authorization_encrypted_response_enc: Option<ContentEncryption>,
    /// How its request objects are signed; `none` allows unsigned ones. Absent, any algorithm with a
    /// public key will do.
    #[schema(nullable = false)]
    pub request_object_signing_alg: Option<String>,
    /// Key management of its sealed request objects. Not offered so far.
    #[schema(nullable = false)]
    pub request_object_encryption_alg: Option<String>,
    /// Content encryption of its sealed request objects.
    #[schema(nullable = false)]
    pub request_object_encryption_enc: Option<String>,
    /// Whether it sends its requests as signed objects alone (RFC 9101 §10.5).
    #[schema(nullable = false)]
    pub require_signed_request_object: Option<bool>,
    /// Request objects it may refer to.
    #[schema(nullable = false)]
    pub request_uris: Option<Vec<String>>,
    /// `max_age` where a request says nothing, in seconds.
    #[schema(nullable = false)]
    pub default_max_age: Option<u32>,
    /// Whether `auth_time` is wanted always.
    #[schema(nullable = false)]
    pub require_auth_time: Option<bool>,
    /// `acr_values` where a request says nothing.
    #[schema(nullable = false)]
    pub default_acr_values: Option<Vec<String>>,
    /// Where a login may be started by others.
    #[schema(nullable = false)]
    pub initiate_login_uri: Option<String>,
    /// Where a browser may go after logout.
    #[schema(nullable = false, max_items = 100)]
    pub post_logout_redirect_uris: Option<Vec<String>>,
    /// Where its server is told of logouts.
    #[schema(nullable = false)]
    pub backchannel_logout_uri: Option<String>,
    /// Whether logout tokens must name the session.
    #[schema(nullable = false)]
    pub backchannel_logout_session_required: Option<bool>,
    /// How it comes by what people grant it elsewhere; beside the grant of CIBA, and no other.
    #[schema(nullable = false)]
    pub backchannel_token_delivery_mode: Option<DeliveryMode>,
    /// Where its server is told that somebody answered: `https`, without a fragment; beside the mode `ping`, and
    /// no other.
    #[schema(nullable = false)]
    pub backchannel_client_notification_endpoint: Option<String>,
    /// How it signs the requests by which it asks people elsewhere: an algorithm with a public key. Where it is
    /// there, requests that are not signed so are refused.
    #[schema(nullable = false)]
    pub backchannel_authentication_request_signing_alg: Option<SignatureAlgorithm>,
    /// Where browsers tell it of logouts: of an origin of `redirect_uris`.
    #[schema(nullable = false)]
    pub frontchannel_logout_uri: Option<String>,
    /// Whether that address must be told the session.
    #[schema(nullable = false)]
    pub frontchannel_logout_session_required: Option<bool>,
    /// Whether its access tokens are always bound to a key that it shows to hold (RFC 9449 §5.2).
    #[schema(nullable = false)]
    pub dpop_bound_access_tokens: Option<bool>,
    /// Whether its access tokens are always bound to the certificate it connects with (RFC 8705 §3.4).
    #[schema(nullable = false)]
    pub tls_client_certificate_bound_access_tokens: Option<bool>,
    /// The subject of its certificate, as RFC 4514 writes it, the most specific part first:
    /// `CN=shop,O=Example Oy,C=FI`. With the method `tls_client_auth` this or one of the next four is
    /// there, and not two (RFC 8705 §2.1.2).
    #[schema(nullable = false)]
    pub tls_client_auth_subject_dn: Option<String>,
    /// The name of a host that is among the alternative names of its certificate.
    #[schema(nullable = false)]
    pub tls_client_auth_san_dns: Option<String>,
    /// A URI that is.
    #[schema(nullable = false)]
    pub tls_client_auth_san_uri: Option<String>,
    /// An IPv4 or IPv6 address that is.
    #[schema(nullable = false)]
    pub tls_client_auth_san_ip: Option<String>,
    /// An e-mail address that is.
    #[schema(nullable = false)]
    pub tls_client_auth_san_email: Option<String>,
    /// Whether its requests must be pushed (RFC 9126 §6).
    #[schema(nullable = false)]
    pub require_pushed_authorization_requests: Option<bool>,
    /// Identifies the software among all its installations.
    #[schema(nullable = false)]
    pub software_id: Option<String>,
    /// Its version.
    #[schema(nullable = false)]
    pub software_version: Option<String>,
}

/// A grant that clients can be registered for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// RFC 6749 §4.1.
    AuthorizationCode,
    /// RFC 6749 §4.2: for response types with `id_token` or `token`.
    Implicit,
    /// RFC 6749 §6.
    RefreshToken,
    /// RFC 6749 §4.4.
    ClientCredentials,
    /// RFC 8628 §3.4: for devices that cannot show the page for signing in.
    #[serde(rename = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
    /// OpenID Connect CIBA Core §4: people answer elsewhere what the client began.
    #[serde(rename = "urn:openid:params:grant-type:ciba")]
    Ciba,
}

/// How a client comes by what people grant it elsewhere.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryMode {
    /// It asks the token endpoint until it is there.
    Poll,
    /// It is told when it is there, and asks the token endpoint then.
    Ping,
}

/// What kind of application a client is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationType {
    /// Runs on a server.
    Web,
    /// Runs on the person's device.
    Native,
}

/// How a client proves itself at the token endpoint.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// Its secret in the Authorization header (RFC 6749 §2.3.1).
    ClientSecretBasic,
    /// Its secret in the body.
    ClientSecretPost,
    /// A JWT under its secret (RFC 7523 §2.2), which is kept sealed for that.
    ClientSecretJwt,
    /// A JWT under a private key of its own.
    PrivateKeyJwt,
    /// A certificate with a registered name that a configured authority vouches for (RFC 8705 §2.1).
    TlsClientAuth,
    /// A certificate for one of its keys (RFC 8705 §2.2).
    SelfSignedTlsClientAuth,
    /// Not at all: a public client.
    None,
}

/// How a person's subject identifier is made (OpenID Connect Core §8).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// The same for every client.
    Public,
    /// Another for each client or sector.
    Pairwise,
}

impl ClientAnswer {
    /// A client with what is known of how its answers can be sealed.
    pub fn with_sealing(client: Client, sealing: Vec<Standing>) -> Self {
        let sealing: Vec<_> = sealing.into_iter().map(Into::into).collect();
        Self { sealing: (!sealing.is_empty()).then_some(sealing), ..client.into() }
    }
}

impl From<Client> for ClientAnswer {
    fn from(client: Client) -> Self {
        Self {
            client_id: client.id.as_str().to_owned(),
            client_id_issued_at: client.created_at.as_secs(),
            metadata: client.metadata,
            policy: client.policy,
            registration: client.registration.map(|registration| RegistrationAnswer {
                initial_access_token: registration.initial_access_token,
                manages_itself: registration.access_token.is_some(),
            }),
            disabled: client.disabled_at.is_some(),
            sealing: None,
            created_at: rfc3339(client.created_at).unwrap_or_default(),
            updated_at: rfc3339(client.updated_at).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use oidc::metadata::MEMBERS;
    use serde_json::to_value;
    use utoipa::PartialSchema;

    use super::*;

    fn properties<T: PartialSchema>() -> BTreeSet<String> {
        to_value(T::schema()).unwrap()["properties"].as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn the_document_has_every_member_of_client_metadata() {
        assert_eq!(properties::<Metadata>(), MEMBERS.iter().map(|&name| name.to_owned()).collect());
    }

    #[test]
    fn the_document_has_every_member_of_a_policy() {
        let policy = to_value(ClientPolicy::default()).unwrap();
        assert_eq!(properties::<Policy>(), policy.as_object().unwrap().keys().cloned().collect());
    }
}
