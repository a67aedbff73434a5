//! Loading what the certificate of a connection says of a client: whether it is for one of its keys.

use std::borrow::Cow;

use idp::Time;
use idp::certificate::{Certificate, Fingerprint};
use idp::model::client::Client;
use oidc::client_authentication::Method;

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
    Held(Box<jose::Certificate>),
}

impl Shown {
    /// Which one it is, if one came.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        match self {
            Self::Held(certificate) => Some(Fingerprint(certificate.hash())),
            Self::Absent | Self::Unreadable(_) => None,
        }
    }
}

/// What decisions know of it.
pub(super) async fn load(node: &Node, shown: &Shown, client: Option<&Client>, now: Time) -> Certificate {
    match shown {
        Shown::Absent => Certificate::Absent,
        Shown::Unreadable(why) => Certificate::Unreadable(Cow::Borrowed(why)),
        Shown::Held(certificate) => Certificate::Held {
            fingerprint: Fingerprint(certificate.hash()),
            registered: is_registered(node, certificate, client, now).await,
        },
    }
}

/// Nothing is fetched for a client that is not known by its certificate.
async fn is_registered(
    node: &Node,
    certificate: &jose::Certificate,
    client: Option<&Client>,
    now: Time,
) -> Result<(), Cow<'static, str>> {
    let is_known_so = |client: &&Client| {
        client.disabled_at.is_none()
            && client.metadata.token_endpoint_auth_method == Method::SelfSignedTlsClientAuth
    };
    let client = client.filter(is_known_so).ok_or("the client is not known by its certificate")?;
    let thumbprint = certificate.public_key().thumbprint().unwrap_or_default();
    if node.client_holds(client, &thumbprint, now).await? {
        Ok(())
    } else {
        Err("its key is none that the client registered".into())
    }
}
