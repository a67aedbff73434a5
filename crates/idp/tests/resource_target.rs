//! Tokens for resources that are named (RFC 8707), and what of a scope they carry.

use idp::authorize::{Answer, Destination};
use idp::issue::Tokens;
use idp::{Effect, Reason};
use jose::JwsAlgorithm;
use oidc::claims::AccessToken;
use serde_json::{Value, json};

use crate::support::*;

const ORDERS: &str = "https://orders.test";
const BILLS: &str = "https://bills.test/v1?x";

/// Orders are for everybody to read and for the staff to write, bills for the accountants.
fn world() -> World {
    let mut world = World::new();
    world.offer_resource(ORDERS, &[("read", &[]), ("write", &["staff"])]);
    world.offer_resource(BILLS, &[("read", &["accounts"]), ("bills:pay", &["accounts"])]);
    let shop = world.client("shop");
    shop.metadata.scope = Some(scope("openid email offline_access read write bills:pay other"));
    shop.policy.resources = vec![ORDERS.to_owned(), BILLS.to_owned()];
    world
}

fn asks(scope: &str, resources: &[&str]) -> Form {
    resources.iter().fold(shop_asks().with("scope", scope), |form, resource| form.and("resource", resource))
}

fn tokens(world: &mut World, scope: &str, resources: &[&str]) -> Tokens {
    world.tokens(&mut Browser::default(), &asks(scope, resources))
}

fn audience(token: &AccessToken<'_>) -> Value {
    serde_json::to_value(&token.aud).unwrap()
}

fn told(tokens: &Tokens) -> (Value, String) {
    let claims = &tokens.access_token.claims;
    assert_eq!(claims.scope, tokens.scope, "the answer tells the scope of the token");
    (audience(claims), tokens.scope.to_string())
}

fn refresh(world: &mut World, tokens: &Tokens, resources: &[&str]) -> Result<Tokens, idp::Refusal> {
    let form = refreshes(tokens.refresh_token.as_ref().unwrap().expose(), "shop");
    world.token(&resources.iter().fold(form, |form, resource| form.and("resource", resource)))
}

#[test]
fn without_a_resource_the_token_is_for_the_client_as_a_string() {
    let mut world = world();
    let tokens = tokens(&mut world, "openid read other", &[]);
    assert_eq!(
        told(&tokens),
        (json!("shop"), "openid other".to_owned()),
        "read is the accountants' somewhere"
    );
    world.user("aino").groups = vec!["accounts".into()];
    let tokens = self::tokens(&mut world, "openid read write other", &[]);
    assert_eq!(told(&tokens), (json!("shop"), "openid read other".to_owned()), "all who have it agree");
    let ours = self::tokens(&mut world, "openid read other", &["https://id.test"]);
    assert_eq!(told(&ours).1, "openid other", "our own endpoints are no resource's");
}

#[test]
fn a_yes_for_one_resource_is_none_for_another_that_has_a_scope_of_the_same_name() {
    let mut world = world();
    world.user("aino").groups = vec!["accounts".into()];
    let mut browser = Browser::default();
    world.tokens(&mut browser, &asks("openid read", &[ORDERS]));
    let again = world.authorize(&mut browser, &asks("openid read", &[ORDERS]));
    assert!(matches!(again, Ok(Answer::Respond(_))), "remembered: {again:?}");
    for resources in [&[BILLS][..], &[ORDERS, BILLS]] {
        let asked = world.authorize(&mut browser, &asks("openid read", resources));
        assert!(matches!(asked, Ok(Answer::Consent(_))), "{resources:?} {asked:?}");
    }
    world.tokens(&mut browser, &asks("openid read", &[BILLS]));
    let both = world.authorize(&mut browser, &asks("openid read", &[ORDERS, BILLS]));
    assert!(matches!(both, Ok(Answer::Respond(_))), "one yes for each: {both:?}");
}

