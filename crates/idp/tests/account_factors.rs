//! What proves a person beside their password: who may change it, and what it proves.

use idp::account::factors::{self, Changed, Enrolled};
use idp::account::{self, Facts, Opened, Page};
use idp::authorize::Answer;
use idp::login::Method;
use idp::login::own_code::{self, Given};
use idp::login::password::Onward;
use idp::login::{SignedIn, second};
use idp::model::credential::{Credential, CredentialId, CredentialKind, MOST_OF_A_KIND};
use idp::model::event::EventKind;
use idp::model::ticket::TicketFacts;
use idp::{Decision, Effect, Env, Reason, Refusal};
use jose::hotp::{HotpHash, hotp};
use jose::secret::Secret;

use crate::support::*;

/// What a decision about factors is made from.
pub(crate) struct Loads<'a> {
    credentials: &'a [Credential],
    waiting: Option<&'a TicketFacts>,
    pub(crate) token: &'a str,
    pub(crate) facts: Facts<'a>,
}

/// Somebody at the page of their account.
pub(crate) struct Person {
    pub(crate) browser: Browser,
    who: SignedIn,
    token: String,
}

impl Person {
    /// Aino, signed in just now with her password alone.
    pub(crate) fn aino(world: &mut World) -> Self {
        let mut browser = Browser::default();
        let decision = decide(world, &browser, |facts, env| account::open(Page::Factors, facts, env));
        let Opened::Login(page) = world.commit(decision).unwrap() else { panic!() };
        browser.binding = page.new_cookie.map(|cookie| cookie.expose().clone());
        let handle = page.handle.unwrap().expose().clone();
        let onward = world.enter(&mut browser, &handle, "aino", "aino-password").unwrap();
        assert!(matches!(onward, Onward::Account(Page::Factors)), "{onward:?}");
        let decision = decide(world, &browser, |facts, env| account::open(Page::Factors, facts, env));
        let Opened::Page { who, form_token } = world.commit(decision).unwrap() else { panic!() };
        Self { browser, who, token: form_token }
    }

    /// What a form of theirs leads to, without its being committed.
    pub(crate) fn decide<A>(
        &self,
        world: &mut World,
        act: impl FnOnce(Loads<'_>, &mut Env<'_>) -> Decision<A>,
    ) -> Decision<A> {
        let credentials = world.state.credentials_of(world.state.person("aino"));
        let waiting = world.state.ticket(&factors::key(self.who.session()), world.now);
        decide(world, &self.browser, |facts, env| {
            let (credentials, waiting) = (credentials.as_slice(), waiting.as_ref());
            act(Loads { credentials, waiting, token: &self.token, facts }, env)
        })
    }

    pub(crate) fn act<T: std::fmt::Debug>(
        &self,
        world: &mut World,
        act: impl FnOnce(Loads<'_>, &mut Env<'_>) -> Decision<Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        let decision = self.decide(world, act);
        world.commit(decision)
    }

    fn begin(&self, world: &mut World) -> Result<Changed, Refusal> {
        self.act(world, |it, env| factors::begin(it.credentials, it.waiting, it.token, it.facts, env))
    }

    fn secret(&self, world: &World) -> Option<Secret<Vec<u8>>> {
        let waiting = world.state.ticket(&factors::key(self.who.session()), world.now);
        factors::pending(&self.who, waiting.as_ref(), world.now).unwrap()
    }

    fn confirm(&self, world: &mut World, code: &str) -> Result<Enrolled, Refusal> {
        self.act(world, |it, env| {
            factors::confirm(code, "phone", it.credentials, it.waiting, it.token, it.facts, env)
        })
    }

    /// Adds an app, and returns its secret and the recovery codes.
    pub(crate) fn enrol(&self, world: &mut World) -> (Secret<Vec<u8>>, Vec<String>) {
        assert!(matches!(self.begin(world), Ok(Changed::Done(()))));
        let secret = self.secret(world).unwrap();
        let code = shown(world, &secret, 0);
        let enrolled = self.confirm(world, &code).unwrap();
        let codes = enrolled.codes.iter().flat_map(|codes| codes.shown());
        let codes = codes.map(str::to_owned).collect();
        (secret, codes)
    }

