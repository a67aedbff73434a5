//! The policy: looked over, tried out, replayed on what was recorded, set, held to, and read back.

use serde_json::{Value, json};

use crate::api::Api;
use crate::browser::Browser;
use crate::world::{Answer, Client, PASSWORD, World};

fn only_office() -> Value {
    json!({
        "name": "only-office",
        "when": "in_network(network.address, '10.0.0.0/8') == false",
        "then": "deny",
        "person": { "en": "Only from the office.", "fi": "Vain toimistolta." },
        "help_desk": "Working from home is not open yet.",
    })
}

fn buyers_prove_more(client: &str) -> Value {
    json!({
        "name": "buyers",
        "when": format!("client.id == '{client}' && has_group('buyers')"),
        "then": "require",
        "factors": ["totp", "sms_otp"],
        "person": { "en": "The shop asks for more." },
    })
}

async fn sign_in(world: &World, client: &Client, language: &'static str) -> (Browser, Answer) {
    let mut browser = world.browser();
    browser.headers.push(("accept-language", language));
    let (_, page) = browser.open(&world.authorize_url(client, &[])).await;
    let posted = browser.post(&page, &[("username", "maija"), ("password", PASSWORD)]).await;
    (browser, posted)
}

async fn sign_ins(api: &Api<'_>) -> Vec<Value> {
    let listed = api.get(&format!("/v1/users/{}/sign-ins", api.world.user_id)).await;
    listed.json()["sign_ins"].as_array().unwrap().clone()
}

