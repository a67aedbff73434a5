//! Passkeys that people make, name and remove by themselves.

use idp::account::factors::Changed;
use idp::account::passkeys::{self, Creation, Known, MOST_NAME, Made, Making};
use idp::account::{self, Facts, Opened, Page};
use idp::login::SignedIn;
use idp::login::factor::recovery_code::Codes;
use idp::model::credential::{Credential, CredentialId, CredentialKind, MOST_OF_A_KIND};
use idp::model::event::EventKind;
use idp::model::passkey::{self as kept, Passkey};
use idp::model::user::UserId;
use idp::webauthn::challenge::{CHALLENGE_TTL, Challenge};
use idp::webauthn::{Attestation, Ceremony, Fault, Registered, RelyingParty, registration};
use idp::{Decision, Effect, Env, Reason, Refusal};
use jose::JwsAlgorithm;
use jose::secret::Secret;

use crate::support::authenticator::{Authenticator, attestation_object};
use crate::support::*;

/// Somebody at their browser, signed in to their account.
struct Person {
    browser: Browser,
    token: String,
    who: SignedIn,
    user: UserId,
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

fn sign_in(world: &mut World, name: &str) -> Person {
    let mut browser = Browser::default();
    let decision = decide(world, &browser, |facts, env| account::open(Page::Passkeys, facts, env));
    let Opened::Login(page) = world.commit(decision).unwrap() else { panic!() };
    browser.binding = page.new_cookie.map(|cookie| cookie.expose().clone());
    world.enter(&mut browser, page.handle.unwrap().expose(), name, &format!("{name}-password")).unwrap();
    let decision = decide(world, &browser, |facts, env| account::open(Page::Passkeys, facts, env));
    let Opened::Page { form_token, who } = world.commit(decision).unwrap() else { panic!() };
    Person { browser, token: form_token, user: who.user().clone(), who }
}

fn here() -> RelyingParty {
    RelyingParty::at("https://id.example", ["https://id.example"].into_iter()).unwrap()
}

fn credentials(world: &World, user: &UserId) -> Vec<Credential> {
    world.state.credentials.values().filter(|it| it.user == *user).cloned().collect()
}

/// What the page offers to this person now.
fn making(world: &mut World, person: &Person) -> Making {
    let credentials = credentials(world, &person.user);
    let known = Known { credentials: &credentials, identities: false, relying_party: Some(&here()) };
    let user = world.state.users[&person.user].clone();
    world.decide(|env| Decision::answer(passkeys::making(&person.who, &user, known, env))).answer.unwrap()
}

fn creation(world: &mut World, person: &Person) -> Creation {
    match making(world, person) {
        Making::Ready(creation) => *creation,
        other => panic!("{other:?}"),
    }
}

fn device() -> Authenticator {
    Authenticator::new(JwsAlgorithm::ES256, "id.example", "https://id.example")
}

/// What verifying showed of what this device made in answer to a challenge.
fn made(device: &Authenticator, challenge: &str) -> Result<Registered, Fault> {
    let challenge = jose::base64url::decode(challenge).unwrap();
    let client_data = device.client_data("webauthn.create", &challenge).to_string();
    let object = attestation_object("none", &[0xa0], &device.data(true));
    let ceremony = Ceremony { relying_party: &here(), challenge: &challenge, user_verification: false };
    registration::verify(Attestation { client_data: client_data.as_bytes(), object: &object }, ceremony)
}

fn add(
    world: &mut World,
    person: &Person,
    device: &Authenticator,
    challenge: &str,
) -> Result<Option<Codes>, Refusal> {
    let registered = made(device, challenge);
    add_made(world, person, challenge, registered.as_ref(), "")
}

fn add_made(
    world: &mut World,
    person: &Person,
    challenge: &str,
    registered: Result<&Registered, &Fault>,
    name: &str,
) -> Result<Option<Codes>, Refusal> {
    let credentials = credentials(world, &person.user);
    let known = Known { credentials: &credentials, identities: false, relying_party: Some(&here()) };
    let answered = world.state.ticket(&Challenge::key(challenge), world.now);
    let taken = registered
        .is_ok_and(|registered| world.state.credentials.contains_key(&kept::id(registered.credential_id())));
    let transports = ["internal".to_owned(), "HYBRID!".to_owned(), "hybrid".to_owned()];
    let made =
        Made { challenge, answered: answered.as_ref(), registered, transports: &transports, taken, name };
    let decision =
        decide(world, &person.browser, |facts, env| passkeys::add(made, known, &person.token, facts, env));
    world.commit(decision)
}

/// The passkeys that are kept.
fn all(world: &World) -> Vec<(UserId, Passkey)> {
    let read = |it: &Credential| Some((it.user.clone(), Passkey::of(it).unwrap()?));
    world.state.credentials.values().filter_map(read).collect()
}

#[test]
fn a_passkey_is_kept_as_it_was_made_and_is_not_made_twice_on_one_device() {
    let mut world = World::new();
    let aino = sign_in(&mut world, "aino");
    let wanted = creation(&mut world, &aino);
    assert_eq!((wanted.host.as_str(), wanted.user_name.as_str()), ("id.example", "aino"));
    assert_eq!(wanted.algorithms, [-8, -7, -35, -257]);
    assert!(wanted.exclude.is_empty());
    let device = device();
    let registered = made(&device, &wanted.challenge);
    add_made(&mut world, &aino, &wanted.challenge, registered.as_ref(), "  My phone ").unwrap();
    let [(user, passkey)] = &all(&world)[..] else { panic!() };
    assert_eq!(*user, aino.user);
    assert_eq!(passkey.user_handle, wanted.user_handle);
    assert_eq!(passkey.transports, ["internal", "hybrid"]);
    assert_eq!(passkey.relying_party, "id.example");
    let credential = &world.state.credentials[&kept::id(&device.credential_id)];
    assert_eq!(credential.name.as_deref(), Some("My phone"));
    let events: Vec<_> = world.state.events.iter().map(|it| (it.kind, it.about["factor"].clone())).collect();
    assert_eq!(events, ["passkey", "recovery_codes"].map(|factor| (EventKind::FactorAdd, factor.into())));
    assert_eq!(creation(&mut world, &aino).exclude, std::slice::from_ref(passkey));
}

#[test]
fn whose_it_is_is_the_same_each_time_tells_nothing_and_is_nobody_elses() {
    let mut world = World::new();
    let (aino, bo) = (sign_in(&mut world, "aino"), sign_in(&mut world, "bo"));
    let [first, second] = [&aino, &aino].map(|person| creation(&mut world, person));
    assert_eq!(first.user_handle, second.user_handle);
    assert_ne!(first.challenge, second.challenge);
    let others = creation(&mut world, &bo);
    assert_ne!(first.user_handle, others.user_handle);
    assert!(!first.user_handle.contains("aino"));
}

#[test]
fn refuses_an_answer_to_a_challenge_of_another_session_or_twice_or_too_late() {
    let mut world = World::new();
    world.settings.account_demands_own_factors = false;
    let (aino, bo) = (sign_in(&mut world, "aino"), sign_in(&mut world, "bo"));
    let challenge = creation(&mut world, &aino).challenge;
    assert_eq!(reason(add(&mut world, &bo, &device(), &challenge)), Reason::PasskeyOver);
    assert_eq!(reason(add(&mut world, &aino, &device(), "AAAA")), Reason::PasskeyOver);
    add(&mut world, &aino, &device(), &challenge).unwrap();
    assert_eq!(reason(add(&mut world, &aino, &device(), &challenge)), Reason::PasskeyOver);

    let [early, late] = [(); 2].map(|()| creation(&mut world, &aino).challenge);
    world.wait(CHALLENGE_TTL.as_secs() - 1);
    add(&mut world, &aino, &device(), &early).unwrap();
    world.wait(1);
    assert_eq!(reason(add(&mut world, &aino, &device(), &late)), Reason::PasskeyOver);
    assert_eq!(all(&world).len(), 2);
}

#[test]
fn of_two_answers_to_one_challenge_at_one_moment_one_counts() {
    let mut world = World::new();
    let aino = sign_in(&mut world, "aino");
    let challenge = creation(&mut world, &aino).challenge;
    let decided = [device(), device()].map(|device| {
        let registered = made(&device, &challenge).unwrap();
        let credentials = credentials(&world, &aino.user);
        let known = Known { credentials: &credentials, identities: false, relying_party: Some(&here()) };
        let made = Made {
            challenge: &challenge,
            answered: None,
            registered: Ok(&registered),
            transports: &[],
            taken: false,
            name: "",
        };
        decide(&mut world, &aino.browser, |facts, env| passkeys::add(made, known, &aino.token, facts, env))
    });
    let [first, second] = decided;
    let now = world.now;
    world.state.commit(first.effects, now).unwrap();
    world.state.commit(second.effects, now).unwrap_err();
    assert_eq!(all(&world).len(), 1);
}

#[test]
fn refuses_what_is_not_believed_what_is_kept_already_and_what_no_name_can_be() {
    let mut world = World::new();
    let (aino, bo) = (sign_in(&mut world, "aino"), sign_in(&mut world, "bo"));
    let device = device();
    let next = |world: &mut World, person: &Person| creation(world, person).challenge;
    let challenge = next(&mut world, &aino);
    let fault = Fault::Origin { seen: "https://evil.example".into() };
    let refused = add_made(&mut world, &aino, &challenge, Err(&fault), "").unwrap_err();
    assert_eq!(refused.reason, Reason::PasskeyUnfit);
    assert!(refused.detail.operator.unwrap().contains("https://evil.example"));
    let registered = made(&device, &challenge);
    for name in ["x".repeat(MOST_NAME + 1), "two\nlines".to_owned()] {
        let refused = add_made(&mut world, &aino, &challenge, registered.as_ref(), &name);
        assert_eq!(reason(refused), Reason::ParameterInvalid);
    }
    add_made(&mut world, &aino, &challenge, registered.as_ref(), &"x".repeat(MOST_NAME)).unwrap();
    for person in [&aino, &bo] {
        let challenge = next(&mut world, person);
        assert_eq!(reason(add(&mut world, person, &device, &challenge)), Reason::PasskeyTaken);
    }
}

#[test]
fn refuses_more_than_an_account_can_have() {
    let mut world = World::new();
    let aino = sign_in(&mut world, "aino");
    let spare = creation(&mut world, &aino).challenge;
    for _ in 0..MOST_OF_A_KIND {
        let challenge = creation(&mut world, &aino).challenge;
        add(&mut world, &aino, &device(), &challenge).unwrap();
    }
    assert_eq!(making(&mut world, &aino), Making::Full);
    assert_eq!(reason(add(&mut world, &aino, &device(), &spare)), Reason::PasskeysFull);
    assert_eq!(all(&world).len(), MOST_OF_A_KIND);
}

#[test]
fn whoever_signed_in_too_long_ago_is_to_prove_themselves_first() {
    let mut world = World::new();
    let aino = sign_in(&mut world, "aino");
    world.wait(599);
    assert!(matches!(making(&mut world, &aino), Making::Ready(_)));
    world.wait(1);
    assert_eq!(making(&mut world, &aino), Making::ProveFirst);
    let begun =
        decide(&mut world, &aino.browser, |facts, env| passkeys::prove_first(&aino.token, facts, env));
    assert!(world.commit(begun).unwrap().handle.is_some());
    let foreign = decide(&mut world, &aino.browser, |facts, env| passkeys::prove_first("", facts, env));
    assert_eq!(reason(world.commit(foreign)), Reason::ForeignForm);
}

#[test]
fn nothing_is_made_where_browsers_bind_no_passkey() {
    let mut world = World::new();
    let aino = sign_in(&mut world, "aino");
    let user = world.state.users[&aino.user].clone();
    let known = Known { credentials: &[], identities: false, relying_party: None };
    let making = world.decide(|env| Decision::answer(passkeys::making(&aino.who, &user, known, env))).answer;
    assert_eq!(making.unwrap(), Making::Nowhere);
}

/// Does something to a passkey of the person.
fn act(
    world: &mut World,
    person: &Person,
    identities: bool,
    decide_so: impl FnOnce(Known<'_>, Facts<'_>, &mut Env<'_>) -> Decision<Result<Changed, Refusal>>,
) -> Result<(), Refusal> {
    let credentials = credentials(world, &person.user);
    let known = Known { credentials: &credentials, identities, relying_party: Some(&here()) };
    let decision = decide(world, &person.browser, |facts, env| decide_so(known, facts, env));
    match world.commit(decision)? {
        Changed::Done(()) => Ok(()),
        Changed::Login(_) => Err(Reason::LoginRequired.into()),
    }
}

fn remove(world: &mut World, person: &Person, id: CredentialId, identities: bool) -> Result<(), Refusal> {
    act(world, person, identities, |known, facts, env| {
        passkeys::remove(&id.text(), known, &person.token, facts, env)
    })
}

#[test]
fn a_passkey_is_named_and_removed_by_its_person_alone() {
    let mut world = World::new();
    let (aino, bo) = (sign_in(&mut world, "aino"), sign_in(&mut world, "bo"));
    let (device, challenge) = (device(), creation(&mut world, &aino).challenge);
    add(&mut world, &aino, &device, &challenge).unwrap();
    let id = kept::id(&device.credential_id);
    let rename = |world: &mut World, person: &Person, name: &str| {
        act(world, person, false, |known, facts, env| {
            passkeys::rename(&id.text(), name, known, &person.token, facts, env)
        })
    };
    assert_eq!(reason(rename(&mut world, &bo, "Mine")), Reason::NotFound);
    rename(&mut world, &aino, "Laptop").unwrap();
    assert_eq!(world.state.credentials[&id].name.as_deref(), Some("Laptop"));
    rename(&mut world, &aino, " ").unwrap();
    assert_eq!(world.state.credentials[&id].name, None);

    assert_eq!(reason(remove(&mut world, &bo, id, false)), Reason::NotFound);
    remove(&mut world, &aino, id, true).unwrap();
    assert!(all(&world).is_empty());
    assert_eq!(world.state.events.last().map(|it| it.kind), Some(EventKind::FactorRemove));
}

#[test]
fn with_the_first_passkey_come_recovery_codes_and_with_the_last_they_go() {
    let mut world = World::new();
    let aino = sign_in(&mut world, "aino");
    let of = |world: &World, kind| {
        world.state.credentials.values().filter(|it| it.user == aino.user && it.kind == kind).count()
    };
    let devices = [device(), device()];
    let codes = devices.each_ref().map(|device| {
        let challenge = creation(&mut world, &aino).challenge;
        add(&mut world, &aino, device, &challenge).unwrap().map(|codes| codes.shown().count())
    });
    assert_eq!(codes, [Some(10), None]);
    let browser = CredentialId([7; 16]);
    let data = Secret::new(String::new());
    let browser = Credential::new(browser, &aino.user, CredentialKind::Device, data, world.now);
    let now = world.now;
    world.state.commit(vec![Effect::PutCredential(browser)], now).unwrap();
    let [first, second] = devices.map(|device| kept::id(&device.credential_id));
    for (id, left) in [(first, 1), (second, 0)] {
        remove(&mut world, &aino, id, true).unwrap();
        let kinds = [CredentialKind::Passkey, CredentialKind::RecoveryCodes, CredentialKind::Device];
        assert_eq!(kinds.map(|kind| of(&world, kind)), [left; 3]);
    }
}

#[test]
fn refuses_to_take_away_the_last_way_into_an_account() {
    let mut world = World::new();
    let aino = sign_in(&mut world, "aino");
    let devices = [device(), device()];
    for device in &devices {
        let challenge = creation(&mut world, &aino).challenge;
        add(&mut world, &aino, device, &challenge).unwrap();
    }
    world.state.credentials.retain(|_, it| it.kind == CredentialKind::Passkey);
    let [first, second] = devices.map(|device| kept::id(&device.credential_id));
    remove(&mut world, &aino, first, false).unwrap();
    assert_eq!(reason(remove(&mut world, &aino, second, false)), Reason::PasskeyLast);
    remove(&mut world, &aino, second, true).unwrap();
    assert!(all(&world).is_empty());
}

#[test]
fn whoever_changes_a_passkey_proved_themselves_just_now() {
    let mut world = World::new();
    let aino = sign_in(&mut world, "aino");
    let (device, challenge) = (device(), creation(&mut world, &aino).challenge);
    add(&mut world, &aino, &device, &challenge).unwrap();
    let id = kept::id(&device.credential_id);
    world.wait(600);
    assert_eq!(reason(remove(&mut world, &aino, id, true)), Reason::LoginRequired);
    let rename = act(&mut world, &aino, true, |known, facts, env| {
        passkeys::rename(&id.text(), "Laptop", known, &aino.token, facts, env)
    });
    assert_eq!(reason(rename), Reason::LoginRequired);
    assert_eq!(all(&world).len(), 1);
}
