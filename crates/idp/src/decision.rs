//! What a decision is made of: the surroundings it may use and the shape of what it returns.

use crate::effect::Effect;
use crate::refusal::Refusal;
use crate::time::Time;

/// An answer, and the effects that must hold before anybody is told it.
///
/// The effects hold also when the answer is a refusal: a replayed code is refused *and* its family
/// of tokens revoked.
#[must_use = "a decision changes nothing until its effects are committed"]
#[derive(Debug)]
pub struct Decision<A> {
    /// What to tell, once the effects are durable.
    pub answer: A,
    /// What must change, all of it or nothing.
    pub effects: Vec<Effect>,
}

impl<A> Decision<A> {
    /// An answer that changes nothing.
    pub fn answer(answer: A) -> Self {
        Self { answer, effects: Vec::new() }
    }

    /// The same effects with another answer.
    pub fn map<B>(self, f: impl FnOnce(A) -> B) -> Decision<B> {
        Decision { answer: f(self.answer), effects: self.effects }
    }

    /// The same answer, and what must hold with it whether it is a refusal or not.
    pub fn owing(mut self, owed: impl IntoIterator<Item = Effect>) -> Self {
        self.effects.extend(owed);
        self
    }
}

impl<T> Decision<Result<T, Refusal>> {
    /// A decision from its answer and the effects of its success: a refusal keeps only the effects
    /// it owes itself.
    pub fn of(answer: Result<T, Refusal>, effects: Vec<Effect>) -> Self {
        match answer {
            Ok(answer) => Self { answer: Ok(answer), effects },
            Err(mut refusal) => {
                let owed = std::mem::take(&mut refusal.effects);
                Self { answer: Err(refusal), effects: owed }
            }
        }
    }
}

/// Everything from outside that a decision may use besides facts and request.
pub struct Env<'a> {
    /// The present.
    pub now: Time,
    /// Fresh randomness.
    pub random: &'a mut dyn Random,
    /// One-way derivation under the server's own keys.
    pub derive: &'a dyn Derive,
}

impl Env<'_> {
    /// `N` random bytes.
    pub fn random_bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }

    /// A new secret of 256 random bits, as 43 characters of base64url.
    pub fn random_secret(&mut self) -> String {
        jose::base64url::encode(self.random_bytes::<32>())
    }
}

/// A source of randomness fit for secrets.
pub trait Random {
    /// Fills the buffer with random bytes.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// One-way derivation under versioned server keys that the mind never sees.
pub trait Derive {
    /// The version new values are derived under.
    fn version(&self) -> u8;

    /// The oldest version, for values that may never change.
    fn first_version(&self) -> u8;

    /// The 32 bytes that `bytes` derive to for `purpose`, or nothing if that version is unknown.
    fn derive(&self, version: u8, purpose: Purpose, bytes: &[u8]) -> Option<[u8; 32]>;
}

/// What a derived value is for; values of two purposes never coincide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// The tag that makes a refresh token ours.
    RefreshToken,
    /// The session identifier told to clients (`sid`).
    SessionId,
    /// The tag on the cookie of a browser in which somebody signed in before.
    Device,
    /// What the forms of a session bring back.
    Form,
    /// A person's identifier for one sector of clients (`sub`).
    PairwiseSubject,
    /// The state of a browser that its clients compare (`session_state`).
    BrowserState,
    /// Who somebody is at an upstream.
    UpstreamSubject,
    /// A session, or a person's sessions, at an upstream.
    UpstreamSession,
    /// What is sealed to a client's key so that it is tested.
    KeyTest,
    /// What is kept of a recovery code.
    RecoveryCode,
    /// What proofs of possession are to bring back.
    DpopNonce,
    /// What is kept of a code that was sent.
    OneTimeCode,
    /// What an authenticator is to sign.
    PasskeyChallenge,
    /// Whose a passkey is, as authenticators are told.
    PasskeyUser,
    /// The tag of the code that a page shows to phones.
    QrCode,
}

impl Purpose {
    /// The label that separates the purposes.
    pub const fn label(self) -> &'static str {
        match self {
            Self::RefreshToken => "refresh_token",
            Self::SessionId => "sid",
            Self::Device => "device",
            Self::Form => "form",
            Self::PairwiseSubject => "pairwise_subject",
            Self::BrowserState => "browser_state",
            Self::UpstreamSubject => "upstream_subject",
            Self::UpstreamSession => "upstream_session",
            Self::KeyTest => "key_test",
            Self::RecoveryCode => "recovery_code",
            Self::DpopNonce => "dpop_nonce",
            Self::OneTimeCode => "one_time_code",
            Self::PasskeyChallenge => "passkey_challenge",
            Self::PasskeyUser => "passkey_user",
            Self::QrCode => "qr_code",
        }
    }
}
