//! Upstreams, in the document and in answers.

use std::collections::BTreeMap;

use idp::Time;
use idp::model::key::{KeyFacts, KeyRecord, in_charge};
use idp::model::upstream::{Upstream, UpstreamDefinition};
use idp::upstream::is_kept;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::key::{KeyAlgorithm, KeyState, KeyUse};
use super::scope::Words;
use super::{ContentEncryption, KeyManagement, SignatureAlgorithm};
use crate::admin::rfc3339;
use crate::node::{UpstreamFault, public_key};

/// A provider that people are sent to, to be identified there.
#[derive(Serialize, ToSchema)]
#[schema(as = Upstream)]
pub struct UpstreamAnswer {
    /// The identifier.
    pub upstream: String,
    /// What it is, and how we speak with it.
    #[serde(flatten)]
    #[schema(value_type = Definition)]
    pub definition: UpstreamDefinition,
    /// Whether our secret there is kept here. It is never told.
    pub has_client_secret: bool,
    /// Where it sends people back to: to be registered there, to the letter.
    pub redirect_uri: String,
    /// Where it sends people back to whom it signed out: to be registered there where `single_logout` is on.
    pub post_logout_redirect_uri: String,
    /// Where it says that sessions are over: to be registered there if it does, with the session named (`sid`).
    pub backchannel_logout_uri: String,
    /// Where it finds our public keys; the same address with `.jwt` has them as a signed set.
    pub jwks_uri: String,
    /// For one that speaks SAML: where it reads who we are. Our entity ID too, where `client_id` says no other.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub saml_metadata_uri: Option<String>,
    /// For one that speaks SAML: where its responses are brought, by a form.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub saml_acs_uri: Option<String>,
    /// For one that speaks SAML: where sign-outs are asked for and answered, by address or form.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub saml_slo_uri: Option<String>,
    /// Our keys for it, and for nobody else.
    pub keys: Vec<UpstreamKey>,
    /// Whether nobody is sent there.
    pub disabled: bool,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// A key of ours for one upstream.
#[derive(Serialize, ToSchema)]
pub struct UpstreamKey {
    /// Its name in the headers of messages: one of ours, or the one the upstream minted.
    pub kid: String,
    /// What it is for.
    #[serde(rename = "use")]
    pub usage: KeyUse,
    /// What it signs or opens with.
    #[schema(value_type = KeyAlgorithm)]
    pub alg: String,
    /// What it does now.
    pub state: KeyState,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// From when on it signs, or is the one to be sealed to.
    #[schema(format = DateTime)]
    pub signs_from: String,
    /// Until when it is published; `null` while no other key is to take over.
    #[schema(required, format = DateTime)]
    pub published_until: Option<String>,
    /// Its public half (RFC 7517), to be registered there.
    pub jwk: Map<String, Value>,
}

/// An upstream to be made.
#[derive(Serialize, ToSchema)]
pub struct NewUpstream {
    /// The identifier: small letters, digits and hyphens. It stands in the addresses that are registered there.
    #[schema(max_length = 64, example = "ftn")]
    pub upstream: String,
    /// Our secret there, where we prove ourselves by one.
    #[schema(nullable = false, max_length = 1000)]
    pub client_secret: Option<String>,
    /// What it is, and how we speak with it.
    #[serde(flatten)]
    pub definition: Definition,
}

/// What an upstream is to be.
#[derive(Serialize, ToSchema)]
pub struct ChangedUpstream {
    /// The identifier, which cannot be changed.
    #[schema(nullable = false)]
    pub upstream: Option<String>,
    /// Our secret there. Absent, it stays; `null` takes it away.
    #[schema(max_length = 1000)]
    pub client_secret: Option<String>,
    /// Whether nobody is sent there.
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
    /// What it is, and how we speak with it.
    #[serde(flatten)]
    pub definition: Definition,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub updated_at: Option<String>,
}

/// What an upstream is, and how we speak with it. Members of our registration there have the names of client
/// metadata (OpenID Connect Registration §2); what is absent is as the profile has it.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamDefinition)]
pub struct Definition {
    /// What people call it.
    #[schema(nullable = false)]
    pub name: Option<Words>,
    /// Its issuer, to the letter as it writes it.
    #[schema(example = "https://op.example")]
    pub issuer: Option<String>,
    /// How one that speaks SAML 2.0 is spoken with; `issuer` is its entity ID then, and no member is taken that only
    /// OpenID providers have. One without this speaks OpenID Connect.
    #[schema(nullable = false)]
    pub saml: Option<UpstreamSaml>,
    /// What it says of itself (OpenID Connect Discovery §3), where this is not to be fetched from it.
    #[schema(nullable = false)]
    pub metadata: Option<Map<String, Value>>,
    /// Its keys, a JWK set, where these are not to be fetched.
    #[schema(nullable = false)]
    pub jwks: Option<Value>,
    /// Where its keys are as a signed set (OpenID Federation §5.2.1).
    #[schema(nullable = false)]
    pub signed_jwks_uri: Option<String>,
    /// The SHA-256 thumbprints (RFC 7638) of the keys that may sign that set.
    #[schema(nullable = false, max_items = 10)]
    pub signed_jwks_fingerprints: Option<Vec<String>>,
    /// The set of demands and defaults.
    #[schema(nullable = false)]
    pub profile: Option<Profile>,
    /// Who we are there.
    #[schema(example = "countersign")]
    pub client_id: Option<String>,
    /// How we prove it.
    #[schema(nullable = false)]
    pub token_endpoint_auth_method: Option<AuthenticationMethod>,
    /// How our assertions are signed.
    #[schema(nullable = false)]
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// To whom they are addressed.
    #[schema(nullable = false)]
    pub assertion_audience: Option<AssertionAudience>,
    /// What is asked for; `openid` is added where it is missing.
    #[schema(nullable = false, example = "openid profile")]
    pub scope: Option<String>,
    /// In what form requests go there.
    #[schema(nullable = false)]
    pub request: Option<RequestStyle>,
    /// How request objects are signed.
    #[schema(nullable = false)]
    pub request_object_signing_alg: Option<String>,
    /// Key management of sealed request objects.
    #[schema(nullable = false)]
    pub request_object_encryption_alg: Option<KeyManagement>,
    /// Content encryption of sealed request objects.
    #[schema(nullable = false)]
    pub request_object_encryption_enc: Option<ContentEncryption>,
    /// How its ID tokens are signed.
    #[schema(nullable = false)]
    pub id_token_signed_response_alg: Option<SignatureAlgorithm>,
    /// Key management of its sealed ID tokens.
    #[schema(nullable = false)]
    pub id_token_encrypted_response_alg: Option<KeyManagement>,
    /// Content encryption of its sealed ID tokens.
    #[schema(nullable = false)]
    pub id_token_encrypted_response_enc: Option<ContentEncryption>,
    /// Whether it is asked at its userinfo endpoint, where it has one.
    #[schema(nullable = false)]
    pub userinfo: Option<bool>,
    /// How its userinfo is signed.
    #[schema(nullable = false)]
    pub userinfo_signed_response_alg: Option<SignatureAlgorithm>,
    /// Key management of its sealed userinfo.
    #[schema(nullable = false)]
    pub userinfo_encrypted_response_alg: Option<KeyManagement>,
    /// Content encryption of its sealed userinfo.
    #[schema(nullable = false)]
    pub userinfo_encrypted_response_enc: Option<ContentEncryption>,
    /// How its authorization responses are signed (JARM).
    #[schema(nullable = false)]
    pub authorization_signed_response_alg: Option<SignatureAlgorithm>,
    /// Key management of its sealed authorization responses.
    #[schema(nullable = false)]
    pub authorization_encrypted_response_alg: Option<KeyManagement>,
    /// Content encryption of its sealed authorization responses.
    #[schema(nullable = false)]
    pub authorization_encrypted_response_enc: Option<ContentEncryption>,
    /// How well the person is to prove who they are, where the client asked for nothing that is known there.
    #[schema(nullable = false, max_items = 50)]
    pub acr_values: Option<Vec<String>>,
    /// What its levels are called here; those that are not named keep their names.
    #[schema(nullable = false)]
    pub acr: Option<BTreeMap<String, String>>,
    /// `acr_values` of clients that mean this upstream; one that ends in `*` means all that begin so.
    #[schema(nullable = false, max_items = 50, example = json!(["idp:ftn"]))]
    pub selectors: Option<Vec<String>>,
    /// The domains of the e-mail addresses of its people: who writes one of them where a name is asked is sent
    /// there. A domain leads to one upstream or directory.
    #[schema(nullable = false, max_items = 100, example = json!(["partners.example"]))]
    pub email_domains: Option<Vec<String>>,
    /// Whether it is told, as `login_hint`, the address by whose domain somebody was sent there. One that speaks SAML
    /// is told none.
    #[schema(nullable = false)]
    pub login_hint: Option<bool>,
    /// The ways behind it, to be chosen from before the person goes there.
    #[schema(nullable = false, max_items = 200)]
    pub choices: Option<Vec<UpstreamChoice>>,
    /// The parameter by which it is told the choice.
    #[schema(nullable = false)]
    pub choice_parameter: Option<String>,
    /// The claim by which it says which way it was.
    #[schema(nullable = false)]
    pub choice_claim: Option<String>,
    /// Further parameters that go there with each request.
    #[schema(nullable = false)]
    pub parameters: Option<BTreeMap<String, String>>,
    /// The parameter by which it is told the name of the application that asks.
    #[schema(nullable = false)]
    pub service_name_parameter: Option<String>,
    /// The claim that is the same whenever the same person comes; or several with a space between them, of
    /// which the first that is told counts.
    #[schema(nullable = false)]
    pub subject: Option<String>,
    /// What becomes of its claims; what no rule names is dropped.
    #[schema(nullable = false, max_items = 100)]
    pub claims: Option<Vec<UpstreamClaim>>,
    /// Which account somebody signs in to who comes for the first time.
    #[schema(nullable = false)]
    pub accounts: Option<Accounts>,
    /// Whether the browser stays signed in here afterwards.
    #[schema(nullable = false)]
    pub single_sign_on: Option<bool>,
    /// Whether its word counts that somebody proved two factors there (`mfa` in `amr`); otherwise what was done
    /// there is one.
    #[schema(nullable = false)]
    pub trusts_amr: Option<bool>,
    /// Whether somebody who signs out here is signed out there too, where it can be done.
    #[schema(nullable = false)]
    pub single_logout: Option<bool>,
    /// Whether one-time codes go to the mail addresses that it tells, as if they were verified here.
    #[schema(nullable = false)]
    pub trusts_email: Option<bool>,
    /// Whether they go to the telephone numbers that it tells.
    #[schema(nullable = false)]
    pub trusts_phone: Option<bool>,
}

/// How an identity provider of SAML 2.0 is spoken with.
#[derive(Serialize, ToSchema)]
pub struct UpstreamSaml {
    /// What it says of itself, the XML of its metadata, where this is not to be fetched.
    #[schema(nullable = false)]
    pub metadata: Option<String>,
    /// Where its metadata are, where they are to be fetched.
    #[schema(nullable = false, example = "https://idp.example/metadata")]
    pub metadata_uri: Option<String>,
    /// The certificates, in base64 or PEM, of the keys of which one must have signed its metadata.
    #[schema(nullable = false, max_items = 10)]
    pub metadata_certificates: Option<Vec<String>>,
    /// How requests go there.
    #[schema(nullable = false)]
    pub request_binding: Option<SamlBinding>,
    /// How what goes there is signed; `RS256` if absent.
    #[schema(nullable = false)]
    pub signing_alg: Option<SignatureAlgorithm>,
    /// Which kind of name the person is to be called by; any, if absent.
    #[schema(nullable = false, example = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent")]
    pub name_id_format: Option<String>,
    /// Whether what it says of people must be encrypted to a key of ours.
    #[schema(nullable = false)]
    pub encrypted: Option<bool>,
    /// Whether that may be in CBC mode, which does not show changes, where the response is signed as a whole.
    #[schema(nullable = false)]
    pub allows_cbc: Option<bool>,
}

/// The members of [`UpstreamSaml`].
pub const SAML: &[&str] = &[
    "metadata",
    "metadata_uri",
    "metadata_certificates",
    "request_binding",
    "signing_alg",
    "name_id_format",
    "encrypted",
    "allows_cbc",
];

/// By which binding requests go through the browser.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SamlBinding {
    /// In the address (HTTP-Redirect).
    Redirect,
    /// In a form (HTTP-POST).
    Post,
}

