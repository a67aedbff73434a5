//! Bytes to types and types to bytes: one file for each address. No rule lives here, and nothing
//! here knows the store.

mod account;
pub mod admin;
mod arrival;
mod authorize;
mod certificate;
mod check_session;
mod ciba;
mod consent;
mod cookie;
mod device;
mod discovery;
mod door;
mod dpop;
mod enrol;
pub mod error;
mod factor;
mod form;
mod health;
mod home;
mod introspect;
mod key_test;
mod login;
mod logout;
mod metrics;
mod named;
mod one_time_code;
mod own_code;
mod passkey;
mod peer;
mod phone;
mod phone_app;
mod pushed;
mod qr;
mod qr_login;
mod refused;
mod registration;
mod request_id;
mod respond;
mod revoke;
mod router;
mod saml;
mod saml_logout;
mod select_account;
mod serve;
mod tls;
mod token;
mod upstream;
mod upstream_keys;
mod upstream_logout;
mod userinfo;

use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use idp::model::upstream::Upstream;
use tokio_util::sync::CancellationToken;

use crate::flow;
use crate::node::{Keyring, Node};
use crate::page::Language;

pub use door::{Door, Patience, Room};
pub(crate) use request_id::RequestId;
pub use router::router;
pub use serve::{serve, serve_metrics, serve_mtls};
pub use tls::Tls;

use cookie::Cookies;

/// What every address shares.
pub struct Web {
    /// The node that decides.
    pub node: Arc<Node>,
    /// How it meets the network.
    pub door: Door,
    /// Once cancelled, the node says that it is not ready and lets connections go with their next
    /// answer, while it goes on to take requests.
    pub draining: CancellationToken,
    cookies: Cookies,
    discovery: RwLock<Option<Discovery>>,
}

/// The metadata document, and what it was made for.
#[derive(Clone)]
struct Discovery {
    keyring: Arc<Keyring>,
    upstreams: Arc<[Arc<Upstream>]>,
    document: Bytes,
}

impl Web {
    /// Everything that HTTP needs of a node that meets the network as usual.
    pub fn new(node: Arc<Node>) -> Arc<Self> {
        Self::behind(Door::default(), node)
    }

    /// Everything that HTTP needs of a node.
    pub fn behind(door: Door, node: Arc<Node>) -> Arc<Self> {
        let cookies = Cookies::of(&node.issuer.base);
        Arc::new(Self {
            node,
            door,
            draining: CancellationToken::new(),
            cookies,
            discovery: RwLock::default(),
        })
    }

    /// The same at another door; a browser is known at all of them by the same cookies.
    fn at(&self, node: Node) -> Arc<Self> {
        Arc::new(Self {
            node: Arc::new(node),
            door: self.door.clone(),
            draining: self.draining.clone(),
            cookies: self.cookies.clone(),
            discovery: RwLock::default(),
        })
    }

    fn is_draining(&self) -> bool {
        self.draining.is_cancelled()
    }

    /// The metadata document: made once for each set of keys, since they say which algorithms there are, and
    /// of upstreams, since they say what can be told of people.
    async fn discovery(&self) -> Bytes {
        let keyring = self.node.keyring();
        let known = self.discovery.read().unwrap_or_else(PoisonError::into_inner).clone();
        // Nobody has to do without for want of the store.
        let upstreams = match (self.node.load_upstreams().await, &known) {
            (Ok(upstreams), _) => upstreams,
            (Err(_), Some(known)) => Arc::clone(&known.upstreams),
            (Err(_), None) => Arc::default(),
        };
        if let Some(known) = known
            && Arc::ptr_eq(&known.keyring, &keyring)
            && Arc::ptr_eq(&known.upstreams, &upstreams)
        {
            return known.document;
        }
        let languages: Vec<&str> = Language::all().iter().map(Language::tag).collect();
        let document = flow::discovery::document(
            &self.node,
            &keyring,
            &upstreams,
            &languages,
            self.door.certificates_arrive(),
        );
        let made = Discovery { keyring, upstreams, document: document.clone() };
        *self.discovery.write().unwrap_or_else(PoisonError::into_inner) = Some(made);
        document
    }
}
