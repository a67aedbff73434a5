//! A sign-in under way: what it leads to, and the browser it is bound to.

use serde::{Deserialize, Serialize};

use crate::account;
use crate::authorize::pushed;
use crate::authorize::request_object::Asked;
use crate::cross_device::{self, CrossDevice};
use crate::decision::Env;
use crate::effect::{Advance, Effect};
use crate::login::Method;
use crate::login::proven::Kept;
use crate::model::ClientId;
use crate::model::settings::Settings;
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind};
use crate::model::upstream::UpstreamId;
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use jose::secret::Secret;

/// A sign-in as it was found.
#[derive(Clone, Copy, Default)]
pub struct Found<'a> {
    /// Its ticket, if there is one of this handle.
    pub login: Option<&'a TicketFacts>,
    /// The ticket of the pushed request it leads to, where [`pushed_of`] has it.
    pub pushed: Option<&'a TicketFacts>,
}

/// A sign-in that is open in the browser that asks about it.
pub struct UnderWay<'a> {
    ticket: &'a TicketFacts,
    body: Body,
}

#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(flatten)]
    leads_to: LeadsTo,
    /// SHA-256 of the cookie that binds the sign-in to one browser, in base64url.
    browser: String,
    stage: Stage,
    /// The client's `sub` for the only person who will do, if the request's `id_token_hint` named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hinted: Option<String>,
}

/// Where somebody is on the way to who signs in.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum LeadsTo {
    /// To a client.
    Client {
        /// The authorization request as it came, to be checked again: trust does not keep.
        request: String,
        client: ClientId,
        /// Where the request is kept that the client pushed, if it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pushed: Option<TicketKey>,
        /// The device that the request came from, where that is not the one on which it is answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        elsewhere: Option<Box<CrossDevice>>,
    },
    /// To their own account here.
    Account {
        account: account::Page,
        /// What is to be linked to that account, where it is not to be signed in to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<Link>,
    },
}

/// An identity that a person who is signed in goes to link to their account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Link {
    /// Whose account it is.
    pub user: UserId,
    /// Where the identity is.
    pub upstream: UpstreamId,
}

/// What is waited for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// Somebody must prove who they are.
    Proof,
    /// Who proved this much must prove more: one of these.
    Factor(Box<Factor>),
    /// This person, signed in now, must say whether to go on as such or as another.
    SelectAccount {
        /// Who.
        user: UserId,
    },
    /// This person, signed in now, must say yes or no.
    Consent {
        /// Who.
        user: UserId,
        /// What leads to their session, where no cookie does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held: Option<String>,
    },
}

/// What is waited for after a first factor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Factor {
    /// What was proven.
    pub proven: Kept,
    /// One of these is to follow.
    pub any_of: Vec<Method>,
    /// Whether who has none of them goes on without.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_wish: bool,
    /// Whether it would not be asked for in a browser in which it was proven and that was remembered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub remembers: bool,
    /// Whether who has none of them may set one up on the way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sets_up: bool,
    /// What the session will be.
    pub session: SessionToBe,
}

impl Factor {
    /// Whether no page of ours was shown on the way to it, that anybody knows of.
    pub(crate) fn was_led_there(&self) -> bool {
        matches!(self.session, SessionToBe::Standing(_)) || self.proven.is_told()
    }
}

/// The session that a sign-in leads to which goes on after a first factor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionToBe {
    /// The one that stands in this browser, in which more is asked for: its identifier as text.
    Standing(String),
    /// One that the browser is given.
    Browser,
    /// One that no cookie leads to.
    Held,
}

/// A browser: what binds sign-ins to it, and what its person can tell its session by.
#[derive(Clone, Copy, Default)]
pub struct Browser<'a> {
    /// The values of the binding cookies that the browser sent. More than one where several sign-ins were
    /// begun in it at the same moment, before it had any: each of them got its own.
    pub cookies: &'a [String],
    /// The values of the cookies that say who signed in here before.
    pub devices: &'a [String],
    /// What it says of itself (`User-Agent`).
    pub agent: Option<&'a str>,
    /// The address it asks from, where that is known.
    pub address: Option<&'a str>,
    /// The same, as far as one subscriber reaches: who has one address there has them all.
    pub neighbourhood: Option<&'a str>,
    /// The address from which the person's phone answers, where it does and that is known.
    pub phone: Option<&'a str>,
}

