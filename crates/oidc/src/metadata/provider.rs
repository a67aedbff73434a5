//! What a provider says of itself.

use std::str::FromStr;

use jose::{ContentEncryption, JwsAlgorithm, KeyManagement};
use serde::{Deserialize, Deserializer, Serialize};

use super::{RequestObjectSigning, SubjectType};
use crate::ciba::DeliveryMode;
use crate::client_authentication::Method;
use crate::display::Display;
use crate::pkce::CodeChallengeMethod;
use crate::prompt::Prompt;
use crate::response_mode::ResponseMode;
use crate::response_type::ResponseType;
use crate::token::GrantType;

/// OpenID Connect Discovery §3, RFC 8414 §2 and the `iss` parameter of RFC 9207 §3.
///
/// Lists whose absence means something else than their emptiness are optional; the others are left
/// out when empty. Words that are not spoken here are skipped when another provider's are read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProviderMetadata {
    /// The issuer, as every token names it.
    pub issuer: String,
    /// Where a browser is sent.
    pub authorization_endpoint: String,
    /// Where codes become tokens.
    pub token_endpoint: String,
    /// Where claims are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_endpoint: Option<String>,
    /// The public keys.
    pub jwks_uri: String,
    /// Where clients register themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_endpoint: Option<String>,
    /// RFC 7662.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introspection_endpoint: Option<String>,
    /// RFC 7009.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_endpoint: Option<String>,
    /// RFC 9126.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pushed_authorization_request_endpoint: Option<String>,
    /// RFC 8628.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_authorization_endpoint: Option<String>,
    /// CIBA Core §4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_authentication_endpoint: Option<String>,
    /// How clients come by what people grant them elsewhere (CIBA Core §4).
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub backchannel_token_delivery_modes_supported: Vec<DeliveryMode>,
    /// How clients may sign the requests by which they ask people elsewhere (CIBA Core §4).
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub backchannel_authentication_request_signing_alg_values_supported: Vec<JwsAlgorithm>,
    /// RP-Initiated Logout §2.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_session_endpoint: Option<String>,
    /// Scopes that may be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes_supported: Vec<String>,
    /// Response types.
    #[serde(deserialize_with = "known")]
    pub response_types_supported: Vec<ResponseType>,
    /// Response modes; absent means query and fragment.
    #[serde(default, deserialize_with = "known_if_any", skip_serializing_if = "Option::is_none")]
    pub response_modes_supported: Option<Vec<ResponseMode>>,
    /// Grants; absent means authorization code and implicit.
    #[serde(default, deserialize_with = "known_if_any", skip_serializing_if = "Option::is_none")]
    pub grant_types_supported: Option<Vec<GrantType>>,
    /// Authentication contexts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acr_values_supported: Vec<String>,
    /// How subjects are made.
    #[serde(deserialize_with = "known")]
    pub subject_types_supported: Vec<SubjectType>,
    /// How ID tokens are signed; RS256 must be there.
    #[serde(deserialize_with = "known")]
    pub id_token_signing_alg_values_supported: Vec<JwsAlgorithm>,
    /// How ID tokens are sealed: key management.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub id_token_encryption_alg_values_supported: Vec<KeyManagement>,
    /// How ID tokens are sealed: content encryption.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub id_token_encryption_enc_values_supported: Vec<ContentEncryption>,
    /// How userinfo is signed.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub userinfo_signing_alg_values_supported: Vec<JwsAlgorithm>,
    /// How userinfo is sealed: key management.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub userinfo_encryption_alg_values_supported: Vec<KeyManagement>,
    /// How userinfo is sealed: content encryption.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub userinfo_encryption_enc_values_supported: Vec<ContentEncryption>,
    /// How request objects may be signed.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub request_object_signing_alg_values_supported: Vec<RequestObjectSigning>,
    /// How request objects may be sealed: key management.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub request_object_encryption_alg_values_supported: Vec<String>,
    /// How request objects may be sealed: content encryption.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub request_object_encryption_enc_values_supported: Vec<String>,
    /// Client authentication; absent means `client_secret_basic`.
    #[serde(default, deserialize_with = "known_if_any", skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_methods_supported: Option<Vec<Method>>,
    /// How client assertions may be signed.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub token_endpoint_auth_signing_alg_values_supported: Vec<JwsAlgorithm>,
    /// Client authentication at introspection.
    #[serde(default, deserialize_with = "known_if_any", skip_serializing_if = "Option::is_none")]
    pub introspection_endpoint_auth_methods_supported: Option<Vec<Method>>,
    /// How client assertions may be signed at introspection.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub introspection_endpoint_auth_signing_alg_values_supported: Vec<JwsAlgorithm>,
    /// How introspection is signed (RFC 9701 §7).
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub introspection_signing_alg_values_supported: Vec<JwsAlgorithm>,
    /// How authorization responses are signed that are asked for as a JWT (JARM §4).
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub authorization_signing_alg_values_supported: Vec<JwsAlgorithm>,
    /// How introspection is sealed: key management (RFC 9701 §7).
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub introspection_encryption_alg_values_supported: Vec<KeyManagement>,
    /// How introspection is sealed: content encryption.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub introspection_encryption_enc_values_supported: Vec<ContentEncryption>,
    /// How authorization responses are sealed: key management (JARM §4).
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub authorization_encryption_alg_values_supported: Vec<KeyManagement>,
    /// How authorization responses are sealed: content encryption.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub authorization_encryption_enc_values_supported: Vec<ContentEncryption>,
    /// Client authentication at revocation.
    #[serde(default, deserialize_with = "known_if_any", skip_serializing_if = "Option::is_none")]
    pub revocation_endpoint_auth_methods_supported: Option<Vec<Method>>,
    /// How client assertions may be signed at revocation.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub revocation_endpoint_auth_signing_alg_values_supported: Vec<JwsAlgorithm>,
    /// How proofs of possession may be signed (RFC 9449 §5.1).
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub dpop_signing_alg_values_supported: Vec<JwsAlgorithm>,
    /// Whether tokens can be bound to certificates (RFC 8705 §3.3).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tls_client_certificate_bound_access_tokens: bool,
    /// Where clients are asked for their certificates, if that is elsewhere (RFC 8705 §5).
    #[serde(default, skip_serializing_if = "EndpointAliases::is_empty")]
    pub mtls_endpoint_aliases: EndpointAliases,
    /// PKCE methods.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub code_challenge_methods_supported: Vec<CodeChallengeMethod>,
    /// Ways of showing pages.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub display_values_supported: Vec<Display>,
    /// Prompts.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Vec::is_empty")]
    pub prompt_values_supported: Vec<Prompt>,
    /// `normal`, `aggregated`, `distributed`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claim_types_supported: Vec<String>,
    /// Claims that may be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims_supported: Vec<String>,
    /// Languages of the pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ui_locales_supported: Vec<String>,
    /// Documentation for developers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_documentation: Option<String>,
    /// Whether the claims parameter is read; absent means no.
    #[serde(default)]
    pub claims_parameter_supported: bool,
    /// Whether request objects by value are read; absent means no.
    #[serde(default)]
    pub request_parameter_supported: bool,
    /// Whether request objects by reference are read. **Absent means yes**, so it is always written.
    #[serde(default = "yes")]
    pub request_uri_parameter_supported: bool,
    /// Whether such references must be registered; absent means no.
    #[serde(default, skip_serializing_if = "is_false")]
    pub require_request_uri_registration: bool,
    /// Whether every request must be pushed; absent means no.
    #[serde(default, skip_serializing_if = "is_false")]
    pub require_pushed_authorization_requests: bool,
    /// RFC 9207; absent means no.
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
    /// Back-Channel Logout §2.1; absent means no.
    #[serde(default, skip_serializing_if = "is_false")]
    pub backchannel_logout_supported: bool,
    /// Whether logout tokens name the session; absent means no.
    #[serde(default, skip_serializing_if = "is_false")]
    pub backchannel_logout_session_supported: bool,
    /// Session Management §3.3: the page that clients load to learn of changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_session_iframe: Option<String>,
    /// Front-Channel Logout §3; absent means no.
    #[serde(default, skip_serializing_if = "is_false")]
    pub frontchannel_logout_supported: bool,
    /// Whether logout addresses are told the session; absent means no.
    #[serde(default, skip_serializing_if = "is_false")]
    pub frontchannel_logout_session_supported: bool,
}

