//! Nothing from outside makes anything panic, or passes by chance.

use jose::JwsAlgorithm;
use proptest::prelude::*;
use rp::message::Response;
use rp::{Keys, Pending, Provider, Session};
use serde_json::json;

use crate::provider::*;

/// Bytes, and bytes that look like something.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let json = prop_oneof![
        Just("{}".to_owned()),
        Just("[]".to_owned()),
        r#"\{"(issuer|keys|access_token|id_token|sub|error|token_type|expires_in)":("[a-z.]{0,9}"|[0-9e.-]{0,9}|null|\[\]|\{\})\}"#,
        "[A-Za-z0-9_-]{0,20}\\.[A-Za-z0-9_-]{0,20}\\.[A-Za-z0-9_-]{0,20}(\\.[A-Za-z0-9_-]{0,20}){0,3}",
    ];
    prop_oneof![proptest::collection::vec(any::<u8>(), 0..200), json.prop_map(String::into_bytes)]
}

proptest! {
    #[test]
    fn no_answer_is_believed_by_chance(
        body in body(),
        status in prop_oneof![Just(200_u16), Just(201), Just(400), any::<u16>()],
        signed in any::<bool>(),
    ) {
        let client = if signed { client().userinfo_signed_response_alg(JwsAlgorithm::ES256) } else { client() };
        let mut world = World::of(client);
        let id_token = world.sign_in(&wish(), json!({})).unwrap().id_token;
        let (_, answered) = world.answered(&wish());
        for content_type in ["application/json", "application/jwt"] {
            let content_type = Some(content_type.to_owned());
            let came = Response { status, content_type, dpop_nonce: None, body: body.clone() };
            prop_assert!(Provider::read(&issuer(), &came).is_err());
            prop_assert!(world.party().tokens(&answered, &came, NOW).is_err());
            prop_assert!(world.party().userinfo(&came, &id_token, NOW).is_err());
            let _ = Keys::read(&came, NOW);
            let _ = world.party().pushed(&came);
        }
    }

    #[test]
    fn nothing_a_browser_brings_is_believed_by_chance(query in ".{0,100}", kept in ".{0,100}") {
        let mut world = World::of(client());
        let pending = world.begin(&wish()).pending;
        prop_assert!(world.party().callback(pending, &query, NOW).is_err());
        prop_assert!(world.party().logout_token(&query, NOW).is_err());
        prop_assert!(Pending::open(&kept, &cookie_key()).is_err());
        prop_assert!(Session::open(&kept, &cookie_key()).is_err());
        let _ = world.party().frontchannel_logout(&query);
    }
}
