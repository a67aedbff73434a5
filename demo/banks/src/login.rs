//! How a sign-in ends: with a code, or with what went wrong.

use oidc::parameters::Encoder;

use crate::ask::{Asked, Back, Play};
use crate::fault::{Fault, Rule};
use crate::house::{House, secret};
use crate::token::Code;
use crate::{BANKS, Bank, Scenario};

/// For how many seconds a code may be redeemed.
const CODE_TTL: i64 = 60;

/// A sign-in under way.
pub(crate) struct Login {
    pub(crate) asked: Asked,
}

/// Ends a sign-in as it is played. Gives the address the browser goes to.
pub(crate) fn end(house: &House, asked: Asked, bank: &'static Bank, play: Play) -> String {
    let Play { scenario, person } = play;
    match scenario {
        Scenario::Cancelled => return deny(house, &asked.back, scenario, CANCELLED),
        Scenario::ConsentDenied => return deny(house, &asked.back, scenario, CONSENT_DENIED),
        _ => {}
    }
    let Some(acr) = asked.reached(bank).map(str::to_owned) else {
        let words = format!("The bank {} reaches none of the levels in acr_values.", bank.id);
        let fault = Fault::new(Rule::Ftn04, "unmet_authentication_requirements", words);
        return refuse(house, &asked.back, &fault);
    };
    let (code, now) = (secret(), house.now());
    let back = asked.back.clone();
    let granted = Code { asked, bank, person, scenario, acr, auth_time: now, redeemed: None };
    // What was redeemed is remembered for a while, so that a second time is told from nonsense.
    house.memory().codes.put(code.clone(), granted, now + CODE_TTL, now);
    answer(house, &back, &[("code", &code)])
}

/// The bank where nobody chose one: the first that reaches what is asked.
pub(crate) fn some_bank(asked: &Asked) -> &'static Bank {
    asked.bank.or_else(|| BANKS.iter().find(|bank| asked.reached(bank).is_some())).unwrap_or(&BANKS[0])
}

const CANCELLED: &str = "The person turned back at the bank.";
const CONSENT_DENIED: &str = "The person did not consent to being told of.";

/// The address with a person's no, and in `error_code` which no it was: to OAuth they are one.
fn deny(house: &House, back: &Back, scenario: Scenario, words: &str) -> String {
    let members =
        [("error", "access_denied"), ("error_description", words), ("error_code", scenario.as_str())];
    answer(house, back, &members)
}

/// The address with an error (FTN-12: with the state, and without a code), and the rule in `error_code`.
pub(crate) fn refuse(house: &House, back: &Back, fault: &Fault) -> String {
    let words = fault.description();
    let members = [("error", fault.error), ("error_description", &words), ("error_code", fault.rule.name())];
    answer(house, back, &members)
}

fn answer(house: &House, back: &Back, members: &[(&str, &str)]) -> String {
    let mut query = Encoder::new();
    for (name, value) in members {
        query.push(name, value);
    }
    if let Some(state) = &back.state {
        query.push("state", state);
    }
    query.push("iss", house.issuer());
    let joint = if back.redirect_uri.contains('?') { '&' } else { '?' };
    format!("{}{joint}{}", back.redirect_uri, query.finish())
}
