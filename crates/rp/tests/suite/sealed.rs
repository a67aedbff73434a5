//! Scenario 0-6 and 1-11: what is sealed for one reader is opened, verified and read.

use jose::{
    ContentEncryption, Curve, DecryptionKey, EncryptionKey, Jwk, JwsAlgorithm, KeyManagement, SigningKey,
    hash_half, jwe, jws, jwt, nested,
};
use rp::error::{Kind, TokenFault};
use rp::{Begun, Client, Error, Keys, OurFault, OutsideFault, ProviderFault, RequestObject};
use serde_json::{Value, json};

use crate::provider::*;

/// As the provider minted it: with spaces, which an opaque string may have.
const MINTED: &str = "any.public key for ftn full encryption test2.test.jwk.v.2";
const OAEP: KeyManagement = KeyManagement::RsaOaep;
const CBC: ContentEncryption = ContentEncryption::A128CbcHs256;

fn rsa(json: &str) -> Jwk {
    Jwk::parse(json.as_bytes()).unwrap()
}

fn reader() -> DecryptionKey {
    DecryptionKey::from_jwk(&rsa(include_str!("../keys/reader.json")), OAEP).unwrap().with_kid(MINTED)
}

fn rs256() -> SigningKey {
    let key = SigningKey::from_jwk(&rsa(include_str!("../keys/provider.json")), JwsAlgorithm::RS256);
    key.unwrap().with_kid("any.oidc-signature.test.jwk.v.1")
}

fn sealed_client() -> Client {
    client()
        .id_token_encrypted_response(OAEP, CBC)
        .userinfo_signed_response_alg(JwsAlgorithm::ES256)
        .userinfo_encrypted_response(OAEP, CBC)
        .decryption_key(reader())
}

/// A client whose key is made quickly.
fn agreed() -> (Client, DecryptionKey) {
    let key = || DecryptionKey::generate_agreement(KeyManagement::EcdhEs, Curve::P256).unwrap();
    let own = key();
    let again = DecryptionKey::from_jwk(
        &Jwk::parse(own.to_private_jwk().expose().as_bytes()).unwrap(),
        KeyManagement::EcdhEs,
    );
    let client = client().id_token_encrypted_response(KeyManagement::EcdhEs, CBC).decryption_key(own);
    (client, again.unwrap())
}

#[test]
fn scenario_1_11_accepts_the_layout_of_captured_tokens() {
    let mut world = World::of(
        sealed_client()
            .id_token_signed_response_alg(JwsAlgorithm::RS256)
            .userinfo_signed_response_alg(JwsAlgorithm::RS256),
    );
    let signing = rs256();
    world.keys = keys(&[&signing], NOW);
    let (asked, answered) = world.answered(&wish());
    let recipient = reader().encryption_key().unwrap();
    // As it was seen: no typ anywhere, slashes escaped, amr and aud as texts, userinfo without iss and aud.
    let seal = |payload: Value| {
        let payload = payload.to_string().replace('/', "\\/");
        assert!(payload.contains("\\/"));
        let none = jws::Members::default();
        nested::seal(&none, payload.as_bytes(), &signing, &recipient, CBC).unwrap()
    };
    let id_token = seal(json!({
        "sub": SUBJECT, "aud": CLIENT, "acr": "urn:signicat:oidc:method:ftn-nordea-auth/x",
        "amr": "urn:ksi:names:SAML:2.0:ac:Tupas", "nbf": NOW, "iat": NOW, "exp": NOW + 3600, "auth_time": NOW - 100,
        "iss": ISSUER, "tupas.idnbr": "210281-9988", "nonce": asked.get("nonce"),
    }));
    let header = jwe::decode(&id_token).unwrap().header().clone();
    assert_eq!((header.kid.as_deref(), header.cty.as_deref(), header.typ), (Some(MINTED), Some("JWT"), None));

    let tokens = world.party().tokens(&answered, &tokens(&id_token), NOW).unwrap();
    assert_eq!(tokens.id_token.acr(), Some("urn:signicat:oidc:method:ftn-nordea-auth/x"));
    assert_eq!(tokens.id_token.amr(), ["urn:ksi:names:SAML:2.0:ac:Tupas"]);
    assert_eq!(tokens.id_token.claims().text("tupas.idnbr"), Some("210281-9988"));

    let info = seal(
        json!({ "sub": SUBJECT, "name": "Väinö Äyrämö", "locale": "FI", "website": "https://a.example" }),
    );
    let came = response(200, "application/jwt;charset=UTF-8", &info);
    let info = world.party().userinfo(&came, &tokens.id_token, NOW).unwrap();
    assert_eq!(info.claims().text("name"), Some("Väinö Äyrämö"));
    assert_eq!(info.claims().text("website"), Some("https://a.example"));
}

