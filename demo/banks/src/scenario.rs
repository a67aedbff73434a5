use std::fmt;
use std::str::FromStr;

/// What the broker plays: how a sign-in ends, or what is wrong with it on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scenario {
    /// All is as it should be.
    Success,
    /// The person turns back at the bank.
    Cancelled,
    /// The person does not let the bank tell who they are.
    ConsentDenied,
    /// The ID token names a weaker level than was asked for.
    WrongAcr,
    /// Signed by a key that is not published, under the name of one that is.
    WrongKey,
    /// The ID token answers another request.
    WrongNonce,
    /// The ID token is for another client.
    WrongAudience,
    /// The ID token is another provider's.
    WrongIssuer,
    /// Sealed, and signed by nobody (`alg` `none`).
    Unsigned,
    /// The ID token's time is over.
    Expired,
    /// The ID token of an earlier sign-in comes again.
    Replayed,
    /// The token endpoint takes longer than anybody waits.
    Slow,
    /// The token endpoint is out of order.
    Outage,
    /// The connection breaks in the middle of the token endpoint's answer.
    BrokenOff,
}

#[rustfmt::skip]
const TABLE: [(Scenario, &str); 14] = {
    use Scenario::*;
    [
        (Success, "success"), (Cancelled, "cancelled"), (ConsentDenied, "consent_denied"),
        (WrongAcr, "wrong_acr"), (WrongKey, "wrong_key"), (WrongNonce, "wrong_nonce"),
        (WrongAudience, "wrong_audience"), (WrongIssuer, "wrong_issuer"), (Unsigned, "unsigned"),
        (Expired, "expired"), (Replayed, "replayed"), (Slow, "slow"), (Outage, "outage"),
        (BrokenOff, "broken_off"),
    ]
};

impl Scenario {
    /// Every one.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(scenario, _)| *scenario)
    }

    /// As `sim_scenario` has it.
    pub fn as_str(self) -> &'static str {
        TABLE[self as usize].1
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no scenario of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unknown;

impl FromStr for Scenario {
    type Err = Unknown;

    fn from_str(name: &str) -> Result<Self, Unknown> {
        TABLE.iter().find(|(_, known)| *known == name).map(|(scenario, _)| *scenario).ok_or(Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_name() {
        for scenario in Scenario::all() {
            assert_eq!(scenario.as_str().parse(), Ok(scenario));
        }
        assert_eq!("Success".parse::<Scenario>(), Err(Unknown));
    }
}
