//! Signing in with a password: counted, proven, refused alike.

use idp::authorize::Answer;
use idp::login::factor::password::check_new;
use idp::login::factor::password::kept::{Argon2, Kept, OURS, Rehashed, Scheme};
use idp::login::sessions::Ending;
use idp::login::{password, under_way};
use idp::model::credential::{Credential, CredentialId, CredentialKind};
use idp::model::event::Actor;
use idp::model::settings::Passwords;
use idp::model::sign_in::Outcome;
use idp::user::{Changes, PasswordHash, change};
use idp::{Effect, Reason, Refusal};
use jose::secret::Secret;

use crate::support::*;

/// A browser that was asked to sign in for the shop, and the handle of the page.
fn asked(world: &mut World) -> (Browser, String) {
    let mut browser = Browser::default();
    let Answer::Login(page) = world.authorize(&mut browser, &shop_asks()).unwrap() else { panic!() };
    let handle = page.handle.unwrap().expose().clone();
    (browser, handle)
}

fn try_in(world: &mut World, name: &str, password: &str) -> Result<Answer, Refusal> {
    let (mut browser, handle) = asked(world);
    world.sign_in(&mut browser, &handle, name, password)
}

#[test]
fn any_spelling_of_user_name_or_address_will_do() {
    for name in ["aino", " AINO ", "Aino@Example.TEST", "\u{ff41}ino"] {
        assert!(try_in(&mut World::new(), name, "aino-password").is_ok(), "{name}");
    }
}

#[test]
fn refuses_unknown_names_wrong_passwords_and_the_disabled_alike() {
    let mut world = World::new();
    world.user("bo").disabled_at = Some(NOW);
    for (name, password) in [
        ("nobody", "aino-password"),
        ("aino", "wrong"),
        ("aino", ""),
        ("aino", "Aino-password"),
        ("bo", "bo-password"),
        ("bo", "wrong"),
        ("", ""),
    ] {
        let mut refusal = try_in(&mut world, name, password).unwrap_err();
        assert!(refusal.detail.operator.take().is_some());
        assert_eq!((refusal.reason, *refusal.detail), (Reason::PasswordWrong, Default::default()), "{name}");
    }
    assert!(try_in(&mut world, "aino", "aino-password").is_ok());
}

#[test]
fn a_try_is_counted_before_it_is_settled_whoever_it_is_for() {
    for name in ["aino", "nobody"] {
        let mut world = World::new();
        let (browser, handle) = asked(&mut world);
        for tries in 1..=5 {
            assert!(world.reserve(&browser, &handle, name).is_ok(), "{name} {tries}");
        }
        let refusal = world.reserve(&browser, &handle, name).unwrap_err();
        assert_eq!((refusal.reason, refusal.detail.retry_after), (Reason::TooManyTries, Some(2)), "{name}");
        // Another name is another count.
        assert!(world.reserve(&browser, &handle, "bo").is_ok());
    }
}

#[test]
fn all_names_of_a_person_are_one_count_in_every_spelling() {
    for (name, spelling) in [
        ("aino", "AINO"),
        ("aino@example.test", "Aino@Example.test"),
        ("Aino", "AINO@example.test"),
        ("nobody", "Nobody"),
    ] {
        let mut world = World::new();
        let (browser, handle) = asked(&mut world);
        for name in [name, spelling, name, spelling, name] {
            world.reserve(&browser, &handle, name).unwrap();
        }
        assert_eq!(reason(world.reserve(&browser, &handle, spelling)), Reason::TooManyTries);
        let others = if name == "nobody" { ["aino", "bo", "u-aino"] } else { ["nobody", "bo", "u-aino"] };
        for other in others {
            assert!(world.reserve(&browser, &handle, other).is_ok(), "{other} after {name}");
        }
        if name != "nobody" {
            // The right password takes the count back.
            world.wait(1);
            assert!(world.sign_in(&mut browser.clone(), &handle, spelling, "aino-password").is_ok());
            for _ in 0..5 {
                assert_eq!(reason(try_in(&mut world, name, "wrong")), Reason::PasswordWrong);
            }
        }
    }
}

