//! TLS to the database.

use store::{Error, Location, Store};

use crate::postgres::{self, Cluster};
use crate::world::*;

const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../server/tests/support/tls/authority.pem");
const OTHER_AUTHORITY: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../server/tests/support/tls/other_authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("../../../server/tests/support/tls/server.pem");
const KEY: &[u8] = include_bytes!("../../../server/tests/support/tls/server.key.pem");

/// An address of this machine that hardly anything else listens at.
fn address() -> String {
    let [a, b] = jose::random::bytes::<2>();
    format!("127.77.{a}.{}", b.max(1))
}

#[test]
fn is_verified_down_to_the_name_or_there_is_no_connection() {
    if !postgres::is_wanted() {
        eprintln!("left out: COUNTERSIGN_TEST_STORES leaves PostgreSQL out");
        return;
    }
    let address = address();
    let cluster = Cluster::start_with_tls(CERTIFICATE, KEY, &address);
    cluster.sql("postgres", "CREATE DATABASE d");
    runtime().block_on(async {
        let at = |host: &str, authority: &str| {
            let sealed = format!("sslmode=verify-full&sslrootcert={authority}");
            Location::Postgres(format!("postgres://postgres@{host}/d?hostaddr={address}&{sealed}"))
        };
        let store = Store::open(options(&at("localhost", AUTHORITY)), crate::world::at(0)).await.unwrap();
        store.check_ready().await.unwrap();
        let connections =
            "FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'countersign'";
        assert_eq!(cluster.sql("d", &format!("SELECT bool_and(ssl) {connections}")), "t");

        for (host, authority) in [("localhost", OTHER_AUTHORITY), ("db.example.com", AUTHORITY)] {
            let refused = Store::open(options(&at(host, authority)), crate::world::at(0)).await.err();
            assert!(
                matches!(&refused, Some(Error::Unreachable(why)) if why.contains("certificate")),
                "{refused:?}"
            );
        }
        let missing = Store::open(options(&at("localhost", "/nowhere.pem")), crate::world::at(0)).await.err();
        assert!(
            matches!(&missing, Some(Error::Location(why)) if why.contains("/nowhere.pem")),
            "{missing:?}"
        );
    });
}

#[test]
fn a_database_that_speaks_none_is_not_spoken_to() {
    if !postgres::is_wanted() {
        eprintln!("left out: COUNTERSIGN_TEST_STORES leaves PostgreSQL out");
        return;
    }
    let address = address();
    let cluster = Cluster::start_with(&[], |_| format!("-c listen_addresses={address}"));
    cluster.sql("postgres", "CREATE DATABASE d");
    runtime().block_on(async {
        let plain = format!("postgres://postgres@localhost/d?hostaddr={address}");
        let sealed = format!("{plain}&sslmode=verify-full&sslrootcert={AUTHORITY}");
        let refused = Store::open(options(&Location::Postgres(sealed)), at(0)).await.err();
        assert!(matches!(refused, Some(Error::Unreachable(_))), "{refused:?}");
        assert!(Store::open(options(&Location::Postgres(plain)), at(0)).await.is_ok());
    });
}
