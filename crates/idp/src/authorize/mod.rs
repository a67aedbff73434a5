//! The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2), whole.
//!
//! A request passes the same steps wherever it comes from: fresh from the browser, back from the
//! choice of an account, from signing in, or from the consent page. Nothing that was trusted before is trusted again
//! without being checked again; only the person's own words count as given. A request that is pushed
//! passes those down to pkce when its client hands it over (`pushed.rs`), and all of them here.
//!
//! | step                 | file                | `Authorize` | `Chosen`   | `SignedIn` | `Answered` |
//! |----------------------|---------------------|-------------|------------|------------|------------|
//! | request object       | `request_object.rs` | merged      | kept       | kept       | kept       |
//! | client               | here                | checked     | checked    | checked    | checked    |
//! | redirect_uri         | `redirect_uri.rs`   | checked     | checked    | checked    | checked    |
//! | request, response    | `request.rs`        | checked     | checked    | checked    | checked    |
//! | scope                | `scope.rs`          | checked     | checked    | checked    | checked    |
//! | claims               | `claims.rs`         | checked     | checked    | checked    | checked    |
//! | pkce                 | `pkce.rs`           | checked     | checked    | checked    | checked    |
//! | sealing              | `issue/seal.rs`     | checked     | checked    | checked    | checked    |
//! | select_account       | here                | asked       | given      | given      | given      |
//! | login, max_age       | `prompt.rs`         | session     | session    | given      | given      |
//! | ways, acr            | `ways.rs`, `acr.rs` | session     | session    | checked    | checked    |
//! | further factors      | `factors.rs`        | asked       | asked      | given      | asked      |
//! | id_token_hint, `sub` | `prompt.rs`, here   | checked     | remembered | remembered | remembered |
//! | consent              | `consent.rs`        | remembered  | remembered | remembered | given      |
//! | respond              | `respond.rs`        | issued      | issued     | issued     | issued     |

mod acr;
mod claims;
pub mod code;
mod consent;
mod destination;
pub(crate) mod elsewhere;
mod factors;
mod pkce;
mod prompt;
pub mod pushed;
pub mod redirect_uri;
mod request;
pub mod request_object;
pub mod respond;
mod response_jwt;
mod scope;
mod ways;

use std::collections::BTreeSet;
use std::sync::Arc;

use oidc::authorization::{Target, UnsignedRequest};
use oidc::parameters::Parameters;
use oidc::prompt::Prompt;
use oidc::scope::Scope;

pub use destination::{Destination, Form, ToClient};
pub use respond::{Direct, Response};
pub(crate) use ways::reachable;
pub use ways::{Pick, Way, Ways};

use crate::client::profile::Dialect;
use crate::cross_device::{self, CrossDevice};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::issue::{seal, subject};
use crate::login::SignedIn;
use crate::login::policy::Step;
use crate::login::policy::gather::Policies;
use crate::login::proven::Proven;
use crate::login::session::{self, Standing};
use crate::login::under_way::{self, Browser, SessionToBe, Stage, UnderWay};
use crate::logout::Hint;
use crate::model::client::Client;
use crate::model::consent::Consent;
use crate::model::credential::Credential;
use crate::model::issuer::Issuer;
use crate::model::key::KeyFacts;
use crate::model::offered::Offered;
use crate::model::scope::Words;
use crate::model::settings::Settings;
use crate::model::upstream::{Choice, Upstream, UpstreamId};
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use consent::Attended;
use jose::secret::Secret;
use redirect_uri::TrustedRedirect;
use request::{Checked, To};
use request_object::{Asked, Opened};

