//! Proof Key for Code Exchange (RFC 7636).

use std::fmt;

use jose::secret::Secret;
use serde::{Deserialize, Serialize};

/// The least length of a verifier and of a plain challenge.
pub const MIN_LENGTH: usize = 43;
/// The greatest length of a verifier and of a plain challenge.
pub const MAX_LENGTH: usize = 128;
/// The length of an S256 challenge: 32 bytes in base64url.
const S256_LENGTH: usize = 43;

words! {
    /// How the challenge is made from the verifier (RFC 7636 §4.2).
    CodeChallengeMethod {
        /// The challenge is the verifier itself.
        Plain = "plain",
        /// The challenge is the base64url of the verifier's SHA-256.
        S256 = "S256",
    }
}

/// A well-formed challenge with its method.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct CodeChallenge {
    method: CodeChallengeMethod,
    value: String,
}

impl CodeChallenge {
    /// Reads a challenge by the syntax of its method: 43 base64url characters for `S256`, a
    /// verifier for `plain`.
    pub fn parse(value: &str, method: CodeChallengeMethod) -> Result<Self, Error> {
        let well_formed = match method {
            CodeChallengeMethod::S256 => value.len() == S256_LENGTH && value.bytes().all(is_base64url),
            CodeChallengeMethod::Plain => is_verifier(value),
        };
        if !well_formed {
            return Err(Error::ChallengeMalformed { method });
        }
        Ok(Self { method, value: value.to_owned() })
    }

    /// Reads the two parameters of an authorization request. An omitted method means `plain`
    /// (RFC 7636 §4.3); a method without a challenge is refused, since whoever sent it believes
    /// the code to be protected.
    pub fn from_parameters(challenge: Option<&str>, method: Option<&str>) -> Result<Option<Self>, Error> {
        let method: Option<CodeChallengeMethod> =
            method.map(str::parse).transpose().map_err(|_| Error::MethodUnknown)?;
        match (challenge, method) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(Error::MethodWithoutChallenge),
            (Some(value), method) => {
                Self::parse(value, method.unwrap_or(CodeChallengeMethod::Plain)).map(Some)
            }
        }
    }

    /// The challenge that a verifier answers, for whoever makes requests.
    pub fn of(verifier: &CodeVerifier, method: CodeChallengeMethod) -> Self {
        Self { method, value: verifier.challenge(method) }
    }

    /// The method.
    pub const fn method(&self) -> CodeChallengeMethod {
        self.method
    }

    /// The challenge as it was sent.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Compares in constant time (RFC 7636 §4.6).
    pub fn check_verifier(&self, verifier: &CodeVerifier) -> Result<(), Error> {
        let expected = verifier.challenge(self.method);
        if jose::constant_time::eq(expected.as_bytes(), self.value.as_bytes()) {
            Ok(())
        } else {
            Err(Error::VerifierMismatch)
        }
    }
}

/// A plain challenge is the verifier, so no challenge is shown.
impl fmt::Debug for CodeChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeChallenge").field("method", &self.method).finish_non_exhaustive()
    }
}

/// A well-formed verifier: 43 to 128 unreserved characters (RFC 7636 §4.1).
pub struct CodeVerifier(Secret<String>);

impl CodeVerifier {
    /// Reads a verifier.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if !is_verifier(text) {
            return Err(Error::VerifierMalformed);
        }
        Ok(Self(Secret::new(text.to_owned())))
    }

    /// The verifier, for whoever sends it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    fn challenge(&self, method: CodeChallengeMethod) -> String {
        match method {
            CodeChallengeMethod::Plain => self.expose().to_owned(),
            CodeChallengeMethod::S256 => {
                jose::base64url::encode(jose::digest::sha256(self.expose().as_bytes()))
            }
        }
    }
}

