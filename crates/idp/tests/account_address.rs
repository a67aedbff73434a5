//! Another address or number: by codes sent there and to the address before.

use idp::account::address::{self, Begun, Typed, Which, With};
use idp::account::confirm::{self, Confirmation};
use idp::account::{self, Facts, Opened, Page};
use idp::login::factor::password::Hashed;
use idp::login::one_time_code::{CODE, Words, read};
use idp::model::mail::Mail;
use idp::model::message::MessageKind;
use idp::model::text_message::TextMessage;
use idp::{Decision, Env, Reason, Refusal};

use crate::support::*;

/// Aino, who signs in with her address and reads mail there, and her browser.
fn world() -> (World, Browser, String) {
    let mut world = World::new();
    world.user("aino").claims.email_verified = Some(true);
    let mut browser = Browser::default();
    let open = |facts: Facts<'_>, env: &mut Env<'_>| account::open(Page::Email, facts, env);
    let decision = decide(&mut world, &browser, open);
    let Opened::Login(page) = world.commit(decision).unwrap() else { panic!() };
    browser.binding = page.new_cookie.map(|cookie| cookie.expose().clone());
    world.enter(&mut browser, page.handle.unwrap().expose(), "aino", "aino-password").unwrap();
    let decision = decide(&mut world, &browser, open);
    let Opened::Page { form_token, .. } = world.commit(decision).unwrap() else { panic!() };
    (world, browser, form_token)
}

fn decide<A>(
    world: &mut World,
    browser: &Browser,
    decide: impl FnOnce(Facts<'_>, &mut Env<'_>) -> Decision<A>,
) -> Decision<A> {
    let session = world.load_session(browser);
    let settings = world.settings.clone();
    let standing = session.as_ref().map(Loaded::standing);
    let facts = Facts { settings: &settings, standing, credentials: &[], browser: browser.facts() };
    world.decide(|env| decide(facts, env))
}