#[test]
fn of_two_that_count_the_same_try_one_counts_again() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    for lost in [Lost::TicketTaken, Lost::TicketAdvanced] {
        let first = world.decide_reserve(&browser, &handle, "aino").effects;
        let second = world.decide_reserve(&browser, &handle, "aino").effects;
        let now = world.now;
        assert_eq!(world.state.commit(first, now), Ok(()));
        assert_eq!(world.state.commit(second, now), Err(lost));
    }
}

#[test]
fn delays_grow_end_at_the_longest_and_are_over_when_they_are_over() {
    let mut world = World::new();
    world.settings.login_ttl = seconds(1_000_000);
    let (browser, handle) = asked(&mut world);
    let mut waited = Vec::new();
    for _ in 0..20 {
        let before = world.now;
        while world.reserve(&browser, &handle, "aino").is_err() {
            world.wait(1);
        }
        waited.push(world.now.since(before).as_secs());
    }
    let delays = [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900];
    assert_eq!(waited, delays);
}

#[test]
fn a_delayed_name_refuses_even_the_right_password_and_the_right_password_clears_it() {
    let mut world = World::new();
    for _ in 0..5 {
        assert_eq!(reason(try_in(&mut world, "aino", "wrong")), Reason::PasswordWrong);
    }
    assert_eq!(reason(try_in(&mut world, "aino", "aino-password")), Reason::TooManyTries);
    world.wait(1);
    assert!(try_in(&mut world, "aino", "aino-password").is_ok());
    for _ in 0..5 {
        assert_eq!(reason(try_in(&mut world, "aino", "wrong")), Reason::PasswordWrong);
    }
}

#[test]
fn tries_are_forgotten_after_a_day_without_any() {
    let mut world = World::new();
    for _ in 0..5 {
        assert_eq!(reason(try_in(&mut world, "aino", "wrong")), Reason::PasswordWrong);
    }
    world.wait(24 * 3600);
    for _ in 0..5 {
        assert_eq!(reason(try_in(&mut world, "aino", "wrong")), Reason::PasswordWrong);
    }
}

#[test]
fn refuses_a_sign_in_that_is_over_and_never_counts_it() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    assert_eq!(reason(world.reserve(&browser, "invented", "aino")), Reason::LoginUnknown);
    world.wait(60 * 60 - 1);
    assert!(world.reserve(&browser, &handle, "aino").is_ok());
    world.wait(1);
    let decision = world.decide_reserve(&browser, &handle, "aino");
    assert!(decision.effects.is_empty());
    assert_eq!(reason(decision.answer), Reason::LoginUnknown);
}

#[test]
fn refuses_a_sign_in_that_another_browser_began() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    for binding in [None, Some("another".to_owned()), Some(String::new())] {
        let other = Browser { binding, ..Browser::default() };
        let reserved = world.decide_reserve(&other, &handle, "aino");
        assert!(reserved.effects.is_empty());
        assert_eq!(reason(reserved.answer), Reason::LoginOtherBrowser);
        let settled = world.decide_settle(&other, &handle, "aino", "aino-password");
        assert!(settled.effects.is_empty());
        assert_eq!(reason(settled.answer), Reason::LoginOtherBrowser);
    }
    let mut browser = browser;
    assert!(world.sign_in(&mut browser, &handle, "aino", "aino-password").is_ok());
}

#[test]
fn a_wrong_password_changes_nothing_but_the_count() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    world.reserve(&browser, &handle, "aino").unwrap();
    let decision = world.decide_settle(&browser, &handle, "aino", "wrong");
    assert!(decision.answer.is_err());
    // That somebody tried is remembered, whether or not anybody has the name.
    assert!(matches!(decision.effects.as_slice(), [Effect::PutSignIn(_)]), "{:?}", decision.effects);
    let decision = world.decide_settle(&browser, &handle, "nobody", "wrong");
    assert!(matches!(decision.effects.as_slice(), [Effect::PutSignIn(_)]), "{:?}", decision.effects);
}

#[test]
fn refuses_a_password_that_was_replaced_while_it_was_hashed() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    let hashed = world.hash("aino", "aino-password");
    assert!(hashed.is_some());
    let settle = |world: &mut World| world.decide_settle_hashed(&browser, &handle, "aino", hashed.as_ref());
    assert!(settle(&mut world).answer.is_ok());
    let password = Some(PasswordHash("another".to_owned()));
    let changes = Changes { password, ..Changes::default() };
    let aino = world.state.person("aino").cloned();
    let decision =
        world.decide(|env| change(aino, changes, false, Ending::default(), &Actor::CommandLine, env));
    world.commit(decision).unwrap();
    let decision = settle(&mut world);
    assert!(matches!(decision.effects.as_slice(), [Effect::PutSignIn(_)]));
    assert_eq!(reason(decision.answer), Reason::PasswordWrong);
}

