//! `none`: a public client only names itself; PKCE stands in for the proof (RFC 7636).

use super::failed;
use crate::model::client::Client;
use crate::refusal::Refusal;

pub(super) fn verify(client: &Client) -> Result<&Client, Refusal> {
    if client.is_public() { Ok(client) } else { Err(failed("no proof from a client that has one")) }
}
