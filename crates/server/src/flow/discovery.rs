//! What the provider says of itself (OpenID Connect Discovery §3, RFC 8414).

mod held;

use std::sync::Arc;

use bytes::Bytes;
use idp::Time;
use idp::login::acr;
use idp::model::issuer::{Endpoint, Issuer};
use idp::model::settings::{Registration, Settings};
use idp::model::upstream::Upstream;
use idp::upstream::{Promise, promise};
use jose::{ContentEncryption, JwsAlgorithm, KeyManagement};
use oidc::ciba::DeliveryMode;
use oidc::client_authentication::Method;
use oidc::display::Display;
use oidc::metadata::{EndpointAliases, ProviderMetadata, RequestObjectSigning, SubjectType};
use oidc::pkce::CodeChallengeMethod;
use oidc::prompt::Prompt;
use oidc::response_mode::ResponseMode;
use oidc::response_type::ResponseType;
use oidc::scope;
use oidc::token::GrantType;

use crate::node::{Keyring, Node};
use held::held_to;

/// The metadata document, as bytes; made once for each set of keys and of upstreams. `certificates` says
/// whether a client's arrive at all addresses.
pub fn document(
    node: &Node,
    keyring: &Keyring,
    upstreams: &[Arc<Upstream>],
    languages: &[&str],
    certificates: bool,
) -> Bytes {
    let issuer = &node.issuer;
    let arriving = Arriving {
        certificates: certificates || issuer.mtls_base.is_some(),
        authorities: node.client_authorities.is_some(),
    };
    let mut told = metadata(issuer, keyring, languages, arriving, &node.settings, node.now());
    let Promise { acr_values, scopes, claims } = promise(upstreams.iter().map(Arc::as_ref));
    told.acr_values_supported.extend(acr_values);
    told.scopes_supported.extend(scopes);
    told.claims_supported.extend(claims);
    let told = match issuer.layout.profile() {
        Some(profile) => held_to(profile.rules(), told),
        None => told,
    };
    serde_json::to_vec(&told).unwrap_or_default().into()
}

/// What of clients' certificates there is.
#[derive(Clone, Copy)]
struct Arriving {
    /// Whether they arrive.
    certificates: bool,
    /// Whether there are authorities that vouch for them.
    authorities: bool,
}

impl Arriving {
    fn allows(self, method: Method) -> bool {
        match method {
            Method::TlsClientAuth => self.certificates && self.authorities,
            Method::SelfSignedTlsClientAuth => self.certificates,
            _ => true,
        }
    }
}

/// The wishes that clients may have; that somebody makes an account is one only where anybody may (Initiating User
/// Registration via OpenID Connect §4.2).
fn prompts(registration: Registration) -> Vec<Prompt> {
    let may = |prompt: &Prompt| *prompt != Prompt::Create || registration == Registration::Open;
    Prompt::ALL.iter().copied().filter(may).collect()
}

