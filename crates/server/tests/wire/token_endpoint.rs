//! Scenario 2-2: how a token request must come, and who may send it.

use idp::model::client::{ClientPolicy, Profile};
use serde_json::json;

use crate::world::{Answer, Client, REDIRECT_URI, VERIFIER, World, refused};

const FORM: &str = "application/x-www-form-urlencoded";

on_both_stores! {
    /// RFC 6749 §3.2: tokens are asked for by POST alone.
    async fn hears_post_and_refuses_every_other_method(world) {
        let robot = robot(&world).await;
        let accepted = world.token(&robot, &[("grant_type", "client_credentials")]).await;
        assert_eq!(accepted.status, 200, "{accepted:?}");
        let url = format!("{}/oauth2/token?grant_type=client_credentials", world.base);
        for method in ["GET", "PUT", "PATCH", "DELETE"] {
            let request = world.http.request(method.parse().unwrap(), &url);
            let answer = Answer::of(request.basic_auth(&robot.id, Some(&robot.secret)).send().await.unwrap()).await;
            assert_eq!(answer.refusal(), refused(405, "invalid_request", "method-not-allowed"), "{method}");
            assert!(answer.header("allow").contains("POST"), "{answer:?}");
        }
    }

    /// RFC 6749 §3.2: no parameter twice. A code that was shown beside one is used up; where it was
    /// not clear which code or grant was meant, none was shown.
    async fn refuses_a_repeated_parameter_and_takes_the_code_that_came_with_it(world) {
        let client = world.shop().await;
        for (name, costs) in [("grant_type", false), ("code", false), ("redirect_uri", true), ("code_verifier", true)] {
            for second in [None, Some(""), Some("another")] {
                let code = world.code(&client, &[]).await;
                let form = [
                    ("grant_type", "authorization_code"), ("code", code.as_str()),
                    ("redirect_uri", REDIRECT_URI), ("code_verifier", VERIFIER),
                ];
                let first = form.iter().find(|(known, _)| *known == name).unwrap().1;
                let twice = [&form[..], &[(name, second.unwrap_or(first))]].concat();
                let answer = world.token(&client, &twice).await;
                assert_eq!(answer.refusal(), refused(400, "invalid_request", "parameter-repeated"), "{name}");
                assert!(answer.text("error_description").contains(name), "{answer:?}");
                let after = world.token(&client, &form).await;
                assert_eq!(after.status, if costs { 400 } else { 200 }, "{name}: {after:?}");
                assert!(!costs || after.text("error_code") == "code-replayed", "{name}: {after:?}");
            }
        }
        let code = world.code(&client, &[]).await;
        let strangers = [
            ("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER), ("unheard_of", "1"), ("unheard_of", "2"),
        ];
        assert_eq!(world.token(&client, &strangers).await.status, 200, "unknown parameters are ignored");
    }

    async fn takes_the_code_that_came_with_what_cannot_be_read_but_not_from_strangers(world) {
        let client = world.shop().await;
        let impostor = Client { secret: format!("{}x", client.secret), ..client.clone() };
        let long = "a".repeat(9 * 1024);
        for (name, value, code_of_error) in [
            ("redirect_uri", long.as_str(), "parameter-too-long"), ("code_verifier", &long, "parameter-too-long"),
            ("x", "a\0", "request-malformed"),
        ] {
            for (who, after) in [(&impostor, 200), (&client, 400)] {
                let code = world.code(&client, &[]).await;
                let form = [("grant_type", "authorization_code"), ("code", code.as_str()), (name, value)];
                let answer = world.token(who, &form).await;
                assert_eq!(answer.refusal(), refused(400, "invalid_request", code_of_error), "{name}");
                assert_eq!(world.redeem(&client, &code).await.status, after, "{name}");
            }
        }
    }

    async fn refuses_a_wrong_secret_with_a_challenge_and_leaves_the_code_alone(world) {
        let client = world.shop().await;
        let code = world.code(&client, &[]).await;
        let impostor = Client { secret: format!("{}x", client.secret), ..client.clone() };
        let answer = world.redeem(&impostor, &code).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
        assert!(answer.header("www-authenticate").starts_with("Basic realm="), "{answer:?}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(world.redeem(&client, &code).await.status, 200);
    }

    /// Nobody learns from an answer which clients there are, or which of them are disabled.
    async fn answers_an_unknown_client_as_it_answers_a_wrong_secret(world) {
        // Both ways of sending a secret are right for these.
        let metadata = json!({ "grant_types": ["client_credentials"] });
        let robot = world.client(metadata.clone(), ClientPolicy::of(Profile::Ciam)).await;
        let disabled = world.client(metadata, ClientPolicy::of(Profile::Ciam)).await;
        world.disable_client(&disabled, true).await;
        let grant = [("grant_type", "client_credentials")];
        let impostors = [
            Client { secret: "wrong".to_owned(), ..robot.clone() },
            Client { id: "nobody".to_owned(), secret: "wrong".to_owned() },
            Client { secret: "wrong".to_owned(), ..disabled.clone() },
            disabled.clone(),
        ];
        let mut told = Vec::new();
        for impostor in &impostors {
            told.push(without_reference(&world.token(impostor, &grant).await));
            let form = [grant[0], ("client_id", &impostor.id), ("client_secret", &impostor.secret)];
            told.push(without_reference(&world.post("/oauth2/token", &form).await));
        }
        assert!(told[0].contains("invalid_client"), "{}", told[0]);
        assert!(told.iter().all(|other| *other == told[0]), "{told:#?}");
        assert_eq!(world.token(&robot, &grant).await.status, 200);
        world.disable_client(&disabled, false).await;
        assert_eq!(world.token(&disabled, &grant).await.status, 200);
    }

    /// RFC 6749 §2.3: one method at a time. A client_id beside Basic is none, if it is the same.
    async fn refuses_two_methods_at_once(world) {
        let robot = robot(&world).await;
        let grant = ("grant_type", "client_credentials");
        let both = world.token(&robot, &[grant, ("client_id", &robot.id), ("client_secret", &robot.secret)]).await;
        assert_eq!(both.refusal(), refused(400, "invalid_request", "client-authentication-twice"));
        let other = world.token(&robot, &[grant, ("client_id", "another")]).await;
        assert_eq!(other.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
        let same = world.token(&robot, &[grant, ("client_id", &robot.id)]).await;
        assert_eq!(same.status, 200, "{same:?}");
    }

    /// RFC 6749 §2.3.1: addresses end up in logs.
    async fn refuses_secrets_in_the_address(world) {
        let robot = robot(&world).await;
        let grant = [("grant_type", "client_credentials")];
        for name in ["client_secret", "client_assertion", "code", "code_verifier", "refresh_token", "password"] {
            let path = format!("/oauth2/token?{name}=something");
            let answer = world.post_as(&robot, &path, &grant).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_request", "credentials-in-query"), "{name}");
        }
        assert_eq!(world.post_as(&robot, "/oauth2/token?trace=1", &grant).await.status, 200);
    }

    async fn refuses_a_grant_that_is_unknown_and_one_that_is_not_registered(world) {
        let (shop, robot) = (world.shop().await, robot(&world).await);
        for unknown in ["password", "implicit", "urn:ietf:params:oauth:grant-type:saml2-bearer", "client_Credentials"] {
            let answer = world.token(&robot, &[("grant_type", unknown)]).await;
            let expected = refused(400, "unsupported_grant_type", "grant-type-unsupported");
            assert_eq!(answer.refusal(), expected, "{unknown}");
        }
        let missing = world.token(&robot, &[("grant_type", "")]).await;
        assert_eq!(missing.refusal(), refused(400, "invalid_request", "parameter-missing"));
        let expected = refused(400, "unauthorized_client", "grant-type-not-registered");
        assert_eq!(world.token(&shop, &[("grant_type", "client_credentials")]).await.refusal(), expected);
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", "something")];
        assert_eq!(world.token(&robot, &refresh).await.refusal(), expected);
        assert_eq!(world.token(&robot, &[("grant_type", "client_credentials")]).await.status, 200);
    }

    async fn reads_forms_and_refuses_every_other_type(world) {
        let robot = robot(&world).await;
        let body = b"grant_type=client_credentials";
        for other in ["", "application/json", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form"] {
            let answer = post(&world, &robot, other, body).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_request", "request-malformed"), "{other}");
        }
        for form in [FORM, "application/x-www-form-urlencoded; charset=UTF-8", "Application/X-WWW-Form-Urlencoded"] {
            assert_eq!(post(&world, &robot, form, body).await.status, 200, "{form}");
        }
    }

    async fn refuses_bodies_that_cannot_be_read(world) {
        let robot = robot(&world).await;
        let many = |count: usize| {
            let more: String = (1..count).map(|n| format!("&p{n}=1")).collect();
            format!("grant_type=client_credentials{more}").into_bytes()
        };
        let long = |value: usize| format!("grant_type=client_credentials&x={}", "a".repeat(value)).into_bytes();
        let raw = |tail: &[u8]| [b"grant_type=client_credentials", tail].concat();
        for (what, body, code) in [
            ("a stray percent sign", raw(b"&x=%"), "request-malformed"),
            ("a percent sign before no number", raw(b"&x=%zz"), "request-malformed"),
            ("bytes that are not UTF-8, encoded", raw(b"&x=%ff%fe"), "request-malformed"),
            ("bytes that are not UTF-8, bare", raw(b"&x=\xff\xfe"), "request-malformed"),
            ("a name that is not UTF-8", raw(b"&%c0%af=x"), "request-malformed"),
            ("NUL", raw(b"&x=a%00b"), "request-malformed"),
            ("101 parameters", many(101), "request-malformed"),
            ("a value that is too long", long(8 * 1024 + 1), "parameter-too-long"),
            ("a name that is too long", raw(format!("&{}=1", "n".repeat(101)).as_bytes()), "parameter-too-long"),
        ] {
            let answer = post(&world, &robot, FORM, &body).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_request", code), "{what}");
        }
        for (what, body) in [
            ("escapes that are none too many", raw(b"&x=%25+%C3%A4")),
            ("100 parameters", many(100)),
            ("a value as long as may be", long(8 * 1024)),
        ] {
            assert_eq!(post(&world, &robot, FORM, &body).await.status, 200, "{what}");
        }
    }

    async fn refuses_a_body_that_is_too_large(world) {
        let robot = robot(&world).await;
        let body = |values: usize| {
            let more: String = (0..values).map(|n| format!("&p{n}={}", "a".repeat(8000))).collect();
            format!("grant_type=client_credentials{more}").into_bytes()
        };
        assert_eq!(post(&world, &robot, FORM, &body(16)).await.status, 200, "within 128 KiB");
        let answer = post(&world, &robot, FORM, &body(17)).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_request", "request-malformed"));
    }

    /// A method is registered, and another one is refused even with the right secret.
    async fn hears_only_the_registered_method(world) {
        let grant = ("grant_type", "client_credentials");
        let robot = robot(&world).await;
        let in_body = [grant, ("client_id", robot.id.as_str()), ("client_secret", robot.secret.as_str())];
        let expected = refused(401, "invalid_client", "client-authentication-method");
        assert_eq!(world.post("/oauth2/token", &in_body).await.refusal(), expected);
        assert_eq!(world.token(&robot, &[grant]).await.status, 200);

        let metadata = json!({
            "grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_post",
        });
        let poster = world.client(metadata, ClientPolicy::default()).await;
        assert_eq!(world.token(&poster, &[grant]).await.refusal(), expected);
        let in_body = [grant, ("client_id", poster.id.as_str()), ("client_secret", poster.secret.as_str())];
        assert_eq!(world.post("/oauth2/token", &in_body).await.status, 200);
    }

    async fn refuses_a_client_that_proves_nothing(world) {
        let robot = robot(&world).await;
        let grant = ("grant_type", "client_credentials");
        let nobody = world.post("/oauth2/token", &[grant]).await;
        assert_eq!(nobody.refusal(), refused(401, "invalid_client", "client-authentication-missing"));
        let expected = refused(401, "invalid_client", "client-authentication-failed");
        let named = world.post("/oauth2/token", &[grant, ("client_id", &robot.id)]).await;
        assert_eq!(named.refusal(), expected, "a client_id alone is no proof from who has a secret");
        for header in ["Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Basic Og==", "Bearer abc", "Digest x=y"] {
            let request = world.http.post(format!("{}/oauth2/token", world.base)).form(&[grant]);
            let answer = Answer::of(request.header("authorization", header).send().await.unwrap()).await;
            assert_eq!(answer.refusal(), expected, "{header}");
        }
        assert_eq!(world.token(&robot, &[grant]).await.status, 200);
    }

    /// A client that keeps no secret cannot pretend to have one.
    async fn refuses_a_secret_from_a_client_without_one(world) {
        let client = world.public_client().await;
        let code = world.code(&client, &[]).await;
        let pretender = Client { secret: "made-up".to_owned(), ..client.clone() };
        let answer = world.redeem(&pretender, &code).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
        assert_eq!(world.redeem(&client, &code).await.status, 200);
    }

    /// RFC 6749 §2.3.1: the two halves of Basic are form-encoded each by itself.
    async fn reads_a_client_id_with_characters_that_basic_must_encode(world) {
        let new = idp::client::register::NewClient {
            id: Some("a-shop:number+one%".to_owned()),
            metadata: serde_json::from_value(json!({ "grant_types": ["client_credentials"] })).unwrap(),
            policy: ClientPolicy::of(Profile::Ciam),
        };
        let made = server::flow::client::create(&world.node, new).await.unwrap();
        let secret = made.secret.unwrap().0.expose().clone();
        let grant = [("grant_type", "client_credentials")];
        let encoded = Client { id: "a-shop%3Anumber%2Bone%25".to_owned(), secret: secret.clone() };
        assert_eq!(world.token(&encoded, &grant).await.status, 200);
        let bare = Client { id: made.client.id.as_str().to_owned(), secret };
        assert_eq!(world.token(&bare, &grant).await.status, 401, "not encoded as Basic has it");
    }

    /// Applications in browsers ask from other origins; no cookie counts here.
    async fn answers_browsers_from_any_origin(world) {
        let url = format!("{}/oauth2/token", world.base);
        let preflight = world.http.request("OPTIONS".parse().unwrap(), &url);
        let preflight = preflight.header("origin", "https://app.example").send().await.unwrap();
        let preflight = Answer::of(preflight).await;
        assert_eq!(preflight.status, 204);
        assert_eq!(preflight.header("access-control-allow-origin"), "*");
        assert!(preflight.header("access-control-allow-headers").contains("authorization"));
        assert_eq!(preflight.header("access-control-allow-credentials"), "");
        let robot = robot(&world).await;
        let accepted = world.token(&robot, &[("grant_type", "client_credentials")]).await;
        let refusal = world.token(&robot, &[]).await;
        for answer in [accepted, refusal] {
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{answer:?}");
            assert_eq!(answer.header("content-type"), "application/json");
            assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
        }
    }
}

async fn robot(world: &World) -> Client {
    let metadata =
        json!({ "grant_types": ["client_credentials"], "response_types": [], "redirect_uris": [] });
    world.client(metadata, ClientPolicy::default()).await
}

async fn post(world: &World, client: &Client, content_type: &str, body: &[u8]) -> Answer {
    let url = format!("{}/oauth2/token", world.base);
    let mut request = world.http.post(url).basic_auth(&client.id, Some(&client.secret)).body(body.to_vec());
    if !content_type.is_empty() {
        request = request.header("content-type", content_type);
    }
    Answer::of(request.send().await.unwrap()).await
}

/// Status, headers and body of a refusal, without what is new each time.
fn without_reference(answer: &Answer) -> String {
    let mut headers = answer.headers.clone();
    headers.remove("date");
    headers.remove("x-request-id");
    let body = answer.body.replace(&answer.text("reference"), "");
    format!("{} {headers:?} {body}", answer.status)
}
