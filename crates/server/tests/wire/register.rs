//! An account of one's own: entered, confirmed by code or link, and gone on with.

use std::time::Duration;

use idp::account::register::invitation::{Invitation, New};
use idp::model::event::Actor;
use idp::model::settings::{Accounts, Mobile, Registration};
use serde_json::json;
use server::flow;

use crate::browser::Browser;
use crate::letterbox::Letterbox;
use crate::staff::{Asked, Person, STAFF_PASSWORD, Staff, aino};
use crate::world::{Answer, Client, Setup, World};

/// Writes each test twice: once for each store, where anybody may make an account.
macro_rules! where_anybody_may {
    ($($(#[doc = $doc:literal])* async fn $name:ident($world:ident) $body:block)+) => {
        $(
            $(#[doc = $doc])*
            async fn $name($world: $crate::world::World) $body
        )+
        mod sqlite_open {
            $(#[test] fn $name() {
                $crate::world::run_with($crate::world::Engine::Sqlite, crate::register::open(), super::$name)
            })+
        }
        mod postgres_open {
            $(#[test] fn $name() {
                $crate::world::run_with($crate::world::Engine::Postgres, crate::register::open(), super::$name)
            })+
        }
    };
}

const CHOSEN: &str = "lumi sataa hiljaa";

fn open() -> Setup {
    let accounts =
        Accounts { registration: Registration::Open, mobile: Mobile::Optional, ..Accounts::default() };
    Setup { accounts: Some(accounts), ..Setup::default() }
}

/// The page on which somebody enters who they are, on the way to a client.
async fn entry(world: &World, client: &Client, browser: &mut Browser) -> String {
    let (answer, page) = browser.open(&world.authorize_url(client, &[("prompt", "create")])).await;
    assert!(page.contains("/register"), "{page}");
    assert!(answer.status == 200 && answer.body.contains("name=\"given_name\""), "{answer:?}");
    page
}

fn form<'a>(email: &'a str, number: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("given_name", "Aino"),
        ("family_name", "Virtanen"),
        ("email", email),
        ("phone_number", number),
        ("new_password", CHOSEN),
    ]
}

/// Enters it, and follows to the page of the code.
async fn enter(browser: &mut Browser, page: &str, email: &str, number: &str) -> Answer {
    let posted = browser.post(page, &form(email, number)).await;
    let (answer, _) = browser.follow(posted).await;
    answer
}

fn unfolded(mail: &str) -> String {
    mail.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=")
}

/// Where the link in a mail leads.
fn link(world: &World, mail: &str) -> String {
    let mail = unfolded(mail);
    let at = mail.find("/account/register/").unwrap_or_else(|| panic!("no link: {mail}"));
    let rest = &mail[at..];
    let end = rest.find('?').unwrap();
    format!("{}{}?ui_locales=en", world.base, &rest[..end])
}

/// Allows what the client asks, and returns the person's claims.
async fn arrived(world: &World, client: &Client, browser: &mut Browser, answer: Answer) -> serde_json::Value {
    let (answer, page) = browser.follow(answer).await;
    assert!(page.contains("/consent/"), "{page} {answer:?}");
    let posted = browser.post(&page, &[("decision", "allow")]).await;
    let (answer, _) = browser.follow(posted).await;
    let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    let tokens = world.redeem(client, &code).await;
    world.userinfo(&tokens.text("access_token")).await.json()
}

