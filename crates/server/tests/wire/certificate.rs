//! Clients that are known by their certificate, and tokens bound to one (RFC 8705), as a proxy passes
//! certificates on.

use std::fmt::Write;

use http::HeaderName;
use idp::client::profile::Profile;
use idp::model::client::ClientPolicy;
use serde_json::{Value, json};
use server::http::Door;

use crate::world::{Answer, Client, Engine, REDIRECT_URI, Setup, VERIFIER, World, refused, run_with};

const MINE: &str = include_str!("../support/tls/client.pem");
const ANOTHER: &str = include_str!("../support/tls/other_client.pem");

/// SHA-256 of the first one, as openssl has it.
const FINGERPRINT: &str = "RVJ-n7vyT13ivTcnuW5KTdrtPj9nfgGr7CI73rqk2UU";

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// The key of the first one, as openssl has it.
fn jwks() -> Value {
    json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "kid": "mine",
        "x": "C5g3mAPs38zuq9-UrnR3aK6QbUxIgJuBRaK_XYfZymQ",
        "y": "WpJSAodFUPv7q0IT34YsoALPjzCkC_zGjwDQebAkc3A",
    }]})
}

/// A node behind a proxy at this network that passes certificates on.
fn behind(trusted: &str) -> Setup {
    let mut door = Door::default();
    door.proxies.trusted = [trusted.parse().unwrap()].into();
    door.proxies.certificate_in = Some(HeaderName::from_static("x-client-cert"));
    Setup { door, ..Setup::default() }
}

/// As nginx writes it (`$ssl_client_escaped_cert`).
pub(crate) fn escaped(pem: &str) -> String {
    pem.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            byte if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            byte => write!(text, "%{byte:02X}").unwrap(),
        }
        text
    })
}

/// As RFC 9440 has it.
fn between_colons(pem: &str) -> String {
    let letters: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    format!(":{letters}:")
}

async fn post(world: &World, path: &str, form: &[(&str, &str)], certificates: &[&str]) -> Answer {
    let mut request = world.http.post(format!("{}{path}", world.base)).form(form);
    for certificate in certificates {
        request = request.header("x-client-cert", *certificate);
    }
    Answer::of(request.send().await.unwrap()).await
}

async fn own(world: &World, client: &Client, certificates: &[&str]) -> Answer {
    let form = [("grant_type", "client_credentials"), ("client_id", &client.id)];
    post(world, "/oauth2/token", &form, certificates).await
}

async fn userinfo(world: &World, token: &str, certificate: Option<&str>) -> Answer {
    let mut request = world.http.get(format!("{}/oauth2/userinfo", world.base)).bearer_auth(token);
    if let Some(certificate) = certificate {
        request = request.header("x-client-cert", certificate);
    }
    Answer::of(request.send().await.unwrap()).await
}

async fn known_by_certificate(world: &World) -> Client {
    let metadata = json!({
        "token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": jwks(),
        "tls_client_certificate_bound_access_tokens": true, "scope": "openid a",
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
    });
    let client = world.client(metadata, ClientPolicy::default()).await;
    assert_eq!(client.secret, "", "there is nothing to keep");
    client
}

#[test]
fn a_client_is_known_by_a_certificate_for_its_key() {
    for engine in ENGINES {
        run_with(engine, behind("127.0.0.0/8"), |world| async move {
            let client = known_by_certificate(&world).await;
            for certificate in [escaped(MINE), between_colons(MINE)] {
                let answer = own(&world, &client, &[&certificate]).await;
                assert_eq!(
                    (answer.status, answer.text("token_type")),
                    (200, "Bearer".to_owned()),
                    "{answer:?}"
                );
                let claims = world.verified(&answer.text("access_token")).await.1;
                assert_eq!(claims["cnf"], json!({ "x5t#S256": FINGERPRINT }));
            }
            let (mine, another) = (escaped(MINE), escaped(ANOTHER));
            let torn = &mine[..mine.len() / 2];
            for certificates in
                [&[][..], &[""], &[&another], &[torn], &["none"], &["::"], &["%"], &["%4"], &[&mine, &mine]]
            {
                let answer = own(&world, &client, certificates).await;
                let expected = refused(401, "invalid_client", "client-authentication-failed");
                assert_eq!(answer.refusal(), expected, "{certificates:?}");
            }
        });
    }
}

