//! Setting up a factor on the way in: who may, who first says who they are, and what it proves.

use idp::authorize::Answer;
use idp::login::enrol::{self, EnrolFacts, Enrolled, Opened};
use idp::login::password::Onward;
use idp::login::{Method, session};
use idp::model::credential::{Credential, CredentialId, CredentialKind};
use idp::model::event::EventKind;
use idp::model::policy::{Document, Policy, Role, Rule, Then};
use idp::model::sign_in::Outcome;
use idp::webauthn::RelyingParty;
use idp::{Decision, Env, Reason, Refusal};
use jose::hotp::{HotpHash, hotp};
use jose::secret::Secret;

use crate::support::*;

/// Aino on the way to the shop, with her password given.
struct OnTheWay {
    browser: Browser,
    handle: String,
}

impl OnTheWay {
    /// To a shop that wants one of these.
    fn to_shop(world: &mut World, second_factors: &[Method]) -> Self {
        world.client("shop").policy.second_factors = second_factors.to_vec();
        Self::to(world, &shop_asks())
    }

    /// With this request.
    fn to(world: &mut World, asks: &Form) -> Self {
        let mut browser = Browser::default();
        let Answer::Login(page) = world.authorize(&mut browser, asks).unwrap() else { panic!() };
        let handle = page.handle.unwrap().expose().clone();
        let onward = world.enter(&mut browser, &handle, "aino", &password_of("aino")).unwrap();
        assert!(matches!(onward, Onward::Factor), "{onward:?}");
        Self { browser, handle }
    }

    fn decide<T>(
        &self,
        world: &mut World,
        decide: impl FnOnce(EnrolFacts<'_>, &mut Env<'_>) -> Decision<Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        let here = RelyingParty::at("https://id.example", ["https://id.example"].into_iter());
        let handle = &self.handle;
        let decision = world.decide_second(&self.browser, handle, |_, facts, env| {
            let (authorize, login) = (facts.authorize, facts.login);
            decide(EnrolFacts { authorize, handle, login, relying_party: here.as_ref() }, env)
        });
        world.commit(decision)
    }

    fn ways(&self, world: &mut World) -> Vec<Method> {
        self.decide(world, |facts, env| Decision::answer(enrol::ways(facts, env.now))).unwrap()
    }

    fn begin(&self, world: &mut World) -> Result<Opened<Secret<Vec<u8>>>, Refusal> {
        let found = world.state.ticket(&enrol::totp_key(&self.handle), world.now);
        self.decide(world, |facts, env| enrol::begin_totp(found.as_ref(), facts, env))
    }

    /// The secret that the page shows.
    fn secret(&self, world: &mut World) -> Secret<Vec<u8>> {
        match self.begin(world) {
            Ok(Opened::Page { new, .. }) => new,
            Ok(Opened::ProveFirst) => panic!("who it is was said just now"),
            Err(refusal) => panic!("{refusal:?}"),
        }
    }

    fn confirm(&self, world: &mut World, code: &str) -> Result<Enrolled, Refusal> {
        let found = world.state.ticket(&enrol::totp_key(&self.handle), world.now);
        self.decide(world, |facts, env| enrol::confirm_totp((code, "phone"), found.as_ref(), facts, env))
    }
}

fn shown(secret: &Secret<Vec<u8>>, world: &World) -> String {
    hotp(HotpHash::Sha1, secret.expose(), u64::try_from(world.now.as_secs()).unwrap() / 30, 6)
}

fn kinds(world: &World) -> Vec<CredentialKind> {
    let theirs = world.state.credentials_of(world.state.person("aino"));
    let mut kinds: Vec<_> = theirs.iter().map(|it| it.kind).collect();
    kinds.sort_by_key(|kind| kind.as_str());
    kinds
}

#[test]
fn an_app_that_is_set_up_is_proven_by_its_first_code_and_the_person_goes_on() {
    let mut world = World::new();
    let mut aino = OnTheWay::to_shop(&mut world, &[Method::Totp]);
    assert_eq!(aino.ways(&mut world), [Method::Totp]);
    let secret = aino.secret(&mut world);
    assert_eq!(aino.secret(&mut world).expose(), secret.expose(), "the page may be loaded again");
    assert_eq!(reason(aino.confirm(&mut world, "000000")), Reason::TotpWrong);
    let code = shown(&secret, &world);
    let enrolled = aino.confirm(&mut world, &code).unwrap();
    assert_eq!(enrolled.codes.unwrap().shown().count(), 10);
    assert_eq!(kinds(&world), [CredentialKind::RecoveryCodes, CredentialKind::Totp]);
    let added: Vec<_> = world.state.events.iter().filter(|it| it.kind == EventKind::FactorAdd).collect();
    assert!(added.len() == 2 && added.iter().all(|it| it.client.is_some()), "{added:?}");
    let last = world.state.sign_ins.last().unwrap();
    assert_eq!((last.method, last.outcome), (Method::Totp, Outcome::Succeeded));
    assert!(aino.browser.session.is_none(), "the codes are shown first");
    assert_eq!(reason(aino.confirm(&mut world, &code)), Reason::EnrolmentCodesShown, "pressed twice");
    assert_eq!(kinds(&world), [CredentialKind::RecoveryCodes, CredentialKind::Totp]);
    let settled = world.go_without(&mut aino.browser, &aino.handle).unwrap();
    assert!(matches!(settled.onward, Onward::Request(_)), "{settled:?}");
    let session = world.load_session(&aino.browser).unwrap();
    let who = session::revive(session.standing(), world.now).unwrap().unwrap();
    assert_eq!(who.amr(), ["pwd", "otp", "mfa"]);
}

