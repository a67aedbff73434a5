//! For which of its keys a client's answers are sealed, and that nothing is issued where none will do.

use idp::issue::seal::{self, Facts, Opener, Seal, SealingKey};
use idp::model::client::{Client, ClientPolicy, KeptSecret, Profile};
use idp::{Reason, Refusal, Time, introspect};
use jose::secret::Secret;
use jose::{ContentEncryption, Jwk, KeyManagement};
use oidc::metadata::{ClientMetadata, Encryptable, Encryption};
use oidc::scope::OPENID;

use crate::support::*;

const RSA: Encryption = Encryption { alg: KeyManagement::RsaOaep, enc: ContentEncryption::A128CbcHs256 };

/// The shop, wanting its ID tokens sealed.
fn wanting() -> Client {
    let mut shop = shop();
    shop.metadata.encrypt(Encryptable::IdToken, RSA);
    shop
}

fn chosen(keys: &[SealingKey], now: Time) -> Result<String, Refusal> {
    let seal = seal::seal(Encryptable::IdToken, &wanting(), Facts::Keys(keys), now)?.unwrap();
    assert_eq!((seal.management, seal.content), (RSA.alg, RSA.enc));
    let Opener::Key { place, kid } = seal.key else { panic!("not a key") };
    assert_eq!(keys[place].kid, kid);
    Ok(kid.unwrap())
}

fn rsa(kid: &str) -> SealingKey {
    sealing_key(kid, KeyManagement::RsaOaep)
}

#[test]
fn nothing_is_sealed_unless_the_client_wants_it() {
    let seal = seal::seal(Encryptable::IdToken, &shop(), Facts::NotAsked, NOW).unwrap();
    assert_eq!(seal, None);
    let userinfo = seal::seal(Encryptable::Userinfo, &wanting(), Facts::Keys(&[rsa("a")]), NOW).unwrap();
    assert_eq!(userinfo, None);
}

#[test]
fn the_youngest_key_that_serves_and_whose_time_it_is_is_taken() {
    let hours = |hours: u64| NOW + seconds(hours * 3600);
    let old = SealingKey { not_before: NOW, ..rsa("old") };
    let next = SealingKey { not_before: hours(2), ..rsa("next") };
    let over = SealingKey { not_before: NOW, not_after: hours(1), ..rsa("over") };
    let keys = [old, next, over, sealing_key("ec", KeyManagement::EcdhEs)];
    for (now, kid) in [(NOW, "old"), (hours(1), "old"), (hours(2), "next")] {
        assert_eq!(chosen(&keys, now).unwrap(), kid);
    }
    let younger = SealingKey { not_before: hours(1), ..rsa("younger") };
    assert_eq!(chosen(&[keys.to_vec(), vec![younger]].concat(), hours(1)).unwrap(), "younger");
}

#[test]
fn one_that_says_what_it_is_for_goes_before_one_that_does_not_and_the_first_before_the_rest() {
    let silent = SealingKey { says_so: false, ..rsa("silent") };
    assert_eq!(chosen(std::slice::from_ref(&silent), NOW).unwrap(), "silent");
    assert_eq!(chosen(&[silent, rsa("first"), rsa("second")], NOW).unwrap(), "first");
}

#[test]
fn refuses_where_no_key_will_do_and_says_which_would() {
    let later = SealingKey { not_before: NOW + seconds(1), ..rsa("later") };
    let over = SealingKey { not_after: NOW, ..rsa("over") };
    let other = sealing_key("other", KeyManagement::RsaOaep256);
    for keys in [vec![], vec![later], vec![over], vec![other]] {
        let refusal = chosen(&keys, NOW).unwrap_err();
        assert_eq!(refusal.reason, Reason::SealingKeyMissing, "{keys:?}");
        assert_eq!(refusal.detail.parameter.as_deref(), Some("id_token_encrypted_response_alg"));
        assert_eq!(refusal.detail.expected.as_deref(), Some("a key for RSA-OAEP with use enc"));
    }
    assert_eq!(chosen(&[rsa("good")], NOW).unwrap(), "good");
}

#[test]
fn refuses_a_key_that_the_client_has_not_opened_anything_with() {
    let unproven = SealingKey { is_ready: false, not_before: NOW, ..rsa("unproven") };
    assert_eq!(chosen(std::slice::from_ref(&unproven), NOW).unwrap_err().reason, Reason::SealingKeyUnproven);
    assert_eq!(chosen(&[unproven, rsa("proven")], NOW).unwrap(), "proven");
}

