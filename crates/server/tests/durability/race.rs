//! Many requests at once for one secret: one is served, and what it got is worth nothing afterwards.

use std::collections::BTreeSet;
use std::sync::Arc;

use idp::model::client::ClientPolicy;
use serde_json::json;
use tokio::sync::Barrier;

use crate::browser::Browser;
use crate::rounds;
use crate::world::{Answer, Client, REDIRECT_URI, VERIFIER, World};

const RACERS: usize = 64;

/// Sends one form to the token endpoint many times at once.
async fn race(world: &World, client: &Client, form: &[(&str, &str)]) -> Vec<Answer> {
    let start = Arc::new(Barrier::new(RACERS));
    let url = format!("{}/oauth2/token", world.base);
    let racers: Vec<_> = (0..RACERS)
        .map(|_| {
            let request = world.http.post(&url).basic_auth(&client.id, Some(&client.secret)).form(form);
            let start = Arc::clone(&start);
            tokio::spawn(async move {
                start.wait().await;
                Answer::of(request.send().await.unwrap()).await
            })
        })
        .collect();
    let mut answers = Vec::with_capacity(RACERS);
    for racer in racers {
        answers.push(racer.await.unwrap());
    }
    answers
}

async fn race_to_redeem(world: &World, client: &Client, code: &str) -> Vec<Answer> {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    race(world, client, &form).await
}

async fn race_to_refresh(world: &World, client: &Client, refresh_token: &str) -> Vec<Answer> {
    race(world, client, &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]).await
}

/// Splits answers into those that gave tokens and the codes of the refusals; each refusal is that
/// of a grant, and nothing else is among them.
fn served_and_refused(answers: Vec<Answer>) -> (Vec<Answer>, Vec<String>) {
    let (served, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    let codes = refused.iter().map(|answer| {
        let (status, error, code) = answer.refusal();
        assert_eq!((status, error.as_str()), (400, "invalid_grant"), "{answer:?}");
        code
    });
    let codes = codes.collect();
    (served, codes)
}

/// The one that was served; all the others replayed.
fn one_of(answers: Vec<Answer>) -> Answer {
    let (mut served, refused) = served_and_refused(answers);
    assert!(refused.iter().all(|code| code == "code-replayed"), "{refused:?}");
    assert_eq!(served.len(), 1, "one attempt, one answer");
    served.remove(0)
}

/// A browser whose person is signed in and has allowed everything.
async fn standing_session(world: &World, client: &Client) -> Browser {
    let mut browser = world.browser();
    let answer = browser.sign_in(&world.authorize_url(client, &[])).await;
    assert!(answer.parameter("code").is_some(), "{answer:?}");
    browser
}

async fn new_code(world: &World, client: &Client, browser: &mut Browser) -> String {
    let answer = browser.get(&world.authorize_url(client, &[])).await;
    answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
}

/// The same session gives tokens that work where nobody races for them.
async fn check_works_without_a_race(world: &World, client: &Client, browser: &mut Browser) {
    let code = new_code(world, client, browser).await;
    let tokens = world.redeem(client, &code).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
    assert_eq!(world.refresh(client, &tokens.text("refresh_token")).await.status, 200);
}

async fn check_dead(world: &World, client: &Client, tokens: &Answer) {
    let told = world.userinfo(&tokens.text("access_token")).await;
    assert_eq!(told.status, 401, "{told:?}");
    let refreshed = world.refresh(client, &tokens.text("refresh_token")).await;
    assert_eq!((refreshed.status, refreshed.text("error").as_str()), (400, "invalid_grant"), "{refreshed:?}");
}

on_both_stores! {
    async fn of_many_that_redeem_one_code_one_is_served_and_what_it_got_is_dead(world) {
        let client = world.shop().await;
        let mut browser = standing_session(&world, &client).await;
        for _ in 0..rounds(500, 10) {
            let code = new_code(&world, &client, &mut browser).await;
            let served = one_of(race_to_redeem(&world, &client, &code).await);
            check_dead(&world, &client, &served).await;
        }
        check_works_without_a_race(&world, &client, &mut browser).await;
    }

    /// Where no refresh token comes of it, the code's own row is all that stands between racers.
    async fn of_many_that_redeem_one_code_without_refreshing_one_is_served(world) {
        let client = world.client(json!({ "grant_types": ["authorization_code"] }), ClientPolicy::default()).await;
        let mut browser = standing_session(&world, &client).await;
        for _ in 0..rounds(500, 10) {
            let code = new_code(&world, &client, &mut browser).await;
            let served = one_of(race_to_redeem(&world, &client, &code).await);
            assert!(served.json()["refresh_token"].is_null());
            assert_eq!(world.userinfo(&served.text("access_token")).await.status, 401);
        }
        let code = new_code(&world, &client, &mut browser).await;
        let served = world.redeem(&client, &code).await;
        assert_eq!(world.userinfo(&served.text("access_token")).await.status, 200);
    }

    async fn of_many_that_refresh_with_one_token_one_is_served_and_the_family_is_dead(world) {
        let client = world.shop().await;
        let mut browser = standing_session(&world, &client).await;
        for _ in 0..rounds(500, 10) {
            let code = new_code(&world, &client, &mut browser).await;
            let tokens = world.redeem(&client, &code).await;
            let answers = race_to_refresh(&world, &client, &tokens.text("refresh_token")).await;
            let (served, refused) = served_and_refused(answers);
            assert_eq!(served.len(), 1, "one successor");
            let known = ["refresh-token-replayed", "grant-revoked"];
            assert!(refused.iter().all(|code| known.contains(&code.as_str())), "{refused:?}");
            assert!(refused.iter().any(|code| code == known[0]), "whoever came second replayed");
            check_dead(&world, &client, &tokens).await;
            check_dead(&world, &client, &served[0]).await;
        }
        check_works_without_a_race(&world, &client, &mut browser).await;
    }

    /// Within the grace all are served, and all with the one successor.
    async fn many_that_refresh_with_one_token_within_its_grace_get_one_successor(world) {
        let policy = ClientPolicy { refresh_token_grace: 600, ..ClientPolicy::default() };
        let client = world.client(json!({}), policy).await;
        let mut browser = standing_session(&world, &client).await;
        for _ in 0..rounds(500, 10) {
            let code = new_code(&world, &client, &mut browser).await;
            let tokens = world.redeem(&client, &code).await;
            let answers = race_to_refresh(&world, &client, &tokens.text("refresh_token")).await;
            let (served, refused) = served_and_refused(answers);
            assert!(refused.is_empty(), "{refused:?}");
            let successors: BTreeSet<String> =
                served.iter().map(|answer| answer.text("refresh_token")).collect();
            assert_eq!(successors.len(), 1, "never a second");
            let successor = successors.first().unwrap();
            assert_ne!(*successor, tokens.text("refresh_token"));
            // The family lives; what is older than the token before ends it.
            assert_eq!(world.refresh(&client, successor).await.status, 200);
            let oldest = world.refresh(&client, &tokens.text("refresh_token")).await;
            assert_eq!(oldest.text("error_code"), "refresh-token-replayed");
            check_dead(&world, &client, &served[0]).await;
        }
    }
}
