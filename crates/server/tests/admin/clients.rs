//! Clients: made, told of, changed, given a new secret, removed.

use serde_json::{Value, json};

use crate::api::{Api, lasting, own_token};
use crate::world::{Answer, Client, World};

fn machine() -> Value {
    json!({ "client_name": "Nightly job", "grant_types": ["client_credentials"], "scope": "orders" })
}

fn web() -> Value {
    json!({ "client_name": "Verkkokauppa Ääni", "redirect_uris": ["https://shop.example/callback"] })
}

fn told(answer: &Answer) -> Client {
    assert_eq!(answer.status, 201, "{answer:?}");
    Client { id: answer.text("client_id"), secret: answer.text("client_secret") }
}

async fn token_status(world: &World, client: &Client) -> u16 {
    world.token(client, &[("grant_type", "client_credentials")]).await.status
}

on_both_stores! {
    async fn makes_a_client_and_tells_its_secret_once(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/clients", &machine()).await;
        let client = told(&made);
        assert_eq!(made.json()["client_secret_expires_at"], 0);
        assert_eq!(made.location(), format!("/admin/api/v1/clients/{}", client.id));
        assert_eq!(token_status(&world, &client).await, 200);
        let read = api.get(&format!("/v1/clients/{}", client.id)).await;
        assert_eq!(read.json(), {
            let mut body = made.json();
            body.as_object_mut().unwrap().retain(|name, _| !name.starts_with("client_secret"));
            body
        });
        let listed = api.get("/v1/clients").await.body;
        let hash = jose::base64url::encode(jose::digest::sha256(client.secret.as_bytes()));
        for text in [&read.body, &listed] {
            assert!(text.contains(&client.id) && !text.contains(&client.secret) && !text.contains(&hash));
        }
    }

    async fn what_a_new_client_does_not_say_is_as_our_own_tools_have_it(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/clients", &web()).await.json();
        assert_eq!(made["id_token_signed_response_alg"], "ES256");
        assert_eq!(made["grant_types"], json!(["authorization_code"]));
        assert_eq!(made["token_endpoint_auth_method"], "client_secret_basic");
        assert_eq!(made["policy"]["require_pkce"], true);
        assert_eq!(made["policy"]["allow_plain_pkce"], false);
        assert_eq!(made["client_name"], "Verkkokauppa Ääni");
        let mut asked = web();
        asked["id_token_signed_response_alg"] = json!("RS256");
        assert_eq!(api.post("/v1/clients", &asked).await.json()["id_token_signed_response_alg"], "RS256");
    }

    async fn a_client_is_given_keys_and_signs_its_requests_from_then_on(world) {
        let api = Api::new(&world).await;
        let mut asked = web();
        asked["jwks_uri"] = json!("https://shop.example/keys");
        asked["request_uris"] = json!(["https://shop.example/request"]);
        asked["request_object_signing_alg"] = json!("ES256");
        asked["require_signed_request_object"] = json!(true);
        let made = told(&api.post("/v1/clients", &asked).await);
        let read = api.get(&format!("/v1/clients/{}", made.id)).await.json();
        for member in ["jwks_uri", "request_uris", "request_object_signing_alg", "require_signed_request_object"] {
            assert_eq!(read[member], asked[member], "{member}");
        }
        asked["jwks"] = json!({ "keys": [] });
        let refused = api.post("/v1/clients", &asked).await;
        assert_eq!(refused.refusal(), (400, "invalid_client_metadata".to_owned(), "client-metadata-invalid".to_owned()));
    }

    async fn a_profile_is_a_set_of_defaults_each_of_which_can_be_overridden(world) {
        let api = Api::new(&world).await;
        let mut asked = web();
        asked["policy"] = json!({ "profile": "ciam", "access_token_ttl": 900 });
        let made = api.post("/v1/clients", &asked).await.json();
        assert_eq!(made["id_token_signed_response_alg"], "RS256");
        let policy = &made["policy"];
        assert_eq!((&policy["profile"], &policy["code_ttl"]), (&json!("ciam"), &json!(300)));
        assert_eq!((&policy["access_token_ttl"], &policy["require_pkce"]), (&json!(900), &json!(false)));
    }

    async fn what_a_profile_forbids_is_refused_and_what_it_does_not_can_be_tightened(world) {
        let api = Api::new(&world).await;
        let mut asked = web();
        asked["jwks_uri"] = json!("https://shop.example/keys");
        asked["policy"] = json!({ "profile": "fapi2" });
        let made = api.post("/v1/clients", &asked).await;
        assert_eq!(made.status, 201, "{made:?}");
        let made = made.json();
        assert_eq!(made["token_endpoint_auth_method"], "private_key_jwt");
        for (member, value) in [
            ("require_pkce", json!(true)), ("require_sender_constraint", json!(true)),
            ("assertion_audience", json!("issuer_as_text")), ("code_ttl", json!(60)),
        ] {
            assert_eq!(made["policy"][member], value, "{member}");
        }
        for (member, value) in [
            ("require_pkce", json!(false)), ("require_sender_constraint", json!(false)),
            ("assertion_audience", json!("issuer")), ("code_ttl", json!(61)),
        ] {
            asked["policy"] = json!({ "profile": "fapi2", member: value });
            let refused = api.post("/v1/clients", &asked).await;
            assert_eq!(refused.refusal().2, "client-metadata-invalid", "{member}");
            assert!(refused.body.contains("(profile fapi2)"), "{refused:?}");
        }
        asked["policy"] = json!({ "profile": "fapi2", "code_ttl": 10, "require_request_object": true, "require_sealed": false });
        let tightened = api.post("/v1/clients", &asked).await.json();
        assert_eq!((&tightened["policy"]["code_ttl"], &tightened["policy"]["require_request_object"]), (&json!(10), &json!(true)));
    }

    async fn a_client_is_given_an_issuer_that_there_is(world) {
        let api = Api::new(&world).await;
        let mut asked = web();
        asked["policy"] = json!({ "issuer": "https://elsewhere.example" });
        let refused = api.post("/v1/clients", &asked).await;
        assert_eq!(refused.refusal().2, "client-metadata-invalid");
        assert!(refused.body.contains(&world.base), "{refused:?}");
        asked["policy"] = json!({ "issuer": world.base });
        let made = api.post("/v1/clients", &asked).await;
        assert_eq!((made.status, &made.json()["policy"]["issuer"]), (201, &json!(world.base)));
    }

    async fn it_is_said_how_people_may_sign_in_to_a_client(world) {
        let api = Api::new(&world).await;
        let mut asked = web();
        asked["policy"] = json!({ "allow_password": false, "upstreams": ["ftn"] });
        let made = api.post("/v1/clients", &asked).await;
        assert_eq!(made.status, 201, "{made:?}");
        let policy = &made.json()["policy"];
        assert_eq!((&policy["allow_password"], &policy["upstreams"]), (&json!(false), &json!(["ftn"])));
        asked["policy"] = json!({});
        let policy = &api.post("/v1/clients", &asked).await.json()["policy"];
        assert_eq!((&policy["allow_password"], &policy["upstreams"]), (&json!(true), &Value::Null));
        asked["policy"] = json!({ "upstreams": ["No such name"] });
        assert_eq!(api.post("/v1/clients", &asked).await.status, 400);
    }

    async fn it_is_said_which_factors_people_must_prove_beside_the_first(world) {
        let api = Api::new(&world).await;
        let mut asked = web();
        asked["policy"] = json!({ "second_factors": ["totp", "email_otp"], "allow_enrolment_at_sign_in": false });
        let made = api.post("/v1/clients", &asked).await;
        assert_eq!((made.status, &made.json()["policy"]["second_factors"]), (201, &json!(["totp", "email_otp"])));
        assert_eq!(made.json()["policy"]["allow_enrolment_at_sign_in"], json!(false));
        asked["policy"] = json!({});
        let policy = &api.post("/v1/clients", &asked).await.json()["policy"];
        assert_eq!((&policy["second_factors"], &policy["allow_enrolment_at_sign_in"]), (&json!([]), &json!(true)));
        for unfit in ["pwd", "upstream", "sms"] {
            asked["policy"] = json!({ "second_factors": [unfit] });
            assert_eq!(api.post("/v1/clients", &asked).await.status, 400, "{unfit}");
        }
    }

    async fn a_public_client_has_no_secret(world) {
        let api = Api::new(&world).await;
        let mut asked = web();
        asked["token_endpoint_auth_method"] = json!("none");
        let made = api.post("/v1/clients", &asked).await;
        assert_eq!(made.status, 201);
        assert!(!made.body.contains("client_secret_expires_at") && made.json().get("client_secret").is_none());
    }

    async fn an_identifier_can_be_chosen_and_is_found_whatever_characters_it_has(world) {
        let api = Api::new(&world).await;
        let mut asked = web();
        asked["client_id"] = json!("https://rp.example/a?b=c%2F&d#e");
        let made = api.post("/v1/clients", &asked).await;
        assert_eq!(made.text("client_id"), "https://rp.example/a?b=c%2F&d#e");
        let path = made.location().strip_prefix("/admin/api").unwrap().to_owned();
        assert_eq!(api.get(&path).await.text("client_id"), "https://rp.example/a?b=c%2F&d#e");
    }

    async fn lists_clients_page_by_page(world) {
        let api = Api::new(&world).await;
        for id in ["~c", "~a", "~d", "~b", "~e"] {
            let mut asked = web();
            asked["client_id"] = json!(id);
            assert_eq!(api.post("/v1/clients", &asked).await.status, 201);
        }
        let (mut after, mut seen) = ("~".to_owned(), Vec::new());
        loop {
            let page = api.get(&format!("/v1/clients?limit=2&after={after}")).await.json();
            let ids: Vec<_> =
                page["clients"].as_array().unwrap().iter().map(|client| client["client_id"].clone()).collect();
            assert!(ids.len() <= 2);
            seen.extend(ids);
            match page["next"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => break,
            }
        }
        assert_eq!(json!(seen), json!(["~a", "~b", "~c", "~d", "~e"]));
    }

    async fn what_is_told_of_a_client_can_be_sent_back_and_changes_nothing(world) {
        let api = Api::new(&world).await;
        let mut asked = web();
        asked["policy"] = json!({ "skip_consent": true });
        asked["scope"] = json!("openid email");
        let path = format!("/v1/clients/{}", told(&api.post("/v1/clients", &asked).await).id);
        let before = api.get(&path).await;
        let after = api.put(&path, &before.json()).await;
        assert_eq!((after.status, lasting(&after)), (200, lasting(&before)));
        assert_ne!(after.header("etag"), before.header("etag"));
    }

    async fn replacing_forgets_metadata_that_are_not_said_and_keeps_policy_and_state(world) {
        let api = Api::new(&world).await;
        let mut asked = web();
        asked["contacts"] = json!(["it@shop.example"]);
        asked["policy"] = json!({ "skip_consent": true });
        let path = format!("/v1/clients/{}", told(&api.post("/v1/clients", &asked).await).id);
        assert_eq!(api.patch(&path, &json!({ "disabled": true })).await.json()["disabled"], true);
        let changed = api.put(&path, &json!({ "redirect_uris": ["https://shop.example/other"] })).await.json();
        assert_eq!(changed["redirect_uris"], json!(["https://shop.example/other"]));
        assert!(changed.get("contacts").is_none() && changed.get("client_name").is_none());
        assert_eq!((&changed["policy"]["skip_consent"], &changed["disabled"]), (&json!(true), &json!(true)));
        let mut whole = web();
        whole["policy"] = json!({ "code_ttl": 30 });
        whole["disabled"] = json!(false);
        let changed = api.put(&path, &whole).await.json();
        assert_eq!((&changed["policy"]["skip_consent"], &changed["policy"]["code_ttl"]), (&json!(false), &json!(30)));
        assert_eq!(changed["disabled"], false);
    }

    async fn amending_changes_what_is_said_and_nothing_else(world) {
        let api = Api::new(&world).await;
        let mut asked = web();
        asked["contacts"] = json!(["it@shop.example"]);
        let made = api.post("/v1/clients", &asked).await;
        let path = format!("/v1/clients/{}", told(&made).id);
        let patch = json!({ "contacts": null, "client_name": "Shop", "policy": { "code_ttl": 30 } });
        let request = api
            .request("PATCH", &path)
            .header("content-type", "application/merge-patch+json")
            .body(patch.to_string());
        let changed = api.send("PATCH", &path, request).await;
        let mut expected = lasting(&made);
        expected["client_name"] = json!("Shop");
        expected["policy"]["code_ttl"] = json!(30);
        expected.as_object_mut().unwrap().remove("contacts");
        assert_eq!((changed.status, lasting(&changed)), (200, expected));
    }

    async fn a_disabled_client_gets_nothing_until_it_is_enabled(world) {
        let api = Api::new(&world).await;
        let client = told(&api.post("/v1/clients", &machine()).await);
        let path = format!("/v1/clients/{}", client.id);
        for (disabled, status) in [(true, 401), (false, 200)] {
            assert_eq!(api.patch(&path, &json!({ "disabled": disabled })).await.status, 200);
            assert_eq!(token_status(&world, &client).await, status);
        }
    }

    async fn a_new_secret_voids_the_one_before(world) {
        let api = Api::new(&world).await;
        let client = told(&api.post("/v1/clients", &machine()).await);
        let path = format!("/v1/clients/{}/secret", client.id);
        let renewed = api.send("POST", &path, api.request("POST", &path)).await;
        assert_eq!(renewed.status, 200);
        let new = Client { secret: renewed.text("client_secret"), ..client.clone() };
        assert_ne!(new.secret, client.secret);
        assert_eq!(token_status(&world, &client).await, 401);
        assert_eq!(token_status(&world, &new).await, 200);

        let keep = format!("{path}?keep=true");
        let kept = api.send("POST", &keep, api.request("POST", &keep)).await.text("client_secret");
        assert!(kept.len() > new.secret.len());
        assert_eq!(token_status(&world, &Client { secret: kept, ..client.clone() }).await, 200);
        for query in ["keep=maybe", "keep=true&keep=true", "hold=true"] {
            let path = format!("{path}?{query}");
            assert_eq!(api.send("POST", &path, api.request("POST", &path)).await.status, 400, "{query}");
        }
    }

    async fn a_removed_client_is_gone_with_its_tokens(world) {
        let api = Api::new(&world).await;
        let client = told(&api.post("/v1/clients", &machine()).await);
        let token = own_token(&world, &client, "orders").await;
        let path = format!("/v1/clients/{}", client.id);
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(api.delete(&path).await.status, 404);
        assert_eq!(api.get(&path).await.status, 404);
        assert_eq!(token_status(&world, &client).await, 401);
        assert_eq!(world.userinfo(&token).await.status, 401);
    }

    async fn changes_only_the_version_that_was_read_where_that_is_demanded(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/clients", &web()).await;
        let path = format!("/v1/clients/{}", told(&made).id);
        let read = made.header("etag").to_owned();
        let patch = json!({ "client_name": "Shop" });
        let first = api.write("PATCH", &path, &patch, &[("if-match", &read)]).await;
        assert_eq!(first.status, 200);
        for method in ["PATCH", "PUT"] {
            for stale in [read.as_str(), "\"0\", \"999\"", "W/\"2\"", "2", "nonsense"] {
                let refused = api.write(method, &path, &web(), &[("if-match", stale)]).await;
                assert_eq!((refused.status, refused.text("error_code").as_str()), (412, "changed-meanwhile"), "{stale}");
            }
        }
        assert_eq!(api.get(&path).await.header("etag"), first.header("etag"));
        for fresh in ["*".to_owned(), "\"0\", \"3\"".to_owned()] {
            assert_eq!(api.write("PUT", &path, &web(), &[("if-match", &fresh)]).await.status, 200, "{fresh}");
        }
    }

    async fn removes_only_the_version_that_was_read_where_that_is_demanded(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/clients", &web()).await;
        let path = format!("/v1/clients/{}", told(&made).id);
        for (tag, status) in [("\"7\"", 412), (made.header("etag"), 204)] {
            let request = api.request("DELETE", &path).header("if-match", tag);
            assert_eq!(api.send("DELETE", &path, request).await.status, status, "{tag}");
        }
        assert_eq!(api.get(&path).await.status, 404);
    }
}
