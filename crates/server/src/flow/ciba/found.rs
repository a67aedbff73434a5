//! Whom a client means, looked for.

use idp::account::reset;
use idp::cross_device::ciba::hint::{Hint, Read, Whom, whom};
use idp::cross_device::ciba::{self, Asked, BeginFacts, Meant, PAGE, SECRET};
use idp::issue::subject;
use idp::login::attempts::Counted;
use idp::login::one_time_code::Words;
use idp::model::client::Client;
use idp::model::credential::Credential;
use idp::model::mail::MailAddress;
use idp::model::user::{User, UserId};
use idp::{Refusal, Time};
use store::MAX_LIST;

use crate::flow::login::{load_counted, name_in};
use crate::flow::{request_object, unavailable};
use crate::node::Node;
use crate::page::Language;
use crate::page::ciba_letter::CibaLetter;
use crate::page::mail::Written;

/// Among how many pages of people somebody is looked for.
const MOST_PAGES: usize = 20;

/// Whom the client means, as far as we know them, and what they are to be told.
#[derive(Default)]
pub(super) struct Found {
    user: Option<User>,
    to: Option<MailAddress>,
    counted: Vec<Counted>,
    written: Written,
}

impl Found {
    pub(super) async fn load(
        node: &Node,
        asked: &Asked,
        client: &Client,
        language: &'static Language,
        now: Time,
    ) -> Result<Self, Refusal> {
        let whom = load_whom(node, asked.hint(), client, now).await?;
        let (user, credentials) = load_person(node, &whom, client).await?.unzip();
        let credentials = credentials.unwrap_or_default();
        let to = reset::leads(user.as_ref(), &credentials, &node.settings).map(|(to, _)| to);
        let (Whom::Name(name) | Whom::Subject(name)) = &whom;
        let counters = ciba::counters(&client.id, name, user.as_ref().map(|user| &user.id));
        let counted = load_counted(node, counters, now).await?;
        let locale = user.as_ref().and_then(|user| user.claims.locale.as_deref());
        let say = Language::negotiate(locale, None, language);
        let written = CibaLetter {
            client: &name_in(client, say.tag()),
            message: asked.message(),
            address: &node.issuer.address(&format!("{PAGE}/{SECRET}?ui_locales={}", say.tag())),
        }
        .letter(say)
        .written(say);
        Ok(Self { user, to, counted, written })
    }

    pub(super) fn facts<'a>(&'a self, authorize: idp::authorize::Facts<'a>) -> BeginFacts<'a> {
        let Written { subject, text, html } = &self.written;
        BeginFacts {
            meant: Meant { person: self.user.as_ref(), to: self.to.as_ref() },
            counted: &self.counted,
            words: Words { subject, text, html: html.as_deref() },
            authorize,
        }
    }
}

async fn load_whom(node: &Node, hint: &Hint, client: &Client, now: Time) -> Result<Whom, Refusal> {
    let read = match hint {
        Hint::Name(name) => Read::Name(name.clone()),
        Hint::IdToken(token) => Read::IdToken(node.read_id_token(token).await),
        Hint::Token(token) => Read::Token(request_object::load_token(node, token, client, now).await?),
    };
    whom(read, client, node.issuer_of(Some(client)), now)
}

async fn load_person(
    node: &Node,
    whom: &Whom,
    client: &Client,
) -> Result<Option<(User, Vec<Credential>)>, Refusal> {
    let store = node.store();
    let id = match whom {
        Whom::Name(name) => {
            let person = store.load_person(name, None).await.map_err(unavailable)?;
            return Ok(person.map(|person| (person.user, person.credentials)));
        }
        Whom::Subject(sub) if subject::is_pairwise(&client.metadata) => known_as(node, sub, client).await?,
        Whom::Subject(sub) => Some(UserId::new(sub.as_str())),
    };
    let Some(id) = id else { return Ok(None) };
    let Some(user) = store.load_user(&id).await.map_err(unavailable)? else { return Ok(None) };
    let credentials = store.load_credentials(&id).await.map_err(unavailable)?;
    Ok(Some((user, credentials)))
}

/// Whom a client knows by a name of its sector, which leads one way alone: so it is looked for among those who allowed
/// this client something, as far as that goes.
async fn known_as(node: &Node, sub: &str, client: &Client) -> Result<Option<UserId>, Refusal> {
    let mut after = None;
    for _ in 0..MOST_PAGES {
        let page = node.store().list_consenting(&client.id, after.as_ref(), MAX_LIST).await;
        let page = page.map_err(unavailable)?;
        for user in &page {
            if subject::of(client, user, node.derive())? == sub {
                return Ok(Some(user.clone()));
            }
        }
        match page.into_iter().next_back() {
            Some(last) => after = Some(last),
            None => break,
        }
    }
    Ok(None)
}
