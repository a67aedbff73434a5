//! TLS over the accepted connections, by a certificate and a key in files, which are read again when
//! they change.

mod any_certificate;

use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::TlsFiles;
use crate::kept_fresh::{File, KeptFresh};
use any_certificate::AnyCertificate;

/// The versions that are spoken.
const VERSIONS: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13, &rustls::version::TLS12];

/// TLS as this node speaks it.
pub struct Tls(Arc<KeptFresh<Spoken>>);

/// What whoever connects is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asks {
    Nothing,
    /// A certificate, which they may have.
    Certificate,
}

/// The same twice: with a certificate asked for and without.
struct Spoken {
    plain: Arc<ServerConfig>,
    asking: Arc<ServerConfig>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// What is wrong with which, in a sentence.
    pub fn open(files: TlsFiles) -> Result<Arc<Self>, String> {
        let kept = KeptFresh::open("the TLS certificate", vec![files.certificate, files.key], spoken)?;
        Ok(Arc::new(Self(Arc::new(kept))))
    }

    /// Looks at the files now and then, for ever. New ones that cannot be used are told, and the old ones
    /// stay in force.
    pub async fn keep_fresh(self: Arc<Self>) {
        Arc::clone(&self.0).keep().await;
    }

    /// Shakes hands.
    pub(super) async fn accept(
        &self,
        stream: TcpStream,
        asks: Asks,
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let spoken = self.0.current();
        let config = match asks {
            Asks::Nothing => &spoken.plain,
            Asks::Certificate => &spoken.asking,
        };
        TlsAcceptor::from(Arc::clone(config)).accept(stream).await
    }
}

fn spoken(files: &[File]) -> Result<Spoken, String> {
    let [certificate, key] = files else { return Err("not two files".to_owned()) };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&certificate.bytes).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| certificate.wrong("no certificates in PEM"))?;
    let read = PrivateKeyDer::from_pem_slice(&key.bytes).map_err(|_| key.wrong("no private key in PEM"))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let any = Arc::new(AnyCertificate::new(&provider));
    let builder = ServerConfig::builder_with_provider(provider).with_protocol_versions(VERSIONS);
    let builder = builder.map_err(|error| error.to_string())?;
    let made = |config: Result<ServerConfig, rustls::Error>| {
        let mut config = config.map_err(|error| certificate.wrong(format!("not with this key: {error}")))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok::<_, String>(Arc::new(config))
    };
    Ok(Spoken {
        plain: made(builder.clone().with_no_client_auth().with_single_cert(chain.clone(), read.clone_key()))?,
        asking: made(builder.with_client_cert_verifier(any).with_single_cert(chain, read))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &[u8] = include_bytes!("../../tests/support/tls/server.pem");
    const KEY: &[u8] = include_bytes!("../../tests/support/tls/server.key.pem");
    const OTHER: &[u8] = include_bytes!("../../tests/support/tls/other.pem");
    const OTHER_KEY: &[u8] = include_bytes!("../../tests/support/tls/other.key.pem");

    #[test]
    fn takes_in_new_files_that_belong_together_and_keeps_the_old_ones_instead_of_others() {
        let folder = tempfile::tempdir().unwrap();
        let files =
            TlsFiles { certificate: folder.path().join("certificate"), key: folder.path().join("key") };
        assert!(Tls::open(files.clone()).is_err_and(|why| why.contains("cannot be read")));
        std::fs::write(&files.certificate, CERTIFICATE).unwrap();
        std::fs::write(&files.key, OTHER_KEY).unwrap();
        assert!(Tls::open(files.clone()).is_err_and(|why| why.contains("not with this key")));
        std::fs::write(&files.key, KEY).unwrap();

        let tls = Tls::open(files.clone()).unwrap();
        let in_force = || tls.0.current();
        let first = in_force();
        assert_eq!(tls.0.look(), Ok(false));
        for (certificate, key, told) in [
            (OTHER, KEY, "not with this key"),
            (&b"nothing"[..], OTHER_KEY, "no certificates in PEM"),
            (OTHER, &b"nothing"[..], "no private key in PEM"),
        ] {
            std::fs::write(&files.certificate, certificate).unwrap();
            std::fs::write(&files.key, key).unwrap();
            assert!(tls.0.look().is_err_and(|why| why.contains(told)), "{told}");
            assert_eq!(tls.0.look(), Ok(false), "it is told once");
            assert!(Arc::ptr_eq(&first, &in_force()));
        }
        std::fs::remove_file(&files.key).unwrap();
        assert!(tls.0.look().is_err_and(|why| why.contains("cannot be read")));
        assert!(Arc::ptr_eq(&first, &in_force()));

        std::fs::write(&files.key, OTHER_KEY).unwrap();
        assert_eq!(tls.0.look(), Ok(true));
        assert!(!Arc::ptr_eq(&first, &in_force()));
    }
}