#[test]
fn what_anybody_but_a_believed_proxy_writes_into_the_header_is_not_looked_at() {
    for engine in ENGINES {
        run_with(engine, behind("10.0.0.0/8"), |world| async move {
            let client = known_by_certificate(&world).await;
            let answer = own(&world, &client, &[&escaped(MINE)]).await;
            assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
        });
    }
}

#[test]
fn a_bound_token_is_worth_nothing_without_its_certificate() {
    for engine in ENGINES {
        run_with(engine, behind("127.0.0.0/8"), |world| async move {
            let client = known_by_certificate(&world).await;
            let (mine, another) = (escaped(MINE), escaped(ANOTHER));
            let code = world.code(&client, &[]).await;
            let form = [
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("client_id", &client.id),
                ("redirect_uri", REDIRECT_URI),
                ("code_verifier", VERIFIER),
            ];
            let tokens = post(&world, "/oauth2/token", &form, &[&mine]).await;
            assert_eq!(tokens.status, 200, "{tokens:?}");
            let access = tokens.text("access_token");
            let told = userinfo(&world, &access, Some(&mine)).await;
            assert_eq!(told.status, 200, "{told:?}");
            for certificate in [None, Some(another.as_str()), Some("none")] {
                let answer = userinfo(&world, &access, certificate).await;
                assert_eq!(
                    answer.refusal(),
                    refused(401, "invalid_token", "token-invalid"),
                    "{certificate:?}"
                );
            }
            let asks = [("token", access.as_str()), ("client_id", client.id.as_str())];
            let told = post(&world, "/oauth2/introspect", &asks, &[&mine]).await.json();
            assert_eq!((&told["active"], &told["cnf"]["x5t#S256"]), (&json!(true), &json!(FINGERPRINT)));
            assert_eq!(post(&world, "/oauth2/revoke", &asks, &[&another]).await.status, 401);
            assert_eq!(post(&world, "/oauth2/revoke", &asks, &[&mine]).await.status, 200);
            assert_eq!(userinfo(&world, &access, Some(&mine)).await.status, 401, "revoked");
        });
    }
}

#[test]
fn tokens_of_a_client_that_registers_so_are_bound_or_not_issued() {
    run_with(Engine::Sqlite, behind("127.0.0.0/8"), |world| async move {
        let metadata = json!({
            "grant_types": ["client_credentials"], "redirect_uris": [], "scope": "a",
            "token_endpoint_auth_method": "client_secret_post",
            "tls_client_certificate_bound_access_tokens": true,
        });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &client.id),
            ("client_secret", &client.secret),
        ];
        let answer = post(&world, "/oauth2/token", &form, &[]).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_request", "client-certificate-missing"));
        // Which one it is bound to is what whoever shows it chose.
        let answer = post(&world, "/oauth2/token", &form, &[&between_colons(ANOTHER)]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    });
}

#[test]
fn a_financial_grade_client_may_be_known_by_its_certificate_and_its_tokens_are_bound_to_that() {
    run_with(Engine::Sqlite, behind("127.0.0.0/8"), |world| async move {
        let metadata = json!({
            "token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": jwks(), "scope": "a",
            "grant_types": ["client_credentials"], "redirect_uris": [],
        });
        let client = world.client(metadata, ClientPolicy::of(Profile::Fapi2)).await;
        let answer = own(&world, &client, &[&escaped(MINE)]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let claims = world.verified(&answer.text("access_token")).await.1;
        assert_eq!(claims["cnf"], json!({ "x5t#S256": FINGERPRINT }));
        let answer = own(&world, &client, &[]).await;
        assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
    });
}

#[test]
fn certificates_are_discovered_where_they_can_arrive() {
    for (setup, arrive) in [(behind("127.0.0.0/8"), true), (Setup::default(), false)] {
        run_with(Engine::Sqlite, setup, |world| async move {
            let told = world.get("/.well-known/openid-configuration").await.json();
            assert_eq!(told["tls_client_certificate_bound_access_tokens"] == true, arrive);
            for endpoint in ["token", "introspection", "revocation"] {
                let methods = told[format!("{endpoint}_endpoint_auth_methods_supported")].as_array().unwrap();
                assert_eq!(methods.contains(&json!("self_signed_tls_client_auth")), arrive, "{endpoint}");
            }
        });
    }
}
