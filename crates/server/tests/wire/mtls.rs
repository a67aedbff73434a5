//! Clients that are known by a name in a certificate that an authority vouches for (RFC 8705 §2.1), asked for it
//! by ourselves.

use std::sync::Arc;
use std::time::Duration;

use idp::client::profile::Profile;
use idp::model::client::ClientPolicy;
use jose::{JwsAlgorithm, SigningKey, base64url, digest};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};
use server::http::Door;
use server::node::ClientAuthorities;

use crate::certificate::escaped;
use crate::client_assertion::written;
use crate::holder::{self, BETWEEN, Holder, OWN, SHOP, SHOP_BETWEEN, WITHOUT_PURPOSE, form_to};
use crate::tls::run;
use crate::world::{Answer, Client, Engine, REDIRECT_URI, Setup, VERIFIER, World, run_with};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// The shop's own subject, as `openssl x509 -nameopt RFC2253` writes it.
pub(crate) const SUBJECT: &str = "CN=V\\C3\\A4in\\C3\\B6n kauppa,O=Example Oy,C=FI";

/// A client that is known by this name in its certificate, and whose tokens are bound to that.
pub(crate) async fn known_by(world: &World, member: &str, name: &str) -> Client {
    let mut metadata = json!({
        "token_endpoint_auth_method": "tls_client_auth", "scope": "openid a",
        "tls_client_certificate_bound_access_tokens": true,
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
    });
    metadata[member] = json!(name);
    let client = world.client(metadata, ClientPolicy::default()).await;
    assert_eq!(client.secret, "", "there is nothing to keep");
    client
}

pub(crate) fn fingerprint(pem: &str) -> Value {
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    json!({ "x5t#S256": base64url::encode(digest::sha256(&der)) })
}

/// The key of a certificate, with the certificate beside it (RFC 8705 §2.2.2).
pub(crate) fn key_with(pem: &str) -> Value {
    let text: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let certificate = jose::Certificate::parse_base64(&text).unwrap();
    let mut key = serde_json::to_value(certificate.public_key()).unwrap();
    key["x5c"] = json!([text]);
    key
}

async fn is_bound(world: &World, answer: &Answer, pem: &str) {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(world.verified(&answer.text("access_token")).await.1["cnf"], fingerprint(pem));
}

#[test]
fn a_client_is_known_by_each_kind_of_name_and_its_tokens_are_bound() {
    for engine in ENGINES {
        run_with(engine, holder::setup(), |world| async move {
            for (member, name) in [
                ("tls_client_auth_subject_dn", SUBJECT),
                ("tls_client_auth_subject_dn", "cn=väinön kauppa, o=Example Oy, c=FI"),
                ("tls_client_auth_san_dns", "other.shop.example"),
                ("tls_client_auth_san_uri", "urn:example:shop"),
                ("tls_client_auth_san_ip", "2001:db8:0:0::7"),
                ("tls_client_auth_san_email", "Shop@example.com"),
            ] {
                let client = known_by(&world, member, name).await;
                is_bound(&world, &Holder::of(&[SHOP]).own(&world, &client).await, SHOP).await;
            }
            let client = known_by(&world, "tls_client_auth_subject_dn", SUBJECT).await;
            for (chain, is_old) in
                [(&[SHOP_BETWEEN, BETWEEN][..], false), (&[WITHOUT_PURPOSE], false), (&[SHOP], true)]
            {
                is_bound(&world, &Holder { chain, is_old }.own(&world, &client).await, chain[0]).await;
            }
        });
    }
}

#[test]
fn a_bound_token_counts_over_a_connection_with_the_certificate_alone() {
    for engine in ENGINES {
        run_with(engine, holder::setup(), |world| async move {
            let client = known_by(&world, "tls_client_auth_san_dns", "shop.example").await;
            let shop = Holder::of(&[SHOP]);
            let code = world.code(&client, &[]).await;
            let form = [
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("client_id", &client.id),
                ("redirect_uri", REDIRECT_URI),
                ("code_verifier", VERIFIER),
            ];
            let tokens = shop.post(&world, "/oauth2/token", &form).await;
            is_bound(&world, &tokens, SHOP).await;
            let access = tokens.text("access_token");
            assert_eq!(shop.userinfo(&world, &access).await.status, 200);
            for other in [Holder::default(), Holder::of(&[SHOP_BETWEEN, BETWEEN])] {
                assert_eq!(other.userinfo(&world, &access).await.status, 401);
            }
            let asks = [("token", access.as_str()), ("client_id", client.id.as_str())];
            let told = shop.post(&world, "/oauth2/introspect", &asks).await.json();
            assert_eq!((&told["active"], &told["cnf"]), (&json!(true), &fingerprint(SHOP)));
            assert_eq!(shop.post(&world, "/oauth2/revoke", &asks).await.status, 200);
            assert_eq!(shop.userinfo(&world, &access).await.status, 401, "revoked");
        });
    }
}

