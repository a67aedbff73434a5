//! Claims asked for by name, and the authentication context (OpenID Connect Core §5.5, §5.5.1.1).

use idp::authorize::{Answer, Destination};
use idp::issue::Tokens;
use idp::model::scope::{Scope as OwnScope, ScopeDefinition};
use idp::{Reason, Refusal};
use oidc::claims::StandardClaims;
use oidc::response_type::ResponseType;
use oidc::token::GrantType;
use serde_json::{Value, json};

use crate::support::*;

/// The shop asks for `openid` alone, and for these claims by name.
fn asks(claims: &Value) -> Form {
    shop_asks().with("scope", "openid").with("claims", &claims.to_string())
}

fn tokens(world: &mut World, form: &Form) -> Tokens {
    world.tokens(&mut Browser::default(), form)
}

fn told(world: &mut World, form: &Form) -> (StandardClaims<'static>, StandardClaims<'static>) {
    let tokens = tokens(world, form);
    let at_userinfo = world.userinfo(&tokens.access_token.claims).unwrap().person;
    (at_userinfo, tokens.id_token.unwrap().claims.person)
}

fn refusal(world: &mut World, form: &Form) -> Refusal {
    world.authorize(&mut Browser::default(), form).unwrap_err()
}

#[test]
fn each_place_is_told_what_was_asked_for_it() {
    let mut world = World::new();
    let asked = json!({ "userinfo": { "name": { "essential": true } }, "id_token": { "email": null } });
    let (at_userinfo, in_id_token) = told(&mut world, &asks(&asked));
    assert_eq!((at_userinfo.name.as_deref(), at_userinfo.email), (Some("aino of Espoo"), None));
    assert_eq!((in_id_token.name, in_id_token.email.as_deref()), (None, Some("aino@example.test")));
}

#[test]
fn refreshing_tells_the_same() {
    let mut world = World::new();
    let first = tokens(&mut world, &asks(&json!({ "id_token": { "email": null } })));
    let renewed = world.token(&refreshes(first.refresh_token.unwrap().expose(), "shop")).unwrap();
    assert!(renewed.id_token.unwrap().claims.person.email.is_some());
    assert!(world.userinfo(&renewed.access_token.claims).unwrap().person.email.is_none());
}

#[test]
fn what_is_not_known_or_has_another_value_is_left_out() {
    let mut world = World::new();
    let asked = json!({ "userinfo": {
        "nickname": { "essential": true }, "shoe_size": null, "iss": null, "acr": null,
        "email": { "value": "bo@example.test" }, "phone_number": { "values": ["+358 50 1", "x"] },
    } });
    let (person, _) = told(&mut world, &asks(&asked));
    let expected = StandardClaims { phone_number: Some("+358 50 1".into()), ..StandardClaims::default() };
    assert_eq!(person, expected);
}

/// Who may not ask for a scope may not ask for what it opens either.
#[test]
fn a_client_is_told_by_name_what_its_scopes_would_open_and_nothing_else() {
    let mut world = World::new();
    let asked =
        asks(&json!({ "userinfo": { "email": null, "name": null, "shoe_size": null, "salary": null } }));
    world
        .user("aino")
        .attributes
        .extend([("shoe_size".to_owned(), json!(38)), ("salary".to_owned(), json!(1))]);
    world.client("shop").metadata.scope = Some(scope("openid email sports"));
    let of_our_own = |claims: &[&str], groups: &[&str]| ScopeDefinition {
        claims: claims.iter().map(|claim| (*claim).to_owned()).collect(),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        ..ScopeDefinition::default()
    };
    let mut put = |name: &str, definition| {
        let scope =
            OwnScope { name: name.to_owned(), version: 1, definition, created_at: NOW, updated_at: NOW };
        world.state.scopes.insert(name.to_owned(), scope);
    };
    put("sports", of_our_own(&["shoe_size"], &[]));
    put("payroll", of_our_own(&["salary"], &[]));
    let (person, _) = told(&mut world, &asked);
    assert!(person.email.is_some() && person.name.is_none());
    assert_eq!(Value::Object(person.other), json!({ "shoe_size": 38 }));

    // What is for the people of a group is not asked for by name.
    let scope = world.state.scopes.get_mut("sports").unwrap();
    scope.definition.groups = vec!["runners".to_owned()];
    assert!(told(&mut world, &asked).0.other.is_empty());
}

/// The source's three keys: `sub` and what the client asked for when it was set up.
#[test]
fn what_a_client_is_always_told_needs_no_scope_but_consent() {
    let mut world = World::new();
    world.client("shop").policy.user_claims = vec!["name".to_owned(), "email".to_owned()];
    let (mut browser, form) = (Browser::default(), shop_asks().with("scope", "openid"));
    let tokens = world.tokens(&mut browser, &form);
    let person = world.userinfo(&tokens.access_token.claims).unwrap().person;
    assert!(person.name.is_some() && person.email.is_some() && person.phone_number.is_none());
    let given = world.state.consents.values().next().unwrap();
    assert_eq!(given.claims.iter().map(String::as_str).collect::<Vec<_>>(), ["email", "name"]);

    // What is added later is asked about, and what was granted before stays as it was.
    world.client("shop").policy.user_claims.push("phone_number".to_owned());
    assert!(world.userinfo(&tokens.access_token.claims).unwrap().person.phone_number.is_none());
    assert!(matches!(world.authorize(&mut browser, &form), Ok(Answer::Consent(_))));
    let plain_oauth = world.tokens(&mut browser, &form.with("scope", "email"));
    assert_eq!(reason(world.userinfo(&plain_oauth.access_token.claims)), Reason::ScopeInsufficient);
}