/// What a form leads to, with what waits in the session.
fn with<A>(
    world: &mut World,
    browser: &Browser,
    (which, token, entered, taken): (Which, &str, &str, bool),
    act: impl FnOnce(With<'_>, Facts<'_>, &mut Env<'_>) -> Decision<Result<A, Refusal>>,
) -> Result<A, Refusal> {
    let who = decide(world, browser, |facts, env| Decision::answer(confirm::who(token, facts, env))).answer?;
    let waiting = world.state.ticket(&address::key(who.session(), which), world.now);
    let counted = world.load_counted(address::counters(entered));
    let text = CODE.to_string();
    let letter = Words { subject: "", text: &text, html: None };
    let known = Words { text: "Somebody has it.", ..letter };
    let decision = decide(world, browser, |facts, env| {
        let waiting = waiting.as_ref();
        let with = With { which, waiting, taken, counted: &counted, letter, known, can_send: true };
        act(with, facts, env)
    });
    world.commit(decision)
}

fn begin(
    world: &mut World,
    browser: &Browser,
    token: &str,
    which: Which,
    entered: &str,
    taken: bool,
) -> Result<Begun, Refusal> {
    // By whichever name they have.
    let whose = world.hash("aino", "aino-password");
    let whose = whose.or_else(|| world.hash("aino@example.test", "aino-password"));
    with(world, browser, (which, token, entered, taken), |with, facts, env| {
        let hashed = whose.as_ref().map_or(Hashed::Differs, Hashed::Matches);
        address::begin(entered, with, token, Confirmation { hashed, counted: &[] }, facts, env)
    })
}

fn enter(
    world: &mut World,
    browser: &Browser,
    token: &str,
    which: Which,
    (new, old): (&str, &str),
) -> Result<(), Refusal> {
    let settings = world.settings.one_time_codes.clone();
    let (new, old) = (read(new, &settings), read(old, &settings));
    with(world, browser, (which, token, "", false), |with, facts, env| {
        address::confirm(Typed { new: new.as_ref(), old: old.as_ref() }, with, token, facts, env)
    })
}

/// What the youngest mail to this address says.
fn mail_to(world: &World, to: &str) -> String {
    let mails = world.state.due(world.now).into_iter().filter(|message| message.kind == MessageKind::Email);
    let mut mails = mails.map(|message| Mail::of(&message).unwrap());
    mails.rfind(|mail| mail.to.to_string() == to).unwrap_or_else(|| panic!("none to {to}")).text
}

#[test]
fn another_address_counts_once_both_confirmed_it_and_is_what_one_signs_in_with() {
    let (mut world, browser, token) = world();
    world.user("aino").username = "aino@example.test".to_owned();
    let begun = begin(&mut world, &browser, &token, Which::Email, " new@example.test ", false);
    assert_eq!(begun.unwrap(), Begun::Asked);
    let (new, old) = (mail_to(&world, "new@example.test"), mail_to(&world, "aino@example.test"));
    let aino = |world: &World| {
        world.state.users.values().find(|user| user.id.as_str() == "u-aino").cloned().unwrap()
    };
    for wrong in [(new.as_str(), "no code"), ("no code", old.as_str())] {
        let refused = enter(&mut world, &browser, &token, Which::Email, wrong);
        assert_eq!(reason(refused), Reason::OneTimeCodeWrong);
        assert_eq!(aino(&world).claims.email.as_deref(), Some("aino@example.test"));
    }
    enter(&mut world, &browser, &token, Which::Email, (&new, &old)).unwrap();
    let changed = aino(&world);
    assert_eq!((changed.username.as_str(), changed.claims.email_verified), ("new@example.test", Some(true)));
    let again = enter(&mut world, &browser, &token, Which::Email, (&new, &old));
    assert_eq!(reason(again), Reason::EnrolmentUnknown);
}

#[test]
fn an_address_that_is_confirmed_is_taken_away_by_who_reads_mail_there_and_no_other_takes_its_place_before() {
    let (mut world, browser, token) = world();
    assert_eq!(begin(&mut world, &browser, &token, Which::Email, "", false).unwrap(), Begun::Asked);
    assert!(world.user("aino").claims.email.is_some());
    let old = mail_to(&world, "aino@example.test");
    enter(&mut world, &browser, &token, Which::Email, ("", &old)).unwrap();
    assert_eq!(world.user("aino").claims.email, None);
    // One that nobody confirmed is confirmed by itself.
    world.wait(60);
    let begun = begin(&mut world, &browser, &token, Which::Email, "new@example.test", false);
    assert_eq!(begun.unwrap(), Begun::Asked);
    let new = mail_to(&world, "new@example.test");
    enter(&mut world, &browser, &token, Which::Email, (&new, "")).unwrap();
    assert_eq!(world.user("aino").claims.email_verified, Some(true));
}

#[test]
fn an_address_of_somebody_elses_is_asked_for_alike_and_never_given() {
    let (mut world, browser, token) = world();
    let begun = begin(&mut world, &browser, &token, Which::Email, "bo@example.test", true);
    assert_eq!(begun.unwrap(), Begun::Asked);
    assert_eq!(mail_to(&world, "bo@example.test"), "Somebody has it.");
    let old = mail_to(&world, "aino@example.test");
    let refused = enter(&mut world, &browser, &token, Which::Email, ("000000", &old));
    assert_eq!(reason(refused), Reason::OneTimeCodeWrong);
}

#[test]
fn a_number_is_confirmed_by_a_text_message() {
    let (mut world, browser, token) = world();
    let unfit = begin(&mut world, &browser, &token, Which::Number, "040 1234567", false);
    assert_eq!(reason(unfit), Reason::UserInvalid);
    let begun = begin(&mut world, &browser, &token, Which::Number, "00358 40 1234567", false);
    assert_eq!(begun.unwrap(), Begun::Asked);
    let sent = world.state.due(world.now).into_iter().find(|it| it.kind == MessageKind::Sms).unwrap();
    let code = TextMessage::of(&sent).unwrap().text;
    enter(&mut world, &browser, &token, Which::Number, (&code, "")).unwrap();
    let claims = world.user("aino").claims.clone();
    assert_eq!(claims.phone_number.as_deref(), Some("+358401234567"));
    assert_eq!(claims.phone_number_verified, Some(true));
    assert_eq!(begin(&mut world, &browser, &token, Which::Number, "", false).unwrap(), Begun::Done);
    assert_eq!(world.user("aino").claims.phone_number, None);
}

#[test]
fn what_waits_is_over_after_its_time_when_it_is_given_up_and_after_too_many_tries() {
    let (mut world, browser, token) = world();
    let begun = |world: &mut World| {
        world.wait(60);
        begin(world, &browser, &token, Which::Email, "new@example.test", false).unwrap();
        (mail_to(world, "new@example.test"), mail_to(world, "aino@example.test"))
    };
    let (new, old) = begun(&mut world);
    let soon = begin(&mut world, &browser, &token, Which::Email, "newer@example.test", false);
    assert_eq!(reason(soon), Reason::OneTimeCodeSoon);
    world.wait(30 * 60);
    let late = enter(&mut world, &browser, &token, Which::Email, (&new, &old));
    assert_eq!(reason(late), Reason::EnrolmentUnknown);
    let (new, old) = begun(&mut world);
    with(&mut world, &browser, (Which::Email, &token, "", false), |with, facts, env| {
        address::give_up(with, &token, facts, env)
    })
    .unwrap();
    let given_up = enter(&mut world, &browser, &token, Which::Email, (&new, &old));
    assert_eq!(reason(given_up), Reason::EnrolmentUnknown);
    let (new, old) = begun(&mut world);
    let not = if new == "000000" { "111111" } else { "000000" };
    for _ in 0..world.settings.one_time_codes.most_tries {
        enter(&mut world, &browser, &token, Which::Email, (not, &old)).unwrap_err();
    }
    let late = enter(&mut world, &browser, &token, Which::Email, (&new, &old));
    assert_eq!(reason(late), Reason::OneTimeCodeTries);
}
