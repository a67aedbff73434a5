//! What a client is registered with, by the names of the specifications.

use jose::{ContentEncryption, JwsAlgorithm, KeyManagement};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Localized, RequestObjectSigning};
use crate::ciba::DeliveryMode;
use crate::client_authentication::Method;
use crate::redirect_uri::RedirectUri;
use crate::response_type::ResponseType;
use crate::scope::Scope;
use crate::token::GrantType;

words! {
    /// How a person's subject identifier is made (OpenID Connect Core §8).
    SubjectType {
        /// The same for every client.
        Public = "public",
        /// Another for each client or sector.
        Pairwise = "pairwise",
    }
}

/// Client metadata (RFC 7591 §2, OpenID Connect Registration §2, RP-Initiated Logout §3.1,
/// Back-Channel Logout §2.2, Front-Channel Logout §2), with the
/// defaults of those specifications. Unknown members are ignored, as RFC 7591 §2 has it; for people
/// who write them by hand there is [`super::parse_strict`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientMetadata {
    /// Where responses may go.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<RedirectUri>,
    /// Default: `code`.
    pub response_types: Vec<ResponseType>,
    /// Default: `authorization_code`.
    pub grant_types: Vec<GrantType>,
    /// Default: `web`.
    pub application_type: ApplicationType,
    /// The name shown to people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Whom to write to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
    /// The address of a logo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    /// The address of the client's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// The address of its privacy policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// The address of its terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    /// The address of its keys; never beside `jwks`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// The address of its keys as a signed set (OpenID Federation §5.2.1); never beside the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_jwks_uri: Option<String>,
    /// Its keys, unread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks: Option<Value>,
    /// What it may ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Default: `client_secret_basic`.
    pub token_endpoint_auth_method: Method,
    /// How its assertions are signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<JwsAlgorithm>,
    /// Default: left to the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_type: Option<SubjectType>,
    /// Whose redirect addresses share one pairwise subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector_identifier_uri: Option<String>,
    /// Default: `RS256`.
    pub id_token_signed_response_alg: JwsAlgorithm,
    /// Key management of sealed ID tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_alg: Option<KeyManagement>,
    /// Content encryption of sealed ID tokens; default where sealed: `A128CBC-HS256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_enc: Option<ContentEncryption>,
    /// Signs userinfo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<JwsAlgorithm>,
    /// Key management of sealed userinfo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_alg: Option<KeyManagement>,
    /// Content encryption of sealed userinfo; default where sealed: `A128CBC-HS256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_enc: Option<ContentEncryption>,
    /// Signs what it is told of tokens, where it asks for a JWT; default: `RS256` (RFC 9701 §6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introspection_signed_response_alg: Option<JwsAlgorithm>,
    /// Key management of sealed introspection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introspection_encrypted_response_alg: Option<KeyManagement>,
    /// Content encryption of sealed introspection; default where sealed: `A128CBC-HS256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introspection_encrypted_response_enc: Option<ContentEncryption>,
    /// Signs authorization responses, where it asks for them as a JWT; default: `RS256` (JARM §3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_signed_response_alg: Option<JwsAlgorithm>,
    /// Key management of sealed authorization responses (JARM §3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_encrypted_response_alg: Option<KeyManagement>,
    /// Content encryption of sealed authorization responses; default where sealed: `A128CBC-HS256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_encrypted_response_enc: Option<ContentEncryption>,
    /// How its request objects are signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_object_signing_alg: Option<RequestObjectSigning>,
    /// Key management of its sealed request objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_object_encryption_alg: Option<KeyManagement>,
    /// Content encryption of its sealed request objects; default where sealed: `A128CBC-HS256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_object_encryption_enc: Option<ContentEncryption>,
    /// Whether it sends its requests as signed objects alone (RFC 9101 §10.5).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub require_signed_request_object: bool,
    /// Request objects it may refer to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub request_uris: Vec<String>,
    /// `max_age` where a request says nothing, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_max_age: Option<u32>,
    /// Whether `auth_time` is wanted always.
    pub require_auth_time: bool,
    /// `acr_values` where a request says nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_acr_values: Vec<String>,
    /// Where a login may be started by others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiate_login_uri: Option<String>,
    /// Where a browser may go after logout.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// Where it is told of logouts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// Whether logout tokens must name the session.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub backchannel_logout_session_required: bool,
    /// Where browsers tell it of logouts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frontchannel_logout_uri: Option<String>,
    /// Whether that address must be told the session.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub frontchannel_logout_session_required: bool,
    /// How it comes by what people grant it elsewhere (CIBA Core §4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_token_delivery_mode: Option<DeliveryMode>,
    /// Where it is told that there is something to come by (CIBA Core §4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_client_notification_endpoint: Option<String>,
    /// How it signs the requests by which it asks people elsewhere (CIBA Core §4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_authentication_request_signing_alg: Option<JwsAlgorithm>,
    /// Whether its access tokens are always bound to a key (RFC 9449 §5.2).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dpop_bound_access_tokens: bool,
    /// Whether its access tokens are always bound to its certificate (RFC 8705 §3.4).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub tls_client_certificate_bound_access_tokens: bool,
    /// The subject of its certificate, as RFC 4514 writes it. This and the next four: RFC 8705 §2.1.2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_client_auth_subject_dn: Option<String>,
    /// The name of a host in its certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_client_auth_san_dns: Option<String>,
    /// A URI in its certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_client_auth_san_uri: Option<String>,
    /// An address of the internet in its certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_client_auth_san_ip: Option<String>,
    /// An address of e-mail in its certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_client_auth_san_email: Option<String>,
    /// Whether its requests must be pushed (RFC 9126 §6).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub require_pushed_authorization_requests: bool,
    /// Identifies the software among all its installations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_id: Option<String>,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_version: Option<String>,
    /// What it says in further languages.
    #[serde(flatten)]
    pub localized: Localized,
}

