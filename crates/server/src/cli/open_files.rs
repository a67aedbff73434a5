//! How many files this program may have open; a connection is one.

#[cfg(unix)]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tracing::warn;

/// How many are for other things than connections.
const OTHERS: usize = 256;

/// Has the system let this program open as many files as it ever does, and says how many connections of
/// those wanted there can be.
pub(super) fn connections(wanted: usize) -> usize {
    let can_be = most().saturating_sub(OTHERS).max(OTHERS);
    if can_be < wanted {
        warn!(wanted, can_be, "the system lets this program open fewer files than limits.connections");
    }
    wanted.min(can_be)
}

#[cfg(unix)]
fn most() -> usize {
    let limit = getrlimit(Resource::Nofile);
    // Programs start with few for the sake of old ones that count them in a fixed set of bits.
    let raised = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    let most = if raised.is_ok() { limit.maximum } else { limit.current };
    most.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX))
}

#[cfg(not(unix))]
const fn most() -> usize {
    usize::MAX
}
