//! Signing out, and being told of it.

use jose::jwt;
use rp::error::{Kind, TokenFault};
use rp::{Error, OutsideFault, Session};
use serde_json::{Value, json};

use crate::provider::*;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

#[test]
fn a_person_is_sent_to_sign_out_at_the_provider_too() {
    let mut world = World::new();
    let tokens = world.sign_in(&wish(), json!({})).unwrap();
    let session = Session::of(&tokens, &world.party());
    let url = world.party().end_session(&session, Some("https://shop.example/bye"), Some("s")).unwrap();
    assert!(url.starts_with("https://op.example/logout?client_id=shop&id_token_hint=ey"));
    assert!(url.ends_with("&post_logout_redirect_uri=https%3A%2F%2Fshop.example%2Fbye&state=s"));
}

#[test]
fn a_page_of_the_provider_names_the_session_that_is_over() {
    let world = World::new();
    let read = |query| world.party().frontchannel_logout(query).map(|logout| logout.session_id);
    assert_eq!(read("iss=https%3A%2F%2Fop.example&sid=s"), Ok(Some("s".to_owned())));
    assert_eq!(read(""), Ok(None));
    // The specification has both or none.
    assert_eq!(read("sid=s"), Ok(None));
    assert_eq!(read("iss=https%3A%2F%2Fevil.example&sid=s"), Err(OutsideFault::OtherIssuer.into()));
}

fn claims(changed: Value) -> Value {
    let usual = json!({
        "iss": ISSUER, "aud": [CLIENT], "iat": NOW, "exp": NOW + 120, "jti": "j", "sub": SUBJECT, "sid": "s",
        "events": { EVENT: {} },
    });
    merged(usual, changed)
}

fn read(world: &World, typ: Option<&str>, changed: Value) -> Result<rp::LogoutToken, Error> {
    let token = jwt::sign(typ, &claims(changed), &world.signing).unwrap();
    world.party().logout_token(&format!("logout_token={token}"), NOW)
}

#[test]
fn a_logout_token_ends_what_it_names() {
    let world = World::new();
    for typ in [Some("logout+jwt"), Some("JWT"), None] {
        let token = read(&world, typ, json!({})).unwrap();
        assert_eq!((token.subject(), token.session_id()), (Some(SUBJECT), Some("s")));
        assert_eq!((token.jwt_id(), token.expires_at()), ("j", NOW + 120));
    }
    assert_eq!(read(&world, None, json!({ "sid": null })).unwrap().session_id(), None);
    assert_eq!(read(&world, None, json!({ "sub": null })).unwrap().subject(), None);
}

#[test]
fn refuses_what_is_no_logout_token_of_this_provider_for_this_client() {
    use jwt::Error as Claim;
    let world = World::new();
    let refused = |typ, changed: Value| match read(&world, typ, changed).err() {
        Some(Error::Outside(OutsideFault::Token { kind: Kind::LogoutToken, fault })) => fault,
        other => panic!("{other:?}"),
    };
    for (changed, fault) in [
        (json!({ "iss": "https://evil.example" }), TokenFault::Claims(Claim::OtherIssuer)),
        (json!({ "aud": "other" }), TokenFault::Claims(Claim::OtherAudience)),
        (json!({ "exp": NOW - 61 }), TokenFault::Claims(Claim::Expired)),
        (json!({ "exp": null }), TokenFault::Claims(Claim::Missing("exp".to_owned()))),
        (json!({ "jti": null }), TokenFault::Claims(Claim::Missing("jti".to_owned()))),
        (json!({ "jti": "" }), TokenFault::Other("jti")),
        (json!({ "events": null }), TokenFault::Claims(Claim::Missing("events".to_owned()))),
        (json!({ "events": {} }), TokenFault::Other("events")),
        (json!({ "events": EVENT }), TokenFault::Other("events")),
        (json!({ "events": { EVENT: true } }), TokenFault::Other("events")),
        (json!({ "nonce": "n" }), TokenFault::Forbidden("nonce")),
        (json!({ "sub": null, "sid": null }), TokenFault::Missing("sub or sid")),
    ] {
        assert_eq!(refused(Some("logout+jwt"), changed.clone()), fault, "{changed}");
    }
    assert_eq!(refused(Some("at+jwt"), json!({})), TokenFault::Claims(Claim::OtherKind));
}

#[test]
fn neither_token_passes_for_the_other() {
    let mut world = World::new();
    let (asked, answered) = world.answered(&wish());
    let id_token = world.sign(&world.claims(&asked, json!({})));
    let posted = format!("logout_token={id_token}");
    assert!(world.party().logout_token(&posted, NOW).is_err());

    let both = claims(json!({ "nonce": asked.get("nonce"), "sub": SUBJECT }));
    let logout = jwt::sign(Some("logout+jwt"), &both, &world.signing).unwrap();
    let refused = world.party().tokens(&answered, &tokens(&logout), NOW).err();
    let fault = TokenFault::Claims(jwt::Error::OtherKind);
    assert_eq!(refused, Some(rp::ProviderFault::Token { kind: Kind::IdToken, fault }.into()));
}