#[test]
fn keys_are_found_by_the_kid_the_provider_minted_and_two_may_overlap() {
    let next =
        DecryptionKey::generate_agreement(KeyManagement::EcdhEs, Curve::P384).unwrap().with_kid("next");
    let recipient = next.encryption_key().unwrap();
    let (client, own) = agreed();
    let mut world = World::of(client.decryption_key(next));
    for recipient in [&recipient, &own.encryption_key().unwrap()] {
        let (asked, answered) = world.answered(&wish());
        let signed = world.sign(&world.claims(&asked, json!({})));
        let token = nested::encrypt(&signed, recipient, CBC).unwrap();
        assert!(world.party().tokens(&answered, &tokens(&token), NOW).is_ok());
    }
    let (asked, answered) = world.answered(&wish());
    let signed = world.sign(&world.claims(&asked, json!({})));
    let stranger = recipient.with_kid("our own name of it");
    let token = nested::encrypt(&signed, &stranger, CBC).unwrap();
    let refused = world.party().tokens(&answered, &tokens(&token), NOW).err();
    let unknown = OurFault::DecryptionKeyUnknown(Some("our own name of it".to_owned()));
    assert_eq!(refused, Some(unknown.into()));
}

#[test]
fn the_client_secret_makes_keys_as_well() {
    for (alg, enc) in [
        (KeyManagement::A128Kw, CBC),
        (KeyManagement::A256Kw, ContentEncryption::A256Gcm),
        (KeyManagement::Dir, CBC),
        (KeyManagement::Dir, ContentEncryption::A192CbcHs384),
        (KeyManagement::Dir, ContentEncryption::A256CbcHs512),
    ] {
        let mut world = World::of(client().id_token_encrypted_response(alg, enc));
        let (asked, answered) = world.answered(&wish());
        let bytes = alg.secret_len().unwrap_or(enc.key_len());
        let hash = match bytes {
            16 | 32 => jose::digest::sha256(SECRET.as_bytes()).to_vec(),
            48 => jose::digest::sha384(SECRET.as_bytes()).to_vec(),
            _ => jose::digest::sha512(SECRET.as_bytes()).to_vec(),
        };
        let recipient = EncryptionKey::from_secret(&hash[..bytes], alg).unwrap();
        let token = nested::encrypt(&world.sign(&world.claims(&asked, json!({}))), &recipient, enc).unwrap();
        assert!(world.party().tokens(&answered, &tokens(&token), NOW).is_ok(), "{alg} {enc}");
    }
}

/// What becomes of an ID token sealed by `make` from the claims that would be right.
fn with_token(make: impl FnOnce(&World, &EncryptionKey, &Value) -> String) -> Option<TokenFault> {
    let (client, own) = agreed();
    let mut world = World::of(client);
    let (asked, answered) = world.answered(&wish());
    let token = make(&world, &own.encryption_key().unwrap(), &world.claims(&asked, json!({})));
    let came = world.party().tokens(&answered, &tokens(&token), NOW).err();
    came.map(|error| match error {
        Error::Provider(ProviderFault::Token { kind: Kind::IdToken, fault }) => fault,
        other => panic!("{other:?}"),
    })
}

