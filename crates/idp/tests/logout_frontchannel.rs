//! Which addresses of clients a browser loads as its session ends.

use idp::logout::{Answer, Hint};

use crate::support::*;

/// Aino at the shop, which wants to be told by the browser, and at the application, which does not.
fn signed_in() -> (World, Browser, idp::issue::Tokens) {
    let mut world = World::new();
    world.client("shop").metadata.frontchannel_logout_uri = Some("https://shop.test/out?a=b".to_owned());
    let mut browser = Browser::default();
    world.tokens(&mut browser, &app_asks());
    let tokens = world.tokens(&mut browser, &shop_asks());
    (world, browser, tokens)
}

fn frames(answer: Result<Answer, idp::Refusal>) -> Vec<String> {
    let Ok(Answer::Done { frames, .. }) = answer else { panic!("{answer:?}") };
    frames
}

#[test]
fn each_client_that_took_part_is_loaded_with_issuer_and_session() {
    let (mut world, browser, tokens) = signed_in();
    let claims = tokens.id_token.unwrap().claims;
    let sid = claims.sid.clone().unwrap();
    let out = world.logout(&browser, &Form::of(&[]), Hint::Ours(&hint(&claims)));
    assert_eq!(frames(out), [format!("https://shop.test/out?a=b&iss=https%3A%2F%2Fid.test&sid={sid}")]);
    let again = world.logout(&browser, &Form::of(&[]), Hint::Ours(&hint(&claims)));
    assert!(frames(again).is_empty(), "over is over");
}

#[test]
fn so_it_is_where_the_person_says_so() {
    let (mut world, browser, _) = signed_in();
    let Ok(Answer::Confirm { handle }) = world.logout(&browser, &Form::of(&[]), Hint::Absent) else {
        panic!()
    };
    assert_eq!(frames(world.confirm_logout(&browser, handle.expose())).len(), 1);
}

#[test]
fn a_client_that_is_disabled_is_not_loaded() {
    let (mut world, browser, _) = signed_in();
    world.client("shop").disabled_at = Some(NOW);
    let Ok(Answer::Confirm { handle }) = world.logout(&browser, &Form::of(&[]), Hint::Absent) else {
        panic!()
    };
    assert!(frames(world.confirm_logout(&browser, handle.expose())).is_empty());
}
