//! People brought along from elsewhere.

use idp::model::credential::{CredentialId, CredentialKind};
use idp::model::event::{Actor, EventKind};
use idp::model::user::User;
use idp::user::import::{Existing, Outcome, Repeated, Row, RowFacts, row};
use idp::{Decision, Effect, Reason, Refusal};
use jose::secret::Secret;
use oidc::claims::StandardClaims;
use serde_json::{Map, json};

use crate::support::*;

const THEIRS: &str = "$2b$04$6it67htkFGYKmZY33UBV3uHZ5TggMlynlN.7xm70H4Tw6.CYLlLfS";

fn of(username: &str) -> Row {
    Row {
        username: username.to_owned(),
        claims: StandardClaims { name: Some(format!("{username} the first").into()), ..Default::default() },
        groups: Some(vec!["staff".to_owned()]),
        attributes: Map::from_iter([("external_id".to_owned(), json!("4711"))]),
        disabled: None,
        password_hash: Some(Secret::new(THEIRS.to_owned())),
    }
}

fn decided(
    world: &mut World,
    wanted: &Row,
    has_password: bool,
    existing: Existing,
) -> Decision<Result<Outcome, Refusal>> {
    let holder = world.state.person(&wanted.username).cloned();
    let other = |user: &User| holder.as_ref().is_none_or(|holder| holder.id != user.id);
    let taken = wanted.names().any(|name| world.state.person(&name).is_some_and(other));
    let facts = RowFacts { holder: holder.as_ref(), has_password, taken, repeats: None };
    world.decide(|env| row(wanted, facts, existing, &Actor::CommandLine, env))
}

fn brought(world: &mut World, wanted: &Row, existing: Existing) -> Result<Outcome, Refusal> {
    let decision = decided(world, wanted, true, existing);
    world.commit(decision)
}

/// The passwords that these effects keep.
fn kept(effects: &[Effect]) -> Vec<&str> {
    let mut kept = Vec::new();
    for effect in effects {
        if let Effect::PutCredential(it) = effect
            && it.kind == CredentialKind::Password
        {
            kept.push(it.data.expose().as_str());
        }
    }
    kept
}

#[test]
fn a_person_comes_with_what_is_known_of_them_and_their_hash() {
    let mut world = World::new();
    let decision = decided(&mut world, &of("maija"), false, Existing::Skip);
    assert_eq!(kept(&decision.effects), [THEIRS]);
    let Ok(Outcome::Created(id)) = world.commit(decision) else { panic!() };
    let user = &world.state.users[&id];
    assert_eq!(
        (&*user.username, &user.groups[..], user.disabled_at),
        ("maija", &["staff".to_owned()][..], None)
    );
    assert_eq!(user.attributes["external_id"], "4711");
    assert_eq!(world.state.events.last().map(|event| event.kind), Some(EventKind::UserCreate));
    let disabled = Row { disabled: Some(true), password_hash: None, ..of("onni") };
    let decision = decided(&mut world, &disabled, false, Existing::Skip);
    assert!(kept(&decision.effects).is_empty());
    let Ok(Outcome::Created(id)) = world.commit(decision) else { panic!() };
    assert_eq!(world.state.users[&id].disabled_at, Some(NOW));
}

#[test]
fn the_same_again_changes_nothing() {
    let mut world = World::new();
    let Ok(Outcome::Created(id)) = brought(&mut world, &of("maija"), Existing::Skip) else { panic!() };
    for existing in [Existing::Skip, Existing::Update] {
        let again = Row { username: "MAIJA".to_owned(), ..of("maija") };
        let decision = decided(&mut world, &again, true, existing);
        assert!(decision.effects.is_empty(), "{existing:?}");
        assert_eq!(decision.answer.unwrap(), Outcome::Unchanged(id.clone()));
    }
}

#[test]
fn somebody_who_is_there_is_changed_by_word_and_to_what_is_said() {
    let mut world = World::new();
    let before = world.user("aino").clone();
    let claims = StandardClaims { email: Some("aino@new.test".into()), ..Default::default() };
    let wanted = Row { claims, groups: None, ..of("aino") };
    assert_eq!(brought(&mut world, &wanted, Existing::Skip).unwrap(), Outcome::Unchanged(before.id.clone()));
    assert_eq!(world.user("aino").version, before.version);
    assert_eq!(brought(&mut world, &wanted, Existing::Update).unwrap(), Outcome::Updated(before.id.clone()));
    let after = world.user("aino");
    assert_eq!(
        (&after.claims.name, &after.groups),
        (&before.claims.name, &before.groups),
        "what was not said"
    );
    assert_eq!((after.claims.email.as_deref(), after.claims.email_verified), (Some("aino@new.test"), None));
    assert_eq!(after.attributes["external_id"], "4711");
    assert_eq!(after.sessions_valid_from, before.sessions_valid_from);
}

#[test]
fn a_password_that_is_there_stays() {
    let mut world = World::new();
    for (has_password, expected) in [(true, &[][..]), (false, &[THEIRS][..])] {
        let decision = decided(&mut world, &of("aino"), has_password, Existing::Update);
        assert_eq!(kept(&decision.effects), expected);
        assert!(matches!(decision.answer, Ok(Outcome::Updated(_))));
    }
    let id = CredentialId::only(&world.user("aino").id, CredentialKind::Password);
    assert!(!world.state.credentials.contains_key(&id));
}

#[test]
fn refuses_names_that_are_others_and_hashes_that_cannot_be_checked() {
    let mut world = World::new();
    let address = world.user("aino").claims.email.clone();
    let named_so = of(address.as_deref().unwrap());
    let claims = StandardClaims { email: address, ..Default::default() };
    for wanted in [named_so, Row { claims: claims.clone(), ..of("maija") }, Row { claims, ..of("bo") }] {
        assert_eq!(reason(brought(&mut world, &wanted, Existing::Update)), Reason::LoginNameTaken);
    }
    for hash in [
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "",
        "$2b$31$6it67htkFGYKmZY33UBV3uHZ5TggMlynlN.7xm70H4Tw6.CYLlLfS",
    ] {
        let wanted = Row { password_hash: Some(Secret::new(hash.to_owned())), ..of("maija") };
        let refusal = brought(&mut world, &wanted, Existing::Skip).unwrap_err();
        let about = refusal.detail.parameter.as_deref();
        assert_eq!((refusal.reason, about), (Reason::UserInvalid, Some("password_hash")), "{hash}");
    }
    assert_eq!(reason(brought(&mut world, &of(" "), Existing::Skip)), Reason::UserInvalid);
    assert!(matches!(brought(&mut world, &of("maija"), Existing::Update), Ok(Outcome::Created(_))));
}

#[test]
fn a_name_that_is_repeated_where_nothing_is_kept_says_where_it_stood_before() {
    let mut world = World::new();
    let facts = RowFacts { holder: None, has_password: false, taken: false, repeats: None };
    let again = Some(Repeated { member: "email", place: "line 2" });
    let mut told =
        |facts| world.decide(|env| row(&of("maija"), facts, Existing::Skip, &Actor::CommandLine, env)).answer;
    assert!(matches!(told(facts), Ok(Outcome::Created(_))));
    let refusal = told(RowFacts { repeats: again, ..facts }).unwrap_err();
    let detail = &refusal.detail;
    assert_eq!((refusal.reason, detail.parameter.as_deref()), (Reason::UserInvalid, Some("email")));
    assert_eq!(
        detail.expected.as_deref(),
        Some("a name that stands nowhere before; this one does in line 2")
    );
}
