//! Tokens for resources that are named (RFC 8707), scopes of our own, groups and attributes.

use std::sync::Arc;
use std::time::Duration;

use idp::model::client::ClientPolicy;
use idp::model::event::Actor;
use idp::model::resource::{Resource, ResourceDefinition};
use idp::model::scope::{Scope, ScopeDefinition};
use idp::model::user::{User, UserId};
use idp::user::Changes;
use serde_json::{Value, json};
use server::fetch::Fetcher;
use server::flow;
use server::flow::record::{self, New};
use server::node::{Hasher, Node};

use crate::world::{Answer, Client, PASSWORD, TestClock, World, refused};

const ORDERS: &str = "https://orders.example";
const BILLS: &str = "https://bills.example/v1";

async fn resource(world: &World, identifier: &str, definition: Value) {
    let definition: ResourceDefinition = serde_json::from_value(definition).unwrap();
    let new = New { id: identifier.to_owned(), definition };
    record::create::<Resource>(&world.node, new).await.unwrap();
}

async fn scope(world: &World, name: &str, definition: Value) {
    let definition: ScopeDefinition = serde_json::from_value(definition).unwrap();
    record::create::<Scope>(&world.node, New { id: name.to_owned(), definition }).await.unwrap();
}

/// Orders that everybody may read and the staff may write, and bills; a shop that may ask for both.
async fn shop(world: &World) -> Client {
    let scopes = json!([{ "name": "read" }, { "name": "write", "groups": ["staff"] }]);
    resource(world, ORDERS, json!({ "scopes": scopes, "access_token_ttl": 120 })).await;
    resource(world, BILLS, json!({ "scopes": [{ "name": "pay" }], "access_token_signing_alg": "RS256" }))
        .await;
    let policy = ClientPolicy { resources: vec![ORDERS.into(), BILLS.into()], ..ClientPolicy::default() };
    world.client(json!({ "scope": "openid email offline_access read write pay" }), policy).await
}

async fn join(world: &World, groups: &[&str]) {
    let groups: Vec<String> = groups.iter().map(|&group| group.to_owned()).collect();
    let changes = |_: &User| Ok(Changes { groups: Some(groups.clone()), ..Changes::default() });
    flow::user::change(&world.node, &UserId::new(&*world.user_id), None, changes, &Actor::CommandLine)
        .await
        .unwrap();
}

/// Audience, scope, life and algorithm of an answer's access token.
async fn told(world: &World, answer: &Answer) -> (Value, Value, Value, String) {
    assert_eq!(answer.status, 200, "{answer:?}");
    let (header, claims) = world.verified(&answer.text("access_token")).await;
    assert_eq!(claims["scope"], answer.json()["scope"]);
    let lives = answer.json()["expires_in"].clone();
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), lives.as_i64().unwrap());
    (claims["aud"].clone(), claims["scope"].clone(), lives, header.alg.to_string())
}

