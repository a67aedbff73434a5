//! Phones that people enrol from their account page, name and remove.

use std::time::Duration;

use idp::model::user::UserId;
use serde_json::json;

use crate::passkey::value;
use crate::phone::{Phone, ask, authenticate, enrolment, page};
use crate::world::{PASSWORD, World};

/// The kinds of what proves maija.
async fn kinds(world: &World) -> Vec<&'static str> {
    let all = world.node.store().load_credentials(&UserId::new(&*world.user_id)).await.unwrap();
    all.iter().map(|it| it.kind.as_str()).collect()
}

on_both_stores! {
    async fn a_person_enrols_a_phone_names_it_and_removes_it(world) {
        let mut browser = world.browser();
        let (shown, _) = page(&world, &mut browser, "maija", PASSWORD).await;
        assert!(shown.body.contains("You have no phone here yet"), "{shown:?}");
        let secret = enrolment(&world, &mut browser, "maija", PASSWORD).await;

        let told = ask(&world, "/api/mobile/enrolment", &json!({ "enrolment": secret })).await;
        assert_eq!(told.status, 200, "{told:?}");
        assert_eq!(told.header("access-control-allow-origin"), "*");
        assert_eq!(told.header("cache-control"), "no-store");
        assert_eq!(told.text("issuer"), world.node.issuer.identifier.as_str());
        assert_eq!(told.json()["account"], json!({ "username": "maija", "name": "Maija Mäkelä" }));
        let lives = told.json()["expiresIn"].as_u64().unwrap();
        assert!((500..=600).contains(&lives), "{told:?}");

        let mut phone = Phone::new(&world);
        let enrolled = phone.enrol(&world, &secret, "My phone").await;
        assert_eq!(enrolled.status, 200, "{enrolled:?}");
        // The answer may have been lost: whoever asks again with the same key is told the same.
        assert_eq!(phone.enrol(&world, &secret, "My phone").await.text("phone"), enrolled.text("phone"));
        let other = Phone::new(&world).enrol(&world, &secret, "Mine").await;
        assert_eq!((other.status, other.text("code").as_str()), (404, "enrolment_unknown"));
        phone.id = enrolled.text("phone");
        assert_eq!(kinds(&world).await, ["password", "phone"]);

        let (shown, at) = page(&world, &mut browser, "maija", PASSWORD).await;
        assert!(shown.body.contains("<bdi>My phone</bdi>"), "{shown:?}");
        let (form, id) = (value(&shown, "form"), value(&shown, "rename"));
        assert_eq!(id, phone.id);
        let posted = browser.post(&at, &[("form", &form), ("rename", &id), ("name", "Work <phone>")]).await;
        let (shown, _) = browser.follow(posted).await;
        assert!(shown.body.contains("<bdi>Work &#60;phone&#62;</bdi>"), "{shown:?}");
        let posted = browser.post(&at, &[("form", &form), ("remove", &id)]).await;
        let (shown, _) = browser.follow(posted).await;
        assert!(shown.body.contains("You have no phone here yet"), "{shown:?}");
        let gone = phone.does(&world, &json!({ "action": "leave" })).await;
        assert_eq!((gone.status, gone.text("code").as_str()), (403, "phone_unknown"));
    }

    async fn a_phone_that_leaves_is_nobodys(world) {
        let phone = Phone::enrolled(&world).await;
        assert_eq!(kinds(&world).await, ["password", "phone"]);
        let left = phone.does(&world, &json!({ "action": "leave" })).await;
        assert_eq!((left.status, left.text("status").as_str()), (200, "left"));
        assert_eq!(kinds(&world).await, ["password"]);
    }

    async fn refuses_an_enrolment_whose_time_or_session_is_over(world) {
        let mut browser = world.browser();
        let secret = enrolment(&world, &mut browser, "maija", PASSWORD).await;
        let about = json!({ "enrolment": secret });
        assert_eq!(ask(&world, "/api/mobile/enrolment", &about).await.status, 200);
        world.clock.advance(Duration::from_secs(601));
        let over = ask(&world, "/api/mobile/enrolment", &about).await;
        assert_eq!((over.status, over.text("code").as_str()), (404, "enrolment_unknown"));
        let none = ask(&world, "/api/mobile/enrolment", &json!({ "enrolment": "AAAA" })).await;
        assert_eq!((none.status, none.text("code").as_str()), (404, "enrolment_unknown"));
        let missing = ask(&world, "/api/mobile/enrolment", &json!({})).await;
        assert_eq!((missing.status, missing.text("code").as_str()), (400, "parameter_missing"));
    }

    async fn hears_a_phone_alone_that_signs_for_us_and_now(world) {
        let phone = Phone::enrolled(&world).await;
        let stranger = Phone::new(&world);
        let issuer = world.node.issuer.identifier.as_str();
        let header = json!({ "alg": "ES256", "typ": "countersign-phone+jwt", "kid": phone.id });
        let now = world.node.now().as_secs();
        let about = |aud: &str, iat: i64| json!({ "aud": aud, "iat": iat, "action": "leave" });
        for (message, why) in [
            (stranger.sign(&header, &about(issuer, now)), "another's key"),
            (phone.sign(&header, &about("https://elsewhere.example", now)), "another issuer"),
            (phone.sign(&header, &about(issuer, now - 301)), "too old"),
            (phone.sign(&header, &about(issuer, now + 320)), "not yet"),
            (phone.sign(&header, &json!({ "aud": issuer, "iat": now, "action": "dance" })), "no action"),
            (phone.sign(&json!({ "alg": "ES256", "typ": "JWT", "kid": phone.id }), &about(issuer, now)), "typ"),
            ("nonsense".to_owned(), "no message"),
        ] {
            let refused = authenticate(&world, &message).await;
            assert_eq!((refused.status, refused.text("code").as_str()), (400, "phone_message_invalid"), "{why}");
        }
        let unknown = json!({ "alg": "ES256", "typ": "countersign-phone+jwt", "kid": "AAAAAAAAAAAAAAAAAAAAAA" });
        let refused = authenticate(&world, &stranger.sign(&unknown, &about(issuer, now))).await;
        assert_eq!((refused.status, refused.text("code").as_str()), (403, "phone_unknown"));
        assert_eq!(kinds(&world).await, ["password", "phone"]);
        let heard = authenticate(&world, &phone.sign(&header, &about(issuer, now))).await;
        assert_eq!(heard.status, 200, "{heard:?}");
    }
}
