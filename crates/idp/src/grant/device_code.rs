//! `urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 §3.4).

use super::Facts;
use crate::client::authenticate::AuthenticatedClient;
use crate::cross_device::collect::{Asking, collect};
use crate::cross_device::{answer_key, poll_key};
use crate::decision::Env;
use crate::effect::Effect;
use crate::issue::Tokens;
use crate::model::ticket::TicketKey;
use crate::refusal::Refusal;

/// Where it is found how often the device asked.
pub(super) fn ticket_key(device_code: &str) -> TicketKey {
    poll_key(device_code)
}

/// Where the person's word is found.
pub(super) fn word_key(device_code: &str) -> TicketKey {
    answer_key(device_code)
}

/// Exchanges a device code for what the person granted the device.
pub(super) fn exchange(
    client: AuthenticatedClient<'_>,
    resources: &[String],
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Tokens, Refusal> {
    collect(client, &Asking { parameter: "device_code", resources }, facts, env, effects)
}
