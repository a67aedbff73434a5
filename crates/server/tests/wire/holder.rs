//! Who holds a certificate, and asks over TLS with it.

use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use server::config::TlsFiles;
use server::http::Tls;
use server::node::ClientAuthorities;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::elsewhere::AUTHORITY;
use crate::world::{Answer, Client, Setup, World};

/// The key of all certificates here.
const KEY: &[u8] = include_bytes!("../support/tls/issued/shop.key.pem");

pub(crate) const SHOP: &str = include_str!("../support/tls/issued/shop.pem");
pub(crate) const SHOP_BETWEEN: &str = include_str!("../support/tls/issued/shop_between.pem");
pub(crate) const BETWEEN: &str = include_str!("../support/tls/issued/between.pem");
pub(crate) const WITHOUT_PURPOSE: &str = include_str!("../support/tls/issued/without_purpose.pem");
pub(crate) const FOR_SERVERS: &str = include_str!("../support/tls/issued/for_servers.pem");
pub(crate) const ANOTHER: &str = include_str!("../support/tls/issued/another.pem");
pub(crate) const EXPIRED: &str = include_str!("../support/tls/issued/expired.pem");
pub(crate) const FROM_A_STRANGER: &str = include_str!("../support/tls/issued/from_a_stranger.pem");
pub(crate) const OWN: &str = include_str!("../support/tls/issued/own.pem");

/// A file among the certificates of tests.
pub(crate) fn file(name: &str) -> std::path::PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/support/tls", name].iter().collect()
}

/// TLS as the tests' server speaks it.
pub(crate) fn tls() -> Arc<Tls> {
    Tls::open(TlsFiles { certificate: file("server.pem"), key: file("server.key.pem") }).unwrap()
}

/// Those that issued most of the certificates here.
pub(crate) fn authorities() -> Arc<ClientAuthorities> {
    ClientAuthorities::open(file("issued/authority.pem")).unwrap()
}

/// A node that asks for certificates in a place of its own.
pub(crate) fn setup() -> Setup {
    Setup { mtls: Some(tls()), client_authorities: Some(authorities()), ..Setup::default() }
}

/// Somebody with this certificate and what leads from it to an authority, or with none.
#[derive(Clone, Copy, Default)]
pub(crate) struct Holder<'a> {
    pub(crate) chain: &'a [&'a str],
    /// Whether they speak TLS 1.2 alone.
    pub(crate) is_old: bool,
}

impl<'a> Holder<'a> {
    pub(crate) fn of(chain: &'a [&'a str]) -> Self {
        Self { chain, is_old: false }
    }

    fn config(self) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(AUTHORITY).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let versions: &[&SupportedProtocolVersion] =
            if self.is_old { &[&rustls::version::TLS12] } else { &[&rustls::version::TLS13] };
        let config = ClientConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
        let config = config.with_root_certificates(roots);
        if self.chain.is_empty() {
            return config.with_no_client_auth();
        }
        let chain = self.chain.iter().map(|pem| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap());
        config.with_client_auth_cert(chain.collect(), PrivateKeyDer::from_pem_slice(KEY).unwrap()).unwrap()
    }

    /// Asks over a connection of its own to a base such as `https://localhost:1`.
    pub(crate) async fn ask(self, base: &str, request: http::Request<String>) -> Answer {
        let (_, address) = base.split_once("://").unwrap();
        let stream = TcpStream::connect(address.replace("localhost", "127.0.0.1")).await.unwrap();
        let connector = TlsConnector::from(Arc::new(self.config()));
        let stream = connector.connect(ServerName::try_from("localhost").unwrap(), stream).await.unwrap();
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let (mut head, body) = request.into_parts();
        head.headers.insert("host", address.parse().unwrap());
        let request = http::Request::from_parts(head, Full::new(bytes::Bytes::from(body)));
        let (head, body) = sender.send_request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer::of(reqwest::Response::from(http::Response::from_parts(head, body))).await
    }

    /// A form to an endpoint where certificates are asked for.
    pub(crate) async fn post(self, world: &World, path: &str, form: &[(&str, &str)]) -> Answer {
        self.ask(world.mtls_base.as_ref().unwrap(), form_to(path, form)).await
    }

    /// A token that a client gets on its own behalf.
    pub(crate) async fn own(self, world: &World, client: &Client) -> Answer {
        let form = [("grant_type", "client_credentials"), ("client_id", &client.id)];
        self.post(world, "/oauth2/token", &form).await
    }

    /// Whom an access token is about.
    pub(crate) async fn userinfo(self, world: &World, token: &str) -> Answer {
        let request =
            http::Request::get("/oauth2/userinfo").header("authorization", format!("Bearer {token}"));
        self.ask(world.mtls_base.as_ref().unwrap(), request.body(String::new()).unwrap()).await
    }
}

pub(crate) fn form_to(path: &str, form: &[(&str, &str)]) -> http::Request<String> {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = http::Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    request.body(body).unwrap()
}
