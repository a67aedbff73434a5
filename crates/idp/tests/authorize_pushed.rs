//! Requests that are pushed (RFC 9126).

use idp::Reason;
use idp::authorize::Answer;
use idp::authorize::pushed;
use idp::model::client::Profile;
use oidc::client_authentication::Presented;
use oidc::parameters::Parameters;

use crate::support::*;

/// The usual request of the shop, pushed: where its browser is sent with.
fn pushed(world: &mut World) -> Form {
    let kept = world.push(&shop_pushes()).unwrap();
    referring("shop", &kept.request_uri)
}

fn shop_pushes() -> Form {
    proves(shop_asks().without("client_id"), "shop")
}

fn referring(client: &str, reference: &str) -> Form {
    Form::of(&[("client_id", client), ("request_uri", reference)])
}

/// The handle of the sign-in it leads to.
fn begun(world: &mut World, browser: &mut Browser, form: &Form) -> String {
    let Answer::Login(page) = world.authorize(browser, form).unwrap() else { panic!("not asked to sign in") };
    page.handle.unwrap().expose().clone()
}

fn signs_in(world: &mut World, browser: &mut Browser, handle: &str) -> Result<Answer, idp::Refusal> {
    world.client("shop").policy.skip_consent = true;
    world.sign_in(browser, handle, "aino", "aino-password")
}

#[test]
fn serves_until_the_client_is_answered_and_no_longer() {
    let mut world = World::new();
    let form = pushed(&mut world);
    let (mut one, mut other) = (Browser::default(), Browser::default());
    begun(&mut world, &mut one, &form);
    let (handle, late) = (begun(&mut world, &mut one, &form), begun(&mut world, &mut other, &form));
    assert!(matches!(signs_in(&mut world, &mut one, &handle), Ok(Answer::Respond(_))));
    assert_eq!(reason(world.authorize(&mut one, &form)), Reason::PushedRequestOver);
    assert_eq!(reason(world.reserve(&other, &late, "aino")), Reason::PushedRequestOver);
    assert_eq!(reason(world.cancel(&other, &late)), Reason::PushedRequestOver);
}

#[test]
fn of_two_sign_ins_that_race_for_it_one_is_answered() {
    let mut world = World::new();
    world.client("shop").policy.skip_consent = true;
    let form = pushed(&mut world);
    let (mut one, mut other) = (Browser::default(), Browser::default());
    let (first, second) = (begun(&mut world, &mut one, &form), begun(&mut world, &mut other, &form));
    let raced = world.decide_settle(&other, &second, "aino", "aino-password");
    assert!(raced.answer.is_ok());
    assert!(signs_in(&mut world, &mut one, &first).is_ok());
    let now = world.now;
    assert_eq!(world.state.commit(raced.effects, now), Err(Lost::TicketSpent));
}

#[test]
fn is_answered_once_for_a_person_who_is_signed_in() {
    let mut world = World::new();
    let (form, next) = (pushed(&mut world), pushed(&mut world));
    let mut browser = Browser::default();
    let handle = begun(&mut world, &mut browser, &form);
    signs_in(&mut world, &mut browser, &handle).unwrap();
    assert!(matches!(world.authorize(&mut browser, &next), Ok(Answer::Respond(_))));
    assert_eq!(reason(world.authorize(&mut browser, &next)), Reason::PushedRequestOver);
}

#[test]
fn a_person_who_says_no_ends_it() {
    let mut world = World::new();
    let form = pushed(&mut world);
    let mut browser = Browser::default();
    let handle = begun(&mut world, &mut browser, &form);
    assert_eq!(reason(world.cancel(&browser, &handle)), Reason::AccessDenied);
    assert_eq!(reason(world.authorize(&mut browser, &form)), Reason::PushedRequestOver);
}

#[test]
fn a_browser_must_come_in_time_and_has_then_the_time_of_any_sign_in() {
    for way in WAYS {
        let mut world = World::new();
        let (form, unused) = (pushed(&mut world), pushed(&mut world));
        way(&mut world, 89);
        let mut browser = Browser::default();
        let handle = begun(&mut world, &mut browser, &form);
        way(&mut world, 2);
        assert_eq!(reason(world.authorize(&mut browser, &unused)), Reason::PushedRequestOver);
        let lasts = world.settings.login_ttl.as_secs();
        way(&mut world, lasts - 3);
        assert!(matches!(signs_in(&mut world, &mut browser, &handle), Ok(Answer::Respond(_))));
    }
}

