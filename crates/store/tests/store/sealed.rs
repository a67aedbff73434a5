//! What is kept cannot be read without the master key.

use idp::effect::{Effect, Expected};
use idp::model::family::Family;
use store::{Error, Location, Options, Store};

use crate::world::*;

const MARKER: &str = "a-marker-nobody-would-write-by-chance";

/// Every byte the database has written.
fn everything(location: &Location) -> Vec<u8> {
    match location {
        Location::Sqlite(path) => ["", "-wal", "-shm"]
            .iter()
            .flat_map(|suffix| std::fs::read(format!("{}{suffix}", path.display())).unwrap())
            .collect(),
        Location::Postgres(config) => {
            let database = config.rsplit('=').next().unwrap();
            let tables = [
                "ticket",
                "signing_key",
                "data_key",
                "server_key",
                "client",
                "upstream",
                "sender",
                "family",
                "credential",
            ];
            let select = tables.map(|table| {
                format!("SELECT encode(CAST({table}.* AS TEXT)::bytea, 'escape') FROM {table};")
            });
            let text = crate::postgres::shared().sql(database, &select.concat());
            // What is binary shows as hexadecimal digits in the text of a row.
            let unhexed: Vec<u8> = text.split(&['x', ',', ')', '"', '\\'][..]).flat_map(unhex).collect();
            [text.into_bytes(), unhexed].concat()
        }
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().map_while(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn contains(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

on_both_stores! {
    async fn bodies_and_private_keys_are_unreadable_at_rest(world) {
        let mut code = ticket("a");
        code.body = MARKER.into();
        let mut key = signing_key("kid-in-plain-sight", 0);
        key.private = jose::secret::Secret::new(format!("private {MARKER}").into_bytes());
        let client = keeps_secret("client-in-plain-sight", MARKER);
        world.done(vec![
            Effect::Put(code), Effect::PutKey(key), advance("a", 1, &format!("again {MARKER}")),
            Effect::PutClient(Expected { replaces: None, record: Box::new(client) }),
            new_user("1", "ada", None), password("1", MARKER),
            Effect::PutFamily(Family { told: Some(told(MARKER).into()), ..family(1) }),
            Effect::PutUpstream(Expected { replaces: None, record: Box::new(upstream("in-plain-sight", MARKER)) }),
            Effect::PutSender(Expected { replaces: None, record: Box::new(sender("sent-in-plain-sight", MARKER)) }),
            Effect::PutDirectory(Expected { replaces: None, record: Box::new(directory("staff", MARKER)) }),
        ], at(0)).await;

        let bytes = everything(&world.location);
        assert!(contains(&bytes, "kid-in-plain-sight") && contains(&bytes, "client-in-plain-sight"));
        assert!(contains(&bytes, "https://in-plain-sight.example") && contains(&bytes, "sent-in-plain-sight"));
        assert!(!contains(&bytes, MARKER));
        assert!(!contains(&bytes, std::str::from_utf8(&[7; 32]).unwrap()), "the master key is not in it");
    }

    async fn the_search_for_what_is_readable_would_find_it(world) {
        let id = format!("client {MARKER}");
        world.done(vec![new_client(&id)], at(0)).await;
        assert!(contains(&everything(&world.location), MARKER));
    }

    async fn a_wrong_master_key_opens_nothing_and_says_why(world) {
        world.done(vec![Effect::Put(ticket("a"))], at(0)).await;
        let wrong = Options { master_keys: master_key(8).into(), ..options(&world.location) };
        let error = Store::open(wrong, at(1)).await.err().unwrap();
        let Error::WrongMasterKey { store, given } = &error else { panic!("{error:?}") };
        assert_eq!((store.as_str(), given.as_str()), (
            master_key(7).fingerprint().as_str(), master_key(8).fingerprint().as_str(),
        ));
        assert!(error.to_string().contains("wrong master key"), "{error}");

        let right = Store::open(options(&world.location), at(1)).await.unwrap();
        assert_eq!(right.load_ticket(&key("a"), at(1)).await.unwrap().unwrap().body, b"the body of a");
    }

    async fn server_keys_are_made_once_and_are_the_same_for_every_node(world) {
        let keys = world.store.server_keys();
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].0, 1);
        let others = world.another_node().await.server_keys();
        assert_eq!(others[0].1.expose(), keys[0].1.expose());
        assert_ne!(keys[0].1.expose(), &[0; 32]);
    }

    async fn what_was_sealed_before_a_new_data_key_stays_readable(world) {
        let other = world.another_node().await;
        world.done(vec![Effect::Put(ticket("before")), Effect::PutKey(signing_key("k", 0))], at(0)).await;
        assert_eq!(world.store.rotate_data_key(at(1)).await.unwrap(), 2);
        world.done(vec![Effect::Put(ticket("after"))], at(1)).await;
        // The other node has not met the new key yet.
        for store in [&world.store, &other] {
            for name in ["before", "after"] {
                let found = store.load_ticket(&key(name), at(1)).await.unwrap().unwrap();
                assert_eq!(found.body, format!("the body of {name}").into_bytes());
            }
            assert_eq!(store.load_keys().await.unwrap()[0].private.expose(), b"the private key k");
        }
    }
}

/// A row cannot stand in for another: what is sealed is bound to its key.
#[test]
fn a_body_moved_to_another_ticket_does_not_open() {
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let location = location(Engine::Sqlite, &folder);
        let store = Store::open(options(&location), at(0)).await.unwrap();
        let effects = vec![Effect::Put(ticket("a")), Effect::Put(ticket("b"))];
        assert!(matches!(store.commit(effects, at(0)).await, store::Outcome::Done { .. }));
        let Location::Sqlite(path) = &location else { unreachable!() };
        let file = rusqlite::Connection::open(path).unwrap();
        let bytes = |name: &str| key(name).as_bytes().to_vec();
        let swapped = file
            .execute(
                "UPDATE ticket SET body = (SELECT body FROM ticket WHERE key = ?1) WHERE key = ?2",
                (bytes("a"), bytes("b")),
            )
            .unwrap();
        assert_eq!(swapped, 1);
        let corrupt = Error::Corrupt { what: "a ticket's body" };
        assert_eq!(store.load_ticket(&key("b"), at(0)).await.err(), Some(corrupt));
        assert_eq!(store.load_ticket(&key("a"), at(0)).await.unwrap().unwrap().body, b"the body of a");
    });
}

#[cfg(unix)]
#[test]
fn the_files_belong_to_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let location = location(Engine::Sqlite, &folder);
        let _store = Store::open(options(&location), at(0)).await.unwrap();
        let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap()).collect();
        assert_eq!(files.len(), 3);
        for file in files {
            assert_eq!(
                file.metadata().unwrap().permissions().mode() & 0o777,
                0o600,
                "{:?}",
                file.file_name()
            );
        }
    });
}