on_both_stores! {
    async fn a_token_is_for_what_is_named_from_the_first_request_to_the_last_refresh(world) {
        let client = shop(&world).await;
        join(&world, &["staff"]).await;
        let url = world.authorize_url(&client, &[("scope", "openid email read write pay"), ("resource", ORDERS)]);
        let url = format!("{url}&resource=https%3A%2F%2Fbills.example%2Fv1");
        let code = world.browser().sign_in(&url).await.parameter("code").unwrap();
        let all = world.redeem(&client, &code).await;
        assert_eq!(world.verified(&all.text("access_token")).await.1["aud"], json!([ORDERS, BILLS]));
        assert!(all.json()["id_token"].is_string(), "{all:?}");

        let refresh = async |token: &Answer, resource: &str, scope: &str| {
            let token = token.text("refresh_token");
            let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", &*token)];
            form.extend((!resource.is_empty()).then_some(("resource", resource)));
            form.extend((!scope.is_empty()).then_some(("scope", scope)));
            world.token(&client, &form).await
        };
        let orders = refresh(&all, ORDERS, "").await;
        assert_eq!(told(&world, &orders).await, (json!(ORDERS), json!("read write"), json!(120), "ES256".into()));
        let less = refresh(&orders, ORDERS, "read openid").await;
        assert_eq!(told(&world, &less).await, (json!(ORDERS), json!("read"), json!(120), "ES256".into()));
        let bills = refresh(&less, BILLS, "").await;
        assert_eq!(told(&world, &bills).await, (json!(BILLS), json!("pay"), json!(600), "RS256".into()));
        let userinfo = world.userinfo(&bills.text("access_token")).await;
        assert_eq!(userinfo.refusal(), refused(403, "insufficient_scope", "scope-insufficient"));

        let own = refresh(&bills, &world.base, "").await;
        assert_eq!(told(&world, &own).await.0, json!(client.id));
        assert_eq!(world.userinfo(&own.text("access_token")).await.json()["email"], "maija@example.fi");
        for (resource, code) in [("https://x.example", "resource-widened"), ("nonsense", "resource-invalid")] {
            let refused_one = refresh(&own, resource, "").await;
            assert_eq!(refused_one.refusal(), refused(400, "invalid_target", code));
        }
        assert_eq!(refresh(&own, "", "").await.status, 200, "no attempt was made");
    }

    async fn refuses_at_the_authorization_endpoint_what_is_no_target(world) {
        let client = shop(&world).await;
        let other = world.shop().await;
        for (client, resource) in [
            (&client, "https://x.example"), (&client, "nonsense"), (&client, "https://orders.example/#a"), (&other, ORDERS),
        ] {
            let answer = world.authorize(client, &[("scope", "openid"), ("resource", resource)]).await;
            assert_eq!(answer.error().0, "invalid_target", "{resource}");
        }
        let tokens = world.tokens(&client, &[("scope", "openid read"), ("resource", ORDERS)]).await;
        assert_eq!(told(&world, &tokens).await.0, json!(ORDERS));
        let without = world.tokens(&client, &[("scope", "openid read")]).await;
        assert_eq!(told(&world, &without).await.0, json!(client.id), "a string, as ever");
    }

    async fn a_person_gives_only_what_their_groups_may_and_it_is_asked_anew_at_each_refresh(world) {
        let client = shop(&world).await;
        let asked = [("scope", "openid read write"), ("resource", ORDERS)];
        let tokens = world.tokens(&client, &asked).await;
        assert_eq!(told(&world, &tokens).await.1, "read");
        join(&world, &["staff"]).await;
        let more = world.tokens(&client, &asked).await;
        assert_eq!(told(&world, &more).await.1, "read write");
        join(&world, &["guests"]).await;
        let less = world.refresh(&client, &more.text("refresh_token")).await;
        assert_eq!(told(&world, &less).await.1, "read");
        let answer = world.browser().sign_in(&world.authorize_url(&client, &[("scope", "write"), asked[1]])).await;
        assert_eq!(answer.error().0, "access_denied");
    }

    async fn a_machine_gets_tokens_for_resources_and_the_resource_may_ask_about_them(world) {
        shop(&world).await;
        let policy = ClientPolicy { resources: vec![ORDERS.into()], ..ClientPolicy::default() };
        let machine = json!({ "grant_types": ["client_credentials"], "redirect_uris": [], "scope": "read write pay" });
        let robot = world.client(machine.clone(), policy).await;
        let ask = async |resource: &str, scope: &str| {
            let form = [("grant_type", "client_credentials"), ("resource", resource), ("scope", scope)];
            world.token(&robot, &form.into_iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>()).await
        };
        let token = ask(ORDERS, "").await;
        assert_eq!(told(&world, &token).await, (json!(ORDERS), json!("read write"), json!(120), "ES256".into()));
        assert_eq!(ask(ORDERS, "pay").await.refusal(), refused(400, "invalid_scope", "scope-not-allowed"));
        assert_eq!(ask(BILLS, "").await.refusal(), refused(400, "invalid_target", "resource-unknown"));
        assert_eq!(ask("a b", "").await.refusal(), refused(400, "invalid_target", "resource-invalid"));
        assert_eq!(told(&world, &ask("", "pay").await).await.0, json!(robot.id));

        let api = world.client(machine, ClientPolicy::default()).await;
        let token = token.text("access_token");
        assert_eq!(world.introspect(&api, &token).await.json(), json!({ "active": false }));
        let definition = json!({ "scopes": [{ "name": "read" }], "introspected_by": [api.id] });
        let changed = |_: &Resource| Ok(serde_json::from_value(definition.clone()).unwrap());
        record::change(&world.node, ORDERS, changed).await.unwrap();
        let told = world.introspect(&api, &token).await.json();
        assert_eq!((&told["active"], &told["aud"], &told["client_id"]), (&json!(true), &json!(ORDERS), &json!(robot.id)));
        assert_eq!(world.revoke(&api, &token).await.status, 400, "to know is not to own");
        assert_eq!(world.revoke(&robot, &token).await.status, 200);
        assert_eq!(world.introspect(&api, &token).await.json(), json!({ "active": false }));
    }

    async fn another_node_learns_of_what_is_offered_when_it_asks_and_does_not_trust_what_it_had_for_long(world) {
        world.clock.stop();
        let clock = Arc::<TestClock>::clone(&world.clock);
        let (store, issuer) = (world.node.store().clone(), world.node.issuer.clone());
        let fetcher = Fetcher::new(server::fetch::Options::on_this_machine());
        let other = Node::new(store, issuer, clock, Hasher::new(), fetcher).await.unwrap();
        let knows = async |identifier| other.load_offered().await.unwrap().resource(identifier).is_some();
        assert!(!knows(ORDERS).await);
        resource(&world, ORDERS, json!({})).await;
        assert!(world.node.load_offered().await.unwrap().resource(ORDERS).is_some(), "who changed it knows at once");
        assert!(!knows(ORDERS).await, "no request asks the store");
        other.poll().await.unwrap();
        assert!(knows(ORDERS).await);
        resource(&world, BILLS, json!({})).await;
        world.clock.advance(Duration::from_secs(4));
        assert!(knows(BILLS).await, "what was not confirmed for so long is not decided from");
    }

    async fn a_scope_of_our_own_tells_attributes_and_groups_in_peoples_own_words(world) {
        let words = json!({ "en": "see where you work", "fi": "nähdä, missä olet työssä" });
        scope(&world, "staff", json!({ "claims": ["department", "groups", "given_name"], "description": words })).await;
        join(&world, &["staff", "night"]).await;
        let changes = |_: &User| {
            let attributes = json!({ "department": { "name": "Sales" }, "salary": 1 }).as_object().cloned();
            Ok(Changes { attributes, ..Changes::default() })
        };
        flow::user::change(&world.node, &UserId::new(&*world.user_id), None, changes, &Actor::CommandLine).await.unwrap();
        let client = world.client(json!({ "scope": "openid staff" }), ClientPolicy::default()).await;
        for (language, words) in [("fi", "nähdä, missä olet työssä"), ("en", "see where you work")] {
            let mut browser = world.browser();
            browser.headers = vec![("accept-language", language)];
            let (_, page) = browser.open(&world.authorize_url(&client, &[("scope", "openid staff")])).await;
            let posted = browser.post(&page, &[("username", "maija"), ("password", PASSWORD)]).await;
            let (shown, _) = browser.follow(posted).await;
            assert!(shown.body.contains(words), "{}", shown.body);
        }
        let tokens = world.tokens(&client, &[("scope", "openid staff")]).await;
        let told = world.userinfo(&tokens.text("access_token")).await.json();
        assert_eq!(told, json!({
            "sub": world.user_id, "department": { "name": "Sales" }, "groups": ["staff", "night"], "given_name": "Maija",
        }));
        record::remove::<Scope>(&world.node, "staff").await.unwrap();
        let told = world.userinfo(&tokens.text("access_token")).await.json();
        assert_eq!(told, json!({ "sub": world.user_id }), "at once, for tokens that are out as well");
    }
}
