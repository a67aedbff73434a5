//! What bounds fetching.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;

use super::{Allow, Resolve, System};

/// What bounds fetching. The defaults are those of the configuration.
#[derive(Clone)]
pub struct Options {
    /// What may be reached although it is not public.
    pub allow: Allow,
    /// Whether `http` is spoken with what is allowed by name or network; with nobody else in any case.
    pub plaintext: bool,
    /// Authorities trusted beside the system's.
    pub extra_authorities: Vec<CertificateDer<'static>>,
    /// The longest answer, in bytes.
    pub most_bytes: usize,
    /// For how long one connection is tried.
    pub connect_timeout: Duration,
    /// How long everything may take, from looking up the name to the last byte.
    pub timeout: Duration,
    /// How much is fetched at the same time.
    pub most_at_once: usize,
    /// How much of it from one host, so that a slow one keeps nobody else waiting.
    pub most_at_once_per_host: usize,
    /// What finds the addresses of names.
    pub resolver: Arc<dyn Resolve>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            allow: Allow::default(),
            plaintext: false,
            extra_authorities: Vec::new(),
            most_bytes: 256 * 1024,
            connect_timeout: Duration::from_secs(3),
            timeout: Duration::from_secs(10),
            most_at_once: 64,
            most_at_once_per_host: 8,
            resolver: Arc::new(System),
        }
    }
}

impl Options {
    /// What a world on one machine needs: this machine may be asked, over `http` too.
    pub fn on_this_machine() -> Self {
        Self { allow: Allow::loopback(), plaintext: true, ..Self::default() }
    }
}
