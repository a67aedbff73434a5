//! Initial access tokens, and the clients that came by them.

use idp::effect::{Effect, Expected};
use idp::model::ClientId;
use idp::model::client::{Client, Registration, SecretHash};
use idp::model::initial_access_token::{Bounds, InitialAccessToken};
use oidc::scope::Scope;
use oidc::token::GrantType;
use store::Guard;

use crate::world::*;

fn bounds() -> Bounds {
    Bounds {
        scope: Some(Scope::parse("openid orders").unwrap()),
        grant_types: Some(vec![GrantType::AuthorizationCode]),
        redirect_hosts: vec![".example".into()],
        ..Bounds::default()
    }
}

pub(crate) fn initial_access_token(id: &str, uses: u32) -> InitialAccessToken {
    InitialAccessToken {
        id: id.into(),
        name: Some(format!("For {id}")),
        sha256: InitialAccessToken::digest(id),
        bounds: bounds(),
        uses,
        used: 0,
        expires_at: at(1000),
        created_at: at(0),
    }
}

fn uses(id: &str) -> Vec<Effect> {
    vec![Effect::UseInitialAccessToken(id.into())]
}

fn registered(id: &str, with: Option<&str>) -> Effect {
    let registration = Registration {
        initial_access_token: with.map(str::to_owned),
        access_token: Some(SecretHash::of("its own", at(1))),
        bounds: bounds(),
    };
    let record = Client { registration: Some(Box::new(registration)), ..client(id) };
    Effect::PutClient(Expected { replaces: None, record: Box::new(record) })
}

on_both_stores! {
    async fn a_token_is_found_by_its_hash_and_by_its_id(world) {
        let token = initial_access_token("a", 3);
        world.done(vec![Effect::PutInitialAccessToken(Box::new(token.clone()))], at(0)).await;
        let found = world.store.find_initial_access_token(&InitialAccessToken::digest("a")).await.unwrap();
        assert_eq!(found.as_ref(), Some(&token));
        assert_eq!(world.store.load_initial_access_token("a").await.unwrap(), Some(token));
        assert_eq!(world.store.find_initial_access_token(&InitialAccessToken::digest("b")).await.unwrap(), None);
        assert_eq!(world.store.load_initial_access_token("b").await.unwrap(), None);
        let nameless = InitialAccessToken { name: None, bounds: Bounds::default(), ..initial_access_token("n", 1) };
        world.done(vec![Effect::PutInitialAccessToken(Box::new(nameless.clone()))], at(0)).await;
        assert_eq!(world.store.load_initial_access_token("n").await.unwrap(), Some(nameless));
    }

    async fn a_token_is_used_as_often_as_it_may_be_and_in_its_time(world) {
        world.done(vec![Effect::PutInitialAccessToken(Box::new(initial_access_token("a", 2)))], at(0)).await;
        assert_eq!(world.lost(uses("a"), at(1000)).await, Guard::InitialAccessTokenUsed);
        world.done(uses("a"), at(1)).await;
        world.done(uses("a"), at(999)).await;
        assert_eq!(world.store.load_initial_access_token("a").await.unwrap().unwrap().used, 2);
        assert_eq!(world.lost(uses("a"), at(2)).await, Guard::InitialAccessTokenUsed);
        assert_eq!(world.lost(uses("absent"), at(2)).await, Guard::InitialAccessTokenUsed);
    }

    async fn a_client_comes_only_if_the_token_is_used(world) {
        world.done(vec![Effect::PutInitialAccessToken(Box::new(initial_access_token("a", 1)))], at(0)).await;
        let come = |id: &str| vec![registered(id, Some("a")), Effect::UseInitialAccessToken("a".into())];
        world.done(come("first"), at(1)).await;
        assert_eq!(world.lost(come("second"), at(1)).await, Guard::InitialAccessTokenUsed);
        assert!(world.store.load_client(&ClientId::new("second")).await.unwrap().is_none());
        let first = world.store.load_client(&ClientId::new("first")).await.unwrap().unwrap();
        let kept = first.registration.clone().unwrap();
        assert_eq!((kept.initial_access_token.as_deref(), kept.bounds), (Some("a"), bounds()));
        assert!(kept.access_token.unwrap().matches(&SecretHash::digest("its own")));
        let mut taken = first.clone();
        taken.registration.as_mut().unwrap().access_token = None;
        world.done(vec![Effect::PutClient(Expected { replaces: Some(1), record: Box::new(taken) })], at(2)).await;
        let first = world.store.load_client(&ClientId::new("first")).await.unwrap().unwrap();
        assert!(first.registration.unwrap().access_token.is_none());
    }

    async fn a_token_that_was_taken_back_is_gone(world) {
        world.done(vec![Effect::PutInitialAccessToken(Box::new(initial_access_token("a", 1)))], at(0)).await;
        for _ in 0..2 {
            world.done(vec![Effect::DeleteInitialAccessToken("a".into())], at(1)).await;
        }
        assert_eq!(world.lost(uses("a"), at(1)).await, Guard::InitialAccessTokenUsed);
        assert_eq!(world.store.load_initial_access_token("a").await.unwrap(), None);
    }

    async fn tokens_are_listed_page_by_page(world) {
        for id in ["c", "a", "b"] {
            world.done(vec![Effect::PutInitialAccessToken(Box::new(initial_access_token(id, 1)))], at(0)).await;
        }
        let list = async |after, limit| {
            let tokens = world.store.list_initial_access_tokens(after, limit).await.unwrap();
            tokens.iter().map(|token| token.id.clone()).collect::<String>()
        };
        assert_eq!(list(None, 2).await, "ab");
        assert_eq!(list(Some("b"), 2).await, "c");
    }

    async fn clients_that_came_openly_are_counted(world) {
        world.done(vec![new_client("of the house"), registered("invited", Some("a"))], at(0)).await;
        assert_eq!(world.store.count_open_clients().await.unwrap(), 0);
        world.done(vec![registered("one", None), registered("two", None)], at(0)).await;
        assert_eq!(world.store.count_open_clients().await.unwrap(), 2);
        world.done(vec![Effect::DeleteClient { id: ClientId::new("one"), version: 1 }], at(1)).await;
        assert_eq!(world.store.count_open_clients().await.unwrap(), 1);
    }
}
