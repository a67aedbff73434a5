//! What ends a sign-in at an upstream, and who hears of it.

use idp::authorize::{Answer, Destination};
use idp::login::upstream::refusal_of;
use idp::model::sign_in::Outcome;
use idp::model::upstream::{Accounts, Check, ClaimRule, UpstreamProfile};
use idp::{Reason, Refusal};
use rp::error::{Kind, TokenFault};
use rp::{Error, OurFault, OutsideFault, ProviderFault};
use serde_json::{Value, json};

use crate::support::{Browser, Sent, World, office, shop_asks};

fn world() -> World {
    let mut world = World::new();
    world.client("shop").policy.skip_consent = true;
    world.has_upstream(office("work"));
    world
}

fn handle(world: &mut World, browser: &mut Browser) -> String {
    match world.authorize(browser, &shop_asks()).unwrap() {
        Answer::Login(page) => page.handle.unwrap().expose().clone(),
        other => panic!("{other:?}"),
    }
}

fn set_out(world: &mut World, browser: &mut Browser) -> Sent {
    let handle = handle(world, browser);
    world.set_out(browser, &handle, "work", None).unwrap()
}

/// The client hears it, the sign-in is over, and it is remembered that it came to nothing.
#[track_caller]
fn assert_ended(world: &mut World, browser: &Browser, sent: &Sent, refusal: &Refusal, reason: Reason) {
    assert_eq!(refusal.reason, reason, "{:?}", refusal.detail.operator);
    assert!(matches!(refusal.destination, Destination::Client(_)), "{reason:?}");
    assert_eq!(world.state.sign_ins.last().unwrap().outcome, Outcome::Refused);
    let again = world.set_out(browser, &sent.handle, "work", None).map(drop).unwrap_err();
    assert_eq!(again.reason, Reason::LoginUnknown, "{reason:?}");
}

#[test]
fn an_answer_counts_once_in_the_browser_that_set_out_and_touches_nothing_otherwise() {
    let mut world = world();
    let mut browser = Browser::default();
    let sent = set_out(&mut world, &mut browser);
    let claims = sent.claims(world.now, json!({}));
    let mut other = Browser::default();
    set_out(&mut world, &mut other);
    for (stranger, reason) in
        [(&other, Reason::LoginOtherBrowser), (&Browser::default(), Reason::LoginOtherBrowser)]
    {
        let refusal = world.come_back(stranger, &sent, claims.clone()).unwrap_err();
        assert_eq!((refusal.reason, &refusal.destination), (reason, &Destination::Direct));
    }
    let forged = world.come_back_with(&browser, &sent, "code=c&state=nobodys", claims.clone()).unwrap_err();
    assert_eq!((forged.reason, &forged.destination), (Reason::LoginUnknown, &Destination::Direct));
    let mut elsewhere =
        Sent { upstream: office("other"), asked: sent.asked.clone(), handle: sent.handle.clone() };
    let mixed_up = world.come_back(&browser, &elsewhere, claims.clone()).unwrap_err();
    assert_eq!(mixed_up.reason, Reason::LoginUnknown);
    elsewhere.asked.clear();

    world.come_back(&browser, &sent, claims.clone()).unwrap();
    let again = world.come_back(&browser, &sent, claims).unwrap_err();
    assert_eq!((again.reason, &again.destination), (Reason::UpstreamAnswered, &Destination::Direct));
}

#[test]
fn an_answer_that_took_more_than_an_hour_is_too_late() {
    for (secs, reason) in [(3599, None), (3600, Some(Reason::LoginUnknown))] {
        let mut world = world();
        let mut browser = Browser::default();
        let sent = set_out(&mut world, &mut browser);
        world.wait(secs);
        let claims = sent.claims(world.now, json!({}));
        let came = world.come_back(&browser, &sent, claims).map(drop).map_err(|refusal| refusal.reason);
        assert_eq!(came.err(), reason, "{secs}");
    }
}

#[test]
fn what_is_not_to_be_believed_ends_at_the_client() {
    for (why, changes) in [
        ("issuer", json!({ "iss": "https://other.test" })),
        ("audience", json!({ "aud": "somebody-else" })),
        ("nonce", json!({ "nonce": "of-another" })),
        ("no nonce", json!({ "nonce": null })),
        ("expired", json!({ "exp": 1 })),
        ("no subject", json!({ "sub": "" })),
        ("a name that is no text", json!({ "name": 7 })),
    ] {
        let mut world = world();
        let mut browser = Browser::default();
        let sent = set_out(&mut world, &mut browser);
        let claims = sent.claims(world.now, changes);
        let refusal = world.come_back(&browser, &sent, claims).unwrap_err();
        assert!(refusal.detail.operator.is_some(), "{why}");
        assert_ended(&mut world, &browser, &sent, &refusal, Reason::UpstreamUntrusted);
        assert!(world.state.identities.is_empty(), "{why}");
    }
}

