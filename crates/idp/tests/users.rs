//! People's accounts, made, changed and removed.

use idp::authorize::Answer;
use idp::login::sessions::Ending;
use idp::model::event::{Actor, EventKind};
use idp::model::user::{User, canonical_login_name};
use idp::user::{Changes, NewUser, PasswordHash, change, create, remove};
use idp::{Decision, Effect, Reason, Refusal};
use oidc::claims::StandardClaims;
use serde_json::json;

use crate::support::*;

fn named(username: &str, email: Option<&str>) -> NewUser {
    let email = email.map(|email| email.to_owned().into());
    let claims = StandardClaims { email, ..StandardClaims::default() };
    NewUser { username: username.to_owned(), claims, ..NewUser::default() }
}

/// Whether somebody other than `except` has one of these names, as the store would tell.
fn taken(world: &World, names: &[Option<&str>], except: Option<&User>) -> bool {
    let holder =
        |name: &&str| world.state.person(name).is_some_and(|user| except.is_none_or(|it| it.id != user.id));
    names.iter().flatten().any(holder)
}

fn decide_create(world: &mut World, new: NewUser) -> Decision<Result<User, Refusal>> {
    let taken = taken(world, &[Some(&new.username), new.claims.email.as_deref()], None);
    world.decide(|env| create(new, Some(PasswordHash("a hash".to_owned())), taken, &Actor::CommandLine, env))
}

fn made(world: &mut World, new: NewUser) -> Result<User, Refusal> {
    let decision = decide_create(world, new);
    if decision.answer.is_err() {
        assert!(decision.effects.is_empty());
    }
    world.commit(decision)
}

fn changed(world: &mut World, name: &str, changes: Changes) -> Result<User, Refusal> {
    let user = world.state.person(name).cloned();
    let email = changes.claims.as_ref().and_then(|claims| claims.email.as_deref());
    let taken = taken(world, &[changes.username.as_deref(), email], user.as_ref());
    let sessions = user.as_ref().map(|user| world.load_sessions(&user.username)).unwrap_or_default();
    let clients = world.load_clients(&sessions);
    let ending = Ending { sessions: &sessions, clients: &clients };
    let decision = world.decide(|env| change(user, changes, taken, ending, &Actor::CommandLine, env));
    world.commit(decision)
}

#[test]
fn an_account_has_an_identifier_that_says_nothing_and_a_password_apart() {
    let mut world = World::new();
    let user = made(&mut world, named("V\u{e4}in\u{f6}", Some("vaino@example.test"))).unwrap();
    assert_eq!((user.version, user.created_at, user.updated_at), (1, NOW, NOW));
    assert_eq!(user.username, "V\u{e4}in\u{f6}");
    let id = user.id.as_str();
    assert_eq!((id.len(), &id[14..15]), (36, "7"), "a UUID of version 7");
    assert_eq!(world.state.passwords[&user.id], "a hash");
    let other = made(&mut world, named("other", None)).unwrap();
    assert_ne!(other.id, user.id);
}

#[test]
fn refuses_names_that_are_none_and_addresses_that_are_none() {
    let long = "x".repeat(201);
    for (username, email, about) in [
        ("", None, "username"),
        ("   ", None, "username"),
        (long.as_str(), None, "username"),
        ("two\nlines", None, "username"),
        ("good", Some("no-at-sign"), "email"),
        ("good", Some("with space@example.test"), "email"),
        ("good", Some(""), "email"),
        ("go\u{200b}od", None, "username"),
        ("go\u{202e}od", None, "username"),
        ("g\u{43e}od", None, "username"),
        ("good", Some("g\u{43e}od@example.test"), "email"),
    ] {
        let refusal = made(&mut World::new(), named(username, email)).unwrap_err();
        assert_eq!((refusal.reason, refusal.detail.parameter.as_deref()), (Reason::UserInvalid, Some(about)));
    }
    assert!(made(&mut World::new(), named(&"x".repeat(200), Some("a@b"))).is_ok());
}

