//! Codes redeemed, and refused: one attempt each.

use idp::effect::RevokedBecause;
use idp::{Effect, Reason};
use jose::JwsAlgorithm;
use proptest::prelude::*;

use crate::support::*;

/// A world in which this request has led to a code.
fn with_code(form: &Form) -> (World, String) {
    let mut world = World::new();
    let code = world.code(&mut Browser::default(), form);
    (world, code)
}

#[test]
fn a_code_becomes_the_three_tokens() {
    let (mut world, code) = with_code(&shop_asks());
    world.wait(10);
    let tokens = world.token(&redeems(&code, &shop_asks())).unwrap();
    let now = (NOW + seconds(10)).as_secs();
    let access = &tokens.access_token;
    assert_eq!(
        (access.kid.as_deref(), access.algorithm, access.typ),
        (Some("es"), JwsAlgorithm::ES256, Some("at+jwt"))
    );
    let json = serde_json::to_value(&access.claims).unwrap();
    let jti = json["jti"].clone();
    assert_eq!(
        json,
        serde_json::json!({
            "iss": "https://id.test", "sub": "u-aino", "aud": "shop", "azp": "shop", "client_id": "shop",
            "iat": now, "exp": now + 600, "auth_time": NOW.as_secs(), "acr": "urn:countersign:acr:password", "amr": ["pwd"],
            "scope": "openid profile email", "jti": jti,
        })
    );
    assert_eq!((tokens.expires_in, tokens.scope.as_str()), (600, "openid profile email"));
    let id_token = tokens.id_token.unwrap();
    assert_eq!((id_token.kid.as_deref(), id_token.typ), (Some("es"), None));
    let json = serde_json::to_value(&id_token.claims).unwrap();
    let sid = json["sid"].clone();
    assert_eq!(
        json,
        serde_json::json!({
            "iss": "https://id.test", "sub": "u-aino", "aud": "shop", "azp": "shop", "nonce": "n-1",
            "iat": now, "exp": now + 600, "auth_time": NOW.as_secs(), "acr": "urn:countersign:acr:password", "amr": ["pwd"], "sid": sid,
        })
    );
    assert_eq!(sid.as_str().unwrap().len(), 22);
    assert!(tokens.refresh_token.is_some());
}

#[test]
fn tokens_follow_what_the_client_registered() {
    let (mut world, code) = with_code(&portal_asks());
    let tokens = world.token(&redeems(&code, &portal_asks())).unwrap();
    assert_eq!(tokens.access_token.algorithm, JwsAlgorithm::RS256);
    // Where a client says nothing, ID tokens are RS256 (Registration §2).
    assert_eq!(tokens.id_token.unwrap().algorithm, JwsAlgorithm::RS256);
    assert_eq!(tokens.expires_in, 3600);
    assert!(tokens.refresh_token.is_none());
}

#[test]
fn a_missing_key_is_a_fault_of_ours_that_costs_nobody_their_code() {
    let (mut world, code) = with_code(&shop_asks());
    let keys = std::mem::take(&mut world.state.keys);
    assert_eq!(reason(world.token(&redeems(&code, &shop_asks()))), Reason::Internal);
    world.state.keys = keys;
    assert!(world.token(&redeems(&code, &shop_asks())).is_ok());
}

#[test]
fn refuses_a_spent_code_and_revokes_its_family() {
    let (mut world, code) = with_code(&shop_asks());
    let tokens = world.token(&redeems(&code, &shop_asks())).unwrap();
    assert!(world.userinfo(&tokens.access_token.claims).is_ok());
    let refusal = world.token(&redeems(&code, &shop_asks())).unwrap_err();
    assert_eq!((refusal.reason, refusal.reason.error().as_str()), (Reason::CodeReplayed, "invalid_grant"));
    assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
    let refresh = refreshes(tokens.refresh_token.unwrap().expose(), "shop");
    assert_eq!(reason(world.token(&refresh)), Reason::GrantRevoked);
}

#[test]
fn knows_a_replay_however_late_it_comes() {
    let asked = shop_asks().with("scope", "openid offline_access");
    let (mut world, code) = with_code(&asked);
    let tokens = world.token(&redeems(&code, &asked)).unwrap();
    world.wait_and_sweep(30 * 86_400 - 1);
    assert_eq!(reason(world.token(&redeems(&code, &asked))), Reason::CodeReplayed);
    let refresh = refreshes(tokens.refresh_token.unwrap().expose(), "shop");
    assert_eq!(reason(world.token(&refresh)), Reason::GrantRevoked);
}

