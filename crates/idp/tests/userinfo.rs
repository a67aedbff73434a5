//! What a token opens of the person it speaks for.

use idp::access::{Facts, Read};
use idp::model::offered::Offered;
use idp::userinfo::{self, Answer};
use idp::{Reason, Refusal};
use jose::JwsAlgorithm;
use serde_json::json;

use crate::support::*;

fn told(asked: &str) -> serde_json::Value {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks().with("scope", asked));
    serde_json::to_value(world.userinfo(&tokens.access_token.claims).unwrap()).unwrap()
}

#[test]
fn each_scope_opens_its_claims_and_no_others() {
    assert_eq!(told("openid"), json!({ "sub": "u-aino" }));
    assert_eq!(
        told("openid email"),
        json!({ "sub": "u-aino", "email": "aino@example.test", "email_verified": false })
    );
    assert_eq!(
        told("openid phone"),
        json!({ "sub": "u-aino", "phone_number": "+358 50 1", "phone_number_verified": true })
    );
    assert_eq!(
        told("openid profile"),
        json!({
            "sub": "u-aino", "name": "aino of Espoo", "preferred_username": "aino", "updated_at": NOW.as_secs(),
        })
    );
    assert_eq!(told("openid address"), json!({ "sub": "u-aino" }));
}

#[test]
fn an_account_without_a_name_of_its_own_tells_none() {
    let told = |username: &str| {
        let mut world = World::new();
        let tokens = world.tokens(&mut Browser::default(), &shop_asks().with("scope", "openid profile"));
        world.user("aino").username = username.to_owned();
        serde_json::to_value(world.userinfo(&tokens.access_token.claims).unwrap()).unwrap()
    };
    assert_eq!(told("u-aino").get("preferred_username"), None, "it is called by its identifier");
    assert_eq!(told("maija")["preferred_username"], "maija");
}

#[test]
fn a_scope_of_our_own_opens_the_claims_it_names_and_no_others() {
    let told = |asked: &str| {
        let mut world = World::new();
        world.offer_scope("staff", &["department", "groups", "email", "absent"]);
        world.offer_scope("tier", &["https://shop.test/tier"]);
        world.client("shop").metadata.scope = Some(scope("openid profile staff tier"));
        let user = world.user("aino");
        user.groups = vec!["staff".into(), "night".into()];
        user.attributes.insert("department".into(), json!("Sales"));
        user.attributes.insert("https://shop.test/tier".into(), json!({ "level": 3 }));
        user.attributes.insert("salary".into(), json!(1));
        let tokens = world.tokens(&mut Browser::default(), &shop_asks().with("scope", asked));
        serde_json::to_value(world.userinfo(&tokens.access_token.claims).unwrap()).unwrap()
    };
    assert_eq!(told("openid"), json!({ "sub": "u-aino" }));
    assert_eq!(
        told("openid staff"),
        json!({
            "sub": "u-aino", "department": "Sales", "groups": ["staff", "night"], "email": "aino@example.test",
        })
    );
    assert_eq!(
        told("openid profile tier"),
        json!({
            "sub": "u-aino", "name": "aino of Espoo", "preferred_username": "aino", "updated_at": NOW.as_secs(),
            "https://shop.test/tier": { "level": 3 },
        })
    );
}

#[test]
fn the_subject_is_that_of_the_id_token() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let told = world.userinfo(&tokens.access_token.claims).unwrap();
    assert_eq!(told.sub, tokens.id_token.unwrap().claims.sub);
}

#[test]
fn refuses_a_token_without_openid() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks().with("scope", "profile"));
    let refusal = world.userinfo(&tokens.access_token.claims).unwrap_err();
    assert_eq!(
        (refusal.reason, refusal.reason.error().as_str()),
        (Reason::ScopeInsufficient, "insufficient_scope")
    );
    assert_eq!(refusal.detail.expected.as_deref(), Some("openid"));
    let own = world.token(&proves(Form::of(&[("grant_type", "client_credentials")]), "worker")).unwrap();
    assert_eq!(reason(world.userinfo(&own.access_token.claims)), Reason::ScopeInsufficient);
}

fn decided(world: &World, read: Read<'_>, token: Facts<'_>) -> Result<Answer, Refusal> {
    let facts = userinfo::Facts {
        issuer: &world.issuer,
        token,
        certificate: None,
        offered: &Offered::default(),
        keys: &world.state.keys,
        sealing: idp::issue::seal::Facts::NotAsked,
        rehearsal: None,
    };
    userinfo::decide(read, idp::access::Sender::Bearer, facts, world.now).answer
}

