//! Pages that have somebody signed in with their phone, and what phones say.

use idp::cross_device::answer_key;
use idp::cross_device::qr::begin::{self, Begun, Wanted};
use idp::cross_device::qr::pid::Pid;
use idp::cross_device::qr::pull::{self, Asking, Status};
use idp::cross_device::qr::scan::{self, By, Opened};
use idp::cross_device::qr::{self, answer};
use idp::login::factor::phone::Unlocking;
use idp::model::client::{ClientPolicy, Profile};
use idp::model::credential::{Credential, CredentialKind};
use idp::model::phone::{self, MOST_WRONG};
use idp::model::phone_service::{Need, RiskAssessment, Service};
use idp::model::user::User;
use idp::phone::message::{self, Approval, Digits};
use idp::{Reason, Refusal};
use jose::{JwsAlgorithm, SigningKey, base64url};
use serde_json::{Value, json};

use crate::support::*;

const ORIGIN: &str = "https://shop.test";
const PIN: [u8; 32] = [7; 32];

/// A world in which the shop is a service that asks for an address, and may have a name.
fn world() -> World {
    let mut world = World::new();
    let assessed = ["Aino", "2026-11-23", "Nobody pays by it."].map(str::to_owned);
    let [by, at, text] = assessed;
    world.client("shop").policy = ClientPolicy {
        service: Some(Service {
            active: true,
            login_domains: vec![ORIGIN.parse().unwrap()],
            sealed_tokens: false,
            required_data: [("email".to_owned(), Need::Required), ("name".to_owned(), Need::Optional)].into(),
            risk_assessment: Some(RiskAssessment { by, at, text }),
            ..Service::default()
        }),
        require_sealed: false,
        ..ClientPolicy::of(Profile::Service)
    };
    world
}

/// A phone of this person, kept as it is.
fn phone(world: &mut World, of: &str, thumbprint: &str) -> Credential {
    let sha256 = base64url::encode(jose::digest::sha256(&PIN));
    let data = json!({ "jwk": {}, "verification": { "pin": { "sha256": sha256, "wrong": 0 } } });
    let user = world.user(of).id.clone();
    let id = phone::id(thumbprint);
    let credential = Credential::new(id, &user, CredentialKind::Phone, Credential::encode(&data), world.now);
    world.state.credentials.insert(id, credential.clone());
    credential
}

fn begins(world: &mut World) -> Begun {
    let redirect_uri = world.client("shop").metadata.redirect_uris[0].as_str().to_owned();
    let wanted = Wanted { redirect_uri: &redirect_uri, origin: Some(ORIGIN) };
    let browser = Browser { address: Some("192.0.2.7"), ..Browser::default() };
    let decision = world.decide_elsewhere(&browser, "shop", |facts, env| begin::begin(wanted, facts, env));
    world.commit(decision).unwrap()
}

fn kept(world: &World, phone: &Credential) -> Option<(Credential, User)> {
    let credential = world.state.credentials.get(&phone.id)?.clone();
    let user = world.state.users.get(&credential.user)?.clone();
    Some((credential, user))
}

fn opens(world: &mut World, by: &By, phone: &Credential) -> Result<Opened, Refusal> {
    let found = world.state.ticket(&qr::key(&by.attempt()), world.now);
    let (client, kept) = (world.load_client("shop"), kept(world, phone));
    let phone = kept.as_ref().map(|(credential, user)| (credential, user));
    let facts = scan::Facts { found: found.as_ref(), client: client.as_ref(), phone };
    let decision = world.decide(|env| scan::open(by, facts, env));
    world.commit(decision)
}

fn scans(world: &mut World, begun: &Begun, phone: &Credential) -> Result<Opened, Refusal> {
    opens(world, &By::Pid(Pid::parse(&begun.pid).unwrap()), phone)
}

fn approval(name: &str, number: u8) -> Approval {
    Approval {
        transaction: name.to_owned(),
        service: "shop".to_owned(),
        service_name: "Shop".to_owned(),
        data: vec!["email".to_owned()],
        number: Digits::Text(number.to_string()),
        pin: Some(base64url::encode(PIN)),
    }
}

fn approves(world: &mut World, approval: &Approval, phone: &Credential) -> Result<(), Refusal> {
    let found = world.state.ticket(&qr::key(&approval.transaction), world.now);
    let kept = kept(world, phone);
    let phone = kept.as_ref().map(|(credential, user)| (credential, user));
    let unlocking = Unlocking { pin: approval.pin.as_deref(), gesture: None };
    let decision = world.decide_elsewhere(&Browser::default(), "shop", |facts, env| {
        let authorize = facts;
        let facts =
            answer::Facts { found: found.as_ref(), phone, unlocking, address: Some("192.0.2.8"), authorize };
        answer::approve(approval, facts, env)
    });
    world.commit(decision)
}

fn pulls(world: &mut World, begun: &Begun) -> Status {
    let found = world.state.ticket(&qr::key(&begun.name), world.now);
    let answered = world.state.ticket(&answer_key(&begun.token), world.now);
    let client = world.load_client("shop");
    let facts = pull::Facts { found: found.as_ref(), answered: answered.as_ref(), client: client.as_ref() };
    let asking = Asking { token: &begun.token, origin: Some(ORIGIN), waited: false };
    let decision = world.decide(|env| pull::pull(asking, facts, env));
    world.commit(decision).unwrap().status
}