#[test]
fn refuses_a_password_whose_name_became_somebody_elses_while_it_was_hashed() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    let hashed = world.hash("aino", "aino-password");
    world.user("aino").username = "aino-before".to_owned();
    world.user("bo").username = "aino".to_owned();
    let settled = world.decide_settle_hashed(&browser, &handle, "aino", hashed.as_ref());
    assert_eq!(reason(settled.answer), Reason::PasswordWrong);
    let settled = world.decide_settle_hashed(&browser, &handle, "aino-before", hashed.as_ref());
    assert!(settled.answer.is_ok());
}

#[test]
fn the_request_is_checked_again_after_the_proof() {
    let mut world = World::new();
    let (mut browser, handle) = asked(&mut world);
    world.client("shop").metadata.redirect_uris = vec!["https://shop.test/moved".parse().unwrap()];
    let refused = world.sign_in(&mut browser, &handle, "aino", "aino-password");
    assert_eq!(reason(refused), Reason::RedirectUriMismatch);
    assert_eq!(browser.session, None);
}

#[test]
fn a_right_password_is_remembered_and_forgives_also_where_the_request_is_refused_after_it() {
    for refused in [false, true] {
        let mut world = World::new();
        let (mut browser, handle) = asked(&mut world);
        for _ in 0..4 {
            assert!(world.sign_in(&mut browser, &handle, "aino", "wrong").is_err());
        }
        if refused {
            world.client("shop").metadata.redirect_uris = vec!["https://shop.test/moved".parse().unwrap()];
        }
        assert_eq!(world.sign_in(&mut browser, &handle, "aino", "aino-password").is_err(), refused);
        // Otherwise whoever guesses would do so by a request that is refused, and leave no trace.
        assert_eq!(world.state.sign_ins.last().unwrap().outcome, Outcome::Succeeded);
        world.client("shop").metadata.redirect_uris = shop().metadata.redirect_uris;
        let (stranger, handle) = asked(&mut world);
        let heard = (0..9).filter(|_| world.reserve(&stranger, &handle, "aino").is_ok()).count();
        assert_eq!(heard, 5, "{refused}");
    }
}

#[test]
fn a_sign_in_answers_once() {
    let mut world = World::new();
    world.client("shop").policy.skip_consent = true;
    let (mut browser, handle) = asked(&mut world);
    let raced = world.decide_settle(&browser, &handle, "aino", "aino-password");
    assert!(raced.answer.is_ok());
    world.sign_in(&mut browser, &handle, "aino", "aino-password").unwrap();
    let now = world.now;
    assert_eq!(world.state.commit(raced.effects, now), Err(Lost::TicketSpent));
    assert_eq!(reason(world.sign_in(&mut browser, &handle, "aino", "aino-password")), Reason::LoginUnknown);
}

#[test]
fn the_page_shows_what_is_wanted_to_the_browser_that_is_asked() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let form = shop_asks().with("login_hint", "aino").with("ui_locales", "fi");
    let Answer::Login(page) = world.authorize(&mut browser, &form).unwrap() else { panic!() };
    let login = world.state.ticket(&under_way::key(page.handle.unwrap().expose()), world.now);
    let show = |cookies: &[String]| {
        let facts = idp::authorize::Facts {
            policies: idp::login::policy::gather::Policies::none(),
            upstreams: &[],
            issuer: &world.issuer,
            settings: &world.settings,
            client: Some(&shop()),
            standing: None,
            person: None,
            credentials: &[],
            consent: None,
            keys: &[],
            sealing: idp::issue::seal::Facts::NotAsked,
            offered: &world.state.offered(),
            browser: under_way::Browser { cookies, ..Default::default() },
        };
        password::show(idp::login::under_way::Found { login: login.as_ref(), pushed: None }, facts, NOW)
    };
    let cookie = browser.binding.unwrap();
    let wanted = show(std::slice::from_ref(&cookie)).unwrap().wanted.unwrap();
    assert_eq!(wanted.scope, scope("openid profile email"));
    assert_eq!(
        (wanted.login_hint.as_deref(), wanted.ui_locales.as_slice()),
        (Some("aino"), &["fi".to_owned()][..])
    );
    assert_eq!(wanted.return_origin, "https://shop.test");
    assert_eq!(reason(show(&[])), Reason::LoginOtherBrowser);
    // Two sign-ins begun at the same moment brought a cookie each.
    assert!(show(&["of another sign-in".to_owned(), cookie]).is_ok());
    let strangers = ["of another sign-in".to_owned(), "of a third".to_owned()];
    assert_eq!(reason(show(&strangers)), Reason::LoginOtherBrowser);
}