/// The kinds of upstreams.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamProfile)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// What the specifications leave open is left to the administrator.
    Basic,
    /// A broker of the Finnish trust network: everything sealed both ways, keys that nobody can exchange.
    Ftn,
}

/// How we prove ourselves there (OpenID Connect Core §9).
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamAuthenticationMethod)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum AuthenticationMethod {
    ClientSecretBasic,
    ClientSecretPost,
    ClientSecretJwt,
    PrivateKeyJwt,
    None,
}

/// To whom our assertions are addressed.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamAssertionAudience)]
#[serde(rename_all = "snake_case")]
pub enum AssertionAudience {
    /// To the issuer.
    Issuer,
    /// To the token endpoint's address.
    TokenEndpoint,
}

/// In what form our requests go there.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestStyle {
    /// As parameters in the address.
    Plain,
    /// In a signed request object (RFC 9101).
    Signed,
    /// In a request object that is signed, then encrypted.
    Sealed,
    /// Pushed before the person goes there (RFC 9126); in an object where an algorithm for it is named.
    Pushed,
}

/// Which account somebody signs in to who comes for the first time.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamAccounts)]
#[serde(rename_all = "snake_case")]
pub enum Accounts {
    /// A new one, whatever mail address is told.
    Create,
    /// None: it must have been linked before.
    Linked,
}

