//! Signing in with a password: who is let in, who is made to wait, and what nobody can find out.

use std::time::Duration;

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::browser::Browser;
use crate::world::{Answer, Client, PASSWORD, World};

on_both_stores! {
    async fn takes_the_user_name_and_the_e_mail_address_in_any_spelling(world) {
        let client = trusted(&world).await;
        for name in ["maija", "Maija", " MAIJA ", "maija@example.fi", "MAIJA@Example.FI", "ｍａｉｊａ", "maıja", "ma\u{200b}ija", "maija@example.fi."] {
            let answer = world.browser().sign_in_as(name, PASSWORD, &world.authorize_url(&client, &[])).await;
            assert!(answer.parameter("code").is_some(), "{name}: {answer:?}");
        }
        let capitals = PASSWORD.to_uppercase();
        let (mut browser, page) = begin(&world, &client).await;
        for (name, password) in [
            ("maija", capitals.as_str()), ("maija", " "), ("maija", ""), ("", PASSWORD), ("", ""),
            ("maija@example.com", PASSWORD), ("mai ja", PASSWORD),
        ] {
            let answer = enter(&mut browser, &page, name, password).await;
            assert_eq!(answer.status, 403, "{name:?}, {password:?}");
            assert_eq!(answer.header("set-cookie"), "", "{answer:?}");
        }
    }

    /// Nobody learns here who has an account: not by the page, not by its headers.
    async fn answers_a_known_and_an_unknown_name_alike(world) {
        let disabled = world.person("matti", json!({})).await;
        world.disable_person(disabled.id.as_str(), true).await;
        world.clock.stop();
        let client = trusted(&world).await;
        let mut told: Vec<Vec<String>> = Vec::new();
        // Names of one length, so that only the name itself differs.
        for (name, password) in [("maija", "wrong"), ("mxija", "wrong"), ("matti", PASSWORD), ("matti", "wrong")] {
            let (mut browser, page) = begin(&world, &client).await;
            let mut answers = Vec::new();
            for _ in 0..8 {
                let answer = enter(&mut browser, &page, name, password).await;
                let mut headers = answer.headers.clone();
                headers.remove("date");
                headers.remove("x-request-id");
                answers.push(format!("{} {headers:?} {}", answer.status, answer.body.replace(name, "NAME")));
            }
            told.push(answers);
            world.clock.advance(Duration::from_hours(25));
        }
        assert!(told[0][0].starts_with("403") && told[0][7].starts_with("429"), "{:?}", told[0]);
        assert!(told[0][0].contains("NAME"), "the name stays in its field");
        for others in &told[1..] {
            assert_eq!(others, &told[0]);
        }
        let accepted = world.browser().sign_in(&world.authorize_url(&client, &[])).await;
        assert!(accepted.parameter("code").is_some());
    }

    /// Nor by the time it takes: each try costs one hash, whether or not anybody has the name. That
    /// the stand-in's hash costs the same is the pool's own test.
    async fn hashes_for_an_unknown_name_as_for_a_known_one(world) {
        let disabled = world.person("matti", json!({})).await;
        world.disable_person(disabled.id.as_str(), true).await;
        world.clock.stop();
        let client = trusted(&world).await;
        let (mut browser, page) = begin(&world, &client).await;
        let computed = || world.node.hasher.computed();
        for name in ["maija", "nobody", "", "nobody@example.fi", "matti"] {
            let before = computed();
            assert_eq!(enter(&mut browser, &page, name, "wrong").await.status, 403);
            assert_eq!(computed() - before, 1, "{name:?}");
        }
        for name in ["maija", "nobody"] {
            while enter(&mut browser, &page, name, "wrong").await.status == 403 {}
            let before = computed();
            assert_eq!(enter(&mut browser, &page, name, "wrong").await.status, 429);
            assert_eq!(computed(), before, "what is not heard costs nothing: {name:?}");
        }
        let before = computed();
        let strangers = world.browser().post(&page, &[("username", "maija"), ("password", "wrong")]).await;
        assert_eq!((strangers.status, computed()), (403, before), "nor does a form without its browser");
    }

    async fn refuses_a_disabled_persons_right_password(world) {
        let client = trusted(&world).await;
        world.disable_person(&world.user_id, true).await;
        let (mut browser, page) = begin(&world, &client).await;
        assert_eq!(enter(&mut browser, &page, "maija", PASSWORD).await.status, 403);
        world.disable_person(&world.user_id, false).await;
        let answer = enter(&mut browser, &page, "maija", PASSWORD).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    /// Whoever held the old password, or a browser it opened, is out; also where access was offline.
    async fn a_new_password_ends_sessions_grants_and_tokens(world) {
        let client = trusted(&world).await;
        let offline = world.authorize_url(&client, &[("scope", "openid profile offline_access")]);
        let mut browser = world.browser();
        let code = browser.sign_in(&offline).await.parameter("code").unwrap();
        let tokens = world.redeem(&client, &code).await;
        let silent = world.authorize_url(&client, &[("prompt", "none")]);
        let at_once = browser.get(&silent).await;
        assert!(at_once.parameter("code").is_some(), "{at_once:?}");
        let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
        assert_eq!(world.userinfo(&access).await.status, 200);

        world.new_password("aivan-toinen-sana").await;
        assert_eq!(world.userinfo(&access).await.status, 401);
        assert_eq!(browser.get(&silent).await.error().0, "login_required");
        assert_eq!(world.redeem(&client, &at_once.parameter("code").unwrap()).await.status, 400);
        let refused = world.refresh(&client, &refresh).await;
        assert_eq!((refused.status, refused.text("error")), (400, "invalid_grant".to_owned()));
        assert_eq!(world.introspect(&client, &access).await.json(), json!({"active": false}));

        let (mut browser, page) = begin(&world, &client).await;
        assert_eq!(enter(&mut browser, &page, "maija", PASSWORD).await.status, 403);
        let answer = enter(&mut browser, &page, "maija", "aivan-toinen-sana").await;
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
    }

    async fn makes_who_guesses_wait_longer_each_time(world) {
        let client = trusted(&world).await;
        world.clock.stop();
        let (mut browser, page) = begin(&world, &client).await;
        for _ in 0..5 {
            let wrong = enter(&mut browser, &page, "maija", "wrong").await;
            assert_eq!((wrong.status, wrong.header("retry-after")), (403, ""));
        }
        let mut before = 0;
        for _ in 0..6 {
            let early = enter(&mut browser, &page, "maija", "wrong").await;
            assert_eq!(early.status, 429, "{early:?}");
            let wait: u64 = early.header("retry-after").parse().unwrap();
            assert!(wait > before, "{wait} after {before}");
            // The right password is not heard either, or guessing on would pay.
            assert_eq!(enter(&mut browser, &page, "MAIJA", PASSWORD).await.status, 429);
            world.clock.advance(Duration::from_secs(wait));
            assert_eq!(enter(&mut browser, &page, "maija", "wrong").await.status, 403);
            before = wait;
        }
        let other = world.person("pekka", json!({})).await;
        let his = enter(&mut browser, &page, "pekka", "wrong").await;
        assert_eq!(his.status, 403, "{} waits for nobody else: {his:?}", other.username);

        world.clock.advance(Duration::from_secs(120));
        let (mut browser, page) = begin(&world, &client).await;
        let right = enter(&mut browser, &page, "maija", PASSWORD).await;
        assert!(right.parameter("code").is_some(), "{right:?}");
    }

    /// Who has two names, in however many spellings, is guessed at no more often than who has one.
    async fn tries_at_all_names_of_one_person_are_counted_as_one(world) {
        let client = trusted(&world).await;
        world.clock.stop();
        for (names, another) in [
            (["maija", "MAIJA@example.fi"], "nobody"),
            (["maija@example.fi", " Maija"], "nobody"),
            (["nobody", "NOBODY"], "maija"),
        ] {
            let (mut browser, page) = begin(&world, &client).await;
            for name in names.into_iter().cycle().take(5) {
                assert_eq!(enter(&mut browser, &page, name, "wrong").await.status, 403, "{name}");
            }
            for name in names {
                assert_eq!(enter(&mut browser, &page, name, "wrong").await.status, 429, "{name}");
            }
            assert_eq!(enter(&mut browser, &page, another, "wrong").await.status, 403, "{another}");
            world.clock.advance(Duration::from_hours(25));
        }
    }

    /// A thousand guesses of strangers mean nothing to a browser in which the person has signed in before.
    async fn strangers_never_lock_the_owner_out_of_a_browser_that_is_known(world) {
        let client = trusted(&world).await;
        let mut owner = world.browser();
        owner.sign_in(&world.authorize_url(&client, &[])).await;
        owner.cookies.retain(|name, _| !name.contains("session"));
        let (mut stranger, page) = begin(&world, &client).await;
        let mut heard = 0;
        for n in 0..1000 {
            let name = if n % 2 == 0 { "maija" } else { "maija@example.fi" };
            heard += u32::from(enter(&mut stranger, &page, name, "a guess").await.status == 403);
        }
        assert!((5..50).contains(&heard), "{heard} were heard");
        let right = enter(&mut stranger, &page, "maija", PASSWORD).await;
        assert_eq!(right.status, 429, "{right:?}");
        let (_, page) = owner.open(&world.authorize_url(&client, &[])).await;
        assert!(page.contains("/login/"), "{page}");
        let right = enter(&mut owner, &page, "maija", PASSWORD).await;
        assert!(right.parameter("code").is_some(), "{right:?}");

        // A stolen copy of what makes the browser known has the tries of any browser, and no more.
        world.clock.stop();
        let mut thief = world.browser();
        thief.cookies = owner.cookies.clone();
        thief.cookies.retain(|name, _| name.contains("device"));
        assert_eq!(thief.cookies.len(), 1);
        let (_, page) = thief.open(&world.authorize_url(&client, &[])).await;
        for _ in 0..5 {
            assert_eq!(enter(&mut thief, &page, "maija", "a guess").await.status, 403);
        }
        assert_eq!(enter(&mut thief, &page, "maija", PASSWORD).await.status, 429);
    }

    /// Another browser or page is no new beginning.
    async fn counts_tries_across_browsers(world) {
        let client = trusted(&world).await;
        world.clock.stop();
        for _ in 0..5 {
            let (mut browser, page) = begin(&world, &client).await;
            assert_eq!(enter(&mut browser, &page, "maija", "wrong").await.status, 403);
        }
        let (mut browser, page) = begin(&world, &client).await;
        assert_eq!(enter(&mut browser, &page, "maija", "wrong").await.status, 429);
    }

    async fn the_right_password_takes_the_count_back(world) {
        let client = trusted(&world).await;
        for _ in 0..3 {
            let (mut browser, page) = begin(&world, &client).await;
            for _ in 0..4 {
                assert_eq!(enter(&mut browser, &page, "maija", "wrong").await.status, 403);
            }
            let right = enter(&mut browser, &page, "maija", PASSWORD).await;
            assert!(right.parameter("code").is_some(), "{right:?}");
        }
    }

    /// A thousand guesses at once are a thousand tries.
    async fn counts_every_one_of_many_guesses_at_once(world) {
        let client = trusted(&world).await;
        world.clock.stop();
        let (browser, page) = begin(&world, &client).await;
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let guesses = (0..24).map(|n| {
            let form = [("username", "maija".to_owned()), ("password", format!("guess {n}"))];
            let request = world.http.post(&page).header("cookie", cookies.join("; ")).form(&form);
            tokio::spawn(async move { request.send().await.unwrap().status().as_u16() })
        });
        let mut heard = 0;
        for guess in guesses.collect::<Vec<_>>() {
            match guess.await.unwrap() {
                403 => heard += 1,
                429 | 503 => {}
                other => panic!("{other}"),
            }
        }
        assert!((1..=5).contains(&heard), "{heard} were heard");
    }

    /// What was known before signing in is worth nothing afterwards.
    async fn gives_every_sign_in_a_new_session_identifier(world) {
        let client = trusted(&world).await;
        let silent = world.authorize_url(&client, &[("prompt", "none")]);
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        let before = browser.cookies.clone();
        let again = browser.sign_in(&world.authorize_url(&client, &[("prompt", "login")])).await;
        assert!(again.parameter("code").is_some(), "{again:?}");
        assert_ne!(browser.cookies, before);
        assert!(browser.get(&silent).await.parameter("code").is_some());
        let mut thief = world.browser();
        thief.cookies = before;
        assert_eq!(thief.get(&silent).await.error().0, "login_required");
    }

    /// Nobody is signed in by a cookie that somebody planted.
    async fn takes_no_session_identifier_from_outside(world) {
        let client = trusted(&world).await;
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        let name = browser.cookies.keys().find(|name| name.contains("session")).unwrap().clone();
        let mut victim = world.browser();
        for planted in ["planted", &"a".repeat(43), "", &"x".repeat(4000)] {
            victim.cookies.insert(name.clone(), planted.to_owned());
            victim.sign_in(&world.authorize_url(&client, &[])).await;
            assert_ne!(victim.cookies[&name], planted);
            victim.cookies.clear();
        }
    }

    async fn refuses_a_sign_in_begun_in_another_browser(world) {
        let client = trusted(&world).await;
        let (mut hers, page) = begin(&world, &client).await;
        let (mut theirs, _) = begin(&world, &client).await;
        for other in [&mut theirs, &mut world.browser()] {
            other.get(&page).await.assert_page(403, "login-other-browser");
            enter(other, &page, "maija", PASSWORD).await.assert_page(403, "login-other-browser");
            other.post(&page, &[("decision", "cancel")]).await.assert_page(403, "login-other-browser");
        }
        let answer = enter(&mut hers, &page, "maija", PASSWORD).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    async fn a_sign_in_must_be_finished_in_time_and_is_finished_once(world) {
        let client = trusted(&world).await;
        world.clock.stop();
        let (mut late, late_page) = begin(&world, &client).await;
        let (mut browser, page) = begin(&world, &client).await;
        world.clock.advance(Duration::from_secs(60 * 60 - 1));
        let answer = enter(&mut browser, &page, "maija", PASSWORD).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        enter(&mut browser, &page, "maija", PASSWORD).await.assert_page(400, "login-unknown");
        browser.get(&page).await.assert_page(400, "login-unknown");

        assert_eq!(late.get(&late_page).await.status, 200);
        world.clock.advance(Duration::from_secs(1));
        late.get(&late_page).await.assert_page(400, "login-unknown");
        enter(&mut late, &late_page, "maija", PASSWORD).await.assert_page(400, "login-unknown");
        for invented in ["x", "AAAAAAAAAAAAAAAAAAAAAA", "%00", "..%2f..", "ä"] {
            let page = format!("{}/login/{invented}", world.base);
            late.get(&page).await.assert_page(400, "login-unknown");
        }
    }

    async fn turning_back_tells_the_client_and_ends_the_sign_in(world) {
        let client = trusted(&world).await;
        let (mut browser, page) = begin(&world, &client).await;
        let both = [("decision", "cancel"), ("username", "maija"), ("password", PASSWORD)];
        let answer = browser.post(&page, &both).await;
        assert_eq!(answer.error().0, "access_denied");
        assert_eq!(answer.parameter("state").as_deref(), Some("a state & more"));
        enter(&mut browser, &page, "maija", PASSWORD).await.assert_page(400, "login-unknown");
        let again = browser.sign_in(&world.authorize_url(&client, &[])).await;
        assert!(again.parameter("code").is_some(), "{again:?}");
    }

    /// Where the browser says where a form comes from, it must come from us.
    async fn refuses_a_form_of_another_site(world) {
        let client = trusted(&world).await;
        let (mut browser, page) = begin(&world, &client).await;
        for site in ["cross-site", "same-site", "nonsense"] {
            browser.headers = vec![("sec-fetch-site", site)];
            enter(&mut browser, &page, "maija", PASSWORD).await.assert_page(403, "foreign-form");
            browser.post(&page, &[("decision", "cancel")]).await.assert_page(403, "foreign-form");
        }
        browser.headers = vec![("sec-fetch-site", "same-origin")];
        let answer = enter(&mut browser, &page, "maija", PASSWORD).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    async fn its_cookies_are_out_of_reach_of_scripts_and_other_sites(world) {
        let client = trusted(&world).await;
        let mut browser = world.browser();
        let begun = browser.get(&world.authorize_url(&client, &[])).await;
        let page = begun.location().to_owned();
        let settled = enter(&mut browser, &page, "maija", PASSWORD).await;
        for (answer, stem) in [(&begun, "countersign-browser-"), (&settled, "countersign-session-")] {
            let cookie = answer.header("set-cookie");
            let (pair, attributes) = cookie.split_once("; ").unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(name.starts_with(stem), "{cookie}");
            assert!(value.len() >= 43, "256 random bits at least: {cookie}");
            assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax", "for plain http, until the browser ends");
        }
        assert!(!settled.body.contains("countersign-session"), "{settled:?}");
        let silent = browser.get(&world.authorize_url(&client, &[])).await;
        assert_eq!(silent.header("set-cookie"), "", "nothing new to keep");
    }

    async fn a_session_ends_when_it_is_not_used(world) {
        let client = trusted(&world).await;
        world.clock.stop();
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        for _ in 0..3 {
            world.clock.advance(Duration::from_secs(4 * 3600 - 1));
            assert!(is_signed_in(&world, &client, &mut browser).await, "in use");
        }
        world.clock.advance(Duration::from_secs(4 * 3600));
        assert!(!is_signed_in(&world, &client, &mut browser).await, "for four hours it was not");
    }

    async fn a_session_ends_after_its_time_however_much_it_is_used(world) {
        let client = trusted(&world).await;
        world.clock.stop();
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        for _ in 0..7 {
            world.clock.advance(Duration::from_hours(3));
            assert!(is_signed_in(&world, &client, &mut browser).await);
        }
        world.clock.advance(Duration::from_secs(3 * 3600 - 1));
        assert!(is_signed_in(&world, &client, &mut browser).await);
        world.clock.advance(Duration::from_secs(1));
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    /// Proving oneself again begins no new day: the session's end stays where it was.
    async fn signing_in_again_does_not_move_a_sessions_end(world) {
        let client = trusted(&world).await;
        world.clock.stop();
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        world.clock.advance(Duration::from_secs(3 * 3600));
        for _ in 0..7 {
            browser.sign_in(&world.authorize_url(&client, &[("prompt", "login")])).await;
            assert!(is_signed_in(&world, &client, &mut browser).await);
            world.clock.advance(Duration::from_hours(3));
        }
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    async fn a_disabled_person_is_signed_in_nowhere(world) {
        let client = trusted(&world).await;
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        assert!(is_signed_in(&world, &client, &mut browser).await);
        world.disable_person(&world.user_id, true).await;
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    /// The client's suggestion stands in the field, and is nobody's word but the client's.
    async fn shows_the_name_a_client_suggests(world) {
        let client = trusted(&world).await;
        let (page, _) = world.browser().open(&world.authorize_url(&client, &[("login_hint", "ma\"ija<")])).await;
        assert!(page.body.contains("value=\"ma&#34;ija&#60;\""), "{page:?}");
    }

    async fn reads_forms_and_refuses_what_is_none(world) {
        let client = trusted(&world).await;
        let (mut browser, page) = begin(&world, &client).await;
        let twice = [("username", "maija"), ("password", "a"), ("password", PASSWORD)];
        browser.post(&page, &twice).await.assert_page(400, "parameter-repeated");
        let long = "p".repeat(8193);
        enter(&mut browser, &page, "maija", &long).await.assert_page(400, "parameter-too-long");
        enter(&mut browser, &page, "mai\0ja", PASSWORD).await.assert_page(400, "request-malformed");
        assert_eq!(enter(&mut browser, &page, "maija", &long[1..]).await.status, 403, "long, and wrong");
        let answer = enter(&mut browser, &page, "maija", PASSWORD).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }
}

/// A client of the house: nothing but the password is asked for.
async fn trusted(world: &World) -> Client {
    world.client(json!({}), ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

/// A browser in front of the sign-in page, and the page's address.
async fn begin(world: &World, client: &Client) -> (Browser, String) {
    let mut browser = world.browser();
    let (page, address) = browser.open(&world.authorize_url(client, &[])).await;
    assert_eq!(page.status, 200, "{page:?}");
    (browser, address)
}

async fn enter(browser: &mut Browser, page: &str, username: &str, password: &str) -> Answer {
    browser.post(page, &[("username", username), ("password", password)]).await
}

async fn is_signed_in(world: &World, client: &Client, browser: &mut Browser) -> bool {
    let answer = browser.get(&world.authorize_url(client, &[("prompt", "none")])).await;
    let code = answer.parameter("code").is_some();
    assert!(code || answer.error().0 == "login_required", "{answer:?}");
    code
}
