//! What holds for every page: it is fenced in, nothing from outside becomes markup, and it speaks
//! the person's language.

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::browser::Browser;
use crate::world::{Answer, Client, PASSWORD, World};

const SCRIPT: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

on_both_stores! {
    async fn every_page_is_fenced_in(world) {
        let client = world.shop().await;
        for (name, page) in every_page(&world, &client).await {
            assert!(page.header("content-type") == "text/html; charset=utf-8", "{name}: {page:?}");
            for (header, value) in [
                ("cache-control", "no-store"), ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(page.header(header), value, "{header} of {name}");
            }
            assert!(page.header("permissions-policy").contains("camera=()"), "{name}");
            let policy = page.header("content-security-policy");
            for rule in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'", "form-action 'self'"] {
                assert!(policy.contains(rule), "{rule} in {policy} of {name}");
            }
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy} of {name}");
            assert_eq!(page.header("access-control-allow-origin"), "", "{name}");
        }
    }

    /// Chromium holds the policy against every hop after a form, so the client must be among them.
    async fn forms_may_lead_to_the_client_that_asks_and_to_no_other(world) {
        let client = world.shop().await;
        for (name, page) in every_page(&world, &client).await {
            let policy = page.header("content-security-policy");
            let leads_to_client = ["login", "login again", "consent"].contains(&name);
            assert_eq!(policy.contains("http://127.0.0.1:9"), leads_to_client, "{name}: {policy}");
        }
    }

    async fn nothing_is_fetched_from_elsewhere_and_all_that_is_fetched_is_there(world) {
        let client = world.shop().await;
        let mut seen = Vec::new();
        for (name, page) in every_page(&world, &client).await {
            for attribute in ["src=\"", "href=\"", "action=\""] {
                for rest in page.body.split(attribute).skip(1) {
                    let address = rest.split('"').next().unwrap();
                    assert!(address.is_empty() || (address.starts_with('/') && !address.starts_with("//")), "{address} on {name}");
                    if address.starts_with("/assets/") && !seen.contains(&address.to_owned()) {
                        seen.push(address.to_owned());
                    }
                }
            }
            assert!(!page.body.contains("<style") && !page.body.contains(" style="), "{name}");
            assert!(!page.body.contains("onclick") && !page.body.contains("<script>"), "{name}");
        }
        assert!(seen.len() >= 3, "style, mark and script: {seen:?}");
        for address in seen {
            let asset = world.get(&address).await;
            assert_eq!(asset.status, 200, "{address}");
            assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
            assert_eq!(asset.header("x-content-type-options"), "nosniff");
            let kind = asset.header("content-type");
            assert!(["text/css", "text/javascript", "image/svg+xml"].iter().any(|known| kind.starts_with(known)), "{kind}");
        }
        for absent in ["/assets/nothing.css", "/assets/../Cargo.toml", "/assets/%2e%2e/Cargo.toml", "/assets/"] {
            assert_eq!(world.get(absent).await.status, 404, "{absent}");
        }
    }

    async fn no_name_that_somebody_chose_becomes_markup(world) {
        world.person(SCRIPT, json!({ "name": format!("{SCRIPT} Puro") })).await;
        let metadata = json!({ "client_name": SCRIPT, "scope": "openid <script>alert(1)</script>" });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let mut browser = world.browser();
        let scope = "openid <script>alert(1)</script>";
        let url = world.authorize_url(&client, &[("login_hint", SCRIPT), ("scope", scope)]);
        let mut shown = Vec::new();
        let (login, address) = browser.open(&url).await;
        shown.push(("login", login));
        shown.push(("login again", browser.post(&address, &[("username", SCRIPT), ("password", "wrong")]).await));
        let answer = browser.post(&address, &[("username", SCRIPT), ("password", PASSWORD)]).await;
        shown.push(("consent", browser.follow(answer).await.0));
        shown.push(("home", browser.get(&format!("{}/", world.base)).await));
        let named = format!("{}/oidc/logout?client_id={}", world.base, client.id);
        shown.push(("logout", browser.open(&named).await.0));
        for (name, page) in shown {
            assert_eq!(page.status, if name == "login again" { 403 } else { 200 }, "{name}: {page:?}");
            assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"), "{name}: {page:?}");
            assert!(page.body.contains("&#60;script&#62;alert(1)"), "it is shown all the same on {name}: {page:?}");
        }
    }

    async fn nothing_in_a_request_becomes_markup(world) {
        let client = world.shop().await;
        let encoded: String = url::form_urlencoded::byte_serialize(SCRIPT.as_bytes()).collect();
        for path in [
            format!("/oauth2/authorize?client_id={encoded}"),
            format!("/oauth2/authorize?client_id={}&redirect_uri={encoded}", client.id),
            format!("/oauth2/authorize?{encoded}=%ff"),
            format!("/oidc/logout?post_logout_redirect_uri={encoded}&client_id={}", client.id),
            format!("/oidc/logout?id_token_hint={encoded}"),
            format!("/login/{encoded}"),
            format!("/consent/{encoded}?ui_locales={encoded}"),
            format!("/oidc/logout/{encoded}"),
            format!("/{encoded}"),
        ] {
            let mut browser = world.browser();
            browser.headers = vec![("accept", "text/html")];
            let page = browser.get(&format!("{}{path}", world.base)).await;
            assert!((200..500).contains(&page.status), "{path}: {page:?}");
            assert!(page.header("content-type").starts_with("text/html"), "{path}: {page:?}");
            assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"), "{path}: {page:?}");
        }
        let answer = world.authorize(&client, &[("state", SCRIPT), ("prompt", "none")]).await;
        assert_eq!(answer.parameter("state").as_deref(), Some(SCRIPT));
        assert!(!answer.location().contains('<') && !answer.location().contains('"'), "{answer:?}");
        assert_eq!(answer.body, "");
    }

    /// OpenID Connect Core §3.1.2.1: the client's wish holds from the first page to the last.
    async fn speaks_the_language_the_client_asks_for_throughout(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        browser.headers = vec![("accept-language", "en")];
        let (login, address) = browser.open(&world.authorize_url(&client, &[("ui_locales", "fi-FI en")])).await;
        assert_finnish(&login, "Kirjaudu sisään");
        let again = browser.post(&address, &[("username", "maija"), ("password", "wrong")]).await;
        assert_finnish(&again, "Kirjaudu sisään");
        let answer = browser.post(&address, &[("username", "maija"), ("password", PASSWORD)]).await;
        let (consent, address) = browser.follow(answer).await;
        assert_finnish(&consent, "The shop pyytää lupaasi".split(' ').next_back().unwrap());
        browser.post(&address, &[("decision", "allow")]).await;
        let (logout, _) = browser.open(&format!("{}/oidc/logout?ui_locales=fi", world.base)).await;
        assert_finnish(&logout, "Kirjaudu ulos");
        let error = browser.get(&format!("{}/oauth2/authorize?client_id=x&ui_locales=fi", world.base)).await;
        assert_finnish(&error, "Emme tunne palvelua");
    }

    async fn speaks_the_browsers_language_otherwise(world) {
        let client = world.shop().await;
        let url = world.authorize_url(&client, &[]);
        for (accepted, finnish) in [
            ("fi", true), ("fi-FI,fi;q=0.9,en;q=0.8", true), ("en;q=0.5, fi;q=0.9", true), ("xx, fi", true),
            ("en", false), ("fi;q=0", false), ("", false), ("*", false), ("\u{7f}", false), ("xx", false),
        ] {
            let request = world.http.get(&url);
            let request = match http_value(accepted) {
                Some(value) => request.header("accept-language", value),
                None => continue,
            };
            let begun = Answer::of(request.send().await.unwrap()).await;
            let mut browser = world.browser();
            let cookie = begun.header("set-cookie").split(';').next().unwrap().split_once('=').unwrap();
            browser.cookies.insert(cookie.0.to_owned(), cookie.1.to_owned());
            let request = world.http.get(begun.location()).header("accept-language", accepted);
            let request = request.header("cookie", format!("{}={}", cookie.0, cookie.1));
            let page = Answer::of(request.send().await.unwrap()).await;
            assert_eq!(page.body.contains("<html lang=\"fi\""), finnish, "{accepted}: {page:?}");
            assert_eq!(page.body.contains("<html lang=\"en\""), !finnish, "{accepted}");
        }
    }

    /// A person gets a page, a program gets JSON.
    async fn tells_programs_in_json_what_it_tells_people_on_a_page(world) {
        let mut browser = world.browser();
        let (nowhere, home) = (format!("{}/nowhere", world.base), format!("{}/", world.base));
        for (accept, page) in [("", false), ("application/json", false), ("text/html,*/*;q=0.9", true)] {
            browser.headers = vec![("accept", accept)];
            let answers = [(404, browser.get(&nowhere).await), (405, browser.post(&home, &[]).await)];
            for (status, answer) in answers {
                assert_eq!(answer.status, status, "{accept}: {answer:?}");
                let kind = if page { "text/html; charset=utf-8" } else { "application/json" };
                assert_eq!(answer.header("content-type"), kind, "{accept}");
                assert_eq!(answer.body.contains("<h1>"), page, "{accept}: {answer:?}");
                assert!(page || !answer.text("error_code").is_empty(), "{accept}: {answer:?}");
            }
        }
    }

    async fn an_error_page_gives_a_reference_the_operator_can_find(world) {
        let one = world.get("/oauth2/authorize?client_id=nobody").await;
        let other = world.get("/oauth2/authorize?client_id=nobody").await;
        one.assert_page(400, "client-unknown");
        assert_ne!(one.body, other.body, "a reference of its own each time");
        assert!(one.body.contains("<html lang=\"en\""));
        assert!(!one.body.contains("nobody"), "{one:?}");
    }
}