#[test]
fn a_token_is_for_the_resources_that_are_named_and_carries_their_scopes_alone() {
    let mut world = world();
    let one = tokens(&mut world, "openid email read write other", &[ORDERS]);
    assert_eq!(told(&one), (json!(ORDERS), "read".to_owned()));
    assert!(one.id_token.is_some(), "the client still learns who it was");
    assert_eq!(reason(world.userinfo(&one.access_token.claims)), Reason::ScopeInsufficient);

    world.user("aino").groups = vec!["accounts".into(), "staff".into()];
    let both = tokens(&mut world, "openid read write bills:pay", &[BILLS, ORDERS, BILLS]);
    assert_eq!(told(&both), (json!([BILLS, ORDERS]), "read write bills:pay".to_owned()));
    let other = tokens(&mut world, "openid write bills:pay", &[BILLS]);
    assert_eq!(told(&other), (json!(BILLS), "bills:pay".to_owned()), "write is for another resource");
}

#[test]
fn a_token_request_narrows_what_was_granted_and_a_refresh_narrows_again() {
    let mut world = world();
    world.user("aino").groups = vec!["accounts".into(), "staff".into()];
    let asked = asks("openid read write bills:pay", &[ORDERS, BILLS]);
    let code = world.code(&mut Browser::default(), &asked);
    let first = world.token(&redeems(&code, &asked).and("resource", BILLS)).unwrap();
    assert_eq!(told(&first), (json!(BILLS), "read bills:pay".to_owned()));
    let second = refresh(&mut world, &first, &[ORDERS]).unwrap();
    assert_eq!(told(&second), (json!(ORDERS), "read write".to_owned()));
    let third = refresh(&mut world, &second, &[]).unwrap();
    assert_eq!(told(&third), (json!([ORDERS, BILLS]), "read write bills:pay".to_owned()));
    let form = refreshes(third.refresh_token.as_ref().unwrap().expose(), "shop");
    let fourth = world.token(&form.and("resource", ORDERS).and("scope", "read openid")).unwrap();
    assert_eq!(told(&fourth), (json!(ORDERS), "read".to_owned()));
}

#[test]
fn the_issuer_is_the_name_for_our_own_endpoints() {
    let mut world = world();
    let first = tokens(&mut world, "openid email read", &[ORDERS]);
    let own = refresh(&mut world, &first, &["https://id.test"]).unwrap();
    assert_eq!(told(&own), (json!("shop"), "openid email".to_owned()));
    assert!(world.userinfo(&own.access_token.claims).is_ok());
    let both = refresh(&mut world, &own, &["https://id.test", ORDERS]);
    assert_eq!(reason(both), Reason::ResourceInvalid);
}

#[test]
fn refuses_resources_that_are_not_there_or_not_for_the_client_and_grants_nothing() {
    let mut world = world();
    world.client("shop").policy.resources = vec![ORDERS.to_owned(), "https://gone.test".to_owned()];
    for (resources, expected) in [
        (&["https://gone.test"][..], Reason::ResourceUnknown),
        (&[BILLS], Reason::ResourceUnknown),
        (&["https://orders.test/"], Reason::ResourceUnknown),
        (&[ORDERS, BILLS], Reason::ResourceUnknown),
        (&["orders"], Reason::ResourceInvalid),
        (&[ORDERS, "https://id.test"], Reason::ResourceInvalid),
    ] {
        let decision = world.decide_authorize(&Browser::default(), &asks("openid", resources).encode());
        assert!(decision.effects.is_empty());
        let refusal = decision.answer.unwrap_err();
        assert_eq!((refusal.reason, refusal.reason.error().as_str()), (expected, "invalid_target"));
        assert!(matches!(refusal.destination, Destination::Client(_)));
    }
    assert!(world.authorize(&mut Browser::default(), &asks("openid", &[ORDERS])).is_ok());
}