/// What is wrong with a challenge or a verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The method is neither `S256` nor `plain`.
    MethodUnknown,
    /// A method was sent, but no challenge.
    MethodWithoutChallenge,
    /// The challenge is not what its method makes.
    ChallengeMalformed {
        /// The method that was sent, or `plain` where none was.
        method: CodeChallengeMethod,
    },
    /// The verifier's length or characters are wrong.
    VerifierMalformed,
    /// The verifier does not answer the challenge.
    VerifierMismatch,
}

impl Error {
    /// The parameter at fault.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::MethodUnknown => "code_challenge_method",
            Self::MethodWithoutChallenge | Self::ChallengeMalformed { .. } => "code_challenge",
            Self::VerifierMalformed | Self::VerifierMismatch => "code_verifier",
        }
    }

    /// What was expected, as a phrase.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::MethodUnknown => "S256 or plain, written exactly so",
            Self::MethodWithoutChallenge => "present when code_challenge_method is",
            Self::ChallengeMalformed { method: CodeChallengeMethod::S256 } => {
                "43 base64url characters, the SHA-256 of the code verifier"
            }
            Self::ChallengeMalformed { method: CodeChallengeMethod::Plain } => {
                "43 to 128 characters of A-Z a-z 0-9 - . _ ~ (without code_challenge_method it is read as plain)"
            }
            Self::VerifierMalformed => "43 to 128 characters of A-Z a-z 0-9 - . _ ~",
            Self::VerifierMismatch => "the one that the code challenge was made from",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The parameter {} must be {}.", self.parameter(), self.expected())
    }
}

impl std::error::Error for Error {}

/// A challenge at rest; reading it back parses it again.
#[derive(Serialize, Deserialize)]
struct Written {
    method: CodeChallengeMethod,
    value: String,
}

impl TryFrom<Written> for CodeChallenge {
    type Error = Error;

    fn try_from(written: Written) -> Result<Self, Error> {
        Self::parse(&written.value, written.method)
    }
}

impl From<CodeChallenge> for Written {
    fn from(challenge: CodeChallenge) -> Self {
        Self { method: challenge.method, value: challenge.value }
    }
}

fn is_verifier(text: &str) -> bool {
    (MIN_LENGTH..=MAX_LENGTH).contains(&text.len())
        && text.bytes().all(|byte| is_base64url(byte) || matches!(byte, b'.' | b'~'))
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7636 Appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_verifier_of_rfc_7636_answers_its_challenge() {
        let verifier = CodeVerifier::parse(VERIFIER).unwrap();
        let challenge = CodeChallenge::from_parameters(Some(CHALLENGE), Some("S256")).unwrap().unwrap();
        assert_eq!(challenge.check_verifier(&verifier), Ok(()));
        assert!(CodeChallenge::of(&verifier, CodeChallengeMethod::S256) == challenge);
    }

    #[test]
    fn an_omitted_method_means_plain() {
        let verifier = CodeVerifier::parse(VERIFIER).unwrap();
        let challenge = CodeChallenge::from_parameters(Some(VERIFIER), None).unwrap().unwrap();
        assert_eq!(challenge.method(), CodeChallengeMethod::Plain);
        assert_eq!(challenge.check_verifier(&verifier), Ok(()));
    }

    #[test]
    fn nothing_sent_is_nothing() {
        assert!(CodeChallenge::from_parameters(None, None).unwrap().is_none());
    }

    #[test]
    fn a_challenge_at_rest_reads_back() {
        let challenge = CodeChallenge::parse(CHALLENGE, CodeChallengeMethod::S256).unwrap();
        let written = serde_json::to_string(&challenge).unwrap();
        assert!(serde_json::from_str::<CodeChallenge>(&written).unwrap() == challenge);
        assert!(serde_json::from_str::<CodeChallenge>(&written.replace("E9", "E")).is_err());
    }

    #[test]
    fn debug_does_not_show_the_challenge() {
        let challenge = CodeChallenge::parse(VERIFIER, CodeChallengeMethod::Plain).unwrap();
        assert!(!format!("{challenge:?}").contains(&VERIFIER[..8]));
    }
}
