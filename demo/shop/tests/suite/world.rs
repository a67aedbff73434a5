//! A shop of two stores, and their provider.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use rp::jose::Secret;
use rusqlite::Connection;
use serde_json::Value;
use shop::{Clock, Options, Purpose, Running, StoreKey, StoreSetup};

use crate::browser::{Answer, Browser};
use crate::provider::{Op, SECRET, STORE_OPENS, STORE_SIGNS, Scene, now, provider};

pub(crate) const TOKEN: &str = "the merchant's token, of many letters";
pub(crate) const STORES: [&str; 2] = ["lakeside", "fellside"];

/// At a port that is free.
const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

pub(crate) struct World {
    pub(crate) op: Arc<Op>,
    pub(crate) shop: Running,
    pub(crate) folder: tempfile::TempDir,
    /// How many seconds the shop's clock is ahead.
    pub(crate) ahead: Arc<AtomicI64>,
}

pub(crate) fn key(purpose: Purpose) -> StoreKey {
    let (jwk, kid) = match purpose {
        Purpose::Open => (STORE_OPENS, "minted enc"),
        Purpose::Sign => (STORE_SIGNS, "minted sig"),
    };
    StoreKey { purpose, kid: kid.to_owned(), jwk: Secret::new(jwk.to_owned()) }
}

pub(crate) fn stores(issuer: &str) -> Vec<StoreSetup> {
    let mut lakeside = StoreSetup::signicat("lakeside", "Lakeside", issuer, "lakeside");
    lakeside.client_secret = Some(Secret::new(SECRET.to_owned()));
    lakeside.keys = vec![key(Purpose::Open)];
    let mut fellside = StoreSetup::ftn("fellside", "Fellside", issuer, "fellside");
    fellside.keys = vec![key(Purpose::Open), key(Purpose::Sign)];
    vec![lakeside, fellside]
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With stores that are set up otherwise.
    pub(crate) async fn with(change: impl FnOnce(&mut Vec<StoreSetup>)) -> Self {
        let op = provider().await;
        let mut stores = stores(&op.issuer);
        change(&mut stores);
        let folder = tempfile::tempdir().unwrap();
        let ahead = Arc::new(AtomicI64::new(0));
        let shop = open(ANYWHERE, folder.path(), stores, &ahead).await;
        Self { op, shop, folder, ahead }
    }

    /// The same shop, stopped and started, where it was.
    pub(crate) async fn restarted(self) -> Self {
        let Self { op, shop, folder, ahead } = self;
        let address = shop.address;
        shop.stop().await.unwrap();
        let shop = open(address, folder.path(), Vec::new(), &ahead).await;
        Self { op, shop, folder, ahead }
    }

    /// Another shop over the same folder, with the stores as they were first set up.
    pub(crate) async fn beside(&self, overwrite: bool) -> Running {
        let mut options = options(ANYWHERE, self.folder.path(), stores(&self.op.issuer), &self.ahead).await;
        options.overwrite = overwrite;
        shop::start(options).await.unwrap()
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.shop.base)
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Buys and comes back: the page of the order.
    pub(crate) async fn bought(&self, browser: &Browser, store: &str, scene: Scene) -> (String, Answer) {
        let away = browser.buy(store).await;
        let back = browser.get(&self.op.answer(away.location(), scene)).await;
        let order = order_of(&back);
        (order, browser.get(back.location()).await)
    }

    /// The order, as the merchant's programs see it.
    pub(crate) async fn order(&self, id: &str) -> Value {
        let client = reqwest::Client::new();
        let asked = client.get(format!("{}/api/orders/{id}", self.shop.base)).bearer_auth(TOKEN);
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    /// The names of all orders, in the order in which they were placed.
    pub(crate) fn orders(&self) -> Vec<String> {
        let db = Connection::open(self.folder.path().join("shop.db")).unwrap();
        let mut found = db.prepare("SELECT id FROM orders ORDER BY rowid").unwrap();
        found.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }
}

/// The order to which a browser is led.
pub(crate) fn order_of(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{answer:?}");
    let (_, order) = answer.location().split_once("/orders/").unwrap_or_else(|| panic!("{answer:?}"));
    order.to_owned()
}

pub(crate) fn onni() -> Scene {
    Scene::of("Onni Juhani Korhonen", "fi-nordea", now() - 20)
}

async fn open(
    address: SocketAddr,
    folder: &std::path::Path,
    stores: Vec<StoreSetup>,
    ahead: &Arc<AtomicI64>,
) -> Running {
    shop::start(options(address, folder, stores, ahead).await).await.unwrap()
}

async fn options(
    address: SocketAddr,
    folder: &std::path::Path,
    stores: Vec<StoreSetup>,
    ahead: &Arc<AtomicI64>,
) -> Options {
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let mut options = Options::new(vec![listener], base, folder);
    options.stores = stores;
    options.merchant_token = Some(Secret::new(TOKEN.to_owned()));
    let ahead = ahead.clone();
    options.clock = Clock::new(move || now() + ahead.load(Ordering::SeqCst));
    options
}
