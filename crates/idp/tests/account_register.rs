//! An account of one's own: what is entered, what confirms it, and what it leads to.

use std::mem::discriminant;

use idp::account::password::NewPassword;
use idp::account::register::invitation::{self, Invitation};
use idp::account::register::{self, Awaits, BeginFacts, By, ConfirmFacts, Confirmed, Entered, LINK, Letters};
use idp::authorize::{Answer, Page};
use idp::login::one_time_code::{CODE, Words, read};
use idp::login::password::Onward;
use idp::model::event::{Actor, EventKind};
use idp::model::mail::Mail;
use idp::model::message::{MessageFacts, MessageKind};
use idp::model::settings::{Mobile, Registration};
use idp::model::text_message::TextMessage;
use idp::model::user::User;
use idp::{Decision, Effect, Reason, Refusal};
use jose::secret::Secret;

use crate::support::*;

const CHOSEN: &str = "lumi sataa hiljaa";

/// Where anybody may make an account, and Aino has one.
fn world() -> World {
    let mut world = World::new();
    world.settings.accounts.registration = Registration::Open;
    world
}

/// A browser in which the shop asks for an account to be made.
fn begun(world: &mut World) -> (Browser, String) {
    let mut browser = Browser::default();
    let answer = world.authorize(&mut browser, &shop_asks().with("prompt", "create")).unwrap();
    let Answer::Register(Page { handle: Some(handle), .. }) = answer else { panic!("{answer:?}") };
    (browser, handle.expose().clone())
}

fn entered(email: &str, number: &str) -> Entered {
    Entered {
        given_name: "Kaisa".to_owned(),
        family_name: "Niemi".to_owned(),
        email: email.to_owned(),
        phone_number: number.to_owned(),
    }
}

/// What each letter says, with marks for code and link.
fn letters(confirm: &str) -> Letters<'_> {
    let words = |text| Words { subject: "An account", text, html: Some("<p>An account</p>") };
    Letters { confirm: words(confirm), known: words("You have one.") }
}

fn decide_begin(
    world: &mut World,
    browser: &Browser,
    handle: &str,
    entered: &Entered,
    invitation: Option<&str>,
) -> Decision<Result<(), Refusal>> {
    let chosen = Secret::new(CHOSEN.to_owned());
    let wanted = match register::read(entered, &chosen, &world.settings) {
        Ok(wanted) => wanted,
        Err(refusal) => return Decision::answer(Err(refusal)),
    };
    let found = world.state.ticket(&register::key(handle), world.now);
    let ticket = invitation.and_then(|secret| world.state.ticket(&invitation::key(secret), world.now));
    let counted = world.load_counted(register::counters(wanted.email()));
    let taken = world.state.person(&wanted.email().to_lowercase()).is_some();
    let confirm = format!("{CODE} {LINK}");
    world.decide_second(browser, handle, |_, facts, env| {
        let facts = BeginFacts {
            handle,
            login: facts.login,
            authorize: facts.authorize,
            found: found.as_ref(),
            invitation: invitation.map(|secret| invitation::Found { secret, ticket: ticket.as_ref() }),
            taken,
            counted: &counted,
            letters: letters(&confirm),
            can_send: true,
            language: "fi",
        };
        register::begin(&wanted, NewPassword { plain: &chosen, hash: CHOSEN }, facts, env)
    })
}

fn begin(world: &mut World, browser: &Browser, handle: &str, email: &str, number: &str) {
    // The youngest message is the one that counts.
    world.wait(1);
    let decision = decide_begin(world, browser, handle, &entered(email, number), None);
    world.commit(decision).unwrap();
}

/// What confirms it: a code or a link, as the person has them.
#[derive(Clone, Copy)]
enum Typed<'a> {
    Code(&'a str),
    Link { secret: &'a str, password: bool, code: &'a str },
}

