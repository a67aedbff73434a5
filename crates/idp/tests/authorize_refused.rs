//! The authorization endpoint, where it says no: why, and whom it tells.

use idp::Reason;
use idp::Refusal;
use idp::authorize::{Answer, Destination, redirect_uri::verify_redirect_uri};
use idp::model::offered::Offered;
use oidc::response_mode::ResponseMode;
use oidc::response_type::ResponseType;
use proptest::prelude::*;

use crate::support::*;

/// The refusal, nobody being signed in and nothing of the world changed.
#[track_caller]
fn refusal(world: &mut World, form: &Form) -> Refusal {
    let decision = world.decide_authorize(&Browser::default(), &form.encode());
    assert!(decision.effects.is_empty());
    decision.answer.map(|answer| format!("{answer:?}")).unwrap_err()
}

#[track_caller]
fn assert_told_to_the_client(refusal: &Refusal) {
    let Destination::Client(to) = &refusal.destination else { panic!("{refusal:?}") };
    assert_eq!(to.redirect.uri().as_str(), SHOP_CALLBACK);
    assert_eq!(to.iss, "https://id.test");
}

#[test]
fn tells_a_page_and_never_an_address_while_client_or_address_are_not_trusted() {
    let mut world = World::new();
    let cases = [
        (shop_asks().without("client_id"), Reason::ParameterMissing),
        (shop_asks().with("client_id", "nobody"), Reason::ClientUnknown),
        (shop_asks().and("client_id", "shop"), Reason::ParameterRepeated),
        (shop_asks().with("client_id", "sh\u{f6}p"), Reason::ParameterInvalid),
        (shop_asks().without("redirect_uri"), Reason::RedirectUriMissing),
        (shop_asks().with("redirect_uri", "https://evil.test/cb"), Reason::RedirectUriMismatch),
        (shop_asks().and("redirect_uri", SHOP_CALLBACK), Reason::ParameterRepeated),
        (shop_asks().with("client_id", &"x".repeat(9000)), Reason::ParameterTooLong),
    ];
    for (form, expected) in cases {
        let refusal = refusal(&mut world, &form);
        assert_eq!((refusal.reason, refusal.destination), (expected, Destination::Direct), "{form:?}");
    }
    assert!(matches!(world.authorize(&mut Browser::default(), &shop_asks()), Ok(Answer::Login(_))));
}

#[test]
fn refuses_every_address_that_is_not_the_registered_one_to_the_letter() {
    let shop = shop();
    for other in [
        "https://shop.test/cb/",
        "https://shop.test/cb?",
        "https://shop.test/cb?x=1",
        "https://shop.test/CB",
        "https://SHOP.test/cb",
        "https://shop.test:443/cb",
        "https://shop.test/./cb",
        "https://shop.test/cb#f",
        "https://shop.test@evil.test/cb",
        "https://shop.test.evil.test/cb",
        "http://shop.test/cb",
        "//shop.test/cb",
        "javascript:alert(1)",
        " https://shop.test/cb",
    ] {
        let refused = verify_redirect_uri(Some(other), &shop, true);
        assert_eq!(reason(refused), Reason::RedirectUriMismatch, "{other}");
    }
    assert!(verify_redirect_uri(Some(SHOP_CALLBACK), &shop, true).unwrap().was_named());
}

#[test]
fn refuses_to_choose_among_several_registered_addresses() {
    let mut shop = shop();
    assert!(verify_redirect_uri(None, &shop, false).is_ok());
    assert_eq!(reason(verify_redirect_uri(None, &shop, true)), Reason::RedirectUriMissing);
    shop.metadata.redirect_uris.push("https://shop.test/other".parse().unwrap());
    assert_eq!(reason(verify_redirect_uri(None, &shop, false)), Reason::RedirectUriMissing);
}

