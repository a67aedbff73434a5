//! Passkeys that people make, name and remove on the page of their account.

use std::time::Duration;

use idp::model::user::UserId;

use crate::browser::Browser;
use crate::passkey::{asked, assert_again, codes, created, device, post, value, with_passkeys};
use crate::world::{Answer, PASSWORD, World};

/// Opens the page, signing in as maija where that is asked; the page and its address.
async fn page(world: &World, browser: &mut Browser) -> (Answer, String) {
    page_as(world, browser, "maija", PASSWORD).await
}

async fn page_as(world: &World, browser: &mut Browser, name: &str, password: &str) -> (Answer, String) {
    let (mut answer, mut at) = browser.open(&format!("{}/account/passkeys?ui_locales=en", world.base)).await;
    if at.contains("/login/") {
        let posted = browser.post(&at, &[("username", name), ("password", password)]).await;
        (answer, at) = browser.follow(posted).await;
    }
    assert!(answer.status == 200 && at.contains("/account/passkeys"), "{at} {answer:?}");
    (answer, at)
}

with_passkeys! {
    async fn a_person_makes_a_passkey_names_it_and_removes_it(world) {
        let mut browser = world.browser();
        let (shown, at) = page(&world, &mut browser).await;
        assert!(shown.body.contains("You have no passkey yet"), "{shown:?}");
        let wanted = asked(&shown);
        assert_eq!(wanted["rp"]["id"], "localhost");
        assert_eq!(wanted["attestation"], "none");
        assert_eq!(wanted["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(wanted["excludeCredentials"].as_array().unwrap().len(), 0);
        assert!(!wanted["user"]["id"].as_str().unwrap().contains(&world.user_id));

        let mut phone = device(&world);
        let form = created(&mut phone, &shown, "My phone");
        let posted = post(&mut browser, &at, &form).await;
        assert_eq!(codes(&posted), 10, "the first factor brings recovery codes: {posted:?}");
        let (done, _) = page(&world, &mut browser).await;
        assert!(done.body.contains("<bdi>My phone</bdi>"), "{done:?}");
        let known = asked(&done)["excludeCredentials"].clone();
        assert_eq!(known[0]["id"], jose::base64url::encode(&phone.credential_id));
        assert_eq!(known[0]["transports"], serde_json::json!(["internal", "hybrid"]));
        // Once more, by the same form: it counted once.
        assert_again(&post(&mut browser, &at, &form).await, 400, "passkey-over");

        let id = value(&done, "rename");
        let renamed = [("form", value(&done, "form")), ("rename", id.clone()), ("name", "Work <phone>".into())];
        let posted = post(&mut browser, &at, &renamed).await;
        let (shown, _) = browser.follow(posted).await;
        assert!(shown.body.contains("<bdi>Work &#60;phone&#62;</bdi>"), "{shown:?}");
        let removed = [("form", value(&done, "form")), ("remove", id)];
        for _ in 0..2 {
            // What is gone already is as the person wants it.
            let posted = post(&mut browser, &at, &removed).await;
            let (shown, _) = browser.follow(posted).await;
            assert!(shown.body.contains("You have no passkey yet"), "{shown:?}");
        }
        let left = world.node.store().load_credentials(&UserId::new(&*world.user_id)).await.unwrap();
        assert_eq!(left.iter().map(|it| it.kind.as_str()).collect::<Vec<_>>(), ["password"]);
    }

    async fn what_was_made_elsewhere_or_for_somebody_else_is_not_kept(world) {
        let mut browser = world.browser();
        let (shown, at) = page(&world, &mut browser).await;
        let mut phone = device(&world);
        phone.origin = "https://evil.example".into();
        let form = created(&mut phone, &shown, "");
        assert_again(&post(&mut browser, &at, &form).await, 400, "passkey-unfit");
        phone.origin = world.base.clone();
        phone.relying_party = "evil.example".into();
        let form = created(&mut phone, &shown, "");
        assert_again(&post(&mut browser, &at, &form).await, 400, "passkey-unfit");
        phone.relying_party = "localhost".into();
        let form = created(&mut phone, &shown, "");

        // By somebody else's browser, with their own form: the challenge is not theirs.
        let mut other = world.browser();
        let (others, _) = page(&world, &mut other).await;
        let mut stolen = form.clone();
        stolen[0].1 = value(&others, "form");
        assert_again(&post(&mut other, &at, &stolen).await, 400, "passkey-over");
        // Without the session's own form nothing happens at all.
        let mut foreign = form.clone();
        foreign[0].1 = "AAAA".into();
        post(&mut browser, &at, &foreign).await.assert_page(403, "foreign-form");
        let mut broken = form.clone();
        broken[4].1 = "not base64url!".into();
        assert_again(&post(&mut browser, &at, &broken).await, 400, "parameter-invalid");

        let posted = post(&mut browser, &at, &form).await;
        assert_eq!(codes(&posted), 10, "{posted:?}");
        let (done, _) = page(&world, &mut browser).await;
        // The same passkey, once more.
        let form = created(&mut phone, &done, "");
        assert_again(&post(&mut browser, &at, &form).await, 409, "passkey-taken");
    }

    async fn whoever_signed_in_too_long_ago_proves_themselves_first(world) {
        let mut browser = world.browser();
        page(&world, &mut browser).await;
        world.clock.advance(Duration::from_mins(11));
        let (shown, at) = page(&world, &mut browser).await;
        assert!(!shown.body.contains("data-passkey") && shown.body.contains("name=\"prove\""), "{shown:?}");
        let asked_again = post(&mut browser, &at, &[("form", value(&shown, "form")), ("prove", "1".into())]).await;
        let (_, login) = browser.follow(asked_again).await;
        assert!(login.contains("/login/"), "{login}");
        let posted = browser.post(&login, &[("username", "maija"), ("password", PASSWORD)]).await;
        let (shown, at) = browser.follow(posted).await;
        assert!(at.contains("/account/passkeys") && shown.body.contains("data-passkey"), "{shown:?}");
    }
}

/// Browsers bind passkeys to names alone.
#[test]
fn where_no_passkey_can_be_bound_the_page_says_so() {
    crate::world::run(crate::world::Engine::Sqlite, |world| async move {
        let (shown, _) = page(&world, &mut world.browser()).await;
        assert!(shown.body.contains("cannot be used at this address"), "{shown:?}");
        assert!(!shown.body.contains("data-passkey"));
    });
}
