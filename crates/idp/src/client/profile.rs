//! Profiles: what each kind of client is held to, as one table.
//!
//! A profile is a set of defaults and of bounds. An administrator may tighten every value, and loosen
//! those that the profile does not forbid: [`check`] refuses the rest. Whoever enforces a rule asks the
//! client's policy where there is a member for it, and [`Profile::rules`] otherwise.

mod cell;
mod check;
mod complete;

use jose::{ContentEncryption, JwsAlgorithm, KeyManagement, KeyType};
use oidc::client_authentication::Method;
use oidc::metadata::Encryption;
use oidc::response_type::ResponseType;
use oidc::token::GrantType;
use serde::{Deserialize, Serialize};

pub(super) use check::check;
pub use complete::complete;

/// The kinds of clients.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// This project's own.
    #[default]
    Basic,
    /// As the WFP CIAM documents it: longer lives, PKCE optional, RS256.
    Ciam,
    /// As Signicat's sealed provider documents it: requests may be sealed alone, answers are sealed.
    Signicat,
    /// A service that people sign in to with their phone, as XignIn documents its own: sealed ID tokens, pairwise
    /// subjects.
    Service,
    /// What the Finnish trust network asks of relying parties.
    Ftn,
    /// The FAPI 2.0 Security Profile.
    Fapi2,
}

/// A yes or no that a policy may say otherwise, or may not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Switch {
    /// Yes, and nothing else.
    Always,
    /// Yes, unless the policy says no.
    On,
    /// No, unless the policy says yes.
    Off,
    /// No, and nothing else.
    Never,
}

/// How long something lives, in seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Life {
    /// Where nothing is said.
    pub usual: u32,
    /// At most.
    pub longest: u32,
}

/// What becomes of a refresh token that is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refresh {
    /// It is replaced, and one that comes again ends the family (RFC 9700 §4.14.2).
    Rotated,
    /// It stays, bound to whoever it was issued to (FAPI 2.0 Security Profile §5.3.2.1).
    Bound,
    /// There are none.
    None,
}

/// Whom a client's assertion may be meant for; each is stricter than the one before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssertionAudience {
    /// The issuer, the token endpoint's address, or the address it is sent to.
    IssuerOrEndpoint,
    /// The issuer, as a text or in an array.
    Issuer,
    /// The issuer, as a plain text alone (FAPI 2.0 Security Profile §5.3.2.1).
    IssuerAsText,
}

/// In what form authorization requests must come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RequestForm {
    /// In any.
    Any,
    /// In a signed request object, or pushed.
    SignedOrPushed,
    /// Pushed (RFC 9126).
    Pushed,
}

/// Which answers are sealed where nothing else is registered, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seal {
    /// Whether userinfo is, beside the ID token.
    pub userinfo: bool,
    /// How.
    pub with: Encryption,
}

/// How tokens are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// As the specifications have it.
    Standard,
    /// As Signicat's provider laid them out.
    Signicat,
}

/// The algorithms with a public key.
const ASYMMETRIC: &[JwsAlgorithm] = {
    use JwsAlgorithm::*;
    &[RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA]
};
const RSA: &[KeyType] = &[KeyType::Rsa];
const RSA_EC: &[KeyType] = &[KeyType::Rsa, KeyType::Ec];
const ANY_KEY: &[KeyType] = &[KeyType::Rsa, KeyType::Ec, KeyType::Okp];
const SECRET_OR_NONE: &[Method] = &[Method::ClientSecretBasic, Method::ClientSecretPost, Method::None];
const SECRET_OR_JWT: &[Method] =
    &[Method::ClientSecretBasic, Method::ClientSecretPost, Method::ClientSecretJwt, Method::PrivateKeyJwt];
const KEY_ALONE: &[Method] = &[Method::PrivateKeyJwt];
const KEY_OR_CERTIFICATE: &[Method] =
    &[Method::PrivateKeyJwt, Method::TlsClientAuth, Method::SelfSignedTlsClientAuth];
