//! `self_signed_tls_client_auth`: a certificate for one of the client's registered keys, whoever signed it
//! (RFC 8705 §2.2).

use super::{Shown, distrusted, failed};
use crate::certificate::Standing;
use crate::model::client::Client;
use crate::refusal::Refusal;

pub(super) fn verify<'a>(client: &'a Client, shown: Shown<'_>) -> Result<&'a Client, Refusal> {
    match super::standing(shown)? {
        Standing::Registered => Ok(client),
        Standing::Untrusted(why) => Err(distrusted(why)),
        Standing::Issued(_) | Standing::Unasked => Err(failed("nobody looked whether its key is registered")),
    }
}
