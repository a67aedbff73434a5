//! Wherever a browser is led, it is an address that the client at hand registered, or one of ours.

use idp::model::client::ClientPolicy;
use idp::model::initial_access_token::Bounds;
use serde_json::json;
use url::Url;

use crate::doors::{Door, House, signed_in_as};
use crate::registration::{client, with};
use crate::request_object::{unsigned, whole};
use crate::tricks::{addresses, encode, few_addresses};
use crate::world::{Answer, REDIRECT_URI, World};

on_both_stores! {
    async fn no_parameter_of_an_authorization_request_leads_elsewhere(world) {
        let house = House::of(&world).await;
        for door in house.authorize() {
            try_all(&world, &door, &addresses()).await;
        }
    }

    async fn no_redirect_address_leads_elsewhere_however_the_answer_is_to_travel(world) {
        let house = House::of(&world).await;
        for door in house.authorize_by_type() {
            let right = door.ask(&world).await;
            check(&world, &right, &door.name);
            assert!(leads(&right).iter().any(|to| is_at(to, REDIRECT_URI)), "{}: {right:?}", door.name);
            for trick in addresses() {
                let answer = door.ask_with(&world, "redirect_uri", &trick).await;
                assert_eq!((answer.status, answer.location()), (400, ""), "{} {trick}", door.name);
                check(&world, &answer, &door.name);
                assert!(!leads(&answer).iter().any(|to| is_at(to, REDIRECT_URI)), "{} {trick}", door.name);
            }
        }
    }

    async fn no_parameter_of_a_logout_leads_elsewhere(world) {
        let house = House::of(&world).await;
        for door in house.logout() {
            let right = door.ask(&world).await;
            assert!(is_at(right.location(), REDIRECT_URI), "{right:?}");
            try_all(&world, &door, &addresses()).await;
            for trick in addresses() {
                let answer = door.ask_with(&world, "post_logout_redirect_uri", &trick).await;
                assert_eq!((answer.status, answer.location()), (400, ""), "{} {trick}", door.name);
            }
        }
    }

    async fn no_page_of_ours_and_no_form_leads_elsewhere(world) {
        let mut house = House::of(&world).await;
        let doors = house.pages(&world).await;
        for door in doors.into_iter().chain(house.programs()) {
            try_all(&world, &door, &few_addresses()).await;
        }
    }

    async fn no_request_object_leads_elsewhere(world) {
        let house = House::of(&world).await;
        let door = &house.authorize()[1];
        let asked = async |members: serde_json::Value| {
            let mut object = whole();
            object.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
            door.ask_with(&world, "request", &unsigned(&object)).await
        };
        let right = asked(json!({ "state": "inside" })).await;
        assert!(is_at(right.location(), REDIRECT_URI) && right.location().contains("inside"), "{right:?}");
        for trick in addresses() {
            let text: String = url::form_urlencoded::parse(trick.as_bytes()).map(|(text, _)| text).collect();
            for member in ["redirect_uri", "state", "response_mode", "request_uri", "ui_locales", "login_hint", "iss"] {
                let answer = asked(json!({ member: text })).await;
                check(&world, &answer, &format!("{member} of an object {text:?}"));
                // An object that cannot be read is no part of the request; the error goes to its address.
                let is_error = answer.status == 400 || answer.location().contains("error=invalid_request_object");
                assert!(member != "redirect_uri" || is_error, "{text:?}: {answer:?}");
            }
            let answer = asked(json!({ "redirect_uri": [REDIRECT_URI, text] })).await;
            check(&world, &answer, "two addresses in an object");
        }
    }

    /// The issuer is what the configuration says, whatever a request says of hosts and ways.
    async fn no_header_leads_elsewhere(world) {
        let mut house = House::of(&world).await;
        let (_, login) = house.browser.open(&world.authorize_url(&house.client, &[("prompt", "login")])).await;
        let addresses = [
            format!("{}/account", world.base),
            format!("{}/oidc/logout", world.base),
            world.authorize_url(&house.client, &[]),
            world.authorize_url(&house.client, &[("redirect_uri", "https://evil.example/")]),
            login,
            format!("{}/.well-known/openid-configuration", world.base),
        ];
        for (name, value) in [
            ("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("x-forwarded-proto", "javascript"),
            ("forwarded", "host=evil.example;proto=https"), ("x-original-url", "//evil.example"),
            ("x-rewrite-url", "//evil.example"), ("x-forwarded-prefix", "//evil.example"), ("x-host", "evil.example"),
            ("referer", "https://evil.example/"), ("origin", "https://evil.example"),
            ("x-http-method-override", "//evil.example"), ("x-forwarded-server", "evil.example"),
        ] {
            for url in &addresses {
                for signed_in in [true, false] {
                    let mut request = world.http.get(url).header(name, value).header("accept", "text/html");
                    if signed_in {
                        let cookies = house.browser.cookies.iter().map(|(name, value)| format!("{name}={value}"));
                        request = request.header("cookie", cookies.collect::<Vec<_>>().join("; "));
                    }
                    let answer = Answer::of(request.send().await.unwrap()).await;
                    check(&world, &answer, &format!("{name}: {value} at {url}"));
                    assert!(!format!("{answer:?}").contains("evil.example"), "{name} at {url}: {answer:?}");
                }
            }
        }
    }

    /// A path is no address, though browsers read `//host` as one.
    async fn no_path_leads_elsewhere(world) {
        let house = House::of(&world).await;
        for path in [
            "//evil.example", "//evil.example/", "///evil.example", "/%2fevil.example", "/%5cevil.example/", "/%09/evil.example",
            "//evil.example/%2e%2e", "//evil.example/account", "//evil.example/..", "/account//evil.example", "/account/%2f%2fevil.example",
            "/login//evil.example", "/login/%2f%2fevil.example/factor", "/login/%2f%2fevil.example/totp", "/login/%2f%2fevil.example/enrol/totp", "/login/%2f%2fevil.example/enrol/passkey", "/login/%2f%2fevil.example/recovery_code", "/login/%2f%2fevil.example", "/consent/..%2f..%2f%2fevil.example", "/oidc/logout/%0d%0aLocation:%20x",
            "/oidc//evil.example/logout", "/account/", "/oauth2/authorize/", "//oauth2/authorize", "/.//evil.example", "/;//evil.example",
            "/https://evil.example/", "/https:evil.example", "/javascript:alert(1)", "/@evil.example", "/assets//evil.example", "/js//evil.example", "/?//evil.example",
            "/%c0%af%c0%afevil.example", "/%ff", "/%00", "/login/%e3%80%82evil.example",
        ] {
            for post in [false, true] {
                let url = format!("{}{path}", world.base);
                let request = if post { world.http.post(&url) } else { world.http.get(&url) };
                let cookies = house.browser.cookies.iter().map(|(name, value)| format!("{name}={value}"));
                let request = request.header("cookie", cookies.collect::<Vec<_>>().join("; "));
                let answer = Answer::of(request.header("accept", "text/html").send().await.unwrap()).await;
                check(&world, &answer, path);
            }
        }
    }

    /// What somebody registers is at most an address of their own: whole, of the web, and of nothing that
    /// browsers run or mend.
    async fn nothing_that_is_registered_runs_or_is_mended(world) {
        let token = world.initial_access_token(1, Bounds::default()).await;
        const MEMBERS: [&str; 14] = [
            "redirect_uris", "post_logout_redirect_uris", "client_uri", "logo_uri", "policy_uri", "tos_uri", "tos_uri#fi",
            "initiate_login_uri", "frontchannel_logout_uri", "backchannel_logout_uri", "jwks_uri", "request_uris",
            "sector_identifier_uri", "backchannel_client_notification_endpoint",
        ];
        let is_list = |member: &str| member.ends_with("uris");
        for member in MEMBERS {
            for address in [
                "javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "data:text/html,x",
                "vbscript:x", "blob:https://evil.example/1", "filesystem:https://evil.example/x", "view-source:https://evil.example/",
                "//evil.example/", "/\\evil.example", "/x", "", "https:evil.example", "https:/evil.example", "https:\\\\evil.example",
                "https://evil.example\\x", "https://user:word@evil.example/", "https://@evil.example/", "https://evil.example/\r\nX: y",
                "https://evil.example/ x", "https://evil.example/\"onload=\"x", "https://evil.example/<script>", "https://evil.example/'\0",
                "https://evil\u{3002}example/", "https://evil.example/%zz", "https:///x", "https://[::1", "https://evil.example:99999/",
                "https://0x7f.1/", "https://2130706433/",
                // Where a policy names the host, these would end one directive and begin another.
                "https://evil.example;sandbox/", "https://evil.example,sandbox/", "https://evil'example/", "https://(evil.example)/",
                "https://evil$example/", "https://evil!example/", "https://evil=example/", "https://evil&example/",
            ] {
                let value = if is_list(member) { json!([address]) } else { json!(address) };
                let mut asked = with(json!({ member: value }));
                if member == "frontchannel_logout_uri" && address.contains("://") {
                    asked["redirect_uris"] = json!([REDIRECT_URI, address]);
                }
                let answer = world.register(Some(&token), &asked).await;
                assert_eq!(answer.status, 400, "{member}: {address:?} is taken: {answer:?}");
                assert!(!answer.body.contains("evil"), "{member}: {address:?}: {answer:?}");
            }
        }
        let fine = with(json!({
            "redirect_uris": [REDIRECT_URI], "post_logout_redirect_uris": ["https://guest.example/;a=b,c'd(e)?x=$y!"],
            "client_uri": "https://guest.example/", "logo_uri": "https://guest.example/logo.png", "policy_uri": "https://guest.example/#policy",
            "tos_uri": "https://guest.example/tos", "tos_uri#fi": "https://guest.example/ehdot", "initiate_login_uri": "https://guest.example/start",
            "frontchannel_logout_uri": "http://127.0.0.1:9/out", "backchannel_logout_uri": "https://guest.example/out",
            "request_uris": ["https://guest.example/request"],
        }));
        assert_eq!(world.register(Some(&token), &fine).await.status, 201);
    }

    /// Where two clients have addresses, neither answer goes to the other's.
    async fn nobody_is_led_to_another_clients_address(world) {
        const OTHER: &str = "https://other.example/callback";
        let token = world.initial_access_token(1, Bounds::default()).await;
        let members = json!({
            "redirect_uris": [OTHER], "initiate_login_uri": "https://other.example/start", "tos_uri": "https://other.example/tos",
        });
        let other = client(&world.register(Some(&token), &with(members)).await);
        let house = House::of(&world).await;
        for door in [house.authorize(), house.authorize_by_type()].concat() {
            let to_other = door.ask_with(&world, "redirect_uri", &encode(OTHER)).await;
            assert_eq!((to_other.status, to_other.location()), (400, ""), "{}: {to_other:?}", door.name);
            check(&world, &to_other, &door.name);
            let as_other = door.ask_with(&world, "client_id", &other.id).await;
            assert_eq!((as_other.status, as_other.location()), (400, ""), "{}: {as_other:?}", door.name);
        }
        for door in house.logout() {
            let to_other = door.ask_with(&world, "post_logout_redirect_uri", &encode(OTHER)).await;
            assert_eq!((to_other.status, to_other.location()), (400, ""), "{}: {to_other:?}", door.name);
        }
        let url = world.authorize_url(&other, &[("redirect_uri", OTHER), ("prompt", "none")]);
        let own = Answer::of(world.http.get(url).send().await.unwrap()).await;
        assert!(is_at(own.location(), OTHER), "its own answers do: {own:?}");
    }

    /// Addresses with everything that is allowed in them stay what they are on every page that shows them.
    async fn registered_addresses_lead_where_they_say(world) {
        const ODD: &str = "http://127.0.0.1:9/a;b,c'd(e)&f=$g!/?x=%22%3E%3Cscript%3E&y=%0d%0a&url='";
        let metadata = json!({
            "redirect_uris": [ODD], "post_logout_redirect_uris": [ODD], "initiate_login_uri": ODD, "frontchannel_logout_uri": ODD,
            "policy_uri": ODD, "tos_uri": ODD, "logo_uri": ODD, "client_uri": ODD,
        });
        let client = world.hybrid(metadata, ClientPolicy::default()).await;
        let mut browser = world.browser();
        let url = world.authorize_url(&client, &[("redirect_uri", ODD)]);
        let answer = browser.sign_in(&url).await;
        assert!(answer.location().starts_with(&format!("{ODD}&code=")), "{answer:?}");
        let form = world.authorize_url(&client, &[("redirect_uri", ODD), ("response_mode", "form_post"), ("response_type", "code id_token")]);
        let form = browser.get(&form).await;
        assert!(leads(&form).contains(&ODD.to_owned()), "{form:?}");
        let hint = form.carried().1["id_token"].clone();
        let (apps, _) = browser.open(&format!("{}/account/apps", world.base)).await;
        let starts: Vec<String> = leads(&apps).into_iter().filter(|to| to.starts_with("http:")).collect();
        assert!(starts.iter().all(|to| to.starts_with(ODD)) && starts.len() == 1, "{apps:?}");
        let out = format!("{}/oidc/logout?id_token_hint={hint}&post_logout_redirect_uri={}&state=s", world.base, encode(ODD));
        let out = browser.get(&out).await;
        let told: Vec<String> = leads(&out).into_iter().filter(|to| !to.starts_with('/')).collect();
        assert!(told.len() == 3 && told.iter().all(|to| to.starts_with(&format!("{ODD}&"))), "frame, link, refresh: {told:?}");
    }

    /// Whom a person has signed in as makes no difference.
    async fn a_name_of_a_person_leads_nowhere(world) {
        let client = world.shop().await;
        for (nr, name) in ["//evil.example", "https://evil.example/", "javascript:alert(1)"].into_iter().enumerate() {
            world.person(&format!("person{nr}"), json!({ "name": name, "email": format!("a{nr}@evil.example") })).await;
            let mut browser = signed_in_as(&world, &client, &format!("person{nr}")).await;
            for path in ["/", "/account", "/account/name", "/account/email", "/account/factors", "/account/data", "/account/gone", "/oidc/logout"] {
                let (answer, _) = browser.open(&format!("{}{path}", world.base)).await;
                assert_eq!(answer.status, 200, "{answer:?}");
                check(&world, &answer, path);
            }
        }
    }
}

/// Each of these in the place of each parameter of this door.
async fn try_all(world: &World, door: &Door, tricks: &[String]) {
    let right = door.ask(world).await;
    assert!(right.status < 500, "{}: {right:?}", door.name);
    check(world, &right, &door.name);
    for name in &door.open {
        for trick in tricks {
            let answer = door.ask_with(world, name, trick).await;
            check(world, &answer, &format!("{}, {name}={trick}", door.name));
        }
    }
}

/// An answer without a fault of ours that leads to an address of ours, or to the client's, or home to where
/// the client is.
fn check(world: &World, answer: &Answer, of: &str) {
    assert!((200..500).contains(&answer.status), "{of}: {answer:?}");
    assert_eq!(answer.status == 303, !answer.location().is_empty(), "{of}: {answer:?}");
    for to in leads(answer) {
        assert!(is_right(&world.base, &to), "{of} leads to {to:?}: {answer:?}");
    }
}

fn is_right(base: &str, to: &str) -> bool {
    let base = Url::parse(base).unwrap();
    // As a browser reads it, which mends a lot.
    let read = base.join(to);
    is_at(to, REDIRECT_URI)
        || is_new_app(base.authority(), to)
        || Url::parse(REDIRECT_URI).unwrap().join("/").unwrap().as_str() == to
        || read.is_ok_and(|url| url.origin() == base.origin() && url.username().is_empty())
}

/// Whether this opens an authenticator app with maija's own secret of this server.
fn is_new_app(here: &str, to: &str) -> bool {
    let here = here.replace(':', "%3A");
    to.strip_prefix(&format!("otpauth://totp/{here}:maija?secret="))
        .and_then(|rest| rest.split_once('&'))
        .is_some_and(|(secret, rest)| {
            secret.bytes().all(|it| it.is_ascii_alphanumeric())
                && rest == format!("issuer={here}&algorithm=SHA1&digits=6&period=30")
        })
}

/// Whether this is the address, to the letter, with whatever in query or fragment.
fn is_at(to: &str, address: &str) -> bool {
    to.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '#']))
}

