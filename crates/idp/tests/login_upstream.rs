//! Signing in at an upstream: who may go where, and what comes of it.

use idp::authorize::Answer;
use idp::login::acr::PASSWORD;
use idp::login::password::Onward;
use idp::login::upstream::Settled;
use idp::model::upstream::{ClaimRule, Keep, UpstreamProfile};
use idp::model::user::UserId;
use serde_json::{Value, json};

use crate::support::{Browser, Form, Sent, World, app_asks, bank, office, redeems, shop_asks};

const TEST2: &str = "http://ftn.ficora.fi/2017/loatest2";
const TEST3: &str = "http://ftn.ficora.fi/2017/loatest3";

/// A world whose shop asks nothing, with an office to sign in at.
fn world() -> World {
    let mut world = World::new();
    world.client("shop").policy.skip_consent = true;
    world.has_upstream(office("work"));
    world
}

/// Sets out from the page that offers ways in.
fn set_out(world: &mut World, browser: &mut Browser, form: &Form) -> Sent {
    match world.authorize(browser, form).unwrap() {
        Answer::Login(page) => {
            let handle = page.handle.unwrap().expose().clone();
            world.set_out(browser, &handle, "work", None).unwrap()
        }
        Answer::Upstream(page, pick) => {
            let handle = page.handle.unwrap().expose().clone();
            let choice = pick.choice.as_deref();
            world.set_out(browser, &handle, pick.upstream.as_str(), choice).unwrap()
        }
        other => panic!("signed in already: {other:?}"),
    }
}

fn sign_in(world: &mut World, browser: &mut Browser, form: &Form, further: Value) -> Settled {
    let sent = set_out(world, browser, form);
    let claims = sent.claims(world.now, further);
    let settled = world.come_back(browser, &sent, claims).unwrap();
    browser.session = settled.session_cookie.as_ref().map(|cookie| cookie.expose().clone());
    settled
}

fn code(settled: Settled) -> String {
    match settled.onward {
        Onward::Request(Answer::Respond(response)) => response.code.unwrap().expose().clone(),
        other => panic!("no answer: {other:?}"),
    }
}

#[test]
fn whom_an_upstream_names_gets_an_account_and_keeps_it() {
    let mut world = world();
    let mut users: Vec<UserId> = Vec::new();
    for sub in ["one", "two", "one"] {
        let settled = sign_in(&mut world, &mut Browser::default(), &shop_asks(), json!({ "sub": sub }));
        users.push(settled.user.clone());
        let tokens = world.token(&redeems(&code(settled), &shop_asks())).unwrap();
        let id_token = tokens.id_token.unwrap().claims;
        assert_eq!(id_token.sub, users.last().unwrap().as_str());
        assert_eq!(id_token.auth_time, Some(world.now.as_secs() - 5), "when it was done there");
    }
    assert_eq!(users[0], users[2]);
    assert_ne!(users[0], users[1]);
    let record = &world.state.users[&users[0]];
    assert_eq!((record.username.as_str(), record.claims.name.as_deref()), (users[0].as_str(), None));
    assert!(!world.state.passwords.contains_key(&users[0]));
}

#[test]
fn what_is_told_is_kept_for_the_sign_in_and_on_the_account_only_where_the_table_says_so() {
    let mut world = world();
    let mut upstream = office("work");
    let kept = ClaimRule { keep: Keep::Account, ..ClaimRule::new("name", "name") };
    upstream.definition.claims = vec![kept, ClaimRule::new("mail", "email")];
    world.has_upstream(upstream);
    let mut browser = Browser::default();
    let settled = sign_in(&mut world, &mut browser, &shop_asks(), json!({ "mail": "aino@example.test" }));
    let user = settled.user.clone();
    assert_ne!(user, world.state.person("aino").unwrap().id, "a mail address is nobody's proof");
    let record = &world.state.users[&user];
    assert_eq!((record.claims.name.as_deref(), &record.claims.email), (Some("Ada"), &None));
    let tokens = world.token(&redeems(&code(settled), &shop_asks())).unwrap();
    let told = world.userinfo(&tokens.access_token.claims).unwrap();
    assert_eq!(
        (told.person.name.as_deref(), told.person.email.as_deref()),
        (Some("Ada"), Some("aino@example.test"))
    );
    assert_eq!(
        told.person.email_verified,
        Some(false),
        "what we know of another address is nothing of this one"
    );
}

