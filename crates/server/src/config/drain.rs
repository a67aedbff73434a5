//! How a node comes to its end.

use std::time::Duration;

use super::error::Error;
use super::layers::Layers;

/// How a node comes to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Drain {
    /// How long it says that it is not ready while it still takes requests.
    pub wait: Duration,
    /// How long what is under way then has to finish.
    pub within: Duration,
}

/// A node nobody balances: it waits for nobody to notice.
impl Default for Drain {
    fn default() -> Self {
        Self { wait: Duration::ZERO, within: Duration::from_secs(20) }
    }
}

pub(super) fn parse(layers: &Layers) -> Result<Drain, Error> {
    let seconds = |name, least| Ok(Duration::from_secs(layers.number(name, least..=600)?.into()));
    Ok(Drain { wait: seconds("server.drain_wait", 0)?, within: seconds("server.drain_within", 1)? })
}