fn decide_confirm(
    world: &mut World,
    browser: &Browser,
    handle: &str,
    typed: Typed<'_>,
) -> Decision<Result<Confirmed, Refusal>> {
    let found = world.state.ticket(&register::key(handle), world.now);
    let looked = (|| {
        let email = register::email_of(found.as_ref(), world.now)?;
        let number = register::number_of(found.as_ref(), world.now)?;
        Ok((email, number, register::invitation_of(found.as_ref(), world.now)?))
    })();
    let (email, number, key) = match looked {
        Ok(looked) => looked,
        Err(refusal) => return Decision::answer(Err(refusal)),
    };
    let ticket = key.and_then(|key| world.state.ticket(&key, world.now));
    let counted = world.load_counted(number.as_deref().map(register::counters).unwrap_or_default());
    let taken = world.state.person(&email.to_lowercase()).is_some();
    let settings = world.settings.one_time_codes.clone();
    let text = format!("{CODE}");
    world.decide_second(browser, handle, |_, settle, env| {
        let facts = ConfirmFacts {
            handle,
            found: found.as_ref(),
            invitation: ticket.as_ref(),
            taken,
            settle,
            counted: &counted,
            text: Words { subject: "", text: &text, html: None },
            can_text: true,
        };
        match typed {
            Typed::Code(code) => register::confirm(By::Code(read(code, &settings).as_ref()), facts, env),
            Typed::Link { secret, password, code } => {
                let code = read(code, &settings);
                register::confirm(By::Link { secret, password, code: code.as_ref() }, facts, env)
            }
        }
    })
}

fn confirm(
    world: &mut World,
    browser: &Browser,
    handle: &str,
    typed: Typed<'_>,
) -> Result<Confirmed, Refusal> {
    let decision = decide_confirm(world, browser, handle, typed);
    world.commit(decision)
}

fn sent(world: &World, kind: MessageKind) -> Option<MessageFacts> {
    world.state.due(world.now).into_iter().rfind(|message| message.kind == kind)
}

/// The code and the link's secret in the youngest mail.
fn mail(world: &World) -> (String, String) {
    let mail = Mail::of(&sent(world, MessageKind::Email).expect("a mail")).unwrap();
    let (code, link) = mail.text.split_once(' ').unwrap_or_else(|| panic!("{}", mail.text));
    (code.to_owned(), link.split_once('.').expect("a link").1.to_owned())
}

fn text(world: &World) -> String {
    TextMessage::of(&sent(world, MessageKind::Sms).expect("a text message")).unwrap().text
}

fn kaisa(world: &World) -> Option<User> {
    world.state.person("kaisa@example.test").cloned()
}

fn account(confirmed: Result<Confirmed, Refusal>) -> register::Settled {
    match confirmed {
        Ok(Confirmed::Account(settled)) => *settled,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_code_makes_the_account_and_its_person_goes_on_as_who_signed_in() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    begin(&mut world, &browser, &handle, "Kaisa@Example.test", "");
    assert!(kaisa(&world).is_none() && world.state.events.is_empty());
    let (code, _) = mail(&world);
    let settled = account(confirm(&mut world, &browser, &handle, Typed::Code(&code)));
    let made = kaisa(&world).unwrap();
    assert_eq!(made.id, settled.user);
    assert_eq!((made.claims.email_verified, made.claims.locale.as_deref()), (Some(true), Some("fi")));
    assert_eq!(made.claims.phone_number_verified, None);
    assert_eq!(world.state.passwords[&made.id], CHOSEN);
    let onward = settled.onward.unwrap();
    assert!(matches!(onward.onward, Onward::Request(_)) && onward.session_cookie.is_some());
    let event = world.state.events.iter().find(|event| event.kind == EventKind::UserCreate).unwrap();
    assert_eq!(event.actor, Actor::User(made.id));
    let again = confirm(&mut world, &browser, &handle, Typed::Code(&code));
    assert_eq!(reason(again), Reason::RegistrationOver);
}

#[test]
fn a_number_is_confirmed_after_the_address_and_before_the_account() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    begin(&mut world, &browser, &handle, "kaisa@example.test", "00358 40 1234567");
    let (code, _) = mail(&world);
    let half = confirm(&mut world, &browser, &handle, Typed::Code(&code));
    assert!(matches!(half, Ok(Confirmed::Number)) && kaisa(&world).is_none(), "{half:?}");
    let by_text = text(&world);
    if by_text != code {
        let wrong = confirm(&mut world, &browser, &handle, Typed::Code(&code));
        assert_eq!(reason(wrong), Reason::OneTimeCodeWrong);
    }
    account(confirm(&mut world, &browser, &handle, Typed::Code(&by_text)));
    let made = kaisa(&world).unwrap();
    assert_eq!(made.claims.phone_number.as_deref(), Some("+358401234567"));
    assert_eq!(made.claims.phone_number_verified, Some(true));
}

