//! Requests that a person answers on another device (RFC 8628).

use idp::authorize::{self, Answer, At, Page, Said};
use idp::cross_device::{self, begin, ciba, user_code};
use idp::logout::Hint;
use idp::{Effect, Reason, Refusal};
use oidc::client_authentication::Presented;
use oidc::device::Authorization;
use oidc::parameters::Parameters;
use oidc::token::GrantType;

use crate::support::*;

fn asks() -> Form {
    proves(Form::of(&[("scope", "openid profile email")]), "tv")
}

fn polls(begun: &Authorization) -> Form {
    polls_as(begun, "tv")
}

fn polls_as(begun: &Authorization, client: &str) -> Form {
    let grant = GrantType::DeviceCode.as_str();
    proves(Form::of(&[("grant_type", grant), ("device_code", &begun.device_code)]), client)
}

/// A world with a television in it that asks.
fn asked() -> (World, Authorization) {
    let mut world = World::new();
    let mut tv = shop();
    tv.id = idp::model::ClientId::new("tv");
    tv.secrets = vec![idp::model::client::SecretHash::of("tv-secret", NOW)];
    tv.metadata.redirect_uris.clear();
    tv.metadata.grant_types = vec![GrantType::DeviceCode, GrantType::RefreshToken];
    world.state.clients.insert(tv.id.clone(), tv);
    let begun = begins(&mut world, &asks()).unwrap();
    (world, begun)
}

fn begins(world: &mut World, form: &Form) -> Result<Authorization, Refusal> {
    let encoded = form.encode();
    let parameters = Parameters::parse(encoded.as_bytes()).unwrap();
    let presented = Presented::parse(None, &parameters).unwrap();
    let issuer = world.issuer.clone();
    let decision = world.decide_elsewhere(&Browser::default(), "tv", |facts, env| {
        begin::begin(shown(&presented, &issuer), &parameters, Some("192.0.2.7"), facts, env)
    });
    world.commit(decision)
}

/// What somebody types leads to.
fn types(world: &mut World, browser: &mut Browser, code: &str) -> Result<Answer, Refusal> {
    let code = user_code::typed(code).unwrap();
    let found = world.state.ticket(&cross_device::key(&code), world.now);
    let (client, now) = (world.load_client("tv"), world.now);
    let asked = cross_device::open(found.as_ref(), client.as_ref(), now)?;
    let parameters = Parameters::parse(asked.as_str().as_bytes()).unwrap();
    let at = At::Authorize { asked: &asked, hint: Hint::Absent };
    let decision =
        world.decide_elsewhere(browser, "tv", |facts, env| authorize::decide(at, &parameters, facts, env));
    let answer = world.commit(decision)?;
    if let Answer::Login(Page { new_cookie: Some(cookie), .. })
    | Answer::Consent(Page { new_cookie: Some(cookie), .. }) = &answer
    {
        browser.binding = Some(cookie.expose().clone());
    }
    Ok(answer)
}

fn handle(answer: Answer) -> String {
    let (Answer::Login(page) | Answer::Consent(page)) = answer else { panic!("no page: {answer:?}") };
    page.handle.unwrap().expose().clone()
}

/// Aino types the code and signs in; what is left is her word.
fn signs_in(world: &mut World, browser: &mut Browser, begun: &Authorization) -> String {
    let handle = handle(types(world, browser, &begun.user_code).unwrap());
    let answer = world.sign_in(browser, &handle, "aino", "aino-password").unwrap();
    assert!(matches!(answer, Answer::Consent(_)), "{answer:?}");
    handle
}

