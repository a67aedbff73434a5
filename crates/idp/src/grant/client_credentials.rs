//! `client_credentials` (RFC 6749 §4.4): a client on its own behalf.

use oidc::scope::{OFFLINE_ACCESS, OPENID};

use super::Facts;
use crate::client::authenticate::AuthenticatedClient;
use crate::decision::Env;
use crate::issue::given::Asked;
use crate::issue::{self, Tokens};
use crate::refusal::{Reason, Refusal};
use crate::resource::target::Target;

/// Issues an access token to the client itself; there is nobody to sign in, and nothing to refresh.
pub(super) fn exchange(
    client: AuthenticatedClient<'_>,
    asked: Asked<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Result<Tokens, Refusal> {
    if !client.is_confidential() {
        return Err(
            Refusal::new(Reason::GrantTypeNotRegistered).operator("a public client cannot act on its own")
        );
    }
    let client = client.client();
    let target = Target::of(asked.resources, client, facts.issuer, facts.offered)?;
    // What a scope of our own releases is told of people, and there is none.
    let own = client.own_scope().filter(|name| facts.offered.scope(name).is_none());
    let allowed = target.carried(&own, facts.offered);
    let scope = match asked.scope {
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
    issue::for_client(client, &target, &scope, facts, env)
}
