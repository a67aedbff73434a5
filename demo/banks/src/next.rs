use crate::ask::Play;
use crate::fault::shown;
use crate::{BANKS, Bank, PEOPLE, Person, Scenario};

/// What is to be played at the next sign-in that it fits, without a page.
#[derive(Debug, Clone)]
pub struct Next {
    /// How it ends.
    pub scenario: Scenario,
    /// Who signs in; the first of the list where nobody is named.
    pub person: Option<&'static Person>,
    /// Through which bank. Where a request names another one, this is not for it.
    pub choice: Option<&'static Bank>,
    /// For which client; for any where none is named.
    pub client_id: Option<String>,
}

impl Next {
    /// This scenario, for whoever comes.
    pub fn new(scenario: Scenario) -> Self {
        Self { scenario, person: None, choice: None, client_id: None }
    }

    /// By names; what is unknown is told with what there is.
    pub(crate) fn named(scenario: &str, person: Option<&str>, choice: Option<&str>) -> Result<Self, String> {
        let unknown = |what: &str, name: &str, known: Vec<&str>| {
            format!("There is no {what} {}: there are {}.", shown(name), known.join(", "))
        };
        let scenario = scenario.parse().map_err(|_| {
            unknown("sim_scenario", scenario, Scenario::all().map(Scenario::as_str).collect())
        })?;
        let someone = |id| {
            Person::named(id)
                .ok_or_else(|| unknown("sim_person", id, PEOPLE.iter().map(|person| person.id).collect()))
        };
        let bank = |id| {
            Bank::named(id).ok_or_else(|| unknown("choice", id, BANKS.iter().map(|bank| bank.id).collect()))
        };
        let (person, choice) = (person.map(someone).transpose()?, choice.map(bank).transpose()?);
        Ok(Self { scenario, person, choice, client_id: None })
    }

    pub(crate) fn play(&self) -> Play {
        Play { scenario: self.scenario, person: self.person.unwrap_or(&PEOPLE[0]) }
    }

    pub(crate) fn fits(&self, client_id: &str, bank: Option<&Bank>) -> bool {
        let chosen = match (self.choice, bank) {
            (Some(wanted), Some(bank)) => wanted == bank,
            _ => true,
        };
        chosen && self.client_id.as_deref().is_none_or(|wanted| wanted == client_id)
    }
}