/// One of the ways behind an upstream, such as a bank behind a broker.
#[derive(Serialize, ToSchema)]
pub struct UpstreamChoice {
    /// What the upstream calls it.
    #[schema(max_length = 100, example = "fi-nordea")]
    pub id: String,
    /// What people call it.
    #[schema(max_length = 100)]
    pub name: String,
}

/// A claim of the upstream's, and what becomes of it.
#[derive(Serialize, ToSchema)]
pub struct UpstreamClaim {
    /// What the upstream calls it.
    #[schema(example = "urn:oid:2.5.4.4")]
    pub from: String,
    /// What it is called here. Of several rules for one name the last counts whose claim is told.
    #[schema(example = "family_name")]
    pub to: String,
    /// What is told instead of its value, wherever it is told.
    pub value: Option<Value>,
    /// For how long it is kept: as long as the sign-in counts, sealed, or on the person's account.
    #[schema(nullable = false)]
    pub keep: Option<Keep>,
    /// What its value must be.
    #[schema(nullable = false)]
    pub check: Option<Check>,
}

/// For how long something that an upstream told is kept.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// As long as the sign-in counts.
    Session,
    /// On the person's account.
    Account,
}

/// What a claim's value must be.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// A Finnish personal identity code.
    PersonalIdentityCode,
}

