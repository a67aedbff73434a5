//! Certificates that prove nothing, each beside one that does.

use idp::Time;
use idp::model::initial_access_token::Bounds;
use idp::model::settings::OpenRegistration;
use serde_json::json;
use server::http::Door;

use crate::certificate::escaped;
use crate::holder::{
    self, ANOTHER, BETWEEN, EXPIRED, FOR_SERVERS, FROM_A_STRANGER, Holder, OWN, SHOP, SHOP_BETWEEN, form_to,
};
use crate::mtls::{SUBJECT, key_with, known_by};
use crate::world::{Answer, Client, Engine, Setup, World, refused, run_with};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

fn unproven() -> (u16, String, String) {
    refused(401, "invalid_client", "client-authentication-failed")
}

#[test]
fn certificates_that_no_authority_vouches_for_as_this_clients() {
    for engine in ENGINES {
        run_with(engine, holder::setup(), |world| async move {
            let client = known_by(&world, "tls_client_auth_subject_dn", SUBJECT).await;
            let accepted = Holder::of(&[SHOP_BETWEEN, BETWEEN]).own(&world, &client).await;
            assert_eq!(accepted.status, 200, "{accepted:?}");
            for (chain, why) in [
                (&[][..], "none"),
                (&[FROM_A_STRANGER], "of another authority"),
                (&[OWN], "of nobody"),
                (&[EXPIRED], "expired"),
                (&[FOR_SERVERS], "for servers"),
                (&[ANOTHER], "with another name"),
                (&[SHOP_BETWEEN], "without what leads to the authority"),
                (&[SHOP_BETWEEN, FROM_A_STRANGER], "with something else beside it"),
            ] {
                for is_old in [false, true] {
                    let answer = Holder { chain, is_old }.own(&world, &client).await;
                    assert_eq!(answer.refusal(), unproven(), "{why}");
                }
            }
        });
    }
}

#[test]
fn a_name_of_another_kind_or_of_another_client() {
    run_with(Engine::Sqlite, holder::setup(), |world| async move {
        for (member, name, accepted) in [
            ("tls_client_auth_san_dns", "shop.example", true),
            ("tls_client_auth_san_dns", "another.example", false),
            ("tls_client_auth_san_dns", "example", false),
            ("tls_client_auth_san_uri", "urn:example:shop:", false),
            ("tls_client_auth_san_ip", "192.0.2.8", false),
            ("tls_client_auth_san_email", "shop@example.com", false),
            ("tls_client_auth_subject_dn", "C=FI,O=Example Oy,CN=Väinön kauppa", false),
        ] {
            let client = known_by(&world, member, name).await;
            let answer = Holder::of(&[SHOP]).own(&world, &client).await;
            assert_eq!(answer.status, if accepted { 200 } else { 401 }, "{name}: {answer:?}");
        }
        let secret = json!({ "grant_types": ["client_credentials"], "redirect_uris": [], "scope": "a" });
        let other = world.client(secret, Default::default()).await;
        assert_eq!(
            Holder::of(&[SHOP]).own(&world, &other).await.refusal(),
            unproven(),
            "it registered a secret"
        );
    });
}

#[test]
fn registrations_without_exactly_one_name() {
    let setup = Setup { open_registration: open(), ..holder::setup() };
    run_with(Engine::Sqlite, setup, |world| async move {
        let register = |names: serde_json::Value| {
            let mut metadata = json!({
                "redirect_uris": ["https://shop.example/cb"], "token_endpoint_auth_method": "tls_client_auth",
            });
            metadata.as_object_mut().unwrap().extend(names.as_object().unwrap().clone());
            let request = world.http.post(format!("{}/oauth2/register", world.base));
            let request = request.header("content-type", "application/json").body(metadata.to_string());
            async move { Answer::of(request.send().await.unwrap()).await }
        };
        let made = register(json!({ "tls_client_auth_san_dns": "shop.example" })).await;
        assert_eq!(
            (made.status, made.text("tls_client_auth_san_dns")),
            (201, "shop.example".to_owned()),
            "{made:?}"
        );
        for names in [
            json!({}),
            json!({ "tls_client_auth_san_dns": "shop.example", "tls_client_auth_subject_dn": "CN=shop" }),
            json!({ "tls_client_auth_subject_dn": "/C=FI/CN=shop" }),
            json!({ "tls_client_auth_san_ip": "shop.example" }),
        ] {
            let answer = register(names).await;
            let expected = refused(400, "invalid_client_metadata", "client-metadata-invalid");
            assert_eq!(answer.refusal(), expected, "{answer:?}");
        }
    });
}

