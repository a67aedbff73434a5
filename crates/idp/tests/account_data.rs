//! What is kept of a person, taken along by themselves, and the account, removed by them.

use idp::account::factors::Changed;
use idp::account::{Page, data};
use idp::login::password::Onward;
use idp::login::sessions::Ending;
use idp::model::event::{Actor, EventKind};
use idp::notice::{Subject, due};
use idp::{Decision, Reason, Refusal};

use crate::account_factors::Person;
use crate::support::*;

fn export(world: &mut World, person: &Person) -> Result<Changed, Refusal> {
    person.act(world, |it, env| data::export(it.token, it.facts, env))
}

fn decide_removal(
    world: &mut World,
    person: &Person,
    is_confirmed: bool,
    token: Option<&str>,
) -> Decision<Result<Changed, Refusal>> {
    let sessions = world.load_sessions("aino");
    let clients = world.load_clients(&sessions);
    let ending = Ending { sessions: &sessions, clients: &clients };
    person
        .decide(world, |it, env| data::remove(is_confirmed, ending, token.unwrap_or(it.token), it.facts, env))
}

fn remove(world: &mut World, person: &Person, is_confirmed: bool) -> Result<Changed, Refusal> {
    let decision = decide_removal(world, person, is_confirmed, None);
    world.commit(decision)
}

#[test]
fn taking_it_along_leaves_a_trace() {
    let mut world = World::new();
    let person = Person::aino(&mut world);
    assert!(matches!(export(&mut world, &person), Ok(Changed::Done(()))));
    let aino = world.user("aino").id.clone();
    let event = world.state.events.last().unwrap();
    assert_eq!(
        (event.kind, &event.actor, &event.user),
        (EventKind::DataExport, &Actor::User(aino.clone()), &Some(aino))
    );
}

#[test]
fn the_account_goes_with_its_sessions_and_its_person_is_told() {
    let mut world = World::new();
    let person = Person::aino(&mut world);
    let aino = world.user("aino").clone();
    assert_eq!(world.load_sessions("aino").len(), 1);
    let decision = decide_removal(&mut world, &person, true, None);
    let mut verified = aino.clone();
    verified.claims.email_verified = Some(true);
    assert_eq!(due(&decision.effects, &verified).map(|notice| notice.subject), Some(Subject::AccountRemoved));
    assert!(matches!(world.commit(decision), Ok(Changed::Done(()))));
    assert!(world.state.person("aino").is_none());
    let event = world.state.events.last().unwrap();
    assert_eq!((event.kind, &event.actor), (EventKind::UserRemove, &Actor::User(aino.id)));
    assert_eq!(reason(export(&mut world, &person)), Reason::LoginRequired, "the session is over");
}

#[test]
fn whoever_proved_themselves_some_time_ago_does_it_again() {
    let mut world = World::new();
    let person = Person::aino(&mut world);
    world.wait(10 * 60);
    let mut person = person;
    assert!(matches!(remove(&mut world, &person, true), Ok(Changed::Login(_))));
    assert!(world.state.person("aino").is_some());
    let Ok(Changed::Login(page)) = export(&mut world, &person) else { panic!() };
    assert!(world.state.events.iter().all(|event| event.kind != EventKind::DataExport));
    let handle = page.handle.unwrap().expose().clone();
    let onward = world.enter(&mut person.browser, &handle, "aino", "aino-password").unwrap();
    assert!(matches!(onward, Onward::Account(Page::Data)), "{onward:?}");
    let person = Person::aino(&mut world);
    assert!(matches!(export(&mut world, &person), Ok(Changed::Done(()))));
}

#[test]
fn refuses_a_removal_that_nobody_confirmed_or_that_another_page_asks_for() {
    let mut world = World::new();
    let person = Person::aino(&mut world);
    assert_eq!(reason(remove(&mut world, &person, false)), Reason::RemovalUnconfirmed);
    let forged = decide_removal(&mut world, &person, true, Some("forged"));
    assert_eq!(reason(world.commit(forged)), Reason::ForeignForm);
    world.settings.people_remove_accounts = false;
    assert_eq!(reason(remove(&mut world, &person, true)), Reason::NotFound);
    assert!(world.state.person("aino").is_some());
    world.settings.people_remove_accounts = true;
    assert!(matches!(remove(&mut world, &person, true), Ok(Changed::Done(()))));
}
