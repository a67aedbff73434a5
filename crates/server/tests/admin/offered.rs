//! Resources and scopes of our own: made, told of, changed, removed.

use serde_json::{Value, json};

use crate::api::{Api, lasting};

const ORDERS: &str = "https://orders.example/v1?x";
const PATH: &str = "/v1/resources/https%3A%2F%2Forders.example%2Fv1%3Fx";

fn orders() -> Value {
    json!({
        "resource": ORDERS,
        "name": "Orders",
        "scopes": [
            { "name": "read", "description": { "en": "read your orders", "fi": "lukea tilauksesi" } },
            { "name": "write", "groups": ["staff"] },
        ],
        "access_token_ttl": 120,
        "access_token_signing_alg": "RS256",
        "introspected_by": ["orders-api"],
    })
}

fn staff() -> Value {
    json!({
        "scope": "staff", "claims": ["department", "groups"], "groups": ["staff"],
        "description": { "en": "see where you work" },
    })
}

/// What was sent, of what was answered.
fn of_these(answer: &Value, sent: &Value) -> Value {
    sent.as_object()
        .unwrap()
        .keys()
        .map(|name| (name.clone(), answer[name].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

on_both_stores! {
    async fn a_resource_is_made_told_of_changed_and_removed(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/resources", &orders()).await;
        assert_eq!((made.status, of_these(&made.json(), &orders())), (201, orders()));
        assert_eq!(made.location(), format!("/admin/api{PATH}"));
        assert_eq!(api.get(PATH).await.json(), made.json());
        let again = api.post("/v1/resources", &orders()).await;
        assert_eq!((again.status, again.text("error_code").as_str()), (409, "resource-taken"));

        let patched = api.patch(PATH, &json!({ "name": null, "access_token_ttl": 60 })).await.json();
        assert_eq!((patched.get("name"), &patched["access_token_ttl"]), (None, &json!(60)));
        assert_eq!(patched["scopes"], orders()["scopes"]);
        let put = api.put(PATH, &json!({ "scopes": [{ "name": "read" }] })).await.json();
        assert_eq!((&put["scopes"], put.get("access_token_ttl")), (&json!([{ "name": "read" }]), None));
        assert_eq!(lasting(&api.put(PATH, &api.get(PATH).await.json()).await), lasting(&api.get(PATH).await), "sent back");

        let stale = api.write("PATCH", PATH, &json!({ "name": "x" }), &[("if-match", made.header("etag"))]).await;
        assert_eq!((stale.status, stale.text("error_code").as_str()), (412, "changed-meanwhile"));
        assert_eq!(api.delete(PATH).await.status, 204);
        for gone in [api.get(PATH).await, api.delete(PATH).await, api.put(PATH, &json!({})).await] {
            assert_eq!(gone.status, 404);
        }
    }

    async fn a_scope_is_made_told_of_changed_and_removed(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/scopes", &staff()).await;
        assert_eq!((made.status, of_these(&made.json(), &staff())), (201, staff()));
        assert_eq!(made.location(), "/admin/api/v1/scopes/staff");
        let again = api.post("/v1/scopes", &staff()).await;
        assert_eq!((again.status, again.text("error_code").as_str()), (409, "scope-taken"));
        let patched = api.patch("/v1/scopes/staff", &json!({ "groups": null, "description": { "fi": "x" } })).await.json();
        assert_eq!((&patched["groups"], &patched["description"]["en"]), (&json!([]), &json!("see where you work")));
        assert_eq!(patched["description"]["fi"], "x");
        let put = api.put("/v1/scopes/staff", &json!({ "claims": ["email"] })).await.json();
        assert_eq!((&put["claims"], put.get("description")), (&json!(["email"]), None));
        let stale = api.request("DELETE", "/v1/scopes/staff").header("if-match", made.header("etag"));
        assert_eq!(api.send("DELETE", "/v1/scopes/staff", stale).await.status, 412);
        assert_eq!(api.delete("/v1/scopes/staff").await.status, 204);
        assert_eq!(api.get("/v1/scopes/staff").await.status, 404);
    }

    async fn both_are_listed_page_by_page(world) {
        let api = Api::new(&world).await;
        for name in ["b", "c", "a"] {
            assert_eq!(api.post("/v1/scopes", &json!({ "scope": name })).await.status, 201);
            let resource = json!({ "resource": format!("https://{name}.example") });
            assert_eq!(api.post("/v1/resources", &resource).await.status, 201);
        }
        let page = api.get("/v1/scopes?limit=2").await.json();
        assert_eq!((page["scopes"].as_array().unwrap().len(), &page["next"]), (2, &json!("b")));
        let page = api.get("/v1/scopes?limit=2&after=b").await.json();
        assert_eq!((&page["scopes"][0]["scope"], &page["next"]), (&json!("c"), &Value::Null));
        let page = api.get("/v1/resources?limit=1").await.json();
        assert_eq!((&page["resources"][0]["resource"], &page["next"]), (&json!("https://a.example"), &json!("https://a.example")));
        let page = api.get("/v1/resources?after=https%3A%2F%2Fa.example").await.json();
        assert_eq!((page["resources"].as_array().unwrap().len(), &page["next"]), (2, &Value::Null));
    }

    async fn refuses_what_cannot_be_and_names_the_member(world) {
        let api = Api::new(&world).await;
        api.post("/v1/resources", &orders()).await;
        api.post("/v1/scopes", &staff()).await;
        for (member, value) in [
            ("resource", json!("orders")), ("resource", json!("https://x.example/#y")), ("name", json!("")),
            ("scopes", json!([{ "name": "openid" }])), ("scopes", json!([{ "name": "staff" }])), ("scopes", json!([{}])),
            ("access_token_ttl", json!(0)), ("access_token_ttl", json!("1")), ("access_token_signing_alg", json!("none")),
            ("access_token_signing_alg", json!("ES512")), ("introspected_by", json!([""])), ("grups", json!([])),
        ] {
            let mut body = json!({ "resource": "https://other.example" });
            body[member] = value;
            let refused = api.post("/v1/resources", &body).await;
            assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "resource-definition-invalid"), "{body}");
            assert!(refused.text("error_description").contains(member), "{body}: {refused:?}");
        }
        let unknown = api.post("/v1/resources", &json!({ "resource": "https://x.example", "scopes": [{ "name": "a", "grups": [] }] })).await;
        assert!(unknown.text("error_description").contains("grups"), "{unknown:?}");
        for (member, value) in [
            ("scope", json!("openid")), ("scope", json!("read")), ("scope", json!("two words")), ("claims", json!(["sub"])),
            ("claims", json!("email")), ("groups", json!(["a", "a"])), ("description", json!({ "en": "" })),
        ] {
            let mut body = json!({ "scope": "other" });
            body[member] = value;
            let refused = api.post("/v1/scopes", &body).await;
            assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "scope-definition-invalid"), "{body}");
            assert!(refused.text("error_description").contains(member), "{body}: {refused:?}");
        }
        assert_eq!(api.post("/v1/scopes", &json!({})).await.text("error_code"), "parameter-missing");
        assert_eq!(api.post("/v1/scopes", &json!({ "scope": "other" })).await.status, 201);
    }

    async fn a_clients_lives_grace_and_resources_are_set_here(world) {
        let api = Api::new(&world).await;
        let policy = json!({
            "code_ttl": 30, "access_token_ttl": 120, "id_token_ttl": 240, "refresh_token_ttl": 3600,
            "refresh_token_grace": 20, "access_token_signing_alg": "RS256", "resources": [ORDERS],
        });
        let client = json!({ "redirect_uris": ["https://shop.example/callback"], "policy": policy });
        let made = api.post("/v1/clients", &client).await;
        assert_eq!(of_these(&made.json()["policy"], &policy), policy);
        let path = format!("/v1/clients/{}", made.text("client_id"));
        let patched = api.patch(&path, &json!({ "policy": { "refresh_token_grace": 600, "resources": null } })).await;
        assert_eq!(patched.json()["policy"]["refresh_token_grace"], 600);
        assert_eq!(patched.json()["policy"]["resources"], json!([]));
        for (member, value) in [
            ("code_ttl", json!(0)), ("code_ttl", json!(601)), ("access_token_ttl", json!(0)),
            ("access_token_ttl", json!(604_801)), ("id_token_ttl", json!(604_801)), ("refresh_token_ttl", json!(0)),
            ("refresh_token_grace", json!(601)), ("resources", json!(["orders"])), ("resources", json!("x")),
        ] {
            let refused = api.patch(&path, &json!({ "policy": { member: value } })).await;
            assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "client-metadata-invalid"), "{member}");
        }
        assert_eq!(api.get(&path).await.json()["policy"], patched.json()["policy"]);
    }
}
