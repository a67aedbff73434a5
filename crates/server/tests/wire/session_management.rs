//! What clients compare to learn that the session changed (OpenID Connect Session Management).

use crate::browser::Browser;

/// The state of the browser, as the script of our page reads it.
fn browser_state(browser: &Browser) -> Option<String> {
    browser.cookies.iter().find(|(name, _)| name.contains("-state-")).map(|(_, value)| value.clone())
}

/// What the script of our page answers the page of a client that asks (§3.2).
fn asked(browser: &Browser, client: &str, origin: &str, session_state: &str) -> &'static str {
    let salt = session_state.rsplit_once('.').unwrap().1;
    let now = format!("{client} {origin} {} {salt}", browser_state(browser).unwrap_or_default());
    let hashed = jose::base64url::encode(jose::digest::sha256(now.as_bytes()));
    if format!("{hashed}.{salt}") == session_state { "unchanged" } else { "changed" }
}

on_both_stores! {
    async fn the_session_state_is_unchanged_while_the_session_goes_on_and_changed_when_it_ended(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let origin = "http://127.0.0.1:9";
        let answer = browser.sign_in(&world.authorize_url(&client, &[])).await;
        let state = answer.parameter("session_state").unwrap();
        assert_eq!(asked(&browser, &client.id, origin, &state), "unchanged");
        assert_eq!(asked(&browser, &client.id, "http://127.0.0.1:8", &state), "changed", "for that origin alone");

        let again = browser.sign_in(&world.authorize_url(&client, &[("prompt", "login")])).await;
        assert_eq!(asked(&browser, &client.id, origin, &state), "unchanged", "the same person, the same session");
        let hint = world.redeem(&client, &again.parameter("code").unwrap()).await.text("id_token");
        browser.get(&format!("{}/oidc/logout?id_token_hint={hint}", world.base)).await;
        assert_eq!(browser_state(&browser), None);
        assert_eq!(asked(&browser, &client.id, origin, &state), "changed");
    }

    async fn another_password_ends_the_session_also_as_clients_see_it(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let origin = "http://127.0.0.1:9";
        let answer = browser.sign_in(&world.authorize_url(&client, &[])).await;
        let state = answer.parameter("session_state").unwrap();
        let (page, address) = browser.open(&format!("{}/account/password", world.base)).await;
        let form = page.body.split("name=\"form\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let [old, new] = [crate::world::PASSWORD, "aivan-toinen-sana"];
        let changed =
            browser.post(&address, &[("form", form), ("current_password", old), ("new_password", new)]).await;
        assert_eq!(changed.status, 303, "{changed:?}");
        assert_eq!(asked(&browser, &client.id, origin, &state), "changed");
        let again = browser.get(&world.authorize_url(&client, &[("prompt", "none")])).await;
        let state = again.parameter("session_state").unwrap();
        assert_eq!(asked(&browser, &client.id, origin, &state), "unchanged");
    }

    async fn every_way_of_answering_carries_it_and_plain_oauth_does_not(world) {
        let client = world.shop().await;
        let plain = world.browser().sign_in(&world.authorize_url(&client, &[("scope", "profile")])).await;
        assert!(plain.parameter("code").is_some() && plain.parameter("session_state").is_none(), "{plain:?}");
        let fragment = [("response_mode", "fragment")];
        let answer = world.browser().sign_in(&world.authorize_url(&client, &fragment)).await;
        assert!(answer.location().split('#').nth(1).unwrap().contains("session_state="), "{answer:?}");
    }

    async fn the_page_may_be_framed_and_runs_its_own_script_alone(world) {
        let metadata = world.get("/.well-known/openid-configuration").await.json();
        let address = metadata["check_session_iframe"].as_str().unwrap();
        assert_eq!(address, format!("{}/oidc/checksession", world.base));
        let page = world.get("/oidc/checksession").await;
        assert_eq!(page.status, 200);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe") && page.header("x-frame-options").is_empty());
        let script = page.body.split("src=\"").nth(1).unwrap().split('"').next().unwrap();
        let script = world.get(script).await;
        assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));

        let client = world.shop().await;
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        let name = browser.cookies.keys().find(|name| name.contains("-state-")).unwrap();
        assert!(page.body.contains(&format!("data-cookie=\"{name}\"")), "{name} in {page:?}");
    }

    async fn the_cookie_is_for_scripts_and_says_nothing_of_the_session(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let page = browser.open(&world.authorize_url(&client, &[])).await.1;
        let form = [("username", "maija"), ("password", crate::world::PASSWORD)];
        let answer = browser.post(&page, &form).await;
        let cookies: Vec<&str> =
            answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
        let state = cookies.iter().find(|cookie| cookie.contains("-state-")).unwrap();
        assert!(!state.contains("HttpOnly") && state.contains("SameSite=Lax"), "{state}");
        let session = cookies.iter().find(|cookie| cookie.contains("-session-")).unwrap();
        assert!(session.contains("HttpOnly"), "{session}");
        assert!(!session.contains(&browser_state(&browser).unwrap()));
    }
}