const CODE: &[ResponseType] = &[ResponseType::CODE];
const ALL_TYPES: &[ResponseType] = &ResponseType::ALL;
const CODE_GRANT: &[GrantType] = &[GrantType::AuthorizationCode];
const CODE_OR_OWN: &[GrantType] = &[GrantType::AuthorizationCode, GrantType::ClientCredentials];
const NOT_IMPLICIT: &[GrantType] =
    &[GrantType::AuthorizationCode, GrantType::RefreshToken, GrantType::ClientCredentials];

const fn life(usual: u32, longest: u32) -> Life {
    Life { usual, longest }
}

const fn seal(userinfo: bool, alg: KeyManagement, enc: ContentEncryption) -> Seal {
    Seal { userinfo, with: Encryption { alg, enc } }
}

/// Makes the type, the table, and the same table in words from one matrix.
macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident: $type:ty =
        [$basic:expr, $ciam:expr, $signicat:expr, $service:expr, $ftn:expr, $fapi2:expr];)+) => {
        /// What a profile holds its clients to.
        #[derive(Debug)]
        pub struct Rules {
            /// The profile.
            pub profile: Profile,
            $($(#[$doc])* pub $rule: $type,)+
        }

        static TABLE: [Rules; 6] = [
            Rules { profile: Profile::Basic, $($rule: $basic,)+ },
            Rules { profile: Profile::Ciam, $($rule: $ciam,)+ },
            Rules { profile: Profile::Signicat, $($rule: $signicat,)+ },
            Rules { profile: Profile::Service, $($rule: $service,)+ },
            Rules { profile: Profile::Ftn, $($rule: $ftn,)+ },
            Rules { profile: Profile::Fapi2, $($rule: $fapi2,)+ },
        ];

        /// The table in words: each rule by its name, with what it is for each of [`Profile::ALL`].
        pub fn table() -> Vec<(&'static str, [String; 6])> {
            vec![$((stringify!($rule), TABLE.each_ref().map(|rules| cell::Cell::cell(&rules.$rule))),)+]
        }
    };
}

use {AssertionAudience::*, ContentEncryption::*, KeyManagement::EcdhEs, KeyManagement::RsaOaep, Switch::*};

rules! {
    // basic, ciam, signicat, service, ftn, fapi2

    /// Whether a code is asked for with a PKCE challenge (RFC 7636).
    require_pkce: Switch = [On, Off, Off, Off, On, Always];
    /// Whether the `plain` method will do.
    allow_plain_pkce: Switch = [Off, On, Off, Off, Never, Never];
    /// How clients may prove themselves; the first is what one has that says nothing.
    authentication_methods: &'static [Method] =
        [Method::ALL, SECRET_OR_NONE, SECRET_OR_JWT, SECRET_OR_JWT, KEY_ALONE, KEY_OR_CERTIFICATE];
    /// Whether both ways of sending a secret will do, whichever is registered.
    any_secret_method: Switch = [Off, On, On, On, Never, Never];
    /// Whom an assertion may be meant for; a policy may be stricter.
    assertion_audience: AssertionAudience = [
        IssuerOrEndpoint, IssuerOrEndpoint, IssuerOrEndpoint, IssuerOrEndpoint, IssuerOrEndpoint, IssuerAsText
    ];
    /// For how many seconds an assertion may be good at most.
    assertion_life: u32 = [3600, 3600, 3600, 3600, 3600, 3600];
    /// Whether an assertion names its key in its header.
    assertion_names_key: bool = [false, false, false, false, true, false];
    /// What may be signed with, by either side: ID tokens, userinfo, request objects, assertions, proofs of
    /// possession.
    signing: &'static [JwsAlgorithm] = [
        ASYMMETRIC, ASYMMETRIC, &[JwsAlgorithm::RS256], &[JwsAlgorithm::ES256, JwsAlgorithm::RS256],
        &[JwsAlgorithm::RS256, JwsAlgorithm::PS256, JwsAlgorithm::ES256],
        &[JwsAlgorithm::PS256, JwsAlgorithm::ES256, JwsAlgorithm::EdDSA]
    ];
    /// What ID tokens are signed with where nothing is said.
    id_token_signing: JwsAlgorithm = [
        JwsAlgorithm::ES256, JwsAlgorithm::RS256, JwsAlgorithm::RS256, JwsAlgorithm::ES256,
        JwsAlgorithm::RS256, JwsAlgorithm::ES256
    ];
    /// What access tokens are signed with where nothing is said.
    access_token_signing: JwsAlgorithm = [
        JwsAlgorithm::ES256, JwsAlgorithm::RS256, JwsAlgorithm::RS256, JwsAlgorithm::ES256,
        JwsAlgorithm::ES256, JwsAlgorithm::ES256
    ];
    /// Whether keys may be made of the client's secret (`HS256`, `dir`, `A128KW` and their like).
    secret_keys: bool = [true, true, true, true, false, false];
    /// Whether ID tokens may be signed by the client's secret (OpenID Connect Core §10.1).
    secret_signed_id_tokens: bool = [true, false, false, false, false, false];
    /// The kinds of keys a client may register.
    client_keys: &'static [KeyType] = [ANY_KEY, ANY_KEY, RSA, RSA_EC, RSA_EC, ANY_KEY];
    /// Whether keys may be fetched, unsigned, from the client's `jwks_uri`.
    plain_jwks_uri: bool = [true, true, true, true, false, true];
    /// Whether a client must have opened something sealed to its key, wherever that came from, before it
    /// is sealed to.
    prove_keys: bool = [false, false, false, false, true, false];
    /// How long an authorization code lives.
    code_ttl: Life = [life(60, 300), life(300, 600), life(60, 300), life(30, 60), life(60, 60), life(60, 60)];
    /// How long an access token lives, in seconds, where nothing is said.
    access_token_ttl: u32 = [600, 3600, 1800, 600, 600, 600];
    /// How long an ID token lives, in seconds, where nothing is said.
    id_token_ttl: u32 = [600, 3600, 3600, 600, 600, 600];
    /// How long refreshing can go on, in seconds, where nothing is said.
    refresh_token_ttl: u32 = [2_592_000, 86_400, 2_592_000, 2_592_000, 2_592_000, 2_592_000];
    /// What becomes of refresh tokens.
    refresh: Refresh =
        [Refresh::Rotated, Refresh::Rotated, Refresh::Rotated, Refresh::None, Refresh::None, Refresh::Bound];
    /// Whether tokens must be bound to whoever they are issued to (RFC 8705 §3, RFC 9449).
    require_sender_constraint: Switch = [Off, Off, Off, Off, Off, Always];
    /// Whether proofs of possession carry a nonce of ours (RFC 9449 §8).
    require_dpop_nonce: Switch = [Off, Off, Off, Off, Off, Off];
    /// What may be asked for at the authorization endpoint.
    response_types: &'static [ResponseType] = [ALL_TYPES, ALL_TYPES, CODE, CODE, CODE, CODE];
    /// The grants.
    grant_types: &'static [GrantType] =
        [GrantType::ALL, GrantType::ALL, NOT_IMPLICIT, CODE_OR_OWN, CODE_GRANT, NOT_IMPLICIT];
    /// Whether every authorization request is one of OpenID Connect.
    require_openid: bool = [false, false, false, false, true, false];
    /// Whether every authorization request says how well the person is to prove who they are, and is refused
    /// where that cannot be reached; otherwise it is a wish.
    require_acr_values: bool = [false, false, false, false, true, false];
    /// In what form authorization requests come.
    request: RequestForm = [
        RequestForm::Any, RequestForm::Any, RequestForm::Any, RequestForm::Any, RequestForm::SignedOrPushed,
        RequestForm::Pushed
    ];
    /// For how many seconds a request object may be good at most; where this is said, it must say so.
    request_object_life: Option<u32> = [None, None, None, None, Some(600), Some(3600)];
    /// Whether a client may register that its request objects are unsecured (`none`).
    unsecured_requests: bool = [true, true, false, false, false, false];
    /// Whether a request object may be sealed without being signed.
    allow_encrypted_requests: Switch = [Off, Off, On, Off, Never, Never];
    /// Whether answers are sealed, so that a client to which nothing can be sealed is given none.
    require_sealed: Switch = [Off, Off, On, On, Always, Off];
    /// Which answers are sealed where they must be, and how where nothing is said.
    seal: Seal = [
        seal(true, RsaOaep, A128CbcHs256), seal(true, RsaOaep, A128CbcHs256),
        seal(true, RsaOaep, A128CbcHs256), seal(false, EcdhEs, A256CbcHs512),
        seal(true, RsaOaep, A128CbcHs256), seal(true, RsaOaep, A256Gcm)
    ];
    /// Whether a person is known to each client, or each sector of clients, by another subject.
    pairwise: Switch = [Off, Off, Always, Always, On, Off];
    /// Whether that subject differs between clients of one sector too, unless they name the sector.
    pairwise_by_client: bool = [false, false, true, true, false, false];
    /// How tokens are laid out.
    dialect: Dialect = [
        Dialect::Standard, Dialect::Standard, Dialect::Signicat, Dialect::Standard, Dialect::Standard,
        Dialect::Standard
    ];
}