#[test]
fn a_certificate_that_nobody_issued_counts_for_its_registered_key() {
    run_with(Engine::Sqlite, holder::setup(), |world| async move {
        let metadata = json!({
            "token_endpoint_auth_method": "self_signed_tls_client_auth", "scope": "a",
            "jwks": { "keys": [key_with(OWN)] }, "grant_types": ["client_credentials"], "redirect_uris": [],
        });
        let client = world.client(metadata, ClientPolicy::of(Profile::Fapi2)).await;
        for is_old in [false, true] {
            is_bound(&world, &Holder { chain: &[OWN], is_old }.own(&world, &client).await, OWN).await;
        }
        assert_eq!(Holder::default().own(&world, &client).await.status, 401);
    });
}

#[test]
fn a_financial_grade_client_may_be_known_by_its_name_and_its_tokens_are_bound() {
    run_with(Engine::Sqlite, holder::setup(), |world| async move {
        let metadata = json!({
            "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": SUBJECT, "scope": "a",
            "grant_types": ["client_credentials"], "redirect_uris": [],
        });
        let client = world.client(metadata, ClientPolicy::of(Profile::Fapi2)).await;
        is_bound(&world, &Holder::of(&[SHOP]).own(&world, &client).await, SHOP).await;
    });
}

#[test]
fn where_certificates_are_asked_for_is_discovered_and_nothing_else_is_there() {
    run_with(Engine::Sqlite, holder::setup(), |world| async move {
        let base = world.mtls_base.clone().unwrap();
        let told = world.get("/.well-known/openid-configuration").await.json();
        let expected = json!({
            "token_endpoint": format!("{base}/oauth2/token"),
            "userinfo_endpoint": format!("{base}/oauth2/userinfo"),
            "introspection_endpoint": format!("{base}/oauth2/introspect"),
            "revocation_endpoint": format!("{base}/oauth2/revoke"),
            "pushed_authorization_request_endpoint": format!("{base}/oauth2/par"),
            "device_authorization_endpoint": format!("{base}/oauth2/device_authorization"),
            "backchannel_authentication_endpoint": format!("{base}/oauth2/bc-authorize"),
        });
        assert_eq!(told["mtls_endpoint_aliases"], expected);
        assert_eq!(told["tls_client_certificate_bound_access_tokens"], true);
        for method in ["tls_client_auth", "self_signed_tls_client_auth"] {
            let methods = told["token_endpoint_auth_methods_supported"].as_array().unwrap();
            assert!(methods.contains(&json!(method)), "{method}");
        }
        for (path, status) in [
            ("/oauth2/authorize", 404),
            ("/account", 404),
            ("/admin/api/v1/clients", 404),
            ("/.well-known/openid-configuration", 404),
            ("/oauth2/token", 405),
        ] {
            let request = http::Request::get(path).body(String::new()).unwrap();
            assert_eq!(Holder::of(&[SHOP]).ask(&base, request).await.status, status, "{path}");
        }
        for address in expected.as_object().unwrap().values() {
            let path = address.as_str().unwrap().strip_prefix(&base).unwrap();
            let answer = Holder::default().ask(&base, form_to(path, &[])).await;
            assert!(matches!(answer.status, 400 | 401), "{path}: {answer:?}");
        }
    });
}

/// Programs that nobody here wrote; what this machine does not have is left out.
#[test]
fn other_programs_are_known_by_their_certificate() {
    run_with(Engine::Sqlite, holder::setup(), |world| async move {
        let client = known_by(&world, "tls_client_auth_subject_dn", SUBJECT).await;
        let file = |name: &str| holder::file(name).display().to_string();
        let url = format!("{}/oauth2/token", world.mtls_base.as_ref().unwrap());
        let form = format!("grant_type=client_credentials&client_id={}", client.id);
        for version in ["--http1.1", "--http2"] {
            for (certificate, expected) in
                [("issued/shop.pem", "access_token"), ("issued/another.pem", "invalid_client")]
            {
                let [authority, certificate, key] =
                    ["authority.pem", certificate, "issued/shop.key.pem"].map(file);
                let curl = ["-sS", version, "--cacert", &authority, "--cert", &certificate, "--key", &key];
                let Some((done, said)) = run("curl", &[&curl[..], &["-d", &form, &url]].concat()).await
                else {
                    continue;
                };
                assert!(done && said.contains(expected), "{version}: {said}");
            }
        }
    });
}

