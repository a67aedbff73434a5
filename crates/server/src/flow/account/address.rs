//! Another e-mail address or mobile number, which counts once it is confirmed.

use idp::account::address::{self, Begun, Pending, Typed, Which, With};
use idp::account::confirm::{self, Confirmation};
use idp::login::SignedIn;
use idp::login::one_time_code::{CODE, Words, read};
use idp::model::message::MessageKind;
use idp::model::ticket::TicketFacts;
use idp::{Refusal, Time};

use super::{Confirmed, Held, acting, facts, hashed, held};
use crate::flow::login::load_counted;
use crate::flow::sender::can_send;
use crate::flow::user::is_taken;
use crate::flow::{Browser, Tries, notice, unavailable};
use crate::node::{Limit, Node};
use crate::page::mail::Written;
use crate::page::{ChangeLetter, CodeMessage, Language};

/// What waits to be confirmed, if anything does.
pub async fn pending(node: &Node, which: Which, who: &SignedIn) -> Result<Option<Pending>, Refusal> {
    let now = node.now();
    let waiting = load_waiting(node, which, who, now).await?;
    address::pending(which, who, waiting.as_ref(), now)
}

/// Begins a change, with the password.
pub async fn change(
    node: &Node,
    which: Which,
    entered: &str,
    confirmed: Confirmed,
    browser: &Browser,
    language: &'static Language,
) -> Result<Begun, Refusal> {
    let token = confirmed.form_token.clone();
    let (who, whose) = super::confirm(node, confirmed, browser).await?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let session = held(node, browser, now).await?;
        let counted = load_counted(node, confirm::counters(&who), now).await?;
        let confirmation = Confirmation { hashed: hashed(whose.as_ref()), counted: &counted };
        let sent = load_counted(node, address::counters(entered), now).await?;
        let waiting = load_waiting(node, which, &who, now).await?;
        let written = Both::new(node, which, entered.trim(), language);
        let with = With {
            which,
            waiting: waiting.as_ref(),
            taken: belongs_to_another(node, which, entered, &who).await?,
            counted: &sent,
            letter: words(&written.letter),
            known: words(&written.known),
            can_send: can_send(node, kind(which)).await?,
        };
        let facts = facts(node, session.as_ref(), browser);
        let decision =
            node.decide(now, |env| address::begin(entered, with, &token, confirmation, facts, env));
        let user = session.as_ref().map(|session| &session.user);
        let decision = notice::owing(node, decision, user, browser.language, now).await?;
        if let Some(begun) = tries.commit(node, decision, now).await? {
            return Ok(begun);
        }
    }
}

/// What somebody typed where codes are waited for.
pub struct Codes {
    /// That of the new address or number.
    pub new: String,
    /// That of the address before.
    pub old: String,
}

/// Changes it by these codes, or, without any, forgets what waits.
pub async fn settle(
    node: &Node,
    which: Which,
    codes: Option<&Codes>,
    form_token: &str,
    browser: &Browser,
) -> Result<(), Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let settings = &node.settings.one_time_codes;
    let typed = codes.map(|codes| (read(&codes.new, settings), read(&codes.old, settings)));
    let who = acting(node, form_token, browser).await?;
    let nothing = Words { subject: "", text: "", html: None };
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let session: Option<Held> = held(node, browser, now).await?;
        let waiting = load_waiting(node, which, &who, now).await?;
        let pending = address::pending(which, &who, waiting.as_ref(), now)?;
        let to = pending.and_then(|pending| pending.to).unwrap_or_default();
        let with = With {
            which,
            waiting: waiting.as_ref(),
            taken: belongs_to_another(node, which, &to, &who).await?,
            counted: &[],
            letter: nothing,
            known: nothing,
            can_send: true,
        };
        let facts = facts(node, session.as_ref(), browser);
        let decision = node.decide(now, |env| match &typed {
            Some((new, old)) => {
                let typed = Typed { new: new.as_ref(), old: old.as_ref() };
                address::confirm(typed, with, form_token, facts, env)
            }
            None => address::give_up(with, form_token, facts, env),
        });
        let user = session.as_ref().map(|session| &session.user);
        let decision = notice::owing(node, decision, user, browser.language, now).await?;
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

async fn load_waiting(
    node: &Node,
    which: Which,
    who: &SignedIn,
    now: Time,
) -> Result<Option<TicketFacts>, Refusal> {
    node.store().load_ticket(&address::key(who.session(), which), now).await.map_err(unavailable)
}

/// Whether somebody else signs in with it.
async fn belongs_to_another(
    node: &Node,
    which: Which,
    entered: &str,
    who: &SignedIn,
) -> Result<bool, Refusal> {
    match which {
        Which::Email if !entered.trim().is_empty() => is_taken(node, entered, None, Some(who.user())).await,
        _ => Ok(false),
    }
}

const fn kind(which: Which) -> MessageKind {
    match which {
        Which::Email => MessageKind::Email,
        Which::Number => MessageKind::Sms,
    }
}

/// The letters, with a mark where the code is to be.
struct Both {
    letter: Written,
    known: Written,
}

impl Both {
    fn new(node: &Node, which: Which, to: &str, language: &Language) -> Self {
        let base = url::Url::parse(&node.issuer.base).ok();
        let host = base.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        let code = CODE.to_string();
        let letter =
            ChangeLetter { code: &code, to, host, minutes: address::mail_ttl(&node.settings).as_secs() / 60 };
        let minutes = node.settings.one_time_codes.ttl.as_secs() / 60;
        let text = match which {
            Which::Email => letter.confirm(language).written(language),
            Which::Number => {
                let text = CodeMessage { code: &code, client: None, minutes, host }.text(language);
                Written { subject: String::new(), text, html: None }
            }
        };
        Self { letter: text, known: letter.known(language).written(language) }
    }
}

fn words(mail: &Written) -> Words<'_> {
    Words { subject: &mail.subject, text: &mail.text, html: mail.html.as_deref() }
}
