//! Signing out, and where it leads.

use idp::Reason;
use idp::effect::RevokedBecause;
use idp::issue::Tokens;
use idp::logout::{Answer, Hint};

use crate::support::*;

const BYE: &str = "https://shop.test/bye";

/// Aino, signed in at the shop.
fn signed_in() -> (World, Browser, Tokens) {
    let mut world = World::new();
    let mut browser = Browser::default();
    let tokens = world.tokens(&mut browser, &shop_asks());
    (world, browser, tokens)
}

fn hint_of(tokens: &Tokens) -> oidc::claims::IdTokenHint {
    hint(&tokens.id_token.as_ref().unwrap().claims)
}

fn nothing() -> Form {
    Form::of(&[])
}

fn bye() -> Form {
    Form::of(&[("post_logout_redirect_uri", BYE), ("state", "a b&c")])
}

#[track_caller]
fn is_signed_in(world: &mut World, browser: &Browser) -> bool {
    world.decide_authorize(browser, &shop_asks().with("prompt", "none").encode()).answer.is_ok()
}

#[track_caller]
fn confirm_handle(answer: Result<Answer, idp::Refusal>) -> String {
    let Answer::Confirm { handle } = answer.unwrap() else { panic!("done") };
    handle.expose().clone()
}

#[track_caller]
fn done(answer: Result<Answer, idp::Refusal>) -> Option<String> {
    let Answer::Done { to, .. } = answer.unwrap() else { panic!("asks") };
    to
}

#[test]
fn the_clients_own_id_token_signs_out_at_once_and_leads_back_with_its_state() {
    let (mut world, browser, tokens) = signed_in();
    let hint = hint_of(&tokens);
    let to = done(world.logout(&browser, &bye(), Hint::Ours(&hint)));
    assert_eq!(to.as_deref(), Some("https://shop.test/bye?state=a%20b%26c"));
    assert!(!is_signed_in(&mut world, &browser));
    assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
    let refresh = refreshes(tokens.refresh_token.unwrap().expose(), "shop");
    assert_eq!(reason(world.token(&refresh)), Reason::GrantRevoked);
}

#[test]
fn an_id_token_that_has_expired_will_do() {
    let (mut world, browser, tokens) = signed_in();
    world.wait(3600);
    let hint = hint_of(&tokens);
    assert!(hint.exp < world.now.as_secs());
    assert_eq!(
        done(world.logout(&browser, &bye().without("state"), Hint::Ours(&hint))).as_deref(),
        Some(BYE)
    );
    assert!(!is_signed_in(&mut world, &browser));
}

#[test]
fn a_session_that_idleness_ended_is_ended_for_what_hangs_on_it_too() {
    let (mut world, browser, tokens) = signed_in();
    world.wait(5 * 3600);
    let refresh = refreshes(tokens.refresh_token.as_ref().unwrap().expose(), "shop");
    assert!(!is_signed_in(&mut world, &browser));
    assert!(world.decide_token(&refresh).answer.is_ok());
    done(world.logout(&browser, &nothing(), Hint::Ours(&hint_of(&tokens))));
    assert_eq!(reason(world.token(&refresh)), Reason::GrantRevoked);
}

#[test]
fn asks_the_person_where_nothing_proves_that_they_asked() {
    let (mut world, browser, tokens) = signed_in();
    let mut elsewhere = Browser::default();
    let other = hint_of(&world.tokens(&mut elsewhere, &shop_asks()));
    let without_sid = oidc::claims::IdTokenHint { sid: None, ..hint_of(&tokens) };
    for (form, hint) in [
        (nothing(), Hint::Absent),
        (bye().and("client_id", "shop"), Hint::Absent),
        (bye(), Hint::Ours(&other)),
        (bye(), Hint::Ours(&without_sid)),
    ] {
        confirm_handle(world.logout(&browser, &form, hint));
        assert!(is_signed_in(&mut world, &browser));
    }
}

#[test]
fn the_persons_word_signs_out_and_leads_back() {
    let (mut world, browser, tokens) = signed_in();
    let handle = confirm_handle(world.logout(&browser, &bye().and("client_id", "shop"), Hint::Absent));
    let to = done(world.confirm_logout(&browser, &handle));
    assert_eq!(to.as_deref(), Some("https://shop.test/bye?state=a%20b%26c"));
    assert!(!is_signed_in(&mut world, &browser));
    assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
    let revoked: Vec<_> = world.state.families.values().filter_map(|row| row.revoked).collect();
    assert_eq!(revoked, [RevokedBecause::SignedOut]);
    assert!(world.state.tickets[&idp::logout::key(&handle)].spent_at.is_some());
    assert_eq!(reason(world.confirm_logout(&browser, &handle)), Reason::LogoutUnknown);
}

