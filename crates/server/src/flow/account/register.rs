//! An account of one's own: what is entered, what confirms it, and the account that comes of it.

use idp::account::password::NewPassword;
use idp::account::register::invitation::{self, Found};
use idp::account::register::{
    self, Awaits, BeginFacts, By, ConfirmFacts, Confirmed, Entered, LINK, Letters, Shown,
};
use idp::login::one_time_code::{CODE, Words, read};
use idp::login::password;
use idp::login::route::{Route, route};
use idp::login::second::SettleFacts;
use idp::model::ClientId;
use idp::model::message::MessageKind;
use idp::model::settings::Registration;
use idp::model::ticket::TicketFacts;
use idp::model::user::{UserId, canonical_login_name};
use idp::{Refusal, Time, authorize};
use jose::secret::Secret;

use crate::flow::account::choice::{self, Choice, Chosen};
use crate::flow::account::reset;
use crate::flow::browser::{Known, authorize_facts};
use crate::flow::login::{self, Waiting, Waits, busy, load_counted, name_in};
use crate::flow::sender::can_send;
use crate::flow::session::clients_of;
use crate::flow::user::is_taken;
use crate::flow::{Browser, Tries, app::App, respond, second, unavailable};
use crate::node::{Limit, Node};
use crate::page::mail::Written;
use crate::page::register_letter::RegisterLetter;
use crate::page::{CodeMessage, Language};

/// Whether anybody can make an account here: where no mail leaves, nobody is offered it.
pub async fn is_offered(node: &Node) -> Result<bool, Refusal> {
    match node.settings.accounts.registration {
        Registration::Open => reset::is_offered(node).await,
        Registration::Closed | Registration::Invited => Ok(false),
    }
}

/// Begins where no sign-in is under way.
pub async fn start(
    node: &Node,
    invitation: Option<&str>,
    browser: &Browser,
) -> Result<authorize::Page, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count_as(Limit::Authorize, from, "")?;
    }
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let ticket = load_invitation(node, invitation, now).await?;
        let found = invited(invitation, ticket.as_ref());
        let decision = node.decide(now, |env| register::start(found, browser.facts(), &node.settings, env));
        if let Some(page) = tries.commit(node, decision, now).await? {
            return Ok(page);
        }
    }
}

/// What the page of a sign-in shows, and the client that waits, if one does.
pub struct Seen {
    /// What it shows.
    pub shown: Shown,
    /// The client, and what its request wants.
    pub waits: Option<Waits>,
}

/// Loads what the page shows at the sign-in with this handle.
pub async fn show(
    node: &Node,
    handle: &str,
    anew: bool,
    invitation: Option<&str>,
    browser: &Browser,
    language: &Language,
) -> Result<Seen, Refusal> {
    let now = node.now();
    let at = At::load(node, handle, invitation, now).await?;
    let facts = at.facts(node, browser);
    let waits = at.waits(node, browser, language, now)?;
    let found = invited(invitation, at.invitation.as_ref());
    let (login, ticket) = (at.waiting.found(), at.found.as_ref());
    let shown = node.decide(now, |env| register::show(handle, anew, login, facts, ticket, found, env))?;
    Ok(Seen { shown, waits })
}

/// Takes what somebody entered, and sends what confirms it.
pub async fn begin(
    node: &Node,
    handle: &str,
    entered: &Entered,
    choice: Choice,
    invitation: Option<&str>,
    browser: &Browser,
    language: &'static Language,
) -> Result<Chosen<()>, Refusal> {
    count(node, browser, &entered.email)?;
    // Whoever may not make an account has nothing hashed.
    show(node, handle, true, invitation, browser, language).await?;
    let wanted = register::read(entered, &choice.password, &node.settings)?;
    if let Some(advice) = choice::advice(node, &choice, |host| wanted.expected(host)).await? {
        return Ok(Chosen::Advised(advice));
    }
    let chosen = choice.password;
    let plain = Secret::new(chosen.expose().clone());
    let hash = node.hasher.hash(chosen).await.map_err(busy)?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let at = At::load(node, handle, invitation, now).await?;
        let counted = load_counted(node, register::counters(wanted.email()), now).await?;
        let both = Both::new(node, &at, language);
        let facts = BeginFacts {
            taken: has_account(node, wanted.email()).await?,
            counted: &counted,
            ..at.begin_facts(node, handle, invitation, &both, browser, language)
        };
        let facts = BeginFacts { can_send: can_send(node, MessageKind::Email).await?, ..facts };
        let password = NewPassword { plain: &plain, hash: &hash };
        let decision = node.decide(now, |env| register::begin(&wanted, password, facts, env));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(Chosen::Taken(()));
        }
    }
}

/// Sends another message in place of the one before.
pub async fn again(
    node: &Node,
    handle: &str,
    browser: &Browser,
    language: &'static Language,
) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let at = At::load(node, handle, None, now).await?;
        let email = register::email_of(at.found.as_ref(), now)?;
        if tries.is_first() {
            count(node, browser, &email)?;
        }
        let counted = load_counted(node, register::counters(&email), now).await?;
        let both = Both::new(node, &at, language);
        let facts =
            BeginFacts { counted: &counted, ..at.begin_facts(node, handle, None, &both, browser, language) };
        let text = text(node, &at, language);
        let can_text = can_send(node, MessageKind::Sms).await?;
        let decision = node.decide(now, |env| register::again(facts, words_of(&text), can_text, env));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// How far it was confirmed.
