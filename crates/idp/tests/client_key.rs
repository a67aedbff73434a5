//! The registry of client keys: what is taken, under which name, and when it counts.

use std::time::Duration;

use idp::client::key::{self, Answered, Changes, NewKey};
use idp::effect::Effect;
use idp::issue::seal::{Facts, Opener, SealingKey, seal};
use idp::model::ClientId;
use idp::model::client::Profile;
use idp::model::client_key::{ClientKey, KeyUse, Ready, Word};
use idp::{Reason, Refusal, Time};
use jose::{JwsAlgorithm, KeyManagement, SigningKey, base64url, digest};
use oidc::metadata::Encryptable;
use serde_json::{Map, Value, json};

use crate::support::*;

/// A number of so many bits that passes for a modulus: nobody can tell from outside who its primes are.
fn modulus(bits: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..=bits as u32 / 256)
        .flat_map(|n| digest::sha256(&n.to_be_bytes()))
        .take(bits.div_ceil(8))
        .collect();
    bytes[0] = if bits.is_multiple_of(8) { bytes[0] | 0x80 } else { 1 };
    let end = bytes.len() - 2;
    // The first that no small prime divides.
    for last in (1u16..).step_by(2) {
        bytes[end..].copy_from_slice(&last.to_be_bytes());
        let rest = |prime: u32| bytes.iter().fold(0, |rest, byte| ((rest << 8) | u32::from(*byte)) % prime);
        if (2..10_000).all(|divisor| rest(divisor) != 0) {
            break;
        }
    }
    bytes
}

fn rsa(bits: usize) -> Value {
    json!({ "kty": "RSA", "n": base64url::encode(modulus(bits)), "e": "AQAB" })
}

fn public(algorithm: JwsAlgorithm) -> Value {
    let jwk = SigningKey::generate(algorithm).unwrap().public_jwk();
    let mut members = serde_json::to_value(jwk).unwrap();
    for name in ["use", "alg", "kid"] {
        members.as_object_mut().unwrap().remove(name);
    }
    members
}

fn with(mut key: Value, members: Value) -> Value {
    key.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    key
}

fn members(key: &Value) -> Map<String, Value> {
    key.as_object().unwrap().clone()
}

impl World {
    fn offer(&mut self, new: NewKey) -> Result<ClientKey, Refusal> {
        let client = self.state.clients.get(&ClientId::new("shop")).cloned();
        let decision = self.decide(|env| key::add(client, new, env));
        self.commit(decision).map(|(_, key)| key)
    }

    fn add(&mut self, jwk: &Value) -> Result<ClientKey, Refusal> {
        self.offer(NewKey { jwk: members(jwk), ..NewKey::default() })
    }

    fn amend(&mut self, kid: &str, changes: &Changes) -> Result<ClientKey, Refusal> {
        let (client, now) = (self.state.clients.get(&ClientId::new("shop")).cloned(), self.now);
        let decision = self.decide(|_| key::amend(client, kid, changes, now));
        self.commit(decision).map(|(_, key)| key)
    }

    fn prove(&mut self, kid: &str, answer: &str) -> Result<ClientKey, Refusal> {
        let client = self.state.clients.get(&ClientId::new("shop")).cloned();
        let answered = Answered { client_id: "shop".into(), kid: kid.into(), answer: answer.into() };
        let decision = self.decide(|env| key::prove(client, &answered, env));
        self.commit(decision).map(|(_, key)| key)
    }

    /// What is inside the challenge of a key, as long as it has one.
    fn inside(&self, kid: &str) -> Option<String> {
        let client = &self.state.clients[&ClientId::new("shop")];
        let key = client.keys.iter().find(|key| key.kid == kid).unwrap();
        key::challenge(client, key, "https://id.test/here", &self.derive).map(|challenge| {
            assert_eq!((challenge.client_id.as_str(), challenge.kid.as_str()), ("shop", kid));
            assert_eq!(challenge.send_to, "https://id.test/here");
            challenge.answer
        })
    }

    /// The name of the key that is sealed to.
    fn sealed_to(&mut self) -> Option<String> {
        let now = self.now;
        let client = self.client("shop");
        client.metadata.id_token_encrypted_response_alg = Some(KeyManagement::RsaOaep);
        let known: Vec<_> =
            client.keys.iter().map(|key| SealingKey::registered(key, &client.metadata)).collect();
        let sealed = seal(Encryptable::IdToken, client, Facts::Keys(&known), now);
        match sealed.map(|sealed| sealed.unwrap().key) {
            Ok(Opener::Key { kid, .. }) => kid,
            Ok(Opener::Secret) => panic!("not by a key pair"),
            Err(refusal) => {
                let unready = [Reason::SealingKeyMissing, Reason::SealingKeyUnproven];
                assert!(unready.contains(&refusal.reason), "{refusal:?}");
                None
            }
        }
    }

