//! What a page's script does with an authenticator, for tests: it reads what the form asks, and fills it.

use jose::JwsAlgorithm;
use serde_json::Value;

use crate::authenticator::{Authenticator, attestation_object};
use crate::browser::Browser;
use crate::world::{Answer, PASSWORD, Setup, World};

/// Writes each test once for each store, where passkeys can be made.
macro_rules! with_passkeys {
    ($(async fn $name:ident($world:ident) $body:block)+) => {
        $(async fn $name($world: World) $body)+
        mod sqlite {
            $(#[test] fn $name() {
                crate::world::run_with(crate::world::Engine::Sqlite, crate::passkey::named(), super::$name)
            })+
        }
        mod postgres {
            $(#[test] fn $name() {
                crate::world::run_with(crate::world::Engine::Postgres, crate::passkey::named(), super::$name)
            })+
        }
    };
}

pub(crate) use with_passkeys;

pub(crate) fn named() -> Setup {
    Setup { named: true, ..Setup::default() }
}

/// An authenticator of somebody who visits this world's pages.
pub(crate) fn device(world: &World) -> Authenticator {
    Authenticator::new(JwsAlgorithm::ES256, "localhost", &world.base)
}

/// The value of the first field of this name on the page.
pub(crate) fn value(page: &Answer, name: &str) -> String {
    let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.unwrap_or_else(|| panic!("no {name} in {page:?}")).split('"').next().unwrap().to_owned()
}

/// What the page asks an authenticator.
pub(crate) fn asked(page: &Answer) -> Value {
    let text =
        page.body.split("data-passkey=\"").nth(1).unwrap_or_else(|| panic!("nothing asked in {page:?}"));
    let text = text.split('"').next().unwrap().replace("&quot;", "\"").replace("&#34;", "\"");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"))
}

fn challenge(asked: &Value) -> Vec<u8> {
    jose::base64url::decode(asked["challenge"].as_str().unwrap()).unwrap()
}

/// What the form posts once a passkey was made.
pub(crate) fn created(device: &mut Authenticator, page: &Answer, name: &str) -> Vec<(&'static str, String)> {
    let asked = asked(page);
    device.user_handle = jose::base64url::decode(asked["user"]["id"].as_str().unwrap()).unwrap();
    let client_data = device.client_data("webauthn.create", &challenge(&asked)).to_string();
    let object = attestation_object("none", &[0xa0], &device.data(true));
    // On the way in, what binds the form to its page is the sign-in.
    let form = page.body.contains("name=\"form\"").then(|| ("form", value(page, "form")));
    let filled = [
        ("challenge", value(page, "challenge")),
        ("credential_id", jose::base64url::encode(&device.credential_id)),
        ("client_data", jose::base64url::encode(client_data)),
        ("attestation_object", jose::base64url::encode(object)),
        ("transports", "internal hybrid".to_owned()),
        ("name", name.to_owned()),
    ];
    form.into_iter().chain(filled).collect()
}

/// Posts a form.
pub(crate) async fn post(browser: &mut Browser, at: &str, form: &[(&'static str, String)]) -> Answer {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(at, &form).await
}

/// What the form posts once a passkey was used.
pub(crate) fn used(device: &Authenticator, page: &Answer) -> Vec<(&'static str, String)> {
    let client_data = device.client_data("webauthn.get", &challenge(&asked(page))).to_string();
    let data = device.data(false);
    let signature = device.sign(&data, client_data.as_bytes());
    vec![
        ("challenge", value(page, "challenge")),
        ("credential_id", jose::base64url::encode(&device.credential_id)),
        ("client_data", jose::base64url::encode(client_data)),
        ("authenticator_data", jose::base64url::encode(data)),
        ("signature", jose::base64url::encode(signature)),
        ("user_handle", jose::base64url::encode(&device.user_handle)),
    ]
}

/// Has maija make a passkey with this device.
pub(crate) async fn enrol(world: &World, device: &mut Authenticator) {
    enrol_as(world, "maija", PASSWORD, device).await;
}

/// Has this person do so.
pub(crate) async fn enrol_as(world: &World, name: &str, password: &str, device: &mut Authenticator) {
    let mut browser = world.browser();
    let (_, login) = browser.open(&format!("{}/account/passkeys", world.base)).await;
    let posted = browser.post(&login, &[("username", name), ("password", password)]).await;
    let (page, at) = browser.follow(posted).await;
    let posted = post(&mut browser, &at, &created(device, &page, "")).await;
    assert!(codes(&posted) == 10, "their first factor: {posted:?}");
}

/// How many recovery codes a page shows.
pub(crate) fn codes(page: &Answer) -> usize {
    page.body.matches("<li><code>").count()
}

/// Checks that a form is shown again with this refusal's words.
pub(crate) fn assert_again(answer: &Answer, status: u16, code: &str) {
    let texts = server::page::refusal_texts(server::page::Language::english(), code).unwrap();
    assert!(answer.status == status && answer.body.contains(&texts.what), "{code} in {answer:?}");
    assert!(answer.body.contains("role=\"alert\""), "{answer:?}");
}
