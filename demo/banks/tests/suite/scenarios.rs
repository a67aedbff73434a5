//! Every fault, as a relying party that is right meets it. Behind each stands a sign-in of the same
//! relying party that succeeds.

use std::time::Duration;

use banks::{Bank, Next, Person, Scenario};
use rp::error::{Kind, Refusal, TokenFault};
use rp::jose::{jws, jwt, nested};
use rp::{Begun, Error, ProviderFault, Tokens};
use serde_json::{Value, json};

use crate::world::*;

const WHO: &str = "onni-korhonen";

#[track_caller]
fn fault(came: Result<Tokens, Error>) -> TokenFault {
    match came.err() {
        Some(Error::Provider(ProviderFault::Token { kind: Kind::IdToken, fault })) => fault,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_wrong_id_token_is_found_out_for_what_is_wrong_with_it() {
    let world = World::new().await;
    for (scenario, expected) in [
        ("wrong_acr", TokenFault::OtherAcr),
        ("wrong_key", TokenFault::Signature(jws::Error::SignatureInvalid)),
        ("wrong_nonce", TokenFault::Other("nonce")),
        ("wrong_audience", TokenFault::Claims(jwt::Error::OtherAudience)),
        ("wrong_issuer", TokenFault::Claims(jwt::Error::OtherIssuer)),
        ("unsigned", TokenFault::Inside(nested::Error::Signed(jws::Error::Unsigned))),
        ("expired", TokenFault::Claims(jwt::Error::Expired)),
    ] {
        assert_eq!(fault(world.played(WHO, scenario).await), expected, "{scenario}");
        assert!(world.played(WHO, "success").await.is_ok(), "after {scenario}");
    }
}

#[tokio::test]
async fn a_replayed_id_token_is_the_one_of_an_earlier_sign_in() {
    let world = World::new().await;
    assert_eq!(fault(world.played(WHO, "replayed").await), TokenFault::Other("nonce"));
    let first = world.plain_tokens("success").await;
    let again = world.plain_tokens("replayed").await;
    assert_eq!(first["id_token"], again["id_token"]);
    assert_ne!(first["access_token"], again["access_token"]);
}

#[tokio::test]
async fn turning_back_and_not_consenting_reach_the_client_as_errors_with_words_of_their_own() {
    let world = World::new().await;
    for (scenario, words) in [
        ("cancelled", "The person turned back at the bank."),
        ("consent_denied", "The person did not consent to being told of."),
    ] {
        let refused = world.played(WHO, scenario).await.err().unwrap();
        let expected = Refusal {
            error: "access_denied".to_owned(),
            description: Some(words.to_owned()),
            code: Some(scenario.to_owned()),
        };
        assert_eq!(refused, Error::Refused(expected), "{scenario}");
    }
}

#[tokio::test]
async fn an_outage_is_told_as_one() {
    let world = World::new().await;
    match world.played(WHO, "outage").await.err() {
        Some(Error::Refused(refusal)) => assert_eq!(refusal.error, "temporarily_unavailable"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_connection_that_breaks_in_mid_answer_is_told_as_one() {
    let world = World::new().await;
    match world.played(WHO, "broken_off").await.err() {
        Some(Error::Unreachable(_)) => {}
        other => panic!("{other:?}"),
    }
    assert!(world.played(WHO, "success").await.is_ok());
}

#[tokio::test]
async fn a_slow_bank_answers_later_than_anybody_waits() {
    let world = World::new().await;
    let waited = tokio::time::timeout(Duration::from_secs(2), world.played(WHO, "slow")).await;
    assert!(waited.is_err());
    assert!(world.played(WHO, "success").await.is_ok());
}

#[tokio::test]
async fn what_is_played_next_is_set_by_its_own_process() {
    let world = World::new().await;
    let waiting = world.banks.play_next([
        Next { person: Person::named("niillas"), ..Next::new(Scenario::Success) },
        Next { choice: Bank::named("fi-op"), ..Next::new(Scenario::Cancelled) },
        Next { client_id: Some("another".to_owned()), ..Next::new(Scenario::Outage) },
    ]);
    assert_eq!(waiting, 3);
    let niillas = world.sign_in(&wish()).await.unwrap();
    assert_eq!(niillas.id_token.claims().text("urn:oid:2.5.4.4"), Some("Guhtur"));
    // The one for another bank waits for it.
    let other = wish().parameter("ftn_idp_id", "fi-nordea").unwrap();
    let Begun { redirect, .. } = world.party.begin(&other).await.unwrap();
    assert!(world.browser.get(&redirect.url()).await.location().starts_with("/login/"));
    let chosen = wish().parameter("ftn_idp_id", "fi-op").unwrap();
    assert!(matches!(world.sign_in(&chosen).await.err(), Some(Error::Refused(_))));
    // What is for another client waits for that.
    let Begun { redirect, .. } = world.party.begin(&wish()).await.unwrap();
    assert!(world.browser.get(&redirect.url()).await.location().starts_with("/login/"));
}

#[tokio::test]
async fn what_is_played_next_is_set_over_http() {
    let world = World::new().await;
    let set = json!({ "scenario": "success", "person": "aino-valimerkki", "choice": "fi-op", "times": 2 });
    assert_eq!(world.browser.put_next(&set).await, (200, json!({ "waiting": 2 })));
    for _ in 0..2 {
        let claims = world.sign_in(&wish()).await.unwrap().id_token;
        assert_eq!(claims.claims().text("urn:oid:1.2.246.21"), Some("010594Y9032"));
        assert_eq!(claims.claims().text("ftn_idp"), Some("fi-op"));
    }
    for (set, word) in [
        (json!({ "scenario": "disaster" }), "wrong_acr"),
        (json!({ "scenario": "success", "person": "nobody" }), "vaino-astrom"),
        (json!({ "scenario": "success", "choice": "fi-none" }), "fi-nordea"),
    ] {
        let (status, told) = world.browser.put_next(&set).await;
        assert_eq!(status, 400, "{set}");
        assert!(told["error_description"].as_str().unwrap().contains(word), "{told}");
    }
    world.browser.put_next(&json!({ "scenario": "outage" })).await;
    assert_eq!(world.browser.forget_next().await, 200);
    let Begun { redirect, .. } = world.party.begin(&wish()).await.unwrap();
    assert!(world.browser.get(&redirect.url()).await.location().starts_with("/login/"));
}

#[tokio::test]
async fn what_is_played_is_said_in_the_request_or_beside_it() {
    let world = World::new().await;
    let inside = wish().parameter("sim_scenario", "cancelled").unwrap();
    assert!(matches!(world.sign_in(&inside).await.err(), Some(Error::Refused(_))));

    let Begun { redirect, .. } = world.party.begin(&wish()).await.unwrap();
    let address = format!("{}&sim_scenario=consent_denied&sim_person={WHO}", redirect.url());
    let back = world.browser.get(&address).await.location();
    assert_eq!(member(&back, "error_code").as_deref(), Some("consent_denied"));

    // Who asks for what is not there learns what there is.
    let unknown = wish().parameter("sim_person", "nobody").unwrap();
    match world.sign_in(&unknown).await.err() {
        Some(Error::Refused(Refusal { error, description: Some(words), .. })) => {
            assert_eq!(error, "invalid_request");
            assert!(
                words.starts_with("SIM: There is no sim_person nobody") && words.contains(WHO),
                "{words}"
            );
        }
        other => panic!("{other:?}"),
    }
}

impl World {
    /// The token endpoint's answer to a request without a code challenge.
    async fn plain_tokens(&self, scenario: &str) -> Value {
        let object = object(&self.banks, json!({ "login_hint": format!("sim:{WHO}:{scenario}") }));
        let back = self.browser.get(&request(&object)).await.location();
        let code = member(&back, "code").unwrap();
        let assertion = assertion(&self.banks, json!({}));
        let came = self.browser.post("/token", &token_form(&assertion, &code)).await;
        assert_eq!(came.status, 200, "{}", came.text);
        serde_json::from_str(&came.text).unwrap()
    }
}
