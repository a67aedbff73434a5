//! The people, clients and keys of the world, and requests to be varied.

use std::time::Duration;

use idp::Time;
use idp::model::ClientId;
use idp::model::client::{Client, ClientPolicy, Profile, SecretHash};
use idp::model::issuer::Issuer;
use idp::model::key::{KeyAlgorithm, KeyFacts};
use idp::model::user::{User, UserId};
use jose::JwsAlgorithm;
use oidc::claims::StandardClaims;
use oidc::client_authentication::Method;
use oidc::metadata::{ApplicationType, ClientMetadata};
use oidc::parameters::Encoder;
use oidc::redirect_uri::RedirectUri;
use oidc::scope::Scope;
use oidc::token::GrantType;

/// The present, where nothing else is said.
pub(crate) const NOW: Time = Time::from_secs(1_800_000_000);

/// RFC 7636 Appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const OTHER_VERIFIER: &str = "another-verifier-that-is-long-enough-and-wrong";

pub(crate) const SHOP_CALLBACK: &str = "https://shop.test/cb";
pub(crate) const APP_CALLBACK: &str = "com.example.app:/cb";
pub(crate) const PORTAL_CALLBACK: &str = "https://portal.test/redirect";

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) fn scope(text: &str) -> Scope {
    Scope::parse(text).unwrap()
}

pub(crate) fn issuer() -> Issuer {
    Issuer::own(oidc::discovery::Issuer::parse("https://id.test").unwrap(), "https://id.test".to_owned())
}

/// The secret of a confidential client of this name.
pub(crate) fn secret_of(client: &str) -> String {
    format!("{client}-secret")
}

/// A confidential client of the code flow, under this project's own defaults.
pub(crate) fn shop() -> Client {
    let metadata = ClientMetadata {
        redirect_uris: vec![RedirectUri::parse(SHOP_CALLBACK).unwrap()],
        post_logout_redirect_uris: vec![RedirectUri::parse("https://shop.test/bye").unwrap()],
        grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
        token_endpoint_auth_method: Method::ClientSecretPost,
        id_token_signed_response_alg: JwsAlgorithm::ES256,
        ..ClientMetadata::default()
    };
    confidential("shop", metadata, ClientPolicy::of(Profile::Basic))
}

/// A native application that keeps no secret.
pub(crate) fn app() -> Client {
    let metadata = ClientMetadata {
        redirect_uris: vec![RedirectUri::parse(APP_CALLBACK).unwrap()],
        grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
        application_type: ApplicationType::Native,
        token_endpoint_auth_method: Method::None,
        ..ClientMetadata::default()
    };
    Client { secrets: Vec::new(), ..confidential("app", metadata, ClientPolicy::of(Profile::Basic)) }
}

/// A confidential client as the CIAM documents it: PKCE optional, `plain` allowed, RS256, no refresh.
pub(crate) fn portal() -> Client {
    let metadata = ClientMetadata {
        redirect_uris: vec![RedirectUri::parse(PORTAL_CALLBACK).unwrap()],
        ..ClientMetadata::default()
    };
    confidential("portal", metadata, ClientPolicy::of(Profile::Ciam))
}

/// A client that acts on its own behalf.
pub(crate) fn worker() -> Client {
    let metadata = ClientMetadata {
        grant_types: vec![GrantType::ClientCredentials],
        response_types: Vec::new(),
        scope: Some(scope("orders:read orders:write openid profile")),
        token_endpoint_auth_method: Method::ClientSecretPost,
        ..ClientMetadata::default()
    };
    confidential("worker", metadata, ClientPolicy::of(Profile::Basic))
}

fn confidential(id: &str, metadata: ClientMetadata, policy: ClientPolicy) -> Client {
    Client {
        id: ClientId::new(id),
        version: 1,
        secrets: vec![SecretHash::of(&secret_of(id), NOW)],
        kept_secret: None,
        metadata,
        policy,
        registration: None,
        keys: Vec::new(),
        disabled_at: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

/// A person; the id is the user name with a mark, the password the user name with another.
pub(crate) fn person(username: &str) -> User {
    User {
        id: UserId::new(format!("u-{username}")),
        version: 1,
        username: username.to_owned(),
        claims: StandardClaims {
            name: Some(format!("{username} of Espoo").into()),
            email: Some(format!("{username}@example.test").into()),
            phone_number: Some("+358 50 1".into()),
            phone_number_verified: Some(true),
            ..StandardClaims::default()
        },
        groups: Vec::new(),
        attributes: serde_json::Map::new(),
        disabled_at: None,
        sessions_valid_from: NOW,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn password_of(username: &str) -> String {
    format!("{username}-password")
}

pub(crate) fn key(kid: &str, algorithm: impl Into<KeyAlgorithm>) -> KeyFacts {
    KeyFacts {
        kid: kid.to_owned(),
        algorithm: algorithm.into(),
        created_at: NOW,
        signs_from: NOW,
        published_until: Time::NEVER,
    }
}

/// A request's parameters, to be varied and written.
#[derive(Clone, Debug)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// With this value and no other.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        self.without(name).and(name, value)
    }

    /// With this value also.
    pub(crate) fn and(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(other, _)| other != name);
        self
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn encode(&self) -> String {
        let mut encoder = Encoder::new();
        self.0.iter().for_each(|(name, value)| encoder.push(name, value));
        encoder.finish()
    }
}

/// An authorization request of the shop, with everything right.
pub(crate) fn shop_asks() -> Form {
    asks("shop", SHOP_CALLBACK)
}

/// An authorization request of the application, with everything right.
pub(crate) fn app_asks() -> Form {
    asks("app", APP_CALLBACK)
}

/// An authorization request of the portal, with everything right and no challenge.
pub(crate) fn portal_asks() -> Form {
    asks("portal", PORTAL_CALLBACK).without("code_challenge").without("code_challenge_method")
}

fn asks(client: &str, callback: &str) -> Form {
    Form::of(&[
        ("client_id", client),
        ("redirect_uri", callback),
        ("response_type", "code"),
        ("scope", "openid profile email"),
        ("state", "st-1"),
        ("nonce", "n-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ])
}

/// The token request that redeems a code, as the request that led to it wants it.
pub(crate) fn redeems(code: &str, asked: &Form) -> Form {
    let client = asked.get("client_id").unwrap();
    let form = Form::of(&[("grant_type", "authorization_code"), ("code", code)]);
    let form = proves(form, client);
    let form = match asked.get("redirect_uri") {
        Some(uri) => form.and("redirect_uri", uri),
        None => form,
    };
    if asked.get("code_challenge").is_some() { form.and("code_verifier", VERIFIER) } else { form }
}

/// The token request that exchanges a refresh token.
pub(crate) fn refreshes(token: &str, client: &str) -> Form {
    proves(Form::of(&[("grant_type", "refresh_token"), ("refresh_token", token)]), client)
}

/// With what the client proves itself by.
pub(crate) fn proves(form: Form, client: &str) -> Form {
    let form = form.and("client_id", client);
    if client == "app" { form } else { form.and("client_secret", &secret_of(client)) }
}
