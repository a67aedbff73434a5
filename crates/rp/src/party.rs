use crate::{Client, Keys, Provider};

/// A relying party as it stands: its registration, what the provider says of itself, and the provider's
/// keys. Every message is made and read through it; nothing is kept in it.
#[derive(Clone, Copy)]
pub struct Party<'a> {
    /// What this application is at the provider.
    pub client: &'a Client,
    /// What the provider says of itself.
    pub provider: &'a Provider,
    /// The keys that the provider publishes.
    pub keys: &'a Keys,
}
