//! Who is told that a session is over, and what they are told.

use idp::login::sessions::{self, By, Ending};
use idp::logout::{Answer, Hint, backchannel};
use idp::model::event::Actor;
use idp::outbox::Sent;
use idp::user::{self, Changes, PasswordHash};
use idp::{Decision, Env, Refusal};
use oidc::claims::{BACKCHANNEL_LOGOUT_EVENT, LogoutToken};

use crate::support::*;

const OUT: &str = "https://shop.test/out";

/// Aino in one browser, at the shop, which wants to be told, and at the application, which does not.
fn signed_in() -> (World, Browser, idp::issue::Tokens) {
    let mut world = World::new();
    world.client("shop").metadata.backchannel_logout_uri = Some(OUT.to_owned());
    let mut browser = Browser::default();
    world.tokens(&mut browser, &app_asks());
    let tokens = world.tokens(&mut browser, &shop_asks());
    (world, browser, tokens)
}

fn sign_out(world: &mut World, browser: &Browser, tokens: &idp::issue::Tokens) {
    let hint = hint(&tokens.id_token.as_ref().unwrap().claims);
    world.logout(browser, &Form::of(&[]), Hint::Ours(&hint)).unwrap();
}

/// Signs out by the person's own word.
fn say_so(world: &mut World, browser: &Browser) {
    let Ok(Answer::Confirm { handle }) = world.logout(browser, &Form::of(&[]), Hint::Absent) else {
        panic!()
    };
    assert!(told(world).is_empty(), "not before they said so");
    world.confirm_logout(browser, handle.expose()).unwrap();
}

/// Who will be told.
fn told(world: &World) -> Vec<String> {
    world.state.due(world.now).into_iter().map(|message| message.recipient).collect()
}

/// What the client that is told will hear, if it is the client of now.
fn drafted(world: &mut World, known: bool) -> Option<backchannel::ToSend> {
    let message = world.state.due(world.now).pop().unwrap();
    let client = world.state.clients[backchannel::client_of(&message).unwrap().as_str()].clone();
    let (issuer, keys) = (world.issuer.clone(), world.state.keys.clone());
    let sealing = world.sealing.clone();
    let drafted = world.decide(|env| {
        let client = known.then_some(&client);
        Decision::answer(backchannel::draft(&message, client, &issuer, &keys, sealing.facts(client), env))
    });
    drafted.answer.unwrap()
}

fn token(world: &mut World) -> LogoutToken<'static> {
    let to_send = drafted(world, true).expect("a token");
    assert_eq!((to_send.to.as_str(), to_send.token.typ), (OUT, Some("logout+jwt")));
    to_send.token.claims
}

#[test]
fn a_logout_token_names_person_and_session_as_the_id_token_did_and_is_no_id_token() {
    let (mut world, browser, tokens) = signed_in();
    sign_out(&mut world, &browser, &tokens);
    assert_eq!(told(&world), ["shop"]);
    world.wait(5);
    let (token, id_token) = (token(&mut world), tokens.id_token.unwrap().claims);
    assert_eq!((&token.iss, &token.sub, &token.aud), (&id_token.iss, &id_token.sub, &id_token.aud));
    assert_eq!(Some(&token.sid), id_token.sid.as_ref());
    assert_eq!((token.iat, token.exp), (world.now.as_secs(), world.now.as_secs() + 120));
    let json = serde_json::to_value(&token).unwrap();
    assert_eq!(json["events"], serde_json::json!({ BACKCHANNEL_LOGOUT_EVENT: {} }));
    assert!(json.get("nonce").is_none());
}

#[test]
fn each_attempt_has_a_new_token_with_the_same_identifier() {
    let (mut world, browser, tokens) = signed_in();
    sign_out(&mut world, &browser, &tokens);
    let first = token(&mut world);
    world.wait(600);
    let second = token(&mut world);
    assert_eq!(first.jti, second.jti);
    assert_eq!(second.iat - first.iat, 600);
}

