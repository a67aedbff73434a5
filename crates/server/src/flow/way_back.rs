//! Back to where somebody came from whose sign-in is over: the page that says so can say where to.

use idp::model::client::Client;
use url::Url;

use super::login::{Waiting, name_in};
use crate::node::Node;

/// An app to go back to.
pub struct WayBack {
    /// What people know it by.
    pub name: String,
    /// An address of its own.
    pub href: String,
}

/// The app that the sign-in of this handle was for, in this language (a BCP 47 tag), if that is still known.
/// Whatever is not known is left out: a page is shown either way.
pub async fn of(node: &Node, handle: &str, language: &str) -> Option<WayBack> {
    let waiting = Waiting::load(node, handle, node.now()).await.ok()?;
    let client = waiting.client?;
    Some(WayBack { name: name_in(&client, language), href: home(&client)? })
}

/// The page that a client registered as its own, or else the front page of where it is answered.
fn home(client: &Client) -> Option<String> {
    let metadata = &client.metadata;
    let registered = metadata.client_uri.clone();
    let answered = || {
        let url = Url::parse(metadata.redirect_uris.first()?.as_str()).ok()?;
        matches!(url.scheme(), "http" | "https").then(|| format!("{}/", url.origin().ascii_serialization()))
    };
    registered.or_else(answered)
}
