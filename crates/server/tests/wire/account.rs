//! The account page: people see their own account and change it, and nobody else does.

use std::time::Duration;

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::browser::Browser;
use crate::world::{Answer, Client, PASSWORD, World};

/// Opens a page of the account, signing in as maija where that is asked.
async fn open(world: &World, browser: &mut Browser, path: &str) -> (Answer, String) {
    let (mut answer, mut page) = browser.open(&format!("{}{path}", world.base)).await;
    if page.contains("/login/") {
        let posted = browser.post(&page, &[("username", "maija"), ("password", PASSWORD)]).await;
        (answer, page) = browser.follow(posted).await;
    }
    assert_eq!(answer.status, 200, "{answer:?}");
    (answer, page)
}

/// What the forms of a page bring back.
fn token(page: &Answer) -> String {
    let rest =
        page.body.split("name=\"form\" value=\"").nth(1).unwrap_or_else(|| panic!("no form in {page:?}"));
    rest.split('"').next().unwrap().to_owned()
}

/// Fills in a page's form, and opens what it leads to.
async fn fill(browser: &mut Browser, (answer, page): &(Answer, String), form: &[(&str, &str)]) -> Answer {
    let token = token(answer);
    let posted = browser.post(page, &[form, &[("form", token.as_str())]].concat()).await;
    browser.follow(posted).await.0
}

fn is_done(answer: &Answer) -> bool {
    answer.status == 200 && answer.body.contains("role=\"status\"")
}

fn has(answer: &Answer, text: &str) -> bool {
    answer.body.contains(text)
}

async fn app(world: &World, metadata: serde_json::Value) -> Client {
    world.client(metadata, ClientPolicy::default()).await
}