fn metadata(
    issuer: &Issuer,
    keyring: &Keyring,
    languages: &[&str],
    arriving: Arriving,
    settings: &Settings,
    now: Time,
) -> ProviderMetadata {
    let algorithms = keyring.algorithms();
    let sealing: Vec<_> = KeyManagement::all().collect();
    let contents: Vec<_> = ContentEncryption::all().collect();
    let methods: Vec<_> = Method::ALL.iter().copied().filter(|method| arriving.allows(*method)).collect();
    // Who proves nothing is told nothing of tokens.
    let proving = methods.iter().copied().filter(|method| *method != Method::None).collect();
    let assertions: Vec<_> = JwsAlgorithm::all().collect();
    ProviderMetadata {
        userinfo_endpoint: issuer.endpoint(Endpoint::Userinfo),
        registration_endpoint: issuer.endpoint(Endpoint::Registration),
        introspection_endpoint: issuer.endpoint(Endpoint::Introspection),
        revocation_endpoint: issuer.endpoint(Endpoint::Revocation),
        pushed_authorization_request_endpoint: issuer.endpoint(Endpoint::PushedAuthorization),
        device_authorization_endpoint: issuer.endpoint(Endpoint::DeviceAuthorization),
        backchannel_authentication_endpoint: issuer.endpoint(Endpoint::BackchannelAuthentication),
        backchannel_token_delivery_modes_supported: DeliveryMode::ALL.to_vec(),
        // By keys alone (CIBA Core §7.1.1).
        backchannel_authentication_request_signing_alg_values_supported: JwsAlgorithm::all()
            .filter(|algorithm| !algorithm.is_symmetric())
            .collect(),
        end_session_endpoint: issuer.endpoint(Endpoint::EndSession),
        scopes_supported: [
            scope::OPENID,
            scope::PROFILE,
            scope::EMAIL,
            scope::ADDRESS,
            scope::PHONE,
            scope::OFFLINE_ACCESS,
        ]
        .map(str::to_owned)
        .to_vec(),
        response_types_supported: ResponseType::ALL.to_vec(),
        response_modes_supported: Some(ResponseMode::ALL.to_vec()),
        grant_types_supported: Some(vec![
            GrantType::AuthorizationCode,
            GrantType::Implicit,
            GrantType::RefreshToken,
            GrantType::ClientCredentials,
            GrantType::DeviceCode,
            GrantType::Ciba,
        ]),
        subject_types_supported: vec![SubjectType::Public, SubjectType::Pairwise],
        // Those of our keys, and those by which a client's secret signs.
        id_token_signing_alg_values_supported: algorithms
            .iter()
            .copied()
            .chain(JwsAlgorithm::all().filter(|algorithm| algorithm.is_symmetric()))
            .collect(),
        userinfo_signing_alg_values_supported: algorithms.clone(),
        introspection_signing_alg_values_supported: algorithms.clone(),
        authorization_signing_alg_values_supported: algorithms.clone(),
        token_endpoint_auth_methods_supported: Some(methods.clone()),
        token_endpoint_auth_signing_alg_values_supported: assertions.clone(),
        introspection_endpoint_auth_methods_supported: Some(proving),
        introspection_endpoint_auth_signing_alg_values_supported: assertions.clone(),
        revocation_endpoint_auth_methods_supported: Some(methods),
        revocation_endpoint_auth_signing_alg_values_supported: assertions,
        dpop_signing_alg_values_supported: idp::dpop::algorithms().collect(),
        tls_client_certificate_bound_access_tokens: arriving.certificates,
        mtls_endpoint_aliases: aliases(issuer),
        code_challenge_methods_supported: vec![CodeChallengeMethod::S256, CodeChallengeMethod::Plain],
        prompt_values_supported: prompts(settings.accounts.registration),
        claim_types_supported: vec!["normal".to_owned()],
        claims_supported: claims(),
        claims_parameter_supported: true,
        acr_values_supported: acr::OURS.map(str::to_owned).to_vec(),
        display_values_supported: Display::ALL.to_vec(),
        ui_locales_supported: languages.iter().map(|&tag| tag.to_owned()).collect(),
        request_parameter_supported: true,
        request_uri_parameter_supported: true,
        require_request_uri_registration: true,
        request_object_signing_alg_values_supported: request_object_algorithms(),
        request_object_encryption_alg_values_supported: names(
            keyring
                .key_managements(now)
                .into_iter()
                .chain(KeyManagement::all().filter(|alg| alg.is_symmetric())),
        ),
        request_object_encryption_enc_values_supported: names(ContentEncryption::all()),
        authorization_response_iss_parameter_supported: true,
        backchannel_logout_supported: true,
        backchannel_logout_session_supported: true,
        frontchannel_logout_supported: true,
        frontchannel_logout_session_supported: true,
        check_session_iframe: issuer.endpoint(Endpoint::CheckSession),
        ..ProviderMetadata::new(
            issuer.identifier.as_str(),
            issuer.authorization_endpoint(),
            issuer.token_endpoint(),
            issuer.endpoint(Endpoint::Jwks).unwrap_or_default(),
        )
        .encrypting(&sealing, &contents)
    }
}

/// Where clients are asked for their certificates, if that is elsewhere.
fn aliases(issuer: &Issuer) -> EndpointAliases {
    EndpointAliases {
        token_endpoint: issuer.mtls_endpoint(Endpoint::Token),
        userinfo_endpoint: issuer.mtls_endpoint(Endpoint::Userinfo),
        introspection_endpoint: issuer.mtls_endpoint(Endpoint::Introspection),
        revocation_endpoint: issuer.mtls_endpoint(Endpoint::Revocation),
        pushed_authorization_request_endpoint: issuer.mtls_endpoint(Endpoint::PushedAuthorization),
        device_authorization_endpoint: issuer.mtls_endpoint(Endpoint::DeviceAuthorization),
        backchannel_authentication_endpoint: issuer.mtls_endpoint(Endpoint::BackchannelAuthentication),
    }
}

fn names(algorithms: impl Iterator<Item: ToString>) -> Vec<String> {
    algorithms.map(|algorithm| algorithm.to_string()).collect()
}

/// All, those with a client's secret too, and none for clients that register so.
fn request_object_algorithms() -> Vec<RequestObjectSigning> {
    let signed = JwsAlgorithm::all().map(RequestObjectSigning::Signed);
    std::iter::once(RequestObjectSigning::Unsigned).chain(signed).collect()
}

fn claims() -> Vec<String> {
    let protocol = [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "acr",
        "amr",
        "azp",
        "sid",
        "at_hash",
        "c_hash",
        "s_hash",
    ];
    let of_scopes = [scope::PROFILE, scope::EMAIL, scope::ADDRESS, scope::PHONE]
        .into_iter()
        .flat_map(oidc::claims::claims_of_scope)
        .copied();
    protocol.into_iter().chain(of_scopes).map(str::to_owned).collect()
}
