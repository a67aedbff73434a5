//! The account page: who sees it, and what may be changed by whom.

use idp::account::address::{self, Begun, Which, With};
use idp::account::confirm::{self, Confirmation};
use idp::account::password::NewPassword;
use idp::account::profile::Names;
use idp::account::{self, Facts, Opened, Page, password, profile};
use idp::login::factor::password::Hashed;
use idp::login::one_time_code::Words;
use idp::login::password::Onward;
use idp::login::sessions::Ending;
use idp::model::settings::Settings;
use idp::{Decision, Effect, Env, Reason, Refusal};
use jose::secret::Secret;

use crate::support::*;

/// Decides with what the store would tell of this browser.
fn decide<A>(
    world: &mut World,
    browser: &Browser,
    decide: impl FnOnce(Facts<'_>, &mut Env<'_>) -> Decision<A>,
) -> Decision<A> {
    let session = world.load_session(browser);
    let settings = world.settings.clone();
    let standing = session.as_ref().map(Loaded::standing);
    let credentials = world.credentials_of(session.as_ref());
    let facts = Facts { settings: &settings, standing, credentials: &credentials, browser: browser.facts() };
    world.decide(|env| decide(facts, env))
}

fn open(world: &mut World, browser: &Browser, page: Page) -> Opened {
    let decision = decide(world, browser, |facts, env| account::open(page, facts, env));
    world.commit(decision).unwrap()
}

/// Aino's browser, signed in to her account, and the token of its forms.
fn signed_in(world: &mut World) -> (Browser, String) {
    let mut browser = Browser::default();
    let Opened::Login(page) = open(world, &browser, Page::Email) else { panic!() };
    browser.binding = page.new_cookie.map(|cookie| cookie.expose().clone());
    let onward = world.enter(&mut browser, page.handle.unwrap().expose(), "aino", "aino-password").unwrap();
    assert!(matches!(onward, Onward::Account(Page::Email)));
    let token = form_token(world, &browser);
    (browser, token)
}

fn form_token(world: &mut World, browser: &Browser) -> String {
    match open(world, browser, Page::Overview) {
        Opened::Page { form_token, .. } => form_token,
        Opened::Login(_) => panic!("not signed in"),
    }
}

fn names(name: &str) -> Names {
    Names { name: name.to_owned(), given_name: " Aino ".to_owned(), family_name: String::new() }
}

fn rename(world: &mut World, browser: &Browser, name: &str, token: &str) -> Result<(), Refusal> {
    let decision = decide(world, browser, |facts, env| profile::change(names(name), token, facts, env));
    world.commit(decision)
}

/// A form that asks for the password, whole: counted, hashed, settled.
fn confirmed<T: std::fmt::Debug>(
    world: &mut World,
    browser: &Browser,
    token: &str,
    given: &str,
    act: impl FnOnce(Confirmation<'_>, Facts<'_>, &mut Env<'_>) -> Decision<Result<T, Refusal>>,
) -> Result<T, Refusal> {
    let who = decide(world, browser, |facts, env| Decision::answer(confirm::who(token, facts, env))).answer?;
    let counted = world.load_counted(confirm::counters(&who));
    let decision = decide(world, browser, |facts, env| confirm::reserve(token, facts, &counted, env));
    world.commit(decision)?;
    let counted = world.load_counted(confirm::counters(&who));
    let whose = world.hash("aino", given);
    let hashed = whose.as_ref().map_or(Hashed::Differs, Hashed::Matches);
    let decision =
        decide(world, browser, |facts, env| act(Confirmation { hashed, counted: &counted }, facts, env));
    world.commit(decision)
}

fn new_email(
    world: &mut World,
    browser: &Browser,
    token: &str,
    given: &str,
    email: &str,
    taken: bool,
) -> Result<(), Refusal> {
    let nothing = Words { subject: "", text: "", html: None };
    let which = Which::Email;
    // Where nothing sends mail.
    let with =
        With { which, waiting: None, taken, counted: &[], letter: nothing, known: nothing, can_send: false };
    let begun = confirmed(world, browser, token, given, |confirmation, facts, env| {
        address::begin(email, with, token, confirmation, facts, env)
    });
    begun.map(|begun| assert_eq!(begun, Begun::Done))
}

fn new_password(
    world: &mut World,
    browser: &Browser,
    token: &str,
    given: &str,
    new: &str,
) -> Result<password::Changed, Refusal> {
    let plain = Secret::new(new.to_owned());
    confirmed(world, browser, token, given, |confirmation, facts, env| {
        password::change(
            NewPassword { plain: &plain, hash: new },
            Ending::default(),
            token,
            confirmation,
            facts,
            env,
        )
    })
}

#[test]
fn whoever_is_not_signed_in_signs_in_first_and_comes_to_the_page_they_wanted() {
    let mut world = World::new();
    let (browser, _) = signed_in(&mut world);
    let Opened::Page { who, .. } = open(&mut world, &browser, Page::Overview) else { panic!() };
    assert_eq!(who.user().as_str(), "u-aino");
    assert!(world.state.sign_ins.iter().all(|sign_in| sign_in.client.is_none()));
    world.wait(Settings::default().session_ttl.as_secs());
    assert!(matches!(open(&mut world, &browser, Page::Overview), Opened::Login(_)));
}

#[test]
fn a_sign_in_to_the_account_is_called_off_to_the_front_page() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let Opened::Login(page) = open(&mut world, &browser, Page::Overview) else { panic!() };
    browser.binding = page.new_cookie.map(|cookie| cookie.expose().clone());
    let handle = page.handle.unwrap().expose().clone();
    assert!(matches!(world.cancel(&browser, &handle), Ok(Onward::Front)));
    assert_eq!(reason(world.cancel(&browser, &handle)), Reason::LoginUnknown);
}