#[test]
fn tells_the_client_once_it_is_trusted() {
    let mut world = World::new();
    let cases = [
        ("response_type", "", Reason::ParameterMissing),
        ("response_type", "coffee", Reason::ResponseTypeUnsupported),
        ("response_type", "token", Reason::ResponseTypeNotRegistered),
        ("response_type", "code id_token", Reason::ResponseTypeNotRegistered),
        ("response_mode", "smoke", Reason::ParameterInvalid),
        ("scope", "openid \"quoted\"", Reason::ScopeInvalid),
        ("scope", "space-travel", Reason::ScopeNotAllowed),
        ("nonce", "line\nfeed", Reason::ParameterInvalid),
        ("prompt", "none login", Reason::PromptNoneCombined),
        ("prompt", "dance", Reason::ParameterInvalid),
        ("prompt", "none", Reason::LoginRequired),
        ("max_age", "-1", Reason::ParameterInvalid),
        ("max_age", "+1", Reason::ParameterInvalid),
        ("request", "a.b.c", Reason::RequestObjectUnsupported),
        ("request_uri", "https://shop.test/r", Reason::RequestUriUnsupported),
        ("code_challenge_method", "s256", Reason::ParameterInvalid),
        ("code_challenge", "too-short", Reason::ParameterInvalid),
    ];
    for (name, value, expected) in cases {
        let refusal = refusal(&mut world, &shop_asks().with(name, value));
        assert_eq!(refusal.reason, expected, "{name}={value}");
        assert_told_to_the_client(&refusal);
        let Destination::Client(to) = refusal.destination else { unreachable!() };
        assert_eq!(to.state.as_deref(), Some("st-1"));
        let tokens = name == "response_type" && value.contains("token");
        assert_eq!(to.mode, if tokens { ResponseMode::Fragment } else { ResponseMode::Query });
    }
    let both = shop_asks().with("request", "a.b.c").with("request_uri", "https://shop.test/r");
    assert_eq!(refusal(&mut world, &both).reason, Reason::ParameterInvalid);
    let twice = refusal(&mut world, &shop_asks().and("nonce", "n-2"));
    assert_eq!(twice.reason, Reason::ParameterRepeated);
    assert_eq!(twice.detail.parameter.as_deref(), Some("nonce"));
}

#[test]
fn a_state_that_cannot_be_read_is_an_error_that_still_reaches_the_client() {
    let mut world = World::new();
    for form in [shop_asks().and("state", "again"), shop_asks().with("state", "\r\nSet-Cookie: a=b")] {
        let refusal = refusal(&mut world, &form);
        assert_told_to_the_client(&refusal);
        assert_eq!(refusal.detail.parameter.as_deref(), Some("state"));
        let Destination::Client(to) = refusal.destination else { unreachable!() };
        assert_eq!(to.state, None);
    }
}

#[test]
fn refuses_a_disabled_client_on_a_page() {
    let mut world = World::new();
    world.client("shop").disabled_at = Some(NOW);
    let refusal = refusal(&mut world, &shop_asks());
    assert_eq!((refusal.reason, refusal.destination), (Reason::ClientDisabled, Destination::Direct));
}

#[test]
fn refuses_a_code_to_a_client_that_registered_no_grant_to_redeem_it() {
    let mut world = World::new();
    let form =
        Form::of(&[("client_id", "worker"), ("redirect_uri", SHOP_CALLBACK), ("response_type", "code")]);
    world.client("worker").metadata.redirect_uris.push(SHOP_CALLBACK.parse().unwrap());
    world.client("worker").metadata.response_types.push(ResponseType::CODE);
    let refusal = refusal(&mut world, &form);
    assert_eq!(refusal.reason, Reason::ResponseTypeNotRegistered);
    assert_told_to_the_client(&refusal);
}

#[test]
fn refuses_facts_about_another_client_than_the_one_that_asks() {
    let mut world = World::new();
    let (issuer, settings, app) = (world.issuer.clone(), world.settings.clone(), app());
    let encoded = shop_asks().with("redirect_uri", APP_CALLBACK).encode();
    let parameters = oidc::parameters::Parameters::parse(encoded.as_bytes()).unwrap();
    let facts = idp::authorize::Facts {
        policies: idp::login::policy::gather::Policies::none(),
        upstreams: &[],
        issuer: &issuer,
        settings: &settings,
        client: Some(&app),
        standing: None,
        person: None,
        keys: &[],
        sealing: idp::issue::seal::Facts::NotAsked,
        offered: &Offered::default(),
        credentials: &[],
        consent: None,
        browser: idp::login::under_way::Browser::default(),
    };
    let asked = plain(&encoded);
    let at = idp::authorize::At::Authorize { asked: &asked, hint: idp::logout::Hint::Absent };
    let decision = world.decide(|env| idp::authorize::decide(at, &parameters, facts, env));
    assert_eq!(reason(decision.answer), Reason::ClientUnknown);
}

