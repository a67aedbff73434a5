//! What a relying party asks for: an authorization request that was read and checked.

use std::sync::Arc;

use oidc::parameters::Parameters;
use oidc::pkce::{CodeChallenge, CodeChallengeMethod};
use serde_json::{Map, Value};

use crate::client::Registered;
use crate::fault::{Fault, Rule, shown};
use crate::house::House;
use crate::next::Next;
use crate::page::Locale;
use crate::{Bank, Level, Person, Scenario, request_object};

/// The longest `ftn_spname`, in characters (FTN-11).
const LONGEST_SERVICE_NAME: usize = 40;

/// A request that keeps the rules.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) client: Arc<Registered>,
    pub(crate) back: Back,
    pub(crate) nonce: String,
    pub(crate) scope: Vec<String>,
    /// As they were asked for; each names a level.
    pub(crate) acr_values: Vec<String>,
    /// What people are told who wants to know.
    pub(crate) service: String,
    pub(crate) bank: Option<&'static Bank>,
    pub(crate) locale: Option<Locale>,
    pub(crate) challenge: Option<CodeChallenge>,
    /// Nobody may be shown a page.
    prompt_none: bool,
    /// What is to be played without a page.
    pub(crate) play: Option<Play>,
}

/// Where the answer goes.
#[derive(Clone)]
pub(crate) struct Back {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
}

/// What is played, and by whom.
#[derive(Clone, Copy)]
pub(crate) struct Play {
    pub(crate) scenario: Scenario,
    pub(crate) person: &'static Person,
}

/// A request that breaks a rule, and to whom it is told: the client, once it and its address are known.
pub(crate) struct Refused {
    pub(crate) fault: Fault,
    pub(crate) back: Option<Back>,
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self { fault, back: None }
    }
}

/// The members of a request, wherever they came from.
pub(crate) struct Members<'a>(pub(crate) &'a Map<String, Value>);

impl Members<'_> {
    fn text(&self, name: &str) -> Result<Option<&str>, Fault> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Some(_) => Err(Fault::object(Rule::Ftn03, format!("The member {name} is no text."))),
        }
    }

    fn required(&self, name: &str) -> Result<&str, Fault> {
        self.text(name)?.ok_or_else(|| Fault::request(Rule::Ftn03, format!("The request has no {name}.")))
    }
}

impl Asked {
    /// Reads the parameters of an authorization request.
    pub(crate) fn read(house: &House, parameters: &Parameters<'_>) -> Result<Self, Refused> {
        let once = |name| parameters.get(name).map_err(Fault::from);
        let client_id = once("client_id")?
            .ok_or_else(|| Fault::request(Rule::OAuth, "The request has no client_id beside the object."))?;
        let client = house.client(client_id).ok_or_else(|| unknown(client_id))?;
        let mut members = match (once("request_uri")?, once("request")?) {
            (Some(request_uri), _) => house.take_pushed(request_uri, &client.client_id)?,
            (None, Some(object)) => request_object::read(house, &client, object)?,
            (None, None) => {
                let words = "The request is neither signed (request) nor pushed (request_uri): plain parameters \
                             count for nothing.";
                return Err(Fault::request(Rule::Ftn02, words).into());
            }
        };
        // What is played may also be said outside, for those who cannot change what they sign.
        for name in ["sim_scenario", "sim_person"] {
            if let Some(value) = once(name)? {
                members.entry(name).or_insert_with(|| Value::String(value.to_owned()));
            }
        }
        Self::of(client, &Members(&members))?.played(house)
    }

    /// With what was set for the next request, where this one says nothing itself.
    fn played(mut self, house: &House) -> Result<Self, Refused> {
        if self.play.is_none()
            && let Some(next) = house.take_next(&self.client, self.bank)
        {
            self.play = Some(next.play());
            self.bank = self.bank.or(next.choice);
        }
        if self.prompt_none && self.play.is_none() {
            let words = "With prompt none nobody can be asked, and nobody stays signed in here.";
            let fault = Fault::new(Rule::OAuth, "login_required", words);
            return Err(Refused { fault, back: Some(self.back) });
        }
        Ok(self)
    }

    /// Checks what a client asks for.
    pub(crate) fn of(client: Arc<Registered>, members: &Members<'_>) -> Result<Self, Refused> {
        let redirect_uri = members.required("redirect_uri")?;
        if !client.redirect_uris.iter().any(|known| known == redirect_uri) {
            let words = format!(
                "The redirect_uri {} is not registered for this client: it is compared to the letter, and there \
                 are no wildcards.",
                shown(redirect_uri)
            );
            return Err(Fault::request(Rule::Ftn12, words).into());
        }
        let state = members.text("state")?.map(str::to_owned);
        let back = Back { redirect_uri: redirect_uri.to_owned(), state };
        Self::checked(client, back.clone(), members).map_err(|fault| Refused { fault, back: Some(back) })
    }

    fn checked(client: Arc<Registered>, back: Back, members: &Members<'_>) -> Result<Self, Fault> {
        check_flow(members)?;
        if back.state.is_none() {
            return Err(Fault::request(Rule::Ftn03, "The request has no state."));
        }
        let nonce = members.required("nonce")?.to_owned();
        let scope: Vec<_> = words(members.required("scope")?).map(str::to_owned).collect();
        if !scope.iter().any(|scope| scope == "openid") {
            return Err(Fault::new(Rule::Ftn01, "invalid_scope", "The scope does not hold openid."));
        }
        let acr_values = acr_values(members)?;
        let service = service_name(&client, members)?;
        let bank = bank(members, &acr_values)?;
        let challenge = challenge(members)?;
        let locale = members.text("ui_locales")?.and_then(|locales| words(locales).find_map(Locale::named));
        let prompt_none = prompt_none(members)?;
        let play = play(members)?;
        Ok(Self {
            client,
            back,
            nonce,
            scope,
            acr_values,
            service,
            bank,
            locale,
            challenge,
            prompt_none,
            play,
        })
    }