/// OpenID Connect Core §5.3.2.
#[test]
fn is_signed_for_a_client_that_registered_so_and_says_by_whom_and_for_whom() {
    let mut world = World::new();
    let token = world.tokens(&mut Browser::default(), &shop_asks()).access_token.claims;
    assert!(matches!(world.userinfo_in_form(&token).unwrap(), Answer::Json(told) if told.iss.is_none()));
    world.client("shop").metadata.userinfo_signed_response_alg = Some(JwsAlgorithm::RS256);
    let Answer::Signed(draft) = world.userinfo_in_form(&token).unwrap() else { panic!("not signed") };
    assert_eq!((draft.algorithm, draft.kid.as_deref(), draft.typ), (JwsAlgorithm::RS256, Some("rs"), None));
    let told = serde_json::to_value(&draft.claims).unwrap();
    assert_eq!(
        (&told["iss"], &told["aud"], &told["sub"]),
        (&json!("https://id.test"), &json!("shop"), &json!("u-aino"))
    );
    assert_eq!(told["email"], "aino@example.test");
    assert!(told.get("exp").is_none(), "so that nobody takes it for an ID token");
}

#[test]
fn refuses_no_token_and_what_is_none_of_ours() {
    let world = World::new();
    let decide = |read| decided(&world, read, Facts::default());
    assert_eq!(reason(decide(Read::Absent)), Reason::TokenMissing);
    let refusal = decide(Read::NotOurs("another issuer")).unwrap_err();
    assert_eq!((refusal.reason, refusal.reason.error().as_str()), (Reason::TokenInvalid, "invalid_token"));
    assert_eq!(refusal.detail.operator.as_deref(), Some("another issuer"));
}

#[test]
fn refuses_a_token_whose_time_is_over() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    world.wait(599);
    assert!(world.userinfo(&tokens.access_token.claims).is_ok());
    world.wait(1);
    assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenExpired);
}

#[test]
fn refuses_a_token_whose_grant_was_ended_however_it_was() {
    let endings: [Ending; 4] = [
        ("person disabled", |world| world.user("aino").disabled_at = Some(NOW)),
        ("person removed", |world| world.state.users.clear()),
        ("client disabled", |world| world.client("shop").disabled_at = Some(NOW)),
        ("client removed", |world| world.state.clients.clear()),
    ];
    for (what, end) in endings {
        let mut world = World::new();
        let tokens = world.tokens(&mut Browser::default(), &shop_asks());
        assert!(world.userinfo(&tokens.access_token.claims).is_ok());
        end(&mut world);
        assert_eq!(reason(world.userinfo(&tokens.access_token.claims)), Reason::TokenRevoked, "{what}");
    }
}

#[test]
fn refuses_facts_about_another_family_or_another_person() {
    let mut world = World::new();
    let tokens = world.tokens(&mut Browser::default(), &shop_asks());
    let claims = tokens.access_token.claims;
    let others = world.tokens(&mut Browser::default(), &shop_asks()).access_token.claims;
    let family = |claims: &oidc::claims::AccessToken<'_>| {
        let Some(idp::issue::Jti::Family(id)) = idp::issue::Jti::read(&claims.jti) else { panic!() };
        world.state.family(&id, world.now).unwrap()
    };
    let (own, other) = (family(&claims), family(&others));
    let (aino, bo) = (person("aino"), person("bo"));
    let decide = |family, user| {
        let shop = shop();
        let facts = Facts { family: Some(family), user: Some(user), client: Some(&shop), ..Facts::default() };
        decided(&world, Read::Ours(&claims), facts)
    };
    assert!(decide(&own, &aino).is_ok());
    assert_eq!(reason(decide(&other, &aino)), Reason::TokenRevoked);
    assert_eq!(reason(decide(&own, &bo)), Reason::TokenRevoked);
}

#[test]
fn refuses_a_token_whose_name_we_cannot_read() {
    let mut world = World::new();
    let mut claims = world.tokens(&mut Browser::default(), &shop_asks()).access_token.claims;
    for jti in ["", "x", "AAAA", &jose::base64url::encode([2; 25]), &jose::base64url::encode([1; 24])] {
        claims.jti = jti.to_owned().into();
        assert_eq!(reason(world.userinfo(&claims)), Reason::TokenInvalid, "{jti}");
    }
}
