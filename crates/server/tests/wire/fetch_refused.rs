//! Outgoing requests that are never made, and answers that are never taken.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use server::fetch::{Error, Fetcher, Options, Resolve, Resolved};

use crate::elsewhere::{Elsewhere, Says};
use crate::fetch::trusting;

/// A name service under somebody else's control: each question gets the next answer.
struct Fickle {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Fickle {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let parse = |addresses: &&[&str]| addresses.iter().map(|address| address.parse().unwrap()).collect();
        Arc::new(Self { answers: answers.iter().map(parse).collect(), asked: AtomicUsize::new(0) })
    }
}

impl Resolve for Fickle {
    fn resolve<'a>(&'a self, _: &'a str) -> Resolved<'a> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answers.get(turn).cloned();
        Box::pin(async move { answer.ok_or_else(|| io::Error::other("asked too often")) })
    }
}

#[tokio::test]
async fn connects_to_nothing_that_is_not_public_however_it_is_written() {
    let elsewhere = Elsewhere::start_tls().await;
    let path = elsewhere.say("/", Says::json("{}"));
    let port = elsewhere.port;
    let fetcher = Fetcher::new(Options { allow: Default::default(), ..trusting() });
    for host in [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "127.0.0.1.",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:0001]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "localhost",
        "LOCALHOST",
        "l%6fcalhost",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "10.0.0.1",
        "192.168.0.1",
        "%31%32%37.0.0.1",
        "１２７.0.0.1",
    ] {
        let refused = fetcher.get(&format!("https://{host}:{port}/")).await.unwrap_err();
        assert!(matches!(refused, Error::NotPublic(_)), "{host}: {refused}");
    }
    assert_eq!(elsewhere.asked().len(), 0);
    // Only the permission was missing.
    assert!(Fetcher::new(trusting()).get(&path).await.is_ok());
}

#[tokio::test]
async fn a_name_that_leads_to_both_is_asked_where_it_may_be_or_nowhere() {
    for answer in [&["127.0.0.1"][..], &["10.0.0.1", "::1"], &["fe80::1"], &["::ffff:127.0.0.1"]] {
        let resolver = Fickle::new(&[answer]);
        let options = Options { allow: Default::default(), resolver, ..trusting() };
        let refused = Fetcher::new(options).get("https://keys.test./").await.unwrap_err();
        assert!(matches!(refused, Error::NotPublic(_)), "{refused}");
    }
    let resolver = Fickle::new(&[&[]]);
    let refused =
        Fetcher::new(Options { resolver, ..trusting() }).get("https://keys.test/").await.unwrap_err();
    assert!(matches!(refused, Error::Unresolved(_)), "{refused}");
}

#[tokio::test]
async fn asks_for_the_addresses_of_a_name_once_so_that_they_cannot_change() {
    let elsewhere = Elsewhere::start_tls().await;
    elsewhere.say("/", Says::json("{}"));
    let resolver = Fickle::new(&[&["127.0.0.1"], &["10.0.0.1"]]);
    let options = Options { resolver: Arc::clone(&resolver) as _, ..trusting() };
    let fetcher = Fetcher::new(options);
    let address = format!("https://keys.test.:{}/", elsewhere.port);
    assert!(fetcher.get(&address).await.is_ok());
    assert_eq!(resolver.asked.load(Ordering::SeqCst), 1);
    // The next request asks anew, and looks anew.
    assert!(matches!(fetcher.get(&address).await, Err(Error::NotPublic(_))));
}

#[tokio::test]
async fn speaks_http_with_nobody_but_who_is_allowed() {
    let elsewhere = Elsewhere::start().await;
    let address = elsewhere.say("/", Says::json("{}"));
    let plain = |plaintext| Fetcher::new(Options { plaintext, ..Options::on_this_machine() });
    assert_eq!(plain(false).get(&address).await.unwrap_err(), Error::Plaintext);
    let public = Fickle::new(&[&["8.8.8.8"]]);
    let options = Options { resolver: public, ..Options::on_this_machine() };
    assert_eq!(Fetcher::new(options).get("http://keys.test/").await.unwrap_err(), Error::Plaintext);
    assert!(plain(true).get(&address).await.is_ok());
}

#[tokio::test]
async fn believes_no_certificate_of_others_or_for_another_name() {
    let elsewhere = Elsewhere::start_tls().await;
    let address = elsewhere.say("/", Says::json("{}"));
    let untrusting = Options { extra_authorities: Vec::new(), ..trusting() };
    let refused = Fetcher::new(untrusting).get(&address).await.unwrap_err();
    assert!(matches!(refused, Error::Tls(_)), "{refused}");
    let other = Fickle::new(&[&["127.0.0.1"]]);
    let fetcher = Fetcher::new(Options { resolver: other, ..trusting() });
    let refused = fetcher.get(&format!("https://other.test:{}/", elsewhere.port)).await.unwrap_err();
    assert!(matches!(refused, Error::Tls(_)), "{refused}");
    assert_eq!(elsewhere.asked().len(), 0);
    assert!(Fetcher::new(trusting()).get(&address).await.is_ok());
}

