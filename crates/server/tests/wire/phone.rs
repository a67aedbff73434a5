//! A phone that answers for maija, as its messages are written: a key, and what it makes of a PIN.

use std::sync::Arc;

use jose::{JwsAlgorithm, SigningKey, base64url};
use serde_json::{Value, json};
use server::node::Clock;

use crate::browser::Browser;
use crate::world::{Answer, PASSWORD, TestClock, World};

pub(crate) struct Phone {
    key: SigningKey,
    /// What it makes of the right PIN.
    pub(crate) pin: String,
    /// What the server calls it, once it is enrolled.
    pub(crate) id: String,
    issuer: String,
    clock: Arc<TestClock>,
}

impl Phone {
    /// A new one, which is nobody's.
    pub(crate) fn new(world: &World) -> Self {
        let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        let issuer = world.node.issuer.identifier.as_str().to_owned();
        Self {
            key,
            pin: base64url::encode([7; 32]),
            id: String::new(),
            issuer,
            clock: Arc::clone(&world.clock),
        }
    }

    /// One that maija enrolled from her account page.
    pub(crate) async fn enrolled(world: &World) -> Self {
        Self::enrolled_by(world, "maija", PASSWORD).await
    }

    pub(crate) async fn enrolled_by(world: &World, name: &str, password: &str) -> Self {
        let mut browser = world.browser();
        let secret = enrolment(world, &mut browser, name, password).await;
        let mut phone = Self::new(world);
        let answer = phone.enrol(world, &secret, "My phone").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        phone.id = answer.text("phone");
        phone
    }

    pub(crate) async fn enrol(&self, world: &World, secret: &str, name: &str) -> Answer {
        let verification = json!({ "kind": "pin", "proof": self.pin });
        let message = self.say(&json!({
            "action": "enrol", "nonce": secret, "name": name, "verification": verification,
        }));
        ask(world, "/api/mobile/enrol", &json!({ "enrolment": secret, "message": message })).await
    }

    /// A message of this phone, with what every message says.
    pub(crate) fn say(&self, about: &Value) -> String {
        let mut payload = json!({
            "aud": self.issuer,
            "iat": self.clock.now().as_secs(),
        });
        payload.as_object_mut().unwrap().extend(about.as_object().unwrap().clone());
        let mut header = json!({ "alg": "ES256", "typ": "countersign-phone+jwt" });
        match self.id.as_str() {
            "" => header["jwk"] = serde_json::to_value(self.key.public_jwk()).unwrap(),
            id => header["kid"] = id.into(),
        }
        self.sign(&header, &payload)
    }

    /// Any header and payload, signed.
    pub(crate) fn sign(&self, header: &Value, payload: &Value) -> String {
        let part = |part: &Value| base64url::encode(part.to_string());
        let input = format!("{}.{}", part(header), part(payload));
        format!("{input}.{}", base64url::encode(self.key.sign(input.as_bytes()).unwrap()))
    }

    pub(crate) async fn does(&self, world: &World, about: &Value) -> Answer {
        authenticate(world, &self.say(about)).await
    }
}

/// Sends a message to where phones are heard.
pub(crate) async fn authenticate(world: &World, message: &str) -> Answer {
    ask(world, "/api/mobile/authenticate", &json!({ "message": message })).await
}

pub(crate) async fn ask(world: &World, path: &str, body: &Value) -> Answer {
    let request = world.http.post(format!("{}{path}", world.base));
    let request = request.header("content-type", "application/json").body(body.to_string());
    Answer::of(request.send().await.unwrap()).await
}

/// Opens the account's page of the phones, signing in where that is asked; the page and its address.
pub(crate) async fn page(
    world: &World,
    browser: &mut Browser,
    name: &str,
    password: &str,
) -> (Answer, String) {
    let (mut answer, mut at) = browser.open(&format!("{}/account/phones?ui_locales=en", world.base)).await;
    if at.contains("/login/") {
        let posted = browser.post(&at, &[("username", name), ("password", password)]).await;
        (answer, at) = browser.follow(posted).await;
    }
    assert!(answer.status == 200 && at.contains("/account/phones"), "{at} {answer:?}");
    (answer, at)
}

/// The secret that the account page shows for a new phone.
pub(crate) async fn enrolment(world: &World, browser: &mut Browser, name: &str, password: &str) -> String {
    let (shown, at) = page(world, browser, name, password).await;
    let form = crate::passkey::value(&shown, "form");
    let posted = browser.post(&at, &[("form", &form), ("enrol", "1")]).await;
    assert_eq!(posted.status, 200, "{posted:?}");
    assert_eq!(posted.header("cache-control"), "no-store", "{posted:?}");
    let link = format!("{}/in-app/process/init?action=enrolment&#38;pid=", world.base);
    let rest = posted.body.split_once(&link).unwrap_or_else(|| panic!("no link in {posted:?}")).1;
    rest.split('"').next().unwrap().to_owned()
}
