//! People's accounts: made, found, changed, disabled, removed.

use serde_json::{Value, json};

use crate::api::{Api, lasting};
use crate::world::World;

const PASSWORD: &str = "lumi-sataa-hiljaa";

fn aino() -> Value {
    json!({
        "username": "Aino",
        "password": PASSWORD,
        "name": "Aino Järvinen",
        "given_name": "Aino",
        "family_name": "Järvinen",
        "email": "aino@example.fi",
        "email_verified": true,
        "phone_number": "+358401234567",
        "address": { "street_address": "Mäkikatu 1", "locality": "Espoo", "country": "FI" },
    })
}

/// Whether somebody is let in with this name and password.
async fn gets_in(world: &World, username: &str, password: &str) -> bool {
    let shop = world.shop().await;
    let url = world.authorize_url(&shop, &[]);
    world.browser().sign_in_as(username, password, &url).await.parameter("code").is_some()
}

on_both_stores! {
    async fn makes_an_account_that_the_person_signs_in_to(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/users", &aino()).await;
        assert_eq!(made.status, 201);
        assert!(!made.body.contains(PASSWORD) && !made.body.contains("argon2"));
        assert_eq!(made.json()["address"]["locality"], "Espoo");
        assert_eq!(made.json()["disabled"], false);
        let path = made.location().strip_prefix("/admin/api").unwrap().to_owned();
        assert_eq!(path, format!("/v1/users/{}", made.text("id")));
        assert_eq!(api.get(&path).await.json(), made.json());
        assert!(gets_in(&world, "aino", PASSWORD).await);
        assert!(gets_in(&world, "AINO@example.fi", PASSWORD).await);
        assert!(!gets_in(&world, "aino", "another-password").await);
        let shop = world.shop().await;
        let url = world.authorize_url(&shop, &[]);
        let code = world.browser().sign_in_as("aino", PASSWORD, &url).await.parameter("code").unwrap();
        let token = world.redeem(&shop, &code).await.text("access_token");
        let told = world.userinfo(&token).await.json();
        assert_eq!((&told["sub"], &told["name"]), (&made.json()["id"], &json!("Aino Järvinen")));
    }

    async fn a_person_is_in_groups_and_has_attributes(world) {
        let api = Api::new(&world).await;
        let mut new = aino();
        new["groups"] = json!(["staff", "night shift"]);
        new["attributes"] = json!({ "department": "Sales", "https://x.test/tier": { "level": 3 } });
        let made = api.post("/v1/users", &new).await;
        assert_eq!((&made.json()["groups"], &made.json()["attributes"]), (&new["groups"], &new["attributes"]));
        let path = format!("/v1/users/{}", made.text("id"));
        let patched = api.patch(&path, &json!({ "attributes": { "department": null, "floor": 2 } })).await.json();
        assert_eq!(patched["attributes"], json!({ "https://x.test/tier": { "level": 3 }, "floor": 2 }));
        assert_eq!(patched["groups"], new["groups"]);
        let put = api.put(&path, &json!({ "username": "Aino", "groups": ["day"] })).await.json();
        assert_eq!((&put["groups"], &put["attributes"]), (&json!(["day"]), &patched["attributes"]), "{put}");
        let bare = api.patch(&path, &json!({ "groups": null, "attributes": null })).await.json();
        assert_eq!((&bare["groups"], &bare["attributes"]), (&json!([]), &json!({})));
        for (member, value) in [
            ("groups", json!("staff")), ("groups", json!(["staff", "staff"])), ("attributes", json!([])),
            ("attributes", json!({ "sub": "x" })), ("attributes", json!({ "email": "x@example.fi" })),
        ] {
            let refused = api.patch(&path, &json!({ member: value })).await;
            assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "user-invalid"), "{member}");
            assert!(refused.text("error_description").contains(member), "{refused:?}");
        }
        assert_eq!(api.get(&path).await.json(), bare);
    }

    async fn an_account_without_a_password_waits_for_one(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/users", &json!({ "username": "eero" })).await;
        assert_eq!(made.status, 201);
        let path = format!("/v1/users/{}/password", made.text("id"));
        assert!(!gets_in(&world, "eero", PASSWORD).await);
        assert_eq!(api.put(&path, &json!({ "password": PASSWORD })).await.status, 204);
        assert!(gets_in(&world, "eero", PASSWORD).await);
        assert_eq!(api.put(&path, &json!({ "password": "toinen-salasana" })).await.status, 204);
        assert!(!gets_in(&world, "eero", PASSWORD).await);
        assert!(gets_in(&world, "eero", "toinen-salasana").await);
    }

    async fn finds_an_account_by_a_login_name_however_it_is_spelt(world) {
        let api = Api::new(&world).await;
        let id = api.post("/v1/users", &aino()).await.text("id");
        for spelt in ["aino", "AINO", "Aino%40Example.FI", "%20aino%20"] {
            let found = api.get(&format!("/v1/users?login_name={spelt}")).await.json();
            assert_eq!((&found["users"][0]["id"], &found["next"]), (&json!(id), &Value::Null), "{spelt}");
        }
        assert_eq!(api.get("/v1/users?login_name=ain").await.json(), json!({ "users": [], "next": null }));
    }

    async fn lists_accounts_page_by_page_in_the_order_they_were_made(world) {
        let api = Api::new(&world).await;
        let mut made = vec![world.user_id.clone()];
        for username in ["d", "b", "c", "a"] {
            made.push(api.post("/v1/users", &json!({ "username": username })).await.text("id"));
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        let (mut path, mut seen) = ("/v1/users?limit=2".to_owned(), Vec::new());
        loop {
            let page = api.get(&path).await.json();
            seen.extend(page["users"].as_array().unwrap().iter().map(|user| user["id"].clone()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/v1/users?limit=2&after={next}");
        }
        assert_eq!(json!(seen), json!(made));
    }

    async fn what_is_told_of_a_person_can_be_sent_back_and_changes_nothing(world) {
        let api = Api::new(&world).await;
        let path = format!("/v1/users/{}", api.post("/v1/users", &aino()).await.text("id"));
        let before = api.get(&path).await;
        let after = api.put(&path, &before.json()).await;
        assert_eq!((after.status, lasting(&after)), (200, lasting(&before)));
        assert!(gets_in(&world, "aino", PASSWORD).await);
    }

    async fn replacing_forgets_claims_that_are_not_said_and_amending_does_not(world) {
        let api = Api::new(&world).await;
        let path = format!("/v1/users/{}", api.post("/v1/users", &aino()).await.text("id"));
        let amended =
            api.patch(&path, &json!({ "nickname": "Nasu", "email": null, "address": { "country": "SE" } })).await.json();
        assert_eq!((&amended["nickname"], &amended["name"]), (&json!("Nasu"), &json!("Aino Järvinen")));
        assert_eq!(amended["address"], json!({ "street_address": "Mäkikatu 1", "locality": "Espoo", "country": "SE" }));
        assert!(amended.get("email").is_none());
        let replaced = api.put(&path, &json!({ "username": "aino2", "name": "Aino J." })).await.json();
        assert_eq!((&replaced["username"], &replaced["name"]), (&json!("aino2"), &json!("Aino J.")));
        assert!(replaced.get("nickname").is_none() && replaced.get("address").is_none());
        assert!(gets_in(&world, "aino2", PASSWORD).await && !gets_in(&world, "aino", PASSWORD).await);
    }

    async fn a_disabled_person_is_out_at_once_until_enabled(world) {
        let api = Api::new(&world).await;
        let shop = world.shop().await;
        let code = world.code(&shop, &[]).await;
        let token = world.redeem(&shop, &code).await.text("access_token");
        assert_eq!(world.userinfo(&token).await.status, 200);
        let path = format!("/v1/users/{}", world.user_id);
        assert_eq!(api.patch(&path, &json!({ "disabled": true })).await.json()["disabled"], true);
        assert_eq!(world.userinfo(&token).await.status, 401);
        assert!(!gets_in(&world, "maija", crate::world::PASSWORD).await);
        assert_eq!(api.patch(&path, &json!({ "disabled": false })).await.json()["disabled"], false);
        assert!(gets_in(&world, "maija", crate::world::PASSWORD).await);
    }

    async fn a_removed_person_is_gone_and_leaves_the_name_free(world) {
        let api = Api::new(&world).await;
        let path = format!("/v1/users/{}", world.user_id);
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(api.get(&path).await.status, 404);
        assert_eq!(api.delete(&path).await.status, 404);
        assert!(!gets_in(&world, "maija", crate::world::PASSWORD).await);
        let again = api.post("/v1/users", &json!({ "username": "maija" })).await;
        assert_eq!(again.status, 201);
        assert_ne!(again.text("id"), world.user_id);
    }

    async fn changes_only_the_version_that_was_read_where_that_is_demanded(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/users", &aino()).await;
        let path = format!("/v1/users/{}", made.text("id"));
        let read = made.header("etag").to_owned();
        let patch = json!({ "nickname": "Nasu" });
        assert_eq!(api.write("PATCH", &path, &patch, &[("if-match", &read)]).await.status, 200);
        let refused = api.write("PATCH", &path, &json!({ "name": "Other" }), &[("if-match", &read)]).await;
        assert_eq!((refused.status, refused.text("error_code").as_str()), (412, "changed-meanwhile"));
        assert_eq!(api.get(&path).await.text("name"), "Aino Järvinen");
    }

    async fn removes_only_the_version_that_was_read_where_that_is_demanded(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/users", &aino()).await;
        let path = format!("/v1/users/{}", made.text("id"));
        for (tag, status) in [("\"7\"", 412), (made.header("etag"), 204)] {
            let request = api.request("DELETE", &path).header("if-match", tag);
            assert_eq!(api.send("DELETE", &path, request).await.status, status, "{tag}");
        }
        assert_eq!(api.get(&path).await.status, 404);
    }
}
