//! Loading what speaks for the certificate of a connection, as far as the client is known by one.

use std::borrow::Cow;

use idp::Time;
use idp::certificate::{Certificate, Fingerprint, Standing};
use idp::model::client::Client;
use oidc::client_authentication::Method;
use rustls::pki_types::CertificateDer;

use crate::node::Node;

/// The certificate that a connection showed, whose key its holder proved to hold.
#[derive(Clone, Debug, Default)]
pub enum Shown {
    /// None came.
    #[default]
    Absent,
    /// What came is none that can be read: why, for the operator.
    Unreadable(&'static str),
    /// This one.
    Held {
        /// The certificate.
        certificate: Box<jose::Certificate>,
        /// Those that came with it, to lead from it to an authority.
        between: Vec<CertificateDer<'static>>,
    },
}

impl Shown {
    /// Which one it is, if one came.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        match self {
            Self::Held { certificate, .. } => Some(Fingerprint(certificate.hash())),
            Self::Absent | Self::Unreadable(_) => None,
        }
    }
}

/// What decisions know of it.
pub(super) async fn load(node: &Node, shown: &Shown, client: Option<&Client>, now: Time) -> Certificate {
    let (certificate, between) = match shown {
        Shown::Absent => return Certificate::Absent,
        Shown::Unreadable(why) => return Certificate::Unreadable(Cow::Borrowed(why)),
        Shown::Held { certificate, between } => (certificate, between),
    };
    let client = client.filter(|client| client.disabled_at.is_none());
    let standing = match client.map(|client| (client, client.metadata.token_endpoint_auth_method)) {
        Some((client, Method::SelfSignedTlsClientAuth)) => {
            is_registered(node, certificate, client, now).await.map(|()| Standing::Registered)
        }
        Some((_, Method::TlsClientAuth)) => is_issued(node, certificate, between, now),
        _ => Ok(Standing::Unasked),
    };
    Certificate::Held {
        fingerprint: Fingerprint(certificate.hash()),
        standing: standing.unwrap_or_else(Standing::Untrusted),
    }
}

async fn is_registered(
    node: &Node,
    certificate: &jose::Certificate,
    client: &Client,
    now: Time,
) -> Result<(), Cow<'static, str>> {
    let thumbprint = certificate.public_key().thumbprint().unwrap_or_default();
    if node.client_holds(client, &thumbprint, now).await? {
        Ok(())
    } else {
        Err("its key is none that the client registered".into())
    }
}

fn is_issued(
    node: &Node,
    certificate: &jose::Certificate,
    between: &[CertificateDer<'static>],
    now: Time,
) -> Result<Standing, Cow<'static, str>> {
    let authorities = node.client_authorities.as_ref();
    let authorities = authorities.ok_or("no authorities are configured (tls.client_authorities)")?;
    authorities.verify(certificate.der(), between, now)?;
    let names = certificate.names().ok_or("the names in it cannot be read")?;
    Ok(Standing::Issued(Box::new(names.clone())))
}
