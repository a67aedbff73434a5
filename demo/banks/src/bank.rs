use crate::Level;

/// A bank that is not there.
#[derive(Debug, PartialEq, Eq)]
pub struct Bank {
    /// As `ftn_idp_id` and the claim `ftn_idp` have it.
    pub id: &'static str,
    /// As people see it.
    pub name: &'static str,
    /// The highest level it reaches.
    pub level: Level,
    /// How people do there, as `amr` has it.
    pub method: &'static str,
}

const APP: &str = "urn:simulation:ftn:method:app";
const CODES: &str = "urn:simulation:ftn:method:code-list";

#[rustfmt::skip]
/// The banks, in the order of the list. Two have ids that are known from the field, so that relying
/// parties can be tried with them; their names and pages are as invented as the others'.
pub const BANKS: [Bank; 8] = [
    Bank { id: "fi-nordea", name: "Revontuli", level: Level::High, method: APP },
    Bank { id: "fi-op", name: "Onnela", level: Level::High, method: APP },
    Bank { id: "fi-havu", name: "Havu", level: Level::Substantial, method: CODES },
    Bank { id: "fi-kuukkeli", name: "Kuukkeli", level: Level::High, method: APP },
    Bank { id: "fi-lumme", name: "Lumme", level: Level::Substantial, method: CODES },
    Bank { id: "fi-saaristo", name: "Saaristo – Skärgården", level: Level::High, method: APP },
    Bank { id: "fi-tunturi", name: "Tunturi", level: Level::Substantial, method: APP },
    Bank { id: "fi-ulappa", name: "Ulappa", level: Level::High, method: CODES },
];

impl Bank {
    /// The bank of this id.
    pub fn named(id: &str) -> Option<&'static Self> {
        BANKS.iter().find(|bank| bank.id == id)
    }
}
