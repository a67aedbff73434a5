//! Clients and signing keys.

use idp::effect::{Effect, Expected};
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::client_key::ClientKey;
use serde_json::json;
use store::Guard;

use crate::world::*;

on_both_stores! {
    async fn a_client_is_loaded_as_it_was_written(world) {
        world.done(vec![new_client("shop")], at(0)).await;
        let found = world.store.load_client(&ClientId::new("shop")).await.unwrap().unwrap();
        let written = client("shop");
        assert_eq!(found.version, 1);
        assert_eq!((found.secrets, found.metadata, found.policy), (written.secrets, written.metadata, written.policy));
        assert_eq!((found.disabled_at, found.created_at, found.updated_at), (None, at(0), at(0)));
        assert!(world.store.load_client(&ClientId::new("shed")).await.unwrap().is_none());
    }

    async fn the_keys_of_a_client_are_kept_with_it(world) {
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": "sig-1",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
        let ready = json!({ "at": 7, "by": { "administrator": "maija" } });
        let kept = json!([
            { "use": "sig", "jwk": jwk, "not_before": 5, "created_at": 5 },
            { "use": "sig", "jwk": jwk, "not_before": 5, "not_after": 9, "created_at": 5, "ready": ready },
        ]);
        let keys: Vec<ClientKey> = serde_json::from_value(kept.clone()).unwrap();
        let put = |replaces, keys| Effect::PutClient(Expected {
            replaces,
            record: Box::new(Client { keys, ..client("shop") }),
        });
        world.done(vec![put(None, keys.clone())], at(0)).await;
        let load = async || world.store.load_client(&ClientId::new("shop")).await.unwrap().unwrap().keys;
        assert_eq!(serde_json::to_value(load().await).unwrap(), kept);
        world.done(vec![put(Some(1), keys[1..].to_vec())], at(1)).await;
        assert_eq!(serde_json::to_value(load().await).unwrap(), json!([kept[1]]));
    }

    async fn a_secret_that_is_kept_itself_comes_back_and_can_be_forgotten(world) {
        let put = |replaces, record| vec![Effect::PutClient(Expected { replaces, record: Box::new(record) })];
        let kept = async || {
            let found = world.store.load_client(&ClientId::new("shop")).await.unwrap().unwrap();
            found.secret().map(|secret| secret.expose().clone())
        };
        world.done(put(None, keeps_secret("shop", "the first")), at(0)).await;
        assert_eq!(kept().await.as_deref(), Some("the first"));
        world.done(put(Some(1), keeps_secret("shop", "the second")), at(1)).await;
        assert_eq!(kept().await.as_deref(), Some("the second"));
        world.done(put(Some(2), client("shop")), at(2)).await;
        assert_eq!(kept().await, None);
    }

    async fn a_client_is_written_only_over_the_version_it_was_read_in(world) {
        let put = |replaces, secs| Effect::PutClient(Expected {
            replaces,
            record: Box::new(Client { disabled_at: Some(at(secs)), updated_at: at(secs), ..client("shop") }),
        });
        assert_eq!(world.lost(vec![put(Some(1), 1)], at(1)).await, Guard::ClientMoved);
        world.done(vec![put(None, 1)], at(1)).await;
        assert_eq!(world.lost(vec![put(None, 2)], at(2)).await, Guard::ClientMoved);
        world.done(vec![put(Some(1), 3)], at(3)).await;
        assert_eq!(world.lost(vec![put(Some(1), 4)], at(4)).await, Guard::ClientMoved);
        let found = world.store.load_client(&ClientId::new("shop")).await.unwrap().unwrap();
        assert_eq!((found.version, found.disabled_at, found.updated_at), (2, Some(at(3)), at(3)));
    }

    async fn a_removed_client_is_gone(world) {
        world.done(vec![new_client("shop")], at(0)).await;
        world.done(vec![Effect::DeleteClient { id: ClientId::new("shop"), version: 1 }], at(1)).await;
        assert!(world.store.load_client(&ClientId::new("shop")).await.unwrap().is_none());
    }

    async fn a_client_is_removed_only_in_the_version_it_was_read_in(world) {
        let remove = |version| vec![Effect::DeleteClient { id: ClientId::new("shop"), version }];
        assert_eq!(world.lost(remove(1), at(0)).await, Guard::ClientMoved);
        world.done(vec![new_client("shop")], at(0)).await;
        world.done(vec![Effect::PutClient(Expected { replaces: Some(1), record: Box::new(client("shop")) })], at(1)).await;
        assert_eq!(world.lost(remove(1), at(2)).await, Guard::ClientMoved);
        assert!(world.store.load_client(&ClientId::new("shop")).await.unwrap().is_some());
        world.done(remove(2), at(3)).await;
        assert!(world.store.load_client(&ClientId::new("shop")).await.unwrap().is_none());
        assert_eq!(world.lost(remove(2), at(4)).await, Guard::ClientMoved);
    }

    async fn clients_are_listed_page_by_page(world) {
        for id in ["b", "a", "B", "ä", "c"] {
            world.done(vec![new_client(id)], at(0)).await;
        }
        let list = async |after: Option<&str>, limit| {
            let after = after.map(ClientId::new);
            let clients = world.store.list_clients(after.as_ref(), limit).await.unwrap();
            clients.iter().map(|client| client.id.to_string()).collect::<String>()
        };
        assert_eq!(list(None, 100).await, "Babcä");
        assert_eq!(list(None, 2).await, "Ba");
        assert_eq!(list(Some("a"), 2).await, "bc");
        assert_eq!(list(Some("ä"), 2).await, "");
    }

    async fn signing_keys_are_loaded_with_their_private_parts_oldest_first(world) {
        world.done(vec![Effect::PutKey(signing_key("young", 5)), Effect::PutKey(signing_key("old", 1))], at(0)).await;
        let keys = world.store.load_keys().await.unwrap();
        assert_eq!(keys.iter().map(|key| key.kid.as_str()).collect::<Vec<_>>(), ["old", "young"]);
        assert_eq!(keys[1].private.expose(), b"the private key young");
        assert_eq!(keys[1].algorithm, jose::JwsAlgorithm::ES256.into());
        assert_eq!((keys[1].created_at, keys[1].signs_from, keys[1].published_until), (at(5), at(15), at(1005)));
    }

    async fn a_signing_key_is_replaced_by_its_kid_and_forgotten(world) {
        world.done(vec![Effect::PutKey(signing_key("k", 1))], at(0)).await;
        world.done(vec![Effect::PutKey(signing_key("k", 2))], at(1)).await;
        let keys = world.store.load_keys().await.unwrap();
        assert_eq!((keys.len(), keys[0].created_at), (1, at(2)));
        world.done(vec![Effect::DeleteKey("k".into())], at(2)).await;
        assert!(world.store.load_keys().await.unwrap().is_empty());
    }

    async fn a_retired_key_is_published_until_then_and_the_others_as_before(world) {
        world.done(vec![Effect::PutKey(signing_key("k", 0)), Effect::PutKey(signing_key("other", 1))], at(0)).await;
        for until in [at(500), idp::Time::NEVER, at(2000)] {
            world.done(vec![Effect::RetireKey { kid: "k".into(), published_until: until }], at(1)).await;
            let keys = world.store.load_keys().await.unwrap();
            assert_eq!((keys[0].published_until, keys[1].published_until), (until, at(1001)));
        }
        let absent = Effect::RetireKey { kid: "absent".into(), published_until: at(5) };
        world.done(vec![absent], at(1)).await;
        assert_eq!(world.store.load_keys().await.unwrap().len(), 2);
    }
}