fn number(world: &mut World, begun: &Begun) -> u8 {
    match pulls(world, begun) {
        Status::Scanned(number) => number,
        other => panic!("{}", other.as_str()),
    }
}

#[test]
fn an_approval_becomes_a_code_once() {
    let mut world = world();
    let mine = phone(&mut world, "aino", "mine");
    let begun = begins(&mut world);
    let opened = scans(&mut world, &begun, &mine).unwrap();
    assert_eq!(opened.missing().count(), 0);
    assert_eq!(opened.address.as_deref(), Some("192.0.2.7"));
    let number = number(&mut world, &begun);
    approves(&mut world, &approval(&begun.name, number), &mine).unwrap();
    assert!(matches!(pulls(&mut world, &begun), Status::Success { .. }));
    assert!(matches!(pulls(&mut world, &begun), Status::Expired));
}

#[test]
fn another_phone_a_strange_one_and_another_attempt_are_refused() {
    let mut world = world();
    let (mine, hers) = (phone(&mut world, "aino", "mine"), phone(&mut world, "bo", "hers"));
    let begun = begins(&mut world);
    let strange = Credential { id: phone::id("strange"), ..mine.clone() };
    assert_eq!(reason(scans(&mut world, &begun, &strange)), Reason::PhoneUnknown);
    let number = {
        scans(&mut world, &begun, &mine).unwrap();
        number(&mut world, &begun)
    };
    assert_eq!(reason(scans(&mut world, &begun, &hers)), Reason::AttemptTaken);
    let about = approval(&begun.name, number);
    assert_eq!(reason(approves(&mut world, &about, &hers)), Reason::AttemptTaken);
    let elsewhere = Approval { transaction: "AAAA".to_owned(), ..about.clone() };
    assert_eq!(reason(approves(&mut world, &elsewhere, &mine)), Reason::AttemptUnknown);
    let without = Approval { data: Vec::new(), ..about.clone() };
    assert_eq!(reason(approves(&mut world, &without, &mine)), Reason::RequiredDataMissing);
    approves(&mut world, &about, &mine).unwrap();
}

#[test]
fn a_code_counts_while_it_is_shown_and_an_attempt_while_it_lives() {
    let mut world = world();
    let mine = phone(&mut world, "aino", "mine");
    let (late, begun) = (begins(&mut world), begins(&mut world));
    world.wait(39);
    scans(&mut world, &begun, &mine).unwrap();
    world.wait(1);
    assert_eq!(reason(scans(&mut world, &late, &mine)), Reason::AttemptOver);
    let number = number(&mut world, &begun);
    world.wait(80);
    let about = approval(&begun.name, number);
    assert_eq!(reason(approves(&mut world, &about, &mine)), Reason::AttemptOver);
    assert!(matches!(pulls(&mut world, &begun), Status::Expired));
}

#[test]
fn a_wrong_number_ends_the_attempt_and_wrong_pins_the_phone() {
    let mut world = world();
    let mine = phone(&mut world, "aino", "mine");
    let begun = begins(&mut world);
    scans(&mut world, &begun, &mine).unwrap();
    let shown = number(&mut world, &begun);
    let other = if shown == 42 { 43 } else { 42 };
    assert_eq!(reason(approves(&mut world, &approval(&begun.name, other), &mine)), Reason::NumberWrong);
    assert!(matches!(pulls(&mut world, &begun), Status::Aborted(qr::Ended::WrongNumber)));

    let begun = begins(&mut world);
    scans(&mut world, &begun, &mine).unwrap();
    let shown = number(&mut world, &begun);
    let wrong = Approval { pin: Some(base64url::encode([8; 32])), ..approval(&begun.name, shown) };
    for left in (0..MOST_WRONG).rev() {
        let refusal = approves(&mut world, &wrong, &mine).unwrap_err();
        assert_eq!((refusal.reason, refusal.detail.left), (Reason::PinWrong, Some(left.into())));
    }
    let right = approval(&begun.name, shown);
    assert_eq!(reason(approves(&mut world, &right, &mine)), Reason::PhoneLocked);
}

#[test]
fn a_phone_is_believed_that_signs_for_us_now() {
    let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let phone: phone::Phone = serde_json::from_value(json!({
        "jwk": key.public_jwk(), "verification": { "pin": { "sha256": "" } },
    }))
    .unwrap();
    let says = |typ: &str, payload: &Value| {
        let part = |part: &Value| base64url::encode(part.to_string());
        let header = json!({ "alg": "ES256", "typ": typ, "kid": phone::id("mine").text() });
        let input = format!("{}.{}", part(&header), part(payload));
        format!("{input}.{}", base64url::encode(key.sign(input.as_bytes()).unwrap()))
    };
    let hears = |text: &str| message::verify(text, &phone, "https://id.test", NOW).map(|_| ());
    let payload = |aud: &str, iat: i64| json!({ "aud": aud, "iat": iat, "action": "leave" });
    let now = NOW.as_secs();
    let good = says(message::TYP, &payload("https://id.test", now));
    hears(&good).unwrap();
    assert!(message::phone_of(&good).unwrap() == phone::id("mine"));
    for wrong in [
        says("JWT", &payload("https://id.test", now)),
        says(message::TYP, &payload("https://other.test", now)),
        says(message::TYP, &payload("https://id.test", now - 301)),
        says(message::TYP, &payload("https://id.test", now + 301)),
        format!("{good}A"),
    ] {
        assert_eq!(reason(hears(&wrong)), Reason::PhoneMessageInvalid, "{wrong}");
    }
}