/// A sign-in begun, and the secrets to hand out.
pub struct Begun {
    /// The handle for the address of the sign-in's pages.
    pub handle: Secret<String>,
    /// The browser's binding cookie, if it has none yet.
    pub new_cookie: Option<Secret<String>>,
    /// What must hold.
    pub effect: Effect,
}

/// The key of the sign-in with this handle.
pub fn key(handle: &str) -> TicketKey {
    TicketKey::of(TicketKind::Login, handle.as_bytes())
}

/// Begins a sign-in for this request in this browser.
pub fn begin(
    asked: &Asked<'_>,
    client: &ClientId,
    stage: Stage,
    hinted: Option<&str>,
    browser: Browser<'_>,
    settings: &Settings,
    env: &mut Env<'_>,
) -> Begun {
    let leads_to = LeadsTo::Client {
        request: asked.as_str().to_owned(),
        client: client.clone(),
        pushed: asked.pushed(),
        elsewhere: asked.elsewhere().cloned().map(Box::new),
    };
    begin_to(leads_to, stage, hinted.map(str::to_owned), browser, settings, env)
}

/// Begins a sign-in that leads to the person's own account, or links something to it.
pub(crate) fn begin_for_account(
    page: account::Page,
    link: Option<Link>,
    browser: Browser<'_>,
    settings: &Settings,
    env: &mut Env<'_>,
) -> Begun {
    begin_to(LeadsTo::Account { account: page, link }, Stage::Proof, None, browser, settings, env)
}

fn begin_to(
    leads_to: LeadsTo,
    stage: Stage,
    hinted: Option<String>,
    browser: Browser<'_>,
    settings: &Settings,
    env: &mut Env<'_>,
) -> Begun {
    let handle = jose::base64url::encode(env.random_bytes::<16>());
    let new_cookie = browser.cookies.is_empty().then(|| env.random_secret());
    let cookie = browser.cookies.first().or(new_cookie.as_ref()).map(String::as_str).unwrap_or_default();
    let expires_at = env.now + settings.login_ttl;
    let effect = Effect::Put(Ticket {
        key: key(&handle),
        kind: TicketKind::Login,
        family: None,
        expires_at,
        ends_at: expires_at,
        keep_until: expires_at,
        body: crate::model::ticket::encode(&Body { leads_to, browser: fingerprint(cookie), stage, hinted }),
    });
    Begun { handle: Secret::new(handle), new_cookie: new_cookie.map(Secret::new), effect }
}

/// The sign-in this ticket stands for, if it is open, belongs to this browser, and its client was not
/// answered by way of another.
pub fn resume<'a>(found: Found<'a>, browser: Browser<'_>, now: Time) -> Result<UnderWay<'a>, Refusal> {
    let ticket = found.login.filter(|found| found.is_usable(now)).ok_or(Reason::LoginUnknown)?;
    let body: Body = crate::model::ticket::decode(&ticket.body)?;
    let fits =
        |cookie: &String| jose::constant_time::eq(fingerprint(cookie).as_bytes(), body.browser.as_bytes());
    if !browser.cookies.iter().any(fits) {
        let seen = if browser.cookies.is_empty() { "no cookie" } else { "another browser's cookie" };
        return Err(Refusal::new(Reason::LoginOtherBrowser).operator(seen));
    }
    if let LeadsTo::Client { pushed: Some(key), elsewhere, .. } = &body.leads_to {
        let pushed = found.pushed.filter(|pushed| pushed.key == *key);
        match elsewhere {
            None => pushed::check_unanswered(pushed.ok_or(Reason::LoginUnknown)?)?,
            Some(_) => cross_device::check_open(pushed.ok_or(Reason::CrossDeviceOver)?, now)?,
        }
    }
    Ok(UnderWay { ticket, body })
}

/// The client a stored sign-in is for, if it is for one, for look-up alone.
pub fn client_of(found: &TicketFacts) -> Result<Option<ClientId>, Refusal> {
    match crate::model::ticket::decode::<Body>(&found.body)?.leads_to {
        LeadsTo::Client { client, .. } => Ok(Some(client)),
        LeadsTo::Account { .. } => Ok(None),
    }
}