/// Every page there is, by name.
async fn every_page(world: &World, client: &Client) -> Vec<(&'static str, Answer)> {
    let mut browser: Browser = world.browser();
    browser.headers = vec![("accept", "text/html")];
    let mut pages = Vec::new();
    let away = browser.get(&format!("{}/", world.base)).await;
    pages.push(("home, nobody", away));
    let (login, address) = browser.open(&world.authorize_url(client, &[("prompt", "login consent")])).await;
    pages.push(("login", login));
    pages
        .push(("login again", browser.post(&address, &[("username", "maija"), ("password", "wrong")]).await));
    let answer = browser.post(&address, &[("username", "maija"), ("password", PASSWORD)]).await;
    pages.push(("consent", browser.follow(answer).await.0));
    pages.push(("home", browser.get(&format!("{}/", world.base)).await));
    let (logout, address) = browser.open(&format!("{}/oidc/logout", world.base)).await;
    pages.push(("logout", logout));
    pages.push(("logged out", browser.post(&address, &[("consent", "approve")]).await));
    pages.push(("error", browser.get(&format!("{}/oauth2/authorize?client_id=x", world.base)).await));
    pages.push(("not found", browser.get(&format!("{}/nowhere", world.base)).await));
    pages
}

fn assert_finnish(page: &Answer, text: &str) {
    assert!(page.body.contains("<html lang=\"fi\""), "{page:?}");
    assert!(page.body.contains(text), "{text} in {page:?}");
}

fn http_value(text: &str) -> Option<reqwest::header::HeaderValue> {
    reqwest::header::HeaderValue::from_str(text).ok()
}