words! {
    /// What kind of application a client is (OpenID Connect Registration §2).
    ApplicationType {
        /// Runs on a server.
        Web = "web",
        /// Runs on the person's device.
        Native = "native",
    }
}

impl Default for ClientMetadata {
    fn default() -> Self {
        Self {
            redirect_uris: Vec::new(),
            response_types: vec![ResponseType::CODE],
            grant_types: vec![GrantType::AuthorizationCode],
            application_type: ApplicationType::Web,
            client_name: None,
            contacts: Vec::new(),
            logo_uri: None,
            client_uri: None,
            policy_uri: None,
            tos_uri: None,
            jwks_uri: None,
            signed_jwks_uri: None,
            jwks: None,
            scope: None,
            token_endpoint_auth_method: Method::ClientSecretBasic,
            token_endpoint_auth_signing_alg: None,
            subject_type: None,
            sector_identifier_uri: None,
            id_token_signed_response_alg: JwsAlgorithm::RS256,
            id_token_encrypted_response_alg: None,
            id_token_encrypted_response_enc: None,
            userinfo_signed_response_alg: None,
            userinfo_encrypted_response_alg: None,
            userinfo_encrypted_response_enc: None,
            introspection_signed_response_alg: None,
            introspection_encrypted_response_alg: None,
            introspection_encrypted_response_enc: None,
            authorization_signed_response_alg: None,
            authorization_encrypted_response_alg: None,
            authorization_encrypted_response_enc: None,
            request_object_signing_alg: None,
            request_object_encryption_alg: None,
            request_object_encryption_enc: None,
            require_signed_request_object: false,
            request_uris: Vec::new(),
            default_max_age: None,
            require_auth_time: false,
            default_acr_values: Vec::new(),
            initiate_login_uri: None,
            post_logout_redirect_uris: Vec::new(),
            backchannel_token_delivery_mode: None,
            backchannel_client_notification_endpoint: None,
            backchannel_authentication_request_signing_alg: None,
            backchannel_logout_uri: None,
            backchannel_logout_session_required: false,
            frontchannel_logout_uri: None,
            frontchannel_logout_session_required: false,
            dpop_bound_access_tokens: false,
            tls_client_certificate_bound_access_tokens: false,
            tls_client_auth_subject_dn: None,
            tls_client_auth_san_dns: None,
            tls_client_auth_san_uri: None,
            tls_client_auth_san_ip: None,
            tls_client_auth_san_email: None,
            require_pushed_authorization_requests: false,
            software_id: None,
            software_version: None,
            localized: Localized::default(),
        }
    }
}

impl ClientMetadata {
    /// The name shown to people, in this language if it has one in it.
    pub fn name_in(&self, language: &str) -> Option<&str> {
        self.localized.get("client_name", language).or(self.client_name.as_deref())
    }

    /// The address of its privacy policy, in this language if it has one in it.
    pub fn policy_uri_in(&self, language: &str) -> Option<&str> {
        self.localized.get("policy_uri", language).or(self.policy_uri.as_deref())
    }

    /// The address of its terms, in this language if it has one in it.
    pub fn tos_uri_in(&self, language: &str) -> Option<&str> {
        self.localized.get("tos_uri", language).or(self.tos_uri.as_deref())
    }

    /// Whether the client wants to be told of logouts, by whichever channel.
    pub const fn hears_of_logouts(&self) -> bool {
        self.backchannel_logout_uri.is_some() || self.frontchannel_logout_uri.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_the_specification_says_where_the_client_is_silent() {
        let metadata: ClientMetadata =
            serde_json::from_str(r#"{"redirect_uris":["https://a.test/cb"],"unheard_of":1}"#).unwrap();
        assert_eq!(metadata.grant_types, [GrantType::AuthorizationCode]);
        assert_eq!(metadata.response_types, [ResponseType::CODE]);
        assert_eq!(metadata.token_endpoint_auth_method, Method::ClientSecretBasic);
        assert_eq!(metadata.id_token_signed_response_alg, JwsAlgorithm::RS256);
        assert_eq!(metadata.application_type, ApplicationType::Web);
        assert!(metadata.redirect_uris[0].is_https());
        assert_eq!(metadata.userinfo_signed_response_alg, None);
        assert_eq!(metadata.introspection_signed_response_alg, None);
    }

    #[test]
    fn reads_back_what_it_wrote() {
        let metadata = ClientMetadata {
            scope: Some(Scope::parse("openid").unwrap()),
            jwks: Some(serde_json::json!({ "keys": [] })),
            userinfo_signed_response_alg: Some(JwsAlgorithm::ES256),
            ..ClientMetadata::default()
        };
        let json = serde_json::to_string(&metadata).unwrap();
        assert_eq!(serde_json::from_str::<ClientMetadata>(&json).unwrap(), metadata);
    }
}
