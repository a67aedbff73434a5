//! Whatever is sent, an answer has the headers we give it and no other, and its body holds no markup that
//! somebody else wrote.

use idp::model::client::ClientPolicy;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use xml::saml::binding::Parameter;

use crate::broker::Broker;
use crate::doors::{Door, House, logout_tokens, saml_messages, signed_in_as, texts};
use crate::identity_provider::{IdentityProvider, posted};
use crate::tricks::{SCRIPTS, encode, header_endings};
use crate::world::{Answer, PASSWORD, World};

on_both_stores! {
    async fn no_parameter_becomes_a_header_or_a_script(world) {
        let mut house = House::of(&world).await;
        let tricks: Vec<String> = header_endings().into_iter().chain(SCRIPTS.map(encode)).collect();
        for door in house.every_door(&world).await {
            try_all(&world, &door, &tricks).await;
        }
    }

    /// Where a posted answer has the client's state, it has it as text.
    async fn a_posted_answer_has_the_state_as_text(world) {
        let house = House::of(&world).await;
        for door in house.authorize_by_type().into_iter().filter(|door| door.name.ends_with("form_post")) {
            // A state is ASCII (RFC 6749 appendix A.5).
            for script in SCRIPTS.into_iter().filter(|script| script.is_ascii()) {
                let answer = door.ask_with(&world, "state", &encode(script)).await;
                check(&answer, &door.name);
                let (mode, told) = answer.carried();
                let state = told.get("state").map(String::as_str);
                assert_eq!((mode, state), ("form_post", Some(script)), "{}: {answer:?}", door.name);
                assert!(!told.contains_key("error"), "{}: {answer:?}", door.name);
            }
        }
    }

    async fn nothing_that_is_posted_in_an_upstreams_name_becomes_a_header_or_a_script(world) {
        let broker = Broker::plain(&world, "work", |_| {}).await;
        let tricks: Vec<String> = header_endings().into_iter().chain(SCRIPTS.map(encode)).collect();
        for id in [broker.id, "work%0d%0aX-Injected:%20yes", "%3cscript%3epwned()%3c%2fscript%3e"] {
            try_all(&world, &logout_tokens(id), &tricks).await;
        }
    }

    async fn nothing_that_is_brought_in_an_identity_providers_name_becomes_a_header_or_a_script(world) {
        let office = IdentityProvider::start(&world, "work", |_| {}).await;
        let tricks: Vec<String> = header_endings().into_iter().chain(SCRIPTS.map(encode)).collect();
        for door in saml_messages(office.id).into_iter().chain(saml_messages("work%0d%0aX-Injected:%20yes")) {
            try_all(&world, &door, &tricks).await;
        }
        // What comes with a message that is believed goes back as it came.
        for trick in tricks {
            let state: String = url::form_urlencoded::parse(trick.as_bytes()).map(|(text, _)| text).collect();
            let over = office.over(&world, "nobody", &[]);
            let url = office.in_address(Parameter::Request, &over.to_xml(), Some(&state));
            let answer = world.browser().get(&url).await;
            check(&answer, "a state in an address");
            let goes_back = answer.location().starts_with(&office.elsewhere.base);
            assert!(answer.status == 400 || goes_back, "{state:?}: {answer:?}");
            let over = office.over(&world, "nobody", &[]);
            let form = posted(&office.sign(&over.to_xml(), &over.id));
            let form = [("SAMLRequest", &*form), ("RelayState", &*state)];
            let answer = world.browser().post(&office.slo, &form).await;
            check(&answer, "a state in a form");
            assert!(answer.status == 400 || answer.carried().1["RelayState"] == state, "{state:?}: {answer:?}");
        }
    }

    async fn no_user_name_that_is_typed_becomes_markup(world) {
        let client = world.shop().await;
        for script in &SCRIPTS[..4] {
            let mut browser = world.browser();
            let (login, page) = browser.open(&world.authorize_url(&client, &[("login_hint", script)])).await;
            check(&login, "a login hint");
            let again = browser.post(&page, &[("username", script), ("password", "wrong")]).await;
            assert_eq!(again.status, 403, "{again:?}");
            check(&again, "a user name");
            assert!(again.body.contains(&escaped(script)), "{again:?}");
        }
    }

    async fn no_header_of_a_request_becomes_one_of_the_answer(world) {
        let house = House::of(&world).await;
        let url = world.authorize_url(&house.client, &[]);
        let path = url.strip_prefix(&world.base).unwrap();
        for (name, value) in [
            ("x-request-id", "a\tX-Injected: yes"), ("x-request-id", "<script>pwned()</script>"),
            ("accept-language", "fi\"; X-Injected=\"yes"), ("accept-language", "<script>pwned()</script>"),
            ("origin", "https://evil.example"), ("origin", "null"), ("user-agent", "<script>pwned()</script>"),
            ("referer", "<script>pwned()</script>"), ("cookie", "x=<script>pwned()</script>; Domain=evil.example"),
            ("access-control-request-headers", "x-injected"), ("access-control-request-method", "PWN"),
            ("traceparent", "x-injected"), ("range", "bytes=0-1"), ("if-none-match", "\"x-injected\""), ("upgrade", "h2c"),
        ] {
            for path in [path, "/", "/nowhere", "/oauth2/userinfo", "/oauth2/register/x", "/account"] {
                for method in [reqwest::Method::GET, reqwest::Method::POST, reqwest::Method::OPTIONS] {
                    let url = format!("{}{path}", world.base);
                    let request = world.http.request(method, url).header(name, value);
                    let answer = Answer::of(request.header("accept", "text/html").send().await.unwrap()).await;
                    check(&answer, &format!("{name}: {value} at {path}"));
                    let allowed = answer.header("access-control-allow-origin");
                    assert!(["", "*"].contains(&allowed), "{path}: {answer:?}");
                    assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
                }
            }
        }
    }

    /// A request that has a second one within it is one request.
    async fn no_line_in_an_address_begins_another_answer(world) {
        let address = world.base.replace("http://", "");
        for target in [
            "/oauth2/authorize?state=%0d%0a%0d%0aHTTP/1.1%20200%20OK%0d%0aX-Injected:%20yes%0d%0a%0d%0apwned",
            "/%0d%0aX-Injected:%20yes", "/login/%0d%0aX-Injected:%20yes", "/login/%0d%0aX-Injected:%20yes/factor", "/login/%0d%0aX-Injected:%20yes/totp", "/login/%0d%0aX-Injected:%20yes/enrol/totp", "/login/%0d%0aX-Injected:%20yes/enrol/passkey", "/login/%0d%0aX-Injected:%20yes/recovery_code", "/device?user_code=%0d%0aX-Injected:%20yes", "/ciba/%0d%0aX-Injected:%20yes", "/device/%0d%0aX-Injected:%20yes", "/account?ui_locales=%0d%0aX-Injected:%20yes",
            "/oidc/logout?state=%0aX-Injected:%20yes&ui_locales=fi%0d%0aX-Injected:yes",
        ] {
            let mut stream = TcpStream::connect(&address).await.unwrap();
            let request = format!("GET {target} HTTP/1.1\r\nhost: a\r\naccept: text/html\r\nconnection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{target}: {answer}");
            let (head, _) = answer.split_once("\r\n\r\n").unwrap();
            let names = head.lines().skip(1).map(|line| line.split_once(':').unwrap().0);
            assert_eq!(names.filter(|name| !HEADERS.contains(name)).collect::<Vec<_>>(), Vec::<&str>::new(), "{target}");
        }
    }

    async fn no_name_that_is_stored_becomes_a_header_or_a_script(world) {
        for (nr, script) in SCRIPTS.iter().enumerate().step_by(2) {
            let client = world.client(texts(script), ClientPolicy::default()).await;
            let username = format!("person{nr}");
            let claims = json!({
                "name": script, "given_name": script, "family_name": script, "nickname": script, "picture": "https://a.example/",
                "address": { "formatted": script },
            });
            world.person(&username, claims).await;
            let mut browser = world.browser();
            browser.headers = vec![("accept", "text/html"), ("user-agent", "<script>pwned()</script> Firefox/1 \"'><img src=x>")];
            let (login, page) = browser.open(&world.authorize_url(&client, &[])).await;
            assert!(login.body.contains(&escaped(script)), "the client's name is shown: {login:?}");
            check(&login, "login");
            let answer = browser.post(&page, &[("username", &username), ("password", PASSWORD)]).await;
            check(&answer, "signing in");
            let (consent, page) = browser.follow(answer).await;
            check(&consent, "consent");
            browser.post(&page, &[("decision", "allow")]).await;
            for path in ["/", "/account", "/account/name", "/account/email", "/account/passkeys", "/account/phones", "/account/factors", "/account/sessions", "/account/apps", "/account/sign-ins", "/account/data", "/account/gone", "/oidc/logout"] {
                for language in ["en", "fi"] {
                    let (answer, _) = browser.open(&format!("{}{path}?ui_locales={language}", world.base)).await;
                    assert_eq!(answer.status, 200, "{path}: {answer:?}");
                    check(&answer, path);
                }
            }
        }
    }

    /// A name that a person gives themselves.
    async fn no_name_that_is_entered_becomes_a_script(world) {
        let client = world.shop().await;
        let mut browser = signed_in_as(&world, &client, "maija").await;
        for script in SCRIPTS {
            let address = format!("{}/account/name", world.base);
            let page = browser.get(&address).await;
            let form = page.body.split("name=\"form\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            let posted = browser.post(&address, &[("form", &form), ("name", script), ("given_name", script)]).await;
            check(&posted, script);
            for path in ["/", "/account", "/account/name"] {
                let shown = browser.get(&format!("{}{path}", world.base)).await;
                check(&shown, path);
                assert!(shown.body.contains(&escaped(script)), "{path}: {shown:?}");
            }
        }
    }
}

/// Each of these in the place of each parameter of this door.
async fn try_all(world: &World, door: &Door, tricks: &[String]) {
    check(&door.ask(world).await, &door.name);
    let mut open = door.open.clone();
    if open == ["redirect_uri"] {
        open = vec!["state"];
    }
    for name in open {
        for trick in tricks {
            let answer = door.ask_with(world, name, trick).await;
            check(&answer, &format!("{}, {name}={trick}", door.name));
        }
    }
}

/// The headers that we send; any other is somebody else's.
const HEADERS: [&str; 30] = [
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-max-age",
    "allow",
    "cache-control",
    "content-language",
    "connection",
    "content-length",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "etag",
    "location",
    "permissions-policy",
    "pragma",
    "referrer-policy",
    "retry-after",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "www-authenticate",
    "x-content-type-options",
    "x-frame-options",
    "x-request-id",
    "keep-alive",
    "access-control-expose-headers",
];

/// An answer without a fault of ours, with our headers and our markup alone.
fn check(answer: &Answer, of: &str) {
    assert!((200..500).contains(&answer.status), "{of}: {answer:?}");
    if let Err(found) = judge(answer) {
        panic!("{of}: {found}: {answer:?}");
    }
}

fn judge(answer: &Answer) -> Result<(), String> {
    for (name, value) in &answer.headers {
        let text = value.to_str().map_err(|_| format!("{name} is no text"))?.to_lowercase();
        let is_ours = HEADERS.contains(&name.as_str());
        let is_whole = !text.contains("injected") || name == "location" && !text.contains("injected: ");
        if !is_ours || !is_whole {
            return Err(format!("header {name}: {text}"));
        }
    }
    let policy = answer.header("content-security-policy");
    if answer.headers.get_all("content-security-policy").iter().count() > 1
        || ["unsafe", "sandbox", ", ", "script-src *"].iter().any(|foreign| policy.contains(foreign))
    {
        return Err(format!("policy {policy}"));
    }
    let kind = answer.header("content-type");
    if !kind.starts_with("text/html") {
        return if kind.is_empty() || kind.starts_with("application/j") {
            Ok(())
        } else {
            Err(kind.to_owned())
        };
    }
    if policy.is_empty() || answer.header("x-content-type-options") != "nosniff" {
        return Err("a page without its policy".to_owned());
    }
    foreign_markup(&answer.body).map_or(Ok(()), Err)
}

/// The first tag or attribute that no page of ours has.
fn foreign_markup(page: &str) -> Option<String> {
    const TAGS: [&str; 41] = [
        "!doctype", "html", "head", "meta", "title", "link", "script", "body", "header", "svg", "path",
        "rect", "circle", "span", "main", "h1", "h2", "p", "a", "form", "input", "button", "div", "label",
        "ul", "li", "dl", "dt", "dd", "code", "small", "bdi", "strong", "details", "summary", "time", "nav",
        "iframe", "img", "section", "noscript",
    ];
    for tag in page.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap_or((tag, ""));
        let name = tag
            .trim_start_matches('/')
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '!')
            .next()
            .unwrap_or_default();
        // Values stand in double quotes, so what is outside of them is names.
        let names: String = tag.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        let mut names_alone = names.split_whitespace();
        let handler = names_alone.any(|name| {
            let is_unquoted = name.split_once('=').is_some_and(|(_, value)| !value.is_empty());
            is_unquoted || name.to_ascii_lowercase().starts_with("on")
        });
        let srcdoc = names.contains("srcdoc") || names.contains("style=") || names.contains('\'');
        let inline = name == "script"
            && !tag.starts_with('/')
            && (!OURS.iter().any(|ours| tag.contains(ours)) || !text.trim().is_empty());
        let elsewhere = name == "img" && !tag.contains(" src=\"/");
        if !TAGS.contains(&name.to_ascii_lowercase().as_str()) || handler || srcdoc || inline || elsewhere {
            return Some(format!("<{tag}>"));
        }
    }
    None
}

