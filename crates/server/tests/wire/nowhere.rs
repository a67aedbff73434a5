//! Addresses at which there is nothing, or nothing for that method.

use std::collections::BTreeSet;

use http::Method;

use crate::world::{Answer, World};

/// The answer to a browser, which takes pages, or to a program.
async fn ask(world: &World, method: &str, path: &str, accept: &str) -> Answer {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let request = world.http.request(method, format!("{}{path}", world.base));
    Answer::of(request.header("accept", accept).send().await.unwrap()).await
}

on_both_stores! {
    async fn whoever_is_told_so_is_given_a_reference_of_their_own(world) {
        let mut references = BTreeSet::new();
        for (method, path, expected) in [
            ("GET", "/nowhere", (404, "not-found")),
            ("GET", "/nowhere", (404, "not-found")),
            ("GET", "/assets/nowhere.css", (404, "not-found")),
            ("GET", "/admin/api/nowhere", (404, "not-found")),
            ("DELETE", "/oauth2/token", (405, "method-not-allowed")),
            ("PUT", "/login/x", (405, "method-not-allowed")),
            ("PATCH", "/admin/api/openapi.json", (405, "method-not-allowed")),
        ] {
            let answer = ask(&world, method, path, "application/json").await;
            assert_eq!((answer.status, answer.text("error_code").as_str()), expected, "{method} {path}");
            let reference = answer.text("reference");
            assert_eq!(reference.len(), 9, "{method} {path}: {reference}");
            assert!(references.insert(reference), "{method} {path}");
        }
    }

    async fn a_name_that_is_no_text_is_told_in_our_words(world) {
        for folder in ["/login", "/consent", "/oidc/logout", "/assets"] {
            let path = format!("{folder}/%ff");
            let page = ask(&world, "GET", &path, "text/html").await;
            page.assert_page(404, "not-found");
            let told = ask(&world, "GET", &path, "*/*").await;
            assert_eq!((told.status, told.text("error_code").as_str()), (404, "not-found"), "{path}");
            if folder != "/assets" {
                ask(&world, "POST", &path, "text/html").await.assert_page(404, "not-found");
                // What is text is looked up, and told of in other words.
                let unknown = ask(&world, "GET", &format!("{folder}/%61"), "text/html").await;
                assert!(unknown.body.contains("<h1>") && !unknown.body.contains("not-found"), "{unknown:?}");
            }
        }
        assert_eq!(ask(&world, "GET", "/assets/countersign%2ecss", "*/*").await.status, 200);
    }
}