impl ProviderMetadata {
    /// The members that no metadata goes without; of the rest, what absence means.
    pub fn new(
        issuer: impl Into<String>,
        authorization_endpoint: impl Into<String>,
        token_endpoint: impl Into<String>,
        jwks_uri: impl Into<String>,
    ) -> Self {
        Self {
            issuer: issuer.into(),
            authorization_endpoint: authorization_endpoint.into(),
            token_endpoint: token_endpoint.into(),
            userinfo_endpoint: None,
            jwks_uri: jwks_uri.into(),
            registration_endpoint: None,
            introspection_endpoint: None,
            revocation_endpoint: None,
            pushed_authorization_request_endpoint: None,
            backchannel_authentication_endpoint: None,
            backchannel_token_delivery_modes_supported: Vec::new(),
            backchannel_authentication_request_signing_alg_values_supported: Vec::new(),
            device_authorization_endpoint: None,
            end_session_endpoint: None,
            scopes_supported: Vec::new(),
            response_types_supported: vec![ResponseType::CODE],
            response_modes_supported: None,
            grant_types_supported: None,
            acr_values_supported: Vec::new(),
            subject_types_supported: vec![SubjectType::Public],
            id_token_signing_alg_values_supported: vec![JwsAlgorithm::RS256],
            id_token_encryption_alg_values_supported: Vec::new(),
            id_token_encryption_enc_values_supported: Vec::new(),
            userinfo_signing_alg_values_supported: Vec::new(),
            userinfo_encryption_alg_values_supported: Vec::new(),
            userinfo_encryption_enc_values_supported: Vec::new(),
            request_object_signing_alg_values_supported: Vec::new(),
            request_object_encryption_alg_values_supported: Vec::new(),
            request_object_encryption_enc_values_supported: Vec::new(),
            token_endpoint_auth_methods_supported: None,
            token_endpoint_auth_signing_alg_values_supported: Vec::new(),
            introspection_endpoint_auth_methods_supported: None,
            introspection_endpoint_auth_signing_alg_values_supported: Vec::new(),
            introspection_signing_alg_values_supported: Vec::new(),
            authorization_signing_alg_values_supported: Vec::new(),
            introspection_encryption_alg_values_supported: Vec::new(),
            introspection_encryption_enc_values_supported: Vec::new(),
            authorization_encryption_alg_values_supported: Vec::new(),
            authorization_encryption_enc_values_supported: Vec::new(),
            revocation_endpoint_auth_methods_supported: None,
            revocation_endpoint_auth_signing_alg_values_supported: Vec::new(),
            dpop_signing_alg_values_supported: Vec::new(),
            tls_client_certificate_bound_access_tokens: false,
            mtls_endpoint_aliases: EndpointAliases::default(),
            code_challenge_methods_supported: Vec::new(),
            display_values_supported: Vec::new(),
            prompt_values_supported: Vec::new(),
            claim_types_supported: Vec::new(),
            claims_supported: Vec::new(),
            ui_locales_supported: Vec::new(),
            service_documentation: None,
            claims_parameter_supported: false,
            request_parameter_supported: false,
            request_uri_parameter_supported: false,
            require_request_uri_registration: false,
            require_pushed_authorization_requests: false,
            authorization_response_iss_parameter_supported: false,
            backchannel_logout_supported: false,
            backchannel_logout_session_supported: false,
            check_session_iframe: None,
            frontchannel_logout_supported: false,
            frontchannel_logout_session_supported: false,
        }
    }
}

