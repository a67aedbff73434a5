//! The demo's shop: two stores that are registered here as anybody's would be, and open beside the provider.

use std::path::Path;

use idp::client::key::{Answered, NewKey};
use idp::client::profile::complete;
use idp::client::register::NewClient;
use idp::model::client::{ClientPolicy, Profile};
use jose::secret::Secret;
use jose::{Jwk, JwsAlgorithm};
use oidc::metadata::{ClientMetadata, Encryptable};
use oidc::redirect_uri::RedirectUri;
use oidc::scope::Scope;
use shop::{Options, Purpose, Running, StoreKey, StoreSetup};

use super::super::error::Error;
use super::super::jose::open;
use super::super::listen::Bound;
use super::banks::UPSTREAM;
use super::kept::Kept;
use crate::config::localhost;
use crate::flow;
use crate::node::Node;

/// Under what the merchant's token is kept.
const MERCHANT: &str = "shop-merchant";

/// A shop that is open.
pub(super) struct Shop {
    /// Closes it when dropped.
    running: Running,
    /// What its merchant signs in with.
    pub(super) merchant_token: String,
}

impl Shop {
    /// Where it is.
    pub(super) fn address(&self) -> &str {
        &self.running.base
    }
}

/// A store of the shop, as the demo has it.
struct Store {
    slug: &'static str,
    name: &'static str,
    profile: Profile,
    setup: fn(&str, &str, &str, &str) -> StoreSetup,
    keys: &'static [Purpose],
}

const STORES: [Store; 2] = [
    Store {
        slug: "lakeside",
        name: "Lakeside",
        profile: Profile::Signicat,
        setup: StoreSetup::signicat,
        keys: &[Purpose::Open],
    },
    Store {
        slug: "fellside",
        name: "Fellside",
        profile: Profile::Ftn,
        setup: StoreSetup::ftn,
        keys: &[Purpose::Open, Purpose::Sign],
    },
];

/// Registers the stores that are not registered yet, and opens the shop.
pub(super) async fn start(node: &Node, folder: &Path, bound: Bound, kept: &mut Kept) -> Result<Shop, Error> {
    let base = localhost(bound.port).base;
    let token = match kept.get(MERCHANT) {
        Some(token) => token.to_owned(),
        None => {
            let token = jose::base64url::encode(jose::random::bytes::<32>());
            kept.put(MERCHANT, &token)?;
            token
        }
    };
    let mut options = Options::new(bound.listeners, &base, folder.join("shop"));
    options.merchant_token = Some(Secret::new(token.clone()));
    for store in &STORES {
        if !is_registered(node, store, &base, kept).await? {
            options.stores.push(register(node, store, &base, kept).await?);
            options.overwrite = true;
        }
    }
    let running = shop::start(options).await.map_err(failed)?;
    Ok(Shop { running, merchant_token: token })
}

/// What of a store is kept: where it is, and where its provider is.
fn place(node: &Node, store: &Store, base: &str) -> String {
    format!("{} at {}", callback(store, base), node.issuer.identifier.as_str())
}

fn kept_as(store: &Store) -> String {
    format!("shop-{}", store.slug)
}

fn callback(store: &Store, base: &str) -> String {
    format!("{base}/venues/{}/oidc/callback", store.slug)
}

/// Whether the store is known here as it is now. A kept world may have moved to other ports.
async fn is_registered(node: &Node, store: &Store, base: &str, kept: &Kept) -> Result<bool, Error> {
    let there = node.load_client(store.slug).await.map_err(failed)?.is_some();
    Ok(there && kept.get(&kept_as(store)) == Some(&place(node, store, base)))
}

/// Registers a store and its keys, each of which proves that it opens what is sealed to it.
async fn register(node: &Node, store: &Store, base: &str, kept: &mut Kept) -> Result<StoreSetup, Error> {
    if node.load_client(store.slug).await.map_err(failed)?.is_some() {
        flow::client::remove(node, store.slug).await?;
    }
    let mut setup = (store.setup)(store.slug, store.name, node.issuer.identifier.as_str(), store.slug);
    // The bank asks for consent, and it is the bank that must say who it is.
    let policy = ClientPolicy {
        skip_consent: true,
        allow_password: false,
        upstreams: Some(vec![UPSTREAM.parse().map_err(|_| internal("upstream"))?]),
        ..ClientPolicy::of(store.profile)
    };
    let metadata = metadata(store, &setup, base, &policy)?;
    let new = NewClient { id: Some(store.slug.to_owned()), metadata, policy };
    setup.client_secret = flow::client::create(node, new).await?.secret.map(|secret| secret.0);
    for purpose in store.keys.iter().copied() {
        let key = tokio::task::spawn_blocking(move || StoreKey::generate(purpose)).await;
        let key = key.map_err(failed)?.map_err(failed)?;
        setup.keys.push(name_key(node, store, key).await?);
    }
    kept.put(&kept_as(store), &place(node, store, base))?;
    Ok(setup)
}

fn metadata(
    store: &Store,
    setup: &StoreSetup,
    base: &str,
    policy: &ClientPolicy,
) -> Result<ClientMetadata, Error> {
    let scope = Scope::parse(&setup.scopes.join(" ")).map_err(|_| internal("scope"))?;
    let mut metadata = ClientMetadata {
        client_name: Some(store.name.to_owned()),
        redirect_uris: vec![RedirectUri::parse(&callback(store, base)).map_err(|_| internal("address"))?],
        scope: Some(scope),
        // Where the store lists a buyer's orders: who is too late at the bank is led back there.
        client_uri: Some(format!("{base}/venues/{}", store.slug)),
        ..ClientMetadata::default()
    };
    complete(&mut metadata, policy, |_| false);
    // Where not even the code is to be read on its way through the browser.
    if store.profile == Profile::Signicat {
        let as_id_token = metadata.encryption(Encryptable::IdToken);
        metadata.authorization_signed_response_alg = Some(JwsAlgorithm::RS256);
        metadata.authorization_encrypted_response_alg = as_id_token.map(|with| with.alg);
        metadata.authorization_encrypted_response_enc = as_id_token.map(|with| with.enc);
    }
    Ok(metadata)
}

/// The same key under the name that it is given here.
async fn name_key(node: &Node, store: &Store, key: StoreKey) -> Result<StoreKey, Error> {
    let jwk = serde_json::from_str(&key.public_jwk().map_err(failed)?).map_err(failed)?;
    let told = flow::client_key::add(node, store.slug, NewKey { jwk, ..NewKey::default() }).await?;
    if let Some(challenge) = told.challenge {
        let private = Jwk::parse(key.jwk.expose().as_bytes()).map_err(failed)?;
        let opened = open(&challenge, &private, None, None).map_err(failed)?;
        let inside = jose::json::parse_object(opened.plaintext()).map_err(failed)?;
        flow::client_key::prove(node, &Answered::read(inside)?).await?;
    }
    Ok(key.with_kid(told.key.kid))
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::failed("shop", format!("the shop cannot be opened: {error}"))
}

fn internal(what: &str) -> Error {
    Error::failed("internal", format!("the demo's own {what} is not right"))
}