#[test]
fn consent_covers_claims_and_remembers_them() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let asked = |claims: Value| asks(&json!({ "userinfo": claims }));
    world.code(&mut browser, &asked(json!({ "email": null })));
    let mut asks_again = |form: &Form| !matches!(world.authorize(&mut browser, form), Ok(Answer::Respond(_)));
    assert!(!asks_again(&asked(json!({ "email": null }))));
    assert!(!asks_again(&asked(json!({ "sub": null, "unheard_of": null }))));
    assert!(asks_again(&asked(json!({ "email": null, "name": null }))));
    world.code(&mut browser, &asked(json!({ "name": null })));
    let mut asks_again = |form: &Form| !matches!(world.authorize(&mut browser, form), Ok(Answer::Respond(_)));
    assert!(!asks_again(&asked(json!({ "email": null, "name": null }))), "both words count");
    assert!(asks_again(&shop_asks()), "a scope is more than one of its claims");
}

#[test]
fn a_scope_covers_what_it_opens() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let both = shop_asks().with("claims", r#"{"id_token":{"email":null}}"#);
    world.code(&mut browser, &shop_asks());
    assert!(matches!(world.authorize(&mut browser, &both), Ok(Answer::Respond(_))));
}

#[test]
fn an_id_token_straight_from_here_tells_what_was_asked_for_it() {
    let mut world = World::new();
    let metadata = &mut world.client("shop").metadata;
    metadata.response_types.push(ResponseType::CODE_ID_TOKEN);
    metadata.grant_types.push(GrantType::Implicit);
    let asked = asks(&json!({ "id_token": { "email": null } })).with("response_type", "code id_token");
    let response = world.respond(&mut Browser::default(), &asked);
    assert!(response.id_token.unwrap().claims.person.email.is_some());
    let later = world.token(&redeems(response.code.unwrap().expose(), &asked)).unwrap();
    assert!(later.id_token.unwrap().claims.person.email.is_some());
}

#[test]
fn only_the_person_whose_sub_is_asked_for_is_answered_for() {
    for place in ["id_token", "userinfo"] {
        let means = |sub: &str| {
            shop_asks().with("claims", &json!({ place: { "sub": { "value": sub } } }).to_string())
        };
        let mut world = World::new();
        let mut browser = Browser::default();
        world.code(&mut browser, &shop_asks());
        assert!(matches!(world.authorize(&mut browser, &means("u-aino")), Ok(Answer::Respond(_))));
        let silent = means("u-bo").with("prompt", "none");
        assert_eq!(reason(world.authorize(&mut browser, &silent)), Reason::LoginRequired);
        let Answer::Login(page) = world.authorize(&mut browser, &means("u-bo")).unwrap() else {
            panic!("not asked")
        };
        let handle = page.handle.unwrap().expose().clone();
        let refused = world.sign_in(&mut browser, &handle, "aino", "aino-password").unwrap_err();
        assert_eq!(refused.reason, Reason::LoginRequired);
        let Answer::Login(page) = world.authorize(&mut browser, &means("u-bo")).unwrap() else {
            panic!("not asked")
        };
        let handle = page.handle.unwrap().expose().clone();
        assert!(matches!(world.sign_in(&mut browser, &handle, "bo", "bo-password"), Ok(Answer::Consent(_))));
    }
}

#[test]
fn tokens_say_how_the_person_signed_in() {
    let mut world = World::new();
    let tokens = tokens(&mut world, &shop_asks().with("acr_values", "urn:other:gold"));
    let reached = Some("urn:countersign:acr:password");
    assert_eq!(tokens.id_token.unwrap().claims.acr.as_deref(), reached, "a wish is no condition");
    assert_eq!(tokens.access_token.claims.acr.as_deref(), reached);
}

#[test]
fn an_essential_acr_is_reached_or_refused() {
    let acr = |how: Value| shop_asks().with("claims", &json!({ "id_token": { "acr": how } }).to_string());
    for (how, met) in [
        (json!({ "essential": true, "values": ["urn:other:gold"] }), false),
        (json!({ "essential": true, "value": "urn:other:gold" }), false),
        (json!({ "essential": true, "values": ["urn:other:gold", "urn:countersign:acr:password"] }), true),
        (json!({ "essential": true }), true),
        (json!({ "values": ["urn:other:gold"] }), true),
        (json!(null), true),
    ] {
        let mut world = World::new();
        let answer = world.authorize(&mut Browser::default(), &acr(how.clone()));
        assert_eq!(answer.is_ok(), met, "{how}");
        let Err(refusal) = answer else { continue };
        assert_eq!(refusal.reason, Reason::AcrUnmet, "{how}");
        assert_eq!(refusal.reason.error().as_str(), "unmet_authentication_requirements");
        assert!(matches!(refusal.destination, Destination::Client(_)));
    }
}

#[test]
fn refuses_claims_that_cannot_be_read() {
    for claims in ["name", "[]", r#"{"userinfo":{"name":1}}"#, r#"{"id_token":{"a":null,"a":null}}"#] {
        let refusal = refusal(&mut World::new(), &shop_asks().with("claims", claims));
        assert_eq!(refusal.reason, Reason::ParameterInvalid, "{claims}");
        assert_eq!(refusal.detail.parameter.as_deref(), Some("claims"));
        assert!(matches!(refusal.destination, Destination::Client(_)));
    }
    for claims in ["", "{}", r#"{"vendor":[1]}"#] {
        let answer = World::new().authorize(&mut Browser::default(), &shop_asks().with("claims", claims));
        assert!(answer.is_ok(), "{claims}");
    }
}
