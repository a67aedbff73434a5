//! People are told by mail when what proves them changes, whoever changed it.

use idp::model::event::Actor;
use idp::model::message::DeliveryFilter;
use idp::model::user::{User, UserId};
use jose::secret::Secret;
use serde_json::json;
use server::flow;

use crate::browser::Browser;
use crate::letterbox::Letterbox;
use crate::passkey::{codes, created, device, enrol_as, post, used, value, with_passkeys};
use crate::world::{Answer, PASSWORD, World};

async fn onni(world: &World, verified: bool) -> User {
    world.person("onni", json!({ "email": "onni@example.fi", "email_verified": verified })).await
}

/// The page of this path, where onni signs in first if that is asked.
async fn open(world: &World, browser: &mut Browser, path: &str) -> (Answer, String) {
    let (mut answer, mut at) = browser.open(&format!("{}{path}", world.base)).await;
    if at.contains("/login/") {
        let posted = browser.post(&at, &[("username", "onni"), ("password", PASSWORD)]).await;
        (answer, at) = browser.follow(posted).await;
    }
    assert_eq!(answer.status, 200, "{at} {answer:?}");
    (answer, at)
}

/// The one mail that came since the last, as plain text without its transfer encoding.
async fn told(letterbox: &Letterbox) -> String {
    let mail = letterbox.come(1).await.remove(0).replace("=\r\n", "").replace("=3D", "=");
    letterbox.empty();
    mail
}

/// How many mails were written to this person, sent or not.
async fn written(world: &World, user: &UserId) -> usize {
    let filter = DeliveryFilter { user: Some(user.clone()), ..DeliveryFilter::default() };
    world.node.store().list_deliveries(&filter, 20).await.unwrap().len()
}

with_passkeys! {
    async fn a_person_is_told_what_they_or_an_administrator_changed(world) {
        let letterbox = Letterbox::of(&world).await;
        let user = onni(&world, true).await;
        let mut browser = world.browser();
        let (page, at) = open(&world, &mut browser, "/account/passkeys?ui_locales=fi").await;
        let mut phone = device(&world);
        let posted = post(&mut browser, &at, &created(&mut phone, &page, "Puhelin")).await;
        assert_eq!(codes(&posted), 10, "{posted:?}");
        // In the language of the page; once, though recovery codes came with it.
        let mail = told(&letterbox).await;
        for part in ["To: onni@example.fi", "Puhelin", "/account?ui_locales=fi"] {
            assert!(mail.contains(part), "{part}: {mail}");
        }

        let (page, at) = open(&world, &mut browser, "/account/password?ui_locales=en").await;
        let new = "another good password of mine";
        let form = [
            ("form", value(&page, "form")),
            ("new_password", new.to_owned()),
            ("current_password", PASSWORD.to_owned()),
        ];
        let posted = post(&mut browser, &at, &form).await;
        assert_eq!(posted.status, 303, "{posted:?}");
        let mail = told(&letterbox).await;
        assert!(mail.contains("Subject: The password of your account was changed"), "{mail}");

        flow::factor::reset(&world.node, &user.id, &Actor::CommandLine).await.unwrap();
        let mail = told(&letterbox).await;
        assert!(mail.contains("Subject: Your second steps for signing in were removed"), "{mail}");
        let again = Some(Secret::new(PASSWORD.to_owned()));
        let same = |_: &User| Ok(idp::user::Changes::default());
        flow::user::change(&world.node, &user.id, again, same, &Actor::CommandLine).await.unwrap();
        assert!(told(&letterbox).await.contains("Subject: The password of your account was changed"));
        assert_eq!(written(&world, &user.id).await, 4);
    }

    async fn a_person_is_told_of_a_passkey_that_looks_copied(world) {
        let letterbox = Letterbox::of(&world).await;
        onni(&world, true).await;
        let mut phone = device(&world);
        phone.sign_count = 7;
        enrol_as(&world, "onni", PASSWORD, &mut phone).await;
        told(&letterbox).await;
        let shop = world.shop().await;
        phone.sign_count = 3;
        let mut browser = world.browser();
        let (page, login) = browser.open(&world.authorize_url(&shop, &[])).await;
        let at = format!("{}/passkey", login.split('?').next().unwrap());
        let refused = post(&mut browser, &at, &used(&phone, &page)).await;
        assert_eq!(refused.status, 403, "{refused:?}");
        let mail = told(&letterbox).await;
        assert!(mail.contains("Subject: A passkey of yours may have been copied"), "{mail}");
    }

    // An address that may be anybody's gets nothing, and neither does anybody where no mail is sent.
    async fn nobody_else_is_told(world) {
        let nobody = onni(&world, true).await;
        flow::factor::reset(&world.node, &nobody.id, &Actor::CommandLine).await.unwrap();
        assert_eq!(written(&world, &nobody.id).await, 0);
        let _letterbox = Letterbox::of(&world).await;
        flow::factor::reset(&world.node, &nobody.id, &Actor::CommandLine).await.unwrap();
        assert_eq!(written(&world, &nobody.id).await, 1);
        let claims = json!({ "email": "outi@example.fi", "email_verified": false });
        let outi = world.person("outi", claims).await;
        flow::factor::reset(&world.node, &outi.id, &Actor::CommandLine).await.unwrap();
        assert_eq!(written(&world, &outi.id).await, 0);
    }
}