/// How our keys are to be exchanged.
#[derive(Serialize, ToSchema)]
pub struct UpstreamRotation {
    /// Only those of this algorithm.
    #[schema(nullable = false)]
    pub alg: Option<KeyAlgorithm>,
    /// From when on the new ones sign, and are the ones to be sealed to; a day from now if absent.
    #[schema(nullable = false, format = DateTime)]
    pub takes_over_at: Option<String>,
    /// Whether they do at once, because an old one may be known to others.
    #[schema(nullable = false)]
    pub now: Option<bool>,
}

/// What a key of ours is to be called.
#[derive(Serialize, ToSchema)]
pub struct RenamedKey {
    /// The name that the upstream knows it by.
    #[schema(max_length = 200)]
    pub kid: String,
}

/// What an upstream is like now.
#[derive(Serialize, ToSchema)]
pub struct UpstreamCheck {
    /// Whether nothing was found.
    pub ok: bool,
    /// What was found.
    pub faults: Vec<Fault>,
}

/// What is wrong with an upstream.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamFault)]
pub struct Fault {
    /// Who has to do something about it.
    pub kind: FaultKind,
    /// What it is.
    pub description: String,
}

/// Who has to do something about what is wrong.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamFaultKind)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// It does not answer: later it may.
    Unavailable,
    /// What it says of itself is not to be believed.
    Untrusted,
    /// Its record here does not fit.
    Misconfigured,
}