#[test]
fn refuses_resources_beyond_the_grant_and_leaves_the_refresh_token_as_it_was() {
    let mut world = world();
    let first = tokens(&mut world, "openid read", &[ORDERS]);
    for (resource, expected) in [
        (BILLS, Reason::ResourceWidened),
        ("https://x.test", Reason::ResourceWidened),
        ("x", Reason::ResourceInvalid),
    ] {
        let refusal = refresh(&mut world, &first, &[resource]).unwrap_err();
        assert_eq!((refusal.reason, refusal.reason.error().as_str()), (expected, "invalid_target"));
    }
    let plain = tokens(&mut world, "openid other", &[]);
    assert_eq!(reason(refresh(&mut world, &plain, &[ORDERS])), Reason::ResourceWidened);
    assert!(refresh(&mut world, &plain, &[]).is_ok() && refresh(&mut world, &first, &[]).is_ok());
}

#[test]
fn what_was_taken_away_since_is_in_no_further_token() {
    let mut world = world();
    world.user("aino").groups = vec!["staff".into(), "accounts".into()];
    let first = tokens(&mut world, "openid read write bills:pay", &[ORDERS, BILLS]);
    world.user("aino").groups = vec!["staff".into()];
    let second = refresh(&mut world, &first, &[]).unwrap();
    assert_eq!(told(&second), (json!([ORDERS, BILLS]), "write".to_owned()), "read is not theirs at both");
    world.client("shop").policy.resources = vec![ORDERS.to_owned()];
    let third = refresh(&mut world, &second, &[]).unwrap();
    assert_eq!(told(&third), (json!(ORDERS), "read write".to_owned()));
    world.client("shop").metadata.scope = Some(scope("openid read"));
    let fourth = refresh(&mut world, &third, &[]).unwrap();
    assert_eq!(told(&fourth), (json!(ORDERS), "read".to_owned()));
    world.state.resources.remove(ORDERS);
    assert_eq!(reason(refresh(&mut world, &fourth, &[])), Reason::ResourceUnknown);
    assert!(refresh(&mut world, &fourth, &["https://id.test"]).is_ok());
}

#[test]
fn a_person_gives_what_is_for_their_groups_and_is_asked_for_no_more() {
    let mut world = world();
    let mut browser = Browser::default();
    let code = world.code(&mut browser, &asks("openid read write", &[ORDERS]));
    let consent = world.state.consents.values().next().unwrap();
    assert_eq!(consent.scope, scope("openid read"), "nobody is asked for what they cannot give");
    let tokens = world.token(&redeems(&code, &shop_asks())).unwrap();
    assert_eq!(told(&tokens), (json!(ORDERS), "read".to_owned()));
}

/// Two resources may have a scope of one name, and a yes to one is none to the other.
#[test]
fn a_yes_counts_for_the_resource_it_was_given_for() {
    let mut world = world();
    world.user("aino").groups = vec!["accounts".into(), "staff".into()];
    let mut browser = Browser::default();
    world.code(&mut browser, &asks("openid read write", &[ORDERS]));
    let is_asked = |world: &mut World, browser: &Browser, scope: &str, resources: &[&str]| match world
        .authorize(&mut browser.clone(), &asks(scope, resources))
        .unwrap()
    {
        Answer::Consent(_) => true,
        Answer::Respond(_) => false,
        answer => panic!("signed in already: {answer:?}"),
    };
    for (asked, scope, resources) in [
        (false, "openid read", &[ORDERS][..]),
        (false, "openid write", &[ORDERS]),
        (true, "openid read", &[BILLS]),
        (true, "openid read", &[ORDERS, BILLS]),
    ] {
        assert_eq!(is_asked(&mut world, &browser, scope, resources), asked, "{scope} {resources:?}");
    }
    world.code(&mut browser, &asks("openid read", &[BILLS]));
    for (asked, scope, resources) in [
        (false, "openid read", &[ORDERS, BILLS][..]),
        (false, "openid write", &[ORDERS]),
        (true, "openid bills:pay", &[BILLS]),
    ] {
        assert_eq!(is_asked(&mut world, &browser, scope, resources), asked, "{scope} {resources:?}");
    }
}

