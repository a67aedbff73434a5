//! Who may come in.

use idp::model::client::ClientPolicy;
use reqwest::Method;
use serde_json::json;

use crate::api::{Api, machine, own_token};
use crate::document::operations;
use crate::world::{Answer, refused};

on_both_stores! {
    async fn no_operation_answers_without_a_token_or_with_one_that_is_not_for_administrators(world) {
        let api = Api::new(&world).await;
        let shop = machine(&world, "orders").await;
        let other = own_token(&world, &shop, "orders").await;
        for (path, method, _) in operations(&api.document) {
            let name = format!("{method} {path}");
            let url = format!("{}/admin/api{}", world.base, path.replace(['{', '}'], ""));
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            // Nothing else of the request is looked at before the token: this body is none.
            let request = || world.http.request(method.clone(), &url).body("{");
            let without = Answer::of(request().send().await.unwrap()).await;
            assert_eq!(without.refusal(), refused(401, "invalid_token", "token-missing"), "{name}");
            assert_eq!(without.header("www-authenticate"), "Bearer realm=\"countersign\"", "{name}");
            let invented = Answer::of(request().bearer_auth("invented").send().await.unwrap()).await;
            assert_eq!(invented.refusal(), refused(401, "invalid_token", "token-invalid"), "{name}");
            let narrow = Answer::of(request().bearer_auth(&other).send().await.unwrap()).await;
            assert_eq!(narrow.refusal(), refused(403, "insufficient_scope", "scope-insufficient"), "{name}");
            assert!(narrow.header("www-authenticate").contains("scope=\"admin\""), "{name}");
            let known = Answer::of(request().bearer_auth(&api.token).send().await.unwrap()).await;
            assert!(![401, 403].contains(&known.status), "{name}: {known:?}");
        }
    }

    async fn a_person_does_not_administer_by_signing_in_at_a_client_that_does(world) {
        let metadata = json!({
            "grant_types": ["authorization_code", "client_credentials"], "scope": "openid admin",
        });
        let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
        let console = world.client(metadata, policy).await;
        let code = world.code(&console, &[("scope", "openid admin")]).await;
        let of_person = world.redeem(&console, &code).await.text("access_token");
        let of_client = own_token(&world, &console, "admin").await;
        let mut api = Api::new(&world).await;
        api.token = of_person;
        assert_eq!(
            api.get("/v1/users").await.refusal(),
            refused(403, "insufficient_scope", "scope-insufficient")
        );
        api.token = of_client;
        assert_eq!(api.get("/v1/users").await.status, 200);
    }

    async fn a_token_ends_with_its_client(world) {
        let api = Api::new(&world).await;
        let second = machine(&world, "admin").await;
        let token = own_token(&world, &second, "admin").await;
        let mut other = Api::new(&world).await;
        other.token = token;
        assert_eq!(other.get("/v1/keys").await.status, 200);
        let path = format!("/v1/clients/{}", second.id);
        assert_eq!(api.patch(&path, &json!({ "disabled": true })).await.status, 200);
        assert_eq!(other.get("/v1/keys").await.refusal(), refused(401, "invalid_token", "token-revoked"));
        assert_eq!(api.patch(&path, &json!({ "disabled": false })).await.status, 200);
        assert_eq!(other.get("/v1/keys").await.status, 200);
    }

    async fn a_token_does_not_open_what_was_taken_from_its_client_or_a_later_client_of_its_name(world) {
        let api = Api::new(&world).await;
        let second = machine(&world, "admin").await;
        let mut other = Api::new(&world).await;
        other.token = own_token(&world, &second, "admin").await;
        assert_eq!(other.get("/v1/keys").await.status, 200);

        let path = format!("/v1/clients/{}", second.id);
        assert_eq!(api.patch(&path, &json!({ "scope": "orders" })).await.status, 200);
        let narrow = refused(403, "insufficient_scope", "scope-insufficient");
        assert_eq!(other.get("/v1/keys").await.refusal(), narrow);

        assert_eq!(api.delete(&path).await.status, 204);
        let again = json!({
            "client_id": second.id, "grant_types": ["client_credentials"], "response_types": [], "scope": "admin",
        });
        assert_eq!(api.post("/v1/clients", &again).await.status, 201);
        assert_eq!(other.get("/v1/keys").await.refusal(), refused(401, "invalid_token", "token-revoked"));
    }
}
