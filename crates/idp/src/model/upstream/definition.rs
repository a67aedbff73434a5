//! What an upstream is, and how we speak with it.

use std::collections::BTreeMap;

use jose::{ContentEncryption, JwsAlgorithm, KeyManagement};
use oidc::client_authentication::Method;
use oidc::metadata::Encryption;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Accounts, AssertionAudience, Choice, ClaimRule, RequestStyle, Saml, UpstreamProfile};
use crate::model::scope::Words;

/// What an upstream is, and how we speak with it: what we are registered as there, by the names of client
/// metadata where they have one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
// Lenient at rest: a node of the next version may have stored a member that this one does not know.
#[serde(default)]
pub struct UpstreamDefinition {
    /// What people call it.
    #[serde(skip_serializing_if = "Words::is_empty")]
    pub name: Words,
    /// Its issuer, to the letter as it writes it; the entity ID of one that speaks SAML.
    pub issuer: String,
    /// How one that speaks SAML 2.0 is spoken with; it has none of the members that only OpenID providers have. One
    /// without this speaks OpenID Connect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saml: Option<Saml>,
    /// What it says of itself (OpenID Connect Discovery §3), where this is not to be fetched from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// Its keys, where these are not to be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks: Option<Value>,
    /// Where its keys are as a signed set (OpenID Federation §5.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_jwks_uri: Option<String>,
    /// The SHA-256 thumbprints (RFC 7638) of the keys that may sign that set, in base64url or hexadecimal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signed_jwks_fingerprints: Vec<String>,
    /// The set of demands and defaults.
    pub profile: UpstreamProfile,
    /// Who we are there.
    pub client_id: String,
    /// How we prove it.
    pub token_endpoint_auth_method: Method,
    /// How our assertions are signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<JwsAlgorithm>,
    /// To whom they are addressed.
    pub assertion_audience: AssertionAudience,
    /// What is asked for.
    pub scope: String,
    /// In what form requests go there.
    pub request: RequestStyle,
    /// How request objects are signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_object_signing_alg: Option<JwsAlgorithm>,
    /// Key management of sealed request objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_object_encryption_alg: Option<KeyManagement>,
    /// Content encryption of sealed request objects; default where sealed: `A128CBC-HS256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_object_encryption_enc: Option<ContentEncryption>,
    /// How its ID tokens are signed.
    pub id_token_signed_response_alg: JwsAlgorithm,
    /// Key management of its sealed ID tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_alg: Option<KeyManagement>,
    /// Content encryption of its sealed ID tokens; default where sealed: `A128CBC-HS256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_encrypted_response_enc: Option<ContentEncryption>,
    /// Whether it is asked at its userinfo endpoint, where it has one.
    pub userinfo: bool,
    /// How its userinfo is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<JwsAlgorithm>,
    /// Key management of its sealed userinfo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_alg: Option<KeyManagement>,
    /// Content encryption of its sealed userinfo; default where sealed: `A128CBC-HS256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_encrypted_response_enc: Option<ContentEncryption>,
    /// How its authorization responses are signed (JARM); otherwise they are plain parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_signed_response_alg: Option<JwsAlgorithm>,
    /// Key management of its sealed authorization responses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_encrypted_response_alg: Option<KeyManagement>,
    /// Content encryption of its sealed authorization responses; default where sealed: `A128CBC-HS256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_encrypted_response_enc: Option<ContentEncryption>,
    /// How well the person is to prove who they are, where the client asked for nothing that is known there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acr_values: Vec<String>,
    /// What its levels (`acr`) are called here; those that are not named keep their names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub acr: BTreeMap<String, String>,
    /// `acr_values` of clients that mean this upstream; one that ends in `*` means all that begin so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub selectors: Vec<String>,
    /// The domains of the e-mail addresses of its people: who writes one of them where a name is asked is sent there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub email_domains: Vec<String>,
    /// Whether it is told, as `login_hint`, the address by whose domain somebody was sent there.
    pub login_hint: bool,
    /// The ways behind it, to be chosen from before the person goes there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The parameter by which it is told the choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice_parameter: Option<String>,
    /// The claim by which it says which way it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice_claim: Option<String>,
    /// Further parameters that go there with each request.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// The parameter by which it is told the name of the application that asks, cut to 40 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_name_parameter: Option<String>,
    /// The claim that is the same whenever the same person comes: `sub`, or one that is so through every
    /// choice.
    pub subject: String,
    /// What becomes of its claims; what no rule names is dropped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimRule>,
    /// Which account somebody signs in to who comes for the first time.
    pub accounts: Accounts,
    /// Whether the browser stays signed in here afterwards; otherwise the person was identified for the one
    /// client that asked.
    pub single_sign_on: bool,
    /// Whether its word counts that somebody proved two factors there (`mfa` in `amr`); otherwise what was done
    /// there is one.
    pub trusts_amr: bool,
    /// Whether somebody who signs out here is signed out there too, where it can be done.
    pub single_logout: bool,
    /// Whether one-time codes go to the mail addresses that it tells, as if they were verified here.
    pub trusts_email: bool,
    /// Whether they go to the telephone numbers that it tells.
    pub trusts_phone: bool,
}