    fn ready(&mut self, bits: usize) -> String {
        let kid = self.add(&rsa(bits)).unwrap().kid;
        let inside = self.inside(&kid).unwrap();
        self.prove(&kid, &inside).unwrap();
        kid
    }
}

#[test]
fn takes_a_public_key_and_names_it_itself() {
    let mut world = World::new();
    let x25519 =
        jose::Jwk::from_value(json!({ "kty": "OKP", "crv": "X25519", "x": base64url::encode([9; 32]) }));
    let mut offered = vec![
        (with(rsa(2048), json!({ "kid": "mine" })), KeyUse::Enc),
        (with(rsa(4096), json!({ "kid": "mine", "use": "enc", "alg": "RSA-OAEP" })), KeyUse::Enc),
        (with(rsa(3072), json!({ "use": "sig", "alg": "PS256", "key_ops": ["verify"] })), KeyUse::Sig),
        (with(rsa(2056), json!({ "alg": "RS256" })), KeyUse::Sig),
        (with(rsa(2064), json!({ "key_ops": ["verify"] })), KeyUse::Sig),
        (with(rsa(2072), json!({ "key_ops": ["wrapKey", "encrypt"] })), KeyUse::Enc),
        (with(rsa(2080), json!({ "use": "key_set" })), KeyUse::KeySet),
        (public(JwsAlgorithm::ES256), KeyUse::Enc),
        (with(public(JwsAlgorithm::ES384), json!({ "alg": "ECDH-ES+A256KW" })), KeyUse::Enc),
        (with(public(JwsAlgorithm::ES512), json!({ "use": "sig" })), KeyUse::Sig),
        (public(JwsAlgorithm::EdDSA), KeyUse::Sig),
    ];
    offered.extend(x25519.ok().map(|key| (serde_json::to_value(key).unwrap(), KeyUse::Enc)));
    let mut names = std::collections::BTreeSet::new();
    for (offer, usage) in offered {
        let key = world.add(&offer).unwrap_or_else(|refusal| panic!("{refusal:?} of {offer}"));
        assert_eq!(key.usage, usage, "{offer}");
        assert_eq!((key.not_before, key.not_after, key.created_at), (NOW, Time::NEVER, NOW));
        let kept = serde_json::to_value(&key.jwk).unwrap();
        assert_eq!(kept["kid"], key.kid.as_str());
        assert_eq!(kept["use"], if usage == KeyUse::Enc { "enc" } else { "sig" });
        for name in ["kty", "n", "e", "x", "y", "crv", "alg"] {
            assert_eq!(kept.get(name), offer.get(name), "{name} of {offer}");
        }
        assert!(key.kid != "mine" && names.insert(key.kid.clone()));
    }
    assert_eq!(world.state.clients[&ClientId::new("shop")].keys.len(), names.len());
}

