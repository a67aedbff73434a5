//! What people are told by mail of changes to what proves them.

use idp::model::credential::{Credential, CredentialId, CredentialKind};
use idp::model::event::Actor;
use idp::model::user::User;
use idp::notice::{self, Notice, Subject};
use idp::user::{Changes, PasswordHash, factors};
use idp::{Effect, Time};
use jose::secret::Secret;

use crate::support::*;

fn aino(world: &World) -> User {
    let mut user = world.state.person("aino").unwrap().clone();
    user.claims.email = Some("aino@example.fi".into());
    user.claims.email_verified = Some(true);
    user
}

fn credential(user: &User, kind: CredentialKind, n: u8) -> Credential {
    let data = Secret::new(String::new());
    Credential::new(CredentialId([n; 16]), &user.id, kind, data, Time::from_secs(0))
}

/// What an administrator's removal of this one, among these, is told as.
fn removed(world: &mut World, user: &User, kind: CredentialKind) -> Option<Notice> {
    let gone = Credential { name: Some("Old".to_owned()), ..credential(user, kind, 1) };
    let id = gone.id.text();
    let all = [gone, credential(user, CredentialKind::Totp, 2)];
    let decision = world.decide(|env| factors::remove(&id, &all, &Actor::CommandLine, env));
    notice::due(&decision.effects, user)
}

#[test]
fn the_removal_of_a_factor_is_told_with_its_name_and_that_of_a_browser_is_not() {
    let mut world = World::new();
    let user = aino(&world);
    for (kind, subject) in [
        (CredentialKind::Totp, Subject::AppRemoved),
        (CredentialKind::Passkey, Subject::PasskeyRemoved),
        (CredentialKind::RecoveryCodes, Subject::CodesRemoved),
    ] {
        let notice = removed(&mut world, &user, kind).unwrap();
        assert_eq!((notice.subject, notice.name.as_deref()), (subject, Some("Old")));
        assert_eq!(notice.to.to_string(), "aino@example.fi");
    }
    assert_eq!(removed(&mut world, &user, CredentialKind::Device), None);
}

#[test]
fn a_reset_and_a_new_password_are_told_at_the_address_that_was_theirs_before() {
    let mut world = World::new();
    let user = aino(&world);
    let reset = world.decide(|env| factors::reset(&user, &[], &Actor::CommandLine, env));
    assert_eq!(notice::due(&reset.effects, &user).unwrap().subject, Subject::FactorsReset);
    let claims =
        oidc::claims::StandardClaims { email: Some("thief@example.com".into()), ..Default::default() };
    let changes = Changes {
        claims: Some(claims),
        password: Some(PasswordHash("$argon2id$".to_owned())),
        ..Changes::default()
    };
    let before = user.clone();
    let changed = world.decide(|env| {
        idp::user::change(Some(user), changes, false, Default::default(), &Actor::CommandLine, env)
    });
    let notice = notice::due(&changed.effects, &before).unwrap();
    assert_eq!((notice.subject, notice.to.to_string().as_str()), (Subject::PasswordSet, "aino@example.fi"));
}

#[test]
fn nothing_is_told_of_other_changes_or_people_or_at_an_address_that_may_be_anybodys() {
    let mut world = World::new();
    let user = aino(&world);
    let reset = world.decide(|env| factors::reset(&user, &[], &Actor::CommandLine, env));
    let unverified = |verified| {
        let mut user = user.clone();
        user.claims.email_verified = verified;
        user
    };
    for other in [unverified(None), unverified(Some(false)), world.state.person("bo").unwrap().clone()] {
        assert_eq!(notice::due(&reset.effects, &other), None);
    }
    let mut nowhere = user.clone();
    nowhere.claims.email = Some("not an address".into());
    assert_eq!(notice::due(&reset.effects, &nowhere), None);
    let changes = Changes { groups: Some(vec!["staff".to_owned()]), ..Changes::default() };
    let before = user.clone();
    let changed = world.decide(|env| {
        idp::user::change(Some(user), changes, false, Default::default(), &Actor::CommandLine, env)
    });
    assert!(changed.effects.iter().any(|effect| matches!(effect, Effect::PutEvent(_))));
    assert_eq!(notice::due(&changed.effects, &before), None);
}
