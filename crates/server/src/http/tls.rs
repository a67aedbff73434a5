//! TLS over the accepted connections, by a certificate and a key in files, which are read again when
//! they change.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tracing::{info, warn};

use crate::config::TlsFiles;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// Longer files hold something else.
const LONGEST: u64 = 1 << 20;

/// The versions that are spoken.
const VERSIONS: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13, &rustls::version::TLS12];

/// TLS as this node speaks it.
pub struct Tls {
    files: TlsFiles,
    config: RwLock<Arc<ServerConfig>>,
    /// What was last read, whether it was right or not.
    seen: Mutex<[u8; 32]>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// What is wrong with which, in a sentence.
    pub fn open(files: TlsFiles) -> Result<Arc<Self>, String> {
        let read = Read::both(&files)?;
        let config = read.config(&files)?;
        Ok(Arc::new(Self { seen: Mutex::new(read.hash()), config: RwLock::new(config), files }))
    }

    /// Looks at the files now and then, for ever. New ones that cannot be used are told, and the old ones
    /// stay in force.
    pub async fn keep_fresh(self: Arc<Self>) {
        loop {
            tokio::time::sleep(LOOK).await;
            let tls = Arc::clone(&self);
            match tokio::task::spawn_blocking(move || tls.look()).await {
                Ok(Ok(true)) => info!("the new TLS certificate is in force"),
                Ok(Err(why)) => warn!(why, "the new TLS certificate cannot be used; the old one stays"),
                _ => {}
            }
        }
    }

    /// Takes in files that have changed since they were last looked at; says whether they had. What is
    /// wrong is told once.
    fn look(&self) -> Result<bool, String> {
        let read = Read::both(&self.files);
        let hash = read.as_ref().map_or_else(|why| jose::digest::sha256(why.as_bytes()), Read::hash);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == hash {
            return Ok(false);
        }
        *seen = hash;
        let config = read?.config(&self.files)?;
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(true)
    }

    /// Shakes hands.
    pub(super) async fn accept(&self, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
        let config = Arc::clone(&self.config.read().unwrap_or_else(PoisonError::into_inner));
        TlsAcceptor::from(config).accept(stream).await
    }
}

/// Both files, as they were read.
struct Read {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Read {
    fn both(files: &TlsFiles) -> Result<Self, String> {
        Ok(Self { certificate: read(&files.certificate)?, key: read(&files.key)? })
    }

    fn hash(&self) -> [u8; 32] {
        jose::digest::sha256_parts(&[
            &jose::digest::sha256(&self.certificate),
            &jose::digest::sha256(&self.key),
        ])
    }

    fn config(&self, files: &TlsFiles) -> Result<Arc<ServerConfig>, String> {
        let wrong = |file: &Path, why: &str| format!("{}: {why}", file.display());
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.certificate).collect();
        let chain = chain.ok().filter(|chain| !chain.is_empty());
        let chain = chain.ok_or_else(|| wrong(&files.certificate, "no certificates in PEM"))?;
        let key = PrivateKeyDer::from_pem_slice(&self.key);
        let key = key.map_err(|_| wrong(&files.key, "no private key in PEM"))?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_protocol_versions(VERSIONS);
        let config = config.map_err(|error| error.to_string())?.with_no_client_auth();
        let mut config = config
            .with_single_cert(chain, key)
            .map_err(|error| wrong(&files.certificate, &format!("not with this key: {error}")))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    let unreadable = |why: &str| format!("{} cannot be read: {why}", file.display());
    let length = std::fs::metadata(file).map_err(|error| unreadable(&error.to_string()))?.len();
    if length > LONGEST {
        return Err(unreadable("it is longer than a megabyte"));
    }
    std::fs::read(file).map_err(|error| unreadable(&error.to_string()))
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
        let in_force = || Arc::clone(&tls.config.read().unwrap());
        let first = in_force();
        assert_eq!(tls.look(), Ok(false));
        for (certificate, key, told) in [
            (OTHER, KEY, "not with this key"),
            (&b"nothing"[..], OTHER_KEY, "no certificates in PEM"),
            (OTHER, &b"nothing"[..], "no private key in PEM"),
        ] {
            std::fs::write(&files.certificate, certificate).unwrap();
            std::fs::write(&files.key, key).unwrap();
            assert!(tls.look().is_err_and(|why| why.contains(told)), "{told}");
            assert_eq!(tls.look(), Ok(false), "it is told once");
            assert!(Arc::ptr_eq(&first, &in_force()));
        }
        std::fs::remove_file(&files.key).unwrap();
        assert!(tls.look().is_err_and(|why| why.contains("cannot be read")));
        assert!(Arc::ptr_eq(&first, &in_force()));

        std::fs::write(&files.key, OTHER_KEY).unwrap();
        assert_eq!(tls.look(), Ok(true));
        assert!(!Arc::ptr_eq(&first, &in_force()));
    }
}