#[test]
fn a_link_asks_for_the_chosen_password_in_another_browser_and_begins_no_session_there() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    begin(&mut world, &browser, &handle, "kaisa@example.test", "");
    let (_, secret) = mail(&world);
    let elsewhere = Browser::default();
    let link = |password| Typed::Link { secret: &secret, password, code: "" };
    let other = Typed::Link { secret: "another", password: true, code: "" };
    assert_eq!(reason(confirm(&mut world, &elsewhere, &handle, other)), Reason::RegistrationOver);
    let without = confirm(&mut world, &elsewhere, &handle, link(false));
    assert_eq!(reason(without), Reason::CurrentPasswordWrong);
    // Where it was begun the browser shows that it is the same person.
    assert!(account(decide_confirm(&mut world, &browser, &handle, link(false)).answer).onward.is_some());
    let settled = account(confirm(&mut world, &elsewhere, &handle, link(true)));
    assert!(settled.onward.is_none() && settled.client.is_some() && kaisa(&world).is_some());
}

#[test]
fn passwords_are_not_guessed_at_by_a_link() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    begin(&mut world, &browser, &handle, "kaisa@example.test", "");
    let (code, secret) = mail(&world);
    let link = |password| Typed::Link { secret: &secret, password, code: "" };
    for _ in 0..world.settings.one_time_codes.most_tries {
        let wrong = confirm(&mut world, &Browser::default(), &handle, link(false));
        assert_eq!(reason(wrong), Reason::CurrentPasswordWrong);
    }
    for typed in [link(true), Typed::Code(&code)] {
        assert_eq!(reason(confirm(&mut world, &browser, &handle, typed)), Reason::OneTimeCodeTries);
    }
}

#[test]
fn of_two_who_confirm_at_once_one_wins() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    begin(&mut world, &browser, &handle, "kaisa@example.test", "");
    let (code, secret) = mail(&world);
    let one = decide_confirm(&mut world, &browser, &handle, Typed::Code(&code));
    let link = Typed::Link { secret: &secret, password: true, code: "" };
    let other = decide_confirm(&mut world, &Browser::default(), &handle, link);
    world.state.commit(one.effects, world.now).unwrap();
    assert!(world.state.commit(other.effects, world.now).is_err());
}

#[test]
fn a_code_is_over_after_its_time_and_the_link_after_a_day() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    begin(&mut world, &browser, &handle, "kaisa@example.test", "");
    let (code, secret) = mail(&world);
    world.wait(30 * 60);
    let late = confirm(&mut world, &browser, &handle, Typed::Code(&code));
    assert_eq!(reason(late), Reason::OneTimeCodeExpired);
    let link = Typed::Link { secret: &secret, password: true, code: "" };
    world.wait(23 * 3600 + 29 * 60);
    assert!(decide_confirm(&mut world, &browser, &handle, link).answer.is_ok());
    world.wait(60);
    assert_eq!(reason(confirm(&mut world, &browser, &handle, link)), Reason::RegistrationOver);
}