#[tokio::test]
async fn follows_no_redirect() {
    let elsewhere = Elsewhere::start().await;
    let target = elsewhere.say("/target", Says::json("{}"));
    let fetcher = Fetcher::new(Options::on_this_machine());
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let address = elsewhere.say("/", Says::status(status, &format!("location: {target}\r\n"), ""));
        let refused = fetcher.get(&address).await.unwrap_err();
        assert_eq!(refused, Error::Redirect(status[..3].parse().unwrap()));
    }
    assert!(elsewhere.asked().iter().all(|asked| asked.starts_with("GET / ")));
    assert!(fetcher.get(&target).await.is_ok());
}

#[tokio::test]
async fn takes_no_answer_that_is_too_long_compressed_or_broken() {
    let elsewhere = Elsewhere::start().await;
    let fetcher = Fetcher::new(Options { most_bytes: 5000, ..Options::on_this_machine() });
    let bytes = |text: &str| text.as_bytes().to_vec();
    let long = "x".repeat(5001);
    let chunked = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1389\r\n{long}\r\n0\r\n\r\n");
    for says in [
        Says::json(&long),
        Says::Bytes(bytes(&chunked)),
        Says::Endless(bytes("HTTP/1.1 200 OK\r\n\r\n")),
        Says::Stalls(bytes("HTTP/1.1 200 OK\r\ncontent-length: 99999999999999\r\n\r\n")),
    ] {
        let address = elsewhere.say("/", says);
        assert_eq!(fetcher.get(&address).await.unwrap_err(), Error::TooLong(5000));
    }
    let address = elsewhere.say("/", Says::with("content-encoding: gzip\r\n", "{}"));
    assert_eq!(fetcher.get(&address).await.unwrap_err(), Error::Encoded);
    for says in [
        Says::Bytes(Vec::new()),
        Says::Bytes(bytes("SSH-2.0-OpenSSH_9.2\r\n")),
        Says::Bytes(bytes("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")),
        Says::Endless(bytes("HTTP/1.1 200 OK\r\nx: ")),
        Says::Bytes(bytes(&format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(101)))),
    ] {
        let address = elsewhere.say("/", says);
        let refused = fetcher.get(&address).await.unwrap_err();
        assert!(matches!(refused, Error::Broken(_)), "{refused}");
    }
    let address = elsewhere.say("/", Says::with("content-encoding: identity\r\n", "{}"));
    assert!(fetcher.get(&address).await.is_ok());
}

#[tokio::test]
async fn waits_no_longer_than_it_may_for_an_answer() {
    let elsewhere = Elsewhere::start().await;
    let patient = Fetcher::new(Options::on_this_machine());
    let impatient =
        Fetcher::new(Options { timeout: Duration::from_millis(300), ..Options::on_this_machine() });
    for says in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"] {
        let address = elsewhere.say("/", Says::Stalls(says.as_bytes().to_vec()));
        assert_eq!(impatient.get(&address).await.unwrap_err(), Error::TimedOut, "{says}");
    }
    let address = elsewhere.say("/", Says::json("{}"));
    assert!(patient.get(&address).await.is_ok());
}

#[tokio::test]
async fn a_host_that_stalls_keeps_nobody_waiting_for_another() {
    let slow = Elsewhere::start().await;
    let stalls = slow.say("/", Says::Stalls(Vec::new()));
    let fetcher =
        Fetcher::new(Options { most_at_once: 3, most_at_once_per_host: 2, ..Options::on_this_machine() });
    let waiting: Vec<_> = (0..2)
        .map(|_| {
            let (fetcher, stalls) = (fetcher.clone(), stalls.clone());
            tokio::spawn(async move { fetcher.get(&stalls).await })
        })
        .collect();
    while slow.asked().len() < 2 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(fetcher.get(&stalls).await.unwrap_err(), Error::Busy);
    let quick = Elsewhere::start().await;
    let answers = quick.say("/", Says::json("{}")).replace("127.0.0.1", "localhost");
    assert!(fetcher.get(&answers).await.is_ok());
    waiting.into_iter().for_each(|waiting| waiting.abort());
}

#[tokio::test]
async fn says_that_nobody_is_there() {
    let port = Elsewhere::start().await.port;
    let refused = Fetcher::new(Options::on_this_machine()).get(&format!("http://127.0.0.1:{port}/")).await;
    assert!(matches!(refused, Err(Error::Unreachable(_))), "{refused:?}");
}