on_both_stores! {
    async fn a_change_is_replayed_on_recorded_sign_ins_then_set_then_held_to_and_read_back(world) {
        let api = Api::new(&world).await;
        let shop = world.shop().await;
        let beginning = idp::Time::from_secs(world.node.now().as_secs() - 60);
        let since = jiff::Timestamp::from_microsecond(beginning.as_micros()).unwrap().to_string();
        for _ in 0..2 {
            let (_, posted) = sign_in(&world, &shop, "fi").await;
            assert_eq!(posted.status, 303, "{posted:?}");
        }
        // Nothing was set, and yet the first policy can be tried on what happened.
        let policy = json!({ "rule": [only_office()] });
        let replay = api.post("/v1/policy/replay", &json!({ "policy": policy, "since": since })).await.json();
        assert_eq!((&replay["looked_at"], &replay["counts"]["stopped"]), (&json!(2), &json!(2)), "{replay}");
        let first = &replay["changed"][0];
        assert_eq!((&first["change"], &first["judgement"]["rules"][0]["name"]), (&json!("stopped"), &json!("only-office")));
        assert_eq!(first["sign_in"]["outcome"], "succeeded");
        let milder = json!({ "rule": [buyers_prove_more(&shop.id)] });
        let replay = api.post("/v1/policy/replay", &json!({ "policy": milder, "since": since })).await.json();
        assert_eq!((&replay["counts"]["none"], &replay["changed"]), (&json!(2), &json!([])));

        // In the shadow it records, and stops nobody.
        assert_eq!(api.put("/v1/policy/shadow", &policy).await.status, 200);
        let (_, posted) = sign_in(&world, &shop, "fi").await;
        assert_eq!(posted.status, 303);
        let judged = &sign_ins(&api).await[0]["judged"];
        assert_eq!((&judged["shadow"]["outcome"], judged.get("live")), (&json!("deny"), None));

        let set = api.put("/v1/policy", &policy).await;
        assert_eq!((set.status, set.header("etag"), &set.json()["rule"][0]["name"]), (200, "\"2\"", &json!("only-office")));
        let (_, stopped) = sign_in(&world, &shop, "fi").await;
        assert_eq!(stopped.status, 403, "{stopped:?}");
        assert!(stopped.body.contains("<h1>Vain toimistolta.</h1>"), "{}", stopped.body);
        assert!(stopped.body.contains("error=access_denied") && stopped.body.contains("policy-denied"), "{}", stopped.body);
        // What the help desk is told, and by which rule, is nobody else's business.
        assert!(!stopped.body.contains("only-office") && !stopped.body.contains("not open yet"));

        let last = sign_ins(&api).await.remove(0);
        let path = format!("/v1/sign-ins/{}", last["sign_in"].as_str().unwrap());
        let read = api.get(&path).await.json();
        assert_eq!(read, last);
        assert_eq!((&read["outcome"], &read["method"]), (&json!("refused"), &json!("pwd")));
        let live = &read["judged"]["live"];
        assert_eq!((&live["policy"], &live["outcome"]), (&json!(2), &json!("deny")));
        let met = json!({ "name": "only-office", "then": "deny", "how": "met", "missing": [] });
        assert_eq!(live["rules"], json!([met]));
        let facts = &read["judged"]["facts"];
        assert_eq!((&facts["network.address"], &facts["client.id"]), (&json!("127.0.0.1"), &json!(shop.id)));

        let events = api.get("/v1/events?kind=policy.set").await.json();
        assert_eq!(events["events"][0]["about"], json!({ "policy": 2, "role": "live" }), "{events}");

        // Taken back, everybody comes in as before.
        assert_eq!(api.put("/v1/policy", &json!({ "rule": [] })).await.status, 200);
        assert_eq!(sign_in(&world, &shop, "fi").await.1.status, 303);
        let history = api.get("/v1/policy/history?limit=2").await.json();
        assert_eq!((&history["policies"][0]["version"], &history["next"]), (&json!(3), &json!("2")));
        let rest = api.get("/v1/policy/history?after=2").await.json();
        assert_eq!((&rest["policies"][0]["role"], &rest["next"]), (&json!("shadow"), &Value::Null));
        assert_eq!(api.get("/v1/policy/history/2").await.json(), set.json());
    }

    async fn a_rule_that_requires_leads_to_a_further_factor(world) {
        let api = Api::new(&world).await;
        let shop = world.shop().await;
        let policy = json!({ "rule": [{ "name": "all", "when": "true", "then": "require", "factors": ["totp"] }] });
        assert_eq!(api.put("/v1/policy", &policy).await.status, 200);
        let (_, posted) = sign_in(&world, &shop, "en").await;
        assert!(posted.location().contains("/factor"), "{posted:?}");
        let last = sign_ins(&api).await.remove(0);
        assert_eq!((&last["outcome"], &last["judged"]["live"]["any_of"]), (&json!("continued"), &json!([["totp"]])));
    }

    async fn a_policy_is_tried_out_for_a_sign_in_that_somebody_thinks_of(world) {
        let api = Api::new(&world).await;
        let shop = world.shop().await;
        let test = async |body: Value| api.post("/v1/policy/test", &body).await;
        let policy = json!({ "zone": "Europe/Helsinki", "rule": [only_office()] });
        let body = |address: &str| json!({
            "policy": policy, "user": world.user_id, "client": shop.id, "address": address, "at": "2026-07-01T20:30:00Z",
        });
        let tried = test(body("192.0.2.1")).await.json();
        assert_eq!((&tried["judgement"]["outcome"], &tried["judgement"]["policy"]), (&json!("deny"), &json!(0)));
        assert_eq!((&tried["facts"]["time.hour"], &tried["facts"]["time.weekday"]), (&json!(23), &json!(3)));
        assert_eq!(test(body("10.1.1.1")).await.json()["judgement"]["outcome"], "allow");
        // Without a policy of its own it is the one in force.
        let live = test(json!({ "user": world.user_id })).await.json();
        assert_eq!((&live["judgement"]["outcome"], &live["facts"]["client.id"]), (&json!("allow"), &json!("")));
        for (body, parameter) in [
            (json!({ "user": "nobody" }), "user"),
            (json!({ "user": world.user_id, "client": "nothing" }), "client"),
            (json!({ "user": world.user_id, "address": "somewhere" }), "address"),
            (json!({ "user": world.user_id, "at": "soon" }), "at"),
            (json!({ "user": world.user_id, "policy": { "rule": [{ "name": "x", "when": "1", "then": "deny" }] } }), "rule"),
        ] {
            let refused = test(body).await;
            assert_eq!(refused.status, 400);
            assert!(refused.text("error_description").contains(parameter), "{refused:?}");
        }
    }

    async fn a_policy_is_looked_over_and_a_faulty_one_is_not_set(world) {
        let api = Api::new(&world).await;
        let faulty = json!({ "rule": [{ "name": "x", "when": "user.shoe_size > 43", "then": "deny" }] });
        let found = api.post("/v1/policy/lint", &faulty).await.json();
        assert_eq!((&found["ok"], &found["findings"][0]["severity"]), (&json!(false), &json!("error")));
        let refused = api.put("/v1/policy", &faulty).await;
        assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "policy-invalid"));
        assert!(refused.text("error_description").contains("there is no fact user.shoe_size"), "{refused:?}");
        let odd = json!({ "rule": [buyers_prove_more("unheard-of")] });
        let found = api.post("/v1/policy/lint", &odd).await.json();
        let said: Vec<_> = found["findings"].as_array().unwrap().iter().map(|it| it["what"].as_str().unwrap()).collect();
        assert_eq!(found["ok"], true);
        assert!(said.contains(&"there is no client \"unheard-of\"") && said.contains(&"there is no group \"buyers\""), "{said:?}");
        for (body, member) in [
            (json!({ "rules": [] }), "rules"),
            (json!({ "rule": [{ "name": "x", "when": "true", "than": "deny" }] }), "than"),
            (json!({ "rule": [{ "name": "x", "when": "true" }] }), "then"),
            (json!({ "rule": [{ "name": "x", "when": "true", "then": "perhaps" }] }), "rule"),
            (json!({ "zone": "Mars/Olympus", "rule": [] }), "zone"),
        ] {
            let refused = api.put("/v1/policy", &body).await;
            assert_eq!(refused.status, 400, "{body}");
            assert!(refused.text("error_description").contains(member), "{refused:?}");
        }
    }

    async fn nobody_overwrites_a_policy_that_they_have_not_seen(world) {
        let api = Api::new(&world).await;
        let none = api.get("/v1/policy").await;
        assert_eq!((none.header("etag"), &none.json()["rule"]), ("\"0\"", &json!([])));
        let policy = json!({ "rule": [only_office()] });
        let put = async |tag: &str| api.write("PUT", "/v1/policy", &policy, &[("if-match", tag)]).await.status;
        assert_eq!((put("\"1\"").await, put("\"0\"").await, put("\"0\"").await, put("\"1\"").await), (412, 200, 412, 200));
        // What is read can be sent back as it is.
        let read = api.get("/v1/policy").await.json();
        assert_eq!(api.put("/v1/policy", &read).await.status, 200);
        assert_eq!(api.get("/v1/policy/history/99").await.status, 404);
        assert_eq!(api.get("/v1/policy/history/x").await.status, 404);
        assert_eq!(api.get("/v1/sign-ins/AAAAAAAAAAAAAAAAAAAAAA").await.status, 404);
        assert_eq!(api.get("/v1/sign-ins/x").await.status, 404);
    }
}
