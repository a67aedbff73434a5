//! A further factor after signing in at an upstream, and what the upstream's own word counts for.

use idp::login::Method;
use idp::model::client::ClientPolicy;
use idp::model::upstream::{ClaimRule, UpstreamDefinition};
use serde_json::{Value, json};

use crate::broker::Broker;
use crate::browser::Browser;
use crate::letterbox::Letterbox;
use crate::upstream_backchannel::{lives, say_over};
use crate::upstream_logout::is_signed_in;
use crate::world::{Answer, Client, World};

const MFA: &str = "urn:countersign:acr:mfa";

/// Tells a mobile that codes may be sent to.
fn with_mobile(definition: &mut UpstreamDefinition) {
    definition.userinfo = false;
    definition.trusts_phone = true;
    definition.claims.push(ClaimRule::new("phone_number", "phone_number"));
}

/// An application that wants this beside the first factor.
async fn demanding(world: &World, second: Option<Method>) -> Client {
    let second_factors = second.into_iter().collect();
    let policy = ClientPolicy { second_factors, skip_consent: true, ..ClientPolicy::default() };
    world.client(json!({}), policy).await
}

/// Ada comes by the upstream, for this request, and goes on to wherever that leads.
pub(crate) async fn arrive(
    browser: &mut Browser,
    broker: &Broker,
    url: &str,
    further: Value,
) -> (Answer, String) {
    let (_, page) = browser.open(url).await;
    let page = page.split('?').next().unwrap().to_owned();
    let out = browser.post(&format!("{page}/upstream"), &[("upstream", broker.id)]).await;
    let mut claims = json!({ "sub": "ada", "name": "Ada", "phone_number": "+46 70 123 4567" });
    claims.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    let back = broker.identify(&out, claims);
    let answer = browser.get(&back).await;
    assert!(answer.status == 303, "{answer:?}");
    browser.follow(answer).await
}

async fn redeemed(world: &World, client: &Client, answer: &Answer) -> (Answer, Value) {
    let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    let tokens = world.redeem(client, &code).await;
    let (_, id_token) = world.verified(&tokens.text("id_token")).await;
    (tokens, id_token)
}

on_both_stores! {
    /// Scenario 2-8: whoever comes from the organisation confirms by SMS, and tokens tell both.
    async fn scenario_2_8_who_comes_by_an_upstream_confirms_by_a_code_and_tokens_tell_both(world) {
        let letterbox = Letterbox::of(&world).await;
        let broker = Broker::plain(&world, "work", with_mobile).await;
        let client = demanding(&world, Some(Method::SmsOtp)).await;
        let mut browser = world.browser();
        let url = world.authorize_url(&client, &[]);
        let (_, page) = arrive(&mut browser, &broker, &url, json!({ "amr": ["pwd"] })).await;
        assert!(page.contains("/sms_otp"), "{page}");
        assert!(!is_signed_in(&world, &client, &mut browser).await);
        let code = letterbox.codes_by_text(1).await.remove(0);
        let answer = browser.post(&page, &[("OTPcode", &code)]).await;
        let (_, told) = redeemed(&world, &client, &answer).await;
        assert_eq!((&told["amr"], &told["acr"]), (&json!(["pwd", "otp", "sms", "mfa"]), &json!(MFA)));
        assert!(is_signed_in(&world, &client, &mut browser).await);
    }

    async fn who_is_identified_for_one_application_confirms_and_stays_signed_in_nowhere(world) {
        let letterbox = Letterbox::of(&world).await;
        let broker = Broker::plain(&world, "work", |definition| {
            with_mobile(definition);
            definition.single_sign_on = false;
        }).await;
        let client = demanding(&world, Some(Method::SmsOtp)).await;
        let mut browser = world.browser();
        let url = world.authorize_url(&client, &[]);
        let (_, page) = arrive(&mut browser, &broker, &url, json!({})).await;
        let code = letterbox.codes_by_text(1).await.remove(0);
        let answer = browser.post(&page, &[("OTPcode", &code)]).await;
        let (tokens, told) = redeemed(&world, &client, &answer).await;
        assert_eq!((&told["acr"], &told["amr"]), (&json!(MFA), &json!(["otp", "sms", "mfa"])));
        assert!(lives(&world, &tokens).await);
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    async fn a_session_that_grew_is_over_when_the_upstream_says_so(world) {
        let letterbox = Letterbox::of(&world).await;
        let broker = Broker::plain(&world, "work", with_mobile).await;
        let (shop, vault) = (demanding(&world, None).await, demanding(&world, Some(Method::SmsOtp)).await);
        let mut browser = world.browser();
        let url = world.authorize_url(&shop, &[]);
        let (answer, _) = arrive(&mut browser, &broker, &url, json!({ "sid": "one" })).await;
        let (before, _) = redeemed(&world, &shop, &answer).await;
        let (_, page) = browser.open(&world.authorize_url(&vault, &[])).await;
        let code = letterbox.codes_by_text(1).await.remove(0);
        let answer = browser.post(&page, &[("OTPcode", &code)]).await;
        let (after, _) = redeemed(&world, &vault, &answer).await;
        assert!(is_signed_in(&world, &vault, &mut browser).await);
        say_over(&world, &broker, "a", json!({ "sid": "two" })).await;
        assert!(lives(&world, &before).await && lives(&world, &after).await);
        say_over(&world, &broker, "b", json!({ "sid": "one" })).await;
        assert!(!lives(&world, &before).await && !lives(&world, &after).await);
        assert!(!is_signed_in(&world, &shop, &mut browser).await);
    }

    async fn what_an_upstream_calls_two_factors_counts_where_its_record_says_so(world) {
        let trusted = Broker::plain(&world, "work", |definition| {
            with_mobile(definition);
            definition.trusts_amr = true;
        }).await;
        let other = Broker::plain(&world, "club", with_mobile).await;
        let client = demanding(&world, None).await;
        let essential = json!({ "id_token": { "acr": { "essential": true, "value": MFA } } }).to_string();
        let url = world.authorize_url(&client, &[("claims", &essential)]);
        let two = || json!({ "amr": ["pwd", "mfa"] });
        let (answer, _) = arrive(&mut world.browser(), &trusted, &url, two()).await;
        let (_, told) = redeemed(&world, &client, &answer).await;
        assert_eq!((&told["acr"], &told["amr"]), (&json!(MFA), &json!(["pwd", "mfa"])));
        // Not what says it is one, and not whose word counts for one.
        let one = || json!({ "amr": ["pwd"] });
        for (broker, said) in [(&trusted, one()), (&other, two())] {
            let (_, page) = arrive(&mut world.browser(), broker, &url, said).await;
            assert!(page.contains("_otp") || page.contains("/factor"), "{page}");
        }
    }
}
