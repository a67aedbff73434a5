//! Signing in with a password that an organisation's directory checks.

use idp::login::Method;
use idp::model::client::ClientPolicy;
use serde_json::json;
use server::page::{Language, refusal_texts};

use crate::letterbox::Letterbox;
use crate::staff::{Asked, Person, STAFF_PASSWORD, Staff, aino};
use crate::world::{Answer, Client, PASSWORD, World};

async fn demanding(world: &World, second_factors: &[Method]) -> Client {
    let policy = ClientPolicy {
        second_factors: second_factors.to_vec(),
        skip_consent: true,
        ..ClientPolicy::default()
    };
    world.client(json!({}), policy).await
}

async fn enter(world: &World, client: &Client, name: &str, password: &str) -> Answer {
    world.browser().sign_in_as(name, password, &world.authorize_url(client, &[])).await
}

/// Checks that a page says this in its reader's words.
#[track_caller]
fn assert_says(answer: &Answer, status: u16, code: &str) {
    let what = refusal_texts(Language::english(), code).unwrap().what;
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.body.contains(&what), "{code}: {answer:?}");
}

on_both_stores! {
    async fn whose_address_is_of_a_directory_signs_in_with_the_password_there(world) {
        let staff = Staff::of(&world, |it| {
            it.trusts_email = true;
            it.groups.insert("it".to_owned(), "administrators".to_owned());
        }).await;
        staff.employ(Person { groups: vec!["it", "bowling"], ..aino() });
        let client = demanding(&world, &[]).await;
        let url = world.authorize_url(&client, &[("scope", "openid email phone profile")]);
        let mut subjects = Vec::new();
        for name in ["aino@example.org", " AINO@Example.ORG "] {
            let answer = world.browser().sign_in_as(name, STAFF_PASSWORD, &url).await;
            let code = answer.parameter("code").unwrap_or_else(|| panic!("{name}: {answer:?}"));
            let tokens = world.redeem(&client, &code).await;
            let (_, id_token) = world.verified(&tokens.text("id_token")).await;
            assert_eq!(id_token["amr"], json!(["pwd"]));
            let told = world.userinfo(&tokens.text("access_token")).await.json();
            assert_eq!(told["email"], "aino@example.org");
            assert_eq!(told["email_verified"], true);
            assert_eq!(told["phone_number"], "+358401234567");
            assert_eq!(told["phone_number_verified"], false, "its word does not count for numbers");
            assert_eq!(told["name"], "Aino Virtanen");
            subjects.push(id_token["sub"].clone());
        }
        assert_eq!(subjects[0], subjects[1], "an account is made once");
        let person = world.node.store().load_person("aino@example.org", None).await.unwrap().unwrap().user;
        assert_eq!(person.groups, ["administrators"]);
        // She changes her name and her address, and leaves the group.
        let mut renamed = Person { groups: Vec::new(), ..aino() };
        renamed.attributes[1].1 = "aino.korhonen@example.org".to_owned();
        staff.employ(renamed);
        let answer = world.browser().sign_in_as("aino.korhonen@example.org", STAFF_PASSWORD, &url).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        let after = world.node.store().load_user(&person.id).await.unwrap().unwrap();
        assert_eq!(after.claims.email.as_deref(), Some("aino.korhonen@example.org"));
        assert!(after.groups.is_empty(), "{:?}", after.groups);
    }

    async fn the_groups_that_an_entry_names_count_beside_those_that_are_found(world) {
        let staff = Staff::of(&world, |it| {
            it.member_of = Some("memberOf".to_owned());
            for (there, here) in [("IT", "administrators"), ("bowling", "bowlers"), ("sauna", "bathers")] {
                it.groups.insert(there.to_owned(), here.to_owned());
            }
        }).await;
        let mut person = Person { groups: vec!["bowling", "it"], ..aino() };
        for group in ["cn=it,ou=groups,dc=example,dc=org", r"cn=sauna,ou=a\, b,dc=example,dc=org", "cn=other,dc=org"] {
            person.attributes.push(("memberOf", group.to_owned()));
        }
        staff.employ(person);
        let client = demanding(&world, &[]).await;
        let answer = enter(&world, &client, "aino@example.org", STAFF_PASSWORD).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        let person = world.node.store().load_person("aino@example.org", None).await.unwrap().unwrap().user;
        assert_eq!(person.groups, ["administrators", "bathers", "bowlers"]);
    }

    async fn scenario_2_8_who_is_of_the_directory_confirms_by_sms_and_tokens_tell_both(world) {
        let letterbox = Letterbox::of(&world).await;
        let staff = Staff::of(&world, |it| it.trusts_phone = true).await;
        staff.employ(aino());
        let client = demanding(&world, &[Method::SmsOtp]).await;
        let mut browser = world.browser();
        let (_, page) = browser.open(&world.authorize_url(&client, &[])).await;
        let form = [("account", "directory-staff"), ("username", "aino"), ("password", STAFF_PASSWORD)];
        let posted = browser.post(&page, &form).await;
        let (answer, page) = browser.follow(posted).await;
        assert!(page.contains("/sms_otp"), "{page}");
        assert!(answer.body.contains("4567") && !answer.body.contains("1234567"), "{answer:?}");
        let code = letterbox.codes_by_text(1).await.remove(0);
        let answer = browser.post(&page, &[("OTPcode", &code)]).await;
        let (answer, _) = browser.follow(answer).await;
        let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
        let tokens = world.redeem(&client, &code).await;
        let (_, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!(id_token["amr"], json!(["pwd", "otp", "sms", "mfa"]));
    }

    /// Nobody learns who is in the directory: not by the words, and not by how often it is asked.
    async fn known_unknown_and_locked_names_are_answered_alike_and_asked_for_alike(world) {
        let staff = Staff::of(&world, |_| {}).await;
        staff.employ(aino());
        let mut locked = Person { name: "eero", trouble: Some("775"), ..aino() };
        locked.attributes[1].1 = "eero@example.org".to_owned();
        staff.employ(locked);
        let client = demanding(&world, &[]).await;
        let hashed = world.node.hasher.computed();
        for (name, password) in [
            ("aino@example.org", "wrong"),
            ("nobody@example.org", "wrong"),
            ("eero@example.org", "wrong"),
            ("eero@example.org", STAFF_PASSWORD),
        ] {
            assert_says(&enter(&world, &client, name, password).await, 403, "password-wrong");
            assert_eq!(staff.asked(), Asked { binds: 2, searches: 1 }, "{name}");
        }
        assert_eq!(world.node.hasher.computed(), hashed, "no password here was tried");
        // Without a password a directory lets in anybody: it does not come to that.
        assert_says(&enter(&world, &client, "aino@example.org", "").await, 403, "password-wrong");
        assert_eq!(staff.asked(), Asked::default());
        assert!(enter(&world, &client, "aino@example.org", STAFF_PASSWORD).await.parameter("code").is_some());
    }

    async fn whoever_guesses_is_stopped_before_the_directory_is_shown_a_password(world) {
        world.clock.stop();
        let staff = Staff::of(&world, |_| {}).await;
        staff.employ(aino());
        let client = demanding(&world, &[]).await;
        let mut shown = 0;
        for _ in 0..30 {
            let answer = enter(&world, &client, "aino@example.org", "wrong").await;
            shown += usize::from(staff.asked().binds > 1);
            if answer.status == 429 {
                break;
            }
        }
        assert!((1..20).contains(&shown), "{shown}");
        let answer = enter(&world, &client, "aino@example.org", STAFF_PASSWORD).await;
        // We say who we are and look for her; that is all.
        assert_eq!((answer.status, staff.asked()), (429, Asked { binds: 1, searches: 1 }));
        // A sign-in that is none, or another browser's, makes nobody look.
        let mut browser = world.browser();
        let (_, page) = browser.open(&world.authorize_url(&client, &[])).await;
        for page in [page.clone(), page.replace("/login/", "/login/x")] {
            let form = [("username", "aino@example.org"), ("password", STAFF_PASSWORD)];
            let answer = world.browser().post(&page, &form).await;
            assert!((400..500).contains(&answer.status), "{answer:?}");
            assert_eq!(staff.asked(), Asked::default());
        }
    }

    async fn by_whichever_name_somebody_is_tried_it_is_one_count_and_their_own_browser_has_another(world) {
        world.clock.stop();
        let staff = Staff::of(&world, |_| {}).await;
        staff.employ(aino());
        let mut eero = Person { name: "eero", ..aino() };
        eero.attributes[0].1 = "11111111-7b07-1041-9aaa-bf8e541ecfd5".to_owned();
        eero.attributes[1].1 = "eero@example.org".to_owned();
        staff.employ(eero);
        let client = demanding(&world, &[]).await;
        let url = world.authorize_url(&client, &[("prompt", "login")]);
        let mut hers = world.browser();
        let answer = hers.sign_in_as("aino@example.org", STAFF_PASSWORD, &url).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        let mut heard = Vec::new();
        for names in [["eero", "eero"], ["aino", "aino@example.org"], ["nobody", "nobody"]] {
            let mut tries = 0;
            for name in names.iter().cycle().take(50) {
                let mut browser = world.browser();
                let (_, page) = browser.open(&url).await;
                let form = [("account", "directory-staff"), ("username", name), ("password", "wrong")];
                if browser.post(&page, &form).await.status == 429 {
                    break;
                }
                tries += 1;
            }
            heard.push(tries);
        }
        assert!(heard[0] < 50 && heard[0] == heard[1] && heard[1] == heard[2], "{heard:?}");
        for name in ["aino@example.org", "Aino@example.org"] {
            assert_eq!(enter(&world, &client, name, STAFF_PASSWORD).await.status, 429, "{name}");
        }
        let answer = hers.sign_in_as("aino@example.org", STAFF_PASSWORD, &url).await;
        assert!(answer.parameter("code").is_some(), "strangers do not keep her out: {answer:?}");
    }

    /// In words, and in what is done for an answer: known, unknown, disabled and locked, of a directory and not.
    async fn names_are_answered_alike_whoever_has_them_and_wherever(world) {
        let staff = Staff::of(&world, |_| {}).await;
        staff.employ(aino());
        let mut locked = Person { name: "eero", trouble: Some("775"), ..aino() };
        locked.attributes[1].1 = "eero@example.org".to_owned();
        staff.employ(locked);
        let disabled = world.person("disabled", json!({})).await;
        world.disable_person(disabled.id.as_str(), true).await;
        let client = demanding(&world, &[]).await;
        let mut browser = world.browser();
        let (_, page) = browser.open(&world.authorize_url(&client, &[])).await;
        let mut bodies = Vec::new();
        for (name, password, hashes, asked) in [
            ("maija", "wrong", 1, Asked::default()),
            ("nobody", "wrong", 1, Asked::default()),
            ("disabled", PASSWORD, 1, Asked::default()),
            ("aino@example.org", "wrong", 0, Asked { binds: 2, searches: 1 }),
            ("nobody@example.org", "wrong", 0, Asked { binds: 2, searches: 1 }),
            ("eero@example.org", STAFF_PASSWORD, 0, Asked { binds: 2, searches: 1 }),
        ] {
            let before = world.node.hasher.computed();
            let answer = browser.post(&page, &[("username", name), ("password", password)]).await;
            assert_says(&answer, 403, "password-wrong");
            assert_eq!(world.node.hasher.computed() - before, hashes, "{name}");
            assert_eq!(staff.asked(), asked, "{name}");
            bodies.push(answer.body.replace(&format!("value=\"{name}\""), ""));
        }
        // Of which account the page thinks follows from the domain, which everybody may know.
        for alike in bodies.chunks(3) {
            assert!(alike.iter().all(|body| *body == alike[0]), "{alike:?}");
        }
    }

    /// Whose password is kept elsewhere is told so by mail; whoever asked learns nothing.
    async fn a_forgotten_password_of_theirs_is_answered_as_any_other_and_leads_to_none_here(world) {
        let letterbox = Letterbox::of(&world).await;
        let staff = Staff::of(&world, |it| it.trusts_email = true).await;
        staff.employ(aino());
        let client = demanding(&world, &[]).await;
        assert!(enter(&world, &client, "aino@example.org", STAFF_PASSWORD).await.parameter("code").is_some());
        staff.asked();
        let forgot = format!("{}/account/forgot", world.base);
        let mut answers = Vec::new();
        for name in ["aino@example.org", "nobody@example.org", "maija"] {
            let mut browser = world.browser();
            browser.get(&forgot).await;
            let posted = browser.post(&forgot, &[("username", name)]).await;
            let (answer, _) = browser.follow(posted).await;
            answers.push((answer.status, answer.body));
            assert_eq!(staff.asked(), Asked::default(), "the directory is asked nothing");
        }
        assert!(answers[0] == answers[1] && answers[1] == answers[2], "{answers:?}");
        let mails = letterbox.come(2).await;
        let (hers, others): (Vec<_>, Vec<_>) = mails.iter().partition(|mail| mail.contains("aino@example.org"));
        assert_eq!((hers.len(), others.len()), (1, 1));
        assert!(!hers[0].contains("/account/reset/") && others[0].contains("/account/reset/"), "{mails:?}");
    }

    async fn while_a_directory_is_down_its_people_are_told_so_and_others_sign_in(world) {
        let mut staff = Staff::of(&world, |_| {}).await;
        staff.employ(aino());
        let client = demanding(&world, &[]).await;
        assert!(enter(&world, &client, "aino@example.org", STAFF_PASSWORD).await.parameter("code").is_some());
        staff.stop().await;
        for password in [STAFF_PASSWORD, "wrong"] {
            assert_says(&enter(&world, &client, "aino@example.org", password).await, 503, "directory-unavailable");
        }
        assert!(enter(&world, &client, "maija", PASSWORD).await.parameter("code").is_some());
    }
}