#[test]
fn serves_nobody_but_the_client_that_pushed_it() {
    let mut world = World::new();
    let form = pushed(&mut world);
    let reference = form.get("request_uri").unwrap().to_owned();
    let mut browser = Browser::default();
    assert_eq!(
        reason(world.authorize(&mut browser, &referring("app", &reference))),
        Reason::PushedRequestUnknown
    );
    let other = format!("{reference}x");
    assert_eq!(
        reason(world.authorize(&mut browser, &referring("shop", &other))),
        Reason::PushedRequestUnknown
    );
    begun(&mut world, &mut browser, &form);
}

#[test]
fn is_the_only_way_where_the_client_registered_so() {
    let mut world = World::new();
    world.client("shop").metadata.require_pushed_authorization_requests = true;
    let mut browser = Browser::default();
    let refusal = world.authorize(&mut browser, &shop_asks()).unwrap_err();
    assert_eq!(refusal.reason, Reason::PushedRequestRequired);
    assert!(matches!(refusal.destination, idp::authorize::Destination::Client(_)));
    let form = pushed(&mut world);
    begun(&mut world, &mut browser, &form);
}

/// FAPI 2.0 Security Profile §5.3.2.2-2 and -6.
#[test]
fn is_the_only_way_under_a_profile_that_says_so_and_then_names_its_redirect_uri() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let without = |form: Form| form.without("redirect_uri").with("scope", "profile");
    begun(&mut world, &mut browser, &without(shop_asks()));
    assert!(
        world.push(&without(shop_pushes())).is_ok(),
        "elsewhere it may be left out where one is registered"
    );
    world.client("shop").policy.profile = Profile::Fapi2;
    assert_eq!(reason(world.authorize(&mut browser, &shop_asks())), Reason::PushedRequestRequired);
    assert_eq!(reason(world.push(&without(shop_pushes()))), Reason::RedirectUriMissing);
    let form = pushed(&mut world);
    begun(&mut world, &mut browser, &form);
}

/// What is kept holds no proof, speaks for the client that proved itself, and is the object alone where
/// there is one.
#[test]
fn what_is_kept_is_what_was_asked() {
    let shop = Presented::None { client_id: "shop".to_owned() };
    for (form, kept) in [
        (
            "scope=openid&client_secret=s&client_assertion=a.b.c&client_assertion_type=t",
            "client_id=shop&scope=openid",
        ),
        ("scope=openid&client_id=another", "client_id=shop&scope=openid"),
        ("scope=openid&request=a.b.c&state=x", "client_id=shop&request=a.b.c"),
    ] {
        let parameters = Parameters::parse(form.as_bytes()).unwrap();
        assert_eq!(pushed::request_of(&parameters, &shop).unwrap(), kept, "{form}");
    }
    let within = Parameters::parse(b"request_uri=urn:ietf:params:oauth:request_uri:x").unwrap();
    assert_eq!(reason(pushed::request_of(&within, &shop)), Reason::ParameterInvalid);
}

#[test]
fn passes_the_steps_of_the_authorization_endpoint_as_it_is_pushed() {
    let mut world = World::new();
    assert!(world.push(&shop_pushes()).is_ok());
    for (name, value, reason) in [
        ("redirect_uri", "https://other.test/cb", Reason::RedirectUriMismatch),
        ("response_type", "none", Reason::ResponseTypeUnsupported),
        ("response_type", "token", Reason::ResponseTypeNotRegistered),
        ("scope", "orders:read", Reason::ScopeNotAllowed),
        ("code_challenge", "", Reason::PkceRequired),
        ("prompt", "none login", Reason::PromptNoneCombined),
        ("max_age", "soon", Reason::ParameterInvalid),
        ("request", "a.b.c", Reason::RequestObjectUnsupported),
        ("client_secret", "wrong", Reason::ClientAuthenticationFailed),
    ] {
        let form = shop_pushes().with(name, value);
        let form = if value.is_empty() { form.without(name).without("code_challenge_method") } else { form };
        let Err(refusal) = world.push(&form) else { panic!("{name}={value} was taken") };
        assert_eq!(refusal.reason, reason, "{name}={value}");
        assert_eq!(refusal.destination, idp::authorize::Destination::Direct, "{name}={value}");
    }
}
