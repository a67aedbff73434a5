//! Public and pairwise subjects (OpenID Connect Core §8).

use idp::authorize::Answer;
use idp::issue::Tokens;
use idp::logout::{self, Hint};
use idp::model::ClientId;
use idp::{Reason, Refusal};
use oidc::metadata::SubjectType;

use crate::support::*;

/// A pairwise client of this name, a copy of the shop with other addresses.
fn pairwise(world: &mut World, id: &str, redirect_uris: &[&str], sector: Option<&str>) -> Form {
    let mut client = shop();
    client.id = ClientId::new(id);
    client.secrets = vec![idp::model::client::SecretHash::of(&secret_of(id), NOW)];
    client.metadata.subject_type = Some(SubjectType::Pairwise);
    client.metadata.sector_identifier_uri = sector.map(str::to_owned);
    client.metadata.redirect_uris = redirect_uris.iter().map(|uri| uri.parse().unwrap()).collect();
    world.state.clients.insert(client.id.clone(), client);
    shop_asks().with("client_id", id).with("redirect_uri", redirect_uris[0])
}

fn tokens(world: &mut World, form: &Form) -> Tokens {
    world.tokens(&mut Browser::default(), form)
}

fn sub(world: &mut World, form: &Form) -> String {
    tokens(world, form).id_token.unwrap().claims.sub.into_owned()
}

#[test]
fn a_client_that_says_nothing_knows_people_by_their_identifier() {
    assert_eq!(sub(&mut World::new(), &shop_asks()), "u-aino");
}

#[test]
fn a_pairwise_client_knows_the_person_by_a_name_that_nobody_else_has() {
    let mut world = World::new();
    let one = pairwise(&mut world, "one", &["https://one.test/cb"], None);
    let other = pairwise(&mut world, "other", &["https://other.test/cb"], None);
    let (first, again) = (sub(&mut world, &one), sub(&mut world, &one));
    assert_eq!((first.len(), &first), (43, &again));
    assert_ne!(first, sub(&mut world, &other));
    assert!(!first.contains("aino"));
}

#[test]
fn clients_of_one_sector_share_the_name() {
    let mut world = World::new();
    let by_host = pairwise(&mut world, "a", &["https://SECTOR.test:8443/x", "https://sector.test/y"], None);
    let named = Some("https://sector.test/redirects.json");
    let by_uri = pairwise(&mut world, "b", &["https://b.test/cb", "https://c.test/cb"], named);
    assert_eq!(sub(&mut world, &by_host), sub(&mut world, &by_uri));
    let alone = pairwise(&mut world, "c", &["https://b.test/cb"], None);
    assert_ne!(sub(&mut world, &alone), sub(&mut world, &by_uri));
}

#[test]
fn every_answer_about_the_person_says_the_same_name() {
    let mut world = World::new();
    let asks = pairwise(&mut world, "one", &["https://one.test/cb"], None);
    let told = tokens(&mut world, &asks);
    let sub = told.id_token.unwrap().claims.sub;
    let access = told.access_token.claims;
    assert_eq!(access.sub, sub);
    assert_eq!(world.userinfo(&access).unwrap().sub, sub);
    assert_eq!(world.introspect_access("one", &access).unwrap()["sub"], *sub);
    let refresh = told.refresh_token.unwrap();
    assert_eq!(world.introspect_refresh("one", refresh.expose()).unwrap()["sub"], *sub);
    let renewed = world.token(&refreshes(refresh.expose(), "one")).unwrap();
    assert_eq!(renewed.id_token.unwrap().claims.sub, sub);
}

#[test]
fn a_new_server_key_changes_nobodys_name() {
    let mut world = World::new();
    let asks = pairwise(&mut world, "one", &["https://one.test/cb"], None);
    let before = sub(&mut world, &asks);
    world.derive.rotate(b"the second key");
    assert_eq!(sub(&mut world, &asks), before);
}

#[test]
fn a_hint_with_the_clients_own_name_for_the_person_is_understood() {
    let mut world = World::new();
    let asks = pairwise(&mut world, "one", &["https://one.test/cb"], None);
    let mut browser = Browser::default();
    let token = world.tokens(&mut browser, &asks).id_token.unwrap();
    let mut answer = |sub: &str| -> Result<Answer, Refusal> {
        let hint = oidc::claims::IdTokenHint { sub: sub.to_owned(), ..hint(&token.claims) };
        let silent = asks.clone().with("prompt", "none").encode();
        world.decide_authorize_hinted(&browser, &silent, Hint::Ours(&hint)).answer
    };
    assert!(matches!(answer(&token.claims.sub), Ok(Answer::Respond(_))));
    assert_eq!(reason(answer("u-aino")), Reason::LoginRequired);
}

/// What the subject does not tell, the session's name must not tell either.
#[test]
fn sectors_have_names_of_their_own_for_the_session_too_and_sign_out_by_them() {
    let mut world = World::new();
    let one = pairwise(&mut world, "one", &["https://one.test/cb"], None);
    let other = pairwise(&mut world, "other", &["https://other.test/cb"], None);
    let mut browser = Browser::default();
    let ones = world.tokens(&mut browser, &one).id_token.unwrap().claims;
    let others = world.tokens(&mut browser, &other).id_token.unwrap().claims;
    assert_ne!(ones.sid, others.sid);
    let hint = hint(&ones);
    let answer = world.logout(&browser, &Form::of(&[]), Hint::Ours(&hint)).unwrap();
    assert!(matches!(answer, logout::Answer::Done { to: None, .. }), "{answer:?}");
}
