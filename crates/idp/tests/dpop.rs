//! Tokens bound to the key that was shown to be held.

use idp::Reason;
use idp::dpop::TYP;
use jose::{JwsAlgorithm, SigningKey, base64url};
use serde_json::{Value, json};

use crate::support::*;

struct Holder(SigningKey);

impl Holder {
    fn new() -> Self {
        Self(SigningKey::generate(JwsAlgorithm::ES256).unwrap())
    }

    fn thumbprint(&self) -> String {
        self.0.public_jwk().thumbprint().unwrap()
    }

    /// A proof for the token endpoint, with these members otherwise.
    fn proof(&self, world: &World, otherwise: Value) -> String {
        let header = json!({ "typ": TYP, "alg": self.0.algorithm(), "jwk": self.0.public_jwk() });
        let mut claims = json!({
            "jti": base64url::encode(jose::random::bytes::<12>()), "htm": "POST",
            "htu": "https://id.test/oauth2/token", "iat": world.now.as_secs(),
        });
        claims.as_object_mut().unwrap().extend(otherwise.as_object().unwrap().clone());
        let input = [header, claims].map(|part| base64url::encode(part.to_string())).join(".");
        format!("{input}.{}", base64url::encode(self.0.sign(input.as_bytes()).unwrap()))
    }
}

fn own() -> Form {
    proves(Form::of(&[("grant_type", "client_credentials")]), "worker")
}

#[test]
fn a_token_is_bound_to_the_key_that_was_shown_and_unbound_without_one() {
    let (mut world, holder) = (World::new(), Holder::new());
    assert!(world.token(&own()).unwrap().access_token.claims.cnf.is_none());
    world.proof = Some(holder.proof(&world, json!({})));
    let bound = world.token(&own()).unwrap().access_token.claims.cnf.unwrap();
    assert_eq!(bound.jkt, Some(holder.thumbprint()));
    assert_eq!(reason(world.token(&own())), Reason::DpopProofInvalid, "once");
    world.wait(200);
    assert_eq!(reason(world.token(&own())), Reason::DpopProofInvalid, "and never again");
}

#[test]
fn a_proof_is_for_one_request_and_of_one_moment() {
    let now = NOW.as_secs();
    for (otherwise, holds) in [
        (json!({}), true),
        (json!({ "htu": "https://id.test/oauth2/token?a=b#c" }), true),
        (json!({ "htm": "GET" }), false),
        (json!({ "htm": "post" }), false),
        (json!({ "htu": "https://id.test/oauth2/userinfo" }), false),
        (json!({ "iat": now - 50 }), true),
        (json!({ "iat": now - 120 }), false),
        (json!({ "iat": now + 10 }), true),
        (json!({ "iat": now + 61 }), false),
        (json!({ "iat": "now" }), false),
        (json!({ "iat": null }), false),
        (json!({ "jti": null }), false),
    ] {
        let mut world = World::new();
        world.proof = Some(Holder::new().proof(&world, otherwise.clone()));
        let answer = world.token(&own());
        assert_eq!(answer.is_ok(), holds, "{otherwise}");
        assert!(holds || reason(answer) == Reason::DpopProofInvalid);
    }
}

#[test]
fn a_client_whose_tokens_are_always_bound_gets_none_without_a_proof() {
    for by_policy in [true, false] {
        let mut world = World::new();
        let client = world.state.clients.get_mut("worker").unwrap();
        client.policy.require_sender_constraint = by_policy;
        client.metadata.dpop_bound_access_tokens = !by_policy;
        assert_eq!(reason(world.token(&own())), Reason::SenderConstraintMissing);
        world.proof = Some(Holder::new().proof(&world, json!({})));
        assert!(world.token(&own()).is_ok());
    }
}

#[test]
fn a_code_that_was_asked_for_with_a_key_is_good_for_that_key_alone() {
    let holder = Holder::new();
    for (shown, fits) in [(Some(&holder), true), (Some(&Holder::new()), false), (None, false)] {
        let mut world = World::new();
        let asks = shop_asks().and("dpop_jkt", &holder.thumbprint());
        let code = world.code(&mut Browser::default(), &asks);
        world.proof = shown.map(|shown| shown.proof(&world, json!({})));
        let answer = world.token(&redeems(&code, &asks));
        assert_eq!(answer.is_ok(), fits);
        assert!(fits || reason(answer) == Reason::KeyMismatch);
    }
}

