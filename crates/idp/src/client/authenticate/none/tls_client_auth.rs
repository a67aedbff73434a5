//! `tls_client_auth`: a certificate that an authority vouches for, with the one name that the client
//! registered (RFC 8705 §2.1).

use super::{Shown, distrusted, failed};
use crate::certificate::Standing;
use crate::client::certificate_name::CertificateName;
use crate::model::client::Client;
use crate::refusal::Refusal;

pub(super) fn verify<'a>(client: &'a Client, shown: Shown<'_>) -> Result<&'a Client, Refusal> {
    let names = match super::standing(shown)? {
        Standing::Issued(names) => names,
        Standing::Untrusted(why) => return Err(distrusted(why)),
        Standing::Registered | Standing::Unasked => return Err(failed("nobody looked who vouches for it")),
    };
    // What is stored is text, and is checked again when it comes back.
    let registered = CertificateName::registered(&client.metadata)
        .map_err(|_| failed("what the client registered of its certificate's name cannot be read"))?;
    if registered.is_among(names) {
        return Ok(client);
    }
    Err(distrusted(&format!("it is for {}, and does not name {registered}", names.subject)))
}
