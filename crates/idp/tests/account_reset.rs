//! A forgotten password: who is sent a link, and whose password it sets.

use std::mem::{Discriminant, discriminant};

use idp::account::password::NewPassword;
use idp::account::reset::{self, AskFacts, Letters, SECRET, SetFacts};
use idp::login::one_time_code::Words;
use idp::login::sessions::Ending;
use idp::model::credential::{Credential, CredentialId, CredentialKind};
use idp::model::event::EventKind;
use idp::model::mail::Mail;
use idp::model::message::MessageFacts;
use idp::model::user::{User, UserId, canonical_login_name};
use idp::{Decision, Effect, Reason, Refusal};
use jose::secret::Secret;

use crate::support::*;

/// Aino, who reads mail at her address, as she has shown.
fn world() -> World {
    let mut world = World::new();
    world.user("aino").claims.email_verified = Some(true);
    world
}

fn password_of(person: &User) -> Credential {
    let (kind, hash) = (CredentialKind::Password, Secret::new("a hash".to_owned()));
    Credential::new(CredentialId::only(&person.id, kind), &person.id, kind, hash, NOW)
}

fn decide_ask(world: &mut World, name: &str, can_send: bool) -> Decision<Result<(), Refusal>> {
    let name = canonical_login_name(name);
    let person = world.state.person(&name).cloned();
    let with_password = person.iter().filter(|person| world.state.passwords.contains_key(&person.id));
    let credentials: Vec<Credential> = with_password.map(password_of).collect();
    let counted = world.load_counted(reset::counters(&name, person.as_ref()));
    let settings = world.settings.clone();
    let link = format!("https://id.example.test/account/reset/{SECRET}");
    let words = |text| Words { subject: "A password", text, html: Some("<p>A password</p>") };
    let letters = Letters { link: words(&link), otherwise: words("You have none.") };
    let facts = AskFacts {
        person: person.as_ref(),
        credentials: &credentials,
        counted: &counted,
        letters,
        can_send,
        settings: &settings,
    };
    world.decide(|env| reset::ask(facts, env))
}

fn ask(world: &mut World, name: &str) -> Result<(), Refusal> {
    let decision = decide_ask(world, name, true);
    world.commit(decision)
}

fn mails(world: &World) -> Vec<Mail> {
    let due: Vec<MessageFacts> = world.state.due(world.now);
    due.iter().map(|message| Mail::of(message).unwrap()).collect()
}

/// The secret of the youngest link that was sent.
fn link(world: &World) -> String {
    let text = mails(world).pop().expect("a mail").text;
    text.rsplit_once('/').unwrap().1.to_owned()
}

fn decide_set(world: &mut World, secret: &str, new: &str) -> Decision<Result<UserId, Refusal>> {
    let found = world.state.ticket(&reset::key(secret), world.now);
    let person: Option<User> =
        reset::whose(found.as_ref(), world.now).ok().and_then(|id| world.state.users.get(&id).cloned());
    let sessions = person.as_ref().map(|person| world.load_sessions(&person.username)).unwrap_or_default();
    let settings = world.settings.clone();
    let facts = SetFacts {
        secret,
        found: found.as_ref(),
        person: person.as_ref(),
        ending: Ending { sessions: &sessions, clients: &[] },
        settings: &settings,
    };
    let plain = Secret::new(new.to_owned());
    world.decide(|env| reset::set(NewPassword { plain: &plain, hash: new }, facts, env))
}

fn set(world: &mut World, secret: &str, new: &str) -> Result<UserId, Refusal> {
    let decision = decide_set(world, secret, new);
    world.commit(decision)
}

#[test]
fn a_link_sets_another_password_once_and_ends_what_hung_on_the_old_one() {
    let mut world = world();
    let mut browser = Browser::default();
    let tokens = world.tokens(&mut browser, &shop_asks());
    ask(&mut world, " AINO@example.test ").unwrap();
    let mail = mails(&world).pop().unwrap();
    assert_eq!(mail.to.to_string(), "aino@example.test");
    let secret = link(&world);
    assert!(!secret.contains(SECRET) && secret.len() == 43, "{secret}");
    let aino = set(&mut world, &secret, "lumi sataa hiljaa").unwrap();
    assert_eq!(world.state.passwords[&aino], "lumi sataa hiljaa");
    assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
    let kinds: Vec<EventKind> = world.state.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::PasswordReset, EventKind::PasswordSet]);
    assert_eq!(reason(set(&mut world, &secret, "lumi sulaa pois")), Reason::ResetOver);
    assert_eq!(world.state.passwords[&aino], "lumi sataa hiljaa");
}

#[test]
fn of_two_who_use_a_link_at_once_one_wins() {
    let mut world = world();
    ask(&mut world, "aino").unwrap();
    let secret = link(&world);
    let (one, other) = (
        decide_set(&mut world, &secret, "lumi sataa hiljaa"),
        decide_set(&mut world, &secret, "lumi sulaa pois"),
    );
    world.state.commit(one.effects, world.now).unwrap();
    assert!(world.state.commit(other.effects, world.now).is_err());
}

