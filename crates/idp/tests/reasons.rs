//! The table of reasons against the code and its tests: none is dead, and none goes untested.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use idp::Reason;

/// What is refused elsewhere, and where. Everything else is refused here, and tested here.
const REFUSED_ELSEWHERE: &[(Reason, &str)] = &[
    (Reason::MediaTypeUnsupported, "the server, before a body is read"),
    (Reason::BodyTooLong, "the server, while a body is read"),
    (Reason::ConnectionUnencrypted, "the server, of a connection that others may read"),
    (Reason::TooManyRequests, "the server, of who asks too often"),
    (Reason::Busy, "the server, when the hashing pool is full"),
    (Reason::DirectoryUnavailable, "the server, of a directory that cannot be asked"),
    (Reason::MethodNotAllowed, "the server, of a path that is not asked in this way"),
    (Reason::ClientAuthenticationTwice, "the server, from how the request is read"),
    (Reason::CredentialsInQuery, "the server, from how the request is read"),
    (Reason::ChangedMeanwhile, "the server, when a precondition no longer holds"),
    (Reason::StoreUnavailable, "the server, when the store does not answer"),
    (Reason::OutcomeUnknown, "the server, when the store broke off while writing"),
];

/// The text of every source file below a folder, without the unit tests at its end.
fn texts(folder: &Path, except: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(texts_below(&path));
        } else if !path.ends_with(except) && path.extension().is_some_and(|of| of == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            texts.push(text.split("#[cfg(test)]").next().unwrap().to_owned());
        }
    }
    texts
}

fn texts_below(folder: &Path) -> Vec<String> {
    texts(folder, "no such file")
}

/// The reasons these texts name.
fn named(texts: &[String]) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
    texts.iter().flat_map(|text| text.split("Reason::").skip(1).map(name)).collect()
}

fn written(reason: &Reason) -> String {
    format!("{reason:?}")
}

#[test]
fn every_reason_is_refused_here_or_said_to_be_refused_elsewhere() {
    let here = named(&texts_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")));
    let elsewhere: BTreeSet<_> = REFUSED_ELSEWHERE.iter().map(|(reason, _)| written(reason)).collect();
    for reason in Reason::ALL {
        let name = written(reason);
        assert!(here.contains(&name) != elsewhere.contains(&name), "{name} is refused nowhere, or twice");
    }
}

#[test]
fn every_reason_that_is_refused_here_is_tested_here() {
    let tested = named(&texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), "reasons.rs"));
    let elsewhere = |reason: &&Reason| REFUSED_ELSEWHERE.iter().any(|(other, _)| other == *reason);
    let untested: Vec<_> = Reason::ALL
        .iter()
        .filter(|reason| !elsewhere(reason) && !tested.contains(&written(reason)))
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
}