#[test]
fn the_persons_names_are_changed_and_nothing_else() {
    let mut world = World::new();
    let (browser, token) = signed_in(&mut world);
    let before = world.user("aino").clone();
    rename(&mut world, &browser, " Aino A. ", &token).unwrap();
    let claims = world.user("aino").claims.clone();
    assert_eq!(
        (claims.name.as_deref(), claims.given_name.as_deref(), claims.family_name),
        (Some("Aino A."), Some("Aino"), None)
    );
    assert_eq!((claims.email, claims.email_verified), (before.claims.email, before.claims.email_verified));
    assert!(matches!(open(&mut world, &browser, Page::Overview), Opened::Page { .. }));
}

#[test]
fn refuses_names_that_cannot_be_shown() {
    let mut world = World::new();
    let (browser, token) = signed_in(&mut world);
    for name in ["a\u{7}b".to_owned(), "two\nlines".to_owned(), "x".repeat(201)] {
        assert_eq!(reason(rename(&mut world, &browser, &name, &token)), Reason::UserInvalid);
    }
    rename(&mut world, &browser, &"x".repeat(200), &token).unwrap();
}

#[test]
fn refuses_forms_that_were_not_shown_in_this_session() {
    let mut world = World::new();
    let (browser, token) = signed_in(&mut world);
    let (_, others) = signed_in(&mut world);
    for forged in ["", "x", &others, &token[..21]] {
        assert_eq!(reason(rename(&mut world, &browser, "x", forged)), Reason::ForeignForm);
        assert_eq!(
            reason(new_email(&mut world, &browser, forged, "aino-password", "a@b.test", false)),
            Reason::ForeignForm
        );
        let changed = new_password(&mut world, &browser, forged, "aino-password", "a new password");
        assert_eq!(reason(changed), Reason::ForeignForm);
    }
    assert!(rename(&mut world, &browser, "x", &token).is_ok());
}

#[test]
fn refuses_forms_of_nobody() {
    let mut world = World::new();
    let (browser, token) = signed_in(&mut world);
    let nobody = Browser::default();
    assert_eq!(reason(rename(&mut world, &nobody, "x", &token)), Reason::LoginRequired);
    assert_eq!(
        reason(new_email(&mut world, &nobody, &token, "aino-password", "a@b.test", false)),
        Reason::LoginRequired
    );
    assert!(rename(&mut world, &browser, "x", &token).is_ok());
    world.user("aino").disabled_at = Some(NOW);
    assert_eq!(reason(rename(&mut world, &browser, "x", &token)), Reason::LoginRequired);
}

#[test]
fn an_address_that_nothing_can_confirm_is_not_verified_and_asks_for_the_password() {
    let mut world = World::new();
    let (browser, token) = signed_in(&mut world);
    world.user("aino").claims.email_verified = Some(true);
    let wrong = new_email(&mut world, &browser, &token, "wrong", "new@example.test", false);
    assert_eq!(reason(wrong), Reason::CurrentPasswordWrong);
    // The same address stays what it is.
    new_email(&mut world, &browser, &token, "aino-password", " aino@example.test ", false).unwrap();
    assert_eq!(world.user("aino").claims.email_verified, Some(true));
    new_email(&mut world, &browser, &token, "aino-password", "new@example.test", false).unwrap();
    let claims = world.user("aino").claims.clone();
    assert_eq!((claims.email.as_deref(), claims.email_verified), (Some("new@example.test"), Some(false)));
    assert!(world.state.person("aino@example.test").is_none(), "the old one is free");
    new_email(&mut world, &browser, &token, "aino-password", "", false).unwrap();
    let claims = world.user("aino").claims.clone();
    assert_eq!((claims.email, claims.email_verified), (None, None));
}

