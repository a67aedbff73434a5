//! Who may sign in to a service, what they are in it, and what that asks of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Authenticator, Service};
use crate::model::login_name::canonical_login_name;
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};

/// What everybody is whom nobody made anything else.
pub const USER: &str = "user";

/// Somebody whom a service invited. That they sign in is their acceptance.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Invited {
    /// Their user name, or their e-mail address, which counts once they confirmed it.
    pub who: String,
    /// What they are in the service; [`USER`] if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

impl Invited {
    fn is(&self, user: &User) -> bool {
        let confirmed = user.claims.email.as_deref().filter(|_| user.claims.email_verified == Some(true));
        let who = canonical_login_name(&self.who);
        [Some(user.username.as_str()), confirmed]
            .into_iter()
            .flatten()
            .any(|name| canonical_login_name(name) == who)
    }
}

impl Service {
    /// Refuses somebody whom the service did not invite, or who is not a member, where it asks for that.
    pub fn check_may_answer(&self, user: &User) -> Result<(), Refusal> {
        if self.invitation_required && self.invited(user).is_none() {
            return Err(Reason::ServiceInvitationMissing.into());
        }
        if self.membership_required && !self.is_member(user) {
            return Err(Reason::ServiceMembershipMissing.into());
        }
        Ok(())
    }

    /// Refuses somebody whose phone showed less than their role asks for.
    pub fn check_proven(&self, user: &User, shown: &BTreeSet<Authenticator>) -> Result<(), Refusal> {
        let role = self.role_of(user);
        let asked = self.roles.iter().find(|known| known.name == role);
        let ways = asked.map(|role| role.authenticators.as_slice()).unwrap_or_default();
        if ways.is_empty() || ways.iter().any(|way| way.is_subset(shown)) {
            return Ok(());
        }
        Err(Reason::ServiceRoleUnproven.into())
    }

    /// What somebody is in the service.
    pub fn role_of(&self, user: &User) -> &str {
        self.invited(user).and_then(|invited| invited.role.as_deref()).unwrap_or(USER)
    }

    /// Whether somebody is in one of the groups whose people are its members.
    pub fn is_member(&self, user: &User) -> bool {
        self.groups.iter().any(|group| user.groups.contains(group))
    }

    fn invited(&self, user: &User) -> Option<&Invited> {
        self.invited.iter().find(|invited| invited.is(user))
    }
}
