//! Resources made, changed and removed.

use idp::model::ClientId;
use idp::model::offered::Offered;
use idp::model::resource::{Resource, ResourceDefinition, ResourceScope};
use idp::resource::{Facts, change, create, remove};
use idp::{Effect, Reason, Refusal};
use jose::JwsAlgorithm;
use serde_json::json;

use crate::support::*;

fn definition(value: serde_json::Value) -> ResourceDefinition {
    serde_json::from_value(value).unwrap()
}

fn made(identifier: &str, definition: ResourceDefinition) -> Result<Resource, Refusal> {
    let mut world = World::new();
    world.offer_scope("staff", &[]);
    let offered = world.state.offered();
    let facts = Facts { resource: None, offered: &offered, keys: &world.state.keys };
    create(identifier, definition, facts, NOW).answer
}

#[test]
fn takes_an_absolute_uri_and_nothing_else() {
    for fits in ["https://orders.test", "http://10.0.0.1:8080/a?b=c", "urn:example:orders", "api://x"] {
        assert!(made(fits, ResourceDefinition::default()).is_ok(), "{fits}");
    }
    let long = format!("https://orders.test/{}", "x".repeat(181));
    for unfit in ["orders", "", "https://orders.test/#a", "https://orders.test/ a", "https://ä.test", &long]
    {
        let refusal = made(unfit, ResourceDefinition::default()).unwrap_err();
        assert_eq!(refusal.reason, Reason::ResourceDefinitionInvalid, "{unfit}");
        assert_eq!(refusal.detail.parameter.as_deref(), Some("resource"));
    }
}

#[test]
fn refuses_what_a_resource_cannot_be() {
    let many = |number: usize| (0..number).map(|at| json!({ "name": format!("s{at}") })).collect::<Vec<_>>();
    for (value, about) in [
        (json!({ "name": "Tilaukset", "scopes": many(100), "access_token_ttl": 604_800 }), None),
        (
            json!({ "scopes": [{ "name": "read", "description": { "en": "Read", "pt-BR": "Ler" }, "groups": ["a"] }] }),
            None,
        ),
        (json!({ "access_token_signing_alg": "RS256", "introspected_by": ["api"] }), None),
        (json!({ "name": "" }), Some("name")),
        (json!({ "name": "a\u{7}" }), Some("name")),
        (json!({ "scopes": many(101) }), Some("scopes")),
        (json!({ "scopes": [{ "name": "read" }, { "name": "read" }] }), Some("scopes")),
        (json!({ "scopes": [{ "name": "two words" }] }), Some("scopes")),
        (json!({ "scopes": [{ "name": "" }] }), Some("scopes")),
        (json!({ "scopes": [{ "name": "openid" }] }), Some("scopes")),
        (json!({ "scopes": [{ "name": "offline_access" }] }), Some("scopes")),
        (json!({ "scopes": [{ "name": "admin" }] }), Some("scopes")),
        (json!({ "scopes": [{ "name": "staff" }] }), Some("scopes")),
        (json!({ "scopes": [{ "name": "read", "groups": ["a", "a"] }] }), Some("scopes")),
        (json!({ "scopes": [{ "name": "read", "description": { "en": "" } }] }), Some("scopes")),
        (json!({ "scopes": [{ "name": "read", "description": { "e n": "Read" } }] }), Some("scopes")),
        (json!({ "access_token_ttl": 0 }), Some("access_token_ttl")),
        (json!({ "access_token_ttl": 604_801 }), Some("access_token_ttl")),
        (json!({ "access_token_signing_alg": "ES512" }), Some("access_token_signing_alg")),
        (json!({ "introspected_by": ["a b"] }), Some("introspected_by")),
    ] {
        let told = made("https://orders.test", definition(value.clone()));
        match (told, about) {
            (Ok(_), None) => {}
            (Err(refusal), Some(about)) => assert_eq!(
                (refusal.reason, refusal.detail.parameter.as_deref()),
                (Reason::ResourceDefinitionInvalid, Some(about)),
                "{value}"
            ),
            (told, _) => panic!("{value}: {told:?}"),
        }
    }
}

#[test]
fn refuses_an_identifier_that_is_taken_and_more_resources_than_a_node_keeps() {
    let mut world = World::new();
    let resource = world.offer_resource("https://orders.test", &[]).clone();
    let offered = world.state.offered();
    let facts = Facts { resource: Some(&resource), offered: &offered, keys: &world.state.keys };
    let refused = create("https://orders.test", ResourceDefinition::default(), facts, NOW).answer;
    assert_eq!(reason(refused), Reason::ResourceTaken);
    let full = Offered::new(
        (0..1000).map(|at| Resource { identifier: at.to_string(), ..resource.clone() }).collect(),
        Vec::new(),
    );
    let facts = Facts { resource: None, offered: &full, keys: &world.state.keys };
    let refused = create("https://bills.test", ResourceDefinition::default(), facts, NOW).answer;
    assert_eq!(reason(refused), Reason::ResourceDefinitionInvalid);
    let facts = Facts { offered: &offered, ..facts };
    assert!(create("https://bills.test", ResourceDefinition::default(), facts, NOW).answer.is_ok());
}

#[test]
fn a_resource_is_changed_and_removed_in_the_version_that_was_seen() {
    let mut world = World::new();
    let resource = world.offer_resource("https://orders.test", &[]).clone();
    let offered = world.state.offered();
    let facts = Facts { resource: Some(&resource), offered: &offered, keys: &world.state.keys };
    let scope = ResourceScope { name: "read".into(), description: Default::default(), groups: Vec::new() };
    let wanted = ResourceDefinition {
        scopes: vec![scope],
        access_token_signing_alg: Some(JwsAlgorithm::ES256),
        introspected_by: vec![ClientId::new("api")],
        ..ResourceDefinition::default()
    };
    let decision = change(wanted.clone(), facts, NOW);
    let changed = decision.answer.unwrap();
    assert_eq!((changed.version, &changed.definition), (2, &wanted));
    assert!(matches!(&decision.effects[..], [Effect::PutResource(put)] if put.replaces == Some(1)));
    let unfit = ResourceDefinition { access_token_ttl: Some(0), ..wanted };
    assert_eq!(reason(change(unfit, facts, NOW).answer), Reason::ResourceDefinitionInvalid);
    let absent = Facts { resource: None, ..facts };
    assert_eq!(reason(change(ResourceDefinition::default(), absent, NOW).answer), Reason::NotFound);
    let removed = remove(Some(&resource)).effects;
    assert!(matches!(&removed[..], [Effect::DeleteResource { version: 1, .. }]));
    assert_eq!(reason(remove(None).answer), Reason::NotFound);
}
