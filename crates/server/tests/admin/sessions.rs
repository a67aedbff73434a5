//! Sessions and consents listed and ended, and the record of deliveries.

use std::time::Duration;

use idp::model::client::ClientPolicy;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::api::Api;
use crate::browser::Browser;
use crate::world::{Answer, Client, World};

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";

async fn signed_in(world: &World, client: &Client, scope: &str) -> (Browser, Answer) {
    let mut browser = world.browser();
    browser.headers.push(("user-agent", AGENT));
    let url = world.authorize_url(client, &[("scope", scope)]);
    let code = browser.sign_in(&url).await.parameter("code").unwrap();
    (browser, world.redeem(client, &code).await)
}

async fn sessions(api: &Api<'_>) -> Vec<Value> {
    let listed = api.get(&format!("/v1/users/{}/sessions", api.world.user_id)).await;
    assert_eq!(listed.status, 200, "{listed:?}");
    listed.json()["sessions"].as_array().unwrap().clone()
}

on_both_stores! {
    async fn a_persons_sessions_are_listed_with_what_tells_them_apart(world) {
        let api = Api::new(&world).await;
        assert!(sessions(&api).await.is_empty());
        let shop = world.shop().await;
        signed_in(&world, &shop, "openid").await;
        let [session] = &sessions(&api).await[..] else { panic!() };
        assert_eq!(session["user_id"], world.user_id);
        assert_eq!((&session["user_agent"], &session["address"]), (&json!(AGENT), &json!("127.0.0.1")));
        assert_eq!((&session["amr"], &session["clients"]), (&json!(["pwd"]), &json!([shop.id])));
        let path = format!("/v1/sessions/{}", session["id"].as_str().unwrap());
        assert_eq!(api.get(&path).await.json(), *session);
    }

    async fn an_ended_session_is_over_with_its_tokens_and_the_others_go_on(world) {
        let api = Api::new(&world).await;
        let shop = world.shop().await;
        let (_, first) = signed_in(&world, &shop, "openid").await;
        let (_, second) = signed_in(&world, &shop, "openid").await;
        let before = sessions(&api).await;
        let path = format!("/v1/sessions/{}", before[1]["id"].as_str().unwrap());
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(sessions(&api).await, before[..1]);
        assert_eq!(world.userinfo(&first.text("access_token")).await.status, 401);
        assert_eq!(world.refresh(&shop, &first.text("refresh_token")).await.status, 400);
        assert_eq!(world.userinfo(&second.text("access_token")).await.status, 200);
        assert_eq!((api.get(&path).await.status, api.delete(&path).await.status), (404, 404));

        let all = format!("/v1/users/{}/sessions", world.user_id);
        assert_eq!(api.delete(&all).await.status, 204);
        assert!(sessions(&api).await.is_empty());
        assert_eq!(world.userinfo(&second.text("access_token")).await.status, 401);
        assert_eq!(api.delete(&all).await.status, 204);
    }

    async fn refuses_sessions_and_people_that_are_not_there(world) {
        let api = Api::new(&world).await;
        for path in ["/v1/sessions/x", "/v1/sessions/AAAAAAAAAAAAAAAAAAAAAA", "/v1/users/nobody/sessions"] {
            assert_eq!(api.get(path).await.status, 404, "{path}");
            assert_eq!(api.delete(path).await.status, 404, "{path}");
        }
        assert_eq!(api.get("/v1/users/nobody/consents").await.status, 404);
        let path = format!("/v1/users/{}/consents/nobody", world.user_id);
        assert_eq!(api.delete(&path).await.status, 404);
    }

    async fn a_consent_taken_back_ends_what_the_client_was_granted_and_is_asked_for_again(world) {
        let api = Api::new(&world).await;
        let (shop, other) = (world.shop().await, world.shop().await);
        let (mut browser, offline) = signed_in(&world, &shop, "openid offline_access").await;
        let (_, others) = signed_in(&world, &other, "openid").await;
        let consents = format!("/v1/users/{}/consents", world.user_id);
        let mut allowed: Vec<Value> = api.get(&consents).await.json()["consents"].as_array().unwrap().clone();
        allowed.retain(|consent| consent["client_id"] == shop.id);
        assert_eq!(allowed[0]["scope"], "openid offline_access");

        assert_eq!(api.delete(&format!("{consents}/{}", shop.id)).await.status, 204);
        assert_eq!(world.userinfo(&offline.text("access_token")).await.status, 401);
        assert_eq!(world.refresh(&shop, &offline.text("refresh_token")).await.status, 400);
        assert_eq!(world.userinfo(&others.text("access_token")).await.status, 200);
        let (_, page) = browser.open(&world.authorize_url(&shop, &[("scope", "openid offline_access")])).await;
        assert!(page.contains("/consent/"), "{page}");
    }

    async fn deliveries_are_on_record(world) {
        let api = Api::new(&world).await;
        assert_eq!(api.get("/v1/deliveries").await.json(), json!({ "deliveries": [], "next": null }));
        let metadata = json!({ "backchannel_logout_uri": "http://127.0.0.1:9/out" });
        let client = world.client(metadata, ClientPolicy::default()).await;
        signed_in(&world, &client, "openid").await;
        signed_in(&world, &client, "openid").await;
        assert_eq!(api.delete(&format!("/v1/users/{}/sessions", world.user_id)).await.status, 204);

        let begun = Instant::now();
        let tried = loop {
            let found = api.get("/v1/deliveries?state=waiting").await.json()["deliveries"].clone();
            let tried = |delivery: &Value| delivery["last_error"].is_string();
            if found.as_array().unwrap().iter().all(tried) {
                break found;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "{found}");
            sleep(Duration::from_millis(20)).await;
        };
        assert_eq!(tried.as_array().unwrap().len(), 2, "{tried}");
        assert_eq!((&tried[0]["kind"], &tried[0]["attempts"]), (&json!("backchannel_logout"), &json!(1)));
        assert_eq!((&tried[0]["recipient"], &tried[0]["user_id"]), (&json!(client.id), &json!(world.user_id)));
        let page = api.get("/v1/deliveries?limit=1").await.json();
        assert_eq!(page["deliveries"], json!([tried[0]]));
        let next = page["next"].as_str().unwrap();
        assert_eq!(api.get(&format!("/v1/deliveries?after={next}")).await.json()["deliveries"], json!([tried[1]]));
        for (query, count) in [
            (format!("recipient={}", client.id), 2), ("recipient=other".to_owned(), 0),
            (format!("user_id={}", world.user_id), 2), ("state=delivered".to_owned(), 0),
        ] {
            let found = api.get(&format!("/v1/deliveries?{query}")).await.json();
            assert_eq!(found["deliveries"].as_array().unwrap().len(), count, "{query}");
        }
        for query in ["state=lost", "after=x", "client=x"] {
            assert_eq!(api.get(&format!("/v1/deliveries?{query}")).await.status, 400, "{query}");
        }
    }
}
