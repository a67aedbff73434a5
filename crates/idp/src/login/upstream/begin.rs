//! Setting out for an upstream.

use oidc::authorization::UnsignedRequest;
use rp::Party;
use rp::message::Request;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::fail::failed;
use super::fault::refusal_of;
use super::returned::key;
use super::wish;
use crate::authorize::{self, Pick, Way, Ways};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::under_way::{self, Found, UnderWay};
use crate::model::ticket::{Ticket, TicketKind};
use crate::model::upstream::{RequestStyle, UpstreamId};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What is kept of a person who set out, until they are back.
#[derive(Serialize, Deserialize)]
pub(super) struct Body {
    /// The sign-in that waits.
    pub(super) handle: String,
    pub(super) upstream: UpstreamId,
    /// The choice that was made before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) choice: Option<String>,
    /// The levels that were asked for, by the upstream's names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) acr_values: Vec<String>,
    #[serde(flatten)]
    pub(super) asked: Asked,
}

/// What somebody sets out with.
pub(super) struct SettingOut<'a> {
    pub(super) login: UnderWay<'a>,
    /// Where to.
    pub(super) way: Way<'a>,
    /// The request of the client that waits, if one does.
    pub(super) request: Option<UnsignedRequest>,
}

impl<'a> SettingOut<'a> {
    pub(super) fn of(
        (_, login): (&str, Found<'a>),
        pick: &Pick,
        facts: authorize::Facts<'a>,
        now: Time,
    ) -> Result<Self, Refusal> {
        let login = under_way::resume(login, facts.browser, now)?;
        let (ways, request) = ways(&login, facts)?;
        let way = ways.picked(pick).ok_or_else(|| {
            Refusal::new(Reason::ParameterInvalid).about("upstream").expected("one that the page offers")
        })?;
        Ok(Self { login, way, request })
    }
}

/// Keeps what was asked until the answer comes, which names it so.
pub(super) fn set_out(
    handle: &str,
    out: &SettingOut<'_>,
    label: &str,
    acr_values: Vec<String>,
    asked: Asked,
) -> Effect {
    let expires_at = out.login.expires_at();
    Effect::Put(Ticket {
        key: key(label),
        kind: TicketKind::Upstream,
        family: None,
        expires_at,
        ends_at: expires_at,
        keep_until: expires_at,
        body: crate::model::ticket::encode(&Body {
            handle: handle.to_owned(),
            upstream: out.way.upstream.id.clone(),
            choice: out.way.choice.map(|choice| choice.id.clone()),
            acr_values,
            asked,
        }),
    })
}

/// Somebody set out.
pub enum Begun {
    /// To this address.
    To(String),
    /// As soon as the upstream has answered this, which is to be sent once the commit holds.
    Pushed(Box<Request>),
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::To(_) => "To",
            Self::Pushed(_) => "Pushed",
        })
    }
}

/// Has the person of this sign-in set out for the upstream they picked, where we are `party`, with the pages
/// there in one of these languages.
pub fn begin(
    (handle, login): (&str, Found<'_>),
    pick: &Pick,
    party: Party<'_>,
    languages: &[&str],
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Begun, Refusal>> {
    let mut effects = Vec::new();
    let answer = begun((handle, login), pick, party, languages, facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn begun(
    (handle, login): (&str, Found<'_>),
    pick: &Pick,
    party: Party<'_>,
    languages: &[&str],
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Begun, Refusal> {
    let out = SettingOut::of((handle, login), pick, facts, env.now)?;
    let (way, request) = (out.way, out.request.as_ref());
    let client = facts.client.filter(|_| request.is_some());
    let wish = wish::of(way, pick.address.as_ref(), client, request, languages)?;
    let fills = &mut |bytes: &mut [u8]| env.random.fill(bytes);
    let with = &mut rp::Env::new(env.now.as_secs(), fills);
    let made = match way.upstream.definition.request {
        RequestStyle::Pushed => party
            .push(&wish.authorization, with)
            .map(|(request, pending)| (Begun::Pushed(Box::new(request)), pending)),
        RequestStyle::Plain | RequestStyle::Signed | RequestStyle::Sealed => {
            let begun = party.begin(&wish.authorization, with);
            begun.map(|begun| (Begun::To(begun.redirect.url()), begun.pending))
        }
    };
    let (begun, pending) = match made {
        Ok(made) => made,
        Err(error) => {
            return Err(failed(out.login, &way.upstream.id, None, refusal_of(&error), facts, env));
        }
    };
    let label = pending.label();
    effects.push(set_out(handle, &out, &label, wish.acr_values, Asked::OpenId(Box::new(pending))));
    Ok(begun)
}

/// The ways in which somebody may sign in here, and the request of the client that waits, if one does.
pub(super) fn ways<'a>(
    login: &UnderWay<'_>,
    facts: authorize::Facts<'a>,
) -> Result<(Ways<'a>, Option<UnsignedRequest>), Refusal> {
    if login.account().is_some() {
        return Ok((Ways::to_account(facts.upstreams, login.link()), None));
    }
    let request = wish::request_of(login.request())?;
    Ok((authorize::ways_of(&request, facts)?, Some(request)))
}