on_both_stores! {
    async fn leads_to_the_page_that_was_asked_for_by_way_of_signing_in(world) {
        for path in ["/account", "/account/name", "/account/email", "/account/password", "/account/sessions", "/account/apps", "/account/sign-ins"] {
            let mut browser = world.browser();
            let (answer, page) = browser.open(&format!("{}{path}", world.base)).await;
            assert!(page.contains("/login/") && !has(&answer, "Your password stays here"), "{answer:?}");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
            let wrong = browser.post(&page, &[("username", "maija"), ("password", "wrong")]).await;
            assert_eq!(wrong.status, 403, "{wrong:?}");
            let (answer, page) = open(&world, &mut browser, path).await;
            assert!(page.starts_with(&format!("{}{path}?", world.base)), "{page}");
            assert!(has(&answer, "<h1>"), "{answer:?}");
            assert!(answer.header("content-security-policy").ends_with("form-action 'self'"));
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }

    async fn shows_who_it_is_in_the_persons_language(world) {
        let mut browser = world.browser();
        let (answer, _) = open(&world, &mut browser, "/account?ui_locales=fi").await;
        assert!(has(&answer, "<html lang=\"fi\"") && has(&answer, "Maija Mäkelä (maija)") && has(&answer, "maija@example.fi"));
        assert!(has(&answer, "href=\"/account/email?ui_locales=fi\""));
        let (home, _) = browser.open(&format!("{}/", world.base)).await;
        assert!(has(&home, "href=\"/account\""), "{home:?}");
    }

    async fn is_left_without_signing_in(world) {
        let mut browser = world.browser();
        let (_, page) = browser.open(&format!("{}/account/email", world.base)).await;
        let left = browser.post(&page, &[("decision", "cancel")]).await;
        let (answer, to) = browser.follow(left).await;
        assert!(answer.status == 200 && to.starts_with(&format!("{}/?", world.base)), "{to}");
        browser.get(&page).await.assert_page(400, "login-unknown");
    }

    async fn a_sign_in_here_is_one_for_apps_too(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        open(&world, &mut browser, "/account").await;
        let (_, page) = browser.open(&world.authorize_url(&client, &[])).await;
        assert!(page.contains("/consent/"), "{page}");
    }

    async fn another_name_is_told_to_apps(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let page = open(&world, &mut browser, "/account/name").await;
        assert!(has(&page.0, "value=\"Maija Mäkelä\""));
        let names = [("name", "Maija M. <Mäkelä>"), ("given_name", "Maija"), ("family_name", "")];
        let done = fill(&mut browser, &page, &names).await;
        assert!(is_done(&done) && has(&done, "value=\"Maija M. &#60;Mäkelä&#62;\""), "{done:?}");
        let answer = browser.sign_in(&world.authorize_url(&client, &[])).await;
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        let told = world.userinfo(&tokens.text("access_token")).await.json();
        assert_eq!((&told["name"], &told["given_name"], &told["family_name"]), (&json!("Maija M. <Mäkelä>"), &json!("Maija"), &json!(null)));

        let long = "x".repeat(201);
        let refused = fill(&mut browser, &page, &[("name", long.as_str())]).await;
        assert!(refused.status == 400 && has(&refused, "role=\"alert\"") && has(&refused, &long), "{refused:?}");
    }

    async fn another_address_asks_for_the_password_is_unverified_and_signs_in(world) {
        let client = world.shop().await;
        world.person("pekka", json!({"email": "pekka@example.fi"})).await;
        let mut browser = world.browser();
        let page = open(&world, &mut browser, "/account/email").await;
        assert!(has(&page.0, "Your address is confirmed."));
        for (email, password, status) in [
            ("new@example.fi", "wrong", 403),
            ("new@example.fi", "", 403),
            ("no address", PASSWORD, 400),
            ("PEKKA@Example.fi", PASSWORD, 409),
            ("pekka", PASSWORD, 400),
        ] {
            let refused = fill(&mut browser, &page, &[("email", email), ("current_password", password)]).await;
            assert_eq!(refused.status, status, "{email} {refused:?}");
            assert!(has(&refused, "role=\"alert\"") && has(&refused, &format!("value=\"{email}\"")));
            assert!(!has(&refused, PASSWORD));
        }
        let form = [("email", "new@käse.example"), ("current_password", PASSWORD)];
        let done = fill(&mut browser, &page, &form).await;
        assert!(is_done(&done) && has(&done, "Your address is not confirmed."), "{done:?}");
        let answer = world.browser().sign_in_as("NEW@xn--kse-qla.example", PASSWORD, &world.authorize_url(&client, &[])).await;
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        let told = world.userinfo(&tokens.text("access_token")).await.json();
        assert_eq!((&told["email"], &told["email_verified"]), (&json!("new@käse.example"), &json!(false)));
        let (mut old, page) = (world.browser(), world.authorize_url(&client, &[]));
        let (_, page) = old.open(&page).await;
        let refused = old.post(&page, &[("username", "maija@example.fi"), ("password", PASSWORD)]).await;
        assert_eq!(refused.status, 403, "the old address is nobody's");
    }

    async fn a_weak_password_is_taken_from_who_wants_it_after_what_is_better_was_said(world) {
        let mut browser = world.browser();
        let page = open(&world, &mut browser, "/account/password").await;
        let form = [("current_password", PASSWORD), ("new_password", "hippopotamus")];
        let advised = fill(&mut browser, &page, &form).await;
        assert!(advised.status == 200 && has(&advised, "This password is easy to guess"), "{advised:?}");
        assert!(has(&advised, "name=\"keep_password\"") && !has(&advised, "hippopotamus"), "{advised:?}");
        let wrong = [("current_password", "wrong"), ("new_password", "hippopotamus"), ("keep_password", "true")];
        assert_eq!(fill(&mut browser, &page, &wrong).await.status, 403);
        let kept = [("keep_password", "true"), form[0], form[1]];
        let done = fill(&mut browser, &page, &kept).await;
        assert!(is_done(&done), "{done:?}");
    }

    async fn a_new_password_ends_all_but_this_browser(world) {
        let client = world.shop().await;
        let silent = world.authorize_url(&client, &[("prompt", "none")]);
        let mut elsewhere = world.browser();
        let code = elsewhere.sign_in(&world.authorize_url(&client, &[])).await.parameter("code").unwrap();
        let tokens = world.redeem(&client, &code).await;
        let mut browser = world.browser();
        let page = open(&world, &mut browser, "/account/password").await;
        let before = browser.cookies.clone();
        let wrong = fill(
            &mut browser,
            &page,
            &[("current_password", "wrong"), ("new_password", "aivan-toinen-sana")],
        );
        assert!(has(&wrong.await, "That is not your current password."));
        for (current, new, status) in [
            ("wrong", "aivan-toinen-sana", 403),
            (PASSWORD, "short", 400),
            (PASSWORD, "Maija@Example.fi", 400),
            (PASSWORD, "maija mäkelä", 400),
        ] {
            let refused = fill(&mut browser, &page, &[("current_password", current), ("new_password", new)]).await;
            assert!(refused.status == status && has(&refused, "role=\"alert\""), "{new} {refused:?}");
            assert!(!has(&refused, &format!("\"{new}\"")) && !has(&refused, PASSWORD));
        }
        let form = [("current_password", PASSWORD), ("new_password", "aivan-toinen-sana")];
        let done = fill(&mut browser, &page, &form).await;
        assert!(is_done(&done), "{done:?}");
        assert_ne!(browser.cookies, before);
        assert!(browser.get(&silent).await.parameter("code").is_some(), "this browser goes on");
        assert_eq!(elsewhere.get(&silent).await.error().0, "login_required");
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401);
        let mut thief = world.browser();
        thief.cookies = before;
        assert_eq!(thief.get(&silent).await.error().0, "login_required");
        let (_, page) = elsewhere.open(&world.authorize_url(&client, &[])).await;
        assert_eq!(elsewhere.post(&page, &[("username", "maija"), ("password", PASSWORD)]).await.status, 403);
        let right = elsewhere.post(&page, &[("username", "maija"), ("password", "aivan-toinen-sana")]).await;
        assert!(right.parameter("code").is_some(), "{right:?}");
    }

    async fn whoever_finds_the_browser_open_cannot_guess_the_password_on(world) {
        let mut browser = world.browser();
        let page = open(&world, &mut browser, "/account/email").await;
        world.clock.stop();
        for _ in 0..5 {
            assert_eq!(fill(&mut browser, &page, &[("email", "a@b.fi"), ("current_password", "wrong")]).await.status, 403);
        }
        let early = fill(&mut browser, &page, &[("email", "a@b.fi"), ("current_password", PASSWORD)]).await;
        assert_eq!((early.status, early.header("retry-after")), (429, "2"));
        world.clock.advance(Duration::from_secs(1));
        assert!(is_done(&fill(&mut browser, &page, &[("email", "a@b.fi"), ("current_password", PASSWORD)]).await));
    }

    /// The session's cookie comes along with any form: what the page brings back does not.
    async fn refuses_forms_that_are_not_of_this_sessions_page(world) {
        let mut browser = world.browser();
        let page = open(&world, &mut browser, "/account/name").await;
        let mut other = world.browser();
        let strangers = token(&open(&world, &mut other, "/account/name").await.0);
        for forged in ["", "x", strangers.as_str()] {
            browser.post(&page.1, &[("name", "x"), ("form", forged)]).await.assert_page(403, "foreign-form");
        }
        browser.post(&page.1, &[("name", "x")]).await.assert_page(403, "foreign-form");
        let own = token(&page.0);
        for path in ["name", "email", "password", "sessions", "apps"] {
            let url = format!("{}/account/{path}", world.base);
            let form = [("name", "x"), ("email", "a@b.fi"), ("current_password", PASSWORD), ("new_password", "aivan-toinen-sana"),
                ("session", "others"), ("client_id", "shop")];
            let no_token = browser.post(&url, &form).await;
            no_token.assert_page(403, "foreign-form");
            browser.headers = vec![("sec-fetch-site", "cross-site")];
            let foreign = browser.post(&url, &[&form[..], &[("form", own.as_str())]].concat()).await;
            foreign.assert_page(403, "foreign-form");
            browser.headers.clear();
        }
        let done = fill(&mut browser, &page, &[("name", "x")]).await;
        assert!(is_done(&done), "{done:?}");
    }

    async fn a_form_of_a_session_that_is_over_leads_to_signing_in(world) {
        let mut browser = world.browser();
        let page = open(&world, &mut browser, "/account/name").await;
        world.new_password("aivan-toinen-sana").await;
        let answer = browser.post(&page.1, &[("name", "x"), ("form", &token(&page.0))]).await;
        let (_, to) = browser.follow(answer).await;
        assert!(to.contains("/login/"), "{to}");
        let posted = browser.post(&to, &[("username", "maija"), ("password", "aivan-toinen-sana")]).await;
        let (answer, _) = browser.follow(posted).await;
        assert!(has(&answer, "value=\"Maija Mäkelä\""), "nothing was changed: {answer:?}");
    }

    async fn sessions_are_listed_and_ended(world) {
        let client = app(&world, json!({"client_name": "Kukkakauppa"})).await;
        let silent = world.authorize_url(&client, &[("prompt", "none")]);
        let firefox = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");
        let mut others = [world.browser(), world.browser(), world.browser()];
        for other in &mut others {
            other.headers = vec![firefox];
            other.sign_in(&world.authorize_url(&client, &[])).await;
        }
        let mut browser = world.browser();
        let page = open(&world, &mut browser, "/account/sessions").await;
        assert_eq!(page.0.body.matches("Firefox, Linux").count(), 3);
        assert_eq!(page.0.body.matches("this browser").count(), 1);
        assert_eq!(page.0.body.matches("<bdi>127.0.0.1</bdi>").count(), 4);
        assert_eq!(page.0.body.matches("<bdi>Kukkakauppa</bdi>").count(), 3);
        let ids: Vec<String> = page.0.body.split("name=\"session\" value=\"").skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned()).filter(|id| id != "others").collect();
        assert_eq!(ids.len(), 3, "the one of this browser ends by signing out");

        let done = fill(&mut browser, &page, &[("session", &ids[0])]).await;
        assert!(is_done(&done) && done.body.matches("Firefox, Linux").count() == 2, "{done:?}");
        let alive = async |others: &mut [Browser; 3]| {
            let mut alive = 0;
            for other in others {
                alive += u32::from(other.get(&silent).await.parameter("code").is_some());
            }
            alive
        };
        assert_eq!(alive(&mut others).await, 2);
        // Twice is once; what is no session is refused.
        assert!(is_done(&fill(&mut browser, &page, &[("session", &ids[0])]).await));
        assert_eq!(fill(&mut browser, &page, &[("session", "everything")]).await.status, 400);

        let pekka = world.person("pekka", json!({})).await;
        let mut his = world.browser();
        his.sign_in_as(&pekka.username, PASSWORD, &world.authorize_url(&client, &[])).await;
        assert!(is_done(&fill(&mut browser, &page, &[("session", "others")]).await));
        assert_eq!(alive(&mut others).await, 0);
        assert!(his.get(&silent).await.parameter("code").is_some(), "nobody else's session ends");
        let (answer, to) = browser.open(&page.1).await;
        assert!(!to.contains("/login/") && answer.body.matches("this browser").count() == 1, "{answer:?}");
    }

    async fn permission_is_taken_back_and_asked_for_again(world) {
        let client = app(&world, json!({"client_name": "Kukkakauppa"})).await;
        let mut browser = world.browser();
        let offline = world.authorize_url(&client, &[("scope", "openid email offline_access")]);
        let code = browser.sign_in(&offline).await.parameter("code").unwrap();
        let tokens = world.redeem(&client, &code).await;
        let page = open(&world, &mut browser, "/account/apps").await;
        assert!(has(&page.0, "<bdi>Kukkakauppa</bdi>") && has(&page.0, "see your email address"), "{:?}", page.0);
        assert!(!has(&page.0, ">Open<"), "it registered no address to begin at");

        let done = fill(&mut browser, &page, &[("client_id", &client.id)]).await;
        assert!(is_done(&done) && !has(&done, "Kukkakauppa"), "{done:?}");
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401);
        assert_eq!(world.refresh(&client, &tokens.text("refresh_token")).await.status, 400);
        let (_, to) = browser.open(&offline).await;
        assert!(to.contains("/consent/"), "{to}");
        assert!(is_done(&fill(&mut browser, &page, &[("client_id", &client.id)]).await), "twice is once");
    }

    /// OpenID Connect Core §4: the app is told at whom to sign the person in, and asks us.
    async fn an_app_is_started_from_here_and_signs_the_person_in(world) {
        let app = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let start = format!("http://{}/start?shop=1", app.local_addr().unwrap());
        let client = world.client(json!({"client_name": "Kukkakauppa", "initiate_login_uri": start, "client_uri": "https://shop.example/"}), ClientPolicy::default()).await;
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        let (page, _) = open(&world, &mut browser, "/account/apps").await;
        let href = page.body.split(&format!("href=\"{}", start.replace('&', "&#38;"))).nth(1).unwrap_or_else(|| panic!("{page:?}"));
        let href = format!("{start}{}", href.split('"').next().unwrap()).replace("&#38;", "&");

        let authorize = world.authorize_url(&client, &[("prompt", "none")]);
        let issuer = world.node.issuer.identifier.as_str().to_owned();
        let answering = tokio::spawn(async move {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            let (mut stream, _) = app.accept().await.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                let mut some = [0; 1024];
                let read = stream.read(&mut some).await.unwrap();
                asked.extend_from_slice(&some[..read]);
            }
            let asked = String::from_utf8(asked).unwrap();
            let url = url::Url::parse(&format!("http://app{}", asked.split(' ').nth(1).unwrap())).unwrap();
            let told: Vec<(String, String)> = url.query_pairs().into_owned().collect();
            let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            assert_eq!(told, [pair("shop", "1"), pair("iss", &issuer), pair("target_link_uri", "https://shop.example/")]);
            let answer = format!("HTTP/1.1 303 See Other\r\nLocation: {authorize}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        });
        let sent = browser.get(&href).await;
        answering.await.unwrap();
        let (back, _) = browser.follow(sent).await;
        assert!(back.parameter("code").is_some(), "{back:?}");
    }

    async fn sign_ins_are_remembered_also_those_that_failed_for_ninety_days(world) {
        let client = app(&world, json!({"client_name": "Kukkakauppa"})).await;
        let mut thief = world.browser();
        let (_, page) = thief.open(&world.authorize_url(&client, &[])).await;
        thief.headers = vec![("user-agent", "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/145.0")];
        for name in ["maija", "maija@example.fi", "nobody", "hunter2-typed-as-name"] {
            thief.post(&page, &[("username", name), ("password", "wrong")]).await;
        }
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        let (answer, _) = open(&world, &mut browser, "/account/sign-ins").await;
        assert_eq!(answer.body.matches("<h2>Wrong password</h2>").count(), 2, "{answer:?}");
        assert_eq!(answer.body.matches("<h2>Signed in</h2>").count(), 1);
        assert_eq!(answer.body.matches("Firefox, Windows").count(), 2);
        assert_eq!(answer.body.matches("<bdi>Kukkakauppa</bdi>").count(), 3);
        assert_eq!(answer.body.matches("<bdi>127.0.0.1</bdi>").count(), 3);
        assert!(!has(&answer, "hunter2") && !has(&answer, "nobody"));
        let now = world.node.now();
        let (before, after) = (now - Duration::from_hours(24), now + Duration::from_secs(1));
        assert_eq!(world.node.store().sweep_sign_ins(before, 100).await.unwrap(), 0);
        assert_eq!(world.node.store().sweep_sign_ins(after, 100).await.unwrap(), 5);
    }

    /// What somebody stored, and what somebody says, is text and nothing else on every page.
    async fn runs_nothing_that_somebody_stored(world) {
        let evil = "\"><script>alert(1)</script>";
        let client = app(&world, json!({"client_name": evil})).await;
        let mut browser = world.browser();
        browser.headers = vec![("user-agent", "\"><script>alert(2)</script>Firefox/1")];
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        let page = open(&world, &mut browser, "/account/name").await;
        fill(&mut browser, &page, &[("name", evil), ("given_name", evil), ("family_name", evil)]).await;
        for path in ["/account", "/account/name", "/account/email", "/account/password", "/account/sessions", "/account/apps", "/account/sign-ins"] {
            let (answer, _) = open(&world, &mut browser, path).await;
            assert!(!has(&answer, "<script>"), "{answer:?}");
        }
        let (answer, _) = open(&world, &mut browser, "/account/sessions").await;
        assert!(has(&answer, "&#60;script&#62;"), "the app's name stands there");
    }
}
