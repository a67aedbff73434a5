//! Signing out at the provider elsewhere at which a person signed in (OpenID Connect RP-Initiated Logout, we
//! as the client).

use std::time::Duration;

use idp::model::client::ClientPolicy;
use idp::model::upstream::{Check, ClaimRule, UpstreamDefinition};
use serde_json::{Value, json};
use url::Url;

use crate::broker::{Broker, VAINO};
use crate::browser::Browser;
use crate::elsewhere::Says;
use crate::world::{Answer, Client, World};

const GOODBYE: &str = "https://shop.example/goodbye?x=1";

/// A client whose people are asked nothing, and that has an address for those who signed out.
async fn shop(world: &World) -> Client {
    let metadata = json!({ "scope": "openid profile", "post_logout_redirect_uris": [GOODBYE] });
    world.client(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

fn too(definition: &mut UpstreamDefinition) {
    definition.single_logout = true;
    definition.userinfo = false;
}

/// A browser that signed in there, the tokens its client has, and the ID token that was said there.
async fn signed_in(
    world: &World,
    broker: &Broker,
    client: &Client,
    further: Value,
) -> (Browser, Answer, String) {
    let mut browser = world.browser();
    let (tokens, theirs) = sign_in(world, &mut browser, broker, (client, &[]), further).await;
    (browser, tokens, theirs)
}

/// Signs in there; the tokens that a client has then for this request, and the ID token that was said there.
pub(crate) async fn sign_in(
    world: &World,
    browser: &mut Browser,
    broker: &Broker,
    (client, request): (&Client, &[(&str, &str)]),
    further: Value,
) -> (Answer, String) {
    let (_, page) = browser.open(&world.authorize_url(client, request)).await;
    let page = page.split('?').next().unwrap().to_owned();
    let out = browser.post(&format!("{page}/upstream"), &[("upstream", broker.id)]).await;
    let sent = broker.sent(&out);
    let theirs = broker.token(&broker.claims(&sent, further));
    broker.say_token(&theirs);
    let answer = browser.get(&broker.back(&sent)).await;
    let tokens =
        world.redeem(client, &answer.parameter("code").unwrap_or_else(|| panic!("{answer:?}"))).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    (tokens, theirs)
}

fn url(world: &World, parameters: &[(&str, &str)]) -> String {
    Url::parse_with_params(&format!("{}/oidc/logout", world.base), parameters).unwrap().into()
}

pub(crate) async fn is_signed_in(world: &World, client: &Client, browser: &mut Browser) -> bool {
    let silent = browser.get(&world.authorize_url(client, &[("prompt", "none")])).await;
    silent.parameter("code").is_some()
}

fn parameter(address: &str, name: &str) -> Option<String> {
    let url = Url::parse(address).unwrap();
    url.query_pairs().find(|(named, _)| named == name).map(|(_, value)| value.into_owned())
}

/// The address at which the broker leads back whoever it signed out.
fn back(world: &World, out: &Answer, broker: &Broker) -> String {
    let there = out.location();
    assert!(there.starts_with(&format!("{}/logout?", broker.elsewhere.base)), "{out:?}");
    let to = parameter(there, "post_logout_redirect_uri").unwrap();
    assert_eq!(to, format!("{}/upstream/{}/logout/callback", world.base, broker.id));
    match parameter(there, "state") {
        Some(state) => Url::parse_with_params(&to, [("state", state)]).unwrap().into(),
        None => to,
    }
}

on_both_stores! {
    async fn a_person_is_signed_out_there_too_and_then_goes_on_to_the_client(world) {
        let broker = Broker::plain(&world, "work", too).await;
        let client = shop(&world).await;
        let (mut browser, tokens, theirs) = signed_in(&world, &broker, &client, json!({})).await;
        let hint = tokens.text("id_token");
        let named = [("id_token_hint", &*hint), ("post_logout_redirect_uri", GOODBYE), ("state", "s & more")];
        let out = browser.get(&url(&world, &named)).await;
        assert_eq!(out.status, 303, "{out:?}");
        assert!(!is_signed_in(&world, &client, &mut browser).await, "before anybody there is asked");
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401);
        assert_eq!(parameter(out.location(), "id_token_hint").as_deref(), Some(&*theirs));
        assert_eq!(parameter(out.location(), "client_id").as_deref(), Some(crate::broker::OURS));
        assert_ne!(parameter(out.location(), "state").as_deref(), Some("s & more"), "the client's is none of its business");
        let home = browser.get(&back(&world, &out, &broker)).await;
        assert_eq!((home.status, home.location()), (303, &*format!("{GOODBYE}&state=s%20%26%20more")));
        let again = browser.get(&url(&world, &named)).await;
        assert!(again.location().starts_with(GOODBYE), "whose session is over has nothing to end there: {again:?}");
    }

    async fn whoever_is_asked_first_is_signed_out_there_once_they_said_so(world) {
        let broker = Broker::plain(&world, "work", too).await;
        let client = shop(&world).await;
        let (mut browser, _, theirs) = signed_in(&world, &broker, &client, json!({})).await;
        let (page, address) = browser.open(&url(&world, &[])).await;
        let policy = page.header("content-security-policy");
        assert!(policy.contains(&broker.elsewhere.base), "browsers follow a form only where the page says: {policy}");
        assert!(is_signed_in(&world, &client, &mut browser).await, "until they say so");
        let out = browser.post(&address, &[("consent", "approve")]).await;
        assert_eq!(parameter(out.location(), "id_token_hint").as_deref(), Some(&*theirs));
        assert!(!is_signed_in(&world, &client, &mut browser).await);
        let home = browser.get(&back(&world, &out, &broker)).await;
        assert_eq!(home.status, 200);
        assert!(home.body.contains("You are signed out"), "{home:?}");
    }

    async fn nobody_is_led_on_by_a_state_that_is_unknown_anothers_or_old(world) {
        let (work, club) = (Broker::plain(&world, "work", too).await, Broker::plain(&world, "club", too).await);
        let client = shop(&world).await;
        world.clock.stop();
        let (mut browser, tokens, _) = signed_in(&world, &work, &client, json!({})).await;
        let hint = tokens.text("id_token");
        let named = [("id_token_hint", &*hint), ("post_logout_redirect_uri", GOODBYE)];
        let out = browser.get(&url(&world, &named)).await;
        let good = back(&world, &out, &work);
        let elsewhere = good.replace(&format!("/upstream/{}/", work.id), &format!("/upstream/{}/", club.id));
        let callback = good.split('?').next().unwrap();
        for wrong in [callback, &format!("{callback}?state=x"), &format!("{callback}?state=x&state=y"), &elsewhere] {
            let page = browser.get(wrong).await;
            assert_eq!((page.status, page.location()), (200, ""), "{wrong}");
            assert!(page.body.contains("You are signed out"), "{page:?}");
        }
        assert_eq!(browser.get(&good).await.location(), GOODBYE);
        world.clock.advance(Duration::from_mins(10));
        assert_eq!(browser.get(&good).await.status, 200, "too late");
    }

    async fn an_id_token_that_may_say_a_personal_identity_code_is_in_no_address(world) {
        let code = ClaimRule { check: Some(Check::PersonalIdentityCode), ..ClaimRule::new("code", "nin") };
        let broker = Broker::plain(&world, "work", |definition| {
            too(definition);
            definition.claims.push(code);
        }).await;
        let client = shop(&world).await;
        let (mut browser, tokens, _) = signed_in(&world, &broker, &client, json!({ "code": VAINO })).await;
        let out = browser.get(&url(&world, &[("id_token_hint", &tokens.text("id_token"))])).await;
        assert_eq!(parameter(out.location(), "id_token_hint"), None, "{out:?}");
        assert_eq!(parameter(out.location(), "client_id").as_deref(), Some(crate::broker::OURS));
        assert_eq!(browser.get(&back(&world, &out, &broker)).await.status, 200);
    }

    async fn an_upstream_that_is_not_to_hear_of_it_is_left_alone(world) {
        let broker = Broker::plain(&world, "quiet", |definition| definition.userinfo = false).await;
        let client = shop(&world).await;
        let (mut browser, tokens, _) = signed_in(&world, &broker, &client, json!({})).await;
        let hint = tokens.text("id_token");
        let named = [("id_token_hint", &*hint), ("post_logout_redirect_uri", GOODBYE)];
        assert_eq!(browser.get(&url(&world, &named)).await.location(), GOODBYE);
    }

    /// What was known of it counts for a day and an hour, while nothing newer can be had; then nobody knows
    /// any more where people sign out there.
    async fn an_upstream_that_cannot_be_reached_keeps_nobody_signed_in(world) {
        let broker = Broker::plain(&world, "gone", too).await;
        let client = shop(&world).await;
        signed_in(&world, &broker, &client, json!({})).await;
        broker.elsewhere.say("/.well-known/openid-configuration", Says::status("500 Oh", "", ""));
        world.clock.advance(Duration::from_hours(23));
        let now = world.node.now().as_secs();
        let late = json!({ "iat": now, "exp": now + 300, "auth_time": now });
        let (mut first, tokens, _) = signed_in(&world, &broker, &client, late.clone()).await;
        let (mut second, others, _) = signed_in(&world, &broker, &client, late).await;
        let leave = |hint: String| url(&world, &[("id_token_hint", &hint), ("post_logout_redirect_uri", GOODBYE)]);
        back(&world, &first.get(&leave(tokens.text("id_token"))).await, &broker);
        world.clock.advance(Duration::from_hours(3));
        assert!(is_signed_in(&world, &client, &mut second).await);
        assert_eq!(second.get(&leave(others.text("id_token"))).await.location(), GOODBYE);
        assert!(!is_signed_in(&world, &client, &mut second).await);
    }

    /// Whoever signed in here has nobody to be signed out from there.
    async fn a_password_leads_nowhere_else(world) {
        let _broker = Broker::plain(&world, "work", too).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let code = browser.sign_in(&world.authorize_url(&client, &[])).await.parameter("code").unwrap();
        let tokens = world.redeem(&client, &code).await;
        let hint = tokens.text("id_token");
        let named = [("id_token_hint", &*hint), ("post_logout_redirect_uri", GOODBYE)];
        assert_eq!(browser.get(&url(&world, &named)).await.location(), GOODBYE);
    }
}
