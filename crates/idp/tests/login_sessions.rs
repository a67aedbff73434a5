//! Sessions listed and ended from elsewhere, and consents taken back.

use idp::Reason;
use idp::authorize::Answer;
use idp::effect::RevokedBecause;
use idp::login::sessions::{self, By, Ending, Listed};
use idp::model::ClientId;
use idp::model::family::FamilyId;
use idp::model::user::UserId;

use crate::support::*;

fn listed(world: &World, name: &str) -> Vec<Listed> {
    sessions::list(world.load_sessions(name), &world.settings, world.now).unwrap()
}

fn id_of(world: &World, name: &str) -> UserId {
    world.state.person(name).unwrap().id.clone()
}

fn end(world: &mut World, id: FamilyId, by: By<'_>) -> Result<(), idp::Refusal> {
    let sessions: Vec<_> = world.load_session_by_id(id).into_iter().collect();
    let clients = world.load_clients(&sessions);
    let ending = Ending { sessions: &sessions, clients: &clients };
    let decision = world.decide(|env| sessions::end(ending, id, by, env));
    world.commit(decision)
}

/// Ends all sessions of Aino but one.
fn end_all(world: &mut World, except: Option<FamilyId>, by: By<'_>) -> usize {
    let sessions = world.load_sessions("aino");
    let clients = world.load_clients(&sessions);
    let ending = Ending { sessions: &sessions, clients: &clients };
    let decision = world.decide(|env| sessions::end_all(ending, except, by, env));
    world.commit(decision).unwrap()
}

/// Aino, signed in twice; what she was granted in the first place and in the second.
fn twice() -> (World, idp::issue::Tokens, idp::issue::Tokens) {
    let mut world = World::new();
    let first = world.tokens(&mut Browser::default(), &shop_asks());
    world.wait(60);
    let second = world.tokens(&mut Browser::default(), &shop_asks());
    (world, first, second)
}

#[test]
fn a_session_tells_when_and_how_it_began_and_who_took_part() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.tokens(&mut browser, &shop_asks());
    let [ref session] = listed(&world, "aino")[..] else { panic!() };
    assert_eq!((session.begun_at, session.auth_at, session.last_used_at), (NOW, Some(NOW), Some(NOW)));
    assert_eq!(session.ends_at, NOW + world.settings.session_ttl);
    assert_eq!((session.agent.as_deref(), session.amr.len()), (Some(AGENT), 1));
    assert_eq!(session.clients, [ClientId::new("shop")]);
    assert_eq!(session.user, id_of(&world, "aino"));

    world.wait(600);
    world.tokens(&mut browser, &app_asks());
    let [ref session] = listed(&world, "aino")[..] else { panic!() };
    assert_eq!((session.begun_at, session.last_used_at), (NOW, Some(NOW + seconds(600))));
    assert_eq!(session.clients, [ClientId::new("app"), ClientId::new("shop")]);
    assert!(listed(&world, "bo").is_empty());
}

#[test]
fn a_session_that_is_over_is_not_listed() {
    let (mut world, ..) = twice();
    assert_eq!(listed(&world, "aino").len(), 2);
    world.wait(24 * 3600 - 60);
    assert_eq!(listed(&world, "aino").len(), 1);
    world.wait(60);
    assert!(listed(&world, "aino").is_empty());
}

#[test]
fn what_a_person_or_an_administrator_ends_is_over_with_all_that_hangs_on_it() {
    for administrator in [false, true] {
        let (mut world, first, second) = twice();
        let aino = id_of(&world, "aino");
        let (by, because) = match administrator {
            true => (By::Administrator, RevokedBecause::EndedByAdministrator),
            false => (By::Person(&aino), RevokedBecause::EndedByPerson),
        };
        let older = listed(&world, "aino")[1].id;
        end(&mut world, older, by).unwrap();
        assert_eq!(world.state.families[&older].revoked, Some(because));
        assert_eq!(reason(world.userinfo(&first.access_token.claims)), Reason::TokenRevoked);
        let refresh = refreshes(first.refresh_token.unwrap().expose(), "shop");
        assert_eq!(reason(world.token(&refresh)), Reason::GrantRevoked);
        assert!(world.userinfo(&second.access_token.claims).is_ok());
        assert_eq!(reason(end(&mut world, older, by)), Reason::NotFound);
    }
}

