//! Scenario 0-4: an answer that this browser did not ask for.

use jose::{JwsAlgorithm, Secret, SigningKey, jwt, sealing::SealingKey};
use oidc::parameters::Malformed;
use rp::error::{Kind, TokenFault};
use rp::{Begun, Client, Error, OurFault, OutsideFault, Pending, Used};
use serde_json::{Value, json};

use crate::provider::*;

const ISS: &str = "iss=https%3A%2F%2Fop.example";

fn outcome(world: &mut World, back: impl Fn(&str) -> String, now: i64) -> Option<Error> {
    let Begun { redirect, pending } = world.begin(&wish());
    let state = Asked::of(redirect.parameters()).get("state").to_owned();
    world.party().callback(pending, &back(&state), now).err()
}

#[test]
fn scenario_0_4_refuses_an_answer_of_another_browser_or_provider_or_none_at_all() {
    let mut world = World::new();
    let foreign = Asked::of(world.begin(&wish()).redirect.parameters()).get("state").to_owned();
    let accepted = outcome(&mut world, |state| format!("code=c&state={state}&{ISS}"), NOW);
    assert_eq!(accepted, None);
    let malformed = |malformed| OutsideFault::Parameters(malformed);
    for (template, fault) in [
        (format!("code=c&state={foreign}&{ISS}"), OutsideFault::OtherState),
        (format!("code=c&state=forged&{ISS}"), OutsideFault::OtherState),
        (format!("error=access_denied&state=forged&{ISS}"), OutsideFault::OtherState),
        (format!("code=c&state=&{ISS}"), OutsideFault::StateMissing),
        (format!("code=c&{ISS}"), OutsideFault::StateMissing),
        ("code=c&state=STATE".to_owned(), OutsideFault::IssuerMissing),
        ("code=c&state=STATE&iss=https%3A%2F%2Fevil.example".to_owned(), OutsideFault::OtherIssuer),
        ("error=x&state=STATE&iss=https%3A%2F%2Fevil.example".to_owned(), OutsideFault::OtherIssuer),
        (format!("state=STATE&{ISS}"), OutsideFault::CodeMissing),
        (format!("response=a.b.c&state=STATE&{ISS}"), OutsideFault::ResponseSigned),
        (format!("code=c&state=STATE&state=STATE&{ISS}"), malformed(Malformed::Repeated { name: "state" })),
        (format!("code=c&code=d&state=STATE&{ISS}"), malformed(Malformed::Repeated { name: "code" })),
        (format!("code=%zz&state=STATE&{ISS}"), malformed(Malformed::Encoding { name: "code".into() })),
    ] {
        let refused = outcome(&mut world, |state| template.replace("STATE", state), NOW);
        assert_eq!(refused, Some(fault.into()), "{template}");
    }
}

#[test]
fn a_provider_that_never_names_itself_need_not() {
    let mut world =
        World::saying(client(), json!({ "authorization_response_iss_parameter_supported": null }));
    assert_eq!(outcome(&mut world, |state| format!("code=c&state={state}"), NOW), None);
    let refused =
        outcome(&mut world, |state| format!("code=c&state={state}&iss=https%3A%2F%2Fevil.example"), NOW);
    assert_eq!(refused, Some(OutsideFault::OtherIssuer.into()));
}

#[test]
fn refuses_an_answer_that_comes_too_late() {
    let mut world = World::new();
    let back = |state: &str| format!("code=c&state={state}&{ISS}");
    assert_eq!(outcome(&mut world, back, NOW + Pending::LIFETIME), None);
    let late = outcome(&mut world, back, NOW + Pending::LIFETIME + 1);
    assert_eq!(late, Some(OutsideFault::PendingExpired.into()));
}

#[test]
fn refuses_what_the_browser_kept_if_another_key_sealed_it_or_it_was_changed() {
    let mut world = World::new();
    let sealed = world.begin(&wish()).pending.seal(&cookie_key());
    assert!(Pending::open(&sealed, &cookie_key()).is_ok());
    let other = SealingKey::new(Secret::new([8; 32]));
    let mut changed = sealed.clone();
    changed.replace_range(40..41, if &sealed[40..41] == "A" { "B" } else { "A" });
    for (sealed, key) in [(&sealed, &other), (&changed, &cookie_key()), (&String::new(), &cookie_key())] {
        assert_eq!(Pending::open(sealed, key).err(), Some(OutsideFault::PendingUnreadable.into()));
    }
}

#[test]
fn refuses_an_answer_that_came_before() {
    let mut world = World::new();
    let mut used = Used::default();
    let Begun { redirect, pending } = world.begin(&wish());
    let state = Asked::of(redirect.parameters()).get("state").to_owned();
    let back = format!("code=c&state={state}&{ISS}");
    // The attacker copied the cookie and the address.
    let copied = reopened(&pending);
    let first = world.party().callback(pending, &back, NOW).unwrap();
    assert_eq!(used.spend(&first, NOW), Ok(()));
    let second = world.party().callback(copied, &back, NOW + 9).unwrap();
    assert_eq!(used.spend(&second, NOW + Pending::LIFETIME), Err(OutsideFault::PendingUsed.into()));
    let (_, another) = world.answered(&wish());
    assert_eq!(used.spend(&another, NOW), Ok(()));
}

#[test]
fn refuses_an_answer_to_what_another_registration_asked() {
    let mut world = World::new();
    let Begun { redirect, pending } = world.begin(&wish());
    let state = Asked::of(redirect.parameters()).get("state").to_owned();
    world.client = Client::new("other", CALLBACK, rp::Authentication::None);
    let refused = world.party().callback(pending, &format!("code=c&state={state}&{ISS}"), NOW).err();
    assert_eq!(refused, Some(OurFault::OtherRegistration.into()));
}

#[test]
fn refuses_a_signed_answer_that_is_not_to_be_believed() {
    let mut world = World::of(client().authorization_signed_response_alg(JwsAlgorithm::ES256));
    let stranger = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("op 1");
    let mut refused = |changed: Value, by_stranger: bool| {
        let Begun { redirect, pending } = world.begin(&wish());
        let state = Asked::of(redirect.parameters()).get("state").to_owned();
        let claims = json!({ "iss": ISSUER, "aud": CLIENT, "exp": NOW + 60, "code": "c", "state": state });
        let key = if by_stranger { &stranger } else { &world.signing };
        let token = jwt::sign(None, &merged(claims, changed), key).unwrap();
        world.party().callback(pending, &format!("response={token}"), NOW).err()
    };
    assert_eq!(refused(json!({}), false), None);
    let token = |fault| Some(Error::from(OutsideFault::Token { kind: Kind::AuthorizationResponse, fault }));
    let claim = |error| token(TokenFault::Claims(error));
    assert_eq!(refused(json!({}), true), token(TokenFault::Signature(jose::jws::Error::SignatureInvalid)));
    assert_eq!(refused(json!({ "iss": "https://evil.example" }), false), claim(jwt::Error::OtherIssuer));
    assert_eq!(refused(json!({ "aud": "other" }), false), claim(jwt::Error::OtherAudience));
    assert_eq!(refused(json!({ "exp": NOW - 60 }), false), claim(jwt::Error::Expired));
    assert_eq!(refused(json!({ "exp": null }), false), claim(jwt::Error::Missing("exp".to_owned())));
    assert_eq!(refused(json!({ "state": "forged" }), false), Some(OutsideFault::OtherState.into()));
    let plain = outcome(&mut world, |state| format!("code=c&state={state}&{ISS}"), NOW);
    assert_eq!(plain, Some(OutsideFault::ResponseNotSigned.into()));
}