#[test]
fn refuses_a_scope_of_which_the_person_may_give_nothing() {
    let mut world = world();
    let mut browser = Browser::default();
    world.code(&mut browser, &asks("openid", &[]));
    let refusal = world.authorize(&mut browser, &asks("write", &[ORDERS])).unwrap_err();
    assert_eq!(
        (refusal.reason, refusal.reason.error().as_str()),
        (Reason::ScopeNotForPerson, "access_denied")
    );
    assert!(matches!(refusal.destination, Destination::Client(_)));
    world.user("aino").groups = vec!["staff".into()];
    let tokens = world.tokens(&mut browser, &asks("write offline_access", &[ORDERS]));
    world.user("aino").groups = Vec::new();
    let form = refreshes(tokens.refresh_token.as_ref().unwrap().expose(), "shop");
    assert_eq!(reason(world.token(&form.clone().and("scope", "write"))), Reason::ScopeNotForPerson);
    world.user("aino").groups = vec!["staff".into()];
    assert!(world.token(&form.and("scope", "write")).is_ok());
}

#[test]
fn a_scope_of_our_own_may_be_for_groups_as_well() {
    let mut world = World::new();
    world.offer_scope("salary", &["salary"]);
    world.state.scopes.get_mut("salary").unwrap().definition.groups = vec!["staff".into()];
    world.client("shop").metadata.scope = Some(scope("openid salary"));
    assert_eq!(tokens(&mut world, "openid salary", &[]).scope, scope("openid"));
    world.user("aino").groups = vec!["staff".into()];
    assert_eq!(tokens(&mut world, "openid salary", &[]).scope, scope("openid salary"));
}

#[test]
fn a_resources_tokens_live_no_longer_than_it_and_the_client_say() {
    let mut world = world();
    world.user("aino").groups = vec!["accounts".into()];
    let mut lives = |orders: Option<u32>, bills: Option<u32>, resources: &[&str]| {
        world.state.resources.get_mut(ORDERS).unwrap().definition.access_token_ttl = orders;
        world.state.resources.get_mut(BILLS).unwrap().definition.access_token_ttl = bills;
        tokens(&mut world, "openid read", resources).expires_in
    };
    assert_eq!(lives(None, None, &[ORDERS]), 600);
    assert_eq!(lives(Some(60), None, &[ORDERS]), 60);
    assert_eq!(lives(Some(3600), None, &[ORDERS]), 600, "the client's is shorter");
    assert_eq!(lives(Some(60), Some(30), &[ORDERS, BILLS]), 30);
    assert_eq!(lives(Some(60), Some(30), &[]), 600, "none is named");
}

#[test]
fn a_resources_tokens_are_signed_as_it_says() {
    let mut world = world();
    let mut signed = |orders: Option<JwsAlgorithm>, bills: Option<JwsAlgorithm>, resources: &[&str]| {
        world.state.resources.get_mut(ORDERS).unwrap().definition.access_token_signing_alg = orders;
        world.state.resources.get_mut(BILLS).unwrap().definition.access_token_signing_alg = bills;
        let asked = asks("openid read", resources);
        let code = world.code(&mut Browser::default(), &asked);
        world.token(&redeems(&code, &asked)).map(|tokens| tokens.access_token.algorithm)
    };
    let (es, rs) = (Some(JwsAlgorithm::ES256), Some(JwsAlgorithm::RS256));
    assert_eq!(signed(rs, None, &[]).unwrap(), JwsAlgorithm::ES256);
    assert_eq!(signed(rs, None, &[ORDERS]).unwrap(), JwsAlgorithm::RS256);
    assert_eq!(signed(rs, None, &[BILLS, ORDERS]).unwrap(), JwsAlgorithm::RS256);
    assert_eq!(signed(rs, rs, &[BILLS, ORDERS]).unwrap(), JwsAlgorithm::RS256);
    assert_eq!(reason(signed(rs, es, &[BILLS, ORDERS])), Reason::ResourceInvalid);
}

