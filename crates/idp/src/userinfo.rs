//! The userinfo endpoint (OpenID Connect Core §5.3).

use oidc::claims::UserInfo;
use oidc::scope::OPENID;

use crate::access::{self, Facts, Read};
use crate::decision::Decision;
use crate::issue::user_claims;
use crate::model::offered::Offered;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What a token's scope opens of the person it speaks for, and what was granted by name.
pub fn decide(
    read: Read<'_>,
    facts: Facts<'_>,
    offered: &Offered,
    now: Time,
) -> Decision<Result<UserInfo<'static>, Refusal>> {
    Decision::answer(tell(read, facts, offered, now))
}

fn tell(
    read: Read<'_>,
    facts: Facts<'_>,
    offered: &Offered,
    now: Time,
) -> Result<UserInfo<'static>, Refusal> {
    let alive = access::verify(read, facts, now)?;
    let scope = &alive.claims.scope;
    if !scope.contains(OPENID) {
        return Err(Refusal::new(Reason::ScopeInsufficient).expected(OPENID));
    }
    let user = alive.user.ok_or(Reason::TokenRevoked)?;
    Ok(UserInfo {
        sub: alive.claims.sub.clone().into_owned().into(),
        iss: None,
        aud: None,
        person: match facts.family {
            Some(family) => {
                let by_scope = user_claims::released(user, scope, offered);
                user_claims::and_requested(by_scope, &family.claims.userinfo, user)
            }
            None => user_claims::released(user, scope, offered),
        },
    })
}
