//! A connection to a server that takes mails, ready for the first.

use idp::model::sender::{Security, Sender, Smtp};
use jose::Secret;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use url::Host;

use super::form::host;
use super::starttls;
use super::stream::Stream;
use crate::node::Node;

/// Connects, and proves who we are. All that can go wrong here may pass.
///
/// # Errors
/// Why there is no connection, for the operator.
pub(super) async fn open(node: &Node, by: &Sender, at: &Smtp) -> Result<AsyncSmtpConnection, String> {
    let we = ClientId::Domain(host(&node.issuer));
    let (named, fetcher) = (named(&at.host)?, &node.fetcher);
    let name = match &named {
        Host::Domain(name) => Host::Domain(name.as_str()),
        Host::Ipv4(address) => Host::Ipv4(*address),
        Host::Ipv6(address) => Host::Ipv6(*address),
    };
    let is_plain = at.security == Security::Plaintext;
    let mut plain = fetcher.connect(&name, at.port(), is_plain).await.map_err(|error| error.to_string())?;
    let stream = match at.security {
        Security::Plaintext => Stream::plain(plain),
        Security::Tls => Stream::tls(fetcher.secure(&name, plain).await.map_err(|error| error.to_string())?),
        Security::Starttls => {
            starttls::ask(&mut plain, &we.to_string()).await?;
            Stream::greeted(fetcher.secure(&name, plain).await.map_err(|error| error.to_string())?)
        }
    };
    let mut connection = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &we)
        .await
        .map_err(|error| format!("the server did not greet us: {error}"))?;
    if let Some((username, password)) = at.username.as_ref().zip(by.secret()) {
        let credentials = Credentials::new(username.clone(), Secret::expose(password).clone());
        connection
            .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
            .await
            .map_err(|error| format!("the server does not let us in: {error}"))?;
    }
    Ok(connection)
}

fn named(host: &str) -> Result<Host<String>, String> {
    // As it is written in addresses, in brackets.
    let written = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    Host::parse(&written).map_err(|error| format!("{host} is no host: {error}"))
}
