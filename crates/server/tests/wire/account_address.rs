//! Another e-mail address or mobile number of one's own, confirmed by codes.

use serde_json::json;
use server::flow;

use crate::browser::Browser;
use crate::letterbox::Letterbox;
use crate::world::{Answer, PASSWORD, World};

/// Aino, who reads mail at her address and signs in with it, at this page of her account.
async fn at(world: &World, path: &str) -> (Browser, String) {
    let mut browser = world.browser();
    let (_, login) = browser.open(&format!("{}{path}", world.base)).await;
    let posted = browser.post(&login, &[("username", "aino@example.fi"), ("password", PASSWORD)]).await;
    let (_, page) = browser.follow(posted).await;
    (browser, page)
}

/// Fills in a form of the page, and follows where it leads.
async fn fill(browser: &mut Browser, page: &str, form: &[(&str, &str)]) -> Answer {
    let shown = browser.get(page).await;
    let token = shown.body.split("name=\"form\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let posted = browser.post(page, &[form, &[("form", token)]].concat()).await;
    browser.follow(posted).await.0
}

/// The code of the mail to this address.
fn code_to(mails: &[String], to: &str) -> String {
    let mail = mails.iter().find(|mail| mail.contains(&format!("To: {to}"))).unwrap();
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    mail.lines().map(str::trim).find(is_code).unwrap_or_else(|| panic!("no code: {mail}")).to_owned()
}

on_both_stores! {
    async fn another_address_is_confirmed_by_itself_and_by_the_one_before(world) {
        let letterbox = Letterbox::of(&world).await;
        world.person("aino@example.fi", json!({ "email": "aino@example.fi", "email_verified": true })).await;
        let (mut browser, page) = at(&world, "/account/email").await;
        let wanted = [("email", "uusi@example.fi"), ("current_password", PASSWORD)];
        let asked = fill(&mut browser, &page, &wanted).await;
        assert!(asked.body.contains("name=\"code_new\"") && asked.body.contains("name=\"code_old\""), "{asked:?}");
        let mails = letterbox.come(2).await;
        letterbox.empty();
        let (new, old) = (code_to(&mails, "uusi@example.fi"), code_to(&mails, "aino@example.fi"));
        let refused = fill(&mut browser, &page, &[("code_new", &new), ("code_old", "no code")]).await;
        refused.assert_says(403, "one-time-code-wrong");
        assert!(flow::user::find(&world.node, "uusi@example.fi").await.is_err());
        let done = fill(&mut browser, &page, &[("code_new", &new), ("code_old", &old)]).await;
        assert!(done.body.contains("Your address is confirmed"), "{done:?}");
        let aino = flow::user::find(&world.node, "uusi@example.fi").await.unwrap();
        assert_eq!((aino.username.as_str(), aino.claims.email_verified), ("uusi@example.fi", Some(true)));
        let told = letterbox.come(1).await.remove(0);
        assert!(told.contains("To: aino@example.fi"), "{told}");
    }

    async fn an_address_that_another_account_has_is_not_told_apart(world) {
        let letterbox = Letterbox::of(&world).await;
        world.person("aino@example.fi", json!({ "email": "aino@example.fi", "email_verified": true })).await;
        let mut seen = Vec::new();
        for email in ["uusi@example.fi", "maija@example.fi"] {
            let (mut browser, page) = at(&world, "/account/email").await;
            let wanted = [("email", email), ("current_password", PASSWORD)];
            let asked = fill(&mut browser, &page, &wanted).await;
            let refused = fill(&mut browser, &page, &[("code_new", "123"), ("code_old", "123")]).await;
            refused.assert_says(403, "one-time-code-wrong");
            seen.push((asked.status, asked.body.matches("name=\"code_").count()));
        }
        assert_eq!(seen[0], seen[1]);
        let mails = letterbox.come(4).await;
        let known = mails.iter().find(|mail| mail.contains("To: maija@example.fi")).unwrap();
        assert!(known.contains("Another account"), "{known}");
    }

    async fn a_mobile_number_is_confirmed_by_text_message_or_given_up(world) {
        let letterbox = Letterbox::of(&world).await;
        world.person("aino@example.fi", json!({ "email": "aino@example.fi" })).await;
        let (mut browser, page) = at(&world, "/account/number").await;
        let wanted = |number| [("phone_number", number), ("current_password", PASSWORD)];
        fill(&mut browser, &page, &wanted("040 1234567")).await.assert_says(400, "user-invalid");
        let asked = fill(&mut browser, &page, &wanted("+358 40 1234567")).await;
        assert!(asked.body.contains("name=\"code_new\"") && !asked.body.contains("name=\"code_old\""), "{asked:?}");
        let code = letterbox.codes_by_text(1).await.remove(0);
        let back = fill(&mut browser, &page, &[("decision", "cancel")]).await;
        assert!(back.body.contains("name=\"phone_number\""), "{back:?}");
        fill(&mut browser, &page, &[("code_new", &code)]).await.assert_says(409, "enrolment-unknown");
        fill(&mut browser, &page, &wanted("+358 40 1234567")).await;
        let code = letterbox.codes_by_text(2).await.remove(1);
        let done = fill(&mut browser, &page, &[("code_new", &code)]).await;
        assert!(done.body.contains("Your number is confirmed"), "{done:?}");
        let aino = flow::user::find(&world.node, "aino@example.fi").await.unwrap();
        assert_eq!(aino.claims.phone_number.as_deref(), Some("+358401234567"));
    }
}
