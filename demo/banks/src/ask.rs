//! What a relying party asks for: an authorization request that was read and checked.

mod members;
mod rules;

use std::sync::Arc;

use oidc::parameters::Parameters;
use oidc::pkce::CodeChallenge;
use serde_json::Value;

pub(crate) use members::Members;

use crate::client::Registered;
use crate::fault::{Fault, Rule, shown};
use crate::house::House;
use crate::page::Locale;
use crate::{Bank, Person, Scenario, request_object};

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

impl Asked {
    /// Reads the parameters of an authorization request.
    pub(crate) fn read(house: &House, parameters: &Parameters<'_>) -> Result<Self, Refused> {
        let once = |name| parameters.get(name).map_err(Fault::from);
        let client_id = once("client_id")?
            .ok_or_else(|| Fault::request(Rule::OAuth, "The request has no client_id beside the object."))?;
        let client = house.client(client_id).ok_or_else(|| unknown(client_id))?;
        let mut members = match (once("request_uri")?, once("request")?) {
            (Some(_), Some(_)) => {
                let words = "The request has both a request and a request_uri: one of them is the request.";
                return Err(Fault::request(Rule::OAuth, words).into());
            }
            (Some(request_uri), None) => house.take_pushed(request_uri, &client.client_id)?,
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
        rules::check_flow(members)?;
        if back.state.is_none() {
            return Err(Fault::request(Rule::Ftn03, "The request has no state."));
        }
        let nonce = members.required("nonce")?.to_owned();
        let scope: Vec<_> = rules::words(members.required("scope")?).map(str::to_owned).collect();
        if !scope.iter().any(|scope| scope == "openid") {
            return Err(Fault::new(Rule::Ftn01, "invalid_scope", "The scope does not hold openid."));
        }
        let acr_values = rules::acr_values(members)?;
        let service = rules::service_name(&client, members)?;
        let bank = rules::bank(members, &acr_values)?;
        let challenge = rules::challenge(members)?;
        let locale =
            members.text("ui_locales")?.and_then(|locales| rules::words(locales).find_map(Locale::named));
        let prompt_none = rules::prompt_none(members)?;
        let play = rules::play(members)?;
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
        rules::reached(&self.acr_values, bank)
    }
}

fn unknown(client_id: &str) -> Fault {
    let words = format!("No client {} is registered here.", shown(client_id));
    Fault::new(Rule::OAuth, "unauthorized_client", words)
}
