//! `urn:openid:params:grant-type:ciba` (OpenID Connect CIBA Core §10.1).

use super::Facts;
use crate::client::authenticate::AuthenticatedClient;
use crate::cross_device::collect::{Asking, collect};
use crate::cross_device::{answer_key, poll_key};
use crate::decision::Env;
use crate::effect::Effect;
use crate::issue::Tokens;
use crate::model::ticket::TicketKey;
use crate::refusal::Refusal;

/// Where it is found how often the client asked.
pub(super) fn ticket_key(auth_req_id: &str) -> TicketKey {
    poll_key(auth_req_id)
}

/// Where the person's word is found.
pub(super) fn word_key(auth_req_id: &str) -> TicketKey {
    answer_key(auth_req_id)
}

/// Exchanges what the acknowledgement gave for what the person granted.
pub(super) fn exchange(
    client: AuthenticatedClient<'_>,
    resources: &[String],
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Tokens, Refusal> {
    collect(client, &Asking { parameter: "auth_req_id", resources }, facts, env, effects)
}