#[test]
fn keys_that_cannot_be_had_are_another_matter() {
    let facts = Facts::Unavailable("status 503");
    let refusal = seal::seal(Encryptable::IdToken, &wanting(), facts, NOW).unwrap_err();
    assert_eq!(refusal.reason, Reason::SealingKeysUnavailable);
    assert_eq!(refusal.detail.operator.as_deref(), Some("status 503"));
    assert!(refusal.detail.retry_after.is_some());
    let refusal = seal::seal(Encryptable::IdToken, &wanting(), Facts::NotAsked, NOW).unwrap_err();
    assert_eq!(refusal.reason, Reason::Internal, "a fault of ours never leaves a token unsealed");
}

#[test]
fn a_secret_that_both_have_seals_where_the_client_wants_it_so() {
    let mut shop = shop();
    shop.metadata.encrypt(Encryptable::IdToken, Encryption { alg: KeyManagement::Dir, ..RSA });
    let sealed = |shop: &Client| seal::seal(Encryptable::IdToken, shop, Facts::Keys(&[]), NOW);
    assert_eq!(sealed(&shop).unwrap_err().reason, Reason::Internal, "it is kept wherever that is registered");
    shop.kept_secret = Some(KeptSecret::new(Secret::new(secret_of("shop"))));
    assert_eq!(sealed(&shop).unwrap().unwrap().key, Opener::Secret);
    // OpenID Connect Core §10.2.
    let digest = jose::digest::sha512(secret_of("shop").as_bytes());
    let key = |alg, enc| shop.sealing_key(alg, enc).map(|key| key.expose().clone());
    assert_eq!(key(KeyManagement::Dir, ContentEncryption::A256CbcHs512).unwrap(), digest);
    let digest = jose::digest::sha256(secret_of("shop").as_bytes());
    assert_eq!(key(KeyManagement::Dir, RSA.enc).unwrap(), digest);
    assert_eq!(key(KeyManagement::A128Kw, ContentEncryption::A256CbcHs512).unwrap(), digest[..16]);
    assert_eq!(key(KeyManagement::A256Kw, ContentEncryption::A128Gcm).unwrap(), digest);
    assert_eq!(key(KeyManagement::RsaOaep, RSA.enc), None);
}