/// What the decision needs to know.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The issuer that is asked.
    pub issuer: &'a Issuer,
    /// The platform's settings.
    pub settings: &'a Settings,
    /// The client, if there is one of this name.
    pub client: Option<&'a Client>,
    /// The browser's session, if its cookie led to one.
    pub standing: Option<Standing<'a>>,
    /// The person who is signed in, or has just proved who they are.
    pub person: Option<&'a User>,
    /// What proves that person, wherever they have just proved who they are or are about to.
    pub credentials: &'a [Credential],
    /// What that person has allowed this client before.
    pub consent: Option<&'a Consent>,
    /// The keys we have.
    pub keys: &'a [KeyFacts],
    /// The keys of the client that its answers are sealed for.
    pub sealing: seal::Facts<'a>,
    /// The resources and scopes that can be asked for.
    pub offered: &'a Offered,
    /// The upstreams there are.
    pub upstreams: &'a [Arc<Upstream>],
    /// The policies that are in force.
    pub policies: Policies<'a>,
    /// The browser.
    pub browser: Browser<'a>,
}

/// Where in its course the request stands.
pub enum At<'a> {
    /// It comes from the client, by way of the browser.
    Authorize {
        /// The request in plain parameters, to be kept while the person is asked.
        asked: &'a Asked<'a>,
        /// What reading its `id_token_hint` showed.
        hint: Hint<'a>,
    },
    /// The person goes on as the one who is signed in.
    Chosen {
        /// The sign-in that waited.
        login: UnderWay<'a>,
        /// Who it is.
        who: SignedIn,
    },
    /// The person has just proved who they are.
    SignedIn {
        /// The sign-in that waited.
        login: UnderWay<'a>,
        /// Who it is.
        who: SignedIn,
        /// What leads to their session, where no cookie does.
        held: Option<Secret<String>>,
    },
    /// The person would rather not say who they are.
    Cancelled {
        /// The sign-in that waited.
        login: UnderWay<'a>,
    },
    /// The person was sent to an upstream, and nothing came of it.
    Failed {
        /// The sign-in that waited.
        login: UnderWay<'a>,
        /// Why.
        refusal: Refusal,
    },
    /// The person has answered the consent page.
    Answered {
        /// The sign-in that waited.
        login: UnderWay<'a>,
        /// Who it is.
        who: SignedIn,
        /// Their word.
        allowed: bool,
    },
}

/// What the browser is told.
#[derive(Debug)]
pub enum Answer {
    /// Back to the client.
    Respond(Box<Response>),
    /// To the page where the person proves who they are.
    Login(Page),
    /// To the page where they make an account.
    Register(Page),
    /// To the only upstream where the person can prove it.
    Upstream(Page, Pick),
    /// To the page where the person proves more.
    Factor(Page),
    /// To the page where the person says as whom to go on.
    SelectAccount(Page),
    /// To the page where the person says yes or no.
    Consent(Page),
    /// To nowhere: the device that asked learns what the person said.
    Elsewhere(Said),
}

/// What somebody said to a request from another device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Said {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// A page of a sign-in under way.
pub struct Page {
    /// The handle in the page's address.
    pub handle: Option<Secret<String>>,
    /// The browser's binding cookie, if it is to be given one.
    pub new_cookie: Option<Secret<String>>,
    /// The languages the client asked for (`ui_locales`).
    pub ui_locales: Vec<String>,
}

impl Page {
    /// Another page of the same sign-in.
    fn of_the_same(checked: &Checked<'_>) -> Self {
        Self { handle: None, new_cookie: None, ui_locales: checked.request.ui_locales.clone() }
    }
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page").field("ui_locales", &self.ui_locales).finish_non_exhaustive()
    }
}

/// The client a request names, for look-up alone: nothing about it is checked yet.
pub fn claimed_client(parameters: &Parameters<'_>, opened: Option<&Opened>) -> Result<String, Refusal> {
    if !parameters.contains("client_id")
        && let Some(claimed) = request_object::claimed_client(parameters, opened)
    {
        return Ok(claimed);
    }
    match (Target::parse(parameters), opened) {
        (Err(_), Some(_)) => Err(request_object::unopened("it names no client")),
        (target, _) => Ok(target?.client_id),
    }
}

