//! A password that somebody chooses, and what they are advised before it is taken.

use idp::Refusal;
use idp::login::factor::password::advice::{Advice, advise};
use jose::secret::Secret;

use crate::flow::login::busy;
use crate::node::Node;

/// A password that somebody wants.
pub struct Choice {
    /// As it was typed.
    pub password: Secret<String>,
    /// Whether they want it even if it is easy to guess.
    pub insists: bool,
}

/// What came of choosing.
pub enum Chosen<T> {
    /// The password was taken.
    Taken(T),
    /// Nothing was done: something better is advised first.
    Advised(Advice),
}

/// What to advise somebody whose password whoever guesses it begins with these words; nothing is weighed for who
/// wants it all the same.
pub(super) async fn advice(
    node: &Node,
    choice: &Choice,
    expected: impl FnOnce(&str) -> Vec<String>,
) -> Result<Option<Advice>, Refusal> {
    if choice.insists {
        return Ok(None);
    }
    let base = url::Url::parse(&node.issuer.base).ok();
    let expected = expected(base.as_ref().and_then(url::Url::host_str).unwrap_or_default());
    let password = Secret::new(choice.password.expose().clone());
    let estimate = node.hasher.weigh(password, expected).await.map_err(busy)?;
    Ok(advise(estimate, choice.insists))
}
