//! A new data key while a server works: what the old one sealed is sealed anew, and the old one forgotten.

use std::sync::atomic::{AtomicU8, Ordering};

use server::flow::data_key::{self, Forgotten, KNOWN_AFTER};

use crate::world::World;

async fn versions(world: &World) -> Vec<(u8, bool)> {
    let keys = data_key::list(&world.node).await.unwrap();
    keys.iter().map(|told| (told.key.version, told.seals > 0)).collect()
}

on_both_stores! {
    async fn what_people_and_clients_have_outlives_the_key_that_sealed_it(world) {
        let client = world.shop().await;
        let tokens = world.tokens(&client, &[]).await;
        let code = world.code(&client, &[]).await;
        assert_eq!(versions(&world).await, [(1, true)]);
        assert_eq!(data_key::clean(&world.node).await.unwrap(), Forgotten::Nothing);
        assert_eq!(world.node.store().rotate_data_key(world.node.now()).await.unwrap(), 2);

        let done = AtomicU8::new(0);
        data_key::keep_up(&world.node, &done).await.unwrap();
        assert_eq!(versions(&world).await, [(1, false), (2, true)]);
        assert_eq!(done.load(Ordering::Relaxed), 0, "another node may not have heard of the new key");
        assert!(matches!(data_key::clean(&world.node).await.unwrap(), Forgotten::NotBefore(_)));

        // As the server's clock shows it, codes live on for a minute, and the key is old.
        let answer = world.redeem(&client, &code).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        world.clock.advance(KNOWN_AFTER);
        data_key::keep_up(&world.node, &done).await.unwrap();
        assert_eq!(done.load(Ordering::Relaxed), 2);
        assert_eq!(data_key::clean(&world.node).await.unwrap(), Forgotten::Versions(vec![1]));
        assert_eq!(versions(&world).await, [(2, true)]);

        let refreshed = [("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))];
        let refreshed = world.token(&client, &refreshed).await;
        assert_eq!(refreshed.status, 200, "{refreshed:?}");
        world.tokens(&client, &[]).await;
    }
}
