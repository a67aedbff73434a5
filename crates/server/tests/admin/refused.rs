//! What the admin API refuses, each beside what it accepts in the same place.

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use crate::api::Api;
use crate::world::Answer;

/// A body that is refused, and what the answer says: status, code, and words of the description.
struct Case {
    body: Value,
    status: u16,
    code: &'static str,
    words: &'static [&'static str],
}

fn case(body: Value, code: &'static str, words: &'static [&'static str]) -> Case {
    Case { body, status: 400, code, words }
}

fn check(answer: &Answer, case: &Case) {
    let told = (answer.status, answer.text("error_code"));
    assert_eq!(told, (case.status, case.code.to_owned()), "{} {answer:?}", case.body);
    let description = answer.text("error_description");
    for words in case.words {
        assert!(description.contains(words), "{}: {description}", case.body);
    }
}

/// A client with these members.
fn client(members: Value) -> Value {
    let mut client = json!({ "redirect_uris": ["https://shop.example/callback"] });
    client.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    client
}

fn client_cases() -> Vec<Case> {
    const METADATA: &str = "client-metadata-invalid";
    vec![
        case(
            client(json!({ "redirect_uri": "https://a.example" })),
            METADATA,
            &["redirect_uri.", "redirect_uris"],
        ),
        case(client(json!({ "client_secret": "chosen" })), METADATA, &["client_secret"]),
        case(client(json!({ "disabled": true })), METADATA, &["disabled"]),
        case(client(json!({ "<script>": 1 })), METADATA, &["a name that cannot be shown"]),
        case(client(json!({ "client_name": 5 })), METADATA, &["client_name", "a string"]),
        case(client(json!({ "contacts": "it@shop.example" })), METADATA, &["contacts", "an array"]),
        case(client(json!({ "default_max_age": -1 })), METADATA, &["default_max_age", "a whole number"]),
        case(client(json!({ "application_type": "desktop" })), METADATA, &["application_type", "web native"]),
        case(
            client(json!({ "grant_types": ["password"] })),
            METADATA,
            &["grant_types", "authorization_code"],
        ),
        case(client(json!({ "response_types": ["id_token"] })), METADATA, &["grant_types"]),
        case(
            client(
                json!({ "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "HS256" }),
            ),
            METADATA,
            &["token_endpoint_auth_signing_alg"],
        ),
        case(
            client(json!({ "id_token_signed_response_alg": "none" })),
            METADATA,
            &["id_token_signed_response_alg"],
        ),
        case(
            client(json!({ "id_token_signed_response_alg": "PS512" })),
            METADATA,
            &["id_token_signed_response_alg", "a key for"],
        ),
        case(client(json!({ "subject_type": "ephemeral" })), METADATA, &["subject_type", "public"]),
        case(client(json!({ "userinfo_signed_response_alg": "none" })), METADATA, &["userinfo_signed"]),
        case(client(json!({ "policy_uri": "javascript:alert(1)" })), METADATA, &["policy_uri", "https://"]),
        case(client(json!({ "client_id": "with a space" })), METADATA, &["client_id"]),
        case(client(json!({ "client_id": "" })), METADATA, &["client_id"]),
        case(client(json!({ "client_id": 7 })), METADATA, &["client_id", "a string"]),
        case(json!({}), METADATA, &["redirect_uris"]),
        case(
            client(json!({ "redirect_uris": ["https://a.example/#x"] })),
            "redirect-uri-invalid",
            &["without a fragment"],
        ),
        case(client(json!({ "redirect_uris": ["http://a.example/"] })), "redirect-uri-invalid", &["https"]),
        case(client(json!({ "redirect_uris": "https://a.example" })), "redirect-uri-invalid", &["an array"]),
        case(client(json!({ "policy": 5 })), METADATA, &["policy", "an object"]),
        case(client(json!({ "policy": { "code_tll": 5 } })), METADATA, &["code_tll", "code_ttl"]),
        case(client(json!({ "policy": { "code_ttl": 601 } })), METADATA, &["policy", "10 minutes"]),
        case(client(json!({ "policy": { "code_ttl": "60" } })), METADATA, &["code_ttl", "a whole number"]),
        case(client(json!({ "policy": { "profile": "loose" } })), METADATA, &["profile", "basic"]),
        case(
            client(json!({ "policy": { "require_pkce": false }, "token_endpoint_auth_method": "none" })),
            METADATA,
            &["require_pkce"],
        ),
    ]
}

/// An account with these members.
fn user(members: Value) -> Value {
    let mut user = json!({ "username": "veikko", "name": "Veikko" });
    user.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    user
}

fn user_cases() -> Vec<Case> {
    const USER: &str = "user-invalid";
    let taken = |members| Case { status: 409, ..case(user(members), "login-name-taken", &[]) };
    vec![
        case(json!({ "name": "Nobody" }), "parameter-missing", &["username"]),
        case(user(json!({ "username": null })), "parameter-missing", &["username"]),
        case(user(json!({ "username": "" })), USER, &["username"]),
        case(user(json!({ "username": "a\u{0}b" })), USER, &["username"]),
        case(user(json!({ "username": 5 })), USER, &["username", "a string"]),
        case(user(json!({ "emial": "v@example.fi" })), USER, &["emial", "email"]),
        case(user(json!({ "sub": "chosen" })), USER, &["sub"]),
        case(user(json!({ "email": "nobody" })), USER, &["email"]),
        case(user(json!({ "email_verified": "true" })), USER, &["email_verified", "true or false"]),
        case(user(json!({ "address": "Mäkikatu 1" })), USER, &["address", "an object"]),
        case(user(json!({ "address": { "city": "Espoo" } })), USER, &["city"]),
        case(user(json!({ "password": "short" })), "password-unfit", &[]),
        case(user(json!({ "password": 12_345_678 })), USER, &["password", "a string"]),
        taken(json!({ "username": "MAIJA" })),
        taken(json!({ "email": "Maija@Example.fi" })),
    ]
}

fn key_cases() -> Vec<Case> {
    const KEY: &str = "parameter-invalid";
    vec![
        case(json!({}), "parameter-missing", &["alg"]),
        case(json!({ "alg": "HS256" }), KEY, &["alg", "ES256"]),
        case(json!({ "alg": "none" }), KEY, &["alg"]),
        case(json!({ "alg": 5 }), KEY, &["alg", "a string"]),
        case(json!({ "alg": "ES256", "begin": "tomorrow" }), KEY, &["begin", "announced or now"]),
        case(json!({ "alg": "ES256", "kid": "mine" }), KEY, &["kid"]),
    ]
}

on_both_stores! {
    async fn refuses_clients_that_cannot_be(world) {
        let api = Api::new(&world).await;
        for case in client_cases() {
            check(&api.post("/v1/clients", &case.body).await, &case);
        }
        let accepted = client(json!({
            "client_name": "Shop",
            "contacts": ["it@shop.example"],
            "default_max_age": 60,
            "application_type": "web",
            "subject_type": "public",
            "policy_uri": "https://shop.example/privacy#cookies",
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "client_secret_post",
            "id_token_signed_response_alg": "RS256",
            "client_id": "with-no-space",
            "policy": { "code_ttl": 600, "profile": "ciam", "require_pkce": false },
        }));
        let made = api.post("/v1/clients", &accepted).await;
        assert_eq!(made.status, 201);
        // The same again.
        let taken = api.post("/v1/clients", &accepted).await;
        assert_eq!((taken.status, taken.text("error_code").as_str()), (409, "client-id-taken"));
        // What cannot be made cannot be changed into either.
        let path = "/v1/clients/with-no-space";
        for case in client_cases().into_iter().filter(|case| case.body.get("disabled").is_none()) {
            check(&api.put(path, &case.body).await, &case);
        }
        let mut renamed = accepted.clone();
        renamed["client_id"] = json!("another");
        check(&api.put(path, &renamed).await, &case(renamed.clone(), "client-metadata-invalid", &["client_id"]));
        assert_eq!(api.get(path).await.header("etag"), made.header("etag"));
        assert_eq!(api.put(path, &accepted).await.status, 200);
    }

    async fn refuses_accounts_that_cannot_be(world) {
        let api = Api::new(&world).await;
        for case in user_cases() {
            check(&api.post("/v1/users", &case.body).await, &case);
        }
        let accepted = user(json!({
            "email": "veikko@example.fi", "email_verified": true, "address": { "locality": "Espoo" },
            "password": "pitkä-salasana",
        }));
        let made = api.post("/v1/users", &accepted).await;
        assert_eq!(made.status, 201);
        let path = format!("/v1/users/{}", made.text("id"));
        for case in user_cases().into_iter().filter(|case| case.body.get("password").is_none()) {
            check(&api.put(&path, &case.body).await, &case);
        }
        let with_password = api.put(&path, &accepted).await;
        check(&with_password, &case(accepted.clone(), "user-invalid", &["password"]));
        assert_eq!(api.get(&path).await.header("etag"), made.header("etag"));
        assert_eq!(api.put(&path, &user(json!({ "disabled": false }))).await.status, 200);
    }

    async fn refuses_passwords_that_are_unfit(world) {
        let api = Api::new(&world).await;
        let path = format!("/v1/users/{}/password", world.user_id);
        for refused in [
            case(json!({}), "parameter-missing", &["password"]),
            case(json!({ "password": "short" }), "password-unfit", &[]),
            case(json!({ "password": "x".repeat(10_000) }), "password-unfit", &[]),
            case(json!({ "password": ["pitkä-salasana"] }), "user-invalid", &["password"]),
            case(json!({ "password": "pitkä-salasana", "hash": "x" }), "user-invalid", &["hash"]),
        ] {
            let answer = api.put(&path, &refused.body).await;
            check(&answer, &refused);
            assert!(!answer.body.contains("salasana"));
        }
        assert_eq!(api.put(&path, &json!({ "password": "pitkä-salasana" })).await.status, 204);
        let nobody = "/v1/users/00000000-0000-7000-8000-000000000000/password";
        assert_eq!(api.put(nobody, &json!({ "password": "pitkä-salasana" })).await.status, 404);
    }

    async fn refuses_keys_that_cannot_be(world) {
        let api = Api::new(&world).await;
        for case in key_cases() {
            check(&api.post("/v1/keys", &case.body).await, &case);
        }
        for refused in [
            case(json!({ "alg": "EdDSA" }), "parameter-invalid", &["alg"]),
            case(json!({ "now": "yes" }), "parameter-invalid", &["now", "true or false"]),
            case(json!({ "all": true }), "parameter-invalid", &["all"]),
        ] {
            check(&api.post("/v1/keys/rotate", &refused.body).await, &refused);
        }
        assert_eq!(api.get("/v1/keys").await.json()["keys"].as_array().unwrap().len(), 4);
        assert_eq!(api.post("/v1/keys", &json!({ "alg": "EdDSA", "begin": "now" })).await.status, 201);
        assert_eq!(api.post("/v1/keys/rotate", &json!({ "alg": "EdDSA", "now": false })).await.status, 200);
    }

    async fn refuses_bodies_that_cannot_be_read(world) {
        let api = Api::new(&world).await;
        let path = "/v1/users";
        let send = async |content_type: Option<&str>, body: String| {
            let mut request = api.request("POST", path).body(body);
            if let Some(content_type) = content_type {
                request = request.header("content-type", content_type);
            }
            let answer = api.send("POST", path, request).await;
            (answer.status, if answer.status == 201 { String::new() } else { answer.text("error_code") })
        };
        let told = |status, code: &str| (status, code.to_owned());
        let good = |name: &str| json!({ "username": name }).to_string();
        let json = Some("application/json");
        let deep = |depth: usize| format!("{{\"username\":\"d\",\"name\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        for (content_type, body) in [
            (json, String::new()),
            (json, "{".to_owned()),
            (json, "[]".to_owned()),
            (json, "null".to_owned()),
            (json, format!("{} x", good("a"))),
            (json, r#"{"username":"a","username":"b"}"#.to_owned()),
            (json, deep(40)),
        ] {
            assert_eq!(send(content_type, body.clone()).await, told(400, "request-malformed"), "{body}");
        }
        for content_type in
            [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/merge-patch+json")]
        {
            assert_eq!(send(content_type, good("a")).await, told(415, "media-type-unsupported"), "{content_type:?}");
        }
        let long = |bytes: usize| {
            let body = good("long");
            format!("{body}{}", " ".repeat(bytes - body.len()))
        };
        assert_eq!(send(json, long(64 * 1024 + 1)).await, told(413, "body-too-long"));
        assert_eq!(send(json, long(64 * 1024)).await, told(201, ""));
        for (name, content_type) in [("a", "application/json"), ("b", "Application/JSON; charset=utf-8")] {
            assert_eq!(send(Some(content_type), good(name)).await, told(201, ""), "{content_type}");
        }
    }

    async fn refuses_a_body_too_long_whose_length_was_not_announced(world) {
        let api = Api::new(&world).await;
        let send = async |bytes: usize| {
            let body = json!({ "username": "chunked" }).to_string();
            let head = "POST /admin/api/v1/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
                Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
            let padding = " ".repeat(bytes - body.len());
            let chunks = [body, padding, String::new()].map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len()));
            let request = format!("{head}Authorization: Bearer {}\r\n\r\n{}", api.token, chunks.concat());
            let address = world.base.strip_prefix("http://").unwrap();
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut line = String::new();
            BufReader::new(stream).read_line(&mut line).await.unwrap();
            line.split(' ').nth(1).unwrap().parse::<u16>().unwrap()
        };
        assert_eq!(send(64 * 1024 + 1).await, 413);
        assert_eq!(send(64 * 1024).await, 201);
    }

    async fn refuses_lists_that_cannot_be(world) {
        let api = Api::new(&world).await;
        for (path, word) in [
            ("/v1/clients?limit=0", "limit"),
            ("/v1/clients?limit=1&limit=2", "limit"),
            ("/v1/clients?login_name=maija", "login_name"),
            ("/v1/users?limit=201", "limit"),
            ("/v1/users?offset=5", "offset"),
            ("/v1/users?after=%00", "UTF-8"),
            ("/v1/clients?after=a%20b", "after"),
        ] {
            let answer = api.get(path).await;
            assert_eq!(answer.status, 400, "{path}");
            assert!(answer.text("error_description").contains(word), "{path}: {answer:?}");
        }
        for path in ["/v1/clients?limit=200&after=x", "/v1/users?limit=1&login_name=maija", "/v1/users?after=x"] {
            assert_eq!(api.get(path).await.status, 200, "{path}");
        }
    }

    async fn what_cannot_be_an_identifier_names_nothing(world) {
        let api = Api::new(&world).await;
        let long = "x".repeat(201);
        for id in ["nobody", "%00", "%FF", "a%20b", "%E4%B8%AD", long.as_str()] {
            for collection in ["clients", "users"] {
                let path = format!("/v1/{collection}/{id}");
                let answer = api.get(&path).await;
                assert_eq!((answer.status, answer.text("error_code").as_str()), (404, "not-found"), "{path}");
                assert_eq!(api.delete(&path).await.status, 404, "{path}");
            }
            assert_eq!(api.delete(&format!("/v1/keys/{id}")).await.status, 404, "{id}");
        }
        assert_eq!(api.get(&format!("/v1/users/{}", world.user_id)).await.status, 200);
    }
}
