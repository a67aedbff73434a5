//! Who may name whom.

use architecture::arrow::{self, Room};
use architecture::{Tree, assert_none, hold, manifest};

#[test]
fn crates_depend_along_the_drawn_arrows() {
    hold(manifest::undrawn_arrows);
}

#[test]
fn cryptography_xml_and_databases_have_one_room_each() {
    hold(manifest::out_of_their_room);
    hold(|house| arrow::EVERYWHERE_BUT_JOSE.violations(house));
}

#[test]
fn crates_that_decide_depend_on_nothing_of_the_world() {
    hold(manifest::world_in_the_pure);
}

#[test]
fn idp_names_no_io_no_clock_and_no_random_source() {
    hold(|house| arrow::MIND.violations(house));
}

#[test]
fn oidc_names_no_io_no_clock_and_no_random_source() {
    hold(|house| arrow::LANGUAGE.violations(house));
}

#[test]
fn xml_names_no_io_no_clock_and_no_random_source() {
    hold(|house| arrow::SCRIPT.violations(house));
}

#[test]
fn rp_names_no_io_no_clock_and_no_random_source_outside_its_http() {
    hold(|house| arrow::PARTY.violations(house));
}

#[test]
fn http_never_touches_the_store() {
    hold(|house| arrow::EDGE.violations(house));
}

#[test]
fn flow_never_touches_the_http_framework() {
    hold(|house| arrow::FLOW.violations(house));
}

#[test]
fn pages_are_pure() {
    hold(|house| arrow::PAGE.violations(house));
}

#[test]
fn the_store_names_no_rule() {
    hold(|house| arrow::MEMORY.violations(house));
}

#[test]
fn only_fetch_opens_a_connection_to_an_address_from_outside() {
    hold(|house| arrow::BODY.violations(house));
}

/// Each room with a file that stays inside it and one that does not.
const TRIED: &[(&Room, &str, &str, &str)] = &[
    (
        &arrow::MIND,
        "crates/idp/src/a.rs",
        "use std::time::Duration;",
        "use std::time::{Duration, SystemTime};",
    ),
    (&arrow::MIND, "crates/idp/src/a.rs", "use std::collections::HashMap;", "fn f() { ::std::fs::read(x); }"),
    (&arrow::MIND, "crates/idp/src/b/c.rs", "// tokio::spawn", "fn f() { tokio::spawn(g()) }"),
    (&arrow::LANGUAGE, "crates/oidc/src/a.rs", "use url::Url;", "use std::net::*;"),
    (&arrow::SCRIPT, "crates/xml/src/a.rs", "use roxmltree::Node;", "use std::time::SystemTime;"),
    (&arrow::PARTY, "crates/rp/src/a.rs", "use url::Url;", "use reqwest::Client;"),
    (&arrow::EDGE, "crates/server/src/http/token.rs", "use crate::flow::token;", "use store::Store;"),
    (&arrow::FLOW, "crates/server/src/flow/token.rs", "use store::Store;", "use axum::response::Response;"),
    (
        &arrow::FLOW,
        "crates/server/src/flow/token.rs",
        "use idp::Decision;",
        "use crate::{http::error, Node};",
    ),
    (&arrow::PAGE, "crates/server/src/page/login.rs", "use askama::Template;", "use crate::flow::login;"),
    (&arrow::MEMORY, "crates/store/src/load.rs", "use idp::model::User;", "fn f() { idp::grant::decide(x) }"),
    (
        &arrow::BODY,
        "crates/server/src/a.rs",
        "use tokio::net::TcpStream;",
        "use tokio::net as n; fn f() { n::TcpStream::connect(x) }",
    ),
    (&arrow::EVERYWHERE_BUT_JOSE, "loadtest/src/a.rs", "use jose::Jwk;", "use aws_lc_rs::digest;"),
];

#[test]
fn each_room_is_allowed_what_is_its_own_and_refused_what_is_not() {
    for (room, path, inside, outside) in TRIED {
        assert_none(&room.violations(&Tree::of(&[(path, inside)])));
        assert_eq!(room.violations(&Tree::of(&[(path, outside)])).len(), 1, "{path}: {outside}");
    }
}

#[test]
fn the_excepted_file_may_do_what_its_room_may_not() {
    let source = "fn f() { tokio::net::TcpStream::connect(x) }";
    assert_none(&arrow::PARTY.violations(&Tree::of(&[("crates/rp/src/http.rs", "use reqwest::Client;")])));
    assert_none(&arrow::BODY.violations(&Tree::of(&[("crates/server/src/fetch.rs", source)])));
    assert_none(
        &arrow::EVERYWHERE_BUT_JOSE
            .violations(&Tree::of(&[("crates/jose/src/a.rs", "use aws_lc_rs::digest;")])),
    );
}

/// A workspace with one crate, whose manifest ends so.
fn workspace(name: &str, dependencies: &str) -> Tree {
    let root = "[workspace.dependencies]\nserver = { path = \"crates/server\" }\njose = { path = \"crates/jose\" }\n\
                lc = { package = \"aws-lc-rs\", version = \"1\" }\n";
    let manifest =
        format!("[package]\nname = \"countersign-{name}\"\n[lib]\nname = \"{name}\"\n{dependencies}");
    Tree::of(&[("Cargo.toml", root), ("crates/x/Cargo.toml", &manifest)])
}

#[test]
fn refuses_an_arrow_that_is_not_drawn() {
    let found = |name, dependencies| manifest::undrawn_arrows(&workspace(name, dependencies)).len();
    assert_eq!(found("oidc", "[dependencies]\njose.workspace = true"), 0);
    assert_eq!(found("oidc", "[dependencies]\nidp.workspace = true"), 1);
    assert_eq!(found("store", "[dev-dependencies]\nserver.workspace = true"), 1);
    assert_eq!(found("jose", "[target.'cfg(unix)'.dependencies]\noidc = { path = \"../oidc\" }"), 1);
    assert_eq!(found("rp", "[dependencies]\nserver.workspace = true"), 1);
    assert_eq!(found("rp", "[dev-dependencies]\nrp = { path = \".\" }"), 0);
    assert_eq!(found("rp", "[dependencies]\nrp = { path = \".\" }"), 1);
    assert_eq!(found("newcomer", "[dependencies]\nserde = \"1\""), 1);
}

#[test]
fn refuses_a_crate_outside_its_room_also_under_another_name() {
    let found = |name, dependencies| manifest::out_of_their_room(&workspace(name, dependencies)).len();
    assert_eq!(found("jose", "[dependencies]\nlc.workspace = true"), 0);
    assert_eq!(found("server", "[dependencies]\nlc.workspace = true"), 1);
    assert_eq!(found("server", "[dependencies]\nrusqlite = \"0.41\""), 1);
}

#[test]
fn refuses_the_world_in_a_crate_that_decides() {
    let found = |name, dependencies| manifest::world_in_the_pure(&workspace(name, dependencies)).len();
    assert_eq!(found("server", "[dependencies]\ntokio = \"1\""), 0);
    assert_eq!(found("idp", "[dev-dependencies]\ntokio = \"1\""), 0);
    assert_eq!(found("idp", "[dependencies]\ntokio = \"1\""), 1);
}