#[test]
fn a_request_is_led_by_the_only_way_and_asks_where_there_are_more() {
    let mut world = world();
    let is_asked =
        |world: &mut World, form: &Form| match world.authorize(&mut Browser::default(), form).unwrap() {
            Answer::Login(_) => None,
            Answer::Upstream(_, pick) => Some((pick.upstream.as_str().to_owned(), pick.choice)),
            other => panic!("{other:?}"),
        };
    assert_eq!(is_asked(&mut world, &shop_asks()), None, "a password would do as well");
    world.client("shop").policy.allow_password = false;
    assert_eq!(is_asked(&mut world, &shop_asks()), Some(("work".to_owned(), None)));
    let mut banks = office("banks");
    banks.definition.choices = vec![bank("fi-nordea"), bank("fi-op")];
    banks.definition.selectors = vec!["idp:ftn".to_owned()];
    world.has_upstream(banks);
    assert_eq!(is_asked(&mut world, &shop_asks()), None, "two upstreams");
    let ftn = shop_asks().with("acr_values", "idp:ftn");
    assert_eq!(is_asked(&mut world, &ftn), None, "two banks");
    let nordea = Some(("banks".to_owned(), Some("fi-nordea".to_owned())));
    assert_eq!(is_asked(&mut world, &shop_asks().with("idp_hint", "fi-nordea")), nordea);
    assert_eq!(is_asked(&mut world, &ftn.with("idp_hint", "fi-nordea")), nordea);
    assert_eq!(
        is_asked(&mut world, &shop_asks().with("idp_hint", "nobody")),
        None,
        "a hint at nothing is none"
    );
    world.client("shop").policy.upstreams = Some(vec!["work".parse().unwrap()]);
    assert_eq!(
        is_asked(&mut world, &shop_asks().with("idp_hint", "fi-nordea")),
        Some(("work".to_owned(), None))
    );
}

#[test]
fn only_a_session_from_the_upstream_that_is_asked_for_will_do() {
    let mut world = world();
    let mut banks = office("banks");
    banks.definition.selectors = vec!["idp:ftn".to_owned()];
    world.has_upstream(banks);
    let by_bank = shop_asks().with("acr_values", "idp:ftn");
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    assert!(
        matches!(world.authorize(&mut browser, &by_bank), Ok(Answer::Upstream(..))),
        "a password is none"
    );
    let mut browser = Browser::default();
    sign_in(&mut world, &mut browser, &by_bank, json!({}));
    assert!(matches!(world.authorize(&mut browser, &by_bank), Ok(Answer::Respond(_))));
    assert!(matches!(world.authorize(&mut browser, &shop_asks()), Ok(Answer::Respond(_))));
    let at_work = shop_asks().with("idp_hint", "work");
    assert!(matches!(world.authorize(&mut browser, &at_work), Ok(Answer::Upstream(..))));
}

#[test]
fn what_the_client_asked_for_is_asked_there() {
    let mut world = world();
    let mut banks = office("work");
    banks.definition.acr =
        [("theirs:2", TEST2), ("theirs:3", TEST3)].map(|(from, to)| (from.to_owned(), to.to_owned())).into();
    banks.definition.acr_values = vec!["theirs:2".to_owned()];
    banks.definition.parameters = [("kid".to_owned(), "1".to_owned())].into();
    world.has_upstream(banks);
    let asks = |form: Form| {
        let mut world = world.clone();
        set_out(&mut world, &mut Browser::default(), &form)
    };
    let sent = asks(shop_asks());
    assert_eq!(
        (sent.get("acr_values"), sent.get("ui_locales"), sent.get("kid")),
        (Some("theirs:2"), Some("fi"), Some("1"))
    );
    assert_eq!((sent.get("prompt"), sent.get("max_age"), sent.get("login_hint")), (None, None, None));
    let sent = asks(
        shop_asks()
            .with("acr_values", &format!("urn:of:another {TEST3}"))
            .with("prompt", "login")
            .with("max_age", "60")
            .with("login_hint", "sim:1:success"),
    );
    assert_eq!(sent.get("acr_values"), Some("theirs:3"));
    assert_eq!(
        (sent.get("prompt"), sent.get("max_age"), sent.get("login_hint")),
        (Some("login"), Some("60"), Some("sim:1:success"))
    );
    for hint in
        ["subject-010170-960F", "subject-somebody", "010170-960F", "nin:010170-960f", "010170-960F here"]
    {
        let sent = asks(shop_asks().with("login_hint", hint));
        assert_eq!(sent.get("login_hint"), None, "no identity number in an address: {hint}");
    }
    let sent = asks(shop_asks().with("login_hint", "010170-960G"));
    assert_eq!(sent.get("login_hint"), Some("010170-960G"), "what is none may go");
}

