//! `self_signed_tls_client_auth`: a certificate for one of the client's registered keys, whoever signed it
//! (RFC 8705 §2.2).

use super::{Shown, failed};
use crate::certificate::Certificate;
use crate::model::client::Client;
use crate::refusal::Refusal;

pub(super) fn verify<'a>(client: &'a Client, shown: Shown<'_>) -> Result<&'a Client, Refusal> {
    match shown.certificate {
        Certificate::Absent => Err(failed("no certificate, where the client is known by one")),
        Certificate::Unreadable(why) => Err(failed(format!("the certificate cannot be read: {why}"))),
        Certificate::Held { registered: Err(why), .. } => {
            Err(failed(format!("the certificate is not believed: {why}")))
        }
        Certificate::Held { registered: Ok(()), .. } => Ok(client),
    }
}
