//! The headers of proofs of possession (RFC 9449).

use axum::response::Response;
use http::{HeaderMap, HeaderValue};
use idp::{Reason, Refusal};

use super::Web;
use crate::flow;

/// The proof that came along, if one did (RFC 9449 §4.1).
pub(super) fn proof(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut sent = headers.get_all("dpop").iter();
    let invalid = |why| Refusal::new(Reason::DpopProofInvalid).about("DPoP").operator(why);
    match (sent.next(), sent.next()) {
        (None, _) => Ok(None),
        (Some(proof), None) => proof.to_str().map(Some).map_err(|_| invalid("it is no text")),
        (Some(_), Some(_)) => Err(invalid("several came")),
    }
}

/// Gives a nonce to whoever is to use one, and the next to whoever used one (RFC 9449 §8, §8.2).
pub(super) fn give_nonce(web: &Web, asked: &HeaderMap, response: &mut Response) {
    let is_wanted = response.extensions().get() == Some(&Reason::DpopNonceWanted);
    let used_one = || {
        let proof = proof(asked).ok().flatten()?;
        jose::jws::claimed(proof, "nonce")
    };
    if is_wanted || used_one().is_some() {
        let nonces = flow::dpop::nonces(&web.node, web.node.now());
        response.headers_mut().extend(
            HeaderValue::from_str(nonces.fresh())
                .ok()
                .map(|nonce| (http::HeaderName::from_static("dpop-nonce"), nonce)),
        );
    }
}
