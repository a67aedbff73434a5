//! New tokens for old ones.

use jose::{Secret, sealing::SealingKey};
use rp::{Error, OurFault, OutsideFault, ProviderFault, Session};
use serde_json::json;

use crate::provider::*;

fn session(world: &mut World) -> Session {
    let tokens = world.sign_in(&wish(), json!({})).unwrap();
    Session::of(&tokens, &world.party())
}

#[test]
fn a_session_is_refreshed_and_its_refresh_token_rotates() {
    let mut world = World::new();
    let session = session(&mut world);
    let session = Session::open(&session.seal(&cookie_key()), &cookie_key()).unwrap();
    let request = world.with_env(|party, env| party.refresh(&session, env)).unwrap();
    let sent = form(&request);
    assert_eq!((sent.get("grant_type"), sent.get("refresh_token")), ("refresh_token", "rt"));

    let id_token = world.sign(&json!({
        "iss": ISSUER, "sub": SUBJECT, "aud": CLIENT, "iat": NOW + 9, "exp": NOW + 600, "auth_time": NOW - 100,
    }));
    let body =
        json!({ "access_token": "a2", "token_type": "Bearer", "refresh_token": "r2", "id_token": id_token });
    let refreshed = world.party().refreshed(&session, &json_response(&body), NOW + 9).unwrap();
    assert_eq!(refreshed.access_token.expose(), "a2");
    assert!(refreshed.id_token.is_some());
    let request = world.with_env(|party, env| party.refresh(&refreshed.session, env)).unwrap();
    assert_eq!(form(&request).get("refresh_token"), "r2");
}

#[test]
fn without_a_new_refresh_token_the_old_one_stays() {
    let mut world = World::new();
    let session = session(&mut world);
    let body = json!({ "access_token": "a2", "token_type": "Bearer" });
    let refreshed = world.party().refreshed(&session, &json_response(&body), NOW).unwrap();
    assert!(refreshed.id_token.is_none());
    let request = world.with_env(|party, env| party.refresh(&refreshed.session, env)).unwrap();
    assert_eq!(form(&request).get("refresh_token"), "rt");
}

#[test]
fn a_new_id_token_is_of_the_same_person_and_sign_in() {
    let mut world = World::new();
    let session = session(&mut world);
    for (changed, accepted) in [
        (json!({}), true),
        (json!({ "auth_time": null }), true),
        (json!({ "nonce": "another" }), false),
        (json!({ "sub": "mallory" }), false),
        (json!({ "auth_time": NOW }), false),
    ] {
        let claims = json!({
            "iss": ISSUER, "sub": SUBJECT, "aud": CLIENT, "iat": NOW, "exp": NOW + 600, "auth_time": NOW - 100,
        });
        let id_token = world.sign(&merged(claims, changed.clone()));
        let body = json!({ "access_token": "a2", "token_type": "Bearer", "id_token": id_token });
        let came = world.party().refreshed(&session, &json_response(&body), NOW).err();
        let expected = (!accepted).then_some(ProviderFault::OtherSubject("new ID token").into());
        assert_eq!(came, expected, "{changed}");
    }
}

#[test]
fn refuses_a_session_of_another_client_or_seal_and_one_that_cannot_be_refreshed() {
    let mut world = World::new();
    let session = session(&mut world);
    let other = SealingKey::new(Secret::new([8; 32]));
    let unreadable = Some(Error::from(OutsideFault::SessionUnreadable));
    assert_eq!(Session::open(&session.seal(&other), &cookie_key()).err(), unreadable);
    // What is sealed as something else does not pass for a session.
    let pending = world.begin(&wish()).pending.seal(&cookie_key());
    assert_eq!(Session::open(&pending, &cookie_key()).err(), unreadable);

    let mut elsewhere = World::saying(client(), json!({}));
    elsewhere.client = rp::Client::new("other", CALLBACK, rp::Authentication::None);
    let refused = elsewhere.with_env(|party, env| party.refresh(&session, env).err());
    assert_eq!(refused, Some(OurFault::OtherRegistration.into()));

    let (asked, answered) = world.answered(&wish());
    let id_token = world.sign(&world.claims(&asked, json!({})));
    let body = json!({ "access_token": "at", "token_type": "Bearer", "id_token": id_token });
    let tokens = world.party().tokens(&answered, &json_response(&body), NOW).unwrap();
    let session = Session::of(&tokens, &world.party());
    let refused = world.with_env(|party, env| party.refresh(&session, env).err());
    assert_eq!(refused, Some(OurFault::NoRefreshToken.into()));
}