pub enum Step {
    /// A code was sent to the number.
    Number,
    /// There is an account.
    Account {
        /// Whose.
        user: UserId,
        /// The client for whose sake it was begun.
        client: Option<ClientId>,
        /// How the sign-in goes on, where it is this browser's.
        onward: Option<Box<login::Settled>>,
    },
}

/// Takes the code that somebody typed where they began.
pub async fn enter(
    node: &Node,
    handle: &str,
    typed: &str,
    browser: &Browser,
    language: &'static Language,
) -> Result<Step, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let code = read(typed, &node.settings.one_time_codes);
    confirm(node, handle, By::Code(code.as_ref()), browser, language).await
}

/// Where a link leads.
pub struct Linked {
    /// What is waited for.
    pub awaits: Awaits,
    /// The sign-in that it belongs to, where it is this browser's; the client of it, where one waits.
    pub here: Option<Option<Waits>>,
}

/// Loads what is shown where this link leads.
pub async fn open(
    node: &Node,
    link: &str,
    browser: &Browser,
    language: &Language,
) -> Result<Linked, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let now = node.now();
    let (handle, secret) = register::read_link(link)?;
    let at = At::load(node, handle, None, now).await?;
    let awaits = register::show_link(secret, at.found.as_ref(), now)?;
    Ok(Linked { awaits, here: at.waits(node, browser, language, now).ok() })
}

/// Goes on from a link: with the password that was chosen, where it is opened in another browser, and with the
/// code of the text message, where that is waited for.
pub async fn follow(
    node: &Node,
    link: &str,
    chosen: Secret<String>,
    typed: &str,
    browser: &Browser,
    language: &'static Language,
) -> Result<Step, Refusal> {
    let Linked { here, awaits } = open(node, link, browser, language).await?;
    let (handle, secret) = register::read_link(link)?;
    let code = read(typed, &node.settings.one_time_codes);
    let is_asked = here.is_none() && matches!(awaits, Awaits::Email(_));
    let password = if is_asked { is_chosen(node, handle, chosen).await? } else { false };
    confirm(node, handle, By::Link { secret, password, code: code.as_ref() }, browser, language).await
}

/// Whether this is the password that was chosen.
async fn is_chosen(node: &Node, handle: &str, typed: Secret<String>) -> Result<bool, Refusal> {
    let now = node.now();
    let found = node.store().load_ticket(&register::key(handle), now).await.map_err(unavailable)?;
    let hash = register::password_of(found.as_ref(), now)?;
    Ok(node.hasher.queue().map_err(busy)?.verify(typed, Some(hash)).await.map_err(busy)?.matches)
}

async fn confirm(
    node: &Node,
    handle: &str,
    by: By<'_>,
    browser: &Browser,
    language: &'static Language,
) -> Result<Step, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let at = At::load(node, handle, None, now).await?;
        let found = at.found.as_ref();
        let invitation = match register::invitation_of(found, now)? {
            Some(key) => node.store().load_ticket(&key, now).await.map_err(unavailable)?,
            None => None,
        };
        let number = register::number_of(found, now)?;
        let counters = number.as_deref().map(register::counters).unwrap_or_default();
        let counted = load_counted(node, counters, now).await?;
        let client = at.waiting.client.as_deref();
        let session = browser.load_session(node, client.map(|client| &client.id), now).await?;
        let leaving = clients_of(node, session.as_ref()).await?;
        let text = text(node, &at, language);
        let facts = ConfirmFacts {
            handle,
            found,
            invitation: invitation.as_ref(),
            taken: has_account(node, &register::email_of(found, now)?).await?,
            settle: SettleFacts {
                authorize: authorize_facts(node, &at.known, client, session.as_ref(), browser),
                login: at.waiting.found(),
                leaving: &leaving,
                remember: false,
            },
            counted: &counted,
            text: words_of(&text),
            can_text: can_send(node, MessageKind::Sms).await?,
        };
        let decision = node.decide(now, |env| register::confirm(by, facts, env));
        let committed = tries.commit(node, decision, now).await;
        match respond::refusing(committed, &at.known).await? {
            None => {}
            Some(Confirmed::Number) => return Ok(Step::Number),
            Some(Confirmed::Account(settled)) => {
                let register::Settled { user, client, onward } = *settled;
                let onward = match onward {
                    Some(onward) => Some(Box::new(second::settled(onward, &at.known).await?)),
                    None => None,
                };
                return Ok(Step::Account { user, client, onward });
            }
        }
    }
}

/// Where somebody goes on whose account was made in another browser.
pub async fn way_on(node: &Node, client: &str, language: &Language) -> Option<(String, Option<String>)> {
    let client = node.load_client(client).await.ok().flatten()?;
    Some((name_in(&client, language.tag()), idp::account::start::address(&client, &node.issuer)))
}

