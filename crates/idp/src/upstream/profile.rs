//! What each kind of upstream is held to, and what it has where its record says nothing: one table.

use jose::{ContentEncryption, JwsAlgorithm, KeyManagement};
use oidc::client_authentication::Method;
use oidc::metadata::Encryption;

use crate::model::upstream::{
    AssertionAudience, Check, ClaimRule, RequestStyle, UpstreamDefinition, UpstreamProfile,
};

/// What an upstream is held to.
pub struct Rules {
    /// How we may prove ourselves there, the usual way first.
    pub authentication_methods: &'static [Method],
    /// To whom our assertions are addressed, where nothing is said.
    pub assertion_audience: AssertionAudience,
    /// In what form our requests may go there, the usual one first.
    pub requests: &'static [RequestStyle],
    /// What may be signed with, either way.
    pub signing: &'static [JwsAlgorithm],
    /// Whether whatever tells of a person is signed, then sealed; and how, where nothing is said.
    pub sealed: Option<Encryption>,
    /// Whether its keys must stand in the record, or come in a set that is signed by a key we know: so
    /// that nobody exchanges them who takes over an address.
    pub keys_known: bool,
    /// Whether every request says how well the person is to prove who they are.
    pub acr_required: bool,
}

const ANY_METHOD: &[Method] = &[
    Method::ClientSecretBasic,
    Method::ClientSecretPost,
    Method::ClientSecretJwt,
    Method::PrivateKeyJwt,
    Method::None,
];
const ANY_REQUEST: &[RequestStyle] =
    &[RequestStyle::Plain, RequestStyle::Signed, RequestStyle::Sealed, RequestStyle::Pushed];
const ANY_SIGNING: &[JwsAlgorithm] = {
    use JwsAlgorithm::*;
    &[RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, HS256, HS384, HS512]
};

const BASIC: Rules = Rules {
    authentication_methods: ANY_METHOD,
    assertion_audience: AssertionAudience::Issuer,
    requests: ANY_REQUEST,
    signing: ANY_SIGNING,
    sealed: None,
    keys_known: false,
    acr_required: false,
};

/// As the brokers of Finland's trust network have it.
const FTN: Rules = Rules {
    authentication_methods: &[Method::PrivateKeyJwt],
    assertion_audience: AssertionAudience::TokenEndpoint,
    requests: &[RequestStyle::Signed, RequestStyle::Sealed, RequestStyle::Pushed],
    signing: &[JwsAlgorithm::RS256, JwsAlgorithm::PS256, JwsAlgorithm::ES256],
    sealed: Some(Encryption { alg: KeyManagement::RsaOaep, enc: ContentEncryption::A128CbcHs256 }),
    keys_known: true,
    acr_required: true,
};

impl UpstreamProfile {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Basic, Self::Ftn];

    /// The name, as records have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Ftn => "ftn",
        }
    }

    /// What its upstreams are held to.
    pub const fn rules(self) -> &'static Rules {
        match self {
            Self::Basic => &BASIC,
            Self::Ftn => &FTN,
        }
    }
}

impl std::str::FromStr for UpstreamProfile {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|profile| profile.as_str() == name);
        found.ok_or_else(|| format!("one of: {}", Self::ALL.map(Self::as_str).join(" ")))
    }
}

/// Fills in what the profile has where the definition says nothing; `says` knows which members were given.
pub fn complete(definition: &mut UpstreamDefinition, says: impl Fn(&str) -> bool) {
    let rules = definition.profile.rules();
    if let (Some(method), false) = (rules.authentication_methods.first(), says("token_endpoint_auth_method"))
    {
        definition.token_endpoint_auth_method = *method;
    }
    if !says("assertion_audience") {
        definition.assertion_audience = rules.assertion_audience;
    }
    if let (Some(request), false) = (rules.requests.first(), says("request")) {
        definition.request = *request;
    }
    if let Some(Encryption { alg, enc }) = rules.sealed {
        definition.id_token_encrypted_response_alg.get_or_insert(alg);
        definition.id_token_encrypted_response_enc.get_or_insert(enc);
        if definition.userinfo {
            definition.userinfo_signed_response_alg.get_or_insert(definition.id_token_signed_response_alg);
            definition.userinfo_encrypted_response_alg.get_or_insert(alg);
            definition.userinfo_encrypted_response_enc.get_or_insert(enc);
        }
    }
    if definition.profile == UpstreamProfile::Ftn {
        complete_ftn(definition, says);
    }
}

/// How Finland's trust network calls things.
fn complete_ftn(definition: &mut UpstreamDefinition, says: impl Fn(&str) -> bool) {
    let word = |word: &str| Some(word.to_owned());
    if !says("acr_values") {
        definition.acr_values = vec!["http://ftn.ficora.fi/2017/loa2".to_owned()];
    }
    if !says("choice_parameter") {
        definition.choice_parameter = word("ftn_idp_id");
    }
    if !says("choice_claim") {
        definition.choice_claim = word("ftn_idp");
    }
    if !says("service_name_parameter") {
        definition.service_name_parameter = word("ftn_spname");
    }
    if !says("subject") {
        definition.subject = format!("{HETU} {EIDAS}");
    }
    if !says("single_sign_on") {
        definition.single_sign_on = false;
    }
    if !says("claims") {
        definition.claims = ftn_claims();
    }
}

/// The personal identity code, as the trust network names it.
pub(super) const HETU: &str = "urn:oid:1.2.246.21";
/// What stands for it where somebody was identified in another country.
const EIDAS: &str = "http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier";

fn ftn_claims() -> Vec<ClaimRule> {
    let code = |to| ClaimRule { check: Some(Check::PersonalIdentityCode), ..ClaimRule::new(HETU, to) };
    let told_with_code =
        |to, value: &str| ClaimRule { value: Some(value.into()), ..ClaimRule::new(HETU, to) };
    vec![
        ClaimRule::new("urn:oid:2.16.840.1.113730.3.1.241", "name"),
        ClaimRule::new("urn:oid:1.2.246.575.1.14", "given_name"),
        ClaimRule::new("urn:oid:2.5.4.4", "family_name"),
        ClaimRule::new("urn:oid:1.3.6.1.5.5.7.9.1", "birthdate"),
        ClaimRule::new(EIDAS, "idp_id"),
        code("idp_id"),
        code("nin"),
        told_with_code("nin_type", "PERSON"),
        told_with_code("nin_issuing_country", "FI"),
        code("ftn_hetu"),
        ClaimRule::new("urn:oid:1.2.246.22", "ftn_satu"),
        ClaimRule::new("ftn_idp", "ftn_idp"),
    ]
}