#[test]
fn a_code_whose_family_is_long_over_is_refused_like_any_other() {
    for wait in WAYS {
        let (mut world, code) = with_code(&portal_asks());
        wait(&mut world, 300 + 3600);
        let refusal = world.token(&redeems(&code, &portal_asks())).unwrap_err();
        assert!(matches!(refusal.reason, Reason::CodeExpired | Reason::CodeUnknown), "{:?}", refusal.reason);
        let (mut world, code) = with_code(&portal_asks());
        world.token(&redeems(&code, &portal_asks())).unwrap();
        wait(&mut world, 300 + 3600);
        let refusal = world.token(&redeems(&code, &portal_asks())).unwrap_err();
        assert_eq!(refusal.reason.error().as_str(), "invalid_grant");
    }
}

#[test]
fn of_two_that_race_for_a_code_one_is_served_and_the_other_is_a_replay() {
    let (mut world, code) = with_code(&shop_asks());
    let form = redeems(&code, &shop_asks());
    let (first, second) = (world.decide_token(&form), world.decide_token(&form));
    assert!(first.answer.is_ok() && second.answer.is_ok());
    let now = world.now;
    assert_eq!(world.state.commit(second.effects, now), Ok(()));
    assert_eq!(world.state.commit(first.effects, now), Err(Lost::TicketSpent));
    assert_eq!(reason(world.token(&form)), Reason::CodeReplayed);
    let winner = second.answer.unwrap();
    assert_eq!(reason(world.userinfo(&winner.access_token.claims)), Reason::TokenRevoked);
}

#[test]
fn a_code_dies_with_its_first_attempt_good_or_bad() {
    let asked = shop_asks();
    let right = |code: &str| redeems(code, &asked);
    let wrong: [(Form, Reason); 7] = [
        (right("").with("code_verifier", OTHER_VERIFIER), Reason::VerifierMismatch),
        (right("").with("code_verifier", &VERIFIER[..42]), Reason::VerifierMalformed),
        (right("").with("code_verifier", &"a".repeat(129)), Reason::VerifierMalformed),
        (right("").without("code_verifier"), Reason::VerifierMissing),
        (right("").with("redirect_uri", "https://shop.test/other"), Reason::CodeRedirectMismatch),
        (right("").without("redirect_uri"), Reason::CodeRedirectMismatch),
        (
            proves(right("").without("client_id").without("client_secret"), "portal"),
            Reason::CodeOfAnotherClient,
        ),
    ];
    for (form, expected) in wrong {
        let (mut world, code) = with_code(&asked);
        let refusal = world.token(&form.clone().with("code", &code)).unwrap_err();
        assert_eq!(refusal.reason, expected, "{form:?}");
        assert_eq!(refusal.reason.error().as_str(), "invalid_grant");
        let family = world.state.tickets[&idp::authorize::code::key(&code)].family.unwrap();
        assert_eq!(world.state.families[&family].revoked, Some(RevokedBecause::CodeMisused));
        assert_eq!(reason(world.token(&right(&code))), Reason::CodeReplayed, "{form:?}");
    }
    let (mut world, code) = with_code(&asked);
    assert!(world.token(&right(&code)).is_ok());
}

#[test]
fn a_code_dies_with_an_attempt_that_cannot_be_read_through() {
    let asked = shop_asks();
    let long = "a".repeat(oidc::parameters::MAX_VALUE + 1);
    let malformed: [(&dyn Fn(Form) -> Form, Reason); 7] = [
        (&|right| right.and("redirect_uri", SHOP_CALLBACK), Reason::ParameterRepeated),
        (&|right| right.and("code_verifier", VERIFIER), Reason::ParameterRepeated),
        (&|right| right.and("code_verifier", ""), Reason::ParameterRepeated),
        (&|right| right.with("redirect_uri", &long), Reason::ParameterTooLong),
        (&|right| right.with("code_verifier", &long), Reason::ParameterTooLong),
        (&|right| right.and("x", "a\0"), Reason::RequestMalformed),
        (&|right| (0..100).fold(right, |form, _| form.and("x", "1")), Reason::RequestMalformed),
    ];
    for (malform, expected) in malformed {
        let (mut world, code) = with_code(&asked);
        let right = redeems(&code, &asked);
        let refusal = world.token(&malform(right.clone())).unwrap_err();
        assert_eq!((refusal.reason, refusal.reason.error().as_str()), (expected, "invalid_request"));
        let family = world.state.tickets[&idp::authorize::code::key(&code)].family.unwrap();
        assert_eq!(world.state.families[&family].revoked, Some(RevokedBecause::CodeMisused));
        assert_eq!(reason(world.token(&right)), Reason::CodeReplayed, "{expected:?}");

        // After a good attempt it is a replay, and what came of the code is over.
        let (mut world, code) = with_code(&asked);
        let right = redeems(&code, &asked);
        let tokens = world.token(&right).unwrap();
        assert_eq!(reason(world.token(&malform(right))), expected);
        assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
    }
}