/// Every address that an answer names for a browser to go to or to load.
fn leads(answer: &Answer) -> Vec<String> {
    let headers = ["location", "content-location"].map(|name| answer.header(name).to_owned());
    let mut found: Vec<String> = headers.into_iter().filter(|to| !to.is_empty()).collect();
    found.extend(answer.header("refresh").split_once("url=").map(|(_, to)| to.to_owned()));
    found.extend(answer.headers.get("link").map(|_| "a Link header".to_owned()));
    if !answer.header("content-type").starts_with("text/html") {
        return found;
    }
    for attribute in ["href", "src", "action", "formaction", "data", "srcdoc", "background", "poster", "ping"]
    {
        for rest in answer.body.split(&format!(" {attribute}=\"")).skip(1) {
            found.push(unescaped(rest.split('"').next().unwrap()));
        }
    }
    for rest in answer.body.split("http-equiv=\"refresh\" content=\"").skip(1) {
        let content = unescaped(rest.split('"').next().unwrap());
        found.push(content.split_once("url=").unwrap().1.to_owned());
    }
    found
}

fn unescaped(text: &str) -> String {
    let known = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    known.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[test]
fn what_leads_astray_is_seen() {
    let base = "http://127.0.0.1:5000";
    for to in ["/", "/account?x=//evil.example", "", "http://127.0.0.1:5000/login/x", REDIRECT_URI] {
        assert!(is_right(base, to), "{to}");
    }
    for to in [
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "https:evil.example",
        "hTTps://evil.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://127.0.0.1:5001/",
        "http://user@127.0.0.1:5000/",
        "http://127.0.0.1:5000.evil.example/",
        "http://127.0.0.1:9/callback/../x",
        "http://127.0.0.1:9/callback@evil.example",
    ] {
        assert!(!is_right(base, to), "{to}");
    }
    let headers =
        [("content-type", "text/html"), ("location", "//a.example"), ("refresh", "0; url=//b.example")];
    let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    let body = "<a href=\"//c.example\"><form action=\"//d.example?x&#38;y\"><iframe src=\"//e.example\">\
                <meta http-equiv=\"refresh\" content=\"5; url=//f.example\">";
    let answer = Answer { status: 200, headers: headers.into_iter().collect(), body: body.to_owned() };
    let found: Vec<String> = "abcdef".chars().map(|host| format!("//{host}.example")).collect();
    let seen = leads(&answer);
    assert!(found.iter().all(|to| seen.iter().any(|seen| seen.trim_end_matches("?x&y") == to)), "{seen:?}");
    assert!(seen.contains(&"//d.example?x&y".to_owned()));
}
