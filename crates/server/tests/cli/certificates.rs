//! A node that asks its clients for certificates at a port of their own.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::{Value, json};

use crate::program::Folder;

const AUTHORITY: &[u8] = include_bytes!("../support/tls/authority.pem");
const CERTIFICATE: &str = include_str!("../support/tls/server.pem");
const KEY: &str = include_str!("../support/tls/server.key.pem");
const CLIENT_AUTHORITY: &str = include_str!("../support/tls/issued/authority.pem");
const SHOP: &[u8] = include_bytes!("../support/tls/issued/shop.pem");
const ANOTHER: &[u8] = include_bytes!("../support/tls/issued/another.pem");
const CLIENT_KEY: &[u8] = include_bytes!("../support/tls/issued/shop.key.pem");

/// The status and the body of a request over TLS to this machine, with this certificate.
fn ask(address: &str, shows: Option<&[u8]>, request_line: &str, body: &str) -> (u16, Value) {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(AUTHORITY).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots);
    let config = match shows {
        None => config.with_no_client_auth(),
        Some(certificate) => {
            let chain = vec![CertificateDer::from_pem_slice(certificate).unwrap()];
            config.with_client_auth_cert(chain, PrivateKeyDer::from_pem_slice(CLIENT_KEY).unwrap()).unwrap()
        }
    };
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut stream = StreamOwned::new(connection, stream);
    let form = "Content-Type: application/x-www-form-urlencoded\r\nConnection: close";
    let length = body.len();
    write!(
        stream,
        "{request_line} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\n{form}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
}

#[test]
fn clients_are_asked_for_certificates_at_a_port_of_their_own() {
    let folder = Folder::installed();
    let metadata = json!({
        "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_dns": "shop.example",
        "grant_types": ["client_credentials"], "scope": "a",
    });
    folder.write("metadata", &metadata.to_string()).write("authorities", CLIENT_AUTHORITY);
    folder.write("certificate", CERTIFICATE).write("key", KEY).write(
        "countersign.toml",
        "[server]\nlisten = \"localhost:0\"\nmtls_listen = \"localhost:0\"\nissuer = \"https://localhost\"\n\
         [tls]\ncertificate = \"certificate\"\nkey = \"key\"\nclient_authorities = \"authorities\"\n",
    );
    let made = folder.json(&["client", "create", "--metadata", "metadata"]);
    let form = format!("grant_type=client_credentials&client_id={}", made["client_id"].as_str().unwrap());

    let mut running = folder.start(&["serve", "--json"]);
    let usual = format!("localhost:{}", running.json_line()["port"]);
    let told = ask(&usual, None, "GET /.well-known/openid-configuration", "").1;
    let alias = told["mtls_endpoint_aliases"]["token_endpoint"].as_str().unwrap();
    let own = alias.strip_prefix("https://").unwrap().strip_suffix("/oauth2/token").unwrap();
    assert_ne!(own, usual);
    for (at, shows, status) in [
        (own, Some(SHOP), 200),
        (own, Some(ANOTHER), 401),
        (own, None, 401),
        (usual.as_str(), Some(SHOP), 401),
    ] {
        let (answered, body) = ask(at, shows, "POST /oauth2/token", &form);
        assert_eq!(answered, status, "{at}: {body}");
    }

    let (status, _) = running.stop();
    assert!(status.success());
    folder.write("authorities", "nothing");
    let told = folder.run(&["serve"]).failed();
    assert!(told.contains("authorities: no certificates in PEM"), "{told}");
}