#[test]
fn refuses_what_is_sealed_and_signed_by_nobody() {
    let none = |cty| jwe::Members { typ: None, cty };
    let sealed = |cty, inside: String, to: &EncryptionKey| {
        jwe::encrypt(&none(cty), inside.as_bytes(), to, CBC).unwrap()
    };
    let accepted = with_token(|world, to, claims| sealed(Some("JWT"), world.sign(claims), to));
    assert_eq!(accepted, None);
    let raw = with_token(|_, to, claims| sealed(None, claims.to_string(), to));
    assert_eq!(raw, Some(TokenFault::Inside(nested::Error::ContentType)));
    let raw = with_token(|_, to, claims| sealed(Some("JWT"), claims.to_string(), to));
    assert_eq!(raw, Some(TokenFault::Inside(nested::Error::Signed(jws::Error::JsonSerialization))));
    let unsigned = with_token(|_, to, claims| {
        let part = jose::base64url::encode;
        sealed(Some("JWT"), format!("{}.{}.", part(r#"{"alg":"none"}"#), part(&claims.to_string())), to)
    });
    assert_eq!(unsigned, Some(TokenFault::Inside(nested::Error::Signed(jws::Error::Unsigned))));
    let by_stranger = with_token(|_, to, claims| {
        let stranger = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("op 1");
        sealed(Some("JWT"), jwt::sign(None, claims, &stranger).unwrap(), to)
    });
    assert_eq!(by_stranger, Some(TokenFault::Signature(jws::Error::SignatureInvalid)));
    let undeclared = with_token(|world, to, claims| sealed(None, world.sign(claims), to));
    assert_eq!(undeclared, Some(TokenFault::Inside(nested::Error::ContentType)));
    let twice = with_token(|world, to, claims| {
        let once = sealed(Some("JWT"), world.sign(claims), to);
        sealed(Some("JWT"), once, to)
    });
    assert_eq!(twice, Some(TokenFault::Inside(nested::Error::Signed(jws::Error::Encrypted))));
}

#[test]
fn refuses_what_is_not_sealed_as_it_is_registered() {
    let plain = with_token(|world, _, claims| world.sign(claims));
    assert_eq!(plain, Some(TokenFault::NotSealed));
    let other_enc = with_token(|world, to, claims| {
        nested::encrypt(&world.sign(claims), to, ContentEncryption::A256Gcm).unwrap()
    });
    assert_eq!(other_enc, Some(TokenFault::Sealing(jwe::Error::EncryptionNotAllowed)));
    let changed = with_token(|world, to, claims| {
        let mut token = nested::encrypt(&world.sign(claims), to, CBC).unwrap();
        let at = token.rfind('.').unwrap() + 3;
        let other = if &token[at..=at] == "A" { "B" } else { "A" };
        token.replace_range(at..=at, other);
        token
    });
    assert_eq!(changed, Some(TokenFault::Sealing(jwe::Error::TagInvalid)));
    // Sealed, but the client is registered to get it plain.
    let (_, own) = agreed();
    let mut world = World::new();
    let (asked, answered) = world.answered(&wish());
    let signed = world.sign(&world.claims(&asked, json!({})));
    let token = nested::encrypt(&signed, &own.encryption_key().unwrap(), CBC).unwrap();
    let refused = world.party().tokens(&answered, &tokens(&token), NOW).err();
    assert_eq!(refused, Some(ProviderFault::Token { kind: Kind::IdToken, fault: TokenFault::Sealed }.into()));
}

#[test]
fn userinfo_may_be_sealed_without_being_signed_where_it_is_registered_so() {
    let (client, own) = agreed();
    let mut world = World::of(client.userinfo_encrypted_response(KeyManagement::EcdhEs, CBC));
    let (asked, answered) = world.answered(&wish());
    let recipient = own.encryption_key().unwrap();
    let id_token = nested::encrypt(&world.sign(&world.claims(&asked, json!({}))), &recipient, CBC).unwrap();
    let tokens = world.party().tokens(&answered, &tokens(&id_token), NOW).unwrap();
    let read = |content_type: &str, body: &str| {
        world.party().userinfo(&response(200, content_type, body), &tokens.id_token, NOW)
    };
    let sealed = |body: Value| {
        jwe::encrypt(&jwe::Members::default(), body.to_string().as_bytes(), &recipient, CBC).unwrap()
    };
    let info = read("application/jwt", &sealed(json!({ "sub": SUBJECT, "name": "Alice" }))).unwrap();
    assert_eq!(info.claims().text("name"), Some("Alice"));
    let other = read("application/jwt", &sealed(json!({ "sub": "mallory" }))).err();
    assert_eq!(other, Some(ProviderFault::OtherSubject("user information").into()));
    let plain = read("application/json", &json!({ "sub": SUBJECT }).to_string()).err();
    let not_sealed = ProviderFault::Token { kind: Kind::UserInfo, fault: TokenFault::NotSealed };
    assert_eq!(plain, Some(not_sealed.into()));
}

#[test]
fn sealed_answers_and_logout_tokens_are_opened() {
    let (client, own) = agreed();
    let client = client
        .authorization_signed_response_alg(JwsAlgorithm::ES256)
        .authorization_encrypted_response(KeyManagement::EcdhEs, CBC);
    let mut world = World::of(client);
    let recipient = own.encryption_key().unwrap();
    let mut answer = |seal: bool| {
        let Begun { redirect, pending } = world.begin(&wish());
        let state = Asked::of(redirect.parameters()).get("state").to_owned();
        let claims = json!({ "iss": ISSUER, "aud": CLIENT, "exp": NOW + 60, "code": "c", "state": state });
        let signed = world.sign(&claims);
        let token = if seal { nested::encrypt(&signed, &recipient, CBC).unwrap() } else { signed };
        world.party().callback(pending, &format!("response={token}"), NOW).err()
    };
    assert_eq!(answer(true), None);
    let not_sealed = OutsideFault::Token { kind: Kind::AuthorizationResponse, fault: TokenFault::NotSealed };
    assert_eq!(answer(false), Some(not_sealed.into()));

    let events = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
    let claims = json!({ "iss": ISSUER, "aud": CLIENT, "iat": NOW, "exp": NOW + 60, "jti": "j", "sid": "s", "events": events });
    let signed = jwt::sign(Some("logout+jwt"), &claims, &world.signing).unwrap();
    let sealed = nested::encrypt(&signed, &recipient, CBC).unwrap();
    for token in [signed, sealed] {
        let read = world.party().logout_token(&format!("logout_token={token}"), NOW).unwrap();
        assert_eq!(read.session_id(), Some("s"));
    }
}

/// A provider whose published keys have one for sealing, and its private half.
fn receiving(client: Client) -> (World, DecryptionKey) {
    let mut world = World::of(client);
    let own =
        DecryptionKey::generate_agreement(KeyManagement::EcdhEs, Curve::P256).unwrap().with_kid("op enc");
    let set = json!({ "keys": [world.signing.public_jwk(), own.public_jwk()] });
    world.keys = Keys::read(&json_response(&set), NOW).unwrap();
    (world, own)
}

#[test]
fn a_request_is_signed_then_sealed_for_the_provider() {
    let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("minted");
    let verifying = key.verifying_key().unwrap();
    let form = RequestObject::SignedAndEncrypted { key: key.into(), alg: KeyManagement::EcdhEs, enc: CBC };
    let (mut world, own) = receiving(client().request_object(form));
    let Begun { redirect, .. } = world.begin(&wish().login_hint("subject-210281-9988"));
    let outside = Asked::of(redirect.parameters());
    assert_eq!((outside.get("client_id"), outside.find("login_hint")), (CLIENT, None));
    let inside = nested::open(outside.get("request"), &own, &[KeyManagement::EcdhEs], &[CBC]).unwrap();
    assert_eq!(inside.outer().kid.as_deref(), Some("op enc"));
    let payload = inside.verify(&verifying, &[JwsAlgorithm::ES256]).unwrap();
    let claims: Value = serde_json::from_slice(payload.as_ref()).unwrap();
    assert_eq!(claims["login_hint"], "subject-210281-9988");
}

#[test]
fn a_request_is_sealed_alone_as_signicats_clients_do() {
    let form = RequestObject::Encrypted { alg: KeyManagement::EcdhEs, enc: CBC };
    let (mut world, own) = receiving(client().request_object(form));
    let Begun { redirect, .. } = world.begin(&wish().login_hint("subject-210281-9988"));
    assert!(redirect.url().starts_with("https://op.example/authorize?request=ey"));
    let [(name, request)] = redirect.parameters() else { panic!("more than the request") };
    assert_eq!(name, "request");
    let sealed = jwe::decode(request).unwrap();
    assert_eq!((sealed.header().typ.as_deref(), sealed.header().cty.as_deref()), (Some("JWE"), None));
    let opened = sealed.decrypt(&own, &[KeyManagement::EcdhEs], &[CBC]).unwrap();
    let claims: Value = serde_json::from_slice(opened.plaintext()).unwrap();
    assert_eq!(claims["login_hint"], json!(["subject-210281-9988"]));
    for name in ["client_id", "redirect_uri", "state", "scope", "response_type", "code_challenge"] {
        assert!(claims[name].is_string(), "{name}");
    }
}

#[test]
fn seals_with_no_key_that_is_published_for_something_else() {
    let sealing = |jwk: Value| {
        let form = RequestObject::Encrypted { alg: KeyManagement::EcdhEs, enc: CBC };
        let mut world = World::of(client().request_object(form));
        world.keys = Keys::read(&json_response(&json!({ "keys": [jwk] })), NOW).unwrap();
        let refused = world.with_env(|party, env| party.begin(&wish(), env).err());
        // With other keys it could be had: fetching once more is worth it.
        let again = |error: &Error| world.keys.should_be_fetched_again(error, NOW + Keys::COOL_DOWN);
        assert!(refused.as_ref().is_none_or(again));
        refused
    };
    let own = DecryptionKey::generate_agreement(KeyManagement::EcdhEs, Curve::P256).unwrap();
    let jwk = serde_json::to_value(own.public_jwk()).unwrap();
    assert_eq!(sealing(jwk.clone()), None);
    let none = Some(Error::from(ProviderFault::NoEncryptionKey("ECDH-ES")));
    assert_eq!(sealing(merged(jwk.clone(), json!({ "use": "sig" }))), none);
    assert_eq!(sealing(merged(jwk.clone(), json!({ "use": null, "alg": null }))), none);
    assert_eq!(sealing(merged(jwk, json!({ "alg": "ECDH-ES+A128KW" }))), none);
}

#[test]
fn the_signing_key_behind_a_seal_is_fetched_again_too() {
    let (client, own) = agreed();
    let mut world = World::of(client);
    let (asked, answered) = world.answered(&wish());
    let next = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("op 2");
    let changed = json!({ "at_hash": hash_half(JwsAlgorithm::ES256, "at") });
    let signed = jwt::sign(None, &world.claims(&asked, changed), &next).unwrap();
    let token = nested::encrypt(&signed, &own.encryption_key().unwrap(), CBC).unwrap();
    let unknown = world.party().tokens(&answered, &tokens(&token), NOW).err().unwrap();
    assert!(world.keys.should_be_fetched_again(&unknown, NOW + Keys::COOL_DOWN));
    world.keys = keys(&[&next], NOW);
    assert!(world.party().tokens(&answered, &tokens(&token), NOW).is_ok());
}