#[test]
fn levels_are_told_by_our_names_and_one_above_will_do() {
    let mut world = world();
    let mut banks = office("work");
    banks.definition.profile = UpstreamProfile::Ftn;
    banks.definition.acr =
        [("theirs:2", TEST2), ("theirs:3", TEST3)].map(|(from, to)| (from.to_owned(), to.to_owned())).into();
    banks.definition.acr_values = vec!["theirs:2".to_owned()];
    world.has_upstream(banks);
    let claims = json!({ "acr": "theirs:3", "amr": ["urn:bank"] });
    let settled = sign_in(&mut world, &mut Browser::default(), &shop_asks(), claims);
    let tokens = world.token(&redeems(&code(settled), &shop_asks())).unwrap();
    assert_eq!(tokens.access_token.claims.acr.as_deref(), Some(TEST3));
    assert_eq!(tokens.access_token.claims.amr, ["urn:bank"]);
}

#[test]
fn who_is_identified_for_one_client_alone_leaves_the_browser_as_it_was() {
    let mut world = world();
    let mut banks = office("work");
    banks.definition.single_sign_on = false;
    world.has_upstream(banks);
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    let before = browser.session.clone();
    let by_bank = shop_asks().with("idp_hint", "work");
    let sent = set_out(&mut world, &mut browser, &by_bank);
    let claims = sent.claims(world.now, json!({}));
    let settled = world.come_back(&browser, &sent, claims).unwrap();
    assert!(settled.session_cookie.is_none());
    let tokens = world.token(&redeems(&code(settled), &shop_asks())).unwrap();
    assert_eq!(world.userinfo(&tokens.access_token.claims).unwrap().person.name.as_deref(), Some("Ada"));
    assert_eq!(browser.session, before);
    assert!(matches!(world.authorize(&mut browser, &shop_asks()), Ok(Answer::Respond(_))), "still signed in");
}

#[test]
fn what_is_said_of_one_address_is_nothing_about_another() {
    let kept = |name: &str| ClaimRule { keep: Keep::Account, ..ClaimRule::new(name, name) };
    let record_of = |claims: Value, then: Value| {
        let mut world = world();
        let mut upstream = office("work");
        upstream.definition.claims = vec![kept("email"), kept("email_verified")];
        world.has_upstream(upstream);
        sign_in(&mut world, &mut Browser::default(), &shop_asks(), claims);
        let settled = sign_in(&mut world, &mut Browser::default(), &shop_asks(), then);
        let record = world.state.users[&settled.user].claims.clone();
        let tokens = world.token(&redeems(&code(settled), &shop_asks())).unwrap();
        let told = world.userinfo(&tokens.access_token.claims).unwrap().person;
        assert_eq!(
            (&told.email, told.email_verified),
            (&record.email, Some(record.email_verified == Some(true)))
        );
        (record.email.map(String::from), record.email_verified)
    };
    let verified = json!({ "email": "ada@one.test", "email_verified": true });
    let one = Some("ada@one.test".to_owned());
    assert_eq!(record_of(verified.clone(), verified.clone()), (one.clone(), Some(true)));
    assert_eq!(
        record_of(verified.clone(), json!({ "email": "ada@one.test" })),
        (one.clone(), Some(true)),
        "the same"
    );
    let other = json!({ "email": "ada@two.test" });
    assert_eq!(record_of(verified, other), (Some("ada@two.test".to_owned()), None), "another");
    let unverified = json!({ "email": "ada@one.test", "email_verified": false });
    assert_eq!(record_of(unverified, json!({ "email_verified": true })), (one, Some(false)), "of no address");
}