#[test]
fn refuses_a_resource_that_is_not_there_at_every_grant_and_takes_the_code_beside_it() {
    let named = |form: &Form| form.clone().and("resource", "https://api.test");
    let (mut world, code) = with_code(&shop_asks());
    let right = redeems(&code, &shop_asks());
    let refusal = world.token(&named(&right)).unwrap_err();
    assert_eq!(
        (refusal.reason, refusal.reason.error().as_str()),
        (Reason::ResourceWidened, "invalid_target")
    );
    assert_eq!(reason(world.token(&right)), Reason::CodeReplayed);

    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let refresh = refreshes(tokens.refresh_token.unwrap().expose(), "shop");
    let own = proves(Form::of(&[("grant_type", "client_credentials")]), "worker");
    for (right, expected) in [(refresh, Reason::ResourceWidened), (own, Reason::ResourceUnknown)] {
        let decision = world.decide_token(&named(&right));
        assert!(decision.effects.is_empty());
        assert_eq!(reason(decision.answer), expected);
        assert!(world.token(&right).is_ok());
    }
}

#[test]
fn a_stranger_cannot_use_up_a_code() {
    let (mut world, code) = with_code(&shop_asks());
    let form = redeems(&code, &shop_asks());
    for form in [
        form.clone().with("client_secret", "guessed"),
        form.clone().with("client_secret", "guessed").and("redirect_uri", SHOP_CALLBACK),
        form.clone().with("client_id", "nobody").and("code_verifier", VERIFIER),
        form.clone().without("client_secret"),
        form.clone().with("client_id", "nobody"),
        form.clone().without("client_id").without("client_secret"),
    ] {
        let decision = world.decide_token(&form);
        assert!(decision.answer.is_err() && decision.effects.is_empty(), "{form:?}");
    }
    assert!(world.token(&form).is_ok());
}

#[test]
fn refuses_a_code_nobody_issued() {
    let (mut world, code) = with_code(&shop_asks());
    let form = redeems("invented", &shop_asks());
    assert_eq!(reason(world.token(&form)), Reason::CodeUnknown);
    assert!(world.token(&form.with("code", &code)).is_ok());
}

#[test]
fn a_code_lives_as_long_as_its_client_was_promised() {
    for (form, lives) in [(shop_asks(), 60), (portal_asks(), 300)] {
        let (mut world, code) = with_code(&form);
        world.wait(lives - 1);
        assert!(world.token(&redeems(&code, &form)).is_ok());
        let (mut world, code) = with_code(&form);
        world.wait(lives);
        assert_eq!(reason(world.token(&redeems(&code, &form))), Reason::CodeExpired);
    }
}

#[test]
fn refuses_a_code_whose_sign_in_was_ended() {
    let endings: [Ending; 3] = [
        ("the person was disabled", |world| world.user("aino").disabled_at = Some(NOW)),
        ("the session was revoked", |world| {
            let sessions = world.state.families.values_mut().filter(|row| row.family.client.is_none());
            sessions.for_each(|row| row.revoked = Some(RevokedBecause::SignedOut));
        }),
        ("the person was removed", |world| world.state.users.clear()),
    ];
    for (what, end) in endings {
        let (mut world, code) = with_code(&shop_asks());
        end(&mut world);
        assert_eq!(reason(world.token(&redeems(&code, &shop_asks()))), Reason::GrantRevoked, "{what}");
    }
    let (mut world, code) = with_code(&shop_asks());
    world.client("shop").disabled_at = Some(NOW);
    let refused = world.token(&redeems(&code, &shop_asks()));
    assert_eq!(reason(refused), Reason::ClientAuthenticationFailed);
}

