/// A level of assurance (FTN-04), the weaker first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Substantial.
    Substantial,
    /// High.
    High,
}

/// What test beds call the levels, and how eIDAS does. Those of production are refused here: whoever
/// sends them believes to be somewhere else.
const NAMES: [(&str, Level); 4] = [
    ("http://ftn.ficora.fi/2017/loatest2", Level::Substantial),
    ("http://ftn.ficora.fi/2017/loatest3", Level::High),
    ("http://eidas.europa.eu/LoA/substantial", Level::Substantial),
    ("http://eidas.europa.eu/LoA/high", Level::High),
];

/// Below what anybody may ask for: what the scenario of the wrong level answers with.
pub(crate) const LOW: &str = "http://ftn.ficora.fi/2017/loatest1";

impl Level {
    /// The level of this name.
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, level)| *level)
    }

    /// The level as test beds call it.
    pub fn name(self) -> &'static str {
        NAMES[self as usize].0
    }

    /// All the names there are.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }
}
