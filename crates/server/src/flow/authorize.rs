//! The authorization endpoint.

use idp::authorize::request_object::settle;
use idp::authorize::{self, At, Facts, pushed};
use idp::logout::Hint;
use idp::{Reason, Refusal};
use oidc::claims::IdTokenHint;
use oidc::parameters::Parameters;
use store::SessionFacts;
use tokio::time::Instant;

use super::browser::{Known, authorize_facts, load_remembered};
use super::respond::{self, Answer};
use super::{Browser, Tries, request_object, unavailable};
use crate::node::{Limit, Node, NotOurs};

/// The longest request, in bytes: it is kept while the person signs in, and anybody may begin.
const MOST_KEPT: usize = 16 * 1024;

/// Takes an authorization request, as it came in query or body.
pub async fn authorize(node: &Node, encoded: &str, browser: &Browser) -> Result<Answer, Refusal> {
    if encoded.len() > MOST_KEPT {
        return Err(Refusal::new(Reason::RequestMalformed).expected("a request of at most 16 KiB"));
    }
    let parameters = Parameters::parse(encoded.as_bytes())?;
    let begun = Instant::now();
    let answer = take(node, encoded, &parameters, browser).await;
    if let Err(refusal) = &answer {
        request_object::even_out(begun, &parameters, refusal).await;
    }
    answer
}

async fn take(
    node: &Node,
    encoded: &str,
    parameters: &Parameters<'_>,
    browser: &Browser,
) -> Result<Answer, Refusal> {
    let sealed = request_object::is_sealed(parameters);
    if sealed {
        // Opening costs more than asking who is signed in, which is asked again for the client.
        let session = browser.load_session(node, None, node.now()).await?;
        count(node, browser, session.as_ref())?;
    }
    let mut opened = request_object::open(node, parameters).await?;
    let client_id = authorize::claimed_client(parameters, opened.as_ref())?;
    let told = |refusal| with_what_was_sent(refusal, &client_id, parameters);
    let mut object = None;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = node.load_client(&client_id).await.map_err(unavailable)?;
        let session = browser.load_session(node, client.as_deref().map(|client| &client.id), now).await?;
        if tries.is_first() && !sealed {
            count(node, browser, session.as_ref())?;
        }
        let known = Known::load(node, client.as_ref(), now).await?;
        let credentials = load_remembered(node, &known, client.as_deref(), session.as_ref(), browser).await?;
        let facts = Facts {
            credentials: &credentials,
            ..authorize_facts(node, &known, client.as_deref(), session.as_ref(), browser)
        };
        let asked = match pushed::key(parameters) {
            Some(key) => {
                let found = node.store().load_ticket(&key, now).await.map_err(unavailable)?;
                pushed::open(found.as_ref(), client.as_deref(), now)
            }
            None => {
                // Nobody is asked twice because a race was lost.
                let loaded = match object.take() {
                    Some(loaded) => loaded,
                    None => {
                        request_object::load(node, parameters, opened.take(), client.as_deref(), now).await?
                    }
                };
                let loaded = object.insert(loaded);
                loaded.spent = request_object::load_spent(node, loaded, client.as_deref(), now).await?;
                settle(encoded, parameters, loaded, client.as_deref(), facts.issuer, now)
                    .map_err(|refusal| authorize::refused(refusal, parameters, loaded, facts, now))
            }
        };
        let asked = respond::refusing(asked.map_err(told), &known).await?;
        let parameters = Parameters::parse(asked.as_str().as_bytes())?;
        let read = read_hint(node, &parameters).await;
        let hint = match &read {
            None => Hint::Absent,
            Some(Ok(hint)) => Hint::Ours(hint),
            Some(Err(why)) => Hint::NotOurs(why),
        };
        let at = At::Authorize { asked: &asked, hint };
        let decision = node.decide(now, |env| authorize::decide(at, &parameters, facts, env));
        let committed = tries.commit(node, decision, now).await.map_err(told);
        if let Some(answer) = respond::refusing(committed, &known).await? {
            return respond::answer(answer, &known).await;
        }
    }
}

/// Counts an authorization request against the address it came from, and who is signed in there.
fn count(node: &Node, browser: &Browser, session: Option<&SessionFacts>) -> Result<(), Refusal> {
    let Some(from) = browser.from else { return Ok(()) };
    let person = session.map_or("", |session| session.user.id.as_str());
    node.limits.count_as(Limit::Authorize, from, person)
}

/// A hint that stands there twice is refused like any parameter, and read as none till then.
async fn read_hint(node: &Node, parameters: &Parameters<'_>) -> Option<Result<IdTokenHint, NotOurs>> {
    let hint = parameters.get("id_token_hint").ok().flatten()?;
    Some(node.read_id_token(hint).await)
}

/// Whoever runs this node is told which client it was about, and where it wanted people to be sent:
/// without its query and fragment, which may hold anything.
fn with_what_was_sent(refusal: Refusal, client_id: &str, parameters: &Parameters<'_>) -> Refusal {
    if refusal.detail.operator.is_some() {
        return refusal;
    }
    let mut seen = format!("client {}", shortened(client_id));
    if let (Reason::RedirectUriMismatch, Ok(Some(sent))) = (refusal.reason, parameters.get("redirect_uri")) {
        let bare = sent.split(['?', '#']).next().unwrap_or_default();
        let cut = if bare.len() < sent.len() { " and a query or fragment" } else { "" };
        seen.push_str(&format!(", redirect_uri {}{cut}", shortened(bare)));
    }
    refusal.operator(seen)
}

/// No line of the log is as long as somebody likes.
fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}