#[test]
fn somebody_who_has_an_account_is_answered_alike_and_is_told_by_mail() {
    let shape = |decision: &Decision<Result<(), Refusal>>| {
        let effects: Vec<_> = decision.effects.iter().map(discriminant).collect();
        let sizes = decision.effects.iter().filter_map(|effect| match effect {
            Effect::Put(ticket) => Some(ticket.body.len()),
            _ => None,
        });
        (decision.answer.is_ok(), effects, sizes.collect::<Vec<_>>())
    };
    let mut seen = Vec::new();
    for email in ["pekka@example.test", "aino@example.test"] {
        let mut world = world();
        let (browser, handle) = begun(&mut world);
        let decision = decide_begin(&mut world, &browser, &handle, &entered(email, ""), None);
        seen.push(shape(&decision));
        world.commit(decision).unwrap();
        let wrong = confirm(&mut world, &browser, &handle, Typed::Code("000000"));
        assert_eq!(reason(wrong), Reason::OneTimeCodeWrong, "{email}");
    }
    let (new, known) = (&seen[0], &seen[1]);
    assert_eq!((&new.0, &new.1), (&known.0, &known.1));
    // One letter of the name, and `true` for `false`.
    assert!(new.2.iter().zip(&known.2).all(|(new, known)| new.abs_diff(*known) <= 2), "{new:?} {known:?}");
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    begin(&mut world, &browser, &handle, "AINO@example.test", "");
    let mail = Mail::of(&sent(&world, MessageKind::Email).unwrap()).unwrap();
    assert_eq!(mail.text, "You have one.");
}

#[test]
fn who_got_an_account_meanwhile_is_told_once_the_address_is_shown_to_be_theirs() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    begin(&mut world, &browser, &handle, "kaisa@example.test", "");
    let (code, _) = mail(&world);
    world.user("bo").username = "kaisa@example.test".to_owned();
    let late = confirm(&mut world, &browser, &handle, Typed::Code(&code));
    assert_eq!(reason(late), Reason::LoginNameTaken);
    assert_eq!(world.state.users.len(), 2);
}

#[test]
fn an_address_is_written_to_ever_more_slowly() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    for _ in 0..world.settings.one_time_codes.free_sends {
        begin(&mut world, &browser, &handle, "kaisa@example.test", "");
    }
    let decision = decide_begin(&mut world, &browser, &handle, &entered("kaisa@example.test", ""), None);
    assert_eq!(reason(decision.answer), Reason::TooManyTries);
    begin(&mut world, &browser, &handle, "another@example.test", "");
}

#[test]
fn another_sign_in_takes_neither_code() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    begin(&mut world, &browser, &handle, "kaisa@example.test", "");
    let (code, _) = mail(&world);
    let (other, its_handle) = begun(&mut world);
    begin(&mut world, &other, &its_handle, "kaisa@example.test", "");
    let (its_code, _) = mail(&world);
    if code != its_code {
        let foreign = confirm(&mut world, &other, &its_handle, Typed::Code(&code));
        assert_eq!(reason(foreign), Reason::OneTimeCodeWrong);
    }
    let stolen = confirm(&mut world, &other, &handle, Typed::Code(&code));
    assert_eq!(reason(stolen), Reason::LoginOtherBrowser);
    account(confirm(&mut world, &browser, &handle, Typed::Code(&code)));
}

#[test]
fn what_is_entered_must_be_what_an_account_can_have() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    let right = entered("kaisa@example.test", "");
    for (wrong, about) in [
        (Entered { given_name: " ".to_owned(), ..right.clone() }, "given_name"),
        (Entered { family_name: "a\nb".to_owned(), ..right.clone() }, "family_name"),
        (Entered { email: "kaisa".to_owned(), ..right.clone() }, "email"),
        (Entered { email: "a@example.test,b@example.test".to_owned(), ..right.clone() }, "email"),
        (Entered { phone_number: "040 1234567".to_owned(), ..right.clone() }, "phone_number"),
    ] {
        let refusal = decide_begin(&mut world, &browser, &handle, &wrong, None).answer.unwrap_err();
        assert_eq!((refusal.reason, refusal.detail.parameter.as_deref()), (Reason::UserInvalid, Some(about)));
    }
    assert!(decide_begin(&mut world, &browser, &handle, &right, None).answer.is_ok());
    world.settings.accounts.mobile = Mobile::Required;
    let none = decide_begin(&mut world, &browser, &handle, &right, None).answer.unwrap_err();
    assert_eq!(none.detail.parameter.as_deref(), Some("phone_number"));
    world.settings.accounts.mobile = Mobile::No;
    let ignored = Entered { phone_number: "whatever".to_owned(), ..right };
    assert!(decide_begin(&mut world, &browser, &handle, &ignored, None).answer.is_ok());
}

