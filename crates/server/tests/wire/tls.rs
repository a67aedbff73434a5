//! TLS, spoken by ourselves.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use server::config::TlsFiles;
use server::http::{Door, Patience, Tls};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::elsewhere::AUTHORITY;
use crate::world::{Engine, Setup, World, run_with};

const OTHER_AUTHORITY: &[u8] = include_bytes!("../support/tls/other_authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("../support/tls/server.pem");
const KEY: &[u8] = include_bytes!("../support/tls/server.key.pem");
const OTHER_CERTIFICATE: &[u8] = include_bytes!("../support/tls/other.pem");
const OTHER_KEY: &[u8] = include_bytes!("../support/tls/other.key.pem");

/// A folder with a certificate and its key, and TLS by them.
fn tls() -> (tempfile::TempDir, Arc<Tls>) {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, CERTIFICATE, KEY);
    std::fs::write(folder.path().join("authority"), AUTHORITY).unwrap();
    let files = TlsFiles { certificate: folder.path().join("certificate"), key: folder.path().join("key") };
    (folder, Tls::open(files).unwrap())
}

fn write(folder: &tempfile::TempDir, certificate: &[u8], key: &[u8]) {
    std::fs::write(folder.path().join("certificate"), certificate).unwrap();
    std::fs::write(folder.path().join("key"), key).unwrap();
}

fn setup(tls: &Arc<Tls>) -> Setup {
    let patience = Patience { handshake: Duration::from_secs(1), ..Patience::default() };
    let door = Door { tls: Some(Arc::clone(tls)), patience, ..Door::default() };
    Setup { door, ..Setup::default() }
}

async fn connect(world: &World, authority: &[u8], alpn: &[&str]) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    let stream = TcpStream::connect(address(world)).await.unwrap();
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await
}

fn address(world: &World) -> String {
    world.base.replace("http://", "")
}

#[test]
fn speaks_the_protocol_that_was_agreed_on() {
    let (_folder, tls) = tls();
    run_with(Engine::Sqlite, setup(&tls), |world| async move {
        for alpn in [&["http/1.1"][..], &[]] {
            let mut stream = connect(&world, AUTHORITY, alpn).await.unwrap();
            stream
                .write_all(b"GET /health/ready HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
                .await
                .unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
        }
        let stream = connect(&world, AUTHORITY, &["h2", "http/1.1"]).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request =
            http::Request::get("https://localhost/health/live").body(Empty::<bytes::Bytes>::new()).unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "live\n");
    });
}

#[test]
fn speaks_nothing_but_tls_and_waits_for_nobody() {
    let (_folder, tls) = tls();
    run_with(Engine::Sqlite, setup(&tls), |world| async move {
        for said in [&b"GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n"[..], b"", b"\x16\x03\x01\x02\x00"] {
            let mut stream = TcpStream::connect(address(&world)).await.unwrap();
            stream.write_all(said).await.unwrap();
            let mut answer = Vec::new();
            let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
            assert!(read.is_ok(), "still waited for");
            assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
        }
        assert!(connect(&world, OTHER_AUTHORITY, &[]).await.is_err());
        assert!(connect(&world, AUTHORITY, &[]).await.is_ok());
    });
}

#[test]
fn takes_in_a_new_certificate_while_it_serves() {
    let (folder, tls) = tls();
    run_with(Engine::Sqlite, setup(&tls), |world| async move {
        tokio::spawn(tls.keep_fresh());
        let mut before = connect(&world, AUTHORITY, &[]).await.unwrap();
        write(&folder, OTHER_CERTIFICATE, OTHER_KEY);
        let taken_in = async {
            while connect(&world, OTHER_AUTHORITY, &[]).await.is_err() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), taken_in).await.unwrap();
        assert!(connect(&world, AUTHORITY, &[]).await.is_err(), "the old one is gone");
        before.write_all(b"GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        before.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "and connections from before go on: {answer}");
    });
}

/// Programs that nobody here wrote; what this machine does not have is left out.
#[test]
fn other_programs_find_it_right() {
    let (folder, tls) = tls();
    run_with(Engine::Sqlite, setup(&tls), |world| async move {
        let authority = folder.path().join("authority").display().to_string();
        let address = address(&world);
        let url = format!("https://{address}/health/live");
        for version in ["--http1.1", "--http2"] {
            let curl = ["-sS", version, "--cacert", &authority, "-w", "%{http_version}", &url];
            let Some((done, said)) = run("curl", &curl).await else { continue };
            assert!(done && said.starts_with("live\n"), "{version}: {said}");
        }
        for (version, expected) in [("-tls1_3", true), ("-tls1_2", true), ("-tls1_1", false)] {
            let cipher = "DEFAULT:@SECLEVEL=0";
            let arguments = [
                "s_client",
                "-connect",
                &address,
                version,
                "-cipher",
                cipher,
                "-CAfile",
                &authority,
                "-verify_return_error",
                "-verify_hostname",
                "localhost",
                "-servername",
                "localhost",
            ];
            let Some((done, said)) = run("openssl", &arguments).await else { continue };
            assert_eq!(done, expected, "{version}: {said}");
        }
    });
}

/// Runs a program without input; whether it succeeded, and what it said.
pub(crate) async fn run(program: &str, arguments: &[&str]) -> Option<(bool, String)> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(std::process::Stdio::null()).kill_on_drop(true);
    let output = match tokio::time::timeout(Duration::from_secs(30), command.output()).await.unwrap() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("left out: there is no {program} here");
            return None;
        }
        Err(error) => panic!("{program}: {error}"),
    };
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}
