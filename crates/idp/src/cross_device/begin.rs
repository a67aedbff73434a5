//! The device authorization endpoint (RFC 8628 §3.1, §3.2).

use oidc::device::Authorization;
use oidc::parameters::{Encoder, Parameters};

use super::{Body, CrossDevice, REMEMBERED, Shown, answer_key, collect, key, poll_key, user_code};
use crate::authorize::{self, Facts};
use crate::client::authenticate::{AuthenticatedClient, Proven, Shown as Proof, authenticate};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::ticket::{self, Ticket, TicketKind};
use crate::refusal::{Reason, Refusal};
use oidc::token::GrantType;

/// The longest request that is kept, in bytes.
pub(super) const LONGEST: usize = 16 * 1024;

/// What a device may ask for. What else it sends has no meaning here.
const READ: [&str; 6] = ["scope", "resource", "acr_values", "claims", "ui_locales", "login_hint"];

/// The page where people type codes.
pub const PAGE: &str = "/device";

/// Decides on what a device asks: what its client proved, and what it asks for. `address` is where it asks from.
pub fn begin(
    proof: Proof<'_>,
    parameters: &Parameters<'_>,
    address: Option<&str>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Authorization, Refusal>> {
    let Proven { client, owed } = match authenticate(proof, facts.client, env.now) {
        Ok(proven) => proven,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let mut effects = Vec::new();
    let answer = begun(client, parameters, address, facts, env, &mut effects);
    Decision::of(answer.map_err(Refusal::direct), effects).owing(owed)
}

fn begun(
    client: AuthenticatedClient<'_>,
    parameters: &Parameters<'_>,
    address: Option<&str>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Authorization, Refusal> {
    let client = client.client();
    facts.issuer.check_serves(client)?;
    if !client.has_grant(GrantType::DeviceCode) {
        return Err(Refusal::new(Reason::GrantTypeNotRegistered).about("grant_type"));
    }
    let request = request_of(client.id.as_str(), parameters);
    if request.len() > LONGEST {
        return Err(Refusal::new(Reason::RequestMalformed).expected("a request of at most 16 KiB"));
    }
    let secret = env.random_secret();
    let code = user_code::new(env);
    let shown = user_code::shown(&code);
    let lives = facts.settings.device_code_ttl;
    let until = env.now + lives;
    let there = CrossDevice {
        answer: answer_key(&secret),
        until: until.as_micros(),
        shown: Shown { code: Some(shown.clone()), message: None, address: address.map(str::to_owned) },
        ping: None,
    };
    authorize::check_from_elsewhere(&Parameters::parse(request.as_bytes())?, &there, facts, env.now)?;
    let interval = collect::INTERVAL;
    let body = Body { client: client.id.clone(), request, there, user: None, is_nobodys: false };
    let tickets = [
        (key(&code), TicketKind::CrossDevice, ticket::encode(&body)),
        (poll_key(&secret), TicketKind::Poll, collect::first(&client.id, interval)),
    ];
    effects.extend(tickets.map(|(key, kind, body)| {
        let keep_until = until + REMEMBERED;
        Effect::Put(Ticket { key, kind, family: None, expires_at: until, ends_at: until, keep_until, body })
    }));
    let page = facts.issuer.address(PAGE);
    Ok(Authorization {
        device_code: secret,
        verification_uri_complete: format!("{page}?user_code={shown}"),
        user_code: shown,
        verification_uri: page,
        expires_in: lives.as_secs(),
        interval,
    })
}

/// What is asked for, as the authorization endpoint would be asked.
pub(super) fn request_of(client: &str, parameters: &Parameters<'_>) -> String {
    let mut request = Encoder::new();
    request.push("client_id", client);
    // Tokens are to be collected by whoever asked, as a code is.
    request.push("response_type", "code");
    for (name, value) in parameters.iter().filter(|(name, _)| READ.contains(name)) {
        request.push(name, value);
    }
    request.finish()
}