#[test]
fn a_key_that_brings_a_certificate_for_another() {
    run_with(Engine::Sqlite, Setup { open_registration: open(), ..holder::setup() }, |world| async move {
        let register = |key: serde_json::Value| {
            let metadata = json!({
                "redirect_uris": ["https://shop.example/cb"], "jwks": { "keys": [key] },
                "token_endpoint_auth_method": "self_signed_tls_client_auth",
            });
            let request = world.http.post(format!("{}/oauth2/register", world.base));
            let request = request.header("content-type", "application/json").body(metadata.to_string());
            async move { Answer::of(request.send().await.unwrap()).await }
        };
        let made = register(key_with(OWN)).await;
        assert_eq!(made.status, 201, "{made:?}");
        for chain in [key_with(BETWEEN)["x5c"].clone(), json!([]), json!(["none"]), json!("none"), json!([1])]
        {
            let mut key = key_with(OWN);
            key["x5c"] = chain;
            let answer = register(key).await;
            let expected = refused(400, "invalid_client_metadata", "client-metadata-invalid");
            assert_eq!(answer.refusal(), expected, "{answer:?}");
        }
    });
}

fn open() -> Option<OpenRegistration> {
    Some(OpenRegistration { bounds: Bounds::default(), most_clients: 10 })
}

#[test]
fn a_header_that_the_client_wrote_itself() {
    for trusted in ["10.0.0.0/8", "127.0.0.0/8"] {
        let mut door = Door::default();
        door.proxies.trusted = [trusted.parse().unwrap()].into();
        door.proxies.certificate_in = Some("x-client-cert".parse().unwrap());
        run_with(Engine::Sqlite, Setup { door, ..holder::setup() }, |world| async move {
            let client = known_by(&world, "tls_client_auth_subject_dn", SUBJECT).await;
            let is_proxy = trusted.starts_with("127");
            let status = |counts: bool| if counts { 200 } else { 401 };
            // What a proxy shows is its own, and what it says counts; of anybody else it is the other way round.
            for (shows, says, counts) in [
                (&[SHOP][..], None, !is_proxy),
                (&[], Some(SHOP), is_proxy),
                (&[SHOP], Some(ANOTHER), !is_proxy),
                (&[ANOTHER], Some(SHOP), is_proxy),
            ] {
                let answer = said(&world, &client, shows, says).await;
                assert_eq!(answer.status, status(counts), "{trusted} {shows:?} {says:?}");
            }
        });
    }
}

async fn said(world: &World, client: &Client, shows: &[&str], says: Option<&str>) -> Answer {
    let mut request =
        form_to("/oauth2/token", &[("grant_type", "client_credentials"), ("client_id", &client.id)]);
    if let Some(certificate) = says {
        request.headers_mut().insert("x-client-cert", escaped(certificate).parse().unwrap());
    }
    Holder::of(shows).ask(world.mtls_base.as_ref().unwrap(), request).await
}

#[test]
fn a_certificate_outside_its_time_by_our_own_clock() {
    let der = |pem: &str| {
        use rustls::pki_types::pem::PemObject;
        rustls::pki_types::CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
    };
    let authorities = holder::authorities();
    for (pem, now, counts) in [
        // The authority of these tests is younger than that: only who vouches is bound to no time.
        (EXPIRED, "2020-06-01", true),
        (EXPIRED, "2019-12-31", false),
        (EXPIRED, "2021-01-02", false),
        (SHOP, "2027-01-01", true),
        (SHOP, "2226-01-01", false),
    ] {
        let days = format!("{now}T00:00:00Z").parse::<jiff::Timestamp>().unwrap();
        let now = Time::from_micros(days.as_microsecond());
        assert_eq!(authorities.verify(&der(pem), &[], now).is_ok(), counts, "{now:?}");
    }
}
