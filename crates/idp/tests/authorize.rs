//! The authorization endpoint, where it says yes.

use idp::authorize::{self, Answer};
use idp::model::consent::Consent;
use idp::model::family::FamilyId;
use idp::model::offered::Offered;
use oidc::response_mode::ResponseMode;

use crate::support::*;

fn family_of(world: &World, code: &str) -> FamilyId {
    world.state.tickets[&idp::authorize::code::key(code)].family.unwrap()
}

#[test]
fn asks_a_stranger_to_sign_in_then_to_consent_and_answers_with_a_code() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let Answer::Login(page) = world.authorize(&mut browser, &shop_asks()).unwrap() else { panic!() };
    let handle = page.handle.unwrap().expose().clone();
    let answer = world.sign_in(&mut browser, &handle, "aino", &password_of("aino")).unwrap();
    assert!(matches!(answer, Answer::Consent(_)));
    let Answer::Respond(response) = world.consent(&browser, &handle, true).unwrap() else { panic!() };
    assert_eq!(response.redirect.uri().as_str(), SHOP_CALLBACK);
    assert_eq!(response.mode, ResponseMode::Query);
    assert_eq!(response.state.as_deref(), Some("st-1"));
    assert_eq!(response.iss, "https://id.test");
    assert_eq!(response.code.as_ref().unwrap().expose().len(), 64);
}

#[test]
fn knows_who_signed_in_before_and_what_they_allowed() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    for form in [shop_asks(), shop_asks().with("scope", "openid"), shop_asks().with("prompt", "none")] {
        let answer = world.authorize(&mut browser, &form).unwrap();
        assert!(matches!(answer, Answer::Respond(_)), "{form:?}");
    }
}

#[test]
fn asks_again_for_what_was_never_allowed_and_remembers_both() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks().with("scope", "openid email"));
    let wider = shop_asks().with("scope", "openid phone");
    assert!(matches!(world.authorize(&mut browser, &wider), Ok(Answer::Consent(_))));
    world.code(&mut browser, &wider);
    let both = shop_asks().with("scope", "openid email phone");
    assert!(matches!(world.authorize(&mut browser, &both), Ok(Answer::Respond(_))));
}

#[test]
fn spares_the_consent_page_for_clients_of_the_house_unless_it_is_asked_for() {
    let mut world = World::new();
    world.client("shop").policy.skip_consent = true;
    let mut browser = Browser::default();
    let Answer::Login(page) = world.authorize(&mut browser, &shop_asks()).unwrap() else { panic!() };
    let handle = page.handle.unwrap().expose().clone();
    let answer = world.sign_in(&mut browser, &handle, "aino", &password_of("aino")).unwrap();
    assert!(matches!(answer, Answer::Respond(_)));
    let asked = shop_asks().with("prompt", "consent");
    assert!(matches!(world.authorize(&mut browser, &asked), Ok(Answer::Consent(_))));
}

#[test]
fn one_persons_yes_is_not_anothers() {
    let mut world = World::new();
    world.code(&mut Browser::default(), &shop_asks());
    let mut browser = Browser::default();
    let Answer::Login(page) = world.authorize(&mut browser, &shop_asks()).unwrap() else { panic!() };
    let handle = page.handle.unwrap().expose().clone();
    let answer = world.sign_in(&mut browser, &handle, "bo", &password_of("bo")).unwrap();
    assert!(matches!(answer, Answer::Consent(_)));
}

#[test]
fn a_word_loaded_for_another_person_or_client_counts_for_nothing() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    let session = world.load_session(&browser).unwrap();
    let given = world.state.consents.values().next().unwrap().clone();
    let (issuer, settings, shop) = (world.issuer.clone(), world.settings.clone(), shop());
    let encoded = shop_asks().encode();
    let parameters = oidc::parameters::Parameters::parse(encoded.as_bytes()).unwrap();
    let bos = Consent { user: person("bo").id, ..given.clone() };
    let portals = Consent { client: portal().id, ..given.clone() };
    for (consent, counts) in [(given, true), (bos, false), (portals, false)] {
        let facts = authorize::Facts {
            policies: idp::login::policy::gather::Policies::none(),
            upstreams: &[],
            issuer: &issuer,
            settings: &settings,
            client: Some(&shop),
            standing: Some(session.standing()),
            person: None,
            keys: &[],
            sealing: idp::issue::seal::Facts::NotAsked,
            offered: &Offered::default(),
            credentials: &[],
            consent: Some(&consent),
            browser: browser.facts(),
        };
        let at = authorize::At::Authorize { asked: &plain(&encoded), hint: idp::logout::Hint::Absent };
        let answer = world.decide(|env| authorize::decide(at, &parameters, facts, env)).answer.unwrap();
        assert_eq!(matches!(answer, Answer::Respond(_)), counts, "{consent:?}");
    }
}

#[test]
fn asks_who_is_signed_in_to_prove_it_again_where_the_client_wants_it_fresh() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    world.wait(100);
    for (name, value, login) in [
        ("prompt", "login", true),
        ("prompt", "consent", false),
        ("max_age", "99", true),
        ("max_age", "100", false),
        ("max_age", "0", true),
    ] {
        let answer = world.authorize(&mut browser.clone(), &shop_asks().with(name, value)).unwrap();
        assert_eq!(matches!(answer, Answer::Login(_)), login, "{name}={value}");
    }
}