/// What leads to the session of the person whose consent a stored sign-in waits for, where no cookie does;
/// for look-up alone.
pub fn held_of(found: &TicketFacts) -> Result<Option<String>, Refusal> {
    match crate::model::ticket::decode::<Body>(&found.body)?.stage {
        Stage::Consent { held, .. } => Ok(held),
        Stage::Proof | Stage::Factor(_) | Stage::SelectAccount { .. } => Ok(None),
    }
}

/// Who is asked for a further factor, where a stored sign-in waits for one; for look-up alone.
pub fn person_of(found: &TicketFacts) -> Result<Option<UserId>, Refusal> {
    match crate::model::ticket::decode::<Body>(&found.body)?.stage {
        Stage::Factor(factor) => Ok(Some(factor.proven.user().clone())),
        Stage::Proof | Stage::SelectAccount { .. } | Stage::Consent { .. } => Ok(None),
    }
}

/// Where the request is kept that a stored sign-in leads to, if its client pushed it.
pub fn pushed_of(found: &TicketFacts) -> Result<Option<TicketKey>, Refusal> {
    match crate::model::ticket::decode::<Body>(&found.body)?.leads_to {
        LeadsTo::Client { pushed, .. } => Ok(pushed),
        LeadsTo::Account { .. } => Ok(None),
    }
}

impl UnderWay<'_> {
    /// The authorization request as it came; empty where no client waits.
    pub fn request(&self) -> &str {
        match &self.body.leads_to {
            LeadsTo::Client { request, .. } => request,
            LeadsTo::Account { .. } => "",
        }
    }

    /// The device that the request came from, where that is not the one on which it is answered.
    pub fn elsewhere(&self) -> Option<&CrossDevice> {
        match &self.body.leads_to {
            LeadsTo::Client { elsewhere, .. } => elsewhere.as_deref(),
            LeadsTo::Account { .. } => None,
        }
    }

    /// The client that waits, if one does.
    pub fn client(&self) -> Option<&ClientId> {
        match &self.body.leads_to {
            LeadsTo::Client { client, .. } => Some(client),
            LeadsTo::Account { .. } => None,
        }
    }

    /// The page of their own account that the person is on the way to, if no client waits.
    pub fn account(&self) -> Option<account::Page> {
        match &self.body.leads_to {
            LeadsTo::Client { .. } => None,
            LeadsTo::Account { account, .. } => Some(*account),
        }
    }

    /// What is to be linked to their account, where they are not on the way to sign in to it.
    pub fn link(&self) -> Option<&Link> {
        match &self.body.leads_to {
            LeadsTo::Account { link, .. } => link.as_ref(),
            LeadsTo::Client { .. } => None,
        }
    }

    /// Whether the person whom the client knows by this `sub` will do.
    pub(crate) fn is_for(&self, sub: &str) -> bool {
        self.body.hinted.as_ref().is_none_or(|hinted| hinted == sub)
    }

    /// When its time is over.
    pub(crate) fn expires_at(&self) -> Time {
        self.ticket.expires_at
    }

    /// What is waited for.
    pub fn stage(&self) -> &Stage {
        &self.body.stage
    }

    /// Ends it, and the pushed request it led to: their purpose is fulfilled.
    pub fn finish(&self) -> impl Iterator<Item = Effect> + use<> {
        let pushed = match self.body.leads_to {
            LeadsTo::Client { pushed, .. } => pushed,
            LeadsTo::Account { .. } => None,
        };
        [Some(self.ticket.key), pushed].into_iter().flatten().map(Effect::Spend)
    }

    /// Goes on to another stage.
    pub fn go_on(self, stage: Stage) -> Effect {
        let ticket = self.ticket;
        Effect::Advance(Advance {
            key: ticket.key,
            from: ticket.version,
            expires_at: ticket.expires_at,
            keep_until: ticket.expires_at,
            body: crate::model::ticket::encode(&Body { stage, ..self.body }),
        })
    }
}

fn fingerprint(cookie: &str) -> String {
    jose::base64url::encode(jose::digest::sha256(cookie.as_bytes()))
}