#[test]
fn what_a_published_key_serves_for_is_what_it_says_and_is() {
    let ec = r#""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#;
    let mut wanting = ClientMetadata::default();
    for (answer, alg) in Encryptable::ALL.into_iter().zip(KeyManagement::all()) {
        wanting.encrypt(answer, Encryption { alg, ..RSA });
    }
    let agreement = [KeyManagement::EcdhEs, KeyManagement::EcdhEsA128Kw];
    for (further, serves, says_so) in [
        ("", &agreement[..], false),
        (r#","use":"enc","kid":"mine""#, &agreement[..], true),
        (r#","use":"enc","alg":"ECDH-ES""#, &agreement[..1], true),
        (r#","use":"enc","alg":"ECDH-ES+A128KW""#, &agreement[1..], true),
        (r#","use":"enc","alg":"ECDH-ES+A256KW""#, &[], true),
        (r#","use":"sig""#, &[], false),
        (r#","alg":"ES256""#, &[], false),
    ] {
        let jwk = Jwk::parse(format!("{{{ec}{further}}}").as_bytes()).unwrap();
        let key = SealingKey::published(&jwk, &wanting, &ClientPolicy::default());
        assert_eq!((key.serves.as_slice(), key.says_so), (serves, says_so), "{further}");
        assert_eq!(key.kid.as_deref(), jwk.kid());
        assert!(key.is_ready);
        let strict = ClientPolicy::of(Profile::Ftn);
        assert!(!SealingKey::published(&jwk, &wanting, &strict).is_ready);
    }
}

fn seal_by(kid: &str) -> Option<Seal> {
    let key = Opener::Key { place: 0, kid: Some(kid.to_owned()) };
    Some(Seal { key, management: RSA.alg, content: RSA.enc })
}

/// A world whose shop wants these answers sealed.
fn world(answers: &[Encryptable]) -> World {
    let mut world = World::new();
    for answer in answers {
        world.client("shop").metadata.encrypt(*answer, RSA);
    }
    world.sealing = ClientKeys::These(vec![rsa("minted")]);
    world
}

#[test]
fn id_tokens_of_every_endpoint_are_sealed_and_access_tokens_are_not() {
    let mut world = world(&[Encryptable::IdToken]);
    let tokens = world.tokens(&mut Browser::default(), &shop_asks().with("scope", "openid offline_access"));
    assert_eq!(tokens.id_token.unwrap().seal, seal_by("minted"));
    assert_eq!(tokens.access_token.seal, None);
    let refreshed = world.token(&refreshes(tokens.refresh_token.unwrap().expose(), "shop")).unwrap();
    assert_eq!(refreshed.id_token.unwrap().seal, seal_by("minted"));
    assert_eq!(refreshed.access_token.seal, None);
}

#[test]
fn a_client_that_must_be_sealed_and_cannot_be_gets_no_tokens() {
    for answer in [Encryptable::IdToken, Encryptable::Userinfo] {
        let mut world = world(&[answer]);
        let code = world.code(&mut Browser::default(), &shop_asks());
        let keys = std::mem::take(&mut world.sealing);
        let refusal = world.token(&redeems(&code, &shop_asks())).unwrap_err();
        assert_eq!(refusal.reason, Reason::SealingKeyMissing);
        assert_eq!(refusal.detail.parameter.as_deref(), Some(answer.alg_member()));
        world.sealing = keys;
        assert!(world.token(&redeems(&code, &shop_asks())).is_ok(), "the code was not spent on it");
    }
}

#[test]
fn nobody_is_asked_to_sign_in_for_what_could_not_be_answered() {
    let asks = shop_asks().with("state", "s");
    for answer in [Encryptable::IdToken, Encryptable::Userinfo, Encryptable::Authorization] {
        let mut world = world(&[answer]);
        world.sealing = ClientKeys::These(Vec::new());
        let refusal = world.authorize(&mut Browser::default(), &asks).unwrap_err();
        assert_eq!(refusal.reason, Reason::SealingKeyMissing);
        let idp::authorize::Destination::Client(to) = refusal.destination else { panic!("a page") };
        assert_eq!(to.state.as_deref(), Some("s"));
        // They may be there again when there is something to seal.
        world.sealing = ClientKeys::Unavailable;
        assert!(world.authorize(&mut Browser::default(), &asks).is_ok());
    }
    let mut world = world(&[Encryptable::Introspection]);
    world.sealing = ClientKeys::These(Vec::new());
    assert!(world.authorize(&mut Browser::default(), &asks).is_ok(), "this is nothing of a sign-in's");
}

#[test]
fn userinfo_is_sealed_signed_or_not_as_the_client_wants() {
    use idp::userinfo::Answer;
    let mut world = world(&[Encryptable::Userinfo]);
    let tokens = world.tokens(&mut Browser::default(), &shop_asks().with("scope", OPENID));
    let claims = &tokens.access_token.claims;
    let Answer::Sealed(told, seal) = world.userinfo_in_form(claims).unwrap() else { panic!("not sealed") };
    assert_eq!(Some(seal), seal_by("minted"));
    assert_eq!((told.sub.as_ref(), told.iss), ("u-aino", None));
    world.client("shop").metadata.userinfo_signed_response_alg = Some(jose::JwsAlgorithm::ES256);
    let Answer::Signed(draft) = world.userinfo_in_form(claims).unwrap() else { panic!("not signed") };
    assert_eq!(draft.seal, seal_by("minted"));
    assert_eq!(draft.claims.iss.as_deref(), Some("https://id.test"));
    world.sealing = ClientKeys::These(Vec::new());
    assert_eq!(reason(world.userinfo_in_form(claims)), Reason::SealingKeyMissing);
}

#[test]
fn introspection_is_sealed_where_it_is_a_jwt() {
    let mut world = world(&[Encryptable::Introspection]);
    let none = introspect::Token::Refresh("none", None);
    let answer = |world: &World, form| world.introspect_in(form, "shop", none);
    let (_, signed) = answer(&world, introspect::Form::Jwt).unwrap();
    assert_eq!(signed.unwrap().3, seal_by("minted"));
    world.sealing = ClientKeys::These(Vec::new());
    assert_eq!(reason(answer(&world, introspect::Form::Jwt)), Reason::SealingKeyMissing);
    assert!(answer(&world, introspect::Form::Json).unwrap().1.is_none());
}

#[test]
fn what_an_administrator_is_told_is_what_would_happen() {
    let mut shop = wanting();
    shop.metadata.encrypt(Encryptable::Userinfo, Encryption { alg: KeyManagement::EcdhEs, ..RSA });
    let keys = [rsa("minted")];
    let standing = seal::standing(&shop, Facts::Keys(&keys), NOW);
    let [can, cannot] = &standing[..] else { panic!("{standing:?}") };
    assert_eq!((can.answer, can.with), (Encryptable::IdToken, RSA));
    assert_eq!(can.seal.as_ref().ok(), seal_by("minted").as_ref());
    assert_eq!(cannot.answer, Encryptable::Userinfo);
    assert_eq!(cannot.seal.as_ref().unwrap_err().reason, Reason::SealingKeyMissing);
}