#[test]
fn refuses_groups_and_attributes_that_cannot_be() {
    let with = |groups: Vec<String>, attributes: serde_json::Value| {
        let serde_json::Value::Object(attributes) = attributes else { panic!("no object") };
        made(&mut World::new(), NewUser { groups, attributes, ..named("eero", None) })
    };
    let groups = |number: usize| (0..number).map(|at| format!("group {at}")).collect::<Vec<_>>();
    let many = |number: usize| {
        (0..number).map(|at| (format!("a{at}"), json!(at))).collect::<serde_json::Map<_, _>>()
    };
    for (fits, user) in [
        (true, with(groups(100), json!({}))),
        (false, with(groups(101), json!({}))),
        (true, with(vec!["Mökki 1".into(), "x".repeat(100)], json!({}))),
        (false, with(vec!["x".repeat(101)], json!({}))),
        (false, with(vec![String::new()], json!({}))),
        (false, with(vec![" a".into()], json!({}))),
        (false, with(vec!["a\u{7}".into()], json!({}))),
        (false, with(vec!["a".into(), "a".into()], json!({}))),
        (
            true,
            with(
                Vec::new(),
                json!({ "department": { "name": ["Sales", null] }, "https://x.test/roles": [] }),
            ),
        ),
        (true, with(Vec::new(), many(100).into())),
        (false, with(Vec::new(), many(101).into())),
        (false, with(Vec::new(), json!({ "note": "x".repeat(16 * 1024) }))),
        (false, with(Vec::new(), json!({ "two words": 1 }))),
        (false, with(Vec::new(), json!({ "": 1 }))),
        (false, with(Vec::new(), json!({ "iss": "https://evil.test" }))),
        (false, with(Vec::new(), json!({ "groups": ["admin"] }))),
        (false, with(Vec::new(), json!({ "email": "boss@example.test" }))),
    ] {
        match user {
            Ok(user) => assert!(fits, "{user:?}"),
            Err(refusal) => assert!(!fits && refusal.reason == Reason::UserInvalid, "{refusal:?}"),
        }
    }
}

#[test]
fn groups_and_attributes_stay_unless_they_are_named() {
    let mut world = World::new();
    let user = world.user("aino");
    user.groups = vec!["staff".into()];
    user.attributes.insert("department".into(), json!("Sales"));
    let user = changed(&mut world, "aino", Changes { username: Some("aino2".into()), ..Changes::default() })
        .unwrap();
    assert_eq!((user.groups.len(), user.attributes.len()), (1, 1));
    let changes =
        Changes { groups: Some(Vec::new()), attributes: Some(Default::default()), ..Changes::default() };
    let user = changed(&mut world, "aino2", changes).unwrap();
    assert_eq!((user.groups.len(), user.attributes.len()), (0, 0));
}

#[test]
fn refuses_a_name_somebody_signs_in_with_however_it_is_written() {
    for new in [
        named("aino", None),
        named("AINO", None),
        named("aino@example.test", None),
        named("new", Some("Aino@Example.test")),
        named("\u{ff41}\u{131}no", None),
        named("A\u{130}NO", None),
        named("new", Some("aino@example.test.")),
    ] {
        assert_eq!(reason(made(&mut World::new(), new)), Reason::LoginNameTaken);
    }
    assert!(made(&mut World::new(), named("new", Some("new@example.test"))).is_ok());
}

#[test]
fn of_two_that_take_a_name_at_once_one_gets_it() {
    let mut world = World::new();
    let one = decide_create(&mut world, named("new", None));
    let other = decide_create(&mut world, named("NEW", None));
    assert_eq!(world.state.commit(one.effects, NOW), Ok(()));
    assert_eq!(world.state.commit(other.effects, NOW), Err(Lost::LoginNameTaken));
}

