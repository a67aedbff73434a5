//! What whoever registers is refused, each beside what is accepted in the same place.

use std::time::Duration;

use idp::model::initial_access_token::Bounds;
use serde_json::{Value, json};

use crate::registration::{client, refused_metadata, usual, with};
use crate::world::{Answer, REDIRECT_URI, World, refused};

fn refused_address() -> (u16, String, String) {
    refused(400, "invalid_redirect_uri", "redirect-uri-invalid")
}

/// An answer to somebody whose token does not count challenges for another.
fn check_challenge(answer: &Answer) {
    assert_eq!(answer.status, 401, "{answer:?}");
    let challenge = answer.header("www-authenticate");
    assert!(challenge.starts_with("Bearer error=\"invalid_token\""), "{challenge}");
    assert_eq!(answer.header("cache-control"), "no-store");
}

async fn send(world: &World, content_type: Option<&str>, token: &str, body: String) -> Answer {
    let request = world.http.post(format!("{}/oauth2/register", world.base)).bearer_auth(token).body(body);
    let request = match content_type {
        Some(content_type) => request.header("content-type", content_type),
        None => request,
    };
    Answer::of(request.send().await.unwrap()).await
}

on_both_stores! {
    async fn nobody_registers_without_a_token_that_counts(world) {
        let none = world.register(None, &usual()).await;
        assert_eq!(none.refusal(), refused(401, "invalid_token", "initial-access-token-missing"));
        assert_eq!(none.header("www-authenticate"), "Bearer realm=\"countersign\"");
        let unknown = world.register(Some("never-made"), &usual()).await;
        assert_eq!(unknown.refusal(), refused(401, "invalid_token", "initial-access-token-unknown"));
        check_challenge(&unknown);
        let once = world.initial_access_token(1, Bounds::default()).await;
        assert_eq!(world.register(Some(&once), &usual()).await.status, 201);
        let again = world.register(Some(&once), &usual()).await;
        assert_eq!(again.refusal(), refused(401, "invalid_token", "initial-access-token-used"));
        check_challenge(&again);
        let late = world.initial_access_token(1, Bounds::default()).await;
        world.clock.advance(Duration::from_hours(1));
        let late = world.register(Some(&late), &usual()).await;
        assert_eq!(late.refusal(), refused(401, "invalid_token", "initial-access-token-expired"));
        check_challenge(&late);
    }

    async fn an_access_token_is_no_initial_access_token(world) {
        let shop = world.shop().await;
        let token = world.tokens(&shop, &[]).await.text("access_token");
        let answer = world.register(Some(&token), &usual()).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_token", "initial-access-token-unknown"));
        let token = world.initial_access_token(1, Bounds::default()).await;
        assert_eq!(world.register(Some(&token), &usual()).await.status, 201);
    }

    async fn dangerous_addresses_are_refused_by_name(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        let too_long = format!("https://guest.example/{}", "x".repeat(2000));
        for address in [
            "https://*.guest.example/cb", "https://guest.example/*", "https://guest.example/cb#", "http://guest.example/cb",
            "https://user@guest.example/cb", "https://guest.example@evil.example/", "javascript:alert(1)",
            "data:text/html,x", "file:///etc/passwd", "//guest.example/cb", "/cb", "", "https:///cb", "https:guest.example",
            "http://2130706433/cb", "http://0x7f.1/cb", "http://127.1/cb", "https://guest.example\\@evil.example",
            "https://guest.example/\r\nLocation: x", "https://b\u{fc}cher.example/cb", "com.example.app:/cb",
            " https://guest.example/cb", "https://guest.example/%zz", &too_long,
        ] {
            for member in ["redirect_uris", "post_logout_redirect_uris"] {
                let refused = world.register(Some(&token), &with(json!({ member: [REDIRECT_URI, address] }))).await;
                assert_eq!(refused.refusal(), refused_address(), "{member} {address}");
                assert!(refused.text("error_description").contains(member), "{refused:?}");
                assert!(!refused.body.contains("evil"), "{refused:?}");
            }
        }
        // Punycode is kept as it is written.
        let fine = ["https://xn--bcher-kva.example/cb?x=1", "https://guest.example:8443/", "http://[::1]:9000/cb"];
        let taken = world.register(Some(&token), &with(json!({ "redirect_uris": fine }))).await;
        assert_eq!((taken.status, &taken.json()["redirect_uris"]), (201, &json!(fine)), "{taken:?}");
    }

    async fn metadata_that_cannot_be_are_refused_by_name(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        for (members, named) in [
            (json!({ "redirect_uris": REDIRECT_URI }), "redirect_uris"),
            (json!({ "redirect_uris": [] }), "redirect_uris"),
            (json!({ "redirect_uris": vec![REDIRECT_URI; 101] }), "redirect_uris"),
            (json!({ "client_name": ["a"] }), "client_name"),
            (json!({ "client_name": "x".repeat(201) }), "client_name"),
            (json!({ "client_name": "shop\u{202e}knab" }), "client_name"),
            (json!({ "logo_uri": "http://guest.example/logo" }), "logo_uri"),
            (json!({ "policy_uri": "javascript:alert(1)" }), "policy_uri"),
            (json!({ "tos_uri": "data:text/html,x" }), "tos_uri"),
            (json!({ "initiate_login_uri": "https://u:p@guest.example/" }), "initiate_login_uri"),
            (json!({ "grant_types": ["password"] }), "grant_types"),
            (json!({ "grant_types": ["client_credentials"] }), "grant_types"),
            (json!({ "response_types": ["none"] }), "response_types"),
            (json!({ "scope": "admin" }), "scope"),
            (json!({ "scope": "orders" }), "scope"),
            (json!({ "scope": "a\"b" }), "scope"),
            (json!({ "token_endpoint_auth_method": "tls_client_auth" }), "tls_client_auth_"),
            (json!({ "token_endpoint_auth_method": "attest_jwt_client_auth" }), "token_endpoint_auth_method"),
            (json!({ "id_token_signed_response_alg": "none" }), "id_token_signed_response_alg"),
            (json!({ "id_token_signed_response_alg": "HS256", "token_endpoint_auth_method": "none" }), "token_endpoint_auth_method"),
            (json!({ "id_token_signed_response_alg": "PS512" }), "id_token_signed_response_alg"),
            (json!({ "id_token_encrypted_response_alg": "RSA1_5" }), "id_token_encrypted_response_alg"),
            (json!({ "userinfo_encrypted_response_enc": "A128GCM" }), "userinfo_encrypted_response_enc"),
            (json!({ "userinfo_encrypted_response_alg": "RSA-OAEP", "jwks": { "keys": [] } }), "jwks"),
            (json!({ "id_token_encrypted_response_alg": "ECDH-ES", "jwks": { "keys": [] } }), "jwks"),
            (json!({ "subject_type": "ephemeral" }), "subject_type"),
            (json!({ "default_max_age": -1 }), "default_max_age"),
            (json!({ "application_type": "desktop" }), "application_type"),
            (json!({ "client_id": 7 }), "client_id"),
        ] {
            let answer = world.register(Some(&token), &with(members.clone())).await;
            let (status, error, _) = answer.refusal();
            let of_addresses = named == "redirect_uris" && members[named].is_string();
            let expected = if of_addresses { refused_address() } else { refused_metadata() };
            assert_eq!((status, error), (expected.0, expected.1), "{members}");
            assert!(answer.text("error_description").contains(named), "{members}: {answer:?}");
            assert_eq!(answer.header("www-authenticate"), "", "{members}");
        }
        assert_eq!(world.register(Some(&token), &usual()).await.status, 201);
    }

    async fn software_statements_are_refused_with_their_reason(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        let signed = format!("eyJhbGciOiJFUzI1NiJ9.e30.{}", "A".repeat(86));
        for (statement, error, code) in [
            (json!(signed), "unapproved_software_statement", "software-statement-unapproved"),
            (json!("a statement"), "invalid_software_statement", "software-statement-invalid"),
            (json!({ "software_id": "x" }), "invalid_software_statement", "software-statement-invalid"),
        ] {
            let answer = world.register(Some(&token), &with(json!({ "software_statement": statement }))).await;
            assert_eq!(answer.refusal(), refused(400, error, code), "{statement}");
        }
        assert_eq!(world.register(Some(&token), &with(json!({ "software_statement": null }))).await.status, 201);
    }

    async fn bodies_that_cannot_be_read_are_refused(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        let json = Some("application/json");
        for (content_type, body, status, code) in [
            (json, String::new(), 400, "request-malformed"),
            (json, "[]".to_owned(), 400, "request-malformed"),
            (json, "{\"scope\":\"a\",\"scope\":\"b\"}".to_owned(), 400, "request-malformed"),
            (json, format!("{{\"x\":{}{}}}", "[".repeat(40), "]".repeat(40)), 400, "request-malformed"),
            (json, " ".repeat(64 * 1024 + 1), 413, "body-too-long"),
            (None, usual().to_string(), 415, "media-type-unsupported"),
            (Some("application/x-www-form-urlencoded"), usual().to_string(), 415, "media-type-unsupported"),
        ] {
            let answer = send(&world, content_type, &token, body).await;
            assert_eq!((answer.status, answer.text("error_code").as_str()), (status, code));
        }
        let padded = format!("{}{}", usual(), " ".repeat(60 * 1024));
        assert_eq!(send(&world, Some("application/json; charset=utf-8"), &token, padded).await.status, 201);
    }

    async fn nobody_manages_a_client_without_its_own_token(world) {
        let token = world.initial_access_token(2, Bounds::default()).await;
        let registered = world.register(Some(&token), &usual()).await;
        let other = world.register(Some(&token), &usual()).await;
        let (id, at) = (client(&registered).id, registered.text("registration_client_uri"));
        let (own, others) = (registered.text("registration_access_token"), other.text("registration_access_token"));
        let house = world.shop().await;
        let of_house = format!("{}/oauth2/register/{}", world.base, house.id);
        let nobody = format!("{}/oauth2/register/nobody", world.base);
        let body = with(json!({ "client_id": id }));
        for method in ["GET", "PUT", "DELETE"] {
            let body = (method == "PUT").then_some(&body);
            let none = world.manage(method, &at, None, body).await;
            assert_eq!(none.refusal(), refused(401, "invalid_token", "token-missing"), "{method}");
            assert_eq!(none.header("www-authenticate"), "Bearer realm=\"countersign\"");
            for (address, token) in
                [(&at, &others), (&at, &token), (&at, &registered.text("client_secret")), (&of_house, &own), (&nobody, &own)]
            {
                let answer = world.manage(method, address, Some(token), body).await;
                let expected = refused(401, "invalid_token", "registration-access-token-invalid");
                assert_eq!(answer.refusal(), expected, "{method} {address}");
                check_challenge(&answer);
            }
        }
        for method in ["POST", "PATCH"] {
            assert_eq!(world.manage(method, &at, Some(&own), Some(&body)).await.status, 405, "{method}");
        }
        assert_eq!(world.manage("PUT", &at, Some(&own), Some(&body)).await.status, 200);
        let disabled = crate::world::Client { id, secret: String::new() };
        world.disable_client(&disabled, true).await;
        assert_eq!(world.manage("GET", &at, Some(&own), None).await.status, 401);
        world.disable_client(&disabled, false).await;
        assert_eq!(world.manage("DELETE", &at, Some(&own), None).await.status, 204);
    }

    async fn a_change_that_is_not_about_the_client_or_chooses_its_secret_is_refused(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        let registered = world.register(Some(&token), &usual()).await;
        let guest = client(&registered);
        let (own, at) = (registered.text("registration_access_token"), registered.text("registration_client_uri"));
        let put = async |members: Value| world.manage("PUT", &at, Some(&own), Some(&with(members))).await;
        for (members, named) in [
            (json!({}), "client_id"),
            (json!({ "client_id": "another" }), "client_id"),
            (json!({ "client_id": guest.id, "client_secret": "chosen" }), "client_secret"),
            (json!({ "client_id": guest.id, "scope": "admin" }), "scope"),
        ] {
            let answer = put(members.clone()).await;
            assert_eq!(answer.refusal(), refused_metadata(), "{members}");
            assert!(answer.text("error_description").contains(named), "{members}: {answer:?}");
            assert!(!answer.body.contains("chosen"));
        }
        let gone = json!({ "client_id": guest.id, "redirect_uris": ["http://guest.example/"] });
        assert_eq!(put(gone).await.refusal(), refused_address());
        world.tokens(&guest, &[]).await;
        let same = json!({ "client_id": guest.id, "client_secret": guest.secret });
        assert_eq!(put(same).await.status, 200);
    }
}