/// An invitation, and its secret.
fn invite(world: &mut World, invitation: Invitation) -> Result<String, Refusal> {
    let settings = world.settings.clone();
    let new = invitation::New { invitation, lives_for: None };
    let decision = world.decide(|env| invitation::create(&new, None, &settings, &Actor::CommandLine, env));
    world.commit(decision).map(|made| made.secret.expose().clone())
}

fn to_staff() -> Invitation {
    Invitation {
        email: Some("kaisa@example.test".to_owned()),
        groups: vec!["staff".to_owned()],
        attributes: [("desk".to_owned(), 7.into())].into_iter().collect(),
    }
}

#[test]
fn an_invitation_makes_one_account_with_what_it_brings() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    world.settings.accounts.registration = Registration::Invited;
    let right = entered("kaisa@example.test", "");
    let uninvited = decide_begin(&mut world, &browser, &handle, &right, None);
    assert_eq!(reason(uninvited.answer), Reason::RegistrationClosed);
    let secret = invite(&mut world, to_staff()).unwrap();
    let another = entered("bo@example.test", "");
    let another = decide_begin(&mut world, &browser, &handle, &another, Some(&secret));
    assert_eq!(reason(another.answer), Reason::UserInvalid);
    let begun_by = decide_begin(&mut world, &browser, &handle, &right, Some(&secret));
    world.commit(begun_by).unwrap();
    let (code, _) = mail(&world);
    account(confirm(&mut world, &browser, &handle, Typed::Code(&code)));
    let made = kaisa(&world).unwrap();
    assert_eq!((made.groups, made.attributes["desk"].as_i64()), (vec!["staff".to_owned()], Some(7)));
    world.settings.accounts.registration = Registration::Open;
    let (browser, handle) = begun(&mut world);
    let again = decide_begin(&mut world, &browser, &handle, &right, Some(&secret));
    assert_eq!(reason(again.answer), Reason::InvitationOver);
}

#[test]
fn of_two_who_use_one_invitation_the_later_makes_no_account() {
    let mut world = world();
    let open = Invitation { email: None, ..to_staff() };
    let secret = invite(&mut world, open).unwrap();
    let mut both = Vec::new();
    for email in ["kaisa@example.test", "pekka@example.test"] {
        let (browser, handle) = begun(&mut world);
        let decision = decide_begin(&mut world, &browser, &handle, &entered(email, ""), Some(&secret));
        world.commit(decision).unwrap();
        both.push((browser, handle, mail(&world).0));
        world.wait(1);
    }
    let [(browser, handle, code), (other, its_handle, its_code)] = both.as_slice() else { panic!() };
    account(confirm(&mut world, browser, handle, Typed::Code(code)));
    let late = confirm(&mut world, other, its_handle, Typed::Code(its_code));
    assert_eq!(reason(late), Reason::InvitationOver);
    assert!(world.state.person("pekka@example.test").is_none());
}