#[test]
fn what_its_table_says_is_held_to() {
    let code = |value: &str| json!({ "code": value });
    for (claims, reason) in [
        (code("010170-960F"), None),
        (code("010170-960G"), Some(Reason::UpstreamUntrusted)),
        (json!({ "code": "010170-960F", "acr": "weaker" }), Some(Reason::UpstreamAcr)),
        (json!({ "code": "x".repeat(20_000) }), Some(Reason::UpstreamUntrusted)),
        (json!({}), Some(Reason::UpstreamUntrusted)),
    ] {
        let mut world = world();
        let mut bank = office("work");
        bank.definition.profile = UpstreamProfile::Ftn;
        bank.definition.acr_values = vec!["strong".to_owned()];
        bank.definition.subject = "code".to_owned();
        let check = Some(Check::PersonalIdentityCode);
        bank.definition.claims.push(ClaimRule { check, ..ClaimRule::new("code", "nin") });
        world.has_upstream(bank);
        let mut browser = Browser::default();
        let sent = set_out(&mut world, &mut browser);
        let mut all = json!({ "acr": "strong" });
        all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let claims = sent.claims(world.now, all);
        match (world.come_back(&browser, &sent, claims), reason) {
            (Ok(_), None) => {}
            (Err(refusal), Some(reason)) => {
                let seen = refusal.detail.operator.as_deref().unwrap_or_default();
                assert!(!seen.contains("010170"), "{seen}");
                assert_ended(&mut world, &browser, &sent, &refusal, reason);
            }
            (came, expected) => panic!("{came:?} for {expected:?}"),
        }
    }
}

#[test]
fn who_may_not_come_in_does_not() {
    let mut world = world();
    let mut browser = Browser::default();
    let sent = set_out(&mut world, &mut browser);
    let claims = sent.claims(world.now, json!({}));
    let settled = world.come_back(&browser, &sent, claims).unwrap();
    world.state.users.get_mut(&settled.user).unwrap().disabled_at = Some(world.now);
    let mut browser = Browser::default();
    let sent = set_out(&mut world, &mut browser);
    let claims = sent.claims(world.now, json!({}));
    let refusal = world.come_back(&browser, &sent, claims).unwrap_err();
    assert_ended(&mut world, &browser, &sent, &refusal, Reason::AccountDisabled);

    let mut by_hand = office("work");
    by_hand.definition.accounts = Accounts::Linked;
    world.has_upstream(by_hand);
    let mut browser = Browser::default();
    let sent = set_out(&mut world, &mut browser);
    let claims = sent.claims(world.now, json!({ "sub": "somebody-new" }));
    let refusal = world.come_back(&browser, &sent, claims).unwrap_err();
    assert_ended(&mut world, &browser, &sent, &refusal, Reason::UpstreamUnlinked);
}

#[test]
fn two_first_sign_ins_at_once_make_one_account() {
    let mut world = world();
    let [mut one, mut two] = [Browser::default(), Browser::default()];
    let first = set_out(&mut world, &mut one);
    let second = set_out(&mut world, &mut two);
    let before = world.state.users.len();
    let claims = first.claims(world.now, json!({}));
    let first = world.come_back(&one, &first, claims).unwrap().user;
    let claims = second.claims(world.now, json!({}));
    assert_eq!(world.come_back(&two, &second, claims).unwrap().user, first);
    assert_eq!(world.state.users.len(), before + 1);
}

#[test]
fn nobody_is_sent_where_the_page_does_not_offer() {
    let mut world = world();
    let mut browser = Browser::default();
    let handle = handle(&mut world, &mut browser);
    world.client("shop").policy.upstreams = Some(Vec::new());
    let refusal = world.set_out(&browser, &handle, "work", None).map(drop).unwrap_err();
    assert_eq!(refusal.reason, Reason::ParameterInvalid);
    world.client("shop").policy.upstreams = None;
    let refusal = world.set_out(&browser, &handle, "work", Some("fi-nordea")).map(drop).unwrap_err();
    assert_eq!(refusal.reason, Reason::ParameterInvalid);
    assert!(world.set_out(&browser, &handle, "work", None).is_ok());
}

