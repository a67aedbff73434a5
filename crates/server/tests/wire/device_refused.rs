//! What is refused of devices, and of those who answer them.

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::device::{allow, assert_shown_again, begin, television, to_consent, type_code, user_code};

on_both_stores! {
    async fn refuses_a_client_that_did_not_register_the_grant(world) {
        let shop = world.shop().await;
        let refused = world.post_as(&shop, "/oauth2/device_authorization", &[("scope", "openid")]).await;
        assert_eq!((refused.status, refused.text("error")), (400, "unauthorized_client".to_owned()));
        let tv = television(&world, json!({}), ClientPolicy::default()).await;
        begin(&world, &tv, &[]).await;
    }

    async fn refuses_whoever_does_not_prove_to_be_the_client(world) {
        let tv = television(&world, json!({}), ClientPolicy::default()).await;
        let unproven = [("client_id", tv.id.as_str()), ("scope", "openid")];
        let refused = world.post("/oauth2/device_authorization", &unproven).await;
        assert_eq!((refused.status, refused.text("error")), (401, "invalid_client".to_owned()));
        let public = json!({ "token_endpoint_auth_method": "none" });
        let public = television(&world, public, ClientPolicy::default()).await;
        begin(&world, &public, &[]).await;
    }

    async fn refuses_a_scope_and_a_resource_that_the_client_may_not_have(world) {
        let tv = television(&world, json!({}), ClientPolicy::default()).await;
        for (parameter, value, error) in
            [("scope", "admin", "invalid_scope"), ("resource", "https://api.test", "invalid_target")]
        {
            let refused = world.post_as(&tv, "/oauth2/device_authorization", &[(parameter, value)]).await;
            assert_eq!((refused.status, refused.text("error")), (400, error.to_owned()), "{refused:?}");
        }
        begin(&world, &tv, &[]).await;
    }

    async fn refuses_another_clients_device_code_and_one_of_nobody(world) {
        let tv = television(&world, json!({}), ClientPolicy::default()).await;
        let other = television(&world, json!({}), ClientPolicy::default()).await;
        let begun = begin(&world, &tv, &[]).await;
        allow(&mut world.browser(), &world, &user_code(&begun)).await;
        let refused = world.poll(&other, &begun).await;
        assert_eq!((refused.status, refused.text("error")), (400, "invalid_grant".to_owned()));
        let form = [("grant_type", crate::device::GRANT), ("device_code", "nobody's")];
        assert_eq!(world.token(&tv, &form).await.text("error"), "invalid_grant");
        assert_eq!(world.poll(&tv, &begun).await.status, 200, "its own client's stands");
    }

    /// What the person types collects nothing.
    async fn refuses_the_user_code_in_place_of_the_device_code(world) {
        let tv = television(&world, json!({}), ClientPolicy::default()).await;
        let begun = begin(&world, &tv, &[]).await;
        let code = user_code(&begun);
        allow(&mut world.browser(), &world, &code).await;
        for code in [code.clone(), code.replace('-', "")] {
            let form = [("grant_type", crate::device::GRANT), ("device_code", code.as_str())];
            assert_eq!(world.token(&tv, &form).await.text("error"), "invalid_grant");
        }
        assert_eq!(world.poll(&tv, &begun).await.status, 200);
    }

    /// A code leads many to the same request, and the first word counts.
    async fn refuses_a_second_word_to_the_same_request(world) {
        let tv = television(&world, json!({}), ClientPolicy::default()).await;
        let begun = begin(&world, &tv, &[]).await;
        let (mut hers, mut theirs) = (world.browser(), world.browser());
        let (_, her_page) = to_consent(&mut hers, &world, &user_code(&begun)).await;
        let (_, their_page) = to_consent(&mut theirs, &world, &user_code(&begun)).await;
        let said = hers.post(&her_page, &[("decision", "deny")]).await;
        assert!(said.location().contains("/device/denied"), "{said:?}");
        let late = theirs.post(&their_page, &[("decision", "allow")]).await;
        late.assert_page(400, "cross-device-over");
        assert_eq!(world.poll(&tv, &begun).await.text("error"), "access_denied");
        let (typed, _) = type_code(&mut theirs, &world, &user_code(&begun)).await;
        assert_shown_again(&typed, 400);
    }

    /// No page of another site types a code for somebody.
    async fn refuses_a_code_that_another_site_sends(world) {
        let tv = television(&world, json!({}), ClientPolicy::default()).await;
        let begun = begin(&world, &tv, &[]).await;
        let mut phone = world.browser();
        phone.headers.push(("sec-fetch-site", "cross-site"));
        let (refused, _) = type_code(&mut phone, &world, &user_code(&begun)).await;
        refused.assert_page(403, "foreign-form");
        phone.headers.clear();
        let (_, page) = type_code(&mut phone, &world, &user_code(&begun)).await;
        assert!(page.contains("/login/"), "{page}");
    }

    async fn refuses_to_tell_of_pages_that_are_not_there(world) {
        for (path, status) in [("/device", 200), ("/device/allowed", 200), ("/device/denied", 200), ("/device/x", 404)] {
            let answer = world.browser().get(&format!("{}{path}", world.base)).await;
            assert_eq!(answer.status, status, "{path}: {answer:?}");
        }
    }
}