    /// Of what was asked for, the highest level that a bank reaches.
    pub(crate) fn reached(&self, bank: &Bank) -> Option<&str> {
        reached(&self.acr_values, bank)
    }
}

fn unknown(client_id: &str) -> Fault {
    let words = format!("No client {} is registered here.", shown(client_id));
    Fault::new(Rule::OAuth, "unauthorized_client", words)
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(' ').filter(|word| !word.is_empty())
}

fn reached<'a>(acr_values: &'a [String], bank: &Bank) -> Option<&'a str> {
    let level = |value: &&String| Level::named(value).filter(|level| *level <= bank.level);
    let mut best: Option<(&String, Level)> = None;
    for value in acr_values {
        if let Some(level) = level(&value)
            && best.is_none_or(|(_, other)| level > other)
        {
            best = Some((value, level));
        }
    }
    best.map(|(value, _)| value.as_str())
}

fn check_flow(members: &Members<'_>) -> Result<(), Fault> {
    let response_type = members.required("response_type")?;
    if response_type != "code" {
        let words = "The response_type is not code: no other flow is there.";
        return Err(Fault::new(Rule::Ftn01, "unsupported_response_type", words));
    }
    match members.text("response_mode")? {
        None | Some("query") => Ok(()),
        Some(mode) => Err(Fault::request(
            Rule::OAuth,
            format!("The response_mode {} is not there: answers come in the query.", shown(mode)),
        )),
    }
}

fn prompt_none(members: &Members<'_>) -> Result<bool, Fault> {
    match members.text("prompt")? {
        None | Some("login") => Ok(false),
        Some("none") => Ok(true),
        Some(_) => Err(Fault::request(Rule::Ftn03, "The prompt is neither login nor none.")),
    }
}

fn acr_values(members: &Members<'_>) -> Result<Vec<String>, Fault> {
    let asked = members.text("acr_values")?.ok_or_else(|| {
        Fault::request(
            Rule::Ftn03,
            format!("The request has no acr_values: it names a level, such as {}.", one()),
        )
    })?;
    let values: Vec<_> =
        words(asked).filter(|value| Level::named(value).is_some()).map(str::to_owned).collect();
    if values.is_empty() {
        let known: Vec<_> = Level::names().collect();
        let words = format!("No level of acr_values is one of a test bed: there are {}.", known.join(", "));
        return Err(Fault::request(Rule::Ftn04, words));
    }
    Ok(values)
}

fn one() -> &'static str {
    Level::Substantial.name()
}

fn service_name(client: &Registered, members: &Members<'_>) -> Result<String, Fault> {
    let Some(name) = members.text("ftn_spname")? else {
        return Ok(client.name.clone());
    };
    if name.chars().count() > LONGEST_SERVICE_NAME {
        let words = format!("The ftn_spname has more than {LONGEST_SERVICE_NAME} characters.");
        return Err(Fault::request(Rule::Ftn11, words));
    }
    if name.chars().any(char::is_control) {
        return Err(Fault::request(Rule::Ftn11, "The ftn_spname holds characters that cannot be shown."));
    }
    Ok(name.to_owned())
}

fn bank(members: &Members<'_>, acr_values: &[String]) -> Result<Option<&'static Bank>, Fault> {
    let Some(id) = members.text("ftn_idp_id")? else {
        return Ok(None);
    };
    let bank = Bank::named(id).ok_or_else(|| {
        Fault::request(Rule::Ftn11, format!("The ftn_idp_id {} is no bank of this list.", shown(id)))
    })?;
    if reached(acr_values, bank).is_none() {
        let words = format!("The bank {id} reaches none of the levels in acr_values.");
        return Err(Fault::new(Rule::Ftn04, "unmet_authentication_requirements", words));
    }
    Ok(Some(bank))
}

fn challenge(members: &Members<'_>) -> Result<Option<CodeChallenge>, Fault> {
    let (challenge, method) = (members.text("code_challenge")?, members.text("code_challenge_method")?);
    let challenge = CodeChallenge::from_parameters(challenge, method)
        .map_err(|error| Fault::request(Rule::OAuth, error.to_string()))?;
    if challenge.as_ref().is_some_and(|challenge| challenge.method() != CodeChallengeMethod::S256) {
        return Err(Fault::request(Rule::OAuth, "The code_challenge_method is not S256."));
    }
    Ok(challenge)
}

/// What the request says is to be played: by parameters of the simulation's own, or by a `login_hint` of
/// the form `sim:<person>:<scenario>`.
fn play(members: &Members<'_>) -> Result<Option<Play>, Fault> {
    let hint = members.0.get("login_hint").and_then(|hint| match hint {
        Value::Array(hints) => hints.first().and_then(Value::as_str),
        hint => hint.as_str(),
    });
    let hint = hint.and_then(|hint| hint.strip_prefix("sim:")).unwrap_or_default();
    let (hinted_person, hinted_scenario) = hint.split_once(':').unwrap_or((hint, ""));
    let hinted = |word| Some(word).filter(|word: &&str| !word.is_empty());
    let person = members.text("sim_person")?.or(hinted(hinted_person));
    let scenario = members.text("sim_scenario")?.or(hinted(hinted_scenario));
    if person.is_none() && scenario.is_none() {
        return Ok(None);
    }
    let next = Next::named(scenario.unwrap_or(Scenario::Success.as_str()), person, None);
    next.map(|next| Some(next.play())).map_err(|words| Fault::request(Rule::Simulation, words))
}