/// What is signed and sealed with where the definition leaves it open.
const USUAL_SIGNING: JwsAlgorithm = JwsAlgorithm::RS256;
const USUAL_MANAGEMENT: KeyManagement = KeyManagement::RsaOaep;
const USUAL_CONTENT: ContentEncryption = ContentEncryption::A128CbcHs256;

impl UpstreamDefinition {
    /// How our assertions are signed, where we prove ourselves by assertions.
    pub fn assertion_alg(&self) -> Option<JwsAlgorithm> {
        let usual = match self.token_endpoint_auth_method {
            Method::PrivateKeyJwt => USUAL_SIGNING,
            Method::ClientSecretJwt => JwsAlgorithm::HS256,
            _ => return None,
        };
        Some(self.token_endpoint_auth_signing_alg.unwrap_or(usual))
    }

    /// How our request objects are signed, where requests go there in objects. What is pushed goes in one
    /// where an algorithm is named.
    pub fn request_alg(&self) -> Option<JwsAlgorithm> {
        match self.request {
            RequestStyle::Plain => None,
            RequestStyle::Signed | RequestStyle::Sealed => {
                Some(self.request_object_signing_alg.unwrap_or(USUAL_SIGNING))
            }
            RequestStyle::Pushed => self.request_object_signing_alg,
        }
    }

    /// How our request objects are sealed, where they are.
    pub fn request_encryption(&self) -> Option<Encryption> {
        let alg = match self.request {
            RequestStyle::Plain | RequestStyle::Signed => return None,
            RequestStyle::Sealed => self.request_object_encryption_alg.unwrap_or(USUAL_MANAGEMENT),
            RequestStyle::Pushed => self.request_object_encryption_alg?,
        };
        Some(Encryption { alg, enc: self.request_object_encryption_enc.unwrap_or(USUAL_CONTENT) })
    }

    /// How its ID tokens are sealed, where they are.
    pub fn id_token_encryption(&self) -> Option<Encryption> {
        encryption(self.id_token_encrypted_response_alg, self.id_token_encrypted_response_enc)
    }

    /// How its userinfo is sealed, where it is.
    pub fn userinfo_encryption(&self) -> Option<Encryption> {
        encryption(self.userinfo_encrypted_response_alg, self.userinfo_encrypted_response_enc)
    }

    /// How its authorization responses are sealed, where they are.
    pub fn authorization_encryption(&self) -> Option<Encryption> {
        encryption(self.authorization_encrypted_response_alg, self.authorization_encrypted_response_enc)
    }
}

fn encryption(alg: Option<KeyManagement>, enc: Option<ContentEncryption>) -> Option<Encryption> {
    Some(Encryption { alg: alg?, enc: enc.unwrap_or(USUAL_CONTENT) })
}

impl Default for UpstreamDefinition {
    fn default() -> Self {
        Self {
            name: Words::new(),
            issuer: String::new(),
            saml: None,
            metadata: None,
            jwks: None,
            signed_jwks_uri: None,
            signed_jwks_fingerprints: Vec::new(),
            profile: UpstreamProfile::Basic,
            client_id: String::new(),
            token_endpoint_auth_method: Method::ClientSecretBasic,
            token_endpoint_auth_signing_alg: None,
            assertion_audience: AssertionAudience::Issuer,
            scope: "openid".to_owned(),
            request: RequestStyle::Plain,
            request_object_signing_alg: None,
            request_object_encryption_alg: None,
            request_object_encryption_enc: None,
            id_token_signed_response_alg: JwsAlgorithm::RS256,
            id_token_encrypted_response_alg: None,
            id_token_encrypted_response_enc: None,
            userinfo: true,
            userinfo_signed_response_alg: None,
            userinfo_encrypted_response_alg: None,
            userinfo_encrypted_response_enc: None,
            authorization_signed_response_alg: None,
            authorization_encrypted_response_alg: None,
            authorization_encrypted_response_enc: None,
            acr_values: Vec::new(),
            acr: BTreeMap::new(),
            selectors: Vec::new(),
            email_domains: Vec::new(),
            login_hint: true,
            choices: Vec::new(),
            choice_parameter: None,
            choice_claim: None,
            parameters: BTreeMap::new(),
            service_name_parameter: None,
            subject: "sub".to_owned(),
            claims: Vec::new(),
            accounts: Accounts::Create,
            single_sign_on: true,
            trusts_amr: false,
            single_logout: false,
            trusts_email: false,
            trusts_phone: false,
        }
    }
}