#[test]
fn a_client_that_lets_nobody_in_says_so_to_the_client() {
    let mut world = world();
    let policy = &mut world.client("shop").policy;
    (policy.allow_password, policy.upstreams) = (false, Some(Vec::new()));
    let refusal = world.authorize(&mut Browser::default(), &shop_asks()).unwrap_err();
    assert_eq!(refusal.reason, Reason::UpstreamUnavailable);
    assert!(matches!(refusal.destination, Destination::Client(_)));
    world.client("shop").policy.allow_password = true;
    assert!(matches!(world.authorize(&mut Browser::default(), &shop_asks()), Ok(Answer::Login(_))));
}

#[test]
fn what_the_person_turned_down_there_is_told_apart() {
    for (query, reason) in [
        ("error=access_denied", Reason::UpstreamCancelled),
        ("error=access_denied&error_description=consent+denied", Reason::UpstreamDenied),
        ("error=consent_required", Reason::UpstreamDenied),
        ("error=unmet_authentication_requirements", Reason::UpstreamAcr),
        ("error=temporarily_unavailable", Reason::UpstreamUnavailable),
        ("error=server_error", Reason::UpstreamUnavailable),
        ("error=invalid_request&error_description=010170-960F", Reason::UpstreamRefused),
    ] {
        let mut world = world();
        let mut browser = Browser::default();
        let sent = set_out(&mut world, &mut browser);
        let query = format!("{query}&state={}", sent.get("state").unwrap());
        let refusal = world.come_back_with(&browser, &sent, &query, Value::Null).unwrap_err();
        let seen = refusal.detail.operator.as_deref().unwrap_or_default();
        assert!(!seen.contains("010170"), "their sentences may be about a person: {seen}");
        assert_ended(&mut world, &browser, &sent, &refusal, reason);
    }
}

#[test]
fn every_fault_has_a_code_by_what_can_be_done() {
    let token = |fault| ProviderFault::Token { kind: Kind::IdToken, fault }.into();
    for (error, reason) in [
        (Error::Unreachable("refused".to_owned()), Reason::UpstreamUnavailable),
        (ProviderFault::Status { of: "tokens", status: 503 }.into(), Reason::UpstreamUnavailable),
        (ProviderFault::Status { of: "tokens", status: 404 }.into(), Reason::UpstreamRefused),
        (ProviderFault::NoEncryptionKey("RSA-OAEP").into(), Reason::UpstreamRefused),
        (token(TokenFault::OtherAcr), Reason::UpstreamAcr),
        (token(TokenFault::NotSealed), Reason::UpstreamUntrusted),
        (OutsideFault::OtherIssuer.into(), Reason::UpstreamUntrusted),
        (OurFault::DecryptionKeyUnknown(None).into(), Reason::UpstreamUntrusted),
        (OurFault::OtherRegistration.into(), Reason::UpstreamUnavailable),
        (OurFault::SecretMissing("HS256").into(), Reason::Internal),
    ] {
        let refusal = refusal_of(&error);
        assert_eq!(refusal.reason, reason, "{error}");
        assert!(refusal.detail.operator.is_some());
    }
}

#[test]
fn what_was_closed_in_mid_flow_lets_nobody_in_and_leaves_nothing() {
    type Closing = fn(&mut World);
    let closings: [(&str, Closing); 3] = [
        ("disabled", |world| {
            let now = world.now;
            world.state.upstreams.get_mut("work").unwrap().disabled_at = Some(now);
        }),
        ("removed", |world| drop(world.state.upstreams.remove("work"))),
        ("not for this client", |world| world.client("shop").policy.upstreams = Some(Vec::new())),
    ];
    for (how, close) in closings {
        let mut world = world();
        let mut browser = Browser::default();
        let sent = set_out(&mut world, &mut browser);
        let claims = sent.claims(world.now, json!({}));
        let people = world.state.users.len();
        let mut open = world.clone();
        close(&mut world);
        let refusal = world.come_back(&browser, &sent, claims.clone()).unwrap_err();
        assert_ended(&mut world, &browser, &sent, &refusal, Reason::UpstreamUnavailable);
        assert_eq!((world.state.users.len(), world.state.identities.len()), (people, 0), "{how}");
        open.come_back(&browser, &sent, claims).unwrap();
    }
}
