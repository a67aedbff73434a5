//! Scopes of our own made, changed and removed.

use idp::model::offered::Offered;
use idp::model::scope::{Scope, ScopeDefinition};
use idp::scope::{change, create, remove};
use idp::{Effect, Reason, Refusal};
use serde_json::json;

use crate::support::*;

fn made(name: &str, definition: serde_json::Value) -> Result<Scope, Refusal> {
    let mut world = World::new();
    world.offer_resource("https://orders.test", &[("read", &[])]);
    let definition = serde_json::from_value(definition).unwrap();
    create(name, definition, false, &world.state.offered(), NOW).answer
}

#[test]
fn refuses_names_that_mean_something_already() {
    for fits in ["staff", "https://shop.test/scopes/staff", "orders:read", "Openid"] {
        assert!(made(fits, json!({})).is_ok(), "{fits}");
    }
    for unfit in
        ["", "two words", "openid", "profile", "offline_access", "admin", "read", "a\"b", &"x".repeat(201)]
    {
        let refusal = made(unfit, json!({})).unwrap_err();
        let about = refusal.detail.parameter.as_deref();
        assert_eq!((refusal.reason, about), (Reason::ScopeDefinitionInvalid, Some("scope")), "{unfit}");
    }
    let refused = create("staff", ScopeDefinition::default(), true, &Offered::default(), NOW).answer;
    assert_eq!(reason(refused), Reason::ScopeTaken);
}

#[test]
fn refuses_what_a_scope_cannot_be() {
    let many = |number: usize| (0..number).map(|at| format!("c{at}")).collect::<Vec<_>>();
    for (value, about) in [
        (json!({ "claims": ["department", "groups", "email", "https://x.test/c", "name#fi"] }), None),
        (json!({ "claims": many(100), "groups": ["a"], "description": { "fi": "nähdä osastosi" } }), None),
        (json!({ "claims": many(101) }), Some("claims")),
        (json!({ "claims": ["a", "a"] }), Some("claims")),
        (json!({ "claims": [""] }), Some("claims")),
        (json!({ "claims": ["a b"] }), Some("claims")),
        (json!({ "claims": ["sub"] }), Some("claims")),
        (json!({ "claims": ["aud"] }), Some("claims")),
        (json!({ "groups": [""] }), Some("groups")),
        (json!({ "description": { "en": "x".repeat(201) } }), Some("description")),
        (json!({ "description": { "": "x" } }), Some("description")),
    ] {
        match (made("staff", value.clone()), about) {
            (Ok(_), None) => {}
            (Err(refusal), Some(about)) => assert_eq!(
                (refusal.reason, refusal.detail.parameter.as_deref()),
                (Reason::ScopeDefinitionInvalid, Some(about)),
                "{value}"
            ),
            (told, _) => panic!("{value}: {told:?}"),
        }
    }
}

#[test]
fn a_scope_is_changed_and_removed_in_the_version_that_was_seen() {
    let scope = made("staff", json!({ "claims": ["department"] })).unwrap();
    let decision = change(Some(scope.clone()), ScopeDefinition::default(), NOW);
    assert_eq!(decision.answer.unwrap().version, 2);
    assert!(matches!(&decision.effects[..], [Effect::PutScope(put)] if put.replaces == Some(1)));
    let unfit = ScopeDefinition { claims: vec!["sub".into()], ..ScopeDefinition::default() };
    assert_eq!(reason(change(Some(scope.clone()), unfit, NOW).answer), Reason::ScopeDefinitionInvalid);
    assert_eq!(reason(change(None, ScopeDefinition::default(), NOW).answer), Reason::NotFound);
    assert!(matches!(&remove(Some(&scope)).effects[..], [Effect::DeleteScope { version: 1, .. }]));
    assert_eq!(reason(remove(None).answer), Reason::NotFound);
}
