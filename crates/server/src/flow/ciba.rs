//! Sign-ins that a client begins and the person whom it means answers elsewhere.

use idp::Refusal;
use idp::account::reset;
use idp::cross_device::ciba::{self, BeginFacts, Meant, PAGE, SECRET};
use idp::login::one_time_code::Words;
use idp::model::ClientId;
use idp::model::issuer::Endpoint;
use idp::model::user::canonical_login_name;
use oidc::ciba::Acknowledgement;
use oidc::client_authentication::Presented;
use oidc::parameters::Parameters;

use super::authenticate::Loaded as Asking;
use super::browser::{Known, authorize_facts};
use super::device::{Guessed, open};
use super::login::{load_counted, name_in};
use super::respond::Answer;
use super::{Browser, Tries, about, certificate, unavailable};
use crate::node::{Limit, Node};
use crate::page::Language;
use crate::page::ciba_letter::CibaLetter;

/// Begins for the client that sent this form, which also proves it, and has the person told whom it means.
/// `language` is that of the mail, where the person's record names none.
pub async fn begin(
    node: &Node,
    presented: &Presented,
    certificate: &certificate::Shown,
    form: &Parameters<'_>,
    language: &'static Language,
) -> Result<Acknowledgement, Refusal> {
    let name = canonical_login_name(ciba::login_hint(form)?);
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let asking = Asking::load(node, presented, certificate, now).await?;
        let client = asking.client.as_deref();
        let person = node.store().load_person(&name, None).await.map_err(unavailable)?;
        let (user, credentials) = person.map(|person| (person.user, person.credentials)).unzip();
        let credentials = credentials.unwrap_or_default();
        let to = reset::leads(user.as_ref(), &credentials, &node.settings).map(|(to, _)| to);
        let nobody = ClientId::new("");
        let id = client.map_or(&nobody, |client| &client.id);
        let counters = ciba::counters(id, &name, user.as_ref().map(|user| &user.id));
        let counted = load_counted(node, counters, now).await?;
        let locale = user.as_ref().and_then(|user| user.claims.locale.as_deref());
        let say = Language::negotiate(locale, None, language);
        let written = CibaLetter {
            client: &client.map(|client| name_in(client, say.tag())).unwrap_or_default(),
            message: ciba::binding_message(form)?,
            address: &node.issuer.address(&format!("{PAGE}/{SECRET}?ui_locales={}", say.tag())),
        }
        .letter(say)
        .written(say);
        let known = Known::load(node, asking.client.as_ref(), now).await?;
        let browser = Browser::default();
        let facts = BeginFacts {
            meant: Meant { person: user.as_ref(), to: to.as_ref() },
            counted: &counted,
            words: Words { subject: &written.subject, text: &written.text, html: written.html.as_deref() },
            authorize: authorize_facts(node, &known, client, None, &browser),
        };
        let shown = asking.shown(node, presented, Endpoint::BackchannelAuthentication);
        let decision = node.decide(now, |env| ciba::begin(shown, form, facts, env));
        let committed = tries.commit(node, decision, now).await;
        if let Some(begun) = committed.map_err(|refusal| about(refusal, client))? {
            return Ok(begun);
        }
    }
}

/// Leads somebody who opened the link to what they are to do about it.
pub async fn enter(node: &Node, link: &str, browser: &Browser) -> Result<Answer, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    open(node, link, Guessed::Never, browser).await
}