#[test]
fn holds_to_the_greatest_age_that_a_client_registered_unless_it_names_another() {
    let mut world = World::new();
    world.client("shop").metadata.default_max_age = Some(60);
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    world.wait(60);
    assert!(matches!(world.authorize(&mut browser, &shop_asks()), Ok(Answer::Respond(_))));
    world.wait(1);
    assert!(matches!(world.authorize(&mut browser, &shop_asks()), Ok(Answer::Login(_))));
    let older = shop_asks().with("max_age", "61");
    assert!(matches!(world.authorize(&mut browser, &older), Ok(Answer::Respond(_))));
}

#[test]
fn a_fresh_proof_answers_prompt_login_and_moves_auth_time() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    world.wait(100);
    let tokens = world.tokens(&mut browser, &shop_asks().with("prompt", "login"));
    assert_eq!(tokens.id_token.unwrap().claims.auth_time, Some((NOW + seconds(100)).as_secs()));
    let tokens = world.tokens(&mut browser, &shop_asks());
    assert_eq!(tokens.id_token.unwrap().claims.auth_time, Some((NOW + seconds(100)).as_secs()));
}

#[test]
fn the_redirect_address_may_be_left_out_in_plain_oauth_where_only_one_is_registered() {
    let mut world = World::new();
    let form = shop_asks().without("redirect_uri").with("scope", "profile");
    let response = world.respond(&mut Browser::default(), &form);
    assert_eq!(response.redirect.uri().as_str(), SHOP_CALLBACK);
    assert!(!response.redirect.was_named());
}

#[test]
fn the_ciam_sample_without_a_scope_is_plain_oauth() {
    let mut world = World::new();
    let form = portal_asks()
        .without("scope")
        .with("code_challenge", CHALLENGE)
        .with("code_challenge_method", "S256");
    let tokens = world.tokens(&mut Browser::default(), &form);
    assert!(tokens.id_token.is_none() && tokens.scope.is_empty());
}

#[test]
fn what_a_client_may_not_ask_for_is_left_out() {
    let mut world = World::new();
    world.client("shop").metadata.scope = Some(scope("openid email"));
    let tokens = world.tokens(&mut Browser::default(), &shop_asks().with("scope", "openid profile email"));
    assert_eq!(tokens.scope, scope("openid email"));
    // Offline access is for clients that can refresh.
    let tokens = world.tokens(&mut Browser::default(), &portal_asks().with("scope", "openid offline_access"));
    assert_eq!(tokens.scope, scope("openid"));
}

#[test]
fn a_grant_hangs_on_the_session_unless_offline_access_was_given() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let code = world.code(&mut browser, &shop_asks());
    let session = world.state.families[&family_of(&world, &code)].family.session;
    assert!(session.is_some_and(|session| world.state.families[&session].family.client.is_none()));
    let code = world.code(&mut browser, &shop_asks().with("scope", "openid offline_access"));
    assert_eq!(world.state.families[&family_of(&world, &code)].family.session, None);
}

#[test]
fn keeps_the_languages_the_client_asked_for() {
    let mut world = World::new();
    let form = shop_asks().with("ui_locales", "fi sv");
    let Answer::Login(page) = world.authorize(&mut Browser::default(), &form).unwrap() else { panic!() };
    assert_eq!(page.ui_locales, ["fi", "sv"]);
}

#[test]
fn a_session_in_use_lives_on_but_not_past_its_end() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    for _ in 0..7 {
        world.wait(3 * 3600 + 1000);
        assert!(matches!(world.authorize(&mut browser, &shop_asks()), Ok(Answer::Respond(_))));
    }
    // 24 hours after the sign-in it is over, however much in use.
    world.wait(24 * 3600 - 7 * (3 * 3600 + 1000));
    assert!(matches!(world.authorize(&mut browser, &shop_asks()), Ok(Answer::Login(_))));
}

#[test]
fn a_session_out_of_use_is_over() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    world.wait(4 * 3600 - 1);
    assert!(matches!(world.authorize(&mut browser.clone(), &shop_asks()), Ok(Answer::Respond(_))));
    let mut idle = World::new();
    let mut browser = Browser::default();
    idle.code(&mut browser, &shop_asks());
    idle.wait(4 * 3600);
    assert!(matches!(idle.authorize(&mut browser, &shop_asks()), Ok(Answer::Login(_))));
}

#[test]
fn a_session_in_use_is_written_at_most_once_a_minute() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    let extends = |world: &mut World| {
        let decision = world.decide_authorize(&browser, &shop_asks().encode());
        decision.effects.iter().any(|effect| matches!(effect, idp::Effect::Extend { .. }))
    };
    world.wait(59);
    assert!(!extends(&mut world));
    world.wait(1);
    assert!(extends(&mut world));
    // Once it lives to its end there is nothing to write.
    for row in world.state.tickets.values_mut() {
        row.expires_at = row.ends_at;
    }
    world.wait(20 * 3600 + 60);
    assert!(!extends(&mut world));
}