#[test]
fn refuses_what_is_no_public_key_each_for_its_own_reason() {
    let good = rsa(2048);
    let roca: Value = serde_json::from_str(include_str!("../../jose/tests/vectors/roca.json")).unwrap();
    let point = public(JwsAlgorithm::ES256);
    let private: Value = {
        let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        serde_json::from_str(key.to_private_jwk().unwrap().expose()).unwrap()
    };
    let even = {
        let mut n = modulus(2048);
        *n.last_mut().unwrap() = 2;
        base64url::encode(n)
    };
    let by_five = {
        let mut n = modulus(2048);
        let rest = |n: &[u8]| n.iter().fold(0u32, |rest, byte| (rest * 256 + u32::from(*byte)) % 5);
        while rest(&n) != 0 || n.last().unwrap().is_multiple_of(2) {
            *n.last_mut().unwrap() = n.last().unwrap().wrapping_add(1);
        }
        base64url::encode(n)
    };
    for (offer, reason, parameter) in [
        (private, Reason::ClientKeyPrivate, Some("d")),
        (with(good.clone(), json!({ "d": "AQAB" })), Reason::ClientKeyPrivate, Some("d")),
        (with(good.clone(), json!({ "p": "AQAB", "q": "AQAB" })), Reason::ClientKeyPrivate, Some("p")),
        (with(good.clone(), json!({ "x5c": ["MIIB"] })), Reason::ClientKeyNotJwk, Some("x5c")),
        (with(good.clone(), json!({ "x5u": "https://ca.test" })), Reason::ClientKeyNotJwk, Some("x5u")),
        (json!({ "pem": "-----BEGIN PUBLIC KEY-----\nMIIB" }), Reason::ClientKeyNotJwk, None),
        (json!({ "keys": [good.clone()] }), Reason::ClientKeyNotJwk, Some("keys")),
        (json!({}), Reason::ClientKeyMalformed, Some("kty")),
        (json!({ "kty": "RSA", "n": good["n"] }), Reason::ClientKeyMalformed, Some("e")),
        (with(good.clone(), json!({ "n": "a=b" })), Reason::ClientKeyMalformed, Some("n")),
        (with(point.clone(), json!({ "x": point["y"] })), Reason::ClientKeyMalformed, Some("x")),
        (with(point.clone(), json!({ "x": "AAAA" })), Reason::ClientKeyMalformed, Some("x")),
        (json!({ "kty": "oct", "k": "c2VjcmV0" }), Reason::ClientKeySymmetric, Some("kty")),
        (json!({ "kty": "AKP", "alg": "ML-DSA-44" }), Reason::ClientKeyKind, Some("kty")),
        (with(point.clone(), json!({ "crv": "secp256k1" })), Reason::ClientKeyKind, Some("crv")),
        (with(good.clone(), json!({ "use": "encrypt" })), Reason::ClientKeyUse, Some("use")),
        (with(good.clone(), json!({ "use": 5 })), Reason::ClientKeyMalformed, Some("use")),
        (with(public(JwsAlgorithm::EdDSA), json!({ "use": "enc" })), Reason::ClientKeyUse, Some("use")),
        (
            with(good.clone(), json!({ "use": "enc", "key_ops": ["verify"] })),
            Reason::ClientKeyUse,
            Some("key_ops"),
        ),
        (
            with(good.clone(), json!({ "use": "sig", "key_ops": ["wrapKey"] })),
            Reason::ClientKeyUse,
            Some("key_ops"),
        ),
        (with(good.clone(), json!({ "key_ops": ["decrypt"] })), Reason::ClientKeyUse, Some("key_ops")),
        (with(good.clone(), json!({ "use": "enc", "alg": "RS256" })), Reason::ClientKeyUse, Some("alg")),
        (with(good.clone(), json!({ "use": "sig", "alg": "RSA-OAEP" })), Reason::ClientKeyUse, Some("alg")),
        (with(good.clone(), json!({ "alg": "RSA1_5" })), Reason::ClientKeyUse, Some("alg")),
        (with(good.clone(), json!({ "alg": "ECDH-ES" })), Reason::ClientKeyUse, Some("alg")),
        (with(point.clone(), json!({ "use": "sig", "alg": "ES384" })), Reason::ClientKeyUse, Some("alg")),
        (rsa(1024), Reason::ClientKeyTooShort, Some("n")),
        (rsa(2047), Reason::ClientKeyTooShort, Some("n")),
        (rsa(4104), Reason::ClientKeyTooLong, Some("n")),
        (rsa(8200), Reason::ClientKeyTooLong, Some("n")),
        (with(good.clone(), json!({ "n": even })), Reason::ClientKeyWeak, None),
        (with(good.clone(), json!({ "n": by_five })), Reason::ClientKeyWeak, Some("n")),
        (with(good.clone(), json!({ "e": "AQ" })), Reason::ClientKeyWeak, None),
        (roca["keys"][0].clone(), Reason::ClientKeyWeak, Some("n")),
    ] {
        let mut world = World::new();
        let refusal = world.add(&offer).expect_err(&offer.to_string());
        let about = refusal.detail.parameter.as_deref();
        assert_eq!((refusal.reason, about), (reason, parameter), "{offer}");
        assert!(world.add(&good).is_ok());
    }
}

#[test]
fn takes_the_kinds_of_keys_that_the_profile_has() {
    let [point, edwards] = [JwsAlgorithm::ES256, JwsAlgorithm::EdDSA].map(public);
    for (profile, taken) in [
        (Profile::Basic, [true, true, true]),
        (Profile::Signicat, [true, false, false]),
        (Profile::Ftn, [true, true, false]),
        (Profile::Fapi2, [true, true, true]),
    ] {
        let mut world = World::new();
        world.client("shop").policy.profile = profile;
        let offers = [&rsa(2048), &point, &edwards];
        for (offer, taken) in offers.into_iter().zip(taken) {
            let refused = world.add(offer).err().map(|refusal| refusal.reason);
            assert_eq!(refused, (!taken).then_some(Reason::ClientKeyNotInProfile), "{profile} {offer}");
        }
    }
}

