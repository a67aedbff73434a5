//! What an authorization response holds, and how it travels, for each response type.

use idp::authorize::{Answer, Destination, Form as Told, Response};
use idp::issue::Jti;
use idp::model::key::KeyAlgorithm;
use idp::{Reason, Refusal};
use jose::{JwsAlgorithm, hash_half};
use oidc::response_mode::ResponseMode;
use oidc::response_type::ResponseType;
use oidc::token::GrantType;

use crate::support::*;

/// A world where shop and application registered every response type.
fn world() -> World {
    let mut world = World::new();
    for id in ["shop", "app"] {
        let metadata = &mut world.client(id).metadata;
        metadata.response_types = ResponseType::ALL.to_vec();
        metadata.grant_types.push(GrantType::Implicit);
    }
    world
}

fn asks(response_type: ResponseType) -> Form {
    shop_asks().with("response_type", response_type.as_str())
}

fn response(form: &Form) -> Response {
    world().respond(&mut Browser::default(), form)
}

fn refusal(world: &mut World, form: &Form) -> Refusal {
    world.authorize(&mut Browser::default(), form).unwrap_err()
}

/// The table of `authorize/respond.rs`: code, access token, `c_hash`, and the mode by itself.
#[test]
fn each_response_type_is_given_what_it_names_and_nothing_else() {
    let (yes, no) = (true, false);
    for (response_type, code, token, id_token, mode) in [
        (ResponseType::CODE, yes, no, no, ResponseMode::Query),
        (ResponseType::TOKEN, no, yes, no, ResponseMode::Fragment),
        (ResponseType::ID_TOKEN, no, no, yes, ResponseMode::Fragment),
        (ResponseType::ID_TOKEN_TOKEN, no, yes, yes, ResponseMode::Fragment),
        (ResponseType::CODE_TOKEN, yes, yes, no, ResponseMode::Fragment),
        (ResponseType::CODE_ID_TOKEN, yes, no, yes, ResponseMode::Fragment),
        (ResponseType::CODE_ID_TOKEN_TOKEN, yes, yes, yes, ResponseMode::Fragment),
    ] {
        let response = response(&asks(response_type));
        let given = (response.code.is_some(), response.access_token.is_some(), response.id_token.is_some());
        assert_eq!(given, (code, token, id_token), "{response_type}");
        assert_eq!(response.mode, mode, "{response_type}");
        let Some(claims) = response.id_token.map(|draft| draft.claims) else { continue };
        let half = |text: &str| hash_half(JwsAlgorithm::ES256, text);
        assert_eq!(claims.c_hash, response.code.map(|code| half(code.expose())), "{response_type}");
        assert_eq!(claims.s_hash, Some(half("st-1")), "{response_type}");
        assert_eq!(claims.nonce.as_deref(), Some("n-1"), "{response_type}");
    }
}

/// OpenID Connect Core §5.4: where no access token comes, nobody could fetch the claims later.
#[test]
fn an_id_token_alone_tells_what_the_scope_opens() {
    let person = |response_type| response(&asks(response_type)).id_token.unwrap().claims.person;
    let alone = person(ResponseType::ID_TOKEN);
    assert_eq!(alone.email.as_deref(), Some("aino@example.test"));
    assert_eq!((alone.name.as_deref(), alone.phone_number), (Some("aino of Espoo"), None));
    for response_type in [ResponseType::ID_TOKEN_TOKEN, ResponseType::CODE_ID_TOKEN] {
        assert!(person(response_type).email.is_none(), "{response_type}");
    }
}