#[test]
fn a_change_keeps_what_it_does_not_name() {
    let mut world = World::new();
    world.wait(5);
    let before = person("aino");
    let user =
        changed(&mut world, "aino", Changes { username: Some("aino2".to_owned()), ..Changes::default() })
            .unwrap();
    assert_eq!((user.id, user.username, user.claims), (before.id.clone(), "aino2".to_owned(), before.claims));
    assert_eq!((user.version, user.created_at, user.updated_at), (2, NOW, NOW + seconds(5)));
    assert_eq!(world.state.passwords[&before.id], "aino-password");
    let password = Some(PasswordHash("another".to_owned()));
    changed(&mut world, "aino2", Changes { password, ..Changes::default() }).unwrap();
    assert_eq!(world.state.passwords[&before.id], "another");
}

#[test]
fn a_person_may_keep_their_own_name_and_take_no_others() {
    let mut world = World::new();
    let rename = |name: &str| Changes { username: Some(name.to_owned()), ..Changes::default() };
    assert!(changed(&mut world, "aino", rename("AINO")).is_ok());
    assert_eq!(reason(changed(&mut world, "aino", rename("bo"))), Reason::LoginNameTaken);
    assert_eq!(reason(changed(&mut world, "aino", rename("\u{7}"))), Reason::UserInvalid);
    assert_eq!(reason(changed(&mut world, "nobody", rename("x"))), Reason::NotFound);
}

#[test]
fn a_change_to_what_somebody_changed_meanwhile_is_lost() {
    let mut world = World::new();
    let user = world.state.person("aino").cloned();
    changed(&mut world, "aino", Changes::default()).unwrap();
    let Decision { effects, .. } = world
        .decide(|env| change(user, Changes::default(), false, Ending::default(), &Actor::CommandLine, env));
    assert_eq!(world.state.commit(effects, NOW), Err(Lost::UserChanged));
}

#[test]
fn disabling_ends_what_a_person_signed_in_to_for_good_and_offline_access_until_it_is_taken_back() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let online = world.tokens(&mut browser, &shop_asks());
    let offline = world.tokens(&mut browser, &shop_asks().with("scope", "openid offline_access"));
    let disable = |disabled| Changes { disabled: Some(disabled), ..Changes::default() };
    changed(&mut world, "aino", disable(true)).unwrap();
    let since = world.user("aino").disabled_at;
    for tokens in [&online, &offline] {
        assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
    }
    world.wait(1);
    assert_eq!(changed(&mut world, "aino", disable(true)).unwrap().disabled_at, since);
    changed(&mut world, "aino", disable(false)).unwrap();
    assert_eq!(reason(world.userinfo(&online.access_token.claims)), Reason::TokenRevoked);
    assert!(world.userinfo(&offline.access_token.claims).is_ok());
    let silent = shop_asks().with("prompt", "none");
    assert_eq!(reason(world.authorize(&mut browser, &silent)), Reason::LoginRequired);
}

fn new_password(hash: &str) -> Changes {
    Changes { password: Some(PasswordHash(hash.to_owned())), ..Changes::default() }
}

#[test]
fn a_new_password_ends_every_session_grant_and_token_of_before_for_good() {
    for asked in [shop_asks(), shop_asks().with("scope", "openid offline_access")] {
        let mut world = World::new();
        let mut browser = Browser::default();
        let tokens = world.tokens(&mut browser, &asked);
        let code = world.code(&mut browser, &asked);
        let bo = world.state.person("bo").cloned().unwrap();
        let silent = asked.clone().with("prompt", "none");
        let refresh = refreshes(tokens.refresh_token.as_ref().unwrap().expose(), "shop");

        // Other changes, and another person's password, end nothing.
        changed(&mut world, "aino", Changes::default()).unwrap();
        changed(&mut world, "bo", new_password("bo's new")).unwrap();
        assert!(world.userinfo(&tokens.access_token.claims).is_ok());
        assert!(world.authorize(&mut browser.clone(), &silent).is_ok());
        assert!(world.decide_token(&refresh).answer.is_ok());
        assert!(world.decide_token(&redeems(&code, &asked)).answer.is_ok());
        assert!(world.state.users[&bo.id].sessions_valid_from > bo.sessions_valid_from);

        // The clock stands still: what came before the change is over all the same.
        changed(&mut world, "aino", new_password("aino's new")).unwrap();
        assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
        assert_eq!(reason(world.authorize(&mut browser.clone(), &silent)), Reason::LoginRequired);
        assert_eq!(reason(world.token(&refresh)), Reason::GrantRevoked);
        assert_eq!(reason(world.token(&redeems(&code, &asked))), Reason::GrantRevoked);
        let told = world.introspect_access("shop", &tokens.access_token.claims).unwrap();
        assert_eq!(told, serde_json::json!({"active": false}));

        // Setting the old one again brings nothing back, and whoever signs in anew is in.
        changed(&mut world, "aino", new_password("aino-password")).unwrap();
        assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
        let tokens = world.tokens(&mut browser, &asked);
        assert!(world.userinfo(&tokens.access_token.claims).is_ok());
        assert!(world.authorize(&mut browser, &silent).is_ok());
    }
}

