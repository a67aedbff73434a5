//! `id_token_hint` at the authorization endpoint: nobody is answered for but the one who is meant.

use idp::authorize::Answer;
use idp::logout::Hint;
use idp::{Decision, Effect, Reason, Refusal};
use oidc::claims::IdTokenHint;

use crate::support::*;

/// A world where Aino is signed in, and the hint that names her.
fn signed_in() -> (World, Browser, IdTokenHint) {
    let (mut world, mut browser) = (World::new(), Browser::default());
    let tokens = world.tokens(&mut browser, &shop_asks());
    let aino = hint(&tokens.id_token.unwrap().claims);
    (world, browser, aino)
}

fn asks(
    world: &mut World,
    browser: &Browser,
    form: &Form,
    hint: Hint<'_>,
) -> Decision<Result<Answer, Refusal>> {
    world.decide_authorize_hinted(browser, &form.encode(), hint)
}

/// The handle of the page that the person is asked on.
fn asked_to_sign_in(world: &mut World, browser: &mut Browser, form: &Form, hint: &IdTokenHint) -> String {
    let decision = asks(world, browser, form, Hint::Ours(hint));
    let Answer::Login(page) = world.commit(decision).unwrap() else { panic!("not asked") };
    page.handle.unwrap().expose().clone()
}

#[test]
fn the_person_who_is_meant_is_answered_for_and_nobody_else() {
    let (mut world, mut browser, aino) = signed_in();
    let bo = IdTokenHint { sub: "u-bo".to_owned(), ..aino.clone() };
    for form in [shop_asks(), shop_asks().with("prompt", "none")] {
        let answer = asks(&mut world, &browser, &form, Hint::Ours(&aino)).answer;
        assert!(matches!(answer, Ok(Answer::Respond(_))));
    }
    let silent = asks(&mut world, &browser, &shop_asks().with("prompt", "none"), Hint::Ours(&bo));
    assert!(silent.effects.is_empty());
    assert_eq!(reason(silent.answer), Reason::LoginRequired);

    let handle = asked_to_sign_in(&mut world, &mut browser, &shop_asks(), &bo);
    let answer = world.sign_in(&mut browser, &handle, "bo", "bo-password").unwrap();
    assert!(matches!(answer, Answer::Consent(_)));
    assert!(matches!(world.consent(&browser, &handle, true), Ok(Answer::Respond(_))));
}

#[test]
fn whoever_signs_in_instead_of_the_one_who_is_meant_gives_no_answer() {
    let (mut world, mut browser, aino) = signed_in();
    let bo = IdTokenHint { sub: "u-bo".to_owned(), ..aino };
    let handle = asked_to_sign_in(&mut world, &mut browser, &shop_asks(), &bo);
    world.reserve(&browser, &handle, "aino").unwrap();
    let decision = world.decide_settle(&browser, &handle, "aino", "aino-password");
    let [Effect::Spend(_), Effect::PutSignIn(_), Effect::Advance(_)] = decision.effects.as_slice() else {
        panic!("no session, but what was counted and shown: {:?}", decision.effects)
    };
    let refusal = world.commit(decision).unwrap_err();
    assert_eq!((refusal.reason, refusal.reason.error().as_str()), (Reason::LoginRequired, "login_required"));
    assert!(matches!(refusal.destination, idp::authorize::Destination::Client(_)));
    assert_eq!(reason(world.sign_in(&mut browser, &handle, "bo", "bo-password")), Reason::LoginUnknown);
}

#[test]
fn refuses_a_hint_that_was_not_issued_here() {
    let (mut world, browser, aino) = signed_in();
    for form in [shop_asks(), shop_asks().with("prompt", "none"), shop_asks().with("prompt", "login")] {
        let decision = asks(&mut world, &browser, &form, Hint::NotOurs("another issuer"));
        assert!(decision.effects.is_empty());
        let refusal = decision.answer.unwrap_err();
        assert_eq!(refusal.reason, Reason::ParameterInvalid);
        assert_eq!(refusal.detail.parameter.as_deref(), Some("id_token_hint"));
        assert!(matches!(refusal.destination, idp::authorize::Destination::Client(_)));
        assert!(asks(&mut world, &browser, &form, Hint::Absent).answer.is_ok());
    }
    assert!(asks(&mut world, &browser, &shop_asks(), Hint::Ours(&aino)).answer.is_ok());
}
