//! One file for each thing that can be asked: load, decide, commit, answer, in that order.

pub mod account;
pub mod admin;
pub mod app;
pub mod authorize;
pub mod bundle;
pub mod ciba;
pub mod client;
pub mod client_key;
pub mod consent;
pub mod data_key;
pub mod device;
pub mod discovery;
pub mod enrol;
pub mod event;
pub mod factor;
pub mod failures;
pub mod identity;
pub mod initial_access_token;
pub mod introspect;
pub mod key;
pub mod login;
pub mod logout;
mod notice;
pub mod one_time_code;
pub mod outbox;
pub mod own_code;
pub mod passkey;
pub mod phone;
pub mod policy;
pub mod pushed;
pub mod qr;
pub mod record;
pub mod registration;
pub mod rehearsal;
pub mod respond;
pub mod revoke;
pub mod second;
pub mod select_account;
pub mod sender;
pub mod session;
pub mod token;
pub mod upstream;
pub mod upstream_keys;
pub mod upstream_logout;
pub mod upstream_record;
pub mod user;
pub mod userinfo;
pub mod way_back;

mod authenticate;
mod bearer;
mod browser;
pub mod certificate;
pub mod directory;
mod directory_login;
pub mod dpop;
mod request_object;
mod resource;
pub mod saml;
pub mod saml_logout;
mod scope;
pub(crate) mod seal;
mod sector;

use idp::model::client::Client;
use idp::{Decision, Reason, Refusal, Time};
use store::Outcome;
use tracing::{debug, error, warn};

pub use browser::Browser;

use crate::node::Node;

/// How often a decision that lost a race is made anew before the caller is asked to come again.
const MOST_TRIES: u32 = 8;

/// Counts how often one request was decided.
#[derive(Default)]
struct Tries(u32);

impl Tries {
    /// Whether nothing was decided yet.
    const fn is_first(&self) -> bool {
        self.0 == 0
    }

    /// Commits what was decided. Nothing comes back if the decision lost a race: then the facts
    /// are to be loaded and decided again, so that the loser too is answered by the rules.
    async fn commit<T>(
        &mut self,
        node: &Node,
        decision: Decision<Result<T, Refusal>>,
        now: Time,
    ) -> Result<Option<T>, Refusal> {
        let Decision { answer, effects } = decision;
        if effects.is_empty() {
            return answer.map(Some);
        }
        match node.commit(effects, now).await {
            Outcome::Done { .. } => answer.map(Some),
            Outcome::Lost(guard) => {
                self.0 += 1;
                debug!(guard = guard.as_str(), tries = self.0, "lost a race");
                if self.0 < MOST_TRIES { Ok(None) } else { Err(Refusal::new(Reason::Busy).retry_after(1)) }
            }
            Outcome::Failed(store::Error::Busy) => Err(Refusal::new(Reason::Busy).retry_after(1)),
            Outcome::Failed(error) => {
                warn!(%error, "nothing was committed");
                Err(Refusal::new(Reason::StoreUnavailable).retry_after(2).operator(error.to_string()))
            }
            Outcome::Unknown(error) => {
                error!(%error, "whether it was committed is not known");
                Err(Refusal::new(Reason::OutcomeUnknown).retry_after(2).operator(error.to_string()))
            }
        }
    }
}

/// Whoever runs this node is told which client a refusal was about, where it is one we know: what else
/// was sent in a client's place may be a secret in the wrong one.
fn about(refusal: Refusal, client: Option<&Client>) -> Refusal {
    let Some(client) = client else { return refusal };
    let seen = match &refusal.detail.operator {
        Some(seen) => format!("client {}: {seen}", client.id.as_str()),
        None => format!("client {}", client.id.as_str()),
    };
    refusal.operator(seen)
}

/// A store that cannot be read is nobody's fault who asks.
pub(crate) fn unavailable(error: store::Error) -> Refusal {
    warn!(%error, "the store cannot be read");
    Refusal::new(Reason::StoreUnavailable).retry_after(2).operator(error.to_string())
}
