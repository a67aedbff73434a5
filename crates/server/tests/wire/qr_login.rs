//! The browser library, as the pages of others load it.

use http::Method;

use crate::world::{Answer, World};

const NAMES: [&str; 4] =
    ["xignqr-jslogin.umd.min.js", "xignqr-jslogin.umd.js", "countersign-login.js", "countersign-login.mjs"];

async fn ask(world: &World, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = world.http.request(method, format!("{}{path}", world.base));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request.send().await.unwrap()).await
}

on_both_stores! {
    async fn any_page_may_load_the_library_and_keeps_it_for_five_minutes(world) {
        for name in NAMES {
            let path = format!("/js/{name}");
            let script = ask(&world, Method::GET, &path, &[("origin", "https://shop.example")]).await;
            assert_eq!(script.status, 200, "{name}");
            for (header, value) in [
                ("content-type", "text/javascript; charset=utf-8"),
                ("access-control-allow-origin", "*"),
                ("cross-origin-resource-policy", "cross-origin"),
                ("cache-control", "public, max-age=300"),
                ("x-content-type-options", "nosniff"),
            ] {
                assert_eq!(script.header(header), value, "{name}: {header}");
            }
            assert!(script.body.contains("/api/rp/"), "{name}");
            let global = if name.starts_with("xign") { "XignQRLogin" } else { "CountersignLogin" };
            assert!(script.body.contains(global), "{name}");

            // A page whose origin is refused finds out so that the provider is there.
            let seen = ask(&world, Method::HEAD, &path, &[("origin", "https://other.example")]).await;
            assert_eq!((seen.status, seen.body.as_str()), (200, ""), "{name}");
            assert_eq!(seen.header("access-control-allow-origin"), "*");
        }
    }

    async fn a_page_that_has_it_is_told_that_it_is_still_the_same(world) {
        let path = "/js/countersign-login.js";
        let tag = ask(&world, Method::GET, path, &[]).await.header("etag").to_owned();
        for known in [tag.clone(), format!("\"other\", W/{tag}")] {
            let same = ask(&world, Method::GET, path, &[("if-none-match", known.as_str())]).await;
            assert_eq!((same.status, same.body.as_str(), same.header("etag")), (304, "", tag.as_str()));
        }
        let changed = ask(&world, Method::GET, path, &[("if-none-match", "\"other\"")]).await;
        assert_eq!(changed.status, 200);
        assert!(!changed.body.is_empty());
    }

    async fn there_is_nothing_beside_it(world) {
        for absent in ["/js/", "/js/types/index.d.ts", "/js/types%2findex.d.ts", "/js/%2e%2e%2fpackage.json", "/js/nothing.js"] {
            assert_eq!(ask(&world, Method::GET, absent, &[]).await.status, 404, "{absent}");
        }
        assert_eq!(ask(&world, Method::POST, "/js/countersign-login.js", &[]).await.status, 405);
    }
}