#[test]
fn an_attempt_while_the_sign_in_is_ended_is_the_codes_one_attempt() {
    let (mut world, code) = with_code(&shop_asks());
    world.user("aino").disabled_at = Some(NOW);
    assert_eq!(reason(world.token(&redeems(&code, &shop_asks()))), Reason::GrantRevoked);
    world.user("aino").disabled_at = None;
    assert_eq!(reason(world.token(&redeems(&code, &shop_asks()))), Reason::CodeReplayed);
}

#[test]
fn an_address_left_out_at_first_may_be_left_out_again() {
    let form = shop_asks().without("redirect_uri").with("scope", "profile");
    let (mut world, code) = with_code(&form);
    assert!(world.token(&redeems(&code, &form)).is_ok());
    let (mut world, code) = with_code(&form);
    assert!(world.token(&redeems(&code, &form).with("redirect_uri", SHOP_CALLBACK)).is_ok());
    let (mut world, code) = with_code(&form);
    let other = redeems(&code, &form).with("redirect_uri", "https://shop.test/other");
    assert_eq!(reason(world.token(&other)), Reason::CodeRedirectMismatch);
}

#[test]
fn plain_challenges_are_answered_by_the_verifier_itself() {
    for form in [
        portal_asks().with("code_challenge", VERIFIER),
        portal_asks().with("code_challenge", VERIFIER).with("code_challenge_method", "plain"),
    ] {
        let (mut world, code) = with_code(&form);
        assert!(world.token(&redeems(&code, &form)).is_ok());
        let (mut world, code) = with_code(&form);
        let wrong = redeems(&code, &form).with("code_verifier", OTHER_VERIFIER);
        assert_eq!(reason(world.token(&wrong)), Reason::VerifierMismatch);
    }
    // The hash of the verifier answers a plain challenge of that hash only as itself.
    let stolen = portal_asks().with("code_challenge", CHALLENGE);
    let (mut world, code) = with_code(&stolen);
    assert_eq!(reason(world.token(&redeems(&code, &stolen))), Reason::VerifierMismatch);
}

#[test]
fn refuses_a_verifier_for_a_code_without_a_challenge() {
    let (mut world, code) = with_code(&portal_asks());
    let form = redeems(&code, &portal_asks());
    let refused = world.token(&form.clone().and("code_verifier", VERIFIER));
    assert_eq!(reason(refused), Reason::VerifierUnexpected);
    assert_eq!(reason(world.token(&form)), Reason::CodeReplayed);
    let (mut world, code) = with_code(&portal_asks());
    assert!(world.token(&redeems(&code, &portal_asks())).is_ok());
}

#[test]
fn a_public_client_redeems_with_its_verifier_alone() {
    let (mut world, code) = with_code(&app_asks());
    assert!(world.token(&redeems(&code, &app_asks())).is_ok());
    let (mut world, code) = with_code(&app_asks());
    let bare = redeems(&code, &app_asks()).without("code_verifier");
    assert_eq!(reason(world.token(&bare)), Reason::VerifierMissing);
}

#[test]
fn a_refused_code_owes_its_end_and_nothing_a_success_would_have_had() {
    let (mut world, code) = with_code(&shop_asks());
    let form = redeems(&code, &shop_asks()).with("code_verifier", OTHER_VERIFIER);
    let effects = world.decide_token(&form).effects;
    assert!(matches!(effects.as_slice(), [Effect::Spend(_), Effect::Revoke { .. }]), "{effects:?}");
}

#[test]
fn refuses_grants_it_does_not_know_and_grants_the_client_did_not_register() {
    let mut world = World::new();
    let form =
        |grant| proves(Form::of(&[("grant_type", grant), ("code", "c"), ("refresh_token", "r")]), "worker");
    for unknown in ["password", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer"] {
        assert_eq!(reason(world.token(&form(unknown))), Reason::GrantTypeUnsupported, "{unknown}");
    }
    for other in ["authorization_code", "refresh_token"] {
        assert_eq!(reason(world.token(&form(other))), Reason::GrantTypeNotRegistered, "{other}");
    }
    assert_eq!(reason(world.token(&form("").clone())), Reason::ParameterMissing);
    assert_eq!(reason(world.token(&form("refresh_token").and("grant_type", "x"))), Reason::ParameterRepeated);
    assert!(world.token(&form("client_credentials")).is_ok());
}