#[test]
fn nothing_is_set_up_where_it_is_not_asked_for_or_something_is_there() {
    let mut world = World::new();
    let aino = OnTheWay::to_shop(&mut world, &[Method::SmsOtp]);
    assert_eq!(aino.ways(&mut world), []);
    assert_eq!(reason(aino.begin(&mut world)), Reason::FactorNotAsked);
    let aino = OnTheWay::to_shop(&mut world, &[Method::Totp, Method::Passkey]);
    assert_eq!(aino.ways(&mut world), [Method::Passkey, Method::Totp]);
    // Whoever looks after the house may say that nobody does.
    world.settings.set_up_at_sign_in = false;
    assert_eq!(aino.ways(&mut world), []);
    world.settings.set_up_at_sign_in = true;
    // So may whoever looks after the application, for that alone.
    world.client("shop").policy.allow_enrolment_at_sign_in = false;
    assert_eq!(aino.ways(&mut world), []);
    assert_eq!(reason(aino.begin(&mut world)), Reason::FactorNotAsked);
    world.client("portal").policy.second_factors = vec![Method::Totp];
    let another = OnTheWay::to(&mut world, &portal_asks());
    assert_eq!(another.ways(&mut world), [Method::Totp]);
    world.client("shop").policy.allow_enrolment_at_sign_in = true;
    let secret = aino.secret(&mut world);
    // One that came meanwhile, though it would not do: a password is not to put one beside it.
    let id = CredentialId([7; 16]);
    let user = world.state.person("aino").unwrap().id.clone();
    let data = Secret::new("{}".to_owned());
    let passkey = Credential::new(id, &user, CredentialKind::Passkey, data, world.now);
    world.state.credentials.insert(id, passkey);
    assert_eq!(aino.ways(&mut world), []);
    let code = shown(&secret, &world);
    assert_eq!(reason(aino.confirm(&mut world, &code)), Reason::FactorNotAsked);
    world.state.credentials.remove(&id);
    assert!(aino.confirm(&mut world, &code).is_ok());
}

#[test]
fn a_secret_waits_for_a_quarter_of_an_hour() {
    let mut world = World::new();
    let aino = OnTheWay::to_shop(&mut world, &[Method::Totp]);
    let secret = aino.secret(&mut world);
    world.now = world.now + seconds(15 * 60);
    let code = shown(&secret, &world);
    assert_eq!(reason(aino.confirm(&mut world, &code)), Reason::EnrolmentUnknown);
    let another = aino.secret(&mut world);
    assert_ne!(another.expose(), secret.expose());
    let code = shown(&another, &world);
    assert!(aino.confirm(&mut world, &code).is_ok());
}

#[test]
fn in_a_session_that_stood_the_person_says_first_who_they_are() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    world.client("portal").policy.second_factors = vec![Method::Totp];
    world.now = world.now + seconds(10 * 60);
    let Ok(Answer::Factor(page)) = world.authorize(&mut browser, &portal_asks()) else { panic!() };
    let mut aino = OnTheWay { browser, handle: page.handle.unwrap().expose().clone() };
    assert!(matches!(aino.begin(&mut world), Ok(Opened::ProveFirst)));
    assert_eq!(reason(aino.begin(&mut world)), Reason::LoginUnknown);
    let onward = world.enter(&mut aino.browser, &aino.handle, "aino", &password_of("aino")).unwrap();
    assert!(matches!(onward, Onward::Factor), "{onward:?}");
    assert!(matches!(aino.begin(&mut world), Ok(Opened::Page { others: false, .. })));
}

/// Has a policy in force.
fn set(world: &mut World, rules: Vec<Rule>) {
    let version = world.state.policies.last().map_or(1, |policy| policy.version + 1);
    let document = Document { zone: None, rule: rules };
    let (role, set_by, set_at) = (Role::Live, "ops".to_owned(), world.now);
    world.state.policies.push(Policy { version, role, document, set_by, set_at });
}

fn rule(when: &str, then: Then, factors: &[&str]) -> Rule {
    let factors = factors.iter().map(|&factor| factor.to_owned()).collect();
    Rule { name: when.to_owned(), when: when.to_owned(), then, factors, ..Rule::default() }
}

#[test]
fn what_a_rule_requires_is_set_up_where_the_rule_lets_people() {
    let mut world = World::new();
    let requires = rule("true", Then::Require, &["totp"]);
    set(&mut world, vec![requires.clone()]);
    let aino = OnTheWay::to_shop(&mut world, &[]);
    assert_eq!(aino.ways(&mut world), []);
    set(&mut world, vec![Rule { enrol: true, ..requires.clone() }]);
    let aino = OnTheWay::to_shop(&mut world, &[]);
    assert_eq!(aino.ways(&mut world), [Method::Totp]);
    // One that is satisfied already is in nobody's way.
    set(&mut world, vec![rule("true", Then::Require, &["totp", "pwd"]), Rule { enrol: true, ..requires }]);
    let aino = OnTheWay::to_shop(&mut world, &[]);
    assert_eq!(aino.ways(&mut world), [Method::Totp]);
}

#[test]
fn whoever_is_stopped_afterwards_has_set_nothing_up() {
    let mut world = World::new();
    set(&mut world, vec![rule("'totp' in login.proven", Then::Deny, &[])]);
    let aino = OnTheWay::to_shop(&mut world, &[Method::Totp]);
    let secret = aino.secret(&mut world);
    let code = shown(&secret, &world);
    assert_eq!(reason(aino.confirm(&mut world, &code)), Reason::PolicyDenied);
    assert_eq!(kinds(&world), []);
    assert_eq!(world.state.sign_ins.last().unwrap().outcome, Outcome::Refused);
}
