//! Devices that cannot show a sign-in page (RFC 8628).

use std::time::Duration;

use idp::login::Method;
use idp::model::ClientId;
use idp::model::client::ClientPolicy;
use idp::model::user::UserId;
use serde_json::json;
use server::flow;
use tokio::task::JoinSet;

use crate::browser::Browser;
use crate::world::{Answer, Client, Engine, PASSWORD, Setup, World, run_with};

pub(crate) const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

on_both_stores! {
    async fn gives_a_device_what_its_person_allows_on_another(world) {
        let (tv, begun) = begun(&world, &[]).await;
        for (member, expected) in [("expires_in", json!(600)), ("interval", json!(5))] {
            assert_eq!(begun.json()[member], expected, "{begun:?}");
        }
        assert_eq!(begun.json()["verification_uri"], format!("{}/device", world.base));
        let code = user_code(&begun);
        assert_eq!(
            begun.json()["verification_uri_complete"],
            format!("{}/device?user_code={code}", world.base)
        );
        let waiting = world.poll(&tv, &begun).await;
        assert_eq!((waiting.status, waiting.text("error")), (400, "authorization_pending".to_owned()));

        let mut phone = world.browser();
        let (shown, page) = to_consent(&mut phone, &world, &code).await;
        for told in ["The television", code.as_str(), "127.0.0.1"] {
            assert!(shown.body.contains(told), "{told} in {shown:?}");
        }
        let said = phone.post(&page, &[("decision", "allow")]).await;
        let (said, at) = phone.follow(said).await;
        assert_eq!((said.status, at.contains("/device/allowed")), (200, true), "{at}: {said:?}");

        let tokens = world.poll(&tv, &begun).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        let told = world.userinfo(&tokens.text("access_token")).await;
        assert_eq!(told.json()["email"], "maija@example.fi", "{told:?}");
        assert!(tokens.json()["id_token"].is_string() && tokens.json()["refresh_token"].is_string());
        let again = world.poll(&tv, &begun).await;
        assert_eq!(again.text("error"), "invalid_grant", "{again:?}");
        let refresh = tokens.text("refresh_token");
        let fresh =
            world.token(&tv, &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await;
        assert_eq!(fresh.status, 200, "the first tokens stand: {fresh:?}");
    }

    /// What the device was given is its own, and no part of the session in which it was allowed.
    async fn what_a_device_has_outlives_the_session_and_ends_with_the_consent(world) {
        let (tv, begun) = begun(&world, &[]).await;
        let mut phone = world.browser();
        allow(&mut phone, &world, &user_code(&begun)).await;
        let tokens = world.poll(&tv, &begun).await;
        phone.cookies.clear();
        world.clock.advance(Duration::from_hours(100));
        let refresh = tokens.text("refresh_token");
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
        let fresh = world.token(&tv, &form).await;
        assert_eq!(fresh.status, 200, "{fresh:?}");
        let (user, client) = (UserId::new(world.user_id.as_str()), ClientId::new(tv.id.as_str()));
        flow::consent::withdraw(&world.node, &user, &client).await.unwrap();
        let refresh = fresh.text("refresh_token");
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
        assert_eq!(world.token(&tv, &form).await.text("error"), "invalid_grant");
    }

    async fn tells_a_device_of_a_no_whether_its_person_signed_in_or_not(world) {
        let (tv, first) = begun(&world, &[]).await;
        let mut phone = world.browser();
        let (_, page) = to_consent(&mut phone, &world, &user_code(&first)).await;
        let posted = phone.post(&page, &[("decision", "deny")]).await;
        let (said, at) = phone.follow(posted).await;
        assert_eq!((said.status, at.contains("/device/denied")), (200, true), "{at}: {said:?}");
        assert_eq!(world.poll(&tv, &first).await.text("error"), "access_denied");

        let second = begin(&world, &tv, &[]).await;
        let mut stranger = world.browser();
        let (_, login) = type_code(&mut stranger, &world, &user_code(&second)).await;
        assert!(login.contains("/login/"), "{login}");
        let posted = stranger.post(&login, &[("decision", "cancel")]).await;
        let (_, at) = stranger.follow(posted).await;
        assert!(at.contains("/device/denied"), "{at}");
        assert_eq!(world.poll(&tv, &second).await.text("error"), "access_denied");
    }

    /// Anybody can begin a request and send somebody its code: nothing is given that they did not agree to.
    async fn always_asks_even_of_a_client_of_the_house_and_of_who_said_yes_before(world) {
        let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
        let tv = television(&world, json!({}), policy).await;
        let mut phone = world.browser();
        let first = begin(&world, &tv, &[]).await;
        allow(&mut phone, &world, &user_code(&first)).await;
        assert_eq!(world.poll(&tv, &first).await.status, 200);
        let second = begin(&world, &tv, &[]).await;
        let (_, page) = type_code(&mut phone, &world, &user_code(&second)).await;
        assert!(page.contains("/consent/"), "signed in and asked again: {page}");
        assert_eq!(world.poll(&tv, &second).await.text("error"), "authorization_pending");
    }

    async fn asks_for_the_second_factor_that_the_client_is_held_to(world) {
        let policy = ClientPolicy { second_factors: vec![Method::EmailOtp], ..ClientPolicy::default() };
        let tv = television(&world, json!({}), policy).await;
        let begun = begin(&world, &tv, &[]).await;
        let mut phone = world.browser();
        let (_, login) = type_code(&mut phone, &world, &user_code(&begun)).await;
        let posted = phone.post(&login, &[("username", "maija"), ("password", PASSWORD)]).await;
        assert!(posted.location().contains("/factor"), "{posted:?}");
        assert_eq!(world.poll(&tv, &begun).await.text("error"), "authorization_pending");
    }

    async fn slows_down_who_asks_too_often_and_tells_when_it_is_too_late(world) {
        let (tv, begun) = begun(&world, &[]).await;
        world.clock.stop();
        assert_eq!(world.poll(&tv, &begun).await.text("error"), "authorization_pending");
        world.clock.advance(Duration::from_secs(5));
        assert_eq!(world.poll(&tv, &begun).await.text("error"), "authorization_pending");
        world.clock.advance(Duration::from_secs(4));
        assert_eq!(world.poll(&tv, &begun).await.text("error"), "slow_down");
        world.clock.advance(Duration::from_secs(9));
        assert_eq!(world.poll(&tv, &begun).await.text("error"), "slow_down", "it is 10 seconds now");
        world.clock.advance(Duration::from_secs(15));
        assert_eq!(world.poll(&tv, &begun).await.text("error"), "authorization_pending");
        world.clock.advance(Duration::from_mins(10));
        assert_eq!(world.poll(&tv, &begun).await.text("error"), "expired_token");
        let mut phone = world.browser();
        let (late, _) = type_code(&mut phone, &world, &user_code(&begun)).await;
        assert_shown_again(&late, 400);
    }

    /// Whichever of two questions comes first has the tokens, and the other has none.
    async fn gives_the_tokens_once_however_many_ask_at_once(world) {
        let (tv, begun) = begun(&world, &[]).await;
        allow(&mut world.browser(), &world, &user_code(&begun)).await;
        let ask = || world.poll(&tv, &begun);
        let (a, b, c, d) = tokio::join!(ask(), ask(), ask(), ask());
        let asked = [a, b, c, d];
        let given: Vec<_> = asked.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(given.len(), 1, "{asked:?}");
        for other in asked.iter().filter(|answer| answer.status != 200) {
            assert_eq!(other.text("error"), "invalid_grant", "{other:?}");
        }
        let told = world.userinfo(&given[0].text("access_token")).await;
        assert_eq!(told.status, 200, "{told:?}");
    }

    async fn takes_a_code_however_it_is_typed_and_shows_the_form_again_otherwise(world) {
        let (_, begun) = begun(&world, &[]).await;
        let code = user_code(&begun);
        let mut phone = world.browser();
        for wrong in ["", "BCDF", "BCDF-GHJK"] {
            let (again, _) = type_code(&mut phone, &world, wrong).await;
            assert_shown_again(&again, 400);
        }
        let sloppy = format!(" {} ", code.to_lowercase().replace('-', " "));
        let (_, page) = type_code(&mut phone, &world, &sloppy).await;
        assert!(page.contains("/login/"), "{page}");
    }

    /// A link fills the form in and does no more.
    async fn a_link_with_the_code_begins_nothing(world) {
        let (tv, begun) = begun(&world, &[]).await;
        let link = begun.text("verification_uri_complete");
        let mut phone = world.browser();
        phone.sign_in(&format!("{}/account", world.base)).await;
        let shown = phone.get(&link).await;
        assert_eq!(shown.status, 200);
        assert!(shown.body.contains(&user_code(&begun)), "{shown:?}");
        assert_eq!(world.poll(&tv, &begun).await.text("error"), "authorization_pending");
    }
}

/// Codes are guessed at no faster than passwords, and right ones cost nothing.
fn slows_down_who_guesses(engine: Engine) {
    run_with(engine, Setup::default(), |world| async move {
        let tv = television(&world, json!({}), ClientPolicy::default()).await;
        world.clock.stop();
        let mut phone = world.browser();
        for _ in 0..12 {
            let begun = begin(&world, &tv, &[]).await;
            let (_, page) = type_code(&mut phone, &world, &user_code(&begun)).await;
            assert!(page.contains("/login/"), "{page}");
        }
        let begun = begin(&world, &tv, &[]).await;
        let mut guesses = JoinSet::new();
        for _ in 0..40 {
            let form = world.http.post(format!("{}/device", world.base)).form(&[("user_code", "BCDF-GHJK")]);
            guesses.spawn(async move { form.send().await.unwrap().status().as_u16() });
        }
        let statuses = guesses.join_all().await;
        let heard = statuses.iter().filter(|status| **status == 400).count();
        assert!((1..=10).contains(&heard), "{statuses:?}");
        let (held, _) = type_code(&mut world.browser(), &world, &user_code(&begun)).await;
        assert_shown_again(&held, 429);
        world.clock.advance(Duration::from_mins(5));
        let (_, page) = type_code(&mut world.browser(), &world, &user_code(&begun)).await;
        assert!(page.contains("/login/"), "after a while: {page}");
    });
}

mod guesses {
    use super::Engine;

    #[test]
    fn are_slowed_down_on_sqlite() {
        super::slows_down_who_guesses(Engine::Sqlite);
    }

    #[test]
    fn are_slowed_down_on_postgres() {
        super::slows_down_who_guesses(Engine::Postgres);
    }
}

impl World {
    /// Asks the token endpoint what became of it.
    pub(crate) async fn poll(&self, client: &Client, begun: &Answer) -> Answer {
        let code = begun.text("device_code");
        self.token(client, &[("grant_type", GRANT), ("device_code", &code)]).await
    }
}

/// A client on a device, with these members of metadata beside the usual.
pub(crate) async fn television(world: &World, metadata: serde_json::Value, policy: ClientPolicy) -> Client {
    let mut all = json!({
        "client_name": "The television",
        "redirect_uris": [],
        "grant_types": [GRANT, "refresh_token"],
    });
    all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
    world.client(all, policy).await
}

async fn begun(world: &World, form: &[(&str, &str)]) -> (Client, Answer) {
    let tv = television(world, json!({}), ClientPolicy::default()).await;
    let begun = begin(world, &tv, form).await;
    (tv, begun)
}

/// Begins as this client does, with further parameters.
pub(crate) async fn begin(world: &World, client: &Client, form: &[(&str, &str)]) -> Answer {
    let form = [&[("scope", "openid profile email")], form].concat();
    let begun = world.post_as(client, "/oauth2/device_authorization", &form).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    begun
}

pub(crate) fn user_code(begun: &Answer) -> String {
    begun.text("user_code")
}

/// The form, with what is wrong.
pub(crate) fn assert_shown_again(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    for part in ["name=\"user_code\"", "role=\"alert\""] {
        assert!(answer.body.contains(part), "{part} in {answer:?}");
    }
}

/// Types a code, and follows where that leads.
pub(crate) async fn type_code(phone: &mut Browser, world: &World, code: &str) -> (Answer, String) {
    let typed = phone.post(&format!("{}/device", world.base), &[("user_code", code)]).await;
    phone.follow(typed).await
}

/// Types a code, signs maija in, and returns the page of consent with its address.
pub(crate) async fn to_consent(phone: &mut Browser, world: &World, code: &str) -> (Answer, String) {
    let (_, login) = type_code(phone, world, code).await;
    assert!(login.contains("/login/"), "{login}");
    let posted = phone.post(&login, &[("username", "maija"), ("password", PASSWORD)]).await;
    let (shown, page) = phone.follow(posted).await;
    assert!(page.contains("/consent/"), "{page}: {shown:?}");
    (shown, page)
}

pub(crate) async fn allow(phone: &mut Browser, world: &World, code: &str) {
    let (_, page) = to_consent(phone, world, code).await;
    let said = phone.post(&page, &[("decision", "allow")]).await;
    assert!(said.location().contains("/device/allowed"), "{said:?}");
}