#[test]
fn refresh_tokens_of_public_clients_are_bound_and_those_of_others_are_not() {
    for (asks, client, is_bound) in [(app_asks(), "app", true), (shop_asks(), "shop", false)] {
        let (mut world, holder, other) = (World::new(), Holder::new(), Holder::new());
        let code = world.code(&mut Browser::default(), &asks);
        world.proof = Some(holder.proof(&world, json!({})));
        let tokens = world.token(&redeems(&code, &asks)).unwrap();
        let form = refreshes(tokens.refresh_token.as_ref().unwrap().expose(), client);
        world.proof = Some(other.proof(&world, json!({})));
        let answer = world.token(&form);
        assert_eq!(answer.is_err(), is_bound, "{client}");
        if is_bound {
            assert_eq!(reason(answer), Reason::KeyMismatch);
            world.proof = None;
            assert_eq!(reason(world.token(&form)), Reason::KeyMismatch);
            world.proof = Some(holder.proof(&world, json!({})));
            assert!(world.token(&form).is_ok());
        } else {
            assert_eq!(answer.unwrap().access_token.claims.cnf.unwrap().jkt, Some(other.thumbprint()));
        }
    }
}

/// RFC 9449 §8.
#[test]
fn a_proof_carries_a_nonce_of_now_where_the_client_is_held_to_it() {
    let (mut world, holder) = (World::new(), Holder::new());
    world.state.clients.get_mut("worker").unwrap().policy.require_dpop_nonce = true;
    let nonce = world.dpop_nonces().fresh().to_owned();
    let with = |world: &mut World, nonce: Value| {
        world.proof = Some(holder.proof(world, json!({ "nonce": nonce })));
        world.token(&own())
    };
    assert!(with(&mut world, json!(nonce)).is_ok());
    for other in [json!(null), json!(""), json!(1), json!("x"), json!(format!("{nonce}A"))] {
        assert_eq!(reason(with(&mut world, other.clone())), Reason::DpopNonceWanted, "{other}");
    }
    world.wait(119);
    assert!(with(&mut world, json!(nonce)).is_ok(), "for two minutes at least");
    world.wait(122);
    assert_eq!(reason(with(&mut world, json!(nonce))), Reason::DpopNonceWanted, "and four at most");
    let fresh = world.dpop_nonces().fresh().to_owned();
    assert_ne!(fresh, nonce);
    assert!(with(&mut world, json!(fresh)).is_ok());
    world.proof = None;
    assert!(world.token(&own()).is_ok(), "whoever shows no key needs no nonce");
}

#[test]
fn a_nonce_that_nobody_asked_for_is_passed_over() {
    let mut world = World::new();
    world.proof = Some(Holder::new().proof(&world, json!({ "nonce": "somebody else's" })));
    assert!(world.token(&own()).is_ok());
}

#[test]
fn a_proof_is_signed_with_what_the_profile_has() {
    use idp::model::client::Profile;
    let edwards = Holder(SigningKey::generate(JwsAlgorithm::EdDSA).unwrap());
    for (profile, edwards_is_taken) in
        [(Profile::Basic, true), (Profile::Fapi2, true), (Profile::Service, false)]
    {
        let mut world = World::new();
        world.state.clients.get_mut("worker").unwrap().policy.profile = profile;
        world.proof = Some(Holder::new().proof(&world, json!({})));
        assert!(world.token(&own()).is_ok(), "{profile}");
        world.proof = Some(edwards.proof(&world, json!({})));
        let answer = world.token(&own());
        assert_eq!(answer.is_ok(), edwards_is_taken, "{profile}");
        if let Err(refusal) = answer {
            assert_eq!(refusal.reason, Reason::DpopProofInvalid);
            assert_eq!(refusal.detail.expected.unwrap(), "signed with ES256, RS256 (profile service)");
        }
    }
}
