//! Second factors by code: sent by mail and by SMS, and typed.

use std::time::Duration;

use idp::login::Method;
use idp::model::client::ClientPolicy;
use idp::model::event::Actor;
use idp::model::sign_in::Outcome;
use idp::model::user::UserId;
use serde_json::{Value, json};
use server::page::{Language, refusal_texts};

use crate::broker::Broker;
use crate::browser::Browser;
use crate::letterbox::Letterbox;
use crate::world::{Answer, Client, PASSWORD, REDIRECT_URI, World};

/// A client that demands one of these beside the first factor.
async fn demanding(world: &World, second_factors: &[Method]) -> Client {
    let policy = ClientPolicy {
        second_factors: second_factors.to_vec(),
        skip_consent: true,
        ..ClientPolicy::default()
    };
    world.client(json!({}), policy).await
}

/// A person with a mobile.
async fn onni(world: &World) {
    let claims = json!({
        "name": "Onni", "email": "onni@example.fi", "email_verified": true,
        "phone_number": "+358 40 123 4567", "phone_number_verified": true,
    });
    world.person("onni", claims).await;
}

/// A sign-in that waits for a code.
struct Asked {
    browser: Browser,
    page: String,
    answer: Answer,
}

async fn asked(world: &World, client: &Client, username: &str) -> Asked {
    let mut browser = world.browser();
    let (_, page) = browser.open(&world.authorize_url(client, &[])).await;
    let posted = browser.post(&page, &[("username", username), ("password", PASSWORD)]).await;
    let (answer, page) = browser.follow(posted).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    Asked { browser, page, answer }
}

impl Asked {
    async fn enter(&mut self, code: &str) -> Answer {
        self.send(&[("OTPCode", code)]).await
    }

    async fn send(&mut self, form: &[(&str, &str)]) -> Answer {
        self.browser.post(&self.page, form).await
    }

    async fn resend(&mut self) -> Answer {
        let answer = self.send(&[("resendCode", "true")]).await;
        self.browser.follow(answer).await.0
    }
}

/// Checks that a page says this in its reader's words.
#[track_caller]
fn assert_says(answer: &Answer, status: u16, code: &str) {
    let what = refusal_texts(Language::english(), code).unwrap().what;
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.body.contains(&what), "{code}: {answer:?}");
}

/// A code that is another, and another for each number.
fn not(code: &str, n: u32) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1 + n) % 1_000_000)
}

/// How often a code was tried that was wrong.
async fn refused(world: &World, user: &str) -> usize {
    let history = world.node.store().list_sign_ins(&UserId::new(user), 2000).await.unwrap();
    let was_refused = |method| move |outcome| method == Method::EmailOtp && outcome == Outcome::Refused;
    history.iter().filter(|sign_in| was_refused(sign_in.method)(sign_in.outcome)).count()
}