#[test]
fn the_family_of_what_needs_no_code_lives_no_longer_than_its_tokens_may() {
    let mut world = world();
    let response = world.respond(&mut Browser::default(), &asks(ResponseType::TOKEN));
    let direct = response.access_token.unwrap();
    assert_eq!((direct.expires_in, direct.scope), (600, scope("openid profile email")));
    assert!(world.userinfo(&direct.draft.claims).is_ok());
    let Some(Jti::Family(family)) = Jti::read(&direct.draft.claims.jti) else { panic!("no family") };
    let ends_at = world.state.family(&family, world.now).unwrap().expires_at;
    assert!(ends_at <= NOW + seconds(700), "{ends_at:?}");
    world.wait(600);
    assert_eq!(reason(world.userinfo(&direct.draft.claims)), Reason::TokenExpired);
}

/// RFC 6749 §4.1.2: whatever came of the grant may be in the wrong hands.
#[test]
fn a_replayed_code_ends_the_tokens_that_came_beside_it() {
    let mut world = world();
    let asked = asks(ResponseType::CODE_ID_TOKEN_TOKEN);
    let response = world.respond(&mut Browser::default(), &asked);
    let token = response.access_token.unwrap().draft.claims;
    let redeems = redeems(response.code.unwrap().expose(), &asked);
    assert!(world.token(&redeems).is_ok());
    assert!(world.userinfo(&token).is_ok());
    assert_eq!(reason(world.token(&redeems)), Reason::CodeReplayed);
    assert_eq!(reason(world.userinfo(&token)), Reason::TokenRevoked);
}

/// OpenID Connect Core §11.
#[test]
fn nobody_stays_connected_without_a_code() {
    let scope_of = |response_type| {
        let form = asks(response_type).with("scope", "openid offline_access");
        response(&form).access_token.unwrap().scope
    };
    assert_eq!(scope_of(ResponseType::ID_TOKEN_TOKEN), scope("openid"));
    assert_eq!(scope_of(ResponseType::CODE_TOKEN), scope("openid offline_access"));
}

#[test]
fn refuses_an_id_token_without_what_it_needs() {
    for response_type in ResponseType::ALL {
        let mut world = world();
        let without_nonce = asks(response_type).without("nonce");
        let without_openid = asks(response_type).with("scope", "profile");
        let empty_nonce = asks(response_type).with("nonce", "");
        for (form, expected) in [
            (without_nonce, Reason::NonceRequired),
            (empty_nonce, Reason::NonceRequired),
            (without_openid, Reason::OpenidRequired),
        ] {
            if !response_type.has_id_token() {
                assert!(world.authorize(&mut Browser::default(), &form).is_ok(), "{response_type}");
                continue;
            }
            let refusal = refusal(&mut world, &form);
            assert_eq!(refusal.reason, expected, "{response_type}");
            let Destination::Client(to) = refusal.destination else { panic!("on a page") };
            assert_eq!(to.mode, ResponseMode::Fragment, "{response_type}");
        }
        assert!(world.authorize(&mut Browser::default(), &asks(response_type)).is_ok(), "{response_type}");
    }
}

/// OpenID Connect Registration §2.
#[test]
fn refuses_a_response_type_without_the_grants_it_comes_of() {
    for (response_type, grant) in [
        (ResponseType::TOKEN, GrantType::Implicit),
        (ResponseType::CODE_ID_TOKEN, GrantType::Implicit),
        (ResponseType::CODE_ID_TOKEN, GrantType::AuthorizationCode),
        (ResponseType::CODE, GrantType::AuthorizationCode),
    ] {
        let mut world = world();
        assert!(world.authorize(&mut Browser::default(), &asks(response_type)).is_ok());
        world.client("shop").metadata.grant_types.retain(|other| *other != grant);
        let refused = refusal(&mut world, &asks(response_type));
        assert_eq!(refused.reason, Reason::ResponseTypeNotRegistered, "{response_type} without {grant}");
    }
}

