//! Floors and the whole report, made by the program itself.

use crate::program::call;
use crate::provider::{CLIENT, Manner, PASSWORD, Provider, REDIRECT, SECRET, USERNAME};

#[tokio::test(flavor = "multi_thread")]
async fn sets_every_workload_beside_its_floor() {
    let provider = Provider::start(Manner::default()).await;
    let pid = std::process::id().to_string();
    let done = call(
        &[
            "report",
            "--issuer",
            &provider.issuer,
            "--client-id",
            CLIENT,
            "--client-secret",
            SECRET,
            "--redirect-uri",
            REDIRECT,
            "--username",
            USERNAME,
            "--password",
            PASSWORD,
            "--seconds",
            "1",
            "--warm-up",
            "0",
            "--requests",
            "40",
            "--pool",
            "40",
            "--connections",
            "4",
            "--argon2",
            "64,1,1",
            "--pid",
            &pid,
        ],
        "",
    )
    .await;
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    assert!(done.out.contains("--client-secret … --redirect-uri"), "{}", done.out);
    assert!(!done.out.contains(PASSWORD) && !done.out.contains(SECRET), "{}", done.out);
    assert!(done.out.contains("| ES256 signature made |"), "{}", done.out);
    let lines = done.out.lines().filter(|line| line.starts_with("| "));
    let numbers =
        |line: &str| -> Vec<f64> { line.split('|').filter_map(|cell| cell.trim().parse().ok()).collect() };
    for line in lines.clone().filter(|line| numbers(line).len() > 8) {
        // connections, requests, cpu, floor, ratio …
        assert!(numbers(line)[3] > 0.0, "{line}");
    }
    assert_eq!(lines.filter(|line| numbers(line).len() > 8).count(), 10, "{}", done.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn needs_no_person_for_what_has_none_behind_it() {
    let provider = Provider::start(Manner::default()).await;
    let report = ["report", "--seconds", "1", "--warm-up", "0", "--requests", "20"];
    let rest = ["--argon2", "64,1,1", "--json", "--issuer", &provider.issuer, "--workload"];
    let chosen = call(&[&report[..], &rest, &["discovery,jwks"]].concat(), "").await;
    assert_eq!(chosen.code, 0, "{}", chosen.err);
    assert_eq!(chosen.json()["lines"].as_array().map(Vec::len), Some(2));

    let with_person = call(&[&report[..], &rest, &["userinfo"]].concat(), "").await;
    assert_eq!(with_person.code, 2, "{}", with_person.err);
    assert!(with_person.err.contains("--username"), "{}", with_person.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn measures_floors_alone() {
    let short = ["floor", "--seconds", "1", "--warm-up", "0", "--argon2", "64,1,1", "--json"];
    let done = call(&[&short[..], &["--algorithms", "ES256", "--connections", "8"]].concat(), "").await;
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    let floors = done.json();
    for name in ["empty_answer", "commit", "password_hash"] {
        assert!(floors[name].as_f64() > Some(0.0), "{floors}");
    }
    assert!(floors["signatures"][0]["verify"].as_f64() > Some(0.0), "{floors}");

    let unknown = call(&[&short[..], &["--algorithms", "XS256"]].concat(), "").await;
    assert_eq!(unknown.code, 2, "{}", unknown.err);
}