on_both_stores! {
    async fn a_code_by_mail_lets_the_person_in_and_tokens_tell_it(world) {
        world.clock.stop();
        let letterbox = Letterbox::of(&world).await;
        let client = demanding(&world, &[Method::EmailOtp]).await;
        let mut asked = asked(&world, &client, "maija").await;
        assert!(asked.page.contains("/email_otp"), "{}", asked.page);
        for part in ["m•••@example.fi", "name=\"OTPCode\"", "It counts for another"] {
            assert!(asked.answer.body.contains(part), "{part}: {:?}", asked.answer);
        }
        assert!(!asked.answer.body.contains("maija@"), "it is masked");
        assert!(!asked.answer.body.contains("Another way"), "there is none");
        let codes = letterbox.codes_by_mail(1).await;
        // Who looks at the page again gets no second one.
        let page = asked.page.clone();
        assert_eq!(asked.browser.get(&page).await.status, 200);
        let answer = asked.enter(&format!("{} {}", &codes[0][..3], &codes[0][3..])).await;
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        let (_, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!(id_token["amr"], json!(["pwd", "otp", "mfa"]));
        assert_eq!(id_token["acr"], "urn:countersign:acr:mfa");
        assert_eq!(letterbox.mails().len(), 1);
        let mail = &letterbox.mails()[0];
        assert!(mail.contains("maija@example.fi") && mail.contains("The shop"), "{mail}");
        // Used, and over.
        assert_says(&asked.enter(&codes[0]).await, 400, "login-unknown");
    }

    async fn a_code_by_sms_is_bound_to_our_page_and_taken_under_either_name(world) {
        world.clock.stop();
        let letterbox = Letterbox::of(&world).await;
        onni(&world).await;
        let client = demanding(&world, &[Method::SmsOtp]).await;
        for (n, field) in ["OTPcode", "OTPCode"].into_iter().enumerate() {
            let mut asked = asked(&world, &client, "onni").await;
            assert!(asked.answer.body.contains("•••• 4567") && asked.answer.body.contains("name=\"OTPcode\""));
            assert!(!asked.answer.body.contains("40 123") && !asked.answer.body.contains("40123"));
            let codes = letterbox.codes_by_text(n + 1).await;
            let (to, text) = letterbox.texts().pop().unwrap();
            assert_eq!(to, "+358401234567");
            assert_eq!(text.lines().last(), Some(format!("@127.0.0.1 #{}", codes[n]).as_str()));
            let answer = asked.send(&[(field, &codes[n])]).await;
            let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
            let (_, id_token) = world.verified(&tokens.text("id_token")).await;
            assert_eq!(id_token["amr"], json!(["pwd", "otp", "sms", "mfa"]));
        }
    }

    async fn wrong_codes_say_how_many_tries_are_left_until_the_code_is_dead(world) {
        world.clock.stop();
        let letterbox = Letterbox::of(&world).await;
        let client = demanding(&world, &[Method::EmailOtp]).await;
        let mut asked = asked(&world, &client, "maija").await;
        let code = letterbox.codes_by_mail(1).await.remove(0);
        for left in [4, 3, 2] {
            let answer = asked.enter(&not(&code, left)).await;
            assert_says(&answer, 403, "one-time-code-wrong");
            assert!(answer.body.contains(&format!("You have {left} more tries.")), "{answer:?}");
        }
        // What can be no code costs nothing.
        let answer = asked.enter("12345").await;
        assert!(answer.body.contains("You have 2 more tries."), "{answer:?}");
        assert!(asked.enter(&not(&code, 1)).await.body.contains("You have 1 more try."));
        assert_says(&asked.enter(&not(&code, 0)).await, 403, "one-time-code-tries");
        // The account waits now, in whichever sign-in, and so does the right code.
        let answer = asked.enter(&code).await;
        assert_says(&answer, 429, "one-time-code-locked");
        assert_eq!(answer.header("retry-after"), "301");
        assert_eq!(refused(&world, &world.user_id).await, 5);
        world.clock.advance(Duration::from_secs(301));
        assert_says(&asked.enter(&code).await, 403, "one-time-code-expired");
        asked.resend().await;
        let codes = letterbox.codes_by_mail(2).await;
        let newer = codes.iter().find(|newer| **newer != code).unwrap();
        assert!(asked.enter(newer).await.parameter("code").is_some());
    }

    async fn a_code_counts_in_its_own_sign_in_until_its_time_is_over_or_a_newer_was_sent(world) {
        world.clock.stop();
        let letterbox = Letterbox::of(&world).await;
        onni(&world).await;
        let client = demanding(&world, &[Method::SmsOtp]).await;
        let mut first = asked(&world, &client, "onni").await;
        letterbox.codes_by_text(1).await;
        let mut other = asked(&world, &client, "onni").await;
        let codes = letterbox.codes_by_text(2).await;
        assert_says(&other.enter(&codes[0]).await, 403, "one-time-code-wrong");
        assert_says(&first.resend().await, 429, "one-time-code-soon");
        world.clock.advance(Duration::from_secs(30));
        assert_eq!(first.resend().await.status, 200);
        let codes = letterbox.codes_by_text(3).await;
        assert_says(&first.enter(&codes[0]).await, 403, "one-time-code-replaced");
        assert!(first.enter(&codes[2]).await.parameter("code").is_some());
        world.clock.advance(Duration::from_secs(271));
        assert_says(&other.enter(&codes[1]).await, 403, "one-time-code-expired");
    }

    async fn codes_are_sent_so_often_in_a_sign_in_and_no_more(world) {
        world.clock.stop();
        let letterbox = Letterbox::of(&world).await;
        let client = demanding(&world, &[Method::EmailOtp]).await;
        let mut asked = asked(&world, &client, "maija").await;
        for sent in 1..=5 {
            letterbox.codes_by_mail(sent).await;
            world.clock.advance(Duration::from_secs(30));
            let answer = asked.resend().await;
            assert_eq!(answer.status, if sent < 5 { 200 } else { 429 }, "{answer:?}");
            assert_eq!(answer.body.contains("name=\"resendCode\""), sent < 4, "{answer:?}");
        }
        assert_says(&asked.resend().await, 429, "one-time-code-sends");
        assert_eq!(letterbox.mails().len(), 5);
    }

    async fn of_a_thousand_wrong_codes_at_once_in_several_sign_ins_so_many_are_looked_at(world) {
        const SIGN_INS: usize = 4;
        world.clock.stop();
        let letterbox = Letterbox::of(&world).await;
        let client = demanding(&world, &[Method::EmailOtp]).await;
        let mut sign_ins = Vec::new();
        for _ in 0..SIGN_INS {
            sign_ins.push(asked(&world, &client, "maija").await);
        }
        let codes = letterbox.codes_by_mail(SIGN_INS).await;
        let wrong: Vec<String> =
            (0..).map(|n| not("000000", n)).filter(|wrong| !codes.contains(wrong)).take(1000).collect();
        let posts = wrong.iter().enumerate().map(|(n, code)| {
            let Asked { browser, page, .. } = &sign_ins[n % SIGN_INS];
            let cookies: Vec<String> =
                browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let request = world.http.post(page).form(&[("OTPCode", code)]);
            let request = request.header("cookie", cookies.join("; ")).timeout(Duration::from_secs(300));
            tokio::spawn(async move { Answer::of(request.send().await.unwrap()).await })
        });
        let mut told = 0;
        for post in posts.collect::<Vec<_>>() {
            let answer = post.await.unwrap();
            assert!(matches!(answer.status, 403 | 429 | 503), "{answer:?}");
            let wrong = &refusal_texts(Language::english(), "one-time-code-wrong").unwrap().what;
            told += usize::from(answer.body.contains(wrong));
        }
        assert_eq!(refused(&world, &world.user_id).await, 5, "looked at");
        assert!(told <= 5, "{told} were told that they are wrong");
        for mut asked in sign_ins {
            assert_says(&asked.enter(&codes[0]).await, 429, "one-time-code-locked");
        }
    }

    async fn of_two_requests_with_one_code_at_once_one_wins(world) {
        world.clock.stop();
        let letterbox = Letterbox::of(&world).await;
        let client = demanding(&world, &[Method::EmailOtp]).await;
        for round in 1..=5 {
            let Asked { browser, page, .. } = asked(&world, &client, "maija").await;
            let mut codes = letterbox.codes_by_mail(1).await;
            let code = codes.remove(0);
            letterbox.empty();
            let cookies: Vec<String> =
                browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let posts: Vec<_> = (0..4).map(|_| {
                let request = world.http.post(&page).form(&[("OTPCode", &code)]);
                let request = request.header("cookie", cookies.join("; "));
                tokio::spawn(async move { Answer::of(request.send().await.unwrap()).await })
            }).collect();
            let mut won = 0;
            for post in posts {
                let answer = post.await.unwrap();
                won += usize::from(answer.location().starts_with(REDIRECT_URI));
                assert!(matches!(answer.status, 303 | 400 | 403), "{answer:?}");
            }
            assert_eq!(won, 1, "round {round}");
        }
    }

    async fn who_came_by_an_upstream_gets_codes_where_it_says_and_loses_the_sign_in_alone(world) {
        world.clock.stop();
        let letterbox = Letterbox::of(&world).await;
        let broker = Broker::plain(&world, "work", |definition| {
            definition.trusts_phone = true;
            definition.userinfo = false;
            definition.claims.push(idp::model::upstream::ClaimRule::new("phone_number", "phone_number"));
        }).await;
        let client = demanding(&world, &[Method::SmsOtp]).await;
        let arrive = async || {
            let mut browser = world.browser();
            let (_, page) = browser.open(&world.authorize_url(&client, &[])).await;
            let page = page.split('?').next().unwrap().to_owned();
            let out = browser.post(&format!("{page}/upstream"), &[("upstream", "work")]).await;
            let back = broker.identify(&out, json!({ "name": "Ada", "phone_number": "+46 70 123 4567" }));
            let answer = browser.get(&back).await;
            let (answer, page) = browser.follow(answer).await;
            Asked { browser, page, answer }
        };
        let mut waits = arrive().await;
        assert!(waits.answer.body.contains("•••• 4567"), "{:?}", waits.answer);
        letterbox.codes_by_text(1).await;
        let mut guessed = arrive().await;
        let codes = letterbox.codes_by_text(2).await;
        for n in 0..4 {
            assert_says(&guessed.enter(&not(&codes[1], n)).await, 403, "one-time-code-wrong");
        }
        assert_says(&guessed.enter(&not(&codes[1], 4)).await, 403, "one-time-code-ended");
        assert_says(&guessed.enter(&codes[1]).await, 400, "login-unknown");
        // The account stays open; what is slowed is sending.
        assert_says(&arrive().await.answer, 429, "one-time-code-locked");
        assert_eq!(letterbox.texts().len(), 2);
        let answer = waits.enter(&codes[0]).await;
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        let (_, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!(id_token["amr"], json!(["otp", "sms", "mfa"]));
    }

    async fn where_nothing_can_be_sent_the_page_says_so_and_another_way_is_open(world) {
        onni(&world).await;
        let client = demanding(&world, &[Method::EmailOtp, Method::SmsOtp]).await;
        let mut browser = world.browser();
        let (_, page) = browser.open(&world.authorize_url(&client, &[])).await;
        let posted = browser.post(&page, &[("username", "onni"), ("password", PASSWORD)]).await;
        let (answer, page) = browser.follow(posted).await;
        assert!(answer.status == 200 && page.contains("/factor"), "{answer:?}");
        assert!(answer.body.contains("•••• 4567") && answer.body.contains("o•••@example.fi"), "{answer:?}");
        let answer = browser.get(&page.replace("/factor", "/sms_otp")).await;
        assert_says(&answer, 503, "one-time-code-unsendable");
        assert!(answer.body.contains("/factor") && !answer.body.contains("name=\"OTPcode\""), "{answer:?}");
        let cancelled = browser.post(&page.replace("/factor", "/sms_otp"), &[("decision", "cancel")]).await;
        assert_eq!(cancelled.error().0, "access_denied");
    }

    async fn a_code_that_does_not_arrive_is_told_and_another_can_be_sent(world) {
        let letterbox = Letterbox::of(&world).await;
        onni(&world).await;
        letterbox.refuse_texts();
        let client = demanding(&world, &[Method::SmsOtp]).await;
        let mut asked = asked(&world, &client, "onni").await;
        let page = asked.page.clone();
        let mut told = false;
        for _ in 0..600 {
            let answer = asked.browser.get(&page).await;
            told = answer.body.contains("could not be delivered");
            if told {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(told);
        letterbox.take_texts();
        world.clock.advance(Duration::from_secs(30));
        let answer = asked.resend().await;
        assert!(answer.status == 200 && !answer.body.contains("could not be delivered"), "{answer:?}");
        let code = letterbox.codes_by_text(2).await.pop().unwrap();
        assert!(asked.enter(&code).await.parameter("code").is_some());
    }

    async fn a_way_that_is_not_asked_for_or_switched_off_is_closed(world) {
        let letterbox = Letterbox::of(&world).await;
        onni(&world).await;
        let client = demanding(&world, &[Method::SmsOtp]).await;
        let mut asked = asked(&world, &client, "onni").await;
        letterbox.codes_by_text(1).await;
        let by_mail = asked.page.replace("/sms_otp", "/email_otp");
        asked.browser.get(&by_mail).await.assert_page(400, "factor-not-asked");
        assert!(letterbox.mails().is_empty());
        let onni = world.node.store().load_person("onni", None).await.unwrap().unwrap().user;
        let off: serde_json::Map<String, Value> =
            [("smsotp_disabled".to_owned(), Value::Bool(true))].into_iter().collect();
        let changes = |_: &_| Ok(idp::user::Changes { attributes: Some(off.clone()), ..Default::default() });
        server::flow::user::change(&world.node, &onni.id, None, changes, &Actor::CommandLine).await.unwrap();
        let page = asked.page.clone();
        asked.browser.get(&page).await.assert_page(403, "factor-missing");
    }
}