impl Profile {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 6] =
        [Self::Basic, Self::Ciam, Self::Signicat, Self::Service, Self::Ftn, Self::Fapi2];

    /// The name, as policies are written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Ciam => "ciam",
            Self::Signicat => "signicat",
            Self::Service => "service",
            Self::Ftn => "ftn",
            Self::Fapi2 => "fapi2",
        }
    }

    /// What its clients are held to.
    pub fn rules(self) -> &'static Rules {
        &TABLE[self as usize]
    }
}

impl std::fmt::Display for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Profile {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|profile| profile.as_str() == name);
        found.ok_or_else(|| format!("one of: {}", Self::ALL.map(Self::as_str).join(" ")))
    }
}

impl Switch {
    /// What it is where the policy says nothing.
    pub const fn usual(self) -> bool {
        matches!(self, Self::Always | Self::On)
    }

    /// Whether a policy may say this.
    pub const fn allows(self, said: bool) -> bool {
        match self {
            Self::Always => said,
            Self::Never => !said,
            Self::On | Self::Off => true,
        }
    }
}

impl Rules {
    /// Whether this may be signed with.
    pub fn allows_signing(&self, algorithm: JwsAlgorithm) -> bool {
        self.signing.contains(&algorithm) || (self.secret_keys && algorithm.is_symmetric())
    }

    /// Whether what a client is answered may be encrypted so.
    pub fn allows_encryption(&self, management: KeyManagement) -> bool {
        match management.key_type() {
            KeyType::Oct => self.secret_keys,
            KeyType::Rsa => self.client_keys.contains(&KeyType::Rsa),
            // Keys for agreement are of either kind.
            KeyType::Ec | KeyType::Okp => {
                self.client_keys.iter().any(|kind| matches!(kind, KeyType::Ec | KeyType::Okp))
            }
        }
    }

    /// Whether a client may register this grant.
    pub fn allows_grant(&self, grant: GrantType) -> bool {
        self.grant_types.contains(&grant)
            && (grant != GrantType::RefreshToken || self.refresh != Refresh::None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_in_the_order_of_the_profiles() {
        for profile in Profile::ALL {
            assert_eq!(profile.rules().profile, profile);
            assert_eq!(profile.as_str().parse(), Ok(profile));
            assert_eq!(serde_json::to_value(profile).unwrap(), profile.as_str());
        }
        assert!("Basic".parse::<Profile>().is_err());
    }
}