#[test]
fn a_yes_becomes_tokens_of_a_family_without_a_session() {
    let (mut world, begun) = asked();
    let mut phone = Browser::default();
    assert_eq!(reason(world.token(&polls(&begun))), Reason::AuthorizationPending);
    let handle = signs_in(&mut world, &mut phone, &begun);
    let decision = world.decide_consent(&phone, &handle, true);
    let family = decision.effects.iter().find_map(|effect| match effect {
        Effect::PutFamily(family) => Some((family.session, family.granted_in)),
        _ => None,
    });
    assert_eq!(family, Some((None, None)));
    assert!(matches!(world.commit(decision), Ok(Answer::Elsewhere(Said::Yes))));
    let tokens = world.token(&polls(&begun)).unwrap();
    assert!(tokens.id_token.is_some() && tokens.refresh_token.is_some());
    assert_eq!(reason(world.token(&polls(&begun))), Reason::CrossDeviceUnknown);
}

#[test]
fn a_no_is_told_and_ends_it() {
    let (mut world, begun) = asked();
    let mut phone = Browser::default();
    let handle = signs_in(&mut world, &mut phone, &begun);
    assert!(matches!(world.consent(&phone, &handle, false), Ok(Answer::Elsewhere(Said::No))));
    assert_eq!(reason(world.token(&polls(&begun))), Reason::AccessDenied);
    assert_eq!(reason(types(&mut world, &mut phone, &begun.user_code)), Reason::UserCodeUnknown);
}

#[test]
fn of_two_who_collect_at_once_one_has_it() {
    let (mut world, begun) = asked();
    let mut phone = Browser::default();
    let handle = signs_in(&mut world, &mut phone, &begun);
    world.consent(&phone, &handle, true).unwrap();
    let (one, other) = (world.decide_token(&polls(&begun)), world.decide_token(&polls(&begun)));
    let now = world.now;
    assert!(one.answer.is_ok() && other.answer.is_ok());
    assert_eq!(world.state.commit(one.effects, now), Ok(()));
    assert!(world.state.commit(other.effects, now).is_err());
    assert_eq!(reason(world.token(&polls(&begun))), Reason::CrossDeviceUnknown);
}

#[test]
fn of_two_words_the_first_counts() {
    let (mut world, begun) = asked();
    let (mut hers, mut his) = (Browser::default(), Browser::default());
    let (first, second) = (signs_in(&mut world, &mut hers, &begun), signs_in(&mut world, &mut his, &begun));
    let raced = world.decide_consent(&his, &second, true);
    assert!(raced.answer.is_ok());
    world.consent(&hers, &first, false).unwrap();
    let now = world.now;
    assert!(world.state.commit(raced.effects, now).is_err());
    assert_eq!(reason(world.consent(&his, &second, true)), Reason::CrossDeviceOver);
    assert_eq!(reason(world.token(&polls(&begun))), Reason::AccessDenied);
}

#[test]
fn who_asks_too_soon_is_slowed_down_each_time_and_who_waits_is_not() {
    let (mut world, begun) = asked();
    for (later, expected) in [
        (0, Reason::AuthorizationPending),
        (4, Reason::SlowDown),
        (9, Reason::SlowDown),
        (15, Reason::AuthorizationPending),
        (14, Reason::SlowDown),
        (20, Reason::AuthorizationPending),
    ] {
        world.now = world.now + seconds(later);
        assert_eq!(reason(world.token(&polls(&begun))), expected, "after {later}");
    }
}

#[test]
fn its_time_ends_for_the_device_and_for_the_person() {
    let (mut world, begun) = asked();
    let mut phone = Browser::default();
    let handle = signs_in(&mut world, &mut phone, &begun);
    world.now = world.now + seconds(begun.expires_in - 1);
    assert_eq!(reason(world.token(&polls(&begun))), Reason::AuthorizationPending);
    world.now = world.now + seconds(1);
    assert_eq!(reason(world.token(&polls(&begun))), Reason::CrossDeviceExpired);
    assert_eq!(reason(types(&mut world, &mut Browser::default(), &begun.user_code)), Reason::UserCodeUnknown);
    assert_eq!(reason(world.consent(&phone, &handle, true)), Reason::CrossDeviceOver);
}

