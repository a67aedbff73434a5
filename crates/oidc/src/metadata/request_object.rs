use std::fmt;
use std::str::FromStr;

use jose::JwsAlgorithm;
use jose::algorithm::UnknownAlgorithm;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How a client's request objects are signed (`request_object_signing_alg`, OpenID Connect
/// Registration §2): the one place where `none` can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestObjectSigning {
    /// `none`: whoever holds the browser could have written them.
    Unsigned,
    /// With this algorithm.
    Signed(JwsAlgorithm),
}

impl RequestObjectSigning {
    /// The name of the algorithm, or `none`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "none",
            Self::Signed(algorithm) => algorithm.name(),
        }
    }
}

impl fmt::Display for RequestObjectSigning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for RequestObjectSigning {
    type Err = UnknownAlgorithm;

    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        match name {
            "none" => Ok(Self::Unsigned),
            name => name.parse().map(Self::Signed),
        }
    }
}

impl Serialize for RequestObjectSigning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for RequestObjectSigning {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_algorithm_and_none_to_the_letter() {
        for name in ["none", "RS256", "EdDSA"] {
            let signing: RequestObjectSigning = serde_json::from_value(name.into()).unwrap();
            assert_eq!(serde_json::to_value(signing).unwrap(), name);
        }
        for name in ["None", "NONE", "", "rs256", "A128KW"] {
            assert!(name.parse::<RequestObjectSigning>().is_err(), "{name}");
        }
    }
}