#[test]
fn a_browser_that_has_its_cookie_keeps_it() {
    let mut world = World::new();
    let (mut browser, _) = asked(&mut world);
    let before = browser.binding.clone();
    let Answer::Login(page) = world.authorize(&mut browser, &shop_asks()).unwrap() else { panic!() };
    assert!(page.new_cookie.is_none() && before.is_some() && browser.binding == before);
}

#[test]
fn takes_passwords_of_eight_to_256_characters() {
    for (password, fits) in [
        ("talviyö".to_owned(), false),
        ("talviyöt".to_owned(), true),
        ("\u{1f511}".repeat(8), true),
        ("x".repeat(256), true),
        ("x".repeat(257), false),
        ("\u{1f511}".repeat(256), true),
    ] {
        let checked = check_new(&password, &Passwords::default());
        assert_eq!(checked.is_ok(), fits, "{password}");
        if let Err(refusal) = checked {
            assert_eq!(refusal.reason, Reason::PasswordUnfit);
        }
    }
    let longer = Passwords { shortest: 15 };
    let refusal = check_new("lumi sataa taas", &Passwords { shortest: 16 }).unwrap_err();
    assert_eq!(refusal.detail.expected.as_deref(), Some("16 to 256 characters"));
    assert!(check_new("lumi sataa taas", &longer).is_ok());
}

#[test]
fn refuses_passwords_that_are_guessed_first_however_they_are_written_and_adorned() {
    for password in
        ["12345678", "salasana", "Password", "PASSWORD1!", "ｐａｓｓｗｏｒｄ", "qwertyuiop", "!sunshine202"]
    {
        let refusal = check_new(password, &Passwords::default()).unwrap_err();
        assert_eq!(refusal.reason, Reason::PasswordKnown, "{password}");
    }
    for password in ["salasana on pitkä", "password of the house", "sunshine20256"] {
        assert!(check_new(password, &Passwords::default()).is_ok(), "{password}");
    }
}

#[test]
fn a_password_that_others_hashed_is_kept_by_our_hash_from_the_sign_in_on() {
    for (from, kept, version) in [(1, "ours", 2), (7, "theirs", 1)] {
        let mut world = World::new();
        let before = world.user("aino").clone();
        let id = CredentialId::only(&before.id, CredentialKind::Password);
        let theirs = Secret::new("theirs".to_owned());
        let credential = Credential::new(id, &before.id, CredentialKind::Password, theirs, NOW);
        world.state.credentials.insert(id, credential);
        let hash = Secret::new("ours".to_owned());
        world.rehashed = Some(Rehashed { id, from, hash }.into());
        // Also where another was set since it was checked: that one stays.
        assert!(try_in(&mut world, "aino", "aino-password").is_ok());
        let now = &world.state.credentials[&id];
        assert_eq!((now.data.expose().as_str(), now.version), (kept, version));
        assert_eq!(
            world.user("aino").sessions_valid_from,
            before.sessions_valid_from,
            "nothing ends with it"
        );
    }
}

/// Hashes as others write them, of the cheapest kind there is.
const B64: &str = "c2l4dGVlbiBieXRlcyBvaw";

fn reads(text: &str) -> bool {
    Kept::parse(text).is_ok()
}