#[test]
fn has_no_key_twice_while_it_counts_and_no_more_than_twenty() {
    let mut world = World::new();
    let over = NewKey {
        jwk: members(&rsa(2048)),
        not_after: Some(world.now + Duration::from_secs(60)),
        ..NewKey::default()
    };
    world.offer(over).unwrap();
    assert_eq!(reason(world.add(&rsa(2048))), Reason::ClientKeyKnown);
    assert_eq!(reason(world.add(&with(rsa(2048), json!({ "use": "sig" })))), Reason::ClientKeyKnown);
    world.wait(60);
    assert!(world.add(&rsa(2048)).is_ok());
    for n in 1..19 {
        assert!(world.add(&rsa(2048 + 8 * n)).is_ok());
    }
    assert_eq!(reason(world.add(&rsa(3072))), Reason::ClientKeysFull);
    let client = world.state.clients.get(&ClientId::new("shop")).cloned().unwrap();
    let first = client.keys[0].kid.clone();
    let decision = key::remove(Some(client), &first, world.now);
    world.commit(decision).unwrap();
    assert!(world.add(&rsa(3072)).is_ok());
}

#[test]
fn nothing_is_sealed_to_a_key_before_its_challenge_was_opened() {
    let mut world = World::new();
    let kid = world.add(&rsa(2048)).unwrap().kid;
    assert_eq!(world.sealed_to(), None);
    let inside = world.inside(&kid).unwrap();
    for wrong in ["", "x", &inside[1..]] {
        assert_eq!(reason(world.prove(&kid, wrong)), Reason::ClientKeyProofWrong);
    }
    assert_eq!(reason(world.prove("enc-of-nobody", &inside)), Reason::ClientKeyProofWrong);
    assert_eq!(world.sealed_to(), None);

    world.derive.rotate(b"the second key");
    let proven = world.prove(&kid, &inside).unwrap();
    assert_eq!(proven.ready, Some(Ready { at: world.now.as_micros(), by: Word::Client }));
    assert_eq!(world.sealed_to().as_ref(), Some(&kid));
    assert_eq!(world.inside(&kid), None, "there is nothing left to test");
    world.wait(5);
    assert_eq!(world.prove(&kid, &inside).unwrap().ready, proven.ready, "told the same, and changed nothing");
}

#[test]
fn the_challenge_of_one_key_opens_no_other() {
    let mut world = World::new();
    let one = world.add(&rsa(2048)).unwrap().kid;
    let other = world.add(&rsa(3072)).unwrap().kid;
    let inside = world.inside(&one).unwrap();
    assert_eq!(reason(world.prove(&other, &inside)), Reason::ClientKeyProofWrong);
    assert!(world.prove(&one, &inside).is_ok());
    // A later client of the same name is another one.
    let left = world.inside(&other).unwrap();
    world.client("shop").created_at = NOW + Duration::from_secs(1);
    assert_eq!(reason(world.prove(&other, &left)), Reason::ClientKeyProofWrong);
}

#[test]
fn a_key_that_signs_has_no_test() {
    let mut world = World::new();
    let kid = world.add(&public(JwsAlgorithm::EdDSA)).unwrap().kid;
    assert_eq!(world.inside(&kid), None);
    assert!(world.client("shop").keys[0].is_ready());
    assert_eq!(world.sealed_to(), None);
}

#[test]
fn an_administrator_may_do_without_the_test_and_is_remembered() {
    let mut world = World::new();
    let kid = world.add(&rsa(2048)).unwrap().kid;
    let ready = Changes { ready: Some("the console".into()), ..Changes::default() };
    let word = Word::Administrator("the console".into());
    let now = world.now.as_micros();
    assert_eq!(world.amend(&kid, &ready).unwrap().ready, Some(Ready { at: now, by: word.clone() }));
    assert_eq!(world.sealed_to().as_ref(), Some(&kid));
    world.wait(5);
    let again = Changes { ready: Some("somebody else".into()), ..Changes::default() };
    assert_eq!(world.amend(&kid, &again).unwrap().ready, Some(Ready { at: now, by: word }));
    assert_eq!(reason(world.amend("enc-of-nobody", &ready)), Reason::NotFound);
}

