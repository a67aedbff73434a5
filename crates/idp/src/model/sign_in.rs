//! What is remembered of each sign-in, for the person it was about and for whoever looks after the server.

use super::ClientId;
use super::family::FamilyId;
use super::upstream::UpstreamId;
use super::user::UserId;
use crate::decision::Env;
pub use crate::login::Method;
use crate::login::policy::verdict::Judged;
use crate::time::Time;

/// How many characters are kept of what a browser says of itself, and of an address.
const MOST_KEPT: usize = 300;

/// A sign-in, or a try at one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignIn {
    /// Ordered by time, like a family's.
    pub id: [u8; 16],
    /// Whose it was, or whose name was given; none where nobody has the name. The name itself is not
    /// kept: people type their passwords there.
    pub user: Option<UserId>,
    /// When.
    pub at: Time,
    /// How they proved themselves, or tried to.
    pub method: Method,
    /// The upstream where they did, if it was not here.
    pub upstream: Option<UpstreamId>,
    /// The client they were on the way to; none for their own account.
    pub client: Option<ClientId>,
    /// The address it came from, where that is known.
    pub address: Option<String>,
    /// What the browser said of itself.
    pub agent: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The facts, and what the rules made of them; none where nothing was proven that they could be asked about.
    pub judged: Option<Box<Judged>>,
}

/// How a sign-in ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The person is signed in.
    Succeeded,
    /// What was given was right, and more was asked for.
    Continued,
    /// What was given was not right, or would not do.
    Refused,
}

impl Outcome {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Succeeded, Self::Continued, Self::Refused];

    /// The stable name kept in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Continued => "continued",
            Self::Refused => "refused",
        }
    }
}

/// Where a sign-in happens: what of it does not hang on whether it succeeds.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// The client the person is on the way to.
    pub client: Option<&'a ClientId>,
    /// The upstream that the person was sent to, if they were.
    pub upstream: Option<&'a UpstreamId>,
    /// The address it comes from.
    pub address: Option<&'a str>,
    /// What the browser says of itself.
    pub agent: Option<&'a str>,
}

impl SignIn {
    /// A sign-in that ends now.
    pub(crate) fn now(
        user: Option<&UserId>,
        method: Method,
        outcome: Outcome,
        circumstances: Circumstances<'_>,
        env: &mut Env<'_>,
    ) -> Self {
        let kept = |text: &str| text.chars().filter(|c| !c.is_control()).take(MOST_KEPT).collect();
        Self {
            id: FamilyId::begin(env).0,
            user: user.cloned(),
            at: env.now,
            method,
            upstream: circumstances.upstream.cloned(),
            client: circumstances.client.cloned(),
            address: circumstances.address.map(kept),
            agent: circumstances.agent.map(kept),
            outcome,
            judged: None,
        }
    }

    /// The same with how it was judged.
    #[must_use]
    pub(crate) fn judged(self, judged: Judged) -> Self {
        Self { judged: Some(Box::new(judged)), ..self }
    }

    /// The identifier of the first sign-in that can be at this moment or later.
    pub fn first_id_at(at: Time) -> [u8; 16] {
        let millis = u64::try_from(at.as_micros() / 1000).unwrap_or_default();
        let mut id = [0; 16];
        id[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        id
    }
}
