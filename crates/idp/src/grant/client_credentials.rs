//! `client_credentials` (RFC 6749 §4.4): a client on its own behalf.

use oidc::scope::{OFFLINE_ACCESS, OPENID, Scope};

use super::Facts;
use crate::client::authenticate::AuthenticatedClient;
use crate::decision::Env;
use crate::issue::{self, Tokens};
use crate::refusal::{Reason, Refusal};

/// Issues an access token to the client itself; there is nobody to sign in, and nothing to refresh.
pub(super) fn exchange(
    client: AuthenticatedClient<'_>,
    asked: Option<&Scope>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Result<Tokens, Refusal> {
    if !client.is_confidential() {
        return Err(
            Refusal::new(Reason::GrantTypeNotRegistered).operator("a public client cannot act on its own")
        );
    }
    let allowed = client.client().own_scope();
    let scope = match asked {
        None => allowed,
        Some(asked) => {
            let granted = asked.intersection(&allowed);
            if granted.is_empty() && !asked.is_empty() {
                return Err(Refusal::new(Reason::ScopeNotAllowed).about("scope"));
            }
            granted
        }
    };
    debug_assert!(!scope.contains(OPENID) && !scope.contains(OFFLINE_ACCESS));
    issue::for_client(client.client(), &scope, facts, env)
}