#[test]
fn of_two_keys_the_youngest_is_sealed_to_once_its_time_has_come_and_it_is_ready() {
    let mut world = World::new();
    let old = world.ready(2048);
    assert_eq!(world.sealed_to().as_ref(), Some(&old));
    let hour = Duration::from_secs(3600);
    let next = NewKey {
        jwk: members(&rsa(3072)),
        not_before: Some(world.now + hour),
        overlap: Some(hour),
        ..NewKey::default()
    };
    let new = world.offer(next).unwrap().kid;
    assert_eq!(world.client("shop").keys[0].not_after, NOW + hour + hour);
    world.wait(3600);
    assert_eq!(world.sealed_to().as_ref(), Some(&old), "nobody opened the challenge of the new one");
    let inside = world.inside(&new).unwrap();
    world.prove(&new, &inside).unwrap();
    assert_eq!(world.sealed_to(), Some(new.clone()));
    world.wait(3600);
    assert_eq!(world.sealed_to().as_ref(), Some(&new));
}

#[test]
fn an_overlap_never_makes_a_key_count_longer_and_is_for_keys_of_one_use() {
    let mut world = World::new();
    let soon = world.now + Duration::from_secs(10);
    let ends = NewKey { jwk: members(&rsa(2048)), not_after: Some(soon), ..NewKey::default() };
    world.offer(ends).unwrap();
    world.add(&public(JwsAlgorithm::EdDSA)).unwrap();
    let overlap = Some(Duration::from_secs(60));
    world.offer(NewKey { jwk: members(&rsa(3072)), overlap, ..NewKey::default() }).unwrap();
    let ends: Vec<Time> = world.client("shop").keys.iter().map(|key| key.not_after).collect();
    assert_eq!(ends, [soon, Time::NEVER, Time::NEVER]);
}

#[test]
fn times_that_cannot_be_are_refused() {
    let mut world = World::new();
    let at = |secs: i64| Some(Time::from_secs(NOW.as_secs() + secs));
    let offer =
        |not_before, not_after| NewKey { jwk: members(&rsa(2048)), not_before, not_after, overlap: None };
    for (not_before, not_after) in [(None, at(0)), (at(-50), at(-10)), (at(10), at(10)), (at(20), at(10))] {
        let refusal = world.offer(offer(not_before, not_after)).unwrap_err();
        assert_eq!(refusal.reason, Reason::ParameterInvalid);
        assert_eq!(refusal.detail.parameter.as_deref(), Some("not_after"));
    }
    let kid = world.offer(offer(at(-50), at(10))).unwrap().kid;
    let changes = |not_before, not_after| Changes { not_before, not_after, ready: None };
    assert_eq!(reason(world.amend(&kid, &changes(at(10), None))), Reason::ParameterInvalid);
    let amended = world.amend(&kid, &changes(at(0), at(0)));
    assert_eq!(reason(amended), Reason::ParameterInvalid);
    let amended = world.amend(&kid, &changes(None, at(5))).unwrap();
    assert_eq!((amended.not_before, amended.not_after), (at(-50).unwrap(), at(5).unwrap()));
}

#[test]
fn every_change_of_a_key_is_a_change_of_its_client() {
    let mut world = World::new();
    let client = world.state.clients.get(&ClientId::new("shop")).cloned();
    let new = NewKey { jwk: members(&rsa(2048)), ..NewKey::default() };
    let decision = world.decide(|env| key::add(client, new, env));
    let [Effect::PutClient(put)] = &decision.effects[..] else { panic!("{decision:?}") };
    assert_eq!((put.replaces, put.record.version, put.record.keys.len()), (Some(1), 2, 1));
    assert_eq!(reason(key::remove(None, "x", NOW).answer), Reason::NotFound);
}

#[test]
fn what_comes_back_is_read_as_it_was_inside() {
    let whole = json!({ "kind": "x", "client_id": "shop", "kid": "k", "answer": "a", "send_to": "y" });
    let read = Answered::read(members(&whole)).unwrap();
    assert_eq!((read.client_id.as_str(), read.kid.as_str(), read.answer.as_str()), ("shop", "k", "a"));
    for (bad, why) in [
        (json!({}), Reason::ParameterMissing),
        (json!({ "client_id": "shop", "kid": "k" }), Reason::ParameterMissing),
        (json!({ "client_id": 1, "kid": "k", "answer": "a" }), Reason::ParameterInvalid),
    ] {
        assert_eq!(reason(Answered::read(members(&bad)).map(drop)), why, "{bad}");
    }
}
