//! Rules that switch the second factor: by age, mail domain, network, provider and application.

use idp::model::client::ClientPolicy;
use idp::model::event::Actor;
use idp::model::policy::{Document, Role, Rule, Then};
use idp::model::upstream::ClaimRule;
use idp::policy::NewPolicy;
use serde_json::json;
use server::flow;

use crate::broker::Broker;
use crate::browser::Browser;
use crate::letterbox::Letterbox;
use crate::world::{Answer, Client, PASSWORD, REDIRECT_URI, World};

/// Rules, as a condition and what it asks for: `sms_otp`, `email_otp`, or nothing further.
async fn set(world: &World, rules: &[(&str, &str)]) {
    let rule = |(when, factor): &(&str, &str)| Rule {
        name: format!("{factor} {when}"),
        when: (*when).to_owned(),
        then: if factor.is_empty() { Then::Allow } else { Then::Require },
        factors: Some((*factor).to_owned()).filter(|factor| !factor.is_empty()).into_iter().collect(),
        ..Rule::default()
    };
    let document = Document { zone: None, rule: rules.iter().map(rule).collect() };
    let new = NewPolicy { role: Role::Live, document, by: Actor::CommandLine };
    flow::policy::set(&world.node, new, |_| Ok(())).await.unwrap();
}

async fn client(world: &World) -> Client {
    world.client(json!({}), ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

/// Somebody who can be reached both ways.
async fn person(world: &World, username: &str, domain: &str, birthdate: &str) {
    let claims = json!({
        "email": format!("{username}@{domain}"), "email_verified": true, "birthdate": birthdate,
        "phone_number": "+358 40 123 4567", "phone_number_verified": true,
    });
    world.person(username, claims).await;
}

async fn enter(world: &World, client: &Client, username: &str) -> (Browser, Answer, String) {
    let mut browser = world.browser();
    let (_, page) = browser.open(&world.authorize_url(client, &[])).await;
    let posted = browser.post(&page, &[("username", username), ("password", PASSWORD)]).await;
    let (answer, page) = browser.follow(posted).await;
    (browser, answer, page)
}

/// What is asked for after the password: the factor, or nothing.
async fn asked(world: &World, client: &Client, username: &str) -> &'static str {
    let (_, answer, page) = enter(world, client, username).await;
    which(&answer, &page)
}

fn which(answer: &Answer, page: &str) -> &'static str {
    for factor in ["sms_otp", "email_otp"] {
        if page.contains(&format!("/{factor}")) {
            assert_eq!(answer.status, 200, "{answer:?}");
            return factor;
        }
    }
    assert!(answer.location().starts_with(REDIRECT_URI) && answer.parameter("code").is_some(), "{answer:?}");
    ""
}

on_both_stores! {
    async fn age_domain_and_network_each_switch_the_second_factor(world) {
        let _letterbox = Letterbox::of(&world).await;
        let client = client(&world).await;
        person(&world, "aku", "home.example", "2020-01-01").await;
        person(&world, "onni", "wfp.example", "1980-01-01").await;
        for (rules, aku, onni) in [
            ([("user.age < 18", "sms_otp"), ("user.age >= 18", "email_otp")], "sms_otp", "email_otp"),
            (
                [("user.email_domain == 'wfp.example'", "sms_otp"), ("user.email_domain != 'wfp.example'", "email_otp")],
                "email_otp",
                "sms_otp",
            ),
            ([("in_network(network.address, '127.0.0.0/8')", ""), ("true", "sms_otp")], "", ""),
            ([("in_network(network.address, '10.0.0.0/8')", ""), ("true", "sms_otp")], "sms_otp", "sms_otp"),
        ] {
            set(&world, &rules).await;
            assert_eq!((asked(&world, &client, "aku").await, asked(&world, &client, "onni").await), (aku, onni), "{rules:?}");
        }
    }

    async fn the_provider_switches_the_second_factor(world) {
        let letterbox = Letterbox::of(&world).await;
        let broker = Broker::plain(&world, "work", |definition| {
            definition.trusts_phone = true;
            definition.userinfo = false;
            definition.claims.push(ClaimRule::new("phone_number", "phone_number"));
        }).await;
        let client = client(&world).await;
        set(&world, &[("login.upstream == 'work'", "sms_otp"), ("login.first == 'pwd'", "email_otp")]).await;
        assert_eq!(asked(&world, &client, "maija").await, "email_otp");
        let mut browser = world.browser();
        let (_, page) = browser.open(&world.authorize_url(&client, &[])).await;
        let page = page.split('?').next().unwrap().to_owned();
        let out = browser.post(&format!("{page}/upstream"), &[("upstream", "work")]).await;
        let back = broker.identify(&out, json!({ "name": "Ada", "phone_number": "+46 70 123 4567" }));
        let answer = browser.get(&back).await;
        let (answer, page) = browser.follow(answer).await;
        assert_eq!(which(&answer, &page), "sms_otp");
        letterbox.codes_by_text(1).await;
    }

    async fn another_application_is_unaffected_and_single_sign_on_into_this_one_steps_up(world) {
        let letterbox = Letterbox::of(&world).await;
        let (plain, strict) = (client(&world).await, client(&world).await);
        set(&world, &[(&format!("client.id == '{}'", strict.id), "email_otp")]).await;
        let (mut browser, answer, page) = enter(&world, &plain, "maija").await;
        assert_eq!(which(&answer, &page), "");
        // Signed in already, she is asked for what the other one wants, and for no password.
        let (answer, page) = browser.open(&world.authorize_url(&strict, &[])).await;
        assert_eq!(which(&answer, &page), "email_otp");
        let codes = letterbox.codes_by_mail(1).await;
        let answer = browser.post(&page, &[("OTPCode", &codes[0])]).await;
        let (answer, _) = browser.follow(answer).await;
        let tokens = world.redeem(&strict, &answer.parameter("code").unwrap()).await;
        let (_, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!((&id_token["amr"], &id_token["acr"]), (&json!(["pwd", "otp", "mfa"]), &json!("urn:countersign:acr:mfa")));
        // From here on neither asks again.
        for client in [&plain, &strict] {
            let (answer, page) = browser.open(&world.authorize_url(client, &[])).await;
            assert_eq!(which(&answer, &page), "");
        }
    }
}