#[test]
fn a_token_without_a_code_is_for_the_resources_that_are_named_as_well() {
    let mut world = world();
    let metadata = &mut world.client("shop").metadata;
    metadata.response_types = oidc::response_type::ResponseType::ALL.to_vec();
    metadata.grant_types.push(oidc::token::GrantType::Implicit);
    world.state.resources.get_mut(ORDERS).unwrap().definition.access_token_ttl = Some(60);
    let form = asks("openid read write bills:pay", &[ORDERS]).with("response_type", "id_token token");
    let token = world.respond(&mut Browser::default(), &form).access_token.unwrap();
    assert_eq!((audience(&token.draft.claims), token.expires_in), (json!(ORDERS), 60));
    assert_eq!((&token.scope, &token.draft.claims.scope), (&scope("read"), &scope("read")));
}

#[test]
fn a_client_gets_tokens_for_resources_on_its_own_behalf() {
    let mut world = world();
    world.offer_scope("staff", &["department"]);
    let worker = world.client("worker");
    worker.metadata.scope = Some(scope("read bills:pay own staff"));
    worker.policy.resources = vec![ORDERS.to_owned(), BILLS.to_owned()];
    let own = proves(Form::of(&[("grant_type", "client_credentials")]), "worker");
    let mut ask = |form: Form| world.token(&form);
    assert_eq!(told(&ask(own.clone()).unwrap()), (json!("worker"), "read bills:pay own".to_owned()));
    let orders = own.clone().and("resource", ORDERS);
    assert_eq!(told(&ask(orders.clone()).unwrap()), (json!(ORDERS), "read".to_owned()));
    let both = orders.clone().and("resource", BILLS);
    assert_eq!(told(&ask(both).unwrap()), (json!([ORDERS, BILLS]), "read bills:pay".to_owned()));
    assert_eq!(reason(ask(orders.and("scope", "bills:pay"))), Reason::ScopeNotAllowed);
    assert_eq!(reason(ask(own.clone().and("resource", "https://x.test"))), Reason::ResourceUnknown);
    assert_eq!(reason(ask(own.and("scope", "staff"))), Reason::ScopeNotAllowed, "it tells of people");
}

#[test]
fn who_stands_for_a_resource_may_know_of_the_tokens_that_are_for_it() {
    let mut world = world();
    let for_orders = tokens(&mut world, "openid read", &[ORDERS]).access_token.claims;
    let for_shop = tokens(&mut world, "openid other", &[]).access_token.claims;
    let active = |world: &World, claims: &AccessToken<'_>| {
        world.introspect_access("portal", claims).unwrap()["active"].as_bool().unwrap()
    };
    world.client("portal").metadata.token_endpoint_auth_method =
        oidc::client_authentication::Method::ClientSecretPost;
    assert!(!active(&world, &for_orders));
    world.state.resources.get_mut(ORDERS).unwrap().definition.introspected_by = vec![portal().id];
    assert!(active(&world, &for_orders) && !active(&world, &for_shop));
    let told = world.introspect_access("portal", &for_orders).unwrap();
    assert_eq!((&told["aud"], &told["scope"]), (&json!(ORDERS), &json!("read")));
}

#[test]
fn a_code_that_is_shown_with_a_resource_it_does_not_have_is_used_up() {
    let mut world = world();
    let asked = asks("openid read", &[ORDERS]);
    let code = world.code(&mut Browser::default(), &asked);
    let right = redeems(&code, &asked);
    let decision = world.decide_token(&right.clone().and("resource", BILLS));
    assert!(decision.effects.iter().any(|effect| matches!(effect, Effect::Spend(_))));
    assert_eq!(reason(world.commit(decision)), Reason::ResourceWidened);
    assert_eq!(reason(world.token(&right)), Reason::CodeReplayed);
}
