//! A password that was forgotten: a link by mail, and another password by it.

use idp::account::password::NewPassword;
use idp::account::reset::{self, AskFacts, Letters, SECRET, SetFacts};
use idp::login::factor::password::{advice, check_new, check_unlike};
use idp::login::one_time_code::Words;
use idp::model::message::MessageKind;
use idp::model::ticket::TicketFacts;
use idp::model::user::{User, UserId, canonical_login_name};
use idp::{Refusal, Time};
use jose::secret::Secret;

use crate::flow::account::choice::{self, Choice, Chosen};
use crate::flow::login::{busy, load_counted};
use crate::flow::session::Leaving;
use crate::flow::{Browser, Tries, notice, unavailable};
use crate::node::{Limit, Node};
use crate::page::Language;
use crate::page::mail::Written;
use crate::page::reset_letter::ResetLetter;

/// Whether a password can be renewed here: where no mail leaves, nobody is offered it.
pub async fn is_offered(node: &Node) -> Result<bool, Refusal> {
    let senders = node.load_senders().await.map_err(unavailable)?;
    Ok(senders.iter().any(|sender| sender.takes(MessageKind::Email)))
}

/// Sends a link to whoever has this name, if one may be sent to them. It is never told.
pub async fn ask(
    node: &Node,
    login_name: &str,
    browser: &Browser,
    language: &'static Language,
) -> Result<(), Refusal> {
    let name = canonical_login_name(login_name);
    if let Some(from) = browser.from {
        node.limits.count_as(Limit::SignInAs, from, &name)?;
        node.limits.count(Limit::SignIn, from)?;
    }
    // Written before anything is known, whichever it will be.
    let both = Both::new(node, language);
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let can_send = is_offered(node).await?;
        let person = node.store().load_person(&name, None).await.map_err(unavailable)?;
        let (user, credentials) = person.map(|person| (person.user, person.credentials)).unzip();
        let counted = load_counted(node, reset::counters(&name, user.as_ref()), now).await?;
        let facts = AskFacts {
            person: user.as_ref(),
            credentials: credentials.as_deref().unwrap_or_default(),
            counted: &counted,
            letters: both.letters(),
            can_send,
            settings: &node.settings,
        };
        let decision = node.decide(now, |env| reset::ask(facts, env));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// Says with what name somebody signs in whose password this link sets, for password managers.
pub async fn open(node: &Node, secret: &str, browser: &Browser) -> Result<String, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let now = node.now();
    let link = Link::load(node, secret, now).await?;
    Ok(reset::check(link.found.as_ref(), link.user.as_ref(), now)?.username.clone())
}

/// Sets the password of whoever the link leads to.
pub async fn set(
    node: &Node,
    secret: &str,
    choice: Choice,
    browser: &Browser,
    language: &'static Language,
) -> Result<Chosen<UserId>, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let now = node.now();
    let link = Link::load(node, secret, now).await?;
    let user = reset::check(link.found.as_ref(), link.user.as_ref(), now)?;
    check_new(choice.password.expose(), &node.settings.passwords)?;
    check_unlike(choice.password.expose(), &user.username, &user.claims)?;
    let expected = |host: &str| advice::expected(&user.username, &user.claims, host);
    if let Some(advice) = choice::advice(node, &choice, expected).await? {
        return Ok(Chosen::Advised(advice));
    }
    let new = choice.password;
    let plain = Secret::new(new.expose().clone());
    let hash = node.hasher.hash(new).await.map_err(busy)?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let link = Link::load(node, secret, now).await?;
        let leaving = match &link.user {
            Some(user) => Leaving::of_person(node, &user.id).await?,
            None => Leaving::default(),
        };
        let facts = SetFacts {
            secret,
            found: link.found.as_ref(),
            person: link.user.as_ref(),
            ending: leaving.ending(),
            settings: &node.settings,
        };
        let new = NewPassword { plain: &plain, hash: &hash };
        let decision = node.decide(now, |env| reset::set(new, facts, env));
        let decision = notice::owing(node, decision, link.user.as_ref(), Some(language), now).await?;
        if let Some(user) = tries.commit(node, decision, now).await? {
            return Ok(Chosen::Taken(user));
        }
    }
}

/// A link, and the person it leads to, as far as they are there.
#[derive(Default)]
struct Link {
    found: Option<TicketFacts>,
    user: Option<User>,
}

impl Link {
    async fn load(node: &Node, secret: &str, now: Time) -> Result<Self, Refusal> {
        let found = node.store().load_ticket(&reset::key(secret), now).await.map_err(unavailable)?;
        let whose = reset::whose(found.as_ref(), now)?;
        let user = node.store().load_user(&whose).await.map_err(unavailable)?;
        Ok(Self { found, user })
    }
}

/// The letters, with a mark where the secret is to be.
struct Both {
    link: Written,
    otherwise: Written,
}

impl Both {
    fn new(node: &Node, language: &Language) -> Self {
        let at = |path: &str| node.issuer.address(&format!("{path}?ui_locales={}", language.tag()));
        let letter = ResetLetter {
            address: &at(&format!("/account/reset/{SECRET}")),
            front: &at("/"),
            minutes: node.settings.password_reset_ttl.as_secs() / 60,
        };
        Self {
            link: letter.link(language).written(language),
            otherwise: letter.otherwise(language).written(language),
        }
    }

    fn letters(&self) -> Letters<'_> {
        fn words(mail: &Written) -> Words<'_> {
            Words { subject: &mail.subject, text: &mail.text, html: mail.html.as_deref() }
        }
        Letters { link: words(&self.link), otherwise: words(&self.otherwise) }
    }
}
