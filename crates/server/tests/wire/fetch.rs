//! Outgoing requests as they should be.

use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use server::fetch::{Entry, Fetcher, Options};

use crate::elsewhere::{AUTHORITY, Elsewhere, Says};

pub(crate) fn trusting() -> Options {
    let authority = CertificateDer::from_pem_slice(AUTHORITY).unwrap();
    Options { extra_authorities: vec![authority], ..Options::on_this_machine() }
}

#[tokio::test]
async fn gets_what_is_there_and_says_who_asks() {
    let elsewhere = Elsewhere::start().await;
    let headers = "content-type: application/json\r\ncache-control: max-age=60\r\n";
    let address = elsewhere.say("/keys", Says::with(headers, "{\"keys\":[]}"));
    let fetched = Fetcher::new(Options::on_this_machine()).get(&format!("{address}?a=b#c")).await.unwrap();
    assert!(fetched.is_success());
    assert_eq!(fetched.content_type.as_deref(), Some("application/json"));
    assert_eq!(fetched.max_age, Some(Duration::from_secs(60)));
    assert_eq!(fetched.body.as_ref(), b"{\"keys\":[]}");
    let asked = elsewhere.asked().remove(0).to_ascii_lowercase();
    assert!(asked.starts_with("get /keys?a=b http/1.1\r\n"), "{asked}");
    assert!(asked.contains(&format!("\r\nhost: 127.0.0.1:{}\r\n", elsewhere.port)), "{asked}");
    assert!(asked.contains("\r\nuser-agent: countersign/"), "{asked}");
    assert!(
        !asked.contains("gzip") && !asked.contains("authorization") && !asked.contains("cookie"),
        "{asked}"
    );
}

#[tokio::test]
async fn sends_a_form_and_tells_what_was_answered() {
    let elsewhere = Elsewhere::start().await;
    let address = elsewhere.say("/logout", Says::status("400 Bad Request", "", "no"));
    let fetched =
        Fetcher::new(Options::on_this_machine()).post_form(&address, "a=b&c=d".to_owned()).await.unwrap();
    assert_eq!((fetched.status, fetched.is_success(), fetched.body.as_ref()), (400, false, &b"no"[..]));
    let asked = elsewhere.asked().remove(0).to_ascii_lowercase();
    assert!(asked.starts_with("post /logout http/1.1\r\n"), "{asked}");
    assert!(asked.contains("\r\ncontent-type: application/x-www-form-urlencoded\r\n"), "{asked}");
    assert!(asked.ends_with("\r\n\r\na=b&c=d"), "{asked}");
}

#[tokio::test]
async fn trusts_the_authority_of_the_configuration() {
    let elsewhere = Elsewhere::start_tls().await;
    elsewhere.say("/", Says::json("{}"));
    let fetcher = Fetcher::new(trusting());
    for host in ["localhost", "127.0.0.1", "LOCALHOST", "0x7f.1"] {
        let fetched = fetcher.get(&format!("https://{host}:{}/", elsewhere.port)).await.unwrap();
        assert_eq!(fetched.body.as_ref(), b"{}", "{host}");
    }
}

#[tokio::test]
async fn asks_what_is_allowed_by_name_wherever_that_leads() {
    let elsewhere = Elsewhere::start().await;
    elsewhere.say("/", Says::json("{}"));
    let allow = ["localhost".parse::<Entry>().unwrap()].into_iter().collect();
    let fetcher = Fetcher::new(Options { allow, plaintext: true, ..Options::default() });
    assert!(fetcher.get(&format!("http://localhost:{}/", elsewhere.port)).await.is_ok());
    assert!(fetcher.get(&format!("http://127.0.0.1:{}/", elsewhere.port)).await.is_err());
}

#[tokio::test]
async fn an_answer_may_be_just_as_long_as_the_bound() {
    let elsewhere = Elsewhere::start().await;
    let options = Options { most_bytes: 5000, ..Options::on_this_machine() };
    let fetcher = Fetcher::new(options);
    let address = elsewhere.say("/", Says::json(&"x".repeat(5000)));
    assert_eq!(fetcher.get(&address).await.unwrap().body.len(), 5000);
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1388\r\n{}\r\n0\r\n\r\n",
        "x".repeat(5000)
    );
    let address = elsewhere.say("/chunked", Says::Bytes(chunked.into_bytes()));
    assert_eq!(fetcher.get(&address).await.unwrap().body.len(), 5000);
}
