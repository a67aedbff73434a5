//! What holds of every request, before any address is looked at.

use axum::extract::Request;
use axum::response::Response;
use http::header::{CONNECTION, STRICT_TRANSPORT_SECURITY};
use http::{HeaderValue, Version};
use idp::Reason;
use tokio::time::Instant;

use super::certificate;
use super::peer::Peer;
use super::request_id::{RequestId, X_REQUEST_ID};
use super::serve::Arrived;
use super::{Web, refused};
use crate::config::Proxies;
use crate::node::metrics::Endpoint;

/// Finds out who asks, names the request, and has it answered.
pub(super) async fn receive<A: Future<Output = Response>>(
    web: &Web,
    arrived: Arrived,
    request: Request,
    answer: impl FnOnce(Request) -> A,
) -> Response {
    let is_believed = web.door.proxies.are_at(arrived.address);
    let id = is_believed.then(|| RequestId::given(request.headers())).flatten();
    let id = id.unwrap_or_else(RequestId::new);
    let version = request.version();
    let endpoint = Endpoint::of(request.uri().path());
    let begun = Instant::now();
    let is_sealed = arrived.is_sealed;
    let mut response = id.scope(let_in(web, arrived, request, answer)).await;
    let refused = response.extensions().get::<Reason>().copied();
    web.node.metrics.answered(endpoint, response.status().as_u16(), refused, begun.elapsed());
    let headers = response.headers_mut();
    headers.extend(id.header().map(|id| (X_REQUEST_ID, id)));
    if is_sealed {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if web.is_draining() && version < Version::HTTP_2 {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn let_in<A: Future<Output = Response>>(
    web: &Web,
    arrived: Arrived,
    request: Request,
    answer: impl FnOnce(Request) -> A,
) -> Response {
    if is_open(&web.door.proxies, &arrived) && !request.uri().path().starts_with("/health/") {
        return refused::refuse(web, Reason::ConnectionUnencrypted, request.uri(), request.headers());
    }
    let peer = Peer::behind(arrived.address, request.headers(), &web.door.proxies);
    let certificate = certificate::behind(&arrived, request.headers(), &web.door.proxies);
    certificate::scope(certificate, peer.scope(answer(request))).await
}

/// Whether others may have read along: neither TLS, nor a proxy that is believed to have ended it, nor
/// this machine itself.
fn is_open(proxies: &Proxies, arrived: &Arrived) -> bool {
    !arrived.is_sealed && !arrived.address.is_loopback() && !proxies.are_at(arrived.address)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

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
            let arrived = Arrived { address: from.parse().unwrap(), is_sealed, certificate: Arc::default() };
            assert_eq!(is_open(&proxies, &arrived), expected, "{from} {is_sealed}");
        }
    }
}