#[test]
fn hashes_are_read_as_others_write_them() {
    let argon2 =
        |is_current| Scheme::Argon2 { kind: Argon2::I, is_current, memory_kib: 64, passes: 3, lanes: 2 };
    let kept = Kept::parse(&format!("$argon2i$v=19$m=64,t=3,p=2${B64}${B64}")).unwrap();
    assert_eq!((kept.scheme, &*kept.salt, kept.is_ours()), (argon2(true), &b"sixteen bytes ok"[..], false));
    let older = Kept::parse(&format!("$argon2i$m=64,t=3,p=2${B64}${B64}")).unwrap();
    assert_eq!(older.scheme, argon2(false));
    let ours = format!("$argon2id$v=19$m=19456,t=2,p=1${B64}${B64}{B64}");
    let kept = Kept::parse(&ours).unwrap();
    assert_eq!((kept.scheme, kept.is_ours(), kept.text()), (OURS, true, Some(ours)));
    assert!(!format!("{kept:?}").contains("sixteen") && !format!("{kept:?}").contains(B64));
    let kept = Kept::parse(&format!("scrypt$16384$pepper$8$5${B64}==")).unwrap();
    assert_eq!((kept.scheme, &*kept.salt), (Scheme::Scrypt { log_n: 14, r: 8, p: 5 }, &b"pepper"[..]));
}

#[test]
fn refuses_hashes_that_would_cost_too_much_and_what_is_none() {
    let argon2 = |parameters: &str| reads(&format!("$argon2id$v=19${parameters}${B64}${B64}"));
    assert!(argon2("m=131072,t=8,p=16"));
    for parameters in
        ["m=131073,t=1,p=1", "m=131072,t=9,p=1", "m=4294967295,t=4294967295,p=1", "m=64,t=0,p=1"]
    {
        assert!(!argon2(parameters), "{parameters}");
    }
    for parameters in ["m=64,t=1,p=17", "m=7,t=1,p=1", "m=64,t=1", "m=64,t=1,p=1,p=1", "m=64,t=1,p=1,x=1"] {
        assert!(!argon2(parameters), "{parameters}");
    }
    let bcrypt = |cost: &str| reads(&format!("$2b${cost}${}", "a".repeat(53)));
    assert!(bcrypt("04") && bcrypt("14"));
    assert!(!bcrypt("03") && !bcrypt("15") && !bcrypt("31") && !bcrypt("4") && !bcrypt("+4"));
    let pbkdf2 = |iterations: u64| reads(&format!("pbkdf2_sha256${iterations}$salt${B64}="));
    assert!(pbkdf2(1) && pbkdf2(2_500_000));
    assert!(!pbkdf2(0) && !pbkdf2(2_500_001) && !pbkdf2(u64::MAX));
    let scrypt = |ln, r, p| reads(&format!("$scrypt$ln={ln},r={r},p={p}${B64}${B64}"));
    assert!(scrypt(17, 8, 1) && scrypt(17, 8, 8) && scrypt(14, 8, 64));
    for (ln, r, p) in
        [(18, 8, 1), (17, 8, 9), (0, 8, 1), (17, 0, 1), (10, 8, 0), (63, 1, 1), (10, u32::MAX, 1)]
    {
        assert!(!scrypt(ln, r, p), "{ln} {r} {p}");
    }
    let bcrypted = format!("$2b$04${}", "a".repeat(53));
    assert!(reads(&bcrypted) && !reads(&bcrypted[..59]) && !reads(&bcrypted.replace("2b", "2x")));
    let long = format!("$argon2id$v=19$m=64,t=1,p=1${}${B64}", B64.repeat(25));
    for text in [&*long, "", "$", "$$$$", "5f4dcc3b5aa765d61d8327deb882cf99", "$1$salt$hash", "md5$salt$hash"]
    {
        assert!(!reads(text), "{text}");
    }
    assert!(!reads(&format!("$argon2id$v=19$m=64,t=1,p=1${B64}$")), "an empty hash is everybody's");
    for salt in ["", "c2FsdA"] {
        assert!(!reads(&format!("$argon2id$v=19$m=64,t=1,p=1${salt}${B64}")), "no salt, or too little");
    }
}

#[test]
fn a_proof_begins_one_session_and_goes_on_with_the_request() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    world.reserve(&browser, &handle, "aino").unwrap();
    let effects = world.decide_settle(&browser, &handle, "aino", "aino-password").effects;
    // It is remembered, the counts are cleared, the session begun, the request moved on to consent.
    assert!(
        matches!(
            effects.as_slice(),
            [
                Effect::PutSignIn(_),
                Effect::Advance(_),
                Effect::Advance(_),
                Effect::PutFamily(_),
                Effect::Put(_),
                Effect::Advance(_)
            ]
        ),
        "{effects:?}"
    );
}