#[test]
fn an_address_with_certificates_may_be_named_in_proofs_and_assertions() {
    run_with(Engine::Sqlite, holder::setup(), |world| async move {
        let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        let metadata = json!({
            "token_endpoint_auth_method": "private_key_jwt", "scope": "a", "grant_types": ["client_credentials"],
            "redirect_uris": [], "jwks": { "keys": [key.public_jwk()] },
            "tls_client_certificate_bound_access_tokens": true,
        });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let here = format!("{}/oauth2/token", world.mtls_base.as_ref().unwrap());
        let elsewhere = format!("{}/oauth2/par", world.mtls_base.as_ref().unwrap());
        let now = world.node.now().as_secs();
        for (audience, address, status) in
            [(&here, &here, 200), (&elsewhere, &here, 401), (&here, &elsewhere, 400)]
        {
            let jti = || base64url::encode(jose::random::bytes::<12>());
            let assertion = written(
                &json!({ "alg": "ES256" }),
                &json!({ "iss": client.id, "sub": client.id, "aud": audience, "exp": now + 60, "jti": jti() }),
                &key,
            );
            let proof = written(
                &json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": key.public_jwk() }),
                &json!({ "jti": jti(), "htm": "POST", "htu": address, "iat": now }),
                &key,
            );
            let mut request = form_to(
                "/oauth2/token",
                &[
                    ("grant_type", "client_credentials"),
                    ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                    ("client_assertion", &assertion),
                ],
            );
            request.headers_mut().insert("dpop", proof.parse().unwrap());
            let answer = Holder::of(&[OWN]).ask(world.mtls_base.as_ref().unwrap(), request).await;
            assert_eq!(answer.status, status, "{audience} {address}: {answer:?}");
        }
    });
}

#[test]
fn new_authorities_are_taken_in_while_it_serves() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("authorities");
    let put = |name: &str| std::fs::copy(holder::file(name), &at).unwrap();
    put("issued/stranger.pem");
    let authorities = ClientAuthorities::open(at.clone()).unwrap();
    let setup = Setup { client_authorities: Some(Arc::clone(&authorities)), ..holder::setup() };
    run_with(Engine::Sqlite, setup, |world| async move {
        tokio::spawn(authorities.keep_fresh());
        let client = known_by(&world, "tls_client_auth_subject_dn", SUBJECT).await;
        let statuses = async || {
            let own = async |chain| Holder::of(chain).own(&world, &client).await.status;
            [own(&[SHOP]).await, own(&[holder::FROM_A_STRANGER]).await]
        };
        assert_eq!(statuses().await, [401, 200]);
        put("issued/authority.pem");
        let taken_in = async {
            while statuses().await != [200, 401] {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), taken_in).await.unwrap();
    });
}

#[test]
fn without_authorities_or_a_way_in_nothing_is_promised() {
    let door =
        |asks_for_certificates| Door { tls: Some(holder::tls()), asks_for_certificates, ..Door::default() };
    let everybody = Setup { door: door(true), ..Setup::default() };
    let nobody =
        Setup { door: door(false), client_authorities: Some(holder::authorities()), ..Setup::default() };
    for (setup, own, issued) in [(everybody, true, false), (nobody, false, false)] {
        run_with(Engine::Sqlite, setup, |world| async move {
            let base = world.base.replace("http://", "https://");
            let request =
                http::Request::get("/.well-known/openid-configuration").body(String::new()).unwrap();
            let told = Holder::default().ask(&base, request).await.json();
            assert_eq!(told.get("mtls_endpoint_aliases"), None);
            let methods = told["token_endpoint_auth_methods_supported"].as_array().unwrap();
            assert_eq!(methods.contains(&json!("self_signed_tls_client_auth")), own);
            assert_eq!(methods.contains(&json!("tls_client_auth")), issued);
        });
    }
}

#[test]
fn everybody_may_be_asked_where_browsers_connect() {
    let door = Door { tls: Some(holder::tls()), asks_for_certificates: true, ..Door::default() };
    let setup = Setup { door, client_authorities: Some(holder::authorities()), ..Setup::default() };
    run_with(Engine::Sqlite, setup, |world| async move {
        let client = known_by(&world, "tls_client_auth_san_uri", "urn:example:shop").await;
        let base = world.base.replace("http://", "https://");
        let asks =
            || form_to("/oauth2/token", &[("grant_type", "client_credentials"), ("client_id", &client.id)]);
        let answer = Holder::of(&[SHOP]).ask(&base, asks()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(Holder::default().ask(&base, asks()).await.status, 401);
        let page = http::Request::get("/health/live").body(String::new()).unwrap();
        assert_eq!(Holder::default().ask(&base, page).await.status, 200, "and nobody need have one");
    });
}

#[test]
fn a_proxy_passes_on_what_an_authority_vouches_for() {
    let mut door = Door::default();
    door.proxies.trusted = ["127.0.0.0/8".parse().unwrap()].into();
    door.proxies.certificate_in = Some("x-client-cert".parse().unwrap());
    let setup = Setup { door, client_authorities: Some(holder::authorities()), ..Setup::default() };
    run_with(Engine::Sqlite, setup, |world| async move {
        let client = known_by(&world, "tls_client_auth_subject_dn", SUBJECT).await;
        for (certificate, status) in [(SHOP, 200), (holder::EXPIRED, 401), (holder::FROM_A_STRANGER, 401)] {
            let form = [("grant_type", "client_credentials"), ("client_id", client.id.as_str())];
            let request = world.http.post(format!("{}/oauth2/token", world.base)).form(&form);
            let answer = request.header("x-client-cert", escaped(certificate)).send().await.unwrap();
            let answer = Answer::of(answer).await;
            assert_eq!(answer.status, status, "{answer:?}");
        }
    });
}