#[test]
fn no_token_outlives_what_it_came_of() {
    let mut world = World::new();
    world.client("shop").policy.refresh_token_ttl = 900;
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    world.wait(800);
    let refresh = refreshes(tokens.refresh_token.unwrap().expose(), "shop");
    let tokens = world.token(&refresh).unwrap();
    // Of the ten minutes a token would live, the grant has 100 seconds left.
    assert_eq!(tokens.expires_in, 100);
    assert_eq!(tokens.access_token.claims.exp, (NOW + seconds(900)).as_secs());
    world.wait(99);
    assert!(world.userinfo(&tokens.access_token.claims).is_ok());
}

#[test]
fn no_token_says_that_it_outlives_the_session() {
    for (scope, lives) in [("openid", 100), ("openid offline_access", 600)] {
        let mut world = World::new();
        world.settings.session_idle = seconds(86_400);
        let mut browser = Browser::default();
        let asked = shop_asks().with("scope", scope);
        world.tokens(&mut browser, &asked);
        world.wait(86_400 - 100);
        let tokens = world.tokens(&mut browser, &asked.clone().with("prompt", "consent"));
        assert_eq!(tokens.expires_in, lives, "{scope}");
        let claims = &tokens.access_token.claims;
        assert_eq!(claims.exp, (world.now + seconds(lives)).as_secs());
        assert_eq!(world.introspect_access("shop", claims).unwrap()["exp"], claims.exp);
        world.wait(lives - 1);
        assert!(world.userinfo(claims).is_ok(), "{scope}");
        world.wait(1);
        assert_eq!(reason(world.userinfo(claims)), Reason::TokenExpired, "not a moment sooner: {scope}");
    }
}

#[test]
fn a_code_and_what_is_kept_of_it_end_with_the_session() {
    let mut world = World::new();
    world.settings.session_idle = seconds(86_400);
    let mut browser = Browser::default();
    world.tokens(&mut browser, &shop_asks());
    world.wait(86_400 - 10);
    let code = world.code(&mut browser, &shop_asks());
    let ends_at = world.now + seconds(10);
    let row = &world.state.tickets[&idp::authorize::code::key(&code)];
    assert_eq!((row.expires_at, row.keep_until), (ends_at, ends_at));
    world.wait(9);
    assert!(world.decide_token(&redeems(&code, &shop_asks())).answer.is_ok());
    world.wait(1);
    assert_eq!(reason(world.token(&redeems(&code, &shop_asks()))), Reason::CodeExpired);
}

#[test]
fn refreshing_that_ends_early_ends_neither_code_nor_access_token_before_their_time() {
    let mut world = World::new();
    world.client("shop").policy.refresh_token_ttl = 10;
    let code = world.code(&mut Browser::default(), &shop_asks());
    world.wait(59);
    let tokens = world.token(&redeems(&code, &shop_asks())).unwrap();
    assert_eq!(tokens.expires_in, 600);
    world.wait(10);
    let refresh = refreshes(tokens.refresh_token.unwrap().expose(), "shop");
    assert_eq!(reason(world.token(&refresh)), Reason::RefreshTokenExpired);
    world.wait(589);
    assert!(world.userinfo(&tokens.access_token.claims).is_ok());
    world.wait(1);
    assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenExpired);
}

proptest! {
    #[test]
    fn nothing_invented_is_exchanged_and_nothing_panics(
        grant_type in prop_oneof![Just("authorization_code"), Just("refresh_token")],
        invented in "[ -~]{1,120}",
        bytes in proptest::collection::vec(any::<u8>(), 57),
        verifier in "[ -~]{0,130}",
        asked in "[ -~]{0,60}",
    ) {
        let (mut world, _) = with_code(&shop_asks());
        for presented in [&invented, &jose::base64url::encode(bytes)] {
            let form = Form::of(&[("grant_type", grant_type), ("code", presented), ("refresh_token", presented)])
                .and("code_verifier", &verifier)
                .and("redirect_uri", SHOP_CALLBACK)
                .and("scope", &asked);
            let decision = world.decide_token(&proves(form, "shop"));
            prop_assert!(decision.effects.is_empty());
            prop_assert!(matches!(
                reason(decision.answer),
                Reason::CodeUnknown | Reason::RefreshTokenUnknown | Reason::ParameterInvalid
            ));
        }
    }
}