#[test]
fn every_end_of_a_session_is_told() {
    type End = (&'static str, fn(&mut World, &mut Browser));
    let ends: [End; 6] = [
        ("the person says so", |world, browser| say_so(world, browser)),
        ("somebody else signs in", |world, browser| {
            let asked = shop_asks().with("prompt", "login");
            let Ok(idp::authorize::Answer::Login(page)) = world.authorize(browser, &asked) else { panic!() };
            world.sign_in(browser, page.handle.unwrap().expose(), "bo", &password_of("bo")).unwrap();
        }),
        ("an administrator ends it", |world, _| {
            with_ending(world, |ending, env| sessions::end_all(ending, None, By::Administrator, env));
        }),
        ("the person is disabled", |world, _| {
            let user = world.state.person("aino").cloned();
            let changes = Changes { disabled: Some(true), ..Changes::default() };
            with_ending(world, |ending, env| {
                user::change(user, changes, false, ending, &Actor::CommandLine, env)
            });
        }),
        ("the person has a new password", |world, _| {
            let user = world.state.person("aino").cloned();
            let changes = Changes { password: Some(PasswordHash("new".to_owned())), ..Changes::default() };
            with_ending(world, |ending, env| {
                user::change(user, changes, false, ending, &Actor::CommandLine, env)
            });
        }),
        ("the account is removed", |world, _| {
            let user = world.state.person("aino").cloned();
            with_ending(world, |ending, env| user::remove(user.as_ref(), ending, &Actor::CommandLine, env));
        }),
    ];
    for (name, end) in ends {
        let (mut world, mut browser, tokens) = signed_in();
        end(&mut world, &mut browser);
        assert_eq!(told(&world), ["shop"], "{name}");
        assert_eq!(Some(token(&mut world).sid), tokens.id_token.unwrap().claims.sid, "{name}");
        assert!(world.userinfo(&tokens.access_token.claims).is_err(), "{name}");
    }
}

/// Decides and commits something about Aino that may end her sessions.
fn with_ending<T>(
    world: &mut World,
    decide: impl FnOnce(Ending<'_>, &mut Env<'_>) -> Decision<Result<T, Refusal>>,
) {
    let sessions = world.load_sessions("aino");
    let clients = world.load_clients(&sessions);
    let ending = Ending { sessions: &sessions, clients: &clients };
    let decision = world.decide(|env| decide(ending, env));
    assert!(world.commit(decision).is_ok());
}

#[test]
fn nobody_is_told_of_what_does_not_end_or_has_ended_before() {
    let (mut world, browser, tokens) = signed_in();
    let user = world.state.person("aino").cloned();
    let rename = Changes { username: Some("aino".to_owned()), ..Changes::default() };
    with_ending(&mut world, |ending, env| {
        user::change(user, rename, false, ending, &Actor::CommandLine, env)
    });
    assert!(told(&world).is_empty());
    sign_out(&mut world, &browser, &tokens);
    sign_out(&mut world, &browser, &tokens);
    with_ending(&mut world, |ending, env| sessions::end_all(ending, None, By::Administrator, env));
    assert_eq!(told(&world), ["shop"], "once");
}

/// Its tokens are long over, but its own session with the person may not be.
#[test]
fn a_client_whose_grant_is_over_is_told_all_the_same() {
    for scope in ["openid", "openid offline_access"] {
        let mut world = World::new();
        world.client("portal").metadata.backchannel_logout_uri = Some(OUT.to_owned());
        let mut browser = Browser::default();
        world.tokens(&mut browser, &portal_asks().with("scope", scope));
        for _ in 0..5 {
            world.wait_and_sweep(3 * 3600);
            world.code(&mut browser, &shop_asks());
        }
        say_so(&mut world, &browser);
        assert_eq!(told(&world), ["portal"]);
    }
}

#[test]
fn a_client_that_is_gone_or_disabled_or_wants_no_tokens_any_more_gets_none() {
    let ways: [fn(&mut World); 2] = [
        |world| world.client("shop").disabled_at = Some(NOW),
        |world| world.client("shop").metadata.backchannel_logout_uri = None,
    ];
    for change in ways {
        let (mut world, browser, tokens) = signed_in();
        sign_out(&mut world, &browser, &tokens);
        assert!(drafted(&mut world, true).is_some());
        assert!(drafted(&mut world, false).is_none());
        change(&mut world);
        assert!(drafted(&mut world, true).is_none());
    }
}

#[test]
fn a_success_is_a_delivery_and_400_is_final() {
    for status in [200, 204] {
        assert_eq!(backchannel::judge(status), Sent::Delivered { by: None });
    }
    assert!(matches!(backchannel::judge(400), Sent::Refused(_)));
    for status in [404, 429, 500, 503] {
        assert!(matches!(backchannel::judge(status), Sent::Failed(_)), "{status}");
    }
}
