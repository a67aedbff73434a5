//! Directories: made, told of, changed, removed, and a password that is never told.

use serde_json::{Value, json};

use crate::api::{Api, lasting};

const PATH: &str = "/v1/directories/staff";

fn staff() -> Value {
    json!({
        "directory": "staff",
        "name": { "en": "Staff", "fi": "Henkilökunta" },
        "url": "ldap://ldap.example.org:389",
        "start_tls": true,
        "bind_dn": "cn=countersign,dc=example,dc=org",
        "user_base": "ou=people,dc=example,dc=org",
        "claims": { "email": "mail", "phone_number": "mobile" },
        "group_base": "ou=groups,dc=example,dc=org",
        "groups": { "it": "administrators" },
        "email_domains": ["example.org"],
    })
}

fn with(more: &Value) -> Value {
    let mut directory = staff();
    let named = json!({ "bind_password": "from the wallet" });
    for more in [&named, more] {
        directory.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    }
    directory
}

on_both_stores! {
    async fn a_directory_is_made_told_of_changed_and_removed(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/directories", &with(&json!({}))).await;
        assert_eq!((made.status, made.location()), (201, "/admin/api/v1/directories/staff"), "{}", made.json());
        for (name, value) in staff().as_object().unwrap() {
            assert_eq!(&made.json()[name], value, "{name}");
        }
        assert_eq!(made.json()["user_filter"], "(&(objectClass=person)(|(uid={name})(mail={name})))");
        assert_eq!(api.get(PATH).await.json(), made.json());
        let again = api.post("/v1/directories", &with(&json!({}))).await;
        assert_eq!((again.status, again.text("error_code").as_str()), (409, "directory-taken"));
        assert_eq!(api.get("/v1/directories").await.json(), json!({ "directories": [made.json()], "next": null }));

        let patch = json!({ "claims": { "email": null, "name": "cn" }, "timeout": 20, "disabled": true });
        let patched = api.patch(PATH, &patch).await.json();
        assert_eq!(patched["claims"], json!({ "phone_number": "mobile", "name": "cn" }));
        assert_eq!((&patched["timeout"], &patched["disabled"], &patched["has_bind_password"]), (&json!(20), &json!(true), &json!(true)));
        assert_eq!(lasting(&api.put(PATH, &api.get(PATH).await.json()).await), lasting(&api.get(PATH).await), "sent back");
        let stale = api.write("PATCH", PATH, &json!({ "timeout": 1 }), &[("if-match", made.header("etag"))]).await;
        assert_eq!((stale.status, stale.text("error_code").as_str()), (412, "changed-meanwhile"));
        assert_eq!(api.delete(PATH).await.status, 204);
        for gone in [api.get(PATH).await, api.delete(PATH).await, api.put(PATH, &json!({})).await] {
            assert_eq!(gone.status, 404);
        }
    }

    async fn our_password_is_never_told_and_follows_to_no_other_server(world) {
        let api = Api::new(&world).await;
        let without = api.post("/v1/directories", &staff()).await;
        assert_eq!((without.status, without.text("error_code").as_str()), (400, "directory-definition-invalid"));
        assert!(without.text("error_description").contains("bind_password"), "{}", without.json());
        let made = api.post("/v1/directories", &with(&json!({}))).await;
        for answer in [made, api.get(PATH).await, api.get("/v1/directories").await] {
            assert!(!answer.json().to_string().contains("from the wallet"), "{}", answer.json());
        }
        let elsewhere = json!({ "url": "ldap://evil.example" });
        let refused = api.patch(PATH, &elsewhere).await;
        assert_eq!(refused.status, 400);
        assert!(refused.text("error_description").contains("bind_password"), "{}", refused.json());
        let anew = json!({ "url": "ldap://evil.example", "bind_password": "another" });
        assert_eq!(api.patch(PATH, &anew).await.status, 200);
        let nobody = json!({ "bind_password": null, "bind_dn": null });
        assert_eq!(api.patch(PATH, &nobody).await.json()["has_bind_password"], false);
    }

    async fn what_does_not_fit_is_refused_by_name(world) {
        let api = Api::new(&world).await;
        for (more, about) in [
            (json!({ "user_fliter": "(uid={name})" }), "user_filter"),
            (json!({ "user_filter": "(uid={name}" }), "user_filter"),
            (json!({ "start_tls": false }), "start_tls"),
            (json!({ "timeout": "long" }), "timeout"),
            (json!({ "accounts": "steal" }), "accounts"),
            (json!({ "directory": "Staff" }), "directory"),
        ] {
            let refused = api.post("/v1/directories", &with(&more)).await;
            assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "directory-definition-invalid"), "{more}");
            assert!(refused.text("error_description").contains(about), "{about}: {}", refused.json());
        }
        assert_eq!(api.post("/v1/directories", &with(&json!({}))).await.status, 201);
    }

    async fn directories_and_upstreams_have_one_set_of_names(world) {
        let api = Api::new(&world).await;
        let upstream = |id: &str| json!({
            "upstream": id, "issuer": "https://op.example", "client_id": "c", "token_endpoint_auth_method": "none",
        });
        assert_eq!(api.post("/v1/upstreams", &upstream("staff")).await.status, 201);
        assert_eq!(api.post("/v1/directories", &with(&json!({}))).await.text("error_code"), "directory-taken");
        assert_eq!(api.post("/v1/directories", &with(&json!({ "directory": "people" }))).await.status, 201);
        assert_eq!(api.post("/v1/upstreams", &upstream("people")).await.text("error_code"), "upstream-taken");
    }
}