#[test]
fn an_address_that_cannot_be_one_is_not_kept() {
    for (email, kept) in [
        ("ada@there.test", Some("ada@there.test")),
        ("root", None),
        ("ada @there.test", None),
        ("ada@there.test\u{7}", None),
        (&*format!("{}@there.test", "a".repeat(300)), None),
    ] {
        let mut world = world();
        let mut upstream = office("work");
        upstream.definition.claims =
            vec![ClaimRule { keep: Keep::Account, ..ClaimRule::new("email", "email") }];
        world.has_upstream(upstream);
        let settled = sign_in(&mut world, &mut Browser::default(), &shop_asks(), json!({ "email": email }));
        assert_eq!(world.state.users[&settled.user].claims.email.as_deref(), kept, "{email}");
    }
}

/// RFC 8252 §8.6: an upstream that knows the person still answers without their seeing anything.
#[test]
fn a_remembered_yes_answers_no_other_program_by_way_of_an_upstream() {
    let https = "https://app.example.com/cb";
    for (address, silent) in [("http://127.0.0.1/cb", false), (https, true)] {
        let mut world = world();
        world.client("app").metadata.redirect_uris = vec![address.parse().unwrap()];
        let asks = app_asks().with("redirect_uri", address).with("idp_hint", "work");
        let come = |world: &mut World| {
            let mut browser = Browser::default();
            let sent = set_out(world, &mut browser, &asks);
            let claims = sent.claims(world.now, json!({}));
            let settled = world.come_back(&browser, &sent, claims).unwrap();
            browser.session = settled.session_cookie.map(|cookie| cookie.expose().clone());
            match settled.onward {
                Onward::Request(answer) => (browser, sent, answer),
                other => panic!("{other:?}"),
            }
        };
        let (browser, sent, first) = come(&mut world);
        assert!(matches!(first, Answer::Consent(_)), "{address}: {first:?}");
        assert!(matches!(world.consent(&browser, &sent.handle, true), Ok(Answer::Respond(_))));
        let (_, _, again) = come(&mut world);
        assert_eq!(matches!(again, Answer::Respond(_)), silent, "{address}: {again:?}");
        assert_eq!(matches!(again, Answer::Consent(_)), !silent, "{address}: {again:?}");
    }
}

#[test]
fn no_upstream_says_what_only_we_can_say() {
    let told = |acr: &str| {
        let mut world = world();
        let mut upstream = office("work");
        upstream.definition.acr = [("theirs".to_owned(), PASSWORD.to_owned())].into();
        world.has_upstream(upstream);
        let settled = sign_in(&mut world, &mut Browser::default(), &shop_asks(), json!({ "acr": acr }));
        world.token(&redeems(&code(settled), &shop_asks())).unwrap().access_token.claims.acr.map(String::from)
    };
    assert_eq!(told("urn:example:silver").as_deref(), Some("urn:example:silver"));
    assert_eq!(told("theirs").as_deref(), Some(PASSWORD), "but the administrator may");
    assert_eq!(told(PASSWORD), None);
    assert_eq!(told(&"x".repeat(1000)), None, "nor anything without end");
}

#[test]
fn who_goes_on_as_signed_in_proves_themselves_where_that_will_not_do() {
    let mut world = world();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    for (hint, at_once) in [(None, true), (Some("work"), false)] {
        let mut form = shop_asks().with("prompt", "select_account");
        form = hint.map_or(form.clone(), |hint| form.with("idp_hint", hint));
        let Ok(Answer::SelectAccount(page)) = world.authorize(&mut browser, &form) else {
            panic!("no choice")
        };
        let handle = page.handle.unwrap().expose().clone();
        match world.go_on(&browser, &handle).unwrap() {
            Answer::Respond(_) => assert!(at_once),
            Answer::Upstream(_, pick) => assert_eq!((pick.upstream.as_str(), at_once), ("work", false)),
            other => panic!("{other:?}"),
        }
    }
}