#[test]
fn refuses_a_word_from_any_browser_but_the_one_whose_session_it_is() {
    let (mut world, browser, _) = signed_in();
    let mut other = Browser::default();
    world.code(&mut other, &shop_asks());
    let handle = confirm_handle(world.logout(&browser, &nothing(), Hint::Absent));
    for stranger in [&other, &Browser::default()] {
        assert_eq!(reason(world.confirm_logout(stranger, &handle)), Reason::LogoutUnknown);
    }
    assert!(is_signed_in(&mut world, &browser) && is_signed_in(&mut world, &other));
    assert_eq!(reason(world.confirm_logout(&browser, "invented")), Reason::LogoutUnknown);
    assert_eq!(done(world.confirm_logout(&browser, &handle)), None);
    assert!(!is_signed_in(&mut world, &browser) && is_signed_in(&mut world, &other));
}

#[test]
fn refuses_a_word_that_comes_too_late() {
    for wait in WAYS {
        let (mut world, browser, _) = signed_in();
        let handle = confirm_handle(world.logout(&browser, &nothing(), Hint::Absent));
        wait(&mut world, 60 * 60);
        assert_eq!(reason(world.confirm_logout(&browser, &handle)), Reason::LogoutUnknown);
        assert!(is_signed_in(&mut world, &browser));
    }
}

#[test]
fn who_is_not_signed_in_is_signed_out() {
    let mut world = World::new();
    let nobody = Browser::default();
    assert_eq!(done(world.logout(&nobody, &nothing(), Hint::Absent)), None);
    let form = bye().and("client_id", "shop").without("state");
    assert_eq!(done(world.logout(&nobody, &form, Hint::Absent)).as_deref(), Some(BYE));
}

#[test]
fn where_a_client_registered_no_address_for_it_its_redirect_addresses_count() {
    let mut world = World::new();
    let nobody = Browser::default();
    let to = |client: &str, uri: &str| Form::of(&[("client_id", client), ("post_logout_redirect_uri", uri)]);
    for (client, uri, leads) in [
        ("portal", PORTAL_CALLBACK, true),
        ("portal", "https://portal.test/", false),
        ("shop", BYE, true),
        ("shop", SHOP_CALLBACK, false),
        ("shop", "https://shop.test/bye/", false),
        ("shop", "https://evil.test/", false),
    ] {
        let answer = world.logout(&nobody, &to(client, uri), Hint::Absent);
        if leads {
            assert_eq!(done(answer).as_deref(), Some(uri));
        } else {
            assert_eq!(reason(answer), Reason::PostLogoutUriMismatch, "{client} {uri}");
        }
    }
}

#[test]
fn refuses_an_address_of_nobody() {
    let (mut world, browser, _) = signed_in();
    for form in [bye(), bye().and("client_id", "nobody")] {
        assert_eq!(reason(world.logout(&browser, &form, Hint::Absent)), Reason::PostLogoutClientMissing);
    }
    assert!(is_signed_in(&mut world, &browser));
}

#[test]
fn refuses_a_hint_that_is_not_ours_and_signs_nobody_out() {
    let (mut world, browser, tokens) = signed_in();
    for form in [nothing(), bye(), bye().and("client_id", "shop")] {
        let refusal = world.logout(&browser, &form, Hint::NotOurs("wrong signature")).unwrap_err();
        assert_eq!(refusal.reason, Reason::LogoutHintInvalid);
        assert_eq!(refusal.detail.operator.as_deref(), Some("wrong signature"));
    }
    assert!(is_signed_in(&mut world, &browser));
    done(world.logout(&browser, &nothing(), Hint::Ours(&hint_of(&tokens))));
}

#[test]
fn refuses_a_hint_of_one_client_beside_the_name_of_another() {
    let (mut world, browser, tokens) = signed_in();
    let hint = hint_of(&tokens);
    let beside = |client: &str| Form::of(&[("client_id", client)]);
    let refused = world.logout(&browser, &beside("portal"), Hint::Ours(&hint));
    assert_eq!(reason(refused), Reason::LogoutClientMismatch);
    assert!(is_signed_in(&mut world, &browser));
    done(world.logout(&browser, &beside("shop"), Hint::Ours(&hint)));
    assert!(!is_signed_in(&mut world, &browser));
}

#[test]
fn an_address_taken_back_meanwhile_leads_nowhere() {
    let (mut world, browser, _) = signed_in();
    let handle = confirm_handle(world.logout(&browser, &bye().and("client_id", "shop"), Hint::Absent));
    let registered = std::mem::take(&mut world.client("shop").metadata.post_logout_redirect_uris);
    assert_eq!(reason(world.confirm_logout(&browser, &handle)), Reason::PostLogoutUriMismatch);
    world.client("shop").metadata.post_logout_redirect_uris = registered;
    assert!(done(world.confirm_logout(&browser, &handle)).is_some());
}

#[test]
fn offline_access_outlives_the_sign_out() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let tokens = world.tokens(&mut browser, &shop_asks().with("scope", "openid offline_access"));
    done(world.logout(&browser, &nothing(), Hint::Ours(&hint_of(&tokens))));
    assert!(!is_signed_in(&mut world, &browser));
    assert!(world.token(&refreshes(tokens.refresh_token.unwrap().expose(), "shop")).is_ok());
}