impl UpstreamAnswer {
    /// What is told of an upstream; `base` is the address before our paths.
    pub fn of(upstream: Upstream, base: &str, now: Time) -> Self {
        let speaks = upstream.definition.saml.is_some();
        let in_saml = |path: &str| speaks.then(|| format!("{base}/upstream/{}/{path}", upstream.id));
        let keys = upstream.keys.iter().map(|key| UpstreamKey::of(key, &upstream.keys, now)).collect();
        Self {
            has_client_secret: upstream.client_secret.is_some(),
            redirect_uri: format!("{base}/upstream/{}/callback", upstream.id),
            post_logout_redirect_uri: format!("{base}/upstream/{}/logout/callback", upstream.id),
            backchannel_logout_uri: format!("{base}/upstream/{}/backchannel_logout", upstream.id),
            jwks_uri: format!("{base}/upstream/{}/jwks", upstream.id),
            saml_metadata_uri: in_saml("metadata"),
            saml_acs_uri: in_saml("acs"),
            saml_slo_uri: in_saml("slo"),
            keys,
            disabled: upstream.disabled_at.is_some(),
            created_at: rfc3339(upstream.created_at).unwrap_or_default(),
            updated_at: rfc3339(upstream.updated_at).unwrap_or_default(),
            upstream: upstream.id.into(),
            definition: upstream.definition,
        }
    }
}

impl UpstreamKey {
    fn of(key: &KeyRecord, among: &[KeyRecord], now: Time) -> Self {
        let facts: Vec<KeyFacts> = among.iter().map(KeyFacts::from).collect();
        let works = in_charge(&facts, key.algorithm, now).is_some_and(|working| working.kid == key.kid);
        let state = if !is_kept(key, now) {
            KeyState::Expired
        } else if works {
            if key.algorithm.signs() { KeyState::Signing } else { KeyState::Opening }
        } else if now < key.signs_from {
            KeyState::Announced
        } else {
            KeyState::Retired
        };
        Self {
            kid: key.kid.clone(),
            usage: if key.algorithm.signs() { KeyUse::Sig } else { KeyUse::Enc },
            alg: key.algorithm.name().to_owned(),
            state,
            created_at: rfc3339(key.created_at).unwrap_or_default(),
            signs_from: rfc3339(key.signs_from).unwrap_or_default(),
            published_until: rfc3339(key.published_until),
            jwk: public_key(key).and_then(|jwk| as_object(&jwk)).unwrap_or_default(),
        }
    }
}

fn as_object(jwk: &jose::Jwk) -> Option<Map<String, Value>> {
    serde_json::to_value(jwk).ok()?.as_object().cloned()
}

impl From<Vec<UpstreamFault>> for UpstreamCheck {
    fn from(faults: Vec<UpstreamFault>) -> Self {
        let faults: Vec<Fault> = faults.into_iter().map(Fault::from).collect();
        Self { ok: faults.is_empty(), faults }
    }
}

impl From<UpstreamFault> for Fault {
    fn from(fault: UpstreamFault) -> Self {
        let kind = match fault {
            UpstreamFault::Unavailable(_) => FaultKind::Unavailable,
            UpstreamFault::Untrusted(_) => FaultKind::Untrusted,
            UpstreamFault::Misconfigured(_) => FaultKind::Misconfigured,
        };
        Self { kind, description: fault.to_string() }
    }
}
