//! The files TLS goes by.

use std::path::PathBuf;

use super::error::Error;
use super::layers::Layers;

/// The files TLS goes by, both in PEM.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TlsFiles {
    /// The certificate, and those that lead from it to an authority, in that order.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

pub(super) fn parse(layers: &Layers) -> Result<Option<TlsFiles>, Error> {
    let path = |name| layers.get(name).map(|path| layers.path(name, path));
    match (path("tls.certificate"), path("tls.key")) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some(TlsFiles { certificate, key })),
        _ => Err(Error::Together {
            sentence: "tls.certificate and tls.key go together: set both, or neither".to_owned(),
        }),
    }
}
