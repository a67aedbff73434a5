//! The phone app as it is served: whole, fenced in, with the camera, and renewed as a whole.

use crate::world::{Answer, World};

async fn page(world: &World, path: &str) -> Answer {
    let answer = world.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
    assert!(answer.body.contains("src=\"/phone/app.mjs\""), "{path}");
    answer
}

on_both_stores! {
    async fn the_phone_app_is_served_where_it_lives_and_where_links_lead(world) {
        for path in ["/phone/", "/phone"] {
            assert_eq!(page(&world, path).await.header("cache-control"), "no-cache");
        }
        for action in ["authentication", "enrolment"] {
            let link = page(&world, &format!("/in-app/process/init?action={action}&pid=a-_9")).await;
            assert_eq!(link.header("cache-control"), "no-store", "what the link carries is kept nowhere");
            assert_eq!(link.header("etag"), "");
        }
    }

    async fn only_the_phone_app_may_use_the_camera(world) {
        for path in ["/phone/", "/in-app/process/init?action=enrolment&pid=a"] {
            let answer = page(&world, path).await;
            assert!(answer.header("permissions-policy").contains("camera=(self)"), "{path}");
            for (header, value) in [
                ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "no-referrer"),
                ("cross-origin-opener-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(answer.header(header), value, "{header} of {path}");
            }
            let policy = answer.header("content-security-policy");
            for rule in ["default-src 'none'", "frame-ancestors 'none'", "script-src 'self';", "style-src 'self';", "form-action 'none'"] {
                assert!(policy.contains(rule), "{rule} in {policy}");
            }
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        }
        assert!(world.get("/").await.header("permissions-policy").contains("camera=()"));
    }

    async fn every_file_that_the_app_keeps_is_there_and_no_other(world) {
        let shell = world.get("/phone/shell.js").await;
        let listed = shell.body.strip_prefix("self.SHELL = ").and_then(|rest| rest.trim_end().strip_suffix(';')).unwrap();
        let listed: serde_json::Value = serde_json::from_str(listed).unwrap();
        let files = listed["files"].as_array().unwrap();
        assert!(files.len() > 30, "{files:?}");
        for path in files.iter().map(|file| file.as_str().unwrap()).chain(["/phone/sw.js", "/phone/manifest.webmanifest"]) {
            let file = world.get(path).await;
            assert_eq!(file.status, 200, "{path}");
            assert_eq!(file.header("x-content-type-options"), "nosniff", "{path}");
            let kind = file.header("content-type");
            let known = ["text/css", "text/javascript", "image/", "application/manifest+json"];
            assert!(known.iter().any(|known| kind.starts_with(known)), "{path}: {kind}");
        }
        for absent in ["/phone/nothing.mjs", "/phone/../Cargo.toml", "/phone/%2e%2e/package.json", "/phone/screens/", "/phone/vendor/qr/LICENSE"] {
            assert_eq!(world.get(absent).await.status, 404, "{absent}");
        }
    }

    async fn a_file_that_the_browser_has_is_not_sent_again(world) {
        let first = world.get("/phone/app.mjs").await;
        let ask = async |tag: &str| {
            let request = world.http.get(format!("{}/phone/app.mjs", world.base)).header("if-none-match", tag);
            Answer::of(request.send().await.unwrap()).await
        };
        let again = ask(first.header("etag")).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""));
        let other = ask("\"another\"").await;
        assert_eq!((other.status, other.body), (200, first.body));
    }
}
