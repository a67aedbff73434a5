use std::fmt;

/// What is wrong with a request, in words that name the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) rule: Rule,
    /// The error code of OAuth.
    pub(crate) error: &'static str,
    /// A sentence, or a few. It repeats nothing that is about a person.
    pub(crate) words: String,
}

/// The rules of the network, as `docs/banks.md` lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Only the code flow.
    Ftn01,
    /// Requests are signed, or pushed.
    Ftn02,
    /// What a request object says.
    Ftn03,
    /// Levels of assurance.
    Ftn04,
    /// `private_key_jwt`.
    Ftn05,
    /// Algorithms.
    Ftn07,
    /// `ftn_spname`, `ftn_idp_id`.
    Ftn11,
    /// Redirect addresses to the letter.
    Ftn12,
    /// What OAuth and OpenID Connect ask of everybody.
    OAuth,
    /// The simulation's own parameters.
    Simulation,
}

impl Rule {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ftn01 => "FTN-01",
            Self::Ftn02 => "FTN-02",
            Self::Ftn03 => "FTN-03",
            Self::Ftn04 => "FTN-04",
            Self::Ftn05 => "FTN-05",
            Self::Ftn07 => "FTN-07",
            Self::Ftn11 => "FTN-11",
            Self::Ftn12 => "FTN-12",
            Self::OAuth => "OAuth",
            Self::Simulation => "SIM",
        }
    }
}

impl Fault {
    pub(crate) fn new(rule: Rule, error: &'static str, words: impl Into<String>) -> Self {
        Self { rule, error, words: words.into() }
    }

    /// `invalid_request`
    pub(crate) fn request(rule: Rule, words: impl Into<String>) -> Self {
        Self::new(rule, "invalid_request", words)
    }

    /// `invalid_request_object` (RFC 9101 §6)
    pub(crate) fn object(rule: Rule, words: impl Into<String>) -> Self {
        Self::new(rule, "invalid_request_object", words)
    }

    /// `invalid_client`
    pub(crate) fn client(rule: Rule, words: impl Into<String>) -> Self {
        Self::new(rule, "invalid_client", words)
    }

    /// `invalid_grant`
    pub(crate) fn grant(words: impl Into<String>) -> Self {
        Self::new(Rule::OAuth, "invalid_grant", words)
    }

    /// With another error code.
    pub(crate) fn told_as(self, error: &'static str) -> Self {
        Self { error, ..self }
    }

    /// The rule and the words, in the characters that `error_description` may have (RFC 6749 §5.2).
    pub(crate) fn description(&self) -> String {
        let allowed = |letter: &char| (' '..='~').contains(letter) && !matches!(letter, '"' | '\\');
        self.to_string().chars().filter(allowed).collect()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule.name(), self.words)
    }
}

impl From<oidc::parameters::Malformed> for Fault {
    fn from(malformed: oidc::parameters::Malformed) -> Self {
        Self::request(Rule::OAuth, malformed.to_string())
    }
}

/// Of something from outside as much as fits into a sentence.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 120;
    text.chars().take(MOST).map(|letter| if letter.is_control() { '?' } else { letter }).collect()
}
