//! What holds of every request, before any address is looked at.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{CONNECTION, STRICT_TRANSPORT_SECURITY};
use http::{HeaderValue, Version};
use idp::Reason;
use tokio::time::Instant;
use tracing::Instrument;

use super::peer::Peer;
use super::request_id::{RequestId, X_REQUEST_ID};
use super::serve::Arrived;
use super::{Web, refused};
use crate::config::Proxies;

/// Finds out who asks, names the request, and lets it in.
pub(super) async fn receive(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let arrived = request.extensions().get::<Arrived>().copied();
    let is_believed = arrived.is_some_and(|arrived| web.door.proxies.are_at(arrived.address));
    let id = is_believed.then(|| RequestId::given(request.headers())).flatten();
    let id = id.unwrap_or_else(RequestId::new);
    let span = tracing::error_span!("request", id = id.as_str());
    let version = request.version();
    let path = request.uri().clone();
    let begun = Instant::now();
    let answer = id.clone().scope(let_in(&web, arrived, request, next)).instrument(span);
    let mut response = answer.await;
    let refused = response.extensions().get::<Reason>().copied();
    web.node.metrics.answered(path.path(), response.status().as_u16(), refused, begun.elapsed());
    let headers = response.headers_mut();
    headers.extend(id.header().map(|id| (X_REQUEST_ID, id)));
    if arrived.is_some_and(|arrived| arrived.is_sealed) {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if web.is_draining() && version < Version::HTTP_2 {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn let_in(web: &Web, arrived: Option<Arrived>, request: Request, next: Next) -> Response {
    let Some(arrived) = arrived else { return next.run(request).await };
    let peer = Peer::behind(arrived.address, request.headers(), &web.door.proxies);
    if is_open(&web.door.proxies, arrived) && !request.uri().path().starts_with("/health/") {
        return refused::refuse(web, Reason::ConnectionUnencrypted, request.uri(), request.headers());
    }
    peer.scope(next.run(request)).await
}

/// Whether others may have read along: neither TLS, nor a proxy that is believed to have ended it, nor
/// this machine itself.
fn is_open(proxies: &Proxies, arrived: Arrived) -> bool {
    !arrived.is_sealed && !arrived.address.is_loopback() && !proxies.are_at(arrived.address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_could_read_is_open() {
        let trusted = ["10.0.0.0/8".parse().unwrap()].into();
        let proxies = Proxies { trusted, ..Proxies::default() };
        for (from, is_sealed, expected) in [
            ("192.0.2.1", false, true),
            ("192.0.2.1", true, false),
            ("10.0.0.1", false, false),
            ("127.0.0.1", false, false),
            ("::1", false, false),
            ("2001:db8::1", false, true),
        ] {
            let arrived = Arrived { address: from.parse().unwrap(), is_sealed };
            assert_eq!(is_open(&proxies, arrived), expected, "{from} {is_sealed}");
        }
    }
}
