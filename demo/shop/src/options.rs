use std::path::PathBuf;

use rp::jose::Secret;
use tokio::net::TcpListener;

use crate::{Clock, Profile, RequestStyle, StoreKey};

/// What a shop is started with. No `Debug`: it holds secrets.
pub struct Options {
    /// Where it listens: what browsers take for `localhost` may be more than one address.
    pub listeners: Vec<TcpListener>,
    /// The address that browsers know it by, without a slash at its end, such as `http://localhost:8081`.
    pub base: String,
    /// The folder of its database, made where it is missing.
    pub data: PathBuf,
    /// Its stores. One that is in the database already stays as its merchant set it, unless `overwrite`.
    pub stores: Vec<StoreSetup>,
    /// Whether stores that are there already are set anew, with what [`Self::stores`] says.
    pub overwrite: bool,
    /// What the merchant signs in with, and shows as the bearer token of the order API. Without it the one
    /// of the last start stays; at the first start one is made, and told once ([`crate::Running`]).
    pub merchant_token: Option<Secret<String>>,
    /// Seals secrets at rest. Without it there is one in a file beside the database, which is enough for a
    /// demonstration and not for a shop: whoever copies the folder has both.
    pub sealing_key: Option<Secret<[u8; 32]>>,
    /// The present.
    pub clock: Clock,
}

impl Options {
    /// A shop without stores.
    pub fn new(listeners: Vec<TcpListener>, base: impl Into<String>, data: impl Into<PathBuf>) -> Self {
        Self {
            listeners,
            base: base.into().trim_end_matches('/').to_owned(),
            data: data.into(),
            stores: Vec::new(),
            overwrite: false,
            merchant_token: None,
            sealing_key: None,
            clock: Clock::system(),
        }
    }
}

/// A store, and what it is at its provider. No `Debug`: it holds secrets.
pub struct StoreSetup {
    /// Its name in addresses, of `[a-z0-9-]`: the callback is `/venues/<slug>/oidc/callback`.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// What it is held to.
    pub profile: Profile,
    /// The provider.
    pub issuer: String,
    /// Its name there.
    pub client_id: String,
    /// The shared secret, for [`Profile::Signicat`].
    pub client_secret: Option<Secret<String>>,
    /// Private keys: one that opens, and for [`Profile::Ftn`] one that signs. None is made by itself.
    pub keys: Vec<StoreKey>,
    /// The scopes that are asked for, and no others.
    pub scopes: Vec<String>,
    /// The method of identification, or its level: `acr_values`.
    pub acr_values: Vec<String>,
    /// The bank, or the way to the banks, chosen beforehand.
    pub idp_hint: Option<String>,
    /// In what form requests go out.
    pub request: RequestStyle,
    /// The provider's public keys as a JWK Set, where they came with the registration. Without them they are
    /// fetched, and again when they change.
    pub provider_keys: Option<String>,
}

impl StoreSetup {
    /// A store of the profile `signicat`: a shared secret, sealed answers, the authorization response too.
    pub fn signicat(slug: &str, name: &str, issuer: &str, client_id: &str) -> Self {
        Self {
            request: RequestStyle::Encrypted,
            acr_values: vec!["idp:ftn".to_owned()],
            ..Self::of(Profile::Signicat, [slug, name, issuer, client_id], "openid profile ftn-extra")
        }
    }

    /// A store of the profile `ftn`: private keys, signed requests, sealed answers. It asks for the personal
    /// identity code as well, and looks at nothing but whether there is one.
    pub fn ftn(slug: &str, name: &str, issuer: &str, client_id: &str) -> Self {
        Self {
            request: RequestStyle::Signed,
            acr_values: vec!["http://ftn.ficora.fi/2017/loatest2".to_owned()],
            ..Self::of(Profile::Ftn, [slug, name, issuer, client_id], "openid profile ftn-extra nin")
        }
    }

    fn of(profile: Profile, [slug, name, issuer, client_id]: [&str; 4], scope: &str) -> Self {
        Self {
            slug: slug.to_owned(),
            name: name.to_owned(),
            profile,
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: None,
            keys: Vec::new(),
            scopes: scope.split(' ').map(str::to_owned).collect(),
            acr_values: Vec::new(),
            idp_hint: None,
            request: RequestStyle::Plain,
            provider_keys: None,
        }
    }
}