    fn remove(&self, world: &mut World, id: CredentialId) -> Result<Changed, Refusal> {
        self.act(world, |it, env| factors::remove(&id.text(), it.credentials, it.token, it.facts, env))
    }
}

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

/// What an app shows, so many steps from now.
pub(crate) fn shown(world: &World, secret: &Secret<Vec<u8>>, steps: i64) -> String {
    let step = world.now.as_secs() / 30 + steps;
    hotp(HotpHash::Sha1, secret.expose(), step.try_into().unwrap(), 6)
}

fn of_kind(world: &World, kind: CredentialKind) -> Vec<CredentialId> {
    let all = world.state.credentials.values();
    all.filter(|credential| credential.kind == kind).map(|credential| credential.id).collect()
}

/// Aino gives her password at the shop, and this code.
fn prove(world: &mut World, method: Method, code: &str) -> Result<second::Settled, Refusal> {
    world.client("shop").policy.second_factors = vec![Method::Totp];
    let mut browser = Browser::default();
    let Answer::Login(page) = world.authorize(&mut browser, &shop_asks()).unwrap() else { panic!() };
    let handle = page.handle.unwrap().expose().clone();
    let onward = world.enter(&mut browser, &handle, "aino", "aino-password").unwrap();
    assert!(matches!(onward, Onward::Factor), "{onward:?}");
    let user = world.user("aino").id.clone();
    let counted = world.load_counted(own_code::counters(&user));
    let decision = world.decide_second(&browser, &handle, |credentials, facts, env| {
        own_code::settle(Given { method, code, credentials, counted: &counted }, facts, env)
    });
    world.commit(decision)
}

#[test]
fn a_code_of_the_app_proves_its_person_around_its_time_and_each_step_once() {
    let mut world = World::new();
    let (secret, _) = Person::aino(&mut world).enrol(&mut world);
    let of_enrolment = shown(&world, &secret, 0);
    assert_eq!(reason(prove(&mut world, Method::Totp, &of_enrolment)), Reason::TotpUsed);
    world.wait(300);
    for steps in [-2, 2] {
        let code = shown(&world, &secret, steps);
        assert_eq!(reason(prove(&mut world, Method::Totp, &code)), Reason::TotpWrong, "{steps}");
    }
    for steps in [-1, 0, 1] {
        let code = shown(&world, &secret, steps);
        assert!(prove(&mut world, Method::Totp, &code).is_ok(), "{steps}");
        assert_eq!(reason(prove(&mut world, Method::Totp, &code)), Reason::TotpUsed, "{steps}");
    }
    let earlier = shown(&world, &secret, -1);
    assert_eq!(reason(prove(&mut world, Method::Totp, &earlier)), Reason::TotpUsed);
}

#[test]
fn of_two_that_use_one_code_at_once_one_is_too_late() {
    let mut world = World::new();
    let (secret, _) = Person::aino(&mut world).enrol(&mut world);
    world.wait(300);
    let credentials = world.state.credentials_of(world.state.person("aino"));
    let person = world.state.person("aino").cloned().unwrap();
    let code = shown(&world, &secret, 0);
    let use_it = |world: &mut World| {
        let used = world.decide(|env| {
            let (_, used) = idp::login::factor::totp::prove(&person, &credentials, &code, env).unwrap();
            Decision { answer: (), effects: vec![used] }
        });
        used.effects
    };
    let (one, other) = (use_it(&mut world), use_it(&mut world));
    let now = world.now;
    assert_eq!(world.state.commit(one, now), Ok(()));
    assert_eq!(world.state.commit(other, now), Err(Lost::CredentialMoved));
}

