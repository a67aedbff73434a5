//! The master key is exchanged while nodes go on.

use std::path::PathBuf;

use idp::effect::Effect;
use store::{Error, Location, MasterKey, MasterKeys, Options, Store};

use crate::world::*;

/// A file of master keys beside the world's store, which is not sealed with any of them.
struct File {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl File {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        MasterKey::generate().write_new_file(&path).unwrap();
        Self { path, _folder: folder }
    }

    fn keys(&self) -> MasterKeys {
        MasterKeys::from_file(&self.path).unwrap()
    }

    async fn open(&self, location: &Location) -> Result<Store, Error> {
        Store::open(Options { migrate: true, ..Options::new(location.clone(), self.keys()) }, at(0)).await
    }
}

/// A store of its own, sealed with the file's key.
async fn sealed(engine: Engine) -> (File, Location, Store, tempfile::TempDir) {
    let (file, folder) = (File::new(), tempfile::tempdir().unwrap());
    let location = location(engine, &folder);
    let store = file.open(&location).await.unwrap();
    let effects = vec![Effect::Put(ticket("before")), Effect::PutKey(signing_key("k", 0))];
    assert!(matches!(store.commit(effects, at(0)).await, store::Outcome::Done { .. }));
    (file, location, store, folder)
}

async fn check_readable(store: &Store, names: &[&str]) {
    for name in names {
        let found = store.load_ticket(&key(name), at(1)).await.unwrap().unwrap();
        assert_eq!(found.body, format!("the body of {name}").into_bytes());
    }
    assert_eq!(store.load_keys().await.unwrap()[0].private.expose(), b"the private key k");
}

async fn exchanges(engine: Engine) {
    let (file, location, store, _folder) = sealed(engine).await;
    let old = file.keys().fingerprints();
    let other = file.open(&location).await.unwrap();

    let new = MasterKeys::add_to_file(&file.path).unwrap();
    assert_eq!(store.master_keys().await.unwrap().in_use, old);
    assert_eq!(store.rotate_master_key().await.unwrap(), 2, "a data key and a server key");
    assert_eq!(store.rotate_master_key().await.unwrap(), 0, "there is nothing left to do");
    assert_eq!(store.master_keys().await.unwrap().in_use, std::slice::from_ref(&new));
    assert_eq!(MasterKeys::keep_in_file(&file.path, std::slice::from_ref(&new)), Ok(1));

    // The other node has heard nothing of it, and goes on: also with a data key made since.
    assert_eq!(store.rotate_data_key(at(1)).await.unwrap(), 2);
    assert!(matches!(
        store.commit(vec![Effect::Put(ticket("after"))], at(1)).await,
        store::Outcome::Done { .. }
    ));
    assert_eq!(other.server_keys()[0].1.expose(), store.server_keys()[0].1.expose());
    for node in [&store, &other, &file.open(&location).await.unwrap()] {
        check_readable(node, &["before", "after"]).await;
    }
    // And it seals what it adds itself with the new one.
    assert_eq!(other.rotate_data_key(at(2)).await.unwrap(), 3);
    assert_eq!(store.master_keys().await.unwrap().in_use, [new]);
    check_readable(&file.open(&location).await.unwrap(), &["before", "after"]).await;
}

async fn the_old_key_opens_nothing_afterwards(engine: Engine) {
    let (file, location, store, _folder) = sealed(engine).await;
    let before = File::new();
    std::fs::copy(&file.path, &before.path).unwrap();
    MasterKeys::add_to_file(&file.path).unwrap();
    store.rotate_master_key().await.unwrap();
    let refused = before.open(&location).await.err().unwrap();
    assert!(matches!(refused, Error::WrongMasterKey { .. }), "{refused}");
    check_readable(&file.open(&location).await.unwrap(), &["before"]).await;
}

#[test]
fn master_keys_are_exchanged_while_nodes_go_on() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        runtime().block_on(exchanges(engine));
    }
}

#[test]
fn the_old_master_key_opens_nothing_after_the_exchange() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        runtime().block_on(the_old_key_opens_nothing_afterwards(engine));
    }
}