/// A challenge binds a code; where none is issued there is nothing to bind.
#[test]
fn only_a_code_needs_a_challenge() {
    let without = |response_type: ResponseType| {
        let form = app_asks().with("response_type", response_type.as_str());
        form.without("code_challenge").without("code_challenge_method")
    };
    let mut world = world();
    for response_type in ResponseType::ALL {
        let answer = world.authorize(&mut Browser::default(), &without(response_type));
        match response_type.has_code() {
            true => assert_eq!(reason(answer), Reason::PkceRequired, "{response_type}"),
            false => assert!(matches!(answer, Ok(Answer::Login(_))), "{response_type}"),
        }
    }
}

#[test]
fn travels_as_asked_but_tokens_never_in_a_query() {
    for response_type in ResponseType::ALL {
        for mode in ResponseMode::ALL.iter().copied() {
            let form = asks(response_type).with("response_mode", mode.as_str());
            if !mode.may_carry(response_type) {
                let refused = refusal(&mut world(), &form);
                assert_eq!(refused.reason, Reason::ResponseModeUnsupported, "{response_type}");
                let Destination::Client(to) = refused.destination else { panic!("on a page") };
                assert_eq!(to.mode.carrier(), ResponseMode::Fragment, "{response_type}");
                assert_eq!(to.mode.is_jwt(), mode.is_jwt(), "{response_type}");
            } else {
                assert_eq!(response(&form).mode, mode.settled_for(response_type), "{response_type}");
            }
        }
    }
}

/// A form goes to a web address alone.
#[test]
fn posts_nothing_to_an_application() {
    let mut world = world();
    let refused = refusal(&mut world, &app_asks().with("response_mode", "form_post"));
    assert_eq!(refused.reason, Reason::ResponseModeUnsupported);
    let Destination::Client(to) = refused.destination else { panic!("on a page") };
    assert_eq!(to.mode, ResponseMode::Fragment);
    let fragment = app_asks().with("response_mode", "fragment");
    assert!(world.authorize(&mut Browser::default(), &fragment).is_ok());
}

/// JARM §2.1: who answers whom, for ten minutes at most; by what the client registered.
#[test]
fn drafts_one_jwt_where_the_client_asks_for_it() {
    let mut world = world();
    let plain = world.authorize(&mut Browser::default(), &asks(ResponseType::CODE).with("prompt", "none"));
    let Destination::Client(to) = plain.unwrap_err().destination else { panic!("on a page") };
    assert_eq!(to.form, Told::Parameters);
    for (registered, signed) in
        [(None, JwsAlgorithm::RS256), (Some(JwsAlgorithm::ES256), JwsAlgorithm::ES256)]
    {
        world.client("shop").metadata.authorization_signed_response_alg = registered;
        let form = asks(ResponseType::CODE).with("response_mode", "jwt");
        let refused = refusal(&mut world, &form.clone().with("prompt", "none"));
        let Destination::Client(to) = refused.destination else { panic!("on a page") };
        let Told::Draft(refused) = to.form else { panic!("{:?}", to.form) };
        let answered = world.respond(&mut Browser::default(), &form).jwt.unwrap();
        for draft in [refused, answered] {
            assert_eq!((draft.algorithm, draft.typ), (signed, None));
            assert_eq!((draft.claims.iss.as_str(), draft.claims.aud.as_str()), ("https://id.test", "shop"));
            let lives = draft.claims.exp - world.now.as_secs();
            assert!((60..=600).contains(&lives), "{lives}");
            assert!(draft.claims.parameters.pairs().is_empty(), "they are open until they are signed");
        }
    }
}

/// Nothing is told in the clear to a client that wants it signed.
#[test]
fn what_cannot_be_signed_is_told_on_a_page() {
    let mut world = world();
    let form = asks(ResponseType::CODE).with("response_mode", "jwt");
    assert!(world.authorize(&mut Browser::default(), &form).is_ok());
    world.state.keys.retain(|key| key.algorithm != KeyAlgorithm::Sig(JwsAlgorithm::RS256));
    let refused = refusal(&mut world, &form);
    assert_eq!((refused.reason, refused.destination), (Reason::Internal, Destination::Direct));
}