#[test]
fn a_recovery_code_works_once_and_only_for_its_person() {
    let mut world = World::new();
    let (_, codes) = Person::aino(&mut world).enrol(&mut world);
    assert_eq!(codes.len(), 10);
    assert!(prove(&mut world, Method::RecoveryCode, &codes[2].to_lowercase()).is_ok());
    assert_eq!(reason(prove(&mut world, Method::RecoveryCode, &codes[2])), Reason::RecoveryCodeWrong);
    for wrong in ["", "BCDFG", "BCDFG-HJKMN", &codes[3][1..]] {
        assert_eq!(reason(prove(&mut world, Method::RecoveryCode, wrong)), Reason::RecoveryCodeWrong);
    }
    world.wait(3600);
    let kept = world.state.credentials.values().find(|it| it.kind == CredentialKind::RecoveryCodes).unwrap();
    assert!(codes.iter().all(|code| !kept.data.expose().contains(code.as_str())), "no code is kept as it is");
    assert!(prove(&mut world, Method::RecoveryCode, &codes[3]).is_ok());
}

#[test]
fn wrong_codes_are_counted_and_then_not_even_the_right_one_is_heard() {
    let mut world = World::new();
    let (secret, codes) = Person::aino(&mut world).enrol(&mut world);
    world.wait(300);
    let free = world.settings.free_tries;
    for _ in 0..=free {
        prove(&mut world, Method::Totp, "000000").unwrap_err();
    }
    let right = shown(&world, &secret, 0);
    assert_eq!(reason(prove(&mut world, Method::Totp, &right)), Reason::TooManyTries);
    assert_eq!(reason(prove(&mut world, Method::RecoveryCode, &codes[0])), Reason::TooManyTries);
    world.wait(60 * 15);
    let right = shown(&world, &secret, 0);
    assert!(prove(&mut world, Method::Totp, &right).is_ok());
}

#[test]
fn an_app_counts_once_it_showed_a_right_code_and_what_waits_is_for_its_session_alone() {
    let mut world = World::new();
    world.settings.account_demands_own_factors = false;
    let aino = Person::aino(&mut world);
    let nothing = aino.confirm(&mut world, "000000");
    assert_eq!(reason(nothing), Reason::EnrolmentUnknown);
    assert!(matches!(aino.begin(&mut world), Ok(Changed::Done(()))));
    let first = aino.secret(&world).unwrap();
    assert_eq!(reason(aino.confirm(&mut world, "000000")), Reason::TotpWrong);
    assert!(of_kind(&world, CredentialKind::Totp).is_empty());
    let elsewhere = Person::aino(&mut world);
    assert!(elsewhere.secret(&world).is_none());
    // Whoever begins again gets another secret.
    assert!(matches!(aino.begin(&mut world), Ok(Changed::Done(()))));
    let old = shown(&world, &first, 0);
    assert_eq!(reason(aino.confirm(&mut world, &old)), Reason::TotpWrong);
    let right = shown(&world, &aino.secret(&world).unwrap(), 0);
    assert!(aino.confirm(&mut world, &right).unwrap().codes.is_some());
    assert_eq!(reason(aino.confirm(&mut world, &right)), Reason::EnrolmentCodesShown, "pressed twice");
    let kinds: Vec<_> = world.state.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::FactorAdd, EventKind::FactorAdd]);
    // The codes of before stay with a second app.
    assert!(aino.enrol(&mut world).1.is_empty());
    world.wait(15 * 60);
    assert_eq!(reason(aino.confirm(&mut world, &right)), Reason::EnrolmentUnknown);
}

#[test]
fn factors_are_changed_by_who_proved_themselves_just_now_and_by_one_they_have() {
    let mut world = World::new();
    let stale = Person::aino(&mut world);
    world.wait(10 * 60);
    assert!(matches!(stale.begin(&mut world), Ok(Changed::Login(_))));
    let fresh = Person::aino(&mut world);
    fresh.enrol(&mut world);
    // By a password alone nobody changes them from now on: it leads to the further factor.
    let app = of_kind(&world, CredentialKind::Totp)[0];
    world.wait(1);
    let mut browser = Browser::default();
    let decision = decide(&mut world, &browser, |facts, env| account::open(Page::Factors, facts, env));
    let Opened::Login(page) = world.commit(decision).unwrap() else { panic!() };
    browser.binding = page.new_cookie.map(|cookie| cookie.expose().clone());
    let handle = page.handle.unwrap().expose().clone();
    let onward = world.enter(&mut browser, &handle, "aino", "aino-password").unwrap();
    assert!(matches!(onward, Onward::Factor) && browser.session.is_none(), "{onward:?}");
    // Who added it in this very sign-in may still remove it.
    assert!(matches!(fresh.remove(&mut world, app), Ok(Changed::Done(()))));
}