/// Decides an authorization request.
pub fn decide(
    at: At<'_>,
    parameters: &Parameters<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Answer, Refusal>> {
    let mut effects = Vec::new();
    if let At::Authorize { asked, .. } = &at {
        effects.extend(asked.accepted(env.now));
    }
    let answer = steps(at, parameters, facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn steps(
    at: At<'_>,
    parameters: &Parameters<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Answer, Refusal> {
    let elsewhere = at.elsewhere().cloned();
    let (checked, destination) = check(parameters, elsewhere.as_ref(), facts, env.now)?;
    let answer = check_form(&at, checked.client)
        .and_then(|()| seal::check(checked.client, facts.sealing, env.now))
        .and_then(|()| ask(at, &checked, facts, env, effects));
    match answer {
        Ok(Answer::Respond(mut response)) => {
            response.jwt = destination.into_jwt();
            Ok(Answer::Respond(response))
        }
        Ok(page) => Ok(page),
        Err(refusal) => Err(told_elsewhere(refusal, elsewhere.as_ref(), env.now).to(&destination)),
    }
}

impl At<'_> {
    /// The device that the request came from, where that is not the one on which it is answered.
    fn elsewhere(&self) -> Option<&CrossDevice> {
        match self {
            At::Authorize { asked, .. } => asked.elsewhere(),
            At::Chosen { login, .. }
            | At::SignedIn { login, .. }
            | At::Cancelled { login }
            | At::Failed { login, .. }
            | At::Answered { login, .. } => login.elsewhere(),
        }
    }
}

/// A refusal that ends the sign-in ends the request of the device too, which is told that nothing comes of it.
fn told_elsewhere(refusal: Refusal, elsewhere: Option<&CrossDevice>, now: Time) -> Refusal {
    let ends = refusal.effects.iter().any(|effect| matches!(effect, Effect::Spend(_)));
    match elsewhere.filter(|_| ends) {
        Some(elsewhere) => refusal.owing_all(elsewhere.denied(now)),
        None => refusal,
    }
}

/// A request that could not be made out whole: what stands beside its object may still say where the
/// refusal can go.
pub fn refused(
    refusal: Refusal,
    parameters: &Parameters<'_>,
    loaded: &request_object::Loaded,
    facts: Facts<'_>,
    now: Time,
) -> Refusal {
    if !loaded.may_be_told_beside(parameters) {
        return refusal;
    }
    match Target::parse(parameters).map_err(Refusal::from).and_then(|target| {
        let (client, redirect) = verify_target(&target, parameters, facts)?;
        Destination::trusted(&redirect, &target, client, facts, now)
    }) {
        Ok(destination) => refusal.to(&destination),
        Err(_) => refusal,
    }
}

/// The client that asks, and where it may be answered.
fn verify_target<'a>(
    target: &Target,
    parameters: &Parameters<'_>,
    facts: Facts<'a>,
) -> Result<(&'a Client, TrustedRedirect), Refusal> {
    let client = check_client(facts.client, &target.client_id)?;
    facts.issuer.check_serves(client)?;
    let openid = scope::asks_for_openid(parameters);
    let redirect = redirect_uri::verify_redirect_uri(target.redirect_uri.as_deref(), client, openid)?;
    Ok((client, redirect))
}

/// Checks everything about a request that does not depend on the person, and where to refuse the rest.
fn check<'a>(
    parameters: &Parameters<'_>,
    elsewhere: Option<&CrossDevice>,
    facts: Facts<'a>,
    now: Time,
) -> Result<(Checked<'a>, Destination), Refusal> {
    if let Some(elsewhere) = elsewhere {
        let client = check_client(facts.client, parameters.require("client_id")?)?;
        facts.issuer.check_serves(client)?;
        let checked = request::check_from_elsewhere(parameters, client, elsewhere.clone(), facts)?;
        return Ok((checked, Destination::Direct));
    }
    let target = Target::parse(parameters)?;
    let (client, redirect) = verify_target(&target, parameters, facts)?;
    let destination = Destination::trusted(&redirect, &target, client, facts, now)?;
    match request::check(parameters, client, redirect, facts) {
        Ok(checked) => Ok((checked, destination)),
        Err(refusal) => Err(refusal.to(&destination)),
    }
}

/// Whether the request came in the form that its client is held to.
fn check_form(at: &At<'_>, client: &Client) -> Result<(), Refusal> {
    let At::Authorize { asked, .. } = at else { return Ok(()) };
    if asked.pushed().is_some() {
        return Ok(());
    }
    if pushed::is_required(client) {
        return Err(Reason::PushedRequestRequired.into());
    }
    if !asked.as_object && request_object::is_required(client) {
        return Err(Reason::RequestObjectRequired.into());
    }
    Ok(())
}

/// The client the request names, and no other that somebody loaded.
fn check_client<'a>(client: Option<&'a Client>, named: &str) -> Result<&'a Client, Refusal> {
    let client = client
        .filter(|client| client.id.as_str() == named)
        .ok_or_else(|| Refusal::new(Reason::ClientUnknown).about("client_id"))?;
    if client.disabled_at.is_some() {
        return Err(Reason::ClientDisabled.into());
    }
    Ok(client)
}

