//! In which language a page is written, from the wish of the app to the default, and how it says so.

use server::http::Door;
use server::page::Language;

use crate::world::{Answer, Engine, Setup, World, run_with};

/// What the app asks for, what the browser accepts, and the language that comes of it.
const CHOSEN: [(&str, &str, &str); 26] = [
    ("sv", "en", "sv"),
    ("no", "en", "nb"),
    ("nn", "en", "nb"),
    ("nb-NO", "en", "nb"),
    ("de-AT", "en", "de"),
    ("de-Latn-CH", "en", "de"),
    ("fr-CA", "en", "fr"),
    ("es-419", "en", "es"),
    ("ar-EG", "en", "ar"),
    ("AR", "en", "ar"),
    ("pt de sv", "en", "de"),
    ("pt", "sv-FI", "sv"),
    ("pt", "pt", "en"),
    ("", "sv-FI", "sv"),
    ("", "nn-NO,nn;q=0.9,no;q=0.8,en;q=0.7", "nb"),
    ("", "ar-EG", "ar"),
    ("", "de-AT", "de"),
    ("", "pt-BR,pt;q=0.9,fr;q=0.1", "fr"),
    ("", "en;q=0.2,es;q=0.9,ar;q=0.5", "es"),
    ("", "fi;q=0,sv;q=0.001", "sv"),
    ("", "pt", "en"),
    ("", "*", "en"),
    ("", "", "en"),
    ("", ";;;,-,q=1,\u{7f}", "en"),
    ("../../etc/passwd <de>", "", "en"),
    ("%00 \u{202e} de", "", "de"),
];

on_both_stores! {
    async fn the_wish_of_the_app_comes_before_that_of_the_browser(world) {
        let client = world.shop().await;
        for (wished, accepted, tag) in CHOSEN {
            let Some(page) = login(&world, &world.authorize_url(&client, &[("ui_locales", wished)]), accepted).await
            else { continue };
            assert_in(&page, tag, &format!("{wished:?} {accepted:?}"));
        }
    }

    async fn every_language_there_is_can_be_asked_for_and_says_so(world) {
        let metadata = world.get("/.well-known/openid-configuration").await.json();
        let mut tags: Vec<&str> =
            metadata["ui_locales_supported"].as_array().unwrap().iter().filter_map(|tag| tag.as_str()).collect();
        tags.sort_unstable();
        assert_eq!(tags, ["ar", "de", "en", "es", "fi", "fr", "nb", "sv"]);
        for tag in tags {
            for path in ["/", "/nowhere", "/oauth2/authorize?client_id=nobody", "/login/nothing"] {
                let query = if path.contains('?') { '&' } else { '?' };
                let mut browser = world.browser();
                browser.headers = vec![("accept", "text/html")];
                let page = browser.get(&format!("{}{path}{query}ui_locales={tag}", world.base)).await;
                assert_in(&page, tag, path);
            }
        }
    }
}

#[test]
fn where_nobody_asks_for_a_language_that_there_is_the_default_is_spoken() {
    let swedish = Language::with_tag("sv").expect("Swedish is there");
    let door = Door { default_language: swedish, ..Door::default() };
    run_with(Engine::Sqlite, Setup { door, ..Setup::default() }, |world| async move {
        let client = world.shop().await;
        for (wished, accepted, tag) in
            [("", "", "sv"), ("pt", "pt", "sv"), ("", "*", "sv"), ("", "fi", "fi"), ("en", "fi", "en")]
        {
            let url = world.authorize_url(&client, &[("ui_locales", wished)]);
            let page = login(&world, &url, accepted).await.expect("a header can hold it");
            assert_in(&page, tag, &format!("{wished:?} {accepted:?}"));
        }
        let mut browser = world.browser();
        browser.headers = vec![("accept", "text/html")];
        for path in ["/", "/nowhere", "/login/nothing", "/assets/nothing", "/oauth2/token"] {
            assert_in(&browser.get(&format!("{}{path}", world.base)).await, "sv", path);
        }
    });
}

/// The login page that an authorization request leads to, if a header can hold what is accepted.
async fn login(world: &World, url: &str, accepted: &'static str) -> Option<Answer> {
    http::header::HeaderValue::from_str(accepted).ok()?;
    let mut browser = world.browser();
    browser.headers = vec![("accept-language", accepted)];
    let (page, _) = browser.open(url).await;
    assert_eq!(page.status, 200, "{page:?}");
    Some(page)
}

fn assert_in(page: &Answer, tag: &str, why: &str) {
    let direction = if tag == "ar" { "rtl" } else { "ltr" };
    assert_eq!(page.header("content-language"), tag, "{why}: {page:?}");
    assert!(page.body.contains(&format!("<html lang=\"{tag}\" dir=\"{direction}\">")), "{why}: {page:?}");
}