#[test]
fn a_session_of_a_password_alone_changes_no_factor_that_was_there_before() {
    let mut world = World::new();
    Person::aino(&mut world).enrol(&mut world);
    let app = of_kind(&world, CredentialKind::Totp)[0];
    world.wait(1);
    // At the shop a password is enough, and the account's pages ask for the app as well.
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    let decision = decide(&mut world, &browser, |facts, env| account::open(Page::Factors, facts, env));
    assert!(matches!(world.commit(decision), Ok(Opened::Login(_))));
    // Where they do not, the session opens them, and changes no factor.
    world.settings.account_demands_own_factors = false;
    let decision = decide(&mut world, &browser, |facts, env| account::open(Page::Factors, facts, env));
    let Opened::Page { who, form_token } = world.commit(decision).unwrap() else { panic!() };
    let thief = Person { browser, who, token: form_token };
    assert!(matches!(thief.remove(&mut world, app), Ok(Changed::Login(_))));
    assert!(matches!(thief.begin(&mut world), Ok(Changed::Login(_))));
    assert_eq!(of_kind(&world, CredentialKind::Totp), [app]);
}

#[test]
fn with_the_last_factor_goes_what_stood_for_it() {
    let mut world = World::new();
    let aino = Person::aino(&mut world);
    aino.enrol(&mut world);
    aino.enrol(&mut world);
    let apps = of_kind(&world, CredentialKind::Totp);
    assert!(aino.remove(&mut world, apps[0]).is_ok());
    assert_eq!(of_kind(&world, CredentialKind::RecoveryCodes).len(), 1);
    assert_eq!(reason(aino.remove(&mut world, apps[0])), Reason::NotFound);
    assert!(aino.remove(&mut world, apps[1]).is_ok());
    assert!(of_kind(&world, CredentialKind::RecoveryCodes).is_empty());
    assert_eq!(world.state.events.last().unwrap().kind, EventKind::FactorRemove);
    // A password is no factor that is removed here.
    let password = of_kind(&world, CredentialKind::Password);
    for id in password {
        assert_eq!(reason(aino.remove(&mut world, id)), Reason::NotFound);
    }
}

/// Whether it is the last way in is not known on this page.
#[test]
fn a_passkey_is_no_factor_that_is_changed_here() {
    let mut world = World::new();
    let aino = Person::aino(&mut world);
    let (user, now) = (aino.who.user().clone(), world.now);
    let of = |kind, n: u8| {
        Effect::PutCredential(Credential::new(
            CredentialId([n; 16]),
            &user,
            kind,
            Secret::new(String::new()),
            now,
        ))
    };
    let put = vec![of(CredentialKind::Passkey, 1), of(CredentialKind::Device, 2)];
    world.state.commit(put, now).unwrap();
    assert_eq!(reason(aino.remove(&mut world, CredentialId([1; 16]))), Reason::NotFound);
    assert!(aino.remove(&mut world, CredentialId([2; 16])).is_ok(), "a browser is forgotten");
    assert_eq!(of_kind(&world, CredentialKind::Passkey).len(), 1);
    assert!(world.state.events.is_empty(), "{:?}", world.state.events);
}

#[test]
fn nobody_has_more_than_can_be_shown() {
    let mut world = World::new();
    let aino = Person::aino(&mut world);
    for _ in 0..MOST_OF_A_KIND {
        aino.enrol(&mut world);
    }
    assert_eq!(reason(aino.begin(&mut world)), Reason::FactorsTooMany);
    let one = of_kind(&world, CredentialKind::Totp)[0];
    assert!(aino.remove(&mut world, one).is_ok());
    assert!(matches!(aino.begin(&mut world), Ok(Changed::Done(()))));
}
