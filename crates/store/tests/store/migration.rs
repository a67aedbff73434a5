//! Migrations: applied once, by whoever comes first, and never changed afterwards.

use store::{Error, Location, Options, Store};

use crate::world::*;

/// Changes the database behind the store's back.
fn sql(location: &Location, sql: &str) {
    match location {
        Location::Sqlite(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
        Location::Postgres(config) => {
            crate::postgres::shared().sql(config.rsplit('=').next().unwrap(), sql);
        }
    }
}

/// The place of a world before anything is in it.
fn empty(world: &World, folder: &tempfile::TempDir) -> Location {
    match &world.location {
        Location::Sqlite(_) => location(Engine::Sqlite, folder),
        Location::Postgres(_) => location(Engine::Postgres, folder),
    }
}

on_both_stores! {
    async fn an_empty_database_is_refused_until_it_is_migrated(world) {
        let folder = tempfile::tempdir().unwrap();
        let location = empty(&world, &folder);
        let unasked = || Options { migrate: false, ..options(&location) };
        let refused = Store::open(unasked(), at(0)).await.err().unwrap();
        assert_eq!(refused, Error::NotMigrated { missing: vec!["0001_first".into()] });
        let status = Store::migrate_status(&location).await.unwrap();
        assert_eq!(status.iter().map(|m| (m.name.as_str(), m.applied_at)).collect::<Vec<_>>(), [("0001_first", None)]);

        let applied = Store::migrate_up(&location, at(5)).await.unwrap();
        assert!(applied.iter().all(|migration| migration.applied_at == Some(at(5))));
        assert_eq!(Store::migrate_status(&location).await.unwrap(), applied);
        Store::open(unasked(), at(6)).await.unwrap();
    }

    async fn applying_again_changes_nothing(world) {
        let before = Store::migrate_status(&world.location).await.unwrap();
        world.done(vec![new_client("shop")], at(0)).await;
        assert_eq!(Store::migrate_up(&world.location, at(9)).await.unwrap(), before);
        assert_eq!(world.store.list_clients(None, 10).await.unwrap().len(), 1);
    }

    async fn many_that_migrate_and_open_at_once_all_succeed_with_the_same_keys(world) {
        let folder = tempfile::tempdir().unwrap();
        let location = empty(&world, &folder);
        let nodes: Vec<_> = (0..8).map(|_| {
            let options = options(&location);
            tokio::spawn(async move { Store::open(options, at(0)).await.map(|store| *store.server_keys()[0].1.expose()) })
        }).collect();
        let mut keys = Vec::new();
        for node in nodes {
            keys.push(node.await.unwrap().unwrap());
        }
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
    }

    async fn a_migration_changed_since_is_refused(world) {
        Store::open(options(&world.location), at(1)).await.unwrap();
        sql(&world.location, "UPDATE migration SET checksum = 'another' WHERE number = 1");
        let changed = Error::MigrationChanged { name: "0001_first".into() };
        assert_eq!(Store::migrate_status(&world.location).await.err(), Some(changed.clone()));
        assert_eq!(Store::migrate_up(&world.location, at(1)).await.err(), Some(changed.clone()));
        assert_eq!(Store::open(options(&world.location), at(1)).await.err(), Some(changed));
    }

    async fn a_database_of_a_newer_program_is_refused(world) {
        sql(&world.location, "INSERT INTO migration VALUES (9999, '9999_later', 'x', 0)");
        let refused = Store::open(options(&world.location), at(1)).await.err();
        assert_eq!(refused, Some(Error::MigrationUnknown { name: "9999_later".into() }));
        sql(&world.location, "DELETE FROM migration WHERE number = 9999");
        Store::open(options(&world.location), at(1)).await.unwrap();
    }
}

#[test]
fn asking_for_the_status_makes_no_file() {
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        Store::migrate_status(&location(Engine::Sqlite, &folder)).await.unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    });
}