/// Other addresses of the same endpoints, for clients that connect with a certificate (RFC 8705 §5). What is not
/// there has no other address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointAliases {
    /// Where codes become tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint: Option<String>,
    /// Where claims are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_endpoint: Option<String>,
    /// RFC 7662.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introspection_endpoint: Option<String>,
    /// RFC 7009.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_endpoint: Option<String>,
    /// RFC 9126.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pushed_authorization_request_endpoint: Option<String>,
    /// RFC 8628.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_authorization_endpoint: Option<String>,
    /// CIBA Core §4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_authentication_endpoint: Option<String>,
}

impl EndpointAliases {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Reads a list and keeps the words that are known.
fn known<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let words = Vec::<String>::deserialize(deserializer)?;
    Ok(words.iter().filter_map(|word| word.parse().ok()).collect())
}

fn known_if_any<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<T>>, D::Error> {
    known(deserializer).map(Some)
}

const fn yes() -> bool {
    true
}

const fn is_false(value: &bool) -> bool {
    !*value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn least() -> ProviderMetadata {
        ProviderMetadata::new(
            "https://op.test",
            "https://op.test/a",
            "https://op.test/t",
            "https://op.test/j",
        )
    }

    #[test]
    fn writes_what_absence_would_deny() {
        let json = serde_json::to_value(least()).unwrap();
        assert_eq!(json["request_uri_parameter_supported"], false);
        assert_eq!(json["response_types_supported"][0], "code");
        assert!(json.get("scopes_supported").is_none() && json.get("userinfo_endpoint").is_none());
    }

    #[test]
    fn skips_the_words_of_other_providers() {
        let json = r#"{"issuer":"i","authorization_endpoint":"a","token_endpoint":"t","jwks_uri":"j",
            "response_types_supported":["none","code"],"subject_types_supported":["public"],
            "id_token_signing_alg_values_supported":["none","ES256K","RS256"],
            "grant_types_supported":["password","refresh_token"]}"#;
        let metadata: ProviderMetadata = serde_json::from_str(json).unwrap();
        assert_eq!(metadata.response_types_supported, [ResponseType::CODE]);
        assert_eq!(metadata.id_token_signing_alg_values_supported, [JwsAlgorithm::RS256]);
        assert_eq!(metadata.grant_types_supported, Some(vec![GrantType::RefreshToken]));
        assert_eq!(metadata.token_endpoint_auth_methods_supported, None);
        assert!(metadata.request_uri_parameter_supported);
    }

    #[test]
    fn reads_back_what_it_wrote() {
        let metadata = ProviderMetadata {
            userinfo_endpoint: Some("https://op.test/u".into()),
            grant_types_supported: Some(GrantType::ALL.to_vec()),
            authorization_response_iss_parameter_supported: true,
            ..least()
        };
        let json = serde_json::to_string(&metadata).unwrap();
        assert_eq!(serde_json::from_str::<ProviderMetadata>(&json).unwrap(), metadata);
    }
}