#[test]
fn what_else_proves_the_person_stays_and_every_other_link_is_dead() {
    let mut world = world();
    ask(&mut world, "aino").unwrap();
    let first = link(&world);
    world.wait(60);
    ask(&mut world, "aino").unwrap();
    let second = link(&world);
    assert_ne!(first, second);
    let decision = decide_set(&mut world, &first, "lumi sataa hiljaa");
    let removes = |effect: &&Effect| matches!(effect, Effect::DeleteCredential(_));
    assert_eq!(decision.effects.iter().filter(removes).count(), 0);
    world.commit(decision).unwrap();
    assert_eq!(reason(set(&mut world, &second, "lumi sulaa pois")), Reason::ResetOver);
}

#[test]
fn a_link_is_over_after_its_time_or_another_password_or_when_its_person_may_not_sign_in() {
    for over in [
        (|world: &mut World| world.wait(30 * 60)) as fn(&mut World),
        |world| world.user("aino").sessions_valid_from = world.now + seconds(1),
        |world| world.user("aino").disabled_at = Some(world.now),
        |world| {
            world.state.users.remove(&UserId::new("u-aino"));
        },
    ] {
        let mut world = world();
        ask(&mut world, "aino").unwrap();
        let secret = link(&world);
        assert!(decide_set(&mut world, &secret, "lumi sataa hiljaa").answer.is_ok());
        over(&mut world);
        assert_eq!(reason(set(&mut world, &secret, "lumi sataa hiljaa")), Reason::ResetOver);
    }
    assert_eq!(reason(set(&mut world(), "no-such-link", "lumi sataa hiljaa")), Reason::ResetOver);
}

#[test]
fn a_password_that_is_refused_leaves_the_link_as_it_was() {
    let mut world = world();
    ask(&mut world, "aino").unwrap();
    let secret = link(&world);
    for (unfit, why) in [
        ("short", Reason::PasswordUnfit),
        ("aino@example.test", Reason::PasswordUnfit),
        ("password1", Reason::PasswordKnown),
    ] {
        assert_eq!(reason(set(&mut world, &secret, unfit)), why, "{unfit}");
    }
    assert!(set(&mut world, &secret, "lumi sataa hiljaa").is_ok());
}

/// What a decision writes, by kind and size, so that neither answer nor time tells whose name it was.
fn shape(decision: &Decision<Result<(), Refusal>>) -> (bool, Vec<Discriminant<Effect>>) {
    // A letter, and what stands for one, are rows alike.
    let kind = |effect: &Effect| match effect {
        Effect::Put(_) | Effect::PutMessage(_) => discriminant(&Effect::Spend(reset::key(""))),
        effect => discriminant(effect),
    };
    (decision.answer.is_ok(), decision.effects.iter().map(kind).collect())
}

#[test]
fn known_unknown_disabled_unverified_and_federated_people_are_answered_alike() {
    let mut world = world();
    let known = shape(&decide_ask(&mut world, "aino", true));
    assert_eq!(known.1.len(), 3);
    let mut otherwise = self::world();
    otherwise.state.passwords.clear();
    let mut disabled = self::world();
    disabled.user("aino").disabled_at = Some(disabled.now);
    let mut unverified = self::world();
    unverified.user("aino").claims.email_verified = None;
    for (mut world, name, mails_sent) in
        [(self::world(), "nobody", 0), (otherwise, "aino", 1), (disabled, "aino", 0), (unverified, "aino", 0)]
    {
        let decision = decide_ask(&mut world, name, true);
        assert_eq!(shape(&decision), known, "{name}");
        world.commit(decision).unwrap();
        let mails = mails(&world);
        assert_eq!(mails.len(), mails_sent, "{name}");
        assert!(mails.iter().all(|mail| mail.text == "You have none."), "no link without a password");
    }
}

#[test]
fn asking_is_slowed_alike_for_somebody_and_for_nobody() {
    for name in ["aino", "nobody"] {
        let mut world = world();
        let free = world.settings.one_time_codes.free_sends;
        for _ in 0..free {
            ask(&mut world, name).unwrap();
        }
        let refusal = ask(&mut world, name).unwrap_err();
        assert_eq!((refusal.reason, refusal.detail.retry_after), (Reason::TooManyTries, Some(61)), "{name}");
        // By whichever name.
        if name == "aino" {
            assert_eq!(reason(ask(&mut world, "aino@example.test")), Reason::TooManyTries);
        }
        world.wait(61);
        assert!(ask(&mut world, name).is_ok());
    }
}

#[test]
fn nothing_is_promised_where_no_mail_can_be_sent() {
    let mut world = world();
    for name in ["aino", "nobody"] {
        let decision = decide_ask(&mut world, name, false);
        assert!(decision.effects.is_empty());
        assert_eq!(reason(decision.answer), Reason::MailUnsendable);
    }
    assert!(ask(&mut world, "aino").is_ok());
}
