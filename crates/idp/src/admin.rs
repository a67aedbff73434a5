//! Who may administer: a client that acts on its own behalf and was given the scope for it.

use crate::access::{self, Facts, Read};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The scope that opens the admin API. A token that speaks for a person does not open it, whatever
/// its scope: otherwise whoever signs in at such a client would administer.
pub const SCOPE: &str = "admin";

/// The administrator this token speaks for: the client's identifier.
pub fn verify<'a>(read: Read<'a>, facts: Facts<'a>, now: Time) -> Result<&'a str, Refusal> {
    let alive = access::verify(read, facts, now)?;
    if alive.claims.cnf.is_some() {
        return Err(Refusal::new(Reason::TokenInvalid).operator("tokens bound to a key are not taken here"));
    }
    let on_its_own = alive.user.is_none() && alive.claims.sub == alive.claims.client_id;
    // The scope may have been taken from the client since.
    let still_has_it = facts.client.is_some_and(|client| client.own_scope().contains(SCOPE));
    if on_its_own && still_has_it && alive.claims.scope.contains(SCOPE) {
        Ok(&alive.claims.client_id)
    } else {
        Err(Refusal::new(Reason::ScopeInsufficient).expected(SCOPE))
    }
}