where_anybody_may! {
    async fn a_code_by_mail_makes_the_account_and_leads_on_to_the_client(world) {
        let letterbox = Letterbox::of(&world).await;
        let client = world.shop().await;
        let mut browser = world.browser();
        let page = entry(&world, &client, &mut browser).await;
        let answer = enter(&mut browser, &page, "aino@example.fi", "").await;
        assert!(answer.body.contains("name=\"OTPCode\"") && answer.body.contains("aino@example.fi"), "{answer:?}");
        // Nobody is there before the address is confirmed.
        let early = world.browser().sign_in_as("aino@example.fi", CHOSEN, &world.authorize_url(&client, &[])).await;
        early.assert_says(403, "password-wrong");
        let code = letterbox.codes_by_mail(1).await.remove(0);
        let wrong = if code == "000000" { "111111" } else { "000000" };
        browser.post(&page, &[("OTPCode", wrong)]).await.assert_says(403, "one-time-code-wrong");
        let answer = browser.post(&page, &[("OTPCode", &code)]).await;
        let claims = arrived(&world, &client, &mut browser, answer).await;
        assert_eq!((claims["email"].as_str(), claims["email_verified"].as_bool()), (Some("aino@example.fi"), Some(true)));
        assert_eq!((claims["given_name"].as_str(), claims["family_name"].as_str()), (Some("Aino"), Some("Virtanen")));
        let again = world.browser().sign_in_as("Aino@Example.fi", CHOSEN, &world.authorize_url(&client, &[])).await;
        assert!(again.parameter("code").is_some(), "{again:?}");
    }

    async fn a_mobile_number_is_confirmed_by_text_message_before_there_is_an_account(world) {
        let letterbox = Letterbox::of(&world).await;
        let client = world.shop().await;
        let mut browser = world.browser();
        let page = entry(&world, &client, &mut browser).await;
        enter(&mut browser, &page, "aino@example.fi", "+358 40 123 4567").await;
        let code = letterbox.codes_by_mail(1).await.remove(0);
        let posted = browser.post(&page, &[("OTPCode", &code)]).await;
        let (answer, _) = browser.follow(posted).await;
        assert!(answer.body.contains("name=\"OTPcode\"") && answer.body.contains("+358401234567"), "{answer:?}");
        let early = world.browser().sign_in_as("aino@example.fi", CHOSEN, &world.authorize_url(&client, &[])).await;
        early.assert_says(403, "password-wrong");
        browser.post(&page, &[("OTPcode", &code)]).await.assert_says(403, "one-time-code-wrong");
        let text = letterbox.codes_by_text(1).await.remove(0);
        let answer = browser.post(&page, &[("OTPcode", &text)]).await;
        let (_, page) = browser.follow(answer).await;
        assert!(page.contains("/consent/"), "{page}");
    }

    async fn a_link_leads_on_where_it_was_begun_and_asks_for_the_password_elsewhere(world) {
        let letterbox = Letterbox::of(&world).await;
        let client = world.shop().await;
        let mut browser = world.browser();
        let page = entry(&world, &client, &mut browser).await;
        enter(&mut browser, &page, "aino@example.fi", "").await;
        let href = link(&world, &letterbox.come(1).await[0]);
        // Programs look at it as well.
        for _ in 0..2 {
            let shown = world.browser().get(&href).await;
            assert!(shown.status == 200 && shown.body.contains("name=\"password\""), "{shown:?}");
        }
        let mut elsewhere = world.browser();
        elsewhere.post(&href, &[]).await.assert_says(403, "current-password-wrong");
        elsewhere.post(&href, &[("password", "kesä tulee taas")]).await.assert_says(403, "current-password-wrong");
        let shown = browser.get(&href).await;
        assert!(shown.status == 200 && !shown.body.contains("name=\"password\""), "{shown:?}");
        let posted = browser.post(&href, &[]).await;
        let claims = arrived(&world, &client, &mut browser, posted).await;
        assert_eq!(claims["email"], json!("aino@example.fi"));
        elsewhere.get(&href).await.assert_page(403, "registration-over");
    }

    async fn a_link_opened_elsewhere_makes_the_account_and_says_how_to_go_on(world) {
        let letterbox = Letterbox::of(&world).await;
        let client = world.shop().await;
        let mut browser = world.browser();
        let page = entry(&world, &client, &mut browser).await;
        enter(&mut browser, &page, "aino@example.fi", "+358401234567").await;
        let href = link(&world, &letterbox.come(1).await[0]);
        let mut elsewhere = world.browser();
        let posted = elsewhere.post(&href, &[("password", CHOSEN)]).await;
        let (answer, _) = elsewhere.follow(posted).await;
        assert!(answer.body.contains("name=\"OTPcode\""), "{answer:?}");
        let text = letterbox.codes_by_text(1).await.remove(0);
        let posted = elsewhere.post(&href, &[("OTPcode", &text)]).await;
        let (answer, page_there) = elsewhere.follow(posted).await;
        assert!(page_there.contains("/account/registered?") && answer.body.contains("The shop"), "{answer:?}");
        // Nobody is signed in there; where it was begun the sign-in waits still.
        let (account, _) = elsewhere.open(&format!("{}/account", world.base)).await;
        assert!(account.body.contains("name=\"password\""), "{account:?}");
        browser.post(&page, &[("OTPCode", "123456")]).await.assert_page(403, "registration-over");
        let login = page.replace("/register", "");
        let posted = browser.post(&login, &[("username", "aino@example.fi"), ("password", CHOSEN)]).await;
        let (_, page) = browser.follow(posted).await;
        assert!(page.contains("/consent/"), "{page}");
    }

    /// Known, unknown, kept out, and of a directory: the same words, the same writing, and the mail alone differs.
    async fn an_address_that_has_an_account_is_answered_alike(world) {
        let letterbox = Letterbox::of(&world).await;
        let claims = json!({ "email": "onni@example.fi", "email_verified": true });
        let onni = world.person("onni", claims).await;
        world.disable_person(onni.id.as_str(), true).await;
        let client = world.shop().await;
        let mut seen = Vec::new();
        for email in ["uusi@example.fi", "maija@example.fi", "onni@example.fi"] {
            let mut browser = world.browser();
            let page = entry(&world, &client, &mut browser).await;
            let hashes = world.node.hasher.computed();
            let posted = browser.post(&page, &form(email, "")).await;
            let (status, location) = (posted.status, posted.location().replace(handle(&page), "handle"));
            let (answer, _) = browser.follow(posted).await;
            let body = answer.body.replace(email, "address").replace(handle(&page), "handle");
            let wrong = browser.post(&page, &[("OTPCode", "123")]).await;
            let refused = wrong.body.replace(email, "address").replace(handle(&page), "handle");
            let work = world.node.hasher.computed() - hashes;
            seen.push((status, location, work, without_reference(&body), without_reference(&refused)));
        }
        for other in &seen[1..] {
            assert_eq!(other, &seen[0]);
        }
        let mails = letterbox.come(3).await;
        let to = |who: &str| mails.iter().find(|mail| mail.contains(&format!("To: {who}"))).unwrap().clone();
        assert!(unfolded(&to("uusi@example.fi")).contains("/account/register/"));
        for known in ["maija@example.fi", "onni@example.fi"] {
            let mail = unfolded(&to(known));
            assert!(mail.contains("There is one already") && !mail.contains("/account/register/"), "{mail}");
        }
    }

    /// Who is in a directory is not learnt by making an account: not by what is answered, how much is hashed, kept or
    /// sent for it, nor by the directory, which is not asked.
    async fn an_address_of_somebody_in_a_directory_is_answered_alike(world) {
        let letterbox = Letterbox::of(&world).await;
        let staff = Staff::of(&world, |it| it.trusts_email = true).await;
        staff.employ(aino());
        let mut eero = Person { name: "eero", ..aino() };
        eero.attributes[0].1 = "11111111-7b07-1041-9aaa-bf8e541ecfd5".to_owned();
        eero.attributes[1].1 = "eero@elsewhere.example".to_owned();
        staff.employ(eero);
        let client = world.shop().await;
        for name in ["aino", "eero"] {
            let mut browser = world.browser();
            let (_, page) = browser.open(&world.authorize_url(&client, &[])).await;
            let form = [("account", "directory-staff"), ("username", name), ("password", STAFF_PASSWORD)];
            let posted = browser.post(&page, &form).await;
            assert!(browser.follow(posted).await.1.contains("/consent/"), "{name} is known here from now on");
        }
        staff.asked();
        let mut seen = Vec::new();
        for (email, is_known) in [
            ("uusi@example.fi", false),
            // Of the directory's domain: one who was here, and one whom nobody knows.
            ("aino@example.org", true),
            ("nobody@Example.org", true),
            // Of the directory, with an address that leads nowhere.
            ("eero@elsewhere.example", true),
        ] {
            letterbox.empty();
            let mut browser = world.browser();
            let page = entry(&world, &client, &mut browser).await;
            let hashes = world.node.hasher.computed();
            let posted = browser.post(&page, &form(email, "")).await;
            let (status, location) = (posted.status, posted.location().replace(handle(&page), "handle"));
            let (answer, _) = browser.follow(posted).await;
            let body = answer.body.replace(email, "address").replace(handle(&page), "handle");
            let wrong = browser.post(&page, &[("OTPCode", "123")]).await;
            let refused = wrong.body.replace(email, "address").replace(handle(&page), "handle");
            let work = world.node.hasher.computed() - hashes;
            let mails = letterbox.come(1).await;
            let mail = unfolded(&mails[0]);
            assert_eq!(mail.contains("There is one already"), is_known, "{email}: {mail}");
            assert_eq!(mail.contains("/account/register/"), !is_known, "{email}: {mail}");
            assert_eq!(staff.asked(), Asked::default(), "{email}");
            seen.push((status, location, work, mails.len(), without_reference(&body), without_reference(&refused)));
        }
        for other in &seen[1..] {
            assert_eq!(other, &seen[0]);
        }
    }

    async fn another_code_is_sent_and_the_one_before_is_dead(world) {
        world.clock.stop();
        let letterbox = Letterbox::of(&world).await;
        let client = world.shop().await;
        let mut browser = world.browser();
        let page = entry(&world, &client, &mut browser).await;
        enter(&mut browser, &page, "aino@example.fi", "").await;
        let first = letterbox.codes_by_mail(1).await.remove(0);
        letterbox.empty();
        browser.post(&page, &[("resendCode", "true")]).await.assert_says(429, "one-time-code-soon");
        world.clock.advance(Duration::from_secs(31));
        let posted = browser.post(&page, &[("resendCode", "true")]).await;
        assert_eq!(posted.status, 303, "{posted:?}");
        let second = letterbox.codes_by_mail(1).await.remove(0);
        if first != second {
            browser.post(&page, &[("OTPCode", &first)]).await.assert_says(403, "one-time-code-wrong");
        }
        assert_eq!(browser.post(&page, &[("OTPCode", &second)]).await.status, 303);
    }

    async fn a_code_that_was_guessed_at_too_often_is_dead(world) {
        let letterbox = Letterbox::of(&world).await;
        let client = world.shop().await;
        let mut browser = world.browser();
        let page = entry(&world, &client, &mut browser).await;
        enter(&mut browser, &page, "aino@example.fi", "").await;
        let code = letterbox.codes_by_mail(1).await.remove(0);
        let wrong = if code == "000000" { "111111" } else { "000000" };
        for _ in 0..4 {
            browser.post(&page, &[("OTPCode", wrong)]).await.assert_says(403, "one-time-code-wrong");
        }
        browser.post(&page, &[("OTPCode", wrong)]).await.assert_says(403, "one-time-code-tries");
        browser.post(&page, &[("OTPCode", &code)]).await.assert_says(403, "one-time-code-tries");
        // Nor does the link count any more: or it would be guessed at by passwords.
        let href = link(&world, &letterbox.come(1).await[0]);
        world.browser().post(&href, &[("password", CHOSEN)]).await.assert_says(403, "one-time-code-tries");
    }

    async fn an_invitation_that_was_sent_makes_one_account_with_what_it_brings(world) {
        let letterbox = Letterbox::of(&world).await;
        let invitation = Invitation {
            email: Some("aino@example.fi".to_owned()),
            groups: vec!["staff".to_owned()],
            ..Invitation::default()
        };
        let new = New { invitation, lives_for: None };
        let say = server::page::Language::with_tag("fi");
        let made = flow::account::invite::create(&world.node, &new, say, &Actor::CommandLine).await.unwrap();
        let mail = unfolded(&letterbox.come(1).await[0]);
        assert!(mail.contains(&made.link), "{mail}");
        letterbox.empty();
        let mut browser = world.browser();
        let (answer, page) = browser.open(&made.link).await;
        assert!(answer.body.contains("value=\"aino@example.fi\" required") && answer.body.contains("readonly"), "{answer:?}");
        browser.post(&page, &form("another@example.fi", "")).await.assert_says(400, "user-invalid");
        enter(&mut browser, &page, "aino@example.fi", "").await;
        let code = letterbox.codes_by_mail(1).await.remove(0);
        let posted = browser.post(&page, &[("OTPCode", &code)]).await;
        let (_, arrived) = browser.follow(posted).await;
        assert!(arrived.contains("/account?"), "{arrived}");
        let aino = flow::user::find(&world.node, "aino@example.fi").await.unwrap();
        assert_eq!(aino.groups, ["staff"]);
        world.browser().get(&made.link).await.assert_page(403, "invitation-over");
    }

    async fn whose_invitation_is_withdrawn_meanwhile_is_told_so_and_makes_no_account(world) {
        let letterbox = Letterbox::of(&world).await;
        let new = New { invitation: Invitation::default(), lives_for: None };
        let by = &Actor::CommandLine;
        let made = flow::account::invite::create(&world.node, &new, None, by).await.unwrap();
        let mut browser = world.browser();
        let (_, page) = browser.open(&made.link).await;
        enter(&mut browser, &page, "aino@example.fi", "").await;
        let code = letterbox.codes_by_mail(1).await.remove(0);
        flow::account::invite::withdraw(&world.node, &made.id, by).await.unwrap();
        browser.post(&page, &[("OTPCode", &code)]).await.assert_page(403, "invitation-withdrawn");
        world.browser().get(&made.link).await.assert_page(403, "invitation-withdrawn");
        assert!(flow::user::find(&world.node, "aino@example.fi").await.is_err());
    }

    async fn what_cannot_be_is_said_beside_what_was_entered(world) {
        let _letterbox = Letterbox::of(&world).await;
        let client = world.shop().await;
        let mut browser = world.browser();
        let page = entry(&world, &client, &mut browser).await;
        for (field, value, code) in [
            ("given_name", " ", "user-invalid"),
            ("email", "aino", "user-invalid"),
            ("phone_number", "040 123 4567", "user-invalid"),
            ("new_password", "password1", "password-known"),
            ("new_password", "kesä", "password-unfit"),
            ("new_password", "virtanen1", "password-unfit"),
        ] {
            let mut form = form("aino@example.fi", "");
            form.retain(|(name, _)| *name != field);
            form.push((field, value));
            let answer = browser.post(&page, &form).await;
            answer.assert_says(400, code);
            assert!(answer.body.contains("name=\"given_name\"") && answer.body.contains("aria-invalid"), "{answer:?}");
        }
        assert_eq!(browser.post(&page, &form("aino@example.fi", "")).await.status, 303);
    }

    /// Advice, and no refusal: it is given once, and whoever insists has the password.
    async fn a_weak_password_is_taken_from_who_wants_it_after_what_is_better_was_said(world) {
        let letterbox = Letterbox::of(&world).await;
        let client = world.shop().await;
        let mut browser = world.browser();
        let page = entry(&world, &client, &mut browser).await;
        let with = |password, insists| {
            let mut form = form("aino@example.fi", "");
            form.retain(|(name, _)| *name != "new_password");
            form.push(("new_password", password));
            form.extend(Option::filter(Some(("keep_password", "true")), |_| insists));
            form
        };
        let hashes = world.node.hasher.computed();
        for (password, why) in [
            ("overcompensate", "It is little more than a common word or two."),
            ("Virtanen20241", "It has your name or address in it"),
        ] {
            let advised = browser.post(&page, &with(password, false)).await;
            assert!(advised.status == 200 && advised.body.contains("This password is easy to guess"), "{advised:?}");
            assert!(advised.body.contains(why) && advised.body.contains("name=\"keep_password\""), "{advised:?}");
            assert!(advised.body.contains("value=\"Aino\"") && !advised.body.contains(password), "{advised:?}");
        }
        assert_eq!(world.node.hasher.computed(), hashes, "nothing was done yet");
        browser.post(&page, &with("password1", true)).await.assert_says(400, "password-known");
        let posted = browser.post(&page, &with("overcompensate", true)).await;
        assert_eq!(posted.status, 303, "{posted:?}");
        let code = letterbox.codes_by_mail(1).await.remove(0);
        let answer = browser.post(&page, &[("OTPCode", &code)]).await;
        arrived(&world, &client, &mut browser, answer).await;
        let url = world.authorize_url(&client, &[]);
        assert!(world.browser().sign_in_as("aino@example.fi", "overcompensate", &url).await.parameter("code").is_some());
    }

    async fn the_sign_in_page_leads_there_and_somebody_can_begin_without_a_client(world) {
        let client = world.shop().await;
        let (page, _) = world.browser().open(&world.authorize_url(&client, &[])).await;
        assert!(!page.body.contains("/register?"), "nothing sends mail: {page:?}");
        let letterbox = Letterbox::of(&world).await;
        let (page, _) = world.browser().open(&world.authorize_url(&client, &[])).await;
        assert!(page.body.contains("/register?"), "{page:?}");
        let mut browser = world.browser();
        let (_, page) = browser.open(&format!("{}/account/register", world.base)).await;
        enter(&mut browser, &page, "aino@example.fi", "").await;
        let code = letterbox.codes_by_mail(1).await.remove(0);
        let posted = browser.post(&page, &[("OTPCode", &code)]).await;
        let (answer, page) = browser.follow(posted).await;
        assert!(page.contains("/account?") && answer.body.contains("Aino Virtanen"), "{page} {answer:?}");
        let metadata = world.get("/.well-known/openid-configuration").await.json();
        assert!(metadata["prompt_values_supported"].as_array().unwrap().contains(&json!("create")));
    }
}

fn handle(page: &str) -> &str {
    page.split("/login/").nth(1).unwrap().split('/').next().unwrap()
}

/// Every page that refuses has a reference of its own.
fn without_reference(body: &str) -> String {
    body.lines().filter(|line| !line.contains("nonce") && !line.contains("reference")).collect()
}

on_both_stores! {
    async fn nobody_makes_an_account_where_none_can_be_made(world) {
        let _letterbox = Letterbox::of(&world).await;
        let client = world.shop().await;
        let refused = world.authorize(&client, &[("prompt", "create")]).await;
        assert_eq!(refused.parameter("error_code").as_deref(), Some("registration-closed"), "{refused:?}");
        world.browser().get(&format!("{}/account/register", world.base)).await.assert_page(400, "registration-closed");
        let mut browser = world.browser();
        let (page, address) = browser.open(&world.authorize_url(&client, &[])).await;
        assert!(!page.body.contains("/register"), "{page:?}");
        let address = address.split('?').next().unwrap().to_owned() + "/register";
        browser.get(&address).await.assert_page(400, "registration-closed");
        browser.post(&address, &form("aino@example.fi", "")).await.assert_page(400, "registration-closed");
    }
}
