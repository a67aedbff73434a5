//! Many administrators at once, and a store that fails.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use store::{FaultAction, Faults, Step};

use crate::api::Api;
use crate::postgres as postgres_support;
use crate::world::{Engine, Setup, World};

const MANY: usize = 16;

/// How often each status was answered to the same request, sent many times at once.
async fn at_once(
    api: &Api<'_>,
    method: &str,
    path: &str,
    body: &Value,
    tag: Option<&str>,
) -> BTreeMap<u16, usize> {
    let mut sent = tokio::task::JoinSet::new();
    for _ in 0..MANY {
        let mut request = api.request(method, path).header("content-type", "application/json");
        if let Some(tag) = tag {
            request = request.header("if-match", tag);
        }
        sent.spawn(request.body(body.to_string()).send());
    }
    let mut counts = BTreeMap::new();
    while let Some(answer) = sent.join_next().await {
        *counts.entry(answer.unwrap().unwrap().status().as_u16()).or_default() += 1;
    }
    counts
}

on_both_stores! {
    async fn of_many_who_want_the_same_name_one_gets_it(world) {
        let api = Api::new(&world).await;
        let client = json!({ "client_id": "wanted", "redirect_uris": ["https://shop.example/"] });
        let counts = at_once(&api, "POST", "/v1/clients", &client, None).await;
        assert_eq!(counts, BTreeMap::from([(201, 1), (409, MANY - 1)]));
        let counts = at_once(&api, "POST", "/v1/users", &json!({ "username": "wanted" }), None).await;
        assert_eq!(counts, BTreeMap::from([(201, 1), (409, MANY - 1)]));
    }

    async fn of_many_who_change_what_they_read_one_does(world) {
        let api = Api::new(&world).await;
        let path = format!("/v1/users/{}", world.user_id);
        let tag = api.get(&path).await.header("etag").to_owned();
        let counts = at_once(&api, "PATCH", &path, &json!({ "nickname": "Maikki" }), Some(&tag)).await;
        assert_eq!(counts, BTreeMap::from([(200, 1), (412, MANY - 1)]));
        // Who does not say what they read is told to come again at worst, and nothing is half done.
        let counts = at_once(&api, "PATCH", &path, &json!({ "nickname": "Maija" }), None).await;
        assert!(counts.keys().all(|status| [200, 503].contains(status)), "{counts:?}");
        let version: usize = api.get(&path).await.header("etag").trim_matches('"').parse().unwrap();
        assert_eq!(version, 2 + counts[&200]);
    }

    async fn of_those_who_change_and_remove_what_they_read_one_does(world) {
        let api = Api::new(&world).await;
        for round in 0..20 {
            for (list, new, change) in [
                ("users", json!({ "username": format!("eero{round}") }), json!({ "nickname": "Eki" })),
                ("clients", json!({ "client_id": format!("c{round}"), "redirect_uris": ["https://c.example/"] }), json!({ "client_name": "C" })),
            ] {
                let made = api.post(&format!("/v1/{list}"), &new).await;
                let name = if list == "users" { made.text("id") } else { made.text("client_id") };
                let (path, tag) = (format!("/v1/{list}/{name}"), made.header("etag").to_owned());
                let removal = api.request("DELETE", &path).header("if-match", &tag).send();
                let (changed, removed) =
                    tokio::join!(at_once(&api, "PATCH", &path, &change, Some(&tag)), removal);
                let removed = usize::from(removed.unwrap().status() == 204);
                let changed = changed.get(&200).copied().unwrap_or_default();
                assert_eq!(changed + removed, 1, "{changed} changed and {removed} removed {path}");
                assert_eq!(api.get(&path).await.status, if removed == 1 { 404 } else { 200 });
            }
        }
    }
}

/// Fails every commit while switched on.
#[derive(Default)]
struct Switch {
    on: AtomicBool,
}

impl Faults for Switch {
    fn before(&self, step: Step) -> Option<FaultAction> {
        (step == Step::Statement(1) && self.on.load(Ordering::SeqCst)).then_some(FaultAction::Fail)
    }
}

async fn is_told_to_come_again(engine: Engine) {
    let switch = Arc::new(Switch::default());
    let setup = Setup { faults: Some(Arc::<Switch>::clone(&switch)), ..Setup::default() };
    let world = World::start(engine, setup).await;
    let api = Api::new(&world).await;
    let user = json!({ "username": "eero" });
    let before = api.get("/v1/users").await.json();
    switch.on.store(true, Ordering::SeqCst);
    let refused = api.post("/v1/users", &user).await;
    assert_eq!((refused.status, refused.text("error_code").as_str()), (503, "store-unavailable"));
    assert_eq!(api.get("/v1/users").await.json(), before);
    switch.on.store(false, Ordering::SeqCst);
    assert_eq!(api.post("/v1/users", &user).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_meets_a_store_that_fails_is_told_to_come_again() {
    is_told_to_come_again(Engine::Sqlite).await;
    if postgres_support::is_wanted() {
        is_told_to_come_again(Engine::Postgres).await;
    }
}
