//! Who asks too often is told when to come again, and nobody else is.

use server::http::Door;
use server::node::Quotas;

use crate::browser::Browser;
use crate::world::{Answer, Client, Engine, PASSWORD, Setup, World, run_with};

/// A node behind a proxy on this machine, that tells who asks in a header.
pub(crate) fn behind_a_proxy(quotas: Quotas) -> Setup {
    let mut door = Door::default();
    door.proxies.trusted = ["127.0.0.0/8".parse().unwrap()].into();
    Setup { door, quotas: Some(quotas), ..Setup::default() }
}

/// A browser at this address.
fn browser_at(world: &World, address: &'static str) -> Browser {
    let mut browser = world.browser();
    browser.headers.push(("x-forwarded-for", address));
    browser
}

fn assert_told_when(answer: &Answer) {
    assert_eq!(answer.status, 429, "{answer:?}");
    let seconds: u32 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[test]
fn authorization_requests_without_a_session_are_limited_by_address() {
    let setup = behind_a_proxy(Quotas { authorize: 5, ..Quotas::NONE });
    run_with(Engine::Sqlite, setup, |world| async move {
        let client = world.shop().await;
        let url = world.authorize_url(&client, &[]);
        let mut person = browser_at(&world, "192.0.2.1");
        assert!(person.sign_in(&url).await.parameter("code").is_some());
        for _ in 0..4 {
            assert_eq!(browser_at(&world, "192.0.2.1").get(&url).await.status, 303);
        }
        let mut stranger = browser_at(&world, "192.0.2.1");
        stranger.headers.push(("accept", "text/html"));
        let refused = stranger.get(&url).await;
        assert_told_when(&refused);
        refused.assert_page(429, "too-many-requests");
        assert_eq!(browser_at(&world, "192.0.2.2").get(&url).await.status, 303, "others are let in");
        assert!(person.sign_in(&url).await.parameter("code").is_some(), "and who is signed in there");
    });
}

#[test]
fn nobody_hides_behind_the_proxy_by_what_it_cannot_read() {
    let setup = behind_a_proxy(Quotas { authorize: 5, ..Quotas::NONE });
    run_with(Engine::Sqlite, setup, |world| async move {
        let url = world.authorize_url(&world.shop().await, &[]);
        for _ in 0..5 {
            assert_eq!(browser_at(&world, "\", 192.0.2.1").get(&url).await.status, 303);
        }
        assert_told_when(&browser_at(&world, "\", 192.0.2.1").get(&url).await);
        assert_eq!(browser_at(&world, "\", 192.0.2.2").get(&url).await.status, 303, "others are let in");
    });
}

#[test]
fn the_account_page_is_limited_as_authorization_requests_are() {
    let setup = behind_a_proxy(Quotas { authorize: 5, ..Quotas::NONE });
    run_with(Engine::Sqlite, setup, |world| async move {
        let url = format!("{}/account", world.base);
        for _ in 0..5 {
            assert_eq!(browser_at(&world, "192.0.2.1").get(&url).await.status, 303);
        }
        assert_told_when(&browser_at(&world, "192.0.2.1").get(&url).await);
        assert_eq!(browser_at(&world, "192.0.2.2").get(&url).await.status, 303, "others are let in");
    });
}

#[test]
fn whoever_is_signed_in_is_limited_too() {
    let setup = behind_a_proxy(Quotas { authorize: 5, ..Quotas::NONE });
    run_with(Engine::Sqlite, setup, |world| async move {
        let url = world.authorize_url(&world.shop().await, &[]);
        let mut person = browser_at(&world, "192.0.2.1");
        assert!(person.sign_in(&url).await.parameter("code").is_some());
        let mut answered = 0;
        while person.get(&url).await.parameter("code").is_some() {
            answered += 1;
        }
        assert_eq!(answered, 5);
        assert_told_when(&person.get(&url).await);
    });
}

#[test]
fn tries_to_sign_in_are_limited_by_address_and_name() {
    let setup = behind_a_proxy(Quotas { sign_in: 6, sign_in_as: 3, ..Quotas::NONE });
    run_with(Engine::Sqlite, setup, |world| async move {
        let client = world.shop().await;
        let url = world.authorize_url(&client, &[]);
        world.person("ake", serde_json::json!({})).await;
        let tried = async |address, name, password| {
            let mut browser = browser_at(&world, address);
            let (_, page) = browser.open(&url).await;
            browser.post(&page, &[("username", name), ("password", password)]).await
        };
        for _ in 0..3 {
            assert_eq!(tried("192.0.2.1", "maija", "wrong").await.status, 403);
        }
        let refused = tried("192.0.2.1", " MAIJA", PASSWORD).await;
        assert_told_when(&refused);
        assert!(refused.body.contains("name=\"password\""), "the form stands there again: {refused:?}");
        assert_eq!(tried("192.0.2.2", "maija", PASSWORD).await.status, 303, "the owner is elsewhere");
        for _ in 0..2 {
            assert_eq!(tried("192.0.2.1", "ake", "wrong").await.status, 403);
        }
        assert_eq!(tried("192.0.2.1", "ake", PASSWORD).await.status, 303);
        assert_told_when(&tried("192.0.2.1", "somebody", PASSWORD).await);
    });
}

async fn redeem(world: &World, client: &Client, from: &str, code: &str) -> Answer {
    let form = [("grant_type", "refresh_token"), ("refresh_token", code)];
    let request = world.http.post(format!("{}/oauth2/token", world.base)).form(&form);
    let request = request.basic_auth(&client.id, Some(&client.secret)).header("x-forwarded-for", from);
    Answer::of(request.send().await.unwrap()).await
}

#[test]
fn a_client_that_fails_too_often_is_refused_unheard_and_no_other() {
    let setup = behind_a_proxy(Quotas { token_failures: 4, ..Quotas::NONE });
    run_with(Engine::Sqlite, setup, |world| async move {
        let (client, other) = (world.shop().await, world.shop().await);
        let good = world.tokens(&client, &[("scope", "openid offline_access"), ("prompt", "consent")]).await;
        let good = good.text("refresh_token");
        for _ in 0..5 {
            assert_eq!(redeem(&world, &client, "192.0.2.1", "guessed").await.status, 400);
        }
        let refused = redeem(&world, &client, "192.0.2.1", &good).await;
        assert_told_when(&refused);
        assert_eq!(refused.text("error_code"), "too-many-requests");
        assert_eq!(
            redeem(&world, &other, "192.0.2.1", "guessed").await.status,
            400,
            "another client is heard"
        );
        assert_eq!(
            redeem(&world, &client, "192.0.2.2", &good).await.status,
            200,
            "and this one from elsewhere"
        );

        let nobody = Client { id: "nobody".to_owned(), secret: "x".to_owned() };
        for _ in 0..5 {
            assert_eq!(redeem(&world, &nobody, "192.0.2.1", "guessed").await.status, 401);
        }
        let nobody = Client { id: "nobody-else".to_owned(), ..nobody };
        assert_told_when(&redeem(&world, &nobody, "192.0.2.1", "guessed").await);
    });
}

/// Whoever guesses a secret does not go on with that at another endpoint.
#[test]
fn a_client_is_refused_unheard_wherever_it_proves_who_it_is() {
    let setup = behind_a_proxy(Quotas { token_failures: 4, ..Quotas::NONE });
    run_with(Engine::Sqlite, setup, |world| async move {
        let client = world.shop().await;
        let guessed = Client { id: client.id.clone(), secret: "guessed".to_owned() };
        let ask = async |path: &str, client: &Client, from: &str| {
            let request = world.http.post(format!("{}{path}", world.base)).form(&[("token", "any")]);
            let request =
                request.basic_auth(&client.id, Some(&client.secret)).header("x-forwarded-for", from);
            Answer::of(request.send().await.unwrap()).await
        };
        for (path, from) in [("/oauth2/introspect", "192.0.2.1"), ("/oauth2/revoke", "192.0.2.2")] {
            assert_eq!(ask(path, &client, from).await.status, 200, "{path}");
            for _ in 0..5 {
                assert_eq!(ask(path, &guessed, from).await.status, 401, "{path}");
            }
            for path in ["/oauth2/introspect", "/oauth2/revoke"] {
                assert_told_when(&ask(path, &client, from).await);
            }
            assert_told_when(&redeem(&world, &client, from, "guessed").await);
            assert_eq!(ask(path, &client, "192.0.2.3").await.status, 200, "from elsewhere it is heard");
        }
    });
}

/// Nobody gets round a limit by a header, where it is not a proxy's.
#[test]
fn what_strangers_write_into_headers_changes_nothing() {
    let mut setup = behind_a_proxy(Quotas { authorize: 5, spare_loopback: false, ..Quotas::NONE });
    setup.door.proxies.trusted = ["10.0.0.0/8".parse().unwrap()].into();
    run_with(Engine::Sqlite, setup, |world| async move {
        let url = world.authorize_url(&world.shop().await, &[]);
        let headers = [
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-for", "10.0.0.1"),
            ("forwarded", "for=192.0.2.3"),
            ("x-real-ip", "192.0.2.4"),
            ("x-forwarded-host", "evil.example"),
        ];
        for header in headers {
            let mut browser = world.browser();
            browser.headers.extend([header, ("x-forwarded-proto", "https"), ("host", "evil.example")]);
            let answer = browser.get(&url).await;
            assert!(answer.location().starts_with(&format!("{}/login/", world.base)), "{answer:?}");
        }
        let mut browser = world.browser();
        browser.headers.push(("x-forwarded-for", "192.0.2.9"));
        assert_told_when(&browser.get(&url).await);
    });
}
