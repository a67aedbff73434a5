//! What people see: plain values in, HTML out.

mod words;

use askama::Template;
use words::Words;

use crate::ask::Asked;
use crate::fault::Fault;
use crate::{BANKS, Bank, PEOPLE, Person, Scenario};

/// The one style sheet.
pub(crate) const STYLE: &str = include_str!("../../assets/banks.css");

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Locale {
    Finnish,
    Swedish,
    #[default]
    English,
}

impl Locale {
    /// The language of a tag, whatever its region.
    pub(crate) fn named(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "fi" => Some(Self::Finnish),
            "sv" => Some(Self::Swedish),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Finnish => "fi",
            Self::Swedish => "sv",
            Self::English => "en",
        }
    }
}

/// The list of banks.
pub(crate) fn banks(locale: Locale, handle: &str, asked: &Asked) -> String {
    let banks = BANKS.iter().map(|bank| Choice { bank, reaches: asked.reached(bank).is_some() }).collect();
    html(&BanksPage { say: words::of(locale), locale, handle, service: &asked.service, banks })
}

/// The page of one bank.
pub(crate) fn bank(locale: Locale, handle: &str, asked: &Asked, bank: &Bank) -> String {
    let (say, service) = (words::of(locale), asked.service.as_str());
    let faults = faults(say);
    // A bank that the request names cannot be exchanged for another.
    let listed = asked.bank.is_none();
    html(&BankPage { say, locale, handle, service, bank, people: &PEOPLE, faults, listed })
}

/// The question whether the bank may tell.
pub(crate) fn consent(locale: Locale, handle: &str, asked: &Asked, bank: &Bank, person: &Person) -> String {
    let say = words::of(locale);
    let (service, told) = (asked.service.as_str(), told(say, person, asked));
    html(&ConsentPage { say, locale, handle, service, bank, person, told, faults: faults(say) })
}

/// A sign-in that is not under way.
pub(crate) fn over(locale: Locale) -> String {
    let say = words::of(locale);
    html(&NotePage { say, locale, title: say.over, text: say.over_text })
}

/// Signed out.
pub(crate) fn signed_out(locale: Locale) -> String {
    let say = words::of(locale);
    html(&NotePage { say, locale, title: say.signed_out, text: say.signed_out_text })
}

/// No such page.
pub(crate) fn nothing_here(locale: Locale) -> String {
    let say = words::of(locale);
    html(&NotePage { say, locale, title: say.nothing_here, text: say.nothing_here_text })
}

/// A request that breaks a rule.
pub(crate) fn fault(locale: Locale, fault: &Fault) -> String {
    html(&FaultPage { say: words::of(locale), locale, fault })
}

/// What this is, for whoever comes to its address.
pub(crate) fn home(locale: Locale, issuer: &str) -> String {
    let scenarios = Scenario::all().map(Scenario::as_str).collect();
    html(&HomePage { say: words::of(locale), locale, issuer, banks: &BANKS, people: &PEOPLE, scenarios })
}

/// A page is written into memory, and its templates format nothing that can fail.
fn html(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}

struct Choice {
    bank: &'static Bank,
    reaches: bool,
}

/// A fault to play, and what its button says.
struct Playable {
    scenario: &'static str,
    says: &'static str,
}

/// All but those that have a button of their own.
fn faults(say: &Words) -> Vec<Playable> {
    let own = [Scenario::Success, Scenario::Cancelled, Scenario::ConsentDenied];
    let others = Scenario::all().filter(|scenario| !own.contains(scenario));
    others.map(|scenario| Playable { scenario: scenario.as_str(), says: say.scenario(scenario) }).collect()
}

/// What is told of a person: a name, and its value.
fn told(say: &Words, person: &Person, asked: &Asked) -> Vec<(&'static str, String)> {
    let mut told = vec![
        (say.given_names, person.given_names.to_owned()),
        (say.surname, person.surname.to_owned()),
        (say.birthdate, person.birthdate.to_owned()),
    ];
    let texts = [(say.code, person.code), (say.satu, person.satu), (say.eidas, person.eidas)];
    told.extend(texts.into_iter().filter_map(|(name, value)| Some((name, value?.to_owned()))));
    if let Some(address) =
        person.address.as_ref().filter(|_| asked.scope.iter().any(|scope| scope == "address"))
    {
        let text = format!("{}, {} {}", address.street, address.postal_code, address.locality);
        told.push((say.address, text));
    }
    told
}

#[derive(Template)]
#[template(path = "banks.html")]
struct BanksPage<'a> {
    say: &'a Words,
    locale: Locale,
    handle: &'a str,
    service: &'a str,
    banks: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "bank.html")]
struct BankPage<'a> {
    say: &'a Words,
    locale: Locale,
    handle: &'a str,
    service: &'a str,
    bank: &'a Bank,
    people: &'a [Person],
    faults: Vec<Playable>,
    listed: bool,
}

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage<'a> {
    say: &'a Words,
    locale: Locale,
    handle: &'a str,
    service: &'a str,
    bank: &'a Bank,
    person: &'a Person,
    told: Vec<(&'static str, String)>,
    faults: Vec<Playable>,
}

#[derive(Template)]
#[template(path = "note.html")]
struct NotePage<'a> {
    say: &'a Words,
    locale: Locale,
    title: &'a str,
    text: &'a str,
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'a> {
    say: &'a Words,
    locale: Locale,
    fault: &'a Fault,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    say: &'a Words,
    locale: Locale,
    issuer: &'a str,
    banks: &'a [Bank],
    people: &'a [Person],
    scenarios: Vec<&'static str>,
}