#[test]
fn refuses_an_address_that_is_none_or_somebody_elses() {
    let mut world = World::new();
    let (browser, token) = signed_in(&mut world);
    let mut change =
        |email: &str, taken| new_email(&mut world, &browser, &token, "aino-password", email, taken);
    assert_eq!(reason(change("no address", false)), Reason::UserInvalid);
    assert_eq!(reason(change("b\u{43e}@example.test", false)), Reason::UserInvalid);
    assert_eq!(reason(change("bo@example.test", true)), Reason::LoginNameTaken);
    assert!(change("other@example.test", false).is_ok());
}

#[test]
fn a_new_password_ends_every_other_session_and_this_one_goes_on_under_another_cookie() {
    let mut world = World::new();
    let (mut browser, token) = signed_in(&mut world);
    let (elsewhere, _) = signed_in(&mut world);
    let tokens = world.tokens(&mut browser, &shop_asks());
    assert_eq!(
        reason(new_password(&mut world, &browser, &token, "wrong", "a new password")),
        Reason::CurrentPasswordWrong
    );
    let before = browser.clone();
    let changed = new_password(&mut world, &browser, &token, "aino-password", "a new password").unwrap();
    browser.session = Some(changed.session_cookie.expose().clone());
    browser.devices = vec![changed.device_cookie.expose().clone()];
    assert_eq!(world.state.passwords[&changed.user], "a new password");
    for other in [&before, &elsewhere] {
        assert!(matches!(open(&mut world, other, Page::Overview), Opened::Login(_)));
    }
    assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked);
    assert!(matches!(open(&mut world, &browser, Page::Overview), Opened::Page { .. }));
    // The forms of before are worth nothing, those of now are good, and the browser is known.
    assert_eq!(reason(rename(&mut world, &browser, "x", &token)), Reason::ForeignForm);
    let token = form_token(&mut world, &browser);
    assert!(rename(&mut world, &browser, "x", &token).is_ok());
}

#[test]
fn refuses_passwords_that_are_unfit_or_ones_own_name() {
    let mut world = World::new();
    world.user("aino").claims.name = Some("Aino Aalto".into());
    world.user("aino").claims.email = Some("aino.aalto@example.test".into());
    let (browser, token) = signed_in(&mut world);
    let own = [
        "aino.aalto",
        "AINO.AALTO@example.test",
        "aino AALTO",
        "aino aalto2",
        "!Aino.Aalto84",
        "aino.aalto1984",
    ];
    for unfit in ["short", &"x".repeat(257)].into_iter().chain(own) {
        let refused = new_password(&mut world, &browser, &token, "aino-password", unfit);
        assert_eq!(reason(refused), Reason::PasswordUnfit, "{unfit}");
    }
    assert!(new_password(&mut world, &browser, &token, "aino-password", "aino aalto ui").is_ok());
}

#[test]
fn the_password_is_asked_as_often_as_at_any_sign_in_and_strangers_never_make_it_wait() {
    let mut world = World::new();
    let (browser, token) = signed_in(&mut world);
    let stranger = Browser::default();
    let Opened::Login(page) = open(&mut world, &stranger, Page::Overview) else { panic!() };
    let binding = page.new_cookie.map(|cookie| cookie.expose().clone());
    let mut stranger = Browser { binding, ..stranger };
    let handle = page.handle.unwrap().expose().clone();
    for _ in 0..6 {
        let _ = world.enter(&mut stranger, &handle, "aino", "a guess");
    }
    for _ in 0..5 {
        let wrong = new_email(&mut world, &browser, &token, "wrong", "new@example.test", false);
        assert_eq!(reason(wrong), Reason::CurrentPasswordWrong);
    }
    let early =
        new_email(&mut world, &browser, &token, "aino-password", "new@example.test", false).unwrap_err();
    assert_eq!((early.reason, early.detail.retry_after), (Reason::TooManyTries, Some(2)));
    world.wait(1);
    assert!(new_email(&mut world, &browser, &token, "aino-password", "new@example.test", false).is_ok());
    assert!(new_email(&mut world, &browser, &token, "wrong", "new@example.test", false).is_err());
    assert!(new_email(&mut world, &browser, &token, "aino-password", "newer@example.test", false).is_ok());
}

#[test]
fn seeing_the_account_keeps_the_session_alive() {
    let mut world = World::new();
    let (browser, _) = signed_in(&mut world);
    world.wait(120);
    let decision = decide(&mut world, &browser, |facts, env| account::open(Page::Overview, facts, env));
    assert!(matches!(decision.effects.as_slice(), [Effect::Extend { .. }]));
}