/// Asks the person what has to be asked, or responds to the client.
fn ask(
    at: At<'_>,
    checked: &Checked<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Answer, Refusal> {
    let silent = checked.request.prompt.contains(Prompt::None);
    match at {
        At::Authorize { asked, hint } => {
            let hinted = prompt::hinted(hint, facts.issuer)?;
            if checked.request.prompt.contains(Prompt::Create) {
                prompt::check_create(checked, facts)?;
                let page = wait(Stage::Proof, hinted, asked, checked, facts, env, effects);
                return Ok(Answer::Register(page));
            }
            let who = prompt::standing(facts.standing, env.now)?;
            let meant = match &who {
                Some(who) if hinted.is_some() || claims::means_somebody(checked) => {
                    let sub = subject::of(checked.client, who.user(), env.derive)?;
                    hinted.is_none_or(|hinted| hinted == sub) && claims::may_mean(checked, &sub)
                }
                _ => true,
            };
            let who = who.filter(|_| meant);
            if let Some(who) = &who
                && checked.request.prompt.contains(Prompt::SelectAccount)
            {
                let stage = Stage::SelectAccount { user: who.user().clone() };
                let page = wait(stage, hinted, asked, checked, facts, env, effects);
                return Ok(Answer::SelectAccount(page));
            }
            let ways = checked.ways(facts);
            let Some(who) = who.filter(|who| will_do(who, checked, &ways, env.now)) else {
                if silent {
                    return Err(Reason::LoginRequired.into());
                }
                check_open(&ways)?;
                let page = wait(Stage::Proof, hinted, asked, checked, facts, env, effects);
                return Ok(to_proof(page, &ways));
            };
            let checked = &checked.for_person(&who, facts)?;
            if let Some(standing) = facts.standing {
                effects.extend(session::extend(standing.ticket, facts.settings, env.now));
            }
            let due = factors::due(&who, checked, facts, env).map_err(|refusal| match silent {
                // Nobody sees a page.
                true => refusal.saying(Words::new()),
                false => refusal,
            })?;
            if let Some(due) = due.filter(|due| !(silent && due.is_wish)) {
                if silent {
                    return Err(Refusal::new(Reason::LoginRequired).operator("a further factor is asked for"));
                }
                let page = wait(factors::stage(&who, due), hinted, asked, checked, facts, env, effects);
                return Ok(Answer::Factor(page));
            }
            if consent::is_needed(checked, &who, facts, Attended::No) {
                if silent {
                    return Err(Reason::ConsentRequired.into());
                }
                let stage = Stage::Consent { user: who.user().clone(), held: None };
                let page = wait(stage, hinted, asked, checked, facts, env, effects);
                return Ok(Answer::Consent(page));
            }
            effects.extend(asked.pushed().map(Effect::Spend));
            let by = consent::standing(checked, &who, facts);
            respond::respond(checked, &who, by, facts, env, effects)
        }
        At::Chosen { login, who } => {
            let ways = checked.ways(facts);
            if will_do(&who, checked, &ways, env.now) {
                let due = factors::due(&who, checked, facts, env);
                if let Some(due) = due.map_err(|refusal| refusal.owing_all(login.finish()))? {
                    return factors::ask(login, &who, due, checked, effects);
                }
                return go_on(login, who, None, checked, facts, env, effects);
            }
            check_open(&ways).map_err(|refusal| refusal.owing_all(login.finish()))?;
            effects.push(login.go_on(Stage::Proof));
            Ok(to_proof(Page::of_the_same(checked), &ways))
        }
        At::SignedIn { login, who, held } => go_on(login, who, held, checked, facts, env, effects),
        At::Cancelled { login } => declined(&login, checked, env.now, effects),
        At::Failed { login, refusal } => Err(refusal.owing_all(login.finish())),
        At::Answered { login, who, allowed } => {
            if !allowed {
                return declined(&login, checked, env.now, effects);
            }
            let finished = login.finish();
            // The session may be another than the one that was asked.
            let due = factors::due(&who, checked, facts, env);
            let due = due.map_err(|refusal| refusal.owing_all(login.finish()))?;
            if let Some(due) = due.filter(|due| !due.is_wish) {
                return factors::ask(login, &who, due, checked, effects);
            }
            check_meant(&login, who.proven(), checked, facts, env)?;
            let checked = match checked.for_person(&who, facts) {
                Ok(checked) => checked,
                Err(refusal) => return Err(refusal.owing_all(finished)),
            };
            let checked = &checked;
            effects.extend(finished);
            let (by, remembered) = consent::remember(checked, &who, facts, env);
            effects.push(remembered);
            respond::respond(checked, &who, Some(by), facts, env, effects)
        }
    }
}

/// The person would rather not. Where a client waits in this browser it is told so, and elsewhere the device.
fn declined(
    login: &UnderWay<'_>,
    checked: &Checked<'_>,
    now: Time,
    effects: &mut Vec<Effect>,
) -> Result<Answer, Refusal> {
    match &checked.to {
        To::Client(_) => Err(Refusal::new(Reason::AccessDenied).owing_all(login.finish())),
        To::Elsewhere(there) => {
            effects.extend(login.finish());
            effects.extend(there.denied(now));
            Ok(Answer::Elsewhere(Said::No))
        }
    }
}

/// Whether a sign-in that stands is what the client asks for.
fn will_do(who: &SignedIn, checked: &Checked<'_>, ways: &Ways<'_>, now: Time) -> bool {
    prompt::is_fresh(checked, who, now) && acr::is_reachable(checked, who.proven(), ways) && ways.fit(who)
}

/// Goes on with the request as somebody who is signed in now.
fn go_on(
    login: UnderWay<'_>,
    who: SignedIn,
    held: Option<Secret<String>>,
    checked: &Checked<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Answer, Refusal> {
    check_meant(&login, who.proven(), checked, facts, env)?;
    let checked = &checked.for_person(&who, facts).map_err(|refusal| refusal.owing_all(login.finish()))?;
    // Who was led straight to an upstream saw no page of ours, and none at all where that knew them still.
    let attended = match login.stage() {
        Stage::Proof if who.proven().came_by_upstream() => Attended::No,
        // Who has none of what is only wished for is led on without a page.
        Stage::Factor(factor) if factor.is_wish && factor.was_led_there() => Attended::No,
        _ => Attended::Yes,
    };
    if consent::is_needed(checked, &who, facts, attended) {
        let held = held.map(|held| held.expose().clone());
        effects.push(login.go_on(Stage::Consent { user: who.user().clone(), held }));
        return Ok(Answer::Consent(Page::of_the_same(checked)));
    }
    effects.extend(login.finish());
    let by = consent::standing(checked, &who, facts);
    respond::respond(checked, &who, by, facts, env, effects)
}

/// To where the person proves who they are: straight to an upstream, if there is nothing to choose.
fn to_proof(page: Page, ways: &Ways<'_>) -> Answer {
    match ways.only() {
        Some(pick) => Answer::Upstream(page, pick),
        None => Answer::Login(page),
    }
}

/// There is a way to sign in at all.
fn check_open(ways: &Ways<'_>) -> Result<(), Refusal> {
    if ways.is_empty() {
        return Err(Refusal::new(Reason::UpstreamUnavailable).operator(
            "the client's policy lets in no password, and none of the upstreams that it lets in is open",
        ));
    }
    Ok(())
}

/// Nobody is answered for but the one whom the client means (OpenID Connect Core §3.1.2.1).
fn check_meant(
    login: &UnderWay<'_>,
    who: &Proven,
    checked: &Checked<'_>,
    facts: Facts<'_>,
    env: &Env<'_>,
) -> Result<(), Refusal> {
    check_person(login, who, checked, env)?;
    if !acr::is_reached(checked, who, &checked.ways(facts)) {
        return Err(unreached(login, who));
    }
    Ok(())
}

/// What comes next for a request that waits, after this was proven for it.
pub(crate) fn next(
    login: &UnderWay<'_>,
    proven: &Proven,
    facts: Facts<'_>,
    env: &Env<'_>,
) -> Result<Step, Refusal> {
    let parameters = Parameters::parse(login.request().as_bytes())?;
    let (checked, destination) = check(&parameters, login.elsewhere(), facts, env.now)?;
    let next = check_person(login, proven, &checked, env).and_then(|()| {
        match acr::is_reachable(&checked, proven, &checked.ways(facts)) {
            true => Ok(factors::next(proven, stands(login), &checked, facts, env)),
            false => Err(unreached(login, proven)),
        }
    });
    match next {
        Ok(Step::Refuse(refusal)) => {
            let refusal = refusal.owing_all(login.finish());
            Err(told_elsewhere(refusal, login.elsewhere(), env.now).to(&destination))
        }
        Ok(step) => Ok(step),
        Err(refusal) => Err(told_elsewhere(refusal, login.elsewhere(), env.now).to(&destination)),
    }
}

/// Whether more is asked for in a session that stood.
fn stands(login: &UnderWay<'_>) -> bool {
    matches!(login.stage(), Stage::Factor(factor) if matches!(factor.session, SessionToBe::Standing(_)))
}

fn check_person(
    login: &UnderWay<'_>,
    who: &Proven,
    checked: &Checked<'_>,
    env: &Env<'_>,
) -> Result<(), Refusal> {
    let sub = subject::of(checked.client, who.user(), env.derive)?;
    if !login.is_for(&sub) || !claims::may_mean(checked, &sub) {
        return Err(Refusal::new(Reason::LoginRequired)
            .operator("another person than the client means")
            .owing_all(login.finish()));
    }
    Ok(())
}

fn unreached(login: &UnderWay<'_>, who: &Proven) -> Refusal {
    let refusal = match who.came_by_upstream() {
        true => Refusal::new(Reason::UpstreamAcr).operator("weaker than the client can do with"),
        false => Refusal::new(Reason::AcrUnmet).about("claims"),
    };
    refusal.owing_all(login.finish())
}

/// Keeps the request until the person has done their part.
fn wait(
    stage: Stage,
    hinted: Option<&str>,
    asked: &Asked<'_>,
    checked: &Checked<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Page {
    let (browser, settings) = (facts.browser, facts.settings);
    let begun = under_way::begin(asked, &checked.client.id, stage, hinted, browser, settings, env);
    effects.push(begun.effect);
    Page {
        handle: Some(begun.handle),
        new_cookie: begun.new_cookie,
        ui_locales: checked.request.ui_locales.clone(),
    }
}

/// What a request wants that waits for the person, for the pages that ask them.
#[derive(Debug)]
pub struct Wanted {
    /// What the client may have of what it asked.
    pub scope: Scope,
    /// The resources it asked for, by their identifiers.
    pub resources: Vec<String>,
    /// The claims it is to be told by name, beside those the scope opens.
    pub claims: BTreeSet<String>,
    /// The languages it asked for.
    pub ui_locales: Vec<String>,
    /// The name it thinks the person signs in with.
    pub login_hint: Option<String>,
    /// Where the browser will be sent, as an origin or a scheme.
    pub return_origin: String,
    /// The device that the request came from, where that is not the one on which it is answered.
    pub elsewhere: Option<Box<cross_device::Shown>>,
}

/// The ways in, as a page shows them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WaysIn {
    /// Whether the person may prove themselves with a password here.
    pub password: bool,
    /// The upstreams where they may.
    pub upstreams: Vec<Offer>,
}

/// An upstream as a page shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// Which.
    pub id: UpstreamId,
    /// What people call it, by language tag.
    pub name: Words,
    /// What is to be chosen behind it; where it is empty, nothing is.
    pub choices: Vec<Choice>,
    /// Its issuer: about where a form that picks it leads.
    pub issuer: String,
    /// The domains of the e-mail addresses that lead to it.
    pub email_domains: Vec<String>,
}

/// The ways in which somebody may sign in for a request that waits; nothing else about it is checked.
pub(crate) fn ways_of<'a>(request: &UnsignedRequest, facts: Facts<'a>) -> Result<Ways<'a>, Refusal> {
    let client = facts.client.ok_or_else(|| Refusal::new(Reason::ClientUnknown).about("client_id"))?;
    Ok(ways::of(request, client, facts.upstreams))
}

