//! A factor by code: the code is sent, and typed.

use std::time::Duration;

use idp::authorize::Wanted;
use idp::login::attempts::{Counted, Counter};
use idp::login::factor::Method;
use idp::login::one_time_code::page::{self, Facts, SendWith};
use idp::login::one_time_code::{Address, CODE, Sent, Words, key, read};
use idp::model::message::{DeliveryFilter, MessageKind, Settled};
use idp::model::ticket::TicketFacts;
use idp::model::user::User;
use idp::{Refusal, Time};

use super::app::App;
use super::login;
use super::second::{self, Asked};
use super::sender::can_send;
use super::{Browser, Tries, respond, unavailable};
use crate::node::{Limit, Node};
use crate::page::{CodeMessage, Language};

/// How many of the messages to a person are looked at for the one that a code went by.
const LOOKED_AT: u32 = 20;

/// What the page shows.
pub struct Shown {
    /// The client that waits, if one does, and what its request wants.
    pub waits: Option<(App, Wanted)>,
    /// The code that was sent last, if one was.
    pub sent: Option<Sent>,
    /// Whether it is known not to have arrived.
    pub undelivered: bool,
    /// Whether the person could prove themselves in another way as well.
    pub has_others: bool,
    /// For how long this browser would be remembered, if the person wants it.
    pub remembers: Option<Duration>,
    /// As of when.
    pub now: Time,
}

/// Loads what the page of this handle shows, in this language.
pub async fn show(
    node: &Node,
    handle: &str,
    method: Method,
    browser: &Browser,
    language: &Language,
) -> Result<Shown, Refusal> {
    let now = node.now();
    let asked = Asked::load(node, handle, browser, now).await?;
    let found = load_codes(node, handle, now).await?;
    let codes = Facts { handle, method, found: found.as_ref() };
    let facts = asked.facts(node, browser);
    let page::Shown { wanted, sent, has_others, remembers } =
        page::show(codes, &asked.credentials, asked.waiting.found(), facts, now)?;
    let client = asked.waiting.client.as_deref();
    let waits = wanted.map(|wanted| (App::of(client, language.tag()), wanted));
    let undelivered = match (&sent, &asked.user) {
        (Some(sent), Some(user)) => was_given_up(node, user, &sent.message).await?,
        _ => false,
    };
    Ok(Shown { waits, sent, undelivered, has_others, remembers, now })
}

/// Whether this message to the person is not tried any more.
async fn was_given_up(node: &Node, user: &User, message: &str) -> Result<bool, Refusal> {
    let about_them = DeliveryFilter { user: Some(user.id.clone()), ..DeliveryFilter::default() };
    let latest = node.store().list_deliveries(&about_them, LOOKED_AT).await.map_err(unavailable)?;
    let delivery = latest.iter().find(|delivery| delivery.id.text() == message);
    let settled = delivery.and_then(|delivery| delivery.settled);
    Ok(settled.is_some_and(|(settled, _)| settled == Settled::GivenUp))
}

/// Sends a code in this language: the first, or, where one is asked for again, another.
pub async fn send(
    node: &Node,
    handle: &str,
    method: Method,
    again: bool,
    browser: &Browser,
    language: &Language,
) -> Result<(), Refusal> {
    if let Some(from) = browser.from.filter(|_| again) {
        node.limits.count(Limit::SignIn, from)?;
    }
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asked = Asked::load(node, handle, browser, now).await?;
        let facts = asked.facts(node, browser);
        let (to, counters) = page::where_to(method, asked.waiting.found(), facts, now)?;
        let counted = load_counted(node, counters, now).await?;
        let found = load_codes(node, handle, now).await?;
        let codes = Facts { handle, method, found: found.as_ref() };
        let written = Written::new(node, &asked, &to, language);
        let can_send = can_send(node, kind(&to)).await?;
        let with = SendWith { counted: &counted, words: written.words(), can_send, again };
        let decision = node.decide(now, |env| page::send(codes, with, asked.waiting.found(), facts, env));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// Takes the code that somebody typed, and has the browser remembered where that is wanted.
pub async fn enter(
    node: &Node,
    handle: &str,
    method: Method,
    typed: &str,
    remember: bool,
    browser: &Browser,
) -> Result<login::Settled, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let given = read(typed, &node.settings.one_time_codes);
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asked = Asked::load(node, handle, browser, now).await?;
        let facts = asked.settle_facts(node, browser, remember);
        let (_, counters) = page::where_to(method, asked.waiting.found(), facts.authorize, now)?;
        let counted = load_counted(node, counters, now).await?;
        let found = load_codes(node, handle, now).await?;
        let codes = Facts { handle, method, found: found.as_ref() };
        let decision = node.decide(now, |env| page::settle(codes, given.as_ref(), &counted, facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(settled) = respond::refusing(committed, &asked.known).await? {
            return second::settled(settled, &asked.known).await;
        }
    }
}

async fn load_codes(node: &Node, handle: &str, now: Time) -> Result<Option<TicketFacts>, Refusal> {
    node.store().load_ticket(&key(handle), now).await.map_err(unavailable)
}

async fn load_counted(node: &Node, counters: [Counter; 3], now: Time) -> Result<[Counted; 3], Refusal> {
    let load = async |counter: Counter| {
        let found = node.store().load_ticket(&counter.key(), now).await.map_err(unavailable)?;
        Ok::<_, Refusal>(Counted { counter, found })
    };
    let [wrong, person, address] = counters;
    Ok([load(wrong).await?, load(person).await?, load(address).await?])
}

/// By which channel it goes.
const fn kind(to: &Address) -> MessageKind {
    match to {
        Address::Email(_) => MessageKind::Email,
        Address::Sms(_) => MessageKind::Sms,
    }
}

/// The message, with a mark where the code is to be.
struct Written {
    subject: String,
    text: String,
    html: Option<String>,
}

impl Written {
    fn new(node: &Node, asked: &Asked, to: &Address, language: &Language) -> Self {
        let client = asked.waiting.client.as_deref();
        let app = client.map(|client| login::name_in(client, language.tag()));
        let base = url::Url::parse(&node.issuer.base).ok();
        let message = CodeMessage {
            code: &CODE.to_string(),
            client: app.as_deref(),
            minutes: node.settings.one_time_codes.ttl.as_secs() / 60,
            host: base.as_ref().and_then(url::Url::host_str).unwrap_or_default(),
        };
        match to {
            Address::Email(to) => {
                let mail = message.letter(language).to(to.clone(), language);
                Self { subject: mail.subject, text: mail.text, html: mail.html }
            }
            Address::Sms(_) => Self { subject: String::new(), text: message.text(language), html: None },
        }
    }

    fn words(&self) -> Words<'_> {
        Words { subject: &self.subject, text: &self.text, html: self.html.as_deref() }
    }
}
