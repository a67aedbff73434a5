//! The authorities that vouch for certificates of clients (`tls_client_auth`, RFC 8705 §2.1), in a file that is
//! read again when it changes.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use idp::Time;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;

use crate::kept_fresh::{File, KeptFresh};

/// The authorities that vouch for certificates of clients.
pub struct ClientAuthorities(Arc<KeptFresh<Arc<dyn ClientCertVerifier>>>);

impl ClientAuthorities {
    /// Reads them, in PEM.
    ///
    /// # Errors
    /// What is wrong with the file, in a sentence.
    pub fn open(file: PathBuf) -> Result<Arc<Self>, String> {
        let kept = KeptFresh::open("the authorities of clients", vec![file], made)?;
        Ok(Arc::new(Self(Arc::new(kept))))
    }

    /// Looks at the file now and then, for ever. A new one that cannot be used is told, and the old one stays
    /// in force.
    pub async fn keep_fresh(self: Arc<Self>) {
        Arc::clone(&self.0).keep().await;
    }

    /// Whether one of them vouches, perhaps by those `between`, for this certificate as a client's: signatures,
    /// bounds and validity of all on the way, and what it may be used for (RFC 5280 §6).
    ///
    /// # Errors
    /// Why not, for the operator.
    pub fn verify(
        &self,
        certificate: &[u8],
        between: &[CertificateDer<'static>],
        now: Time,
    ) -> Result<(), String> {
        let now =
            UnixTime::since_unix_epoch(Duration::from_secs(now.as_secs().try_into().unwrap_or_default()));
        let certificate = CertificateDer::from(certificate);
        let verified = self.0.current().verify_client_cert(&certificate, between, now);
        verified.map(drop).map_err(|error| error.to_string())
    }
}

fn made(files: &[File]) -> Result<Arc<dyn ClientCertVerifier>, String> {
    let [file] = files else { return Err("not one file".to_owned()) };
    let mut roots = RootCertStore::empty();
    for authority in CertificateDer::pem_slice_iter(&file.bytes) {
        let authority = authority.map_err(|error| file.wrong(error))?;
        roots.add(authority).map_err(|error| file.wrong(error))?;
    }
    if roots.is_empty() {
        return Err(file.wrong("no certificates in PEM"));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
    verifier.map(|verifier| verifier as Arc<dyn ClientCertVerifier>).map_err(|error| file.wrong(error))
}
