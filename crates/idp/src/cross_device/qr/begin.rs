//! A page begins: for which service, and whether it may. And it asks for the next code, half a minute later.

use oidc::parameters::Parameters;

use super::super::{CrossDevice, REMEMBERED, Shown, answer_key};
use super::pull::Asking;
use super::{Attempt, Body, Datum, LIVES, State, key, name, pid, request_of, unknown};
use crate::authorize::{self, elsewhere, redirect_uri};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::session::MOST_AGENT;
use crate::model::phone_service::Need;
use crate::model::ticket::{self, Ticket, TicketFacts, TicketKind};
use crate::refusal::{Reason, Refusal};

/// What a page wants.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Where it is to go on.
    pub redirect_uri: &'a str,
    /// Its origin, as its browser says.
    pub origin: Option<&'a str>,
}

/// What a page shows, and what it collects the result with.
pub struct Begun {
    /// What the attempt is called.
    pub name: String,
    /// What collects the result; nobody but the page has it.
    pub token: String,
    /// What the code says.
    pub pid: String,
    /// For how many seconds the code counts.
    pub expires_in: u64,
    /// For how many seconds the attempt lives.
    pub attempt_expires_in: u64,
    /// The same as a request to the authorization endpoint, for whoever is signed in here in the page's own browser and
    /// is asked there: nothing of it comes back by the attempt.
    pub request: String,
}

/// Begins an attempt for the client in these facts; the browser in them is the page's.
pub fn begin(
    wanted: Wanted<'_>,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Begun, Refusal>> {
    let mut effects = Vec::new();
    let answer = begun(wanted, facts, env, &mut effects);
    Decision::of(answer.map_err(Refusal::direct), effects)
}

fn begun(
    wanted: Wanted<'_>,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Begun, Refusal> {
    let none = || Refusal::new(Reason::ClientUnknown).about("clientId");
    let client = facts.client.ok_or_else(none)?;
    let service = client.policy.service.as_ref().ok_or_else(none)?;
    facts.issuer.check_serves(client)?;
    if client.disabled_at.is_some() {
        return Err(Reason::ClientDisabled.into());
    }
    service.check_may_begin(wanted.origin)?;
    let origin = wanted.origin.unwrap_or_default();
    redirect_uri::verify_redirect_uri(Some(wanted.redirect_uri), client, true)
        .map_err(|refusal| refusal.about("redirectUri"))?;
    let asked = service.required_data.iter();
    let data: Vec<Datum> = asked
        .map(|(claim, need)| Datum { claim: claim.clone(), required: *need == Need::Required })
        .collect();
    let (id, token) = (env.random_bytes::<16>(), env.random_secret());
    let until = env.now + LIVES;
    let there = CrossDevice {
        answer: answer_key(&token),
        until: until.as_micros(),
        ping: None,
        shown: Shown { code: None, message: None, address: facts.browser.address.map(str::to_owned) },
    };
    let claims = data.iter().map(|datum| datum.claim.as_str());
    let request = request_of(&client.id, wanted.redirect_uri, claims);
    elsewhere::check_begin(&Parameters::parse(request.as_bytes())?, &there, facts, env)?;
    let tagged_by = env.derive.version();
    let body = Body {
        client: client.id.clone(),
        redirect_uri: wanted.redirect_uri.to_owned(),
        data,
        origin: origin.to_owned(),
        there,
        began_at: env.now.as_micros(),
        tagged_by,
        agent: facts.browser.agent.map(|agent| agent.chars().take(MOST_AGENT).collect()),
        state: State::Waiting,
    };
    let name = name(id);
    effects.push(Effect::Put(Ticket {
        key: key(&name),
        kind: TicketKind::Qr,
        family: None,
        expires_at: until,
        ends_at: until,
        keep_until: until + REMEMBERED,
        body: ticket::encode(&body),
    }));
    let (pid, expires_in) = pid::current(id, env.now, tagged_by, env.derive, env.now).ok_or_else(no_key)?;
    Ok(Begun { name, token, pid, expires_in, attempt_expires_in: LIVES.as_secs(), request })
}

/// The code that the page of this attempt is to show now.
///
/// # Errors
/// There is none of this name with this secret, it is over, or somebody has scanned it.
pub fn renew(
    name: &str,
    asking: Asking<'_>,
    found: Option<&TicketFacts>,
    env: &Env<'_>,
) -> Result<Begun, Refusal> {
    let attempt = Attempt::read(found)?;
    attempt.check_page(asking)?;
    attempt.check_open(env.now)?;
    let id = jose::base64url::decode(name).ok().and_then(|id| id.try_into().ok());
    let id = id.ok_or_else(|| unknown("its name is none"))?;
    let tagged_by = attempt.body.tagged_by;
    let lives = attempt.lives(env.now);
    let claims = attempt.body.data.iter().map(|datum| datum.claim.as_str());
    let request = request_of(&attempt.body.client, &attempt.body.redirect_uri, claims);
    let (pid, expires_in) =
        pid::current(id, attempt.began_at(), tagged_by, env.derive, env.now).ok_or_else(no_key)?;
    Ok(Begun {
        name: name.to_owned(),
        token: asking.token.to_owned(),
        pid,
        expires_in: expires_in.min(lives),
        attempt_expires_in: lives,
        request,
    })
}

fn no_key() -> Refusal {
    Refusal::new(Reason::Internal).operator("the server's key that tags codes is gone")
}

impl Attempt<'_> {
    /// Nobody but the page that began has its secret, and no page of another origin is told anything.
    pub(super) fn check_page(&self, asking: Asking<'_>) -> Result<(), Refusal> {
        let ours = self.body.there.answer;
        if !jose::constant_time::eq(answer_key(asking.token).as_bytes(), ours.as_bytes()) {
            return Err(unknown("another secret than that of its page"));
        }
        match asking.origin {
            Some(origin) if origin != self.body.origin => Err(unknown("a page of another origin asks")),
            _ => Ok(()),
        }
    }
}