#[test]
fn a_code_decided_before_a_new_password_and_committed_after_it_is_born_dead() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.tokens(&mut browser, &shop_asks());
    let raced = world.decide_authorize(&browser, &shop_asks().encode());
    world.wait(1);
    let in_time = world.decide_authorize(&browser, &shop_asks().encode());
    let now = world.now;
    world.state.commit(in_time.effects, now).unwrap();
    let Ok(Answer::Respond(in_time)) = in_time.answer else { panic!() };
    assert!(world.decide_token(&redeems(in_time.code.unwrap().expose(), &shop_asks())).answer.is_ok());

    changed(&mut world, "aino", new_password("new")).unwrap();
    world.state.commit(raced.effects, now).unwrap();
    let Ok(Answer::Respond(raced)) = raced.answer else { panic!() };
    let refused = world.token(&redeems(raced.code.unwrap().expose(), &shop_asks()));
    assert_eq!(reason(refused), Reason::GrantRevoked);
}

#[test]
fn removing_a_person_ends_everything_and_frees_the_name() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let user = world.state.person("aino").cloned();
    let decision = world.decide(|env| remove(user.as_ref(), Ending::default(), &Actor::CommandLine, env));
    assert!(matches!(
        decision.effects.as_slice(),
        [Effect::DeleteUser { version: 1, .. }, Effect::PutEvent(event)] if event.kind == EventKind::UserRemove
    ));
    world.commit(decision).unwrap();
    assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
    let again = made(&mut world, named("aino", None)).unwrap();
    assert_ne!(again.id.as_str(), "u-aino", "identifiers are never reused");
    assert!(world.state.consents.is_empty());
    let nobody = world.decide(|env| remove(None, Ending::default(), &Actor::CommandLine, env));
    assert_eq!(reason(nobody.answer), Reason::NotFound);
}

#[test]
fn a_login_name_in_canonical_form_stays_as_it_is() {
    for name in
        ["Stra\u{df}e", "\u{130}stanbul", "\u{fb01}n", "\u{1e9e}", " a ", "\u{345}\u{3b1}", "A\u{30a}"]
    {
        let once = canonical_login_name(name);
        assert_eq!(canonical_login_name(&once), once, "{name}");
    }
}

#[test]
fn a_change_leaves_a_trace_of_what_changed_and_by_whom_and_none_where_nothing_did() {
    let mut world = World::new();
    let kinds = |world: &World| world.state.events.iter().map(|event| event.kind).collect::<Vec<_>>();
    changed(&mut world, "aino", Changes::default()).unwrap();
    assert!(kinds(&world).is_empty());
    let renamed = Changes { username: Some("aino2".to_owned()), ..new_password("another") };
    let user = changed(&mut world, "aino", renamed).unwrap();
    assert_eq!(kinds(&world), [EventKind::UserChange, EventKind::PasswordSet]);
    let event = &world.state.events[0];
    assert_eq!((event.user.as_ref(), &event.actor), (Some(&user.id), &Actor::CommandLine));
    assert_eq!(event.about["members"], serde_json::json!(["username"]));
}
