//! Upstreams made, changed and removed, and our keys for them.

use std::time::Duration;

use idp::email_domain::There;
use idp::model::client::KeptSecret;
use idp::model::key::{KeyAlgorithm, KeyRecord};
use idp::model::upstream::{Upstream, UpstreamDefinition};
use idp::upstream::profile::complete;
use idp::upstream::{Changes, NewUpstream, change, create, keys, remove, remove_key, rename, rotate};
use idp::{Effect, Reason, Refusal, Time};
use jose::JwsAlgorithm::{ES256, RS256};
use jose::secret::Secret;
use serde_json::{Value, json};

use crate::support::*;

/// As an administrator writes it, with what the profile has beside.
fn definition(value: &Value) -> UpstreamDefinition {
    let mut definition: UpstreamDefinition = serde_json::from_value(value.clone()).unwrap();
    complete(&mut definition, |name| value.get(name).is_some());
    definition
}

fn secret() -> Option<KeptSecret> {
    Some(KeptSecret::new(Secret::new("from the registration".to_owned())))
}

fn key(kid: &str, algorithm: impl Into<KeyAlgorithm>) -> KeyRecord {
    KeyRecord {
        kid: kid.to_owned(),
        algorithm: algorithm.into(),
        private: Secret::new(b"{}".to_vec()),
        created_at: Time::default(),
        signs_from: Time::default(),
        published_until: Time::NEVER,
    }
}

fn made_for(definition: &UpstreamDefinition) -> Vec<KeyRecord> {
    let needed = keys::needed(definition).into_iter();
    needed.map(|algorithm| key(&format!("{algorithm} 1"), algorithm)).collect()
}

fn made(value: &Value, client_secret: Option<KeptSecret>) -> Result<Upstream, Refusal> {
    let definition = definition(value);
    let keys = made_for(&definition);
    create(NewUpstream { id: "up".to_owned(), definition, client_secret }, keys, There::default(), NOW).answer
}

fn over(base: &Value, more: &Value) -> Value {
    let mut value = base.clone();
    for (name, more) in more.as_object().unwrap() {
        value[name] = more.clone();
    }
    value
}

fn basic() -> Value {
    json!({ "issuer": "https://op.example", "client_id": "countersign", "scope": "openid email" })
}

fn ftn() -> Value {
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    json!({
        "issuer": "https://broker.example", "client_id": "countersign", "profile": "ftn",
        "jwks": { "keys": [jwk] },
    })
}

#[track_caller]
fn expect(base: &Value, more: &Value, client_secret: Option<KeptSecret>, about: Option<&str>) {
    let value = over(base, more);
    match (made(&value, client_secret), about) {
        (Ok(_), None) => {}
        (Err(refusal), Some(about)) => {
            assert_eq!(refusal.reason, Reason::UpstreamDefinitionInvalid, "{more}");
            assert_eq!(refusal.detail.parameter.as_deref(), Some(about), "{more}");
            assert!(refusal.detail.expected.is_some(), "{more} says what it should be");
        }
        (Ok(_), Some(_)) => panic!("{more} was taken"),
        (Err(refusal), None) => panic!("{more} was refused: {refusal:?}"),
    }
}