/// Where scripts of ours are.
const OURS: [&str; 2] = ["src=\"/assets/", "src=\"/phone/"];

fn escaped(text: &str) -> String {
    let known = [("&", "&#38;"), ("\"", "&#34;"), ("'", "&#39;"), ("<", "&#60;"), (">", "&#62;")];
    known.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[test]
fn foreign_markup_and_headers_are_seen() {
    let page = |within: &str| format!("<!doctype html><html lang=\"en\"><main><p>{within}</p></main>");
    assert_eq!(foreign_markup(&page("a &#60;b&#62; <a href=\"/x?a=b'c\">d</a>")), None);
    for script in SCRIPTS.iter().filter(|script| script.contains('<') && script.contains('>')) {
        assert!(foreign_markup(&page(script)).is_some(), "{script}");
    }
    for attribute in SCRIPTS.iter().filter(|script| script.contains("onfocus=\"")) {
        let input = page(&format!("<input value=\"{attribute}\">"));
        assert!(foreign_markup(&input).is_some(), "{input}");
    }
    let answer = |name: &'static str, value: &str| Answer {
        status: 303,
        headers: [(name.parse().unwrap(), value.parse().unwrap())].into_iter().collect(),
        body: String::new(),
    };
    assert_eq!(judge(&answer("location", "https://a.example/?state=X-Injected%3A%20yes")), Ok(()));
    for (name, value) in [
        ("x-injected", "yes"),
        ("set-cookie", "injected=1"),
        ("content-security-policy", "form-action 'self' https://a;sandbox"),
        ("content-type", "text/plain"),
        ("content-type", "text/html"),
    ] {
        assert!(judge(&answer(name, value)).is_err(), "{name}: {value}");
    }
}
