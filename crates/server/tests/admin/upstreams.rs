//! Upstreams: made, told of, changed, asked, removed, and our keys for them.

use serde_json::{Value, json};

use crate::api::{Api, lasting};

const PATH: &str = "/v1/upstreams/google";

fn google() -> Value {
    json!({
        "upstream": "google",
        "name": { "en": "Google" },
        "issuer": "https://accounts.google.example",
        "client_id": "countersign",
        "scope": "openid profile email",
        "claims": [{ "from": "name", "to": "name", "keep": "account" }],
    })
}

/// Signed with elliptic keys, which are made quickly.
fn signed() -> Value {
    json!({
        "upstream": "signed", "issuer": "https://op.example", "client_id": "countersign",
        "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256",
        "id_token_encrypted_response_alg": "ECDH-ES", "id_token_signed_response_alg": "ES256",
    })
}

fn with_secret(mut upstream: Value) -> Value {
    upstream["client_secret"] = json!("from the registration");
    upstream
}

fn of_these(answer: &Value, sent: &Value) -> Value {
    let named = sent.as_object().unwrap().keys();
    named.map(|name| (name.clone(), answer[name].clone())).collect::<serde_json::Map<_, _>>().into()
}

on_both_stores! {
    async fn an_upstream_is_made_told_of_changed_and_removed(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/upstreams", &with_secret(google())).await;
        assert_eq!((made.status, of_these(&made.json(), &google())), (201, google()), "{}", made.json());
        assert_eq!(made.location(), "/admin/api/v1/upstreams/google");
        assert_eq!(api.get(PATH).await.json(), made.json());
        let told = made.json();
        for (name, path) in
            [("redirect_uri", "callback"), ("post_logout_redirect_uri", "logout/callback"), ("backchannel_logout_uri", "backchannel_logout")]
        {
            assert!(told[name].as_str().unwrap().ends_with(&format!("/upstream/google/{path}")), "{told}");
        }
        assert_eq!((&told["has_client_secret"], &told["disabled"]), (&json!(true), &json!(false)));
        assert_eq!(told["token_endpoint_auth_method"], "client_secret_basic");
        let again = api.post("/v1/upstreams", &with_secret(google())).await;
        assert_eq!((again.status, again.text("error_code").as_str()), (409, "upstream-taken"));

        let patched = api.patch(PATH, &json!({ "scope": "openid", "name": null, "disabled": true })).await.json();
        assert_eq!((&patched["scope"], patched.get("name"), &patched["disabled"]), (&json!("openid"), None, &json!(true)));
        assert_eq!(patched["claims"], google()["claims"]);
        let put = api.put(PATH, &json!({ "issuer": "https://op.example", "client_id": "c" })).await.json();
        assert_eq!((&put["scope"], put.get("claims"), &put["disabled"]), (&json!("openid"), None, &json!(true)));
        assert_eq!(put["has_client_secret"], true, "it stays where it is not named");
        assert_eq!(lasting(&api.put(PATH, &api.get(PATH).await.json()).await), lasting(&api.get(PATH).await), "sent back");

        let stale = api.write("PATCH", PATH, &json!({ "scope": "x" }), &[("if-match", made.header("etag"))]).await;
        assert_eq!((stale.status, stale.text("error_code").as_str()), (412, "changed-meanwhile"));
        assert_eq!(api.delete(PATH).await.status, 204);
        for gone in [api.get(PATH).await, api.delete(PATH).await, api.put(PATH, &json!({})).await] {
            assert_eq!(gone.status, 404);
        }
    }

    async fn a_secret_is_taken_and_never_told(world) {
        let api = Api::new(&world).await;
        let without = api.post("/v1/upstreams", &google()).await;
        assert_eq!((without.status, without.text("error_code").as_str()), (400, "upstream-definition-invalid"));
        assert!(without.text("error_description").contains("client_secret"), "{}", without.json());
        let made = api.post("/v1/upstreams", &with_secret(google())).await;
        for answer in [made, api.get(PATH).await, api.get("/v1/upstreams").await] {
            let text = answer.json().to_string();
            assert!(!text.contains("from the registration") && !text.contains("\"d\":"), "{text}");
        }
        let taken = api.patch(PATH, &json!({ "client_secret": null })).await;
        assert_eq!(taken.status, 400, "we prove ourselves by it");
        let none = json!({ "client_secret": null, "token_endpoint_auth_method": "none" });
        assert_eq!(api.patch(PATH, &none).await.json()["has_client_secret"], false);
    }

    async fn what_is_not_known_is_refused_by_name(world) {
        let api = Api::new(&world).await;
        let with = |name: &str, value: Value| {
            let mut upstream = with_secret(google());
            upstream[name] = value;
            upstream
        };
        for (body, about) in [
            (with("isuer", json!("x")), "isuer"),
            (with("profile", json!("fapi")), "profile"),
            (with("claims", json!([{ "from": "a", "to": "b", "keeep": "account" }])), "keeep"),
            (with("choices", json!([{ "id": "a", "name": "b", "logo": "c" }])), "logo"),
            (with("userinfo", json!("yes")), "userinfo"),
            (with("issuer", json!("http://op.example")), "issuer"),
            (with("upstream", json!("Google")), "upstream"),
        ] {
            let refused = api.post("/v1/upstreams", &body).await;
            assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "upstream-definition-invalid"), "{body}");
            assert!(refused.text("error_description").contains(about), "{about}: {}", refused.json());
        }
        assert_eq!(api.post("/v1/upstreams", &with_secret(google())).await.status, 201);
    }

    async fn our_keys_are_made_published_exchanged_renamed_and_removed(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/upstreams", &signed()).await;
        assert_eq!(made.status, 201, "{}", made.json());
        let kids = |told: &Value| -> Vec<(String, String, String)> {
            let text = |key: &Value, name: &str| key[name].as_str().unwrap().to_owned();
            told["keys"].as_array().unwrap().iter().map(|key| (text(key, "kid"), text(key, "use"), text(key, "state"))).collect()
        };
        let first = kids(&made.json());
        assert_eq!(first.iter().map(|(_, usage, state)| (usage.as_str(), state.as_str())).collect::<Vec<_>>(),
            [("sig", "signing"), ("enc", "opening")]);
        let published = async || -> Vec<String> {
            let set = world.get("/upstream/signed/jwks").await.json();
            assert!(!set.to_string().contains("\"d\":"), "{set}");
            set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(published().await, [first[0].0.clone(), first[1].0.clone()]);

        let path = "/v1/upstreams/signed/keys";
        let rotated = api.post(&format!("{path}/rotate"), &json!({ "alg": "ES256" })).await;
        let after = kids(&rotated.json());
        assert_eq!(after.iter().map(|(_, _, state)| state.as_str()).collect::<Vec<_>>(), ["signing", "opening", "announced"]);
        assert_eq!(published().await.len(), 3);
        let next = &after[2].0;
        let renamed = api.patch(&format!("{path}/{}", first[1].0), &json!({ "kid": "minted-7" })).await;
        assert_eq!(kids(&renamed.json())[1].0, "minted-7");
        assert!(published().await.contains(&"minted-7".to_owned()));
        let used = api.delete(&format!("{path}/{}", first[0].0)).await;
        assert_eq!((used.status, used.text("error_code").as_str()), (409, "key-in-use"));
        assert_eq!(api.delete(&format!("{path}/{next}")).await.status, 204);
        assert_eq!(published().await, [first[0].0.clone(), "minted-7".to_owned()]);
        assert_eq!(api.delete(&format!("{path}/gone")).await.status, 404);
        for unfit in [json!({ "alg": "RS256" }), json!({ "takes_over_at": "tomorrow" }), json!({ "soon": true })] {
            assert_eq!(api.post(&format!("{path}/rotate"), &unfit).await.status, 400, "{unfit}");
        }
        let now = api.post(&format!("{path}/rotate"), &json!({ "now": true })).await;
        let states: Vec<_> = kids(&now.json()).into_iter().map(|(_, _, state)| state).collect();
        assert_eq!(states, ["retired", "retired", "signing", "opening"]);
    }

    async fn upstreams_are_listed_page_by_page(world) {
        let api = Api::new(&world).await;
        for id in ["b", "c", "a"] {
            let mut upstream = with_secret(google());
            upstream["upstream"] = json!(id);
            assert_eq!(api.post("/v1/upstreams", &upstream).await.status, 201);
        }
        let page = api.get("/v1/upstreams?limit=2").await.json();
        assert_eq!((page["upstreams"].as_array().unwrap().len(), &page["next"]), (2, &json!("b")));
        let page = api.get("/v1/upstreams?after=b").await.json();
        assert_eq!((&page["upstreams"][0]["upstream"], &page["next"]), (&json!("c"), &Value::Null));
    }
}