#[test]
fn names_the_member_of_each_misconfiguration() {
    let base = basic();
    let metadata = json!({ "authorization_endpoint": "https://op.example/a", "token_endpoint": "https://op.example/t",
        "jwks_uri": "https://op.example/k" });
    let many =
        |most: usize| (0..most).map(|at| json!({ "id": at.to_string(), "name": "x" })).collect::<Vec<_>>();
    let rule =
        |from: &str, to: &str, keep: &str| json!({ "claims": [{ "from": from, "to": to, "keep": keep }] });
    for (more, about) in [
        (json!({}), None),
        (json!({ "issuer": "http://localhost:8080" }), None),
        (json!({ "issuer": "http://op.example" }), Some("issuer")),
        (json!({ "issuer": "https://op.example?x" }), Some("issuer")),
        (json!({ "issuer": "" }), Some("issuer")),
        (json!({ "name": { "en": "" } }), Some("name")),
        (json!({ "client_id": "" }), Some("client_id")),
        (json!({ "client_id": "a b" }), Some("client_id")),
        (json!({ "scope": "openid ä" }), Some("scope")),
        (json!({ "metadata": metadata }), None),
        (
            json!({ "metadata": over(&metadata, &json!({ "issuer": "https://other.example" })) }),
            Some("metadata"),
        ),
        (
            json!({ "metadata": over(&metadata, &json!({ "token_endpoint": "http://op.example/t" })) }),
            Some("metadata"),
        ),
        (json!({ "metadata": { "token_endpoint": "https://op.example/t" } }), Some("metadata")),
        (json!({ "jwks": { "keys": [{ "kty": "oct", "k": "AAAA" }] } }), Some("jwks")),
        (json!({ "jwks": [] }), Some("jwks")),
        (json!({ "signed_jwks_uri": "https://op.example/s" }), Some("signed_jwks_fingerprints")),
        (
            json!({ "signed_jwks_fingerprints": ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"] }),
            Some("signed_jwks_uri"),
        ),
        (
            json!({ "signed_jwks_uri": "http://op.example/s", "signed_jwks_fingerprints": ["x"] }),
            Some("signed_jwks_uri"),
        ),
        (
            json!({ "signed_jwks_uri": "https://op.example/s", "signed_jwks_fingerprints": ["x"] }),
            Some("signed_jwks_fingerprints"),
        ),
        (
            json!({ "token_endpoint_auth_method": "self_signed_tls_client_auth" }),
            Some("token_endpoint_auth_method"),
        ),
        (
            json!({ "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "HS256" }),
            Some("token_endpoint_auth_signing_alg"),
        ),
        (
            json!({ "token_endpoint_auth_method": "client_secret_jwt", "token_endpoint_auth_signing_alg": "ES256" }),
            Some("token_endpoint_auth_signing_alg"),
        ),
        (json!({ "token_endpoint_auth_signing_alg": "ES256" }), Some("token_endpoint_auth_signing_alg")),
        (json!({ "request_object_signing_alg": "ES256" }), Some("request_object_signing_alg")),
        (
            json!({ "request": "signed", "request_object_encryption_alg": "RSA-OAEP" }),
            Some("request_object_encryption_alg"),
        ),
        (
            json!({ "request": "pushed", "request_object_encryption_enc": "A128GCM" }),
            Some("request_object_encryption_enc"),
        ),
        (json!({ "request": "sealed", "request_object_encryption_enc": "A128GCM" }), None),
        (json!({ "id_token_encrypted_response_enc": "A128GCM" }), Some("id_token_encrypted_response_enc")),
        (
            json!({ "authorization_encrypted_response_alg": "RSA-OAEP" }),
            Some("authorization_signed_response_alg"),
        ),
        (json!({ "acr_values": ["a b"] }), Some("acr_values")),
        (json!({ "acr": { "loa2": "" } }), Some("acr")),
        (json!({ "selectors": ["idp:ftn", "urn:x:*"] }), None),
        (json!({ "selectors": ["*"] }), Some("selectors")),
        (json!({ "selectors": ["a*b"] }), Some("selectors")),
        (json!({ "choices": many(200), "choice_parameter": "bank" }), None),
        (json!({ "choices": many(201), "choice_parameter": "bank" }), Some("choices")),
        (json!({ "choices": many(1) }), Some("choice_parameter")),
        (
            json!({ "choices": [{ "id": "a", "name": "x" }, { "id": "a", "name": "y" }], "choice_parameter": "bank" }),
            Some("choices"),
        ),
        (json!({ "choices": [{ "id": "a", "name": "" }], "choice_parameter": "bank" }), Some("choices")),
        (json!({ "choice_parameter": "state" }), Some("choice_parameter")),
        (json!({ "choice_parameter": "x", "service_name_parameter": "x" }), Some("service_name_parameter")),
        (json!({ "parameters": { "tenant": "a" } }), None),
        (json!({ "parameters": { "client_id": "a" } }), Some("parameters")),
        (json!({ "parameters": { "tenant": "a\nb" } }), Some("parameters")),
        (json!({ "choice_claim": "" }), Some("choice_claim")),
        (json!({ "subject": "" }), Some("subject")),
        (json!({ "subject": "oid sub" }), None),
        (json!({ "subject": "oid  sub" }), Some("subject")),
        (rule("a", "email", "account"), None),
        (rule("a", "my_own", "session"), None),
        (rule("a", "my_own", "account"), Some("claims")),
        (rule("a", "acr", "session"), Some("claims")),
        (rule("a", "sub", "session"), Some("claims")),
        (rule("", "email", "session"), Some("claims")),
        (rule("urn:oid:1.2.246.21", "nickname", "session"), None),
        (rule("urn:oid:1.2.246.21", "nickname", "account"), Some("claims")),
    ] {
        expect(&base, &more, secret(), about);
    }
}

#[test]
fn wants_a_secret_where_one_is_the_key() {
    for (more, without) in [
        (json!({}), Some("client_secret")),
        (json!({ "token_endpoint_auth_method": "client_secret_jwt" }), Some("client_secret")),
        (json!({ "token_endpoint_auth_method": "private_key_jwt" }), None),
        (json!({ "token_endpoint_auth_method": "none" }), None),
        (
            json!({ "token_endpoint_auth_method": "none", "id_token_signed_response_alg": "HS256" }),
            Some("id_token_signed_response_alg"),
        ),
        (
            json!({ "token_endpoint_auth_method": "none", "userinfo_encrypted_response_alg": "dir" }),
            Some("userinfo_encrypted_response_alg"),
        ),
    ] {
        expect(&basic(), &more, None, without);
        expect(&basic(), &more, secret(), None);
    }
    let empty = Some(KeptSecret::new(Secret::new(String::new())));
    expect(&basic(), &json!({}), empty, Some("client_secret"));
}

#[test]
fn an_ftn_upstream_is_sealed_both_ways_and_known_by_its_keys() {
    for (more, about) in [
        (json!({}), None),
        (json!({ "request": "sealed", "id_token_signed_response_alg": "ES256" }), None),
        (json!({ "request": "pushed" }), None),
        (json!({ "request": "plain" }), Some("request")),
        (json!({ "token_endpoint_auth_method": "client_secret_basic" }), Some("token_endpoint_auth_method")),
        (json!({ "jwks": null }), Some("jwks")),
        (
            json!({ "jwks": null, "signed_jwks_uri": "https://broker.example/s",
                "signed_jwks_fingerprints": ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"] }),
            None,
        ),
        (json!({ "token_endpoint_auth_signing_alg": "RS512" }), Some("token_endpoint_auth_signing_alg")),
        (json!({ "id_token_signed_response_alg": "EdDSA" }), Some("id_token_signed_response_alg")),
        (json!({ "id_token_encrypted_response_alg": "dir" }), Some("id_token_encrypted_response_alg")),
        (json!({ "userinfo_encrypted_response_alg": "A128KW" }), Some("userinfo_encrypted_response_alg")),
        (json!({ "userinfo": false }), None),
        (json!({ "acr_values": [] }), Some("acr_values")),
    ] {
        expect(&ftn(), &more, secret(), about);
    }
}

#[test]
fn an_ftn_upstream_speaks_as_the_trust_network_does_where_nothing_is_said() {
    let definition = definition(&ftn());
    assert_eq!(definition.choice_parameter.as_deref(), Some("ftn_idp_id"));
    assert_eq!(definition.service_name_parameter.as_deref(), Some("ftn_spname"));
    assert!(!definition.single_sign_on, "the person is identified, and no more");
    let told: Vec<&str> = definition.claims.iter().map(|rule| rule.to.as_str()).collect();
    for name in
        ["name", "birthdate", "nin", "nin_type", "nin_issuing_country", "ftn_idp", "ftn_hetu", "ftn_satu"]
    {
        assert!(told.contains(&name), "{name}");
    }
    assert!(definition.claims.iter().all(|rule| rule.keep == idp::model::upstream::Keep::Session));
    let needed: Vec<String> = keys::needed(&definition).iter().map(ToString::to_string).collect();
    assert_eq!(needed, ["RS256", "RSA-OAEP"]);
    assert_eq!(keys::needed(&self::definition(&basic())), []);
}

#[test]
fn an_identifier_is_one_and_is_free() {
    let up = made(&over(&basic(), &json!({ "email_domains": ["partners.example"] })), secret()).unwrap();
    let there = [up.clone()];
    let there = There { upstreams: &there, ..There::default() };
    let new = |id: &str| NewUpstream {
        id: id.to_owned(),
        definition: definition(&basic()),
        client_secret: secret(),
    };
    let created = |id: &str, there| create(new(id), Vec::new(), there, NOW);
    assert_eq!(created("up", there).answer.unwrap_err().reason, Reason::UpstreamTaken);
    assert_eq!(created("UP", there).answer.unwrap_err().reason, Reason::UpstreamDefinitionInvalid);
    let decision = created("other", there);
    assert!(matches!(&decision.effects[..], [Effect::PutUpstream(put)] if put.replaces.is_none()));
    let taken = NewUpstream { definition: up.definition.clone(), ..new("other") };
    let refused = create(taken, Vec::new(), there, NOW).answer.unwrap_err();
    assert_eq!(refused.detail.parameter.as_deref(), Some("email_domains"), "a domain leads to one place");
    let same = Changes { definition: Some(up.definition.clone()), ..Changes::default() };
    assert!(change(Some(up.clone()), same, Vec::new(), there, NOW).answer.is_ok(), "its own domain stays");
    let full: Vec<_> =
        (0..200).map(|at| Upstream { id: format!("a{at}").parse().unwrap(), ..up.clone() }).collect();
    let full = There { upstreams: &full, ..There::default() };
    assert_eq!(created("up", full).answer.unwrap_err().reason, Reason::UpstreamDefinitionInvalid);
}

#[test]
fn a_change_leaves_the_rest_and_is_checked_like_a_new_one() {
    let before = made(&basic(), secret()).unwrap();
    let changed = |changes| {
        change(Some(before.clone()), changes, Vec::new(), There::default(), NOW + Duration::from_secs(9))
            .answer
    };
    let off = changed(Changes { disabled: Some(true), ..Changes::default() }).unwrap();
    assert_eq!((off.version, off.is_open(), &off.definition), (2, false, &before.definition));
    assert!(off.secret().is_some());
    let refused = changed(Changes { client_secret: Some(None), ..Changes::default() }).unwrap_err();
    assert_eq!(refused.detail.parameter.as_deref(), Some("client_secret"));
    let unfit = UpstreamDefinition { client_id: String::new(), ..before.definition.clone() };
    let refused = changed(Changes { definition: Some(unfit), ..Changes::default() }).unwrap_err();
    assert_eq!(refused.reason, Reason::UpstreamDefinitionInvalid);
    assert_eq!(
        change(None, Changes::default(), Vec::new(), There::default(), NOW).answer.unwrap_err().reason,
        Reason::NotFound
    );
    assert!(matches!(&remove(Some(&before)).effects[..], [Effect::DeleteUpstream { version: 1, .. }]));
    assert_eq!(remove(None).answer.unwrap_err().reason, Reason::NotFound);
}

#[test]
fn a_change_tells_which_keys_it_lacks() {
    let value = over(&basic(), &json!({ "request": "signed", "request_object_signing_alg": "ES256" }));
    let before = made(&value, secret()).unwrap();
    assert!(keys::lacking(&before.definition, &before.keys, NOW).is_empty());
    let after = definition(&over(&value, &json!({ "id_token_encrypted_response_alg": "RSA-OAEP" })));
    let lacking = keys::lacking(&after, &before.keys, NOW);
    assert_eq!(lacking.iter().map(ToString::to_string).collect::<Vec<_>>(), ["RSA-OAEP"]);
    let changes = Changes { definition: Some(after), ..Changes::default() };
    let changed =
        change(Some(before), changes, vec![key("new", lacking[0])], There::default(), NOW).answer.unwrap();
    assert_eq!(changed.keys.iter().map(|key| key.kid.as_str()).collect::<Vec<_>>(), ["ES256 1", "new"]);
}

#[test]
fn the_next_key_stands_beside_the_one_in_use_and_takes_over_by_itself() {
    let before = made(&ftn(), None).unwrap();
    let later = NOW + Duration::from_hours(48);
    let next = vec![key("RS256 2", RS256)];
    let rotated = rotate(Some(before), next, later, NOW).answer.unwrap();
    let facts: Vec<_> = rotated.keys.iter().map(idp::model::key::KeyFacts::from).collect();
    let signer = |at| idp::model::key::signer(&facts, RS256, at).map(|key| key.kid.as_str());
    assert_eq!((signer(NOW), signer(later)), (Some("RS256 1"), Some("RS256 2")));
    let published = |at| facts.iter().filter(|key| at < key.published_until).count();
    assert_eq!(
        (published(NOW), published(later), published(later + Duration::from_hours(8 * 24))),
        (3, 3, 2)
    );

    // One that has not taken over yet is replaced, and the first of an algorithm counts at once.
    let more = vec![key("RS256 3", RS256), key("ES256 1", ES256)];
    let again = rotate(Some(rotated.clone()), more, later, NOW).answer.unwrap();
    let kids: Vec<_> = again.keys.iter().map(|key| key.kid.as_str()).collect();
    assert_eq!(kids, ["RS256 1", "RSA-OAEP 1", "RS256 3", "ES256 1"]);
    assert_eq!(again.keys.iter().map(|key| key.signs_from).max(), Some(later));
    assert_eq!(again.keys[3].signs_from, NOW);

    let far = NOW + Duration::from_hours(400 * 24);
    let refused = rotate(Some(rotated), vec![key("RS256 4", RS256)], far, NOW).answer.unwrap_err();
    assert_eq!(refused.detail.parameter.as_deref(), Some("takes_over_at"));
}

#[test]
fn a_key_can_bear_the_name_that_the_upstream_minted() {
    let before = || Some(made(&ftn(), None).unwrap());
    let renamed = rename(before(), "RSA-OAEP 1", "minted-7", NOW).answer.unwrap();
    assert_eq!(renamed.keys[1].kid, "minted-7");
    for (kid, to, reason) in [
        ("RSA-OAEP 1", "RS256 1", Reason::UpstreamDefinitionInvalid),
        ("RSA-OAEP 1", "a b", Reason::UpstreamDefinitionInvalid),
        ("RSA-OAEP 1", "", Reason::UpstreamDefinitionInvalid),
        ("gone", "fresh", Reason::NotFound),
    ] {
        assert_eq!(rename(before(), kid, to, NOW).answer.unwrap_err().reason, reason, "{kid} {to}");
    }
}

#[test]
fn the_key_in_charge_is_exchanged_before_it_is_removed() {
    let before = made(&ftn(), None).unwrap();
    let refused = remove_key(Some(before.clone()), "RS256 1", NOW).answer.unwrap_err();
    assert_eq!(refused.reason, Reason::KeyInUse);
    let rotated = rotate(Some(before), vec![key("RS256 2", RS256)], NOW, NOW).answer.unwrap();
    let left = remove_key(Some(rotated.clone()), "RS256 1", NOW).answer.unwrap();
    assert_eq!(left.keys.iter().map(|key| key.kid.as_str()).collect::<Vec<_>>(), ["RSA-OAEP 1", "RS256 2"]);

    // The announced one is taken back, and the one before goes on.
    let announced =
        rotate(Some(left), vec![key("RS256 3", RS256)], NOW + Duration::from_hours(1), NOW).answer.unwrap();
    let back = remove_key(Some(announced), "RS256 3", NOW).answer.unwrap();
    assert_eq!(
        back.keys.iter().find(|key| key.kid == "RS256 2").map(|key| key.published_until),
        Some(Time::NEVER)
    );
    assert_eq!(remove_key(Some(rotated), "gone", NOW).answer.unwrap_err().reason, Reason::NotFound);
}