#[test]
fn refuses_each_downgrade_of_pkce() {
    let mut world = World::new();
    let bare = |form: Form| form.without("code_challenge").without("code_challenge_method");
    let plain = |form: Form| form.with("code_challenge", VERIFIER).with("code_challenge_method", "plain");
    let omitted = |form: Form| form.with("code_challenge", VERIFIER).without("code_challenge_method");
    let alone = |form: Form| form.without("code_challenge");
    for (form, expected) in [
        (bare(shop_asks()), Some(Reason::PkceRequired)),
        (alone(shop_asks()), Some(Reason::PkceMethodAlone)),
        (plain(shop_asks()), Some(Reason::PkcePlainRefused)),
        (omitted(shop_asks()), Some(Reason::PkcePlainRefused)),
        (shop_asks(), None),
        (bare(app_asks()), Some(Reason::PkceRequired)),
        (plain(app_asks()), Some(Reason::PkcePlainRefused)),
        (app_asks(), None),
        (alone(portal_asks().with("code_challenge_method", "S256")), Some(Reason::PkceMethodAlone)),
        (portal_asks(), None),
        (plain(portal_asks()), None),
        (omitted(portal_asks()), None),
    ] {
        let decision = world.decide_authorize(&Browser::default(), &form.encode());
        assert_eq!(decision.answer.err().map(|refusal| refusal.reason), expected, "{form:?}");
    }
}

#[test]
fn a_public_client_needs_pkce_whatever_its_policy_says() {
    let mut world = World::new();
    world.client("app").policy.require_pkce = false;
    let bare = app_asks().without("code_challenge").without("code_challenge_method");
    assert_eq!(refusal(&mut world, &bare).reason, Reason::PkceRequired);
    assert!(world.authorize(&mut Browser::default(), &app_asks()).is_ok());
}

#[test]
fn measures_challenges_by_their_method() {
    let mut world = World::new();
    let plain = |length| portal_asks().with("code_challenge", &"a".repeat(length));
    let s256 = |length| plain(length).with("code_challenge_method", "S256");
    for (form, fits) in [
        (plain(42), false),
        (plain(43), true),
        (plain(128), true),
        (plain(129), false),
        (s256(42), false),
        (s256(43), true),
        (s256(44), false),
    ] {
        let answer = world.authorize(&mut Browser::default(), &form);
        assert_eq!(answer.is_ok(), fits, "{form:?}");
    }
}

#[test]
fn asks_nobody_anything_where_the_client_forbids_it() {
    let mut world = World::new();
    let silent = shop_asks().with("prompt", "none");
    let mut browser = Browser::default();
    assert_eq!(reason(world.authorize(&mut browser, &silent)), Reason::LoginRequired);
    world.code(&mut browser, &shop_asks());
    assert!(matches!(world.authorize(&mut browser, &silent), Ok(Answer::Respond(_))));
    let wider = silent.clone().with("scope", "openid phone");
    assert_eq!(reason(world.authorize(&mut browser, &wider)), Reason::ConsentRequired);
    world.wait(10);
    let fresher = silent.with("max_age", "9");
    assert_eq!(reason(world.authorize(&mut browser, &fresher)), Reason::LoginRequired);
}

#[test]
fn nobody_is_signed_in_by_a_session_that_no_longer_holds() {
    let signed_in = || {
        let mut world = World::new();
        let mut browser = Browser::default();
        world.code(&mut browser, &shop_asks());
        (world, browser)
    };
    let silent = shop_asks().with("prompt", "none");
    let (mut world, mut browser) = signed_in();
    assert!(world.authorize(&mut browser, &silent).is_ok());
    browser.session = Some("another-cookie".to_owned());
    assert_eq!(reason(world.authorize(&mut browser, &silent)), Reason::LoginRequired);
    let (mut world, mut browser) = signed_in();
    world.user("aino").disabled_at = Some(NOW);
    assert_eq!(reason(world.authorize(&mut browser, &silent)), Reason::LoginRequired);
    let (mut world, mut browser) = signed_in();
    world.wait(24 * 3600);
    assert_eq!(reason(world.authorize(&mut browser, &silent)), Reason::LoginRequired);
}