#[test]
fn refuses_to_end_somebody_elses_session() {
    let (mut world, first, _) = twice();
    let bo = id_of(&world, "bo");
    let id = listed(&world, "aino")[1].id;
    assert_eq!(reason(end(&mut world, id, By::Person(&bo))), Reason::NotFound);
    assert!(world.userinfo(&first.access_token.claims).is_ok());
    let aino = id_of(&world, "aino");
    assert!(end(&mut world, id, By::Person(&aino)).is_ok());
}

#[test]
fn all_sessions_are_ended_but_the_one_that_is_to_stay() {
    let (mut world, first, second) = twice();
    world.tokens(&mut Browser::default(), &app_asks());
    let aino = id_of(&world, "aino");
    let stays = listed(&world, "aino")[0].id;
    assert_eq!(end_all(&mut world, Some(stays), By::Person(&aino)), 2);
    assert_eq!(reason(world.userinfo(&first.access_token.claims)), Reason::TokenRevoked);
    assert!(world.load_session_by_id(stays).unwrap().family.is_alive(world.now));
    assert_eq!(end_all(&mut world, None, By::Person(&aino)), 1);
    assert!(listed(&world, "aino").is_empty());
    assert_eq!(reason(world.userinfo(&second.access_token.claims)), Reason::TokenRevoked);
}

#[test]
fn a_consent_taken_back_ends_what_the_client_was_granted_offline_access_included() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let offline = world.tokens(&mut browser, &shop_asks().with("scope", "openid offline_access"));
    let online = world.tokens(&mut browser, &shop_asks());
    let others = world.tokens(&mut browser, &app_asks());
    let aino = id_of(&world, "aino");
    let key = (aino, ClientId::new("shop"));

    let consent = world.state.consents.get(&key).cloned();
    let decision = idp::consent::withdraw(consent.as_ref());
    world.commit(decision).unwrap();
    assert!(!world.state.consents.contains_key(&key));
    for tokens in [offline, online] {
        assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
        let refresh = refreshes(tokens.refresh_token.unwrap().expose(), "shop");
        assert_eq!(reason(world.token(&refresh)), Reason::GrantRevoked);
    }
    assert!(world.userinfo(&others.access_token.claims).is_ok());
    let silent = shop_asks().with("prompt", "none");
    assert_eq!(reason(world.decide_authorize(&browser, &silent.encode()).answer), Reason::ConsentRequired);
    assert_eq!(reason(idp::consent::withdraw(None).answer), Reason::NotFound);
}

#[test]
fn what_a_consent_taken_back_meanwhile_would_have_granted_is_born_dead() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.tokens(&mut browser, &shop_asks());
    let key = (id_of(&world, "aino"), ClientId::new("shop"));
    let silent = |world: &mut World| {
        let decision = world.decide_authorize(&browser, &shop_asks().encode());
        let Ok(Answer::Respond(response)) = decision.answer else { panic!("{:?}", decision.answer) };
        (response.code.unwrap().expose().clone(), decision.effects)
    };
    let ((in_time, first), (too_late, second)) = (silent(&mut world), silent(&mut world));
    let now = world.now;
    world.state.commit(first, now).unwrap();
    assert!(world.token(&redeems(&in_time, &shop_asks())).is_ok());
    let withdrawn = world.state.consents[&key].clone();
    world.commit(idp::consent::withdraw(Some(&withdrawn))).unwrap();
    world.state.commit(second, now).unwrap();
    // Also once the person has allowed it again.
    world.code(&mut browser.clone(), &shop_asks());
    assert_ne!(world.state.consents[&key].id, withdrawn.id);
    assert_eq!(reason(world.token(&redeems(&too_late, &shop_asks()))), Reason::GrantRevoked);
}

#[test]
fn a_yes_beside_another_or_beside_taking_it_back_is_decided_again() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks().with("scope", "openid email"));
    let wider = shop_asks().with("scope", "openid phone");
    let Ok(Answer::Consent(page)) = world.authorize(&mut browser, &wider) else { panic!() };
    let handle = page.handle.unwrap().expose().clone();
    let raced = world.decide_consent(&browser, &handle, true);
    let (key, now) = ((id_of(&world, "aino"), ClientId::new("shop")), world.now);
    let before = world.state.consents[&key].clone();
    world.commit(idp::consent::withdraw(Some(&before))).unwrap();
    assert_eq!(world.state.commit(raced.effects, now), Err(Lost::ConsentChanged));
    assert!(matches!(world.consent(&browser, &handle, true), Ok(Answer::Respond(_))));
    let given = &world.state.consents[&key];
    assert_eq!((given.scope.as_str(), given.version), ("openid phone", 1), "and nothing of before");
    assert_ne!(given.id, before.id);
}
