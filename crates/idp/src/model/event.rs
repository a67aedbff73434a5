//! The audit record: who changed what of whom, and when. Written in the commit of the change itself, so that
//! there is no change without its event, and no event without its change.

use std::fmt;

use serde_json::{Map, Value};

use super::ClientId;
use super::family::FamilyId;
use super::user::UserId;
use crate::decision::Env;
use crate::time::Time;

/// Something that was changed.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// The identifier; ordered by time.
    pub id: EventId,
    /// When.
    pub at: Time,
    /// What was done.
    pub kind: EventKind,
    /// By whom.
    pub actor: Actor,
    /// To whose account; it may be gone since.
    pub user: Option<UserId>,
    /// To which client, or through which.
    pub client: Option<ClientId>,
    /// What else there is to say of it, by plain names. Never a secret, and never what was there before.
    pub about: Map<String, Value>,
}

impl Event {
    /// Something that is done now, to this person's account.
    pub(crate) fn of_user(kind: EventKind, actor: &Actor, user: &UserId, env: &mut Env<'_>) -> Self {
        Self { user: Some(user.clone()), ..Self::of_nobody(kind, actor, env) }
    }

    /// Something that is done now, to no account.
    pub(crate) fn of_nobody(kind: EventKind, actor: &Actor, env: &mut Env<'_>) -> Self {
        Self {
            id: EventId(FamilyId::begin(env).0),
            at: env.now,
            kind,
            actor: actor.clone(),
            user: None,
            client: None,
            about: Map::new(),
        }
    }

    /// With one thing more to say of it.
    pub(crate) fn about(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.about.insert(name.to_owned(), value.into());
        self
    }
}

/// An event's identifier: the milliseconds at which it happened, then 80 random bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EventId(pub [u8; 16]);

impl EventId {
    /// The identifier as it is written outside: 22 characters of base64url.
    pub fn text(self) -> String {
        jose::base64url::encode(self.0)
    }

    /// The identifier written so, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        jose::base64url::decode(text).ok()?.try_into().ok().map(Self)
    }
}

/// Who does something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Actor {
    /// A person, to their own account.
    User(UserId),
    /// A client that administers.
    Client(ClientId),
    /// Somebody at the command line of a server.
    CommandLine,
    /// The server by itself.
    Server,
}

impl Actor {
    /// Who is written so, as [`Display`](fmt::Display) writes it.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some(("user", id)) => Some(Self::User(UserId::new(id))),
            Some(("client", id)) => Some(Self::Client(ClientId::new(id))),
            None if text == "command_line" => Some(Self::CommandLine),
            None if text == "server" => Some(Self::Server),
            _ => None,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Client(id) => write!(f, "client:{id}"),
            Self::CommandLine => f.write_str("command_line"),
            Self::Server => f.write_str("server"),
        }
    }
}

/// What can be done, as a noun and a verb.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EventKind {
    /// An account was made.
    UserCreate,
    /// What is known of a person was changed.
    UserChange,
    /// A person was kept from signing in.
    UserDisable,
    /// A person was let in again.
    UserEnable,
    /// An account was removed.
    UserRemove,
    /// A person took along what is kept of them.
    DataExport,
    /// A password was set, or another one.
    PasswordSet,
    /// A forgotten password was renewed, by a link that was sent.
    PasswordReset,
    /// A factor was added.
    FactorAdd,
    /// A factor was removed.
    FactorRemove,
    /// A factor was used as a copy of it would be.
    FactorSuspect,
    /// Somebody was invited to make an account.
    UserInvite,
    /// An invitation was withdrawn before anybody used it.
    InvitationWithdraw,
    /// All second factors of a person were removed, since they have lost them.
    FactorReset,
    /// A policy was set, live or in the shadow.
    PolicySet,
    /// A phone was added that answers for its person.
    PhoneAdded,
    /// A phone was removed.
    PhoneRemoved,
    /// A person said on their phone that what they were asked was not begun by them.
    PhoneNotMe,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::UserCreate,
        Self::UserInvite,
        Self::InvitationWithdraw,
        Self::UserChange,
        Self::UserDisable,
        Self::UserEnable,
        Self::UserRemove,
        Self::DataExport,
        Self::PasswordSet,
        Self::PasswordReset,
        Self::FactorAdd,
        Self::FactorRemove,
        Self::FactorSuspect,
        Self::PolicySet,
        Self::FactorReset,
        Self::PhoneAdded,
        Self::PhoneRemoved,
        Self::PhoneNotMe,
    ];

    /// The stable name, kept in the store and told outside.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserCreate => "user.create",
            Self::UserInvite => "user.invite",
            Self::InvitationWithdraw => "invitation.withdraw",
            Self::UserChange => "user.change",
            Self::UserDisable => "user.disable",
            Self::UserEnable => "user.enable",
            Self::UserRemove => "user.remove",
            Self::DataExport => "data.export",
            Self::PasswordSet => "password.set",
            Self::PasswordReset => "password.reset",
            Self::FactorAdd => "factor.add",
            Self::FactorRemove => "factor.remove",
            Self::FactorSuspect => "factor.suspect",
            Self::PolicySet => "policy.set",
            Self::FactorReset => "factor.reset",
            Self::PhoneAdded => "phone.added",
            Self::PhoneRemoved => "phone.removed",
            Self::PhoneNotMe => "phone.not_me",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Which events are asked for.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// Only those about this person's account.
    pub user: Option<UserId>,
    /// Only those of this kind.
    pub kind: Option<EventKind>,
    /// Only those older than this one.
    pub before: Option<EventId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actors_and_kinds_are_read_as_they_are_written() {
        let user = Actor::User(UserId::new("a:b"));
        for actor in [user, Actor::Client(ClientId::new("ops")), Actor::CommandLine, Actor::Server] {
            assert_eq!(Actor::parse(&actor.to_string()), Some(actor));
        }
        assert_eq!(Actor::parse("pigeon"), None);
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.as_str()), Some(kind));
        }
    }
}