#[test]
fn an_invitation_that_is_withdrawn_says_so_for_as_long_as_it_would_have_counted() {
    let mut world = world();
    let withdraw = |world: &mut World, secret: &str| {
        let ticket = world.state.ticket(&invitation::key(secret), world.now);
        let decision = world.decide(|env| invitation::withdraw(ticket.as_ref(), &Actor::CommandLine, env));
        world.commit(decision)
    };
    let begin_by = |world: &mut World, secret: &str| {
        let (browser, handle) = begun(world);
        let right = entered("kaisa@example.test", "");
        decide_begin(world, &browser, &handle, &right, Some(secret)).answer
    };
    let secret = invite(&mut world, to_staff()).unwrap();
    let ticket = world.state.ticket(&invitation::key(&secret), world.now).unwrap();
    let told = invitation::told(&ticket).unwrap();
    assert_eq!((told.invitation, told.made_by), (to_staff(), Some(Actor::CommandLine)));
    assert_eq!((told.made_at, invitation::find(&told.id)), (Some(world.now), Some(ticket.key)));
    assert!(begin_by(&mut world, &secret).is_ok());
    withdraw(&mut world, &secret).unwrap();
    assert!(world.state.events.iter().any(|event| event.kind == EventKind::InvitationWithdraw));
    world.wait(6 * 24 * 3600);
    assert_eq!(reason(begin_by(&mut world, &secret)), Reason::InvitationWithdrawn);
    assert_eq!(reason(withdraw(&mut world, &secret)), Reason::NotFound);
    assert_eq!(reason(withdraw(&mut world, "no such invitation")), Reason::NotFound);
}

#[test]
fn an_invitation_is_over_after_its_time_and_none_is_made_where_registration_is_closed() {
    let mut world = world();
    let secret = invite(&mut world, to_staff()).unwrap();
    world.wait(7 * 24 * 3600);
    let (browser, handle) = begun(&mut world);
    let right = entered("kaisa@example.test", "");
    let late = decide_begin(&mut world, &browser, &handle, &right, Some(&secret));
    assert_eq!(reason(late.answer), Reason::InvitationOver);
    let unfit = Invitation { groups: vec![String::new()], ..to_staff() };
    assert_eq!(reason(invite(&mut world, unfit)), Reason::UserInvalid);
    world.settings.accounts.registration = Registration::Closed;
    assert_eq!(reason(invite(&mut world, to_staff())), Reason::RegistrationClosed);
}

#[test]
fn a_client_asks_for_an_account_to_be_made_only_where_anybody_may_make_one() {
    let mut world = world();
    begun(&mut world);
    for closed in [Registration::Closed, Registration::Invited] {
        world.settings.accounts.registration = closed;
        let asks = shop_asks().with("prompt", "create");
        let refusal = world.authorize(&mut Browser::default(), &asks).unwrap_err();
        assert_eq!(refusal.reason, Reason::RegistrationClosed);
    }
    world.settings.accounts.registration = Registration::Open;
    world.client("shop").policy.allow_password = false;
    let asks = shop_asks().with("prompt", "create");
    assert_eq!(reason(world.authorize(&mut Browser::default(), &asks)), Reason::RegistrationClosed);
}

#[test]
fn the_page_shows_what_is_waited_for() {
    let mut world = world();
    let (browser, handle) = begun(&mut world);
    let shown = |world: &mut World, anew| {
        let found = world.state.ticket(&register::key(&handle), world.now);
        let shown = world.decide_second(&browser, &handle, |_, facts, env| {
            let (login, authorize) = (facts.login, facts.authorize);
            let shown = register::show(&handle, anew, login, authorize, found.as_ref(), None, env);
            Decision::answer(shown)
        });
        shown.answer.unwrap().awaits
    };
    assert_eq!(shown(&mut world, false), Awaits::Entry);
    begin(&mut world, &browser, &handle, "kaisa@example.test", "+358401234567");
    assert_eq!(shown(&mut world, false), Awaits::Email("kaisa@example.test".to_owned()));
    assert_eq!(shown(&mut world, true), Awaits::Entry);
    let (code, _) = mail(&world);
    confirm(&mut world, &browser, &handle, Typed::Code(&code)).unwrap();
    assert_eq!(shown(&mut world, false), Awaits::Number("+358401234567".to_owned()));
}
