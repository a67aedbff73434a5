//! The end of linking: whom the upstream vouches for leads to the account of the person who went there.

use super::fail::failed;
use super::settle::{SettleFacts, Settled, leads_to};
use crate::decision::Env;
use crate::effect::Effect;
use crate::login::password::Onward;
use crate::login::session;
use crate::login::under_way::{Link, UnderWay};
use crate::model::linked_identity::SubjectHash;
use crate::refusal::{Reason, Refusal};

/// Links the identity to the account of whoever began, and is signed in still; signs nobody in. An identity
/// that leads to somebody else stays theirs.
pub(super) fn link(
    login: UnderWay<'_>,
    link: &Link,
    subject: SubjectHash,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Settled, Refusal> {
    let SettleFacts { authorize, upstream, linked, .. } = facts;
    let who = authorize.standing.map(|standing| session::revive(standing, env.now)).transpose()?.flatten();
    let refusal = if who.is_none_or(|who| *who.user() != link.user) {
        Some(Refusal::new(Reason::LoginUnknown).operator("who began to link is not signed in any more"))
    } else {
        linked.filter(|other| other.id != link.user).map(|_| Reason::IdentityTaken.into())
    };
    if let Some(refusal) = refusal {
        return Err(failed(login, &upstream.id, Some(&link.user), refusal, authorize, env));
    }
    let onward = login.account().map_or(Onward::Front, Onward::Account);
    effects.push(leads_to(upstream, subject, &link.user, env));
    effects.extend(login.finish());
    Ok(Settled { onward, user: link.user.clone(), session_cookie: None })
}
