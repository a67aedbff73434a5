//! Clients that fail too often are refused for a while before anything is done, at every address where
//! they prove who they are.

use std::net::IpAddr;
use std::pin::Pin;

use idp::Refusal;
use idp::client::authenticate::claimed_client;
use oidc::client_authentication::Presented;

use super::unavailable;
use crate::node::Node;

/// Answers a client that asks from this address, where that is known. One that was refused too often there
/// is not heard: it tries without end, or tries what it guessed. The answer comes pinned, since one that is moved in
/// would take its room twice.
pub async fn bounded<T>(
    node: &Node,
    from: Option<IpAddr>,
    presented: &Presented,
    answer: Pin<&mut impl Future<Output = Result<T, Refusal>>>,
) -> Result<T, Refusal> {
    let Some(from) = from else { return answer.await };
    let client = match claimed_client(presented) {
        Some(id) => node.load_client(&id).await.map_err(unavailable)?,
        None => None,
    };
    let id = client.as_deref().map(|client| client.id.as_str());
    node.limits.check_failures(from, id)?;
    let answer = answer.await;
    if answer.as_ref().is_err_and(|refusal| !refusal.reason.is_ours()) {
        node.limits.failed(from, id);
    }
    answer
}