/// The name that hints suggest. In Signicat's dialect each says before a hyphen what it is, and a national
/// identity number is `subject-…`.
fn suggested(hints: Vec<String>, client: &Client) -> Option<String> {
    match client.rules().dialect {
        Dialect::Standard => hints.into_iter().next(),
        Dialect::Signicat => {
            let subject = hints.iter().find_map(|hint| hint.strip_prefix("subject-")).map(str::to_owned);
            subject.or_else(|| hints.into_iter().find(|hint| !hint.contains('-')))
        }
    }
}

/// Reads a waiting request for a page, checking it again.
pub(crate) fn wanted(
    login: &UnderWay<'_>,
    who: Option<&SignedIn>,
    facts: Facts<'_>,
    now: Time,
) -> Result<Wanted, Refusal> {
    let parameters = Parameters::parse(login.request().as_bytes())?;
    let (mut checked, _) = check(&parameters, login.elsewhere(), facts, now).map_err(Refusal::direct)?;
    if let Some(who) = who {
        checked = checked.for_person(who, facts)?;
    }
    Ok(Wanted {
        resources: checked.resources.clone(),
        claims: claims::by_name(&checked, facts.offered),
        scope: checked.scope,
        ui_locales: checked.request.ui_locales,
        login_hint: suggested(checked.request.login_hint, checked.client),
        return_origin: match &checked.to {
            To::Client(redirect) => redirect.uri().origin(),
            To::Elsewhere(_) => facts.issuer.base.clone(),
        },
        elsewhere: login.elsewhere().map(|elsewhere| Box::new(elsewhere.shown().clone())),
    })
}

/// Checks what somebody asks for on another device, as far as nobody is asked yet.
pub(crate) fn check_from_elsewhere(
    parameters: &Parameters<'_>,
    elsewhere: &CrossDevice,
    facts: Facts<'_>,
    now: Time,
) -> Result<(), Refusal> {
    let (checked, _) = check(parameters, Some(elsewhere), facts, now)?;
    check_open(&checked.ways(facts))?;
    seal::check(checked.client, facts.sealing, now)
}
