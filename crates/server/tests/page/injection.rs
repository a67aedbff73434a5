//! No name, address or value from outside becomes markup.

use server::page::Language;

use crate::sample::{PLAIN, Words, pages};

const ATTACK: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;{{7*7}}</title></bdi><!--";

#[test]
fn no_value_adds_markup_to_any_page() {
    let attack = Words {
        client: ATTACK,
        username: ATTACK,
        name: ATTACK,
        scope: ATTACK,
        host: ATTACK,
        opaque: ATTACK,
        code: ATTACK,
        detail: ATTACK,
        path: "/\"'><script>alert(1)</script>",
        web: "https://shop.example/\"'><script>alert(1)</script>",
        broker: ATTACK,
    };
    for say in Language::all() {
        for ((name, plain), (_, attacked)) in pages(&PLAIN, say).iter().zip(pages(&attack, say)) {
            let without = [
                "logged_out_bare",
                "home_away",
                "account_apps_none",
                "account_passkeys_nowhere",
                "account_forgot",
                "account_forgot_sent",
                "account_was_reset",
                "account_gone",
                "account_registered",
                "ciba",
                "device",
                "device_allowed",
                "device_denied",
            ];
            let shows_nothing = without.contains(name);
            assert_eq!(*plain == attacked, shows_nothing, "{name}");
            assert!(!attacked.contains("<script>alert"), "{name}");
            assert!(!attacked.contains("<img src=x"), "{name}");
            for mark in ['<', '>', '"', '\''] {
                assert_eq!(count(plain, mark), count(&attacked, mark), "{mark} in {name}, {}", say.tag());
            }
        }
    }
}

#[test]
fn no_address_that_runs_becomes_a_link() {
    for address in ["javascript:alert(1)", "data:text/html,hello", "//evil.example/", "com.example.app:/cb"] {
        for (name, html) in pages(&Words { web: address, ..PLAIN }, Language::english()) {
            assert!(!html.contains(address), "{address} in {name}");
        }
    }
}

#[test]
fn an_address_of_the_web_becomes_a_link() {
    for page in ["login", "consent", "logged_out", "error"] {
        let html = rendered(page);
        assert!(html.contains("href=\"https://shop.example/\""), "{page}");
    }
}

#[test]
fn pages_hold_no_script_or_style_of_their_own() {
    for (name, html) in pages(&PLAIN, Language::english()) {
        assert!(!html.contains("<style") && !html.contains(" style="), "{name}");
        assert!(
            !html.contains("onclick") && !html.contains("onsubmit") && !html.contains("onload"),
            "{name}"
        );
        for script in html.match_indices("<script").map(|(at, _)| &html[at..]) {
            let tag = script.replacen("type=\"module\" ", "", 1);
            assert!(tag.starts_with("<script src=\"/assets/"), "{name}");
        }
    }
}

fn count(html: &str, mark: char) -> usize {
    html.matches(mark).count()
}

fn rendered(page: &str) -> String {
    let found = pages(&PLAIN, Language::english()).into_iter().find(|(name, _)| *name == page);
    found.map(|(_, html)| html).unwrap_or_else(|| panic!("no page {page}"))
}