#[test]
fn refuses_what_cannot_be_read_as_a_request_at_all() {
    let mut world = World::new();
    let crowd =
        |extra: usize| (0..extra).fold(shop_asks(), |form, n| form.and(&format!("x{n}"), "y")).encode();
    for (encoded, expected) in [
        (crowd(92), None),
        (crowd(93), Some(Reason::RequestMalformed)),
        (shop_asks().encode() + "&x=%zz", Some(Reason::RequestMalformed)),
        (shop_asks().encode() + "&x=%ff", Some(Reason::RequestMalformed)),
        (shop_asks().encode() + "&x=%00", Some(Reason::RequestMalformed)),
    ] {
        let answer = world.decide_authorize(&Browser::default(), &encoded).answer;
        let told = answer.as_ref().err().map(|refusal| (refusal.reason, &refusal.destination));
        assert_eq!(told, expected.map(|reason| (reason, &Destination::Direct)));
    }
}

/// Values that come near to what is accepted, and anything.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("shop".to_owned()),
        Just(SHOP_CALLBACK.to_owned()),
        Just("code".to_owned()),
        Just("openid".to_owned()),
        Just("none".to_owned()),
        Just("S256".to_owned()),
        Just(CHALLENGE.to_owned()),
        Just("99999999999999999999".to_owned()),
        ".{0,60}",
        "[a-z ]{0,200}",
    ]
}

proptest! {
    #[test]
    fn no_request_is_sent_to_an_address_that_is_not_registered(
        changes in proptest::collection::vec((0..16usize, value(), any::<bool>()), 0..8),
        signed_in in any::<bool>(),
    ) {
        const NAMES: [&str; 16] = [
            "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt",
            "max_age", "code_challenge", "code_challenge_method", "request", "request_uri", "ui_locales",
            "claims", "id_token_hint",
        ];
        let mut world = World::new();
        let mut browser = Browser::default();
        if signed_in {
            world.code(&mut browser, &shop_asks());
        }
        let form = changes.iter().fold(shop_asks(), |form, (name, value, again)| {
            if *again { form.and(NAMES[*name], value) } else { form.with(NAMES[*name], value) }
        });
        match world.authorize(&mut browser, &form) {
            Ok(Answer::Respond(response)) => prop_assert_eq!(response.redirect.uri().as_str(), SHOP_CALLBACK),
            Ok(_) => {}
            Err(refusal) => {
                prop_assert_ne!(refusal.reason, Reason::Internal);
                if let Destination::Client(to) = refusal.destination {
                    prop_assert_eq!(to.redirect.uri().as_str(), SHOP_CALLBACK);
                }
            }
        }
    }

    #[test]
    fn no_bytes_make_the_decision_panic(encoded in "(client_id=shop&)?(redirect_uri=https://shop\\.test/cb&)?.{0,300}") {
        let mut world = World::new();
        let decision = world.decide_authorize(&Browser::default(), &encoded);
        prop_assert!(decision.answer.is_err() || !decision.effects.is_empty());
    }
}

#[test]
fn refuses_a_resource_that_is_none_and_a_registration_instead_of_passing_them_over() {
    for (name, value, expected, error) in [
        ("resource", "https://api.test", Reason::ResourceUnknown, "invalid_target"),
        ("resource", "api", Reason::ResourceInvalid, "invalid_target"),
        ("resource", "https://api.test/#part", Reason::ResourceInvalid, "invalid_target"),
        ("registration", "{}", Reason::RegistrationUnsupported, "registration_not_supported"),
    ] {
        let mut world = World::new();
        let refused = world.authorize(&mut Browser::default(), &shop_asks().and(name, value)).unwrap_err();
        assert_eq!((refused.reason, refused.reason.error().as_str()), (expected, error));
        assert!(matches!(refused.destination, idp::authorize::Destination::Client(_)));
        assert!(world.authorize(&mut Browser::default(), &shop_asks().and(name, "")).is_ok());
    }
}