#[test]
fn a_yes_with_the_last_breath_can_still_be_collected() {
    let (mut world, begun) = asked();
    let mut phone = Browser::default();
    let handle = signs_in(&mut world, &mut phone, &begun);
    world.now = world.now + seconds(begun.expires_in - 1);
    world.consent(&phone, &handle, true).unwrap();
    world.now = world.now + seconds(30);
    assert!(world.token(&polls(&begun)).is_ok());
}

#[test]
fn nobody_collects_what_another_client_began() {
    let (mut world, begun) = asked();
    world.client("shop").metadata.grant_types.push(GrantType::DeviceCode);
    let mut phone = Browser::default();
    let handle = signs_in(&mut world, &mut phone, &begun);
    world.consent(&phone, &handle, true).unwrap();
    assert_eq!(reason(world.token(&polls_as(&begun, "shop"))), Reason::CrossDeviceUnknown);
    assert!(world.token(&polls(&begun)).is_ok());
}

#[test]
fn a_client_begins_that_registered_the_grant_and_proves_itself() {
    let (mut world, _) = asked();
    let wrong = Form::of(&[("client_id", "tv"), ("client_secret", "another"), ("scope", "openid")]);
    assert_eq!(reason(begins(&mut world, &wrong)), Reason::ClientAuthenticationFailed);
    assert!(begins(&mut world, &asks()).is_ok());
    world.client("tv").metadata.grant_types = vec![GrantType::AuthorizationCode];
    assert_eq!(reason(begins(&mut world, &asks())), Reason::GrantTypeNotRegistered);
}

#[test]
fn what_a_client_has_people_read_is_one_short_line_that_leads_nowhere() {
    let fit = |message: &str| {
        let form = Form::of(&[("binding_message", message)]).encode();
        let parameters = Parameters::parse(form.as_bytes()).unwrap();
        ciba::binding_message(&parameters).map(|it| it.map(str::to_owned))
    };
    assert_eq!(fit("W4SC").unwrap().as_deref(), Some("W4SC"));
    assert!(fit(&"ä".repeat(100)).is_ok());
    let long = "ä".repeat(101);
    for unfit in [long.as_str(), "two\nlines", "see https://evil.test"] {
        assert_eq!(reason(fit(unfit)), Reason::BindingMessageInvalid, "{unfit}");
    }
}

#[test]
fn codes_are_of_consonants_and_never_the_same() {
    let (mut world, _) = asked();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..100 {
        let code = begins(&mut world, &asks()).unwrap().user_code;
        assert_eq!((code.len(), code.find('-')), (9, Some(4)), "{code}");
        assert!(
            code.replace('-', "").chars().all(|letter| "BCDFGHJKLMNPQRSTVWXZ".contains(letter)),
            "{code}"
        );
        assert!(seen.insert(code));
    }
}

#[test]
fn a_right_code_is_no_try_and_wrong_ones_are() {
    let mut world = World::new();
    let browser = Browser { address: Some("192.0.2.7"), ..Browser::default() };
    let settings = world.settings.clone();
    let tries = |world: &mut World, right: bool| {
        let counted = world.load_counted(user_code::counters(browser.facts()));
        let effects = user_code::reserve(&counted, &settings, world.now)?;
        world.state.commit(effects, world.now).unwrap();
        if right {
            let counted = world.load_counted(user_code::counters(browser.facts()));
            let effects = user_code::was_right(&counted, &settings, world.now)?;
            world.state.commit(effects, world.now).unwrap();
        }
        Ok::<(), Refusal>(())
    };
    for _ in 0..30 {
        tries(&mut world, true).unwrap();
    }
    let heard = (0..30).take_while(|_| tries(&mut world, false).is_ok()).count();
    assert_eq!(heard, usize::try_from(settings.free_tries).unwrap());
    assert_eq!(reason(tries(&mut world, true)), Reason::TooManyTries);
}