/// Whether somebody has an account with this address, here or by a directory: they sign in by that.
async fn has_account(node: &Node, email: &str) -> Result<bool, Refusal> {
    let directories = node.load_directories().await.map_err(unavailable)?;
    let taken = is_taken(node, email, None, None).await?;
    let led = route(&canonical_login_name(email), None, &directories, &[]);
    Ok(taken || matches!(led, Route::Directory(_)))
}

fn count(node: &Node, browser: &Browser, email: &str) -> Result<(), Refusal> {
    let Some(from) = browser.from else { return Ok(()) };
    node.limits.count_as(Limit::SignInAs, from, &canonical_login_name(email))?;
    node.limits.count(Limit::SignIn, from)
}

async fn load_invitation(
    node: &Node,
    secret: Option<&str>,
    now: Time,
) -> Result<Option<TicketFacts>, Refusal> {
    match secret {
        Some(secret) => node.store().load_ticket(&invitation::key(secret), now).await.map_err(unavailable),
        None => Ok(None),
    }
}

fn invited<'a>(secret: Option<&'a str>, ticket: Option<&'a TicketFacts>) -> Option<Found<'a>> {
    secret.map(|secret| Found { secret, ticket })
}

/// A sign-in in which an account is made, as of one moment.
struct At {
    waiting: Waiting,
    known: Known,
    found: Option<TicketFacts>,
    invitation: Option<TicketFacts>,
}

impl At {
    async fn load(node: &Node, handle: &str, invitation: Option<&str>, now: Time) -> Result<Self, Refusal> {
        let waiting = Waiting::load(node, handle, now).await?;
        let known = Known::load(node, waiting.client.as_ref(), now).await?;
        let found = node.store().load_ticket(&register::key(handle), now).await.map_err(unavailable)?;
        Ok(Self { waiting, known, found, invitation: load_invitation(node, invitation, now).await? })
    }

    fn facts<'a>(&'a self, node: &'a Node, browser: &'a Browser) -> authorize::Facts<'a> {
        authorize_facts(node, &self.known, self.waiting.client.as_deref(), None, browser)
    }

    /// The client that waits, if one does; refused where the sign-in is not this browser's.
    fn waits(
        &self,
        node: &Node,
        browser: &Browser,
        language: &Language,
        now: Time,
    ) -> Result<Option<Waits>, Refusal> {
        let shown = password::show(self.waiting.found(), self.facts(node, browser), now)?;
        let app = || App::of(self.waiting.client.as_deref(), language.tag());
        Ok(shown.wanted.map(|wanted| Waits { app: app(), wanted }))
    }

    fn begin_facts<'a>(
        &'a self,
        node: &'a Node,
        handle: &'a str,
        invitation: Option<&'a str>,
        both: &'a Both,
        browser: &'a Browser,
        language: &'a Language,
    ) -> BeginFacts<'a> {
        BeginFacts {
            handle,
            login: self.waiting.found(),
            authorize: self.facts(node, browser),
            found: self.found.as_ref(),
            invitation: invited(invitation, self.invitation.as_ref()),
            taken: false,
            counted: &[],
            letters: both.letters(),
            can_send: true,
            language: language.tag(),
        }
    }
}

/// The letters, with marks where code and link are to be.
struct Both {
    confirm: Written,
    known: Written,
}

impl Both {
    fn new(node: &Node, at: &At, language: &Language) -> Self {
        let at_address = |path: &str| node.issuer.address(&format!("{path}?ui_locales={}", language.tag()));
        let client = at.waiting.client.as_deref().map(|client| name_in(client, language.tag()));
        let method = idp::login::Method::EmailOtp;
        let letter = RegisterLetter {
            code: &CODE.to_string(),
            address: &at_address(&format!("/account/register/{LINK}")),
            minutes: register::ttl(method, &node.settings).as_secs() / 60,
            client: client.as_deref(),
            front: &at_address("/account"),
            forgot: &at_address("/account/forgot"),
        };
        Self {
            confirm: letter.confirm(language).written(language),
            known: letter.known(language).written(language),
        }
    }

    fn letters(&self) -> Letters<'_> {
        fn words(mail: &Written) -> Words<'_> {
            Words { subject: &mail.subject, text: &mail.text, html: mail.html.as_deref() }
        }
        Letters { confirm: words(&self.confirm), known: words(&self.known) }
    }
}

/// The text message, with a mark where the code is to be.
fn text(node: &Node, at: &At, language: &Language) -> String {
    let client = at.waiting.client.as_deref().map(|client| name_in(client, language.tag()));
    let base = url::Url::parse(&node.issuer.base).ok();
    let message = CodeMessage {
        code: &CODE.to_string(),
        client: client.as_deref(),
        minutes: node.settings.one_time_codes.ttl.as_secs() / 60,
        host: base.as_ref().and_then(url::Url::host_str).unwrap_or_default(),
    };
    message.text(language)
}

fn words_of(text: &str) -> Words<'_> {
    Words { subject: "", text, html: None }
}
