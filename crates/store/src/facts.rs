//! What the loads return where the mind has no name of its own for it.

use idp::Time;
use idp::model::consent::Consent;
use idp::model::credential::Credential;
use idp::model::ticket::TicketFacts;
use idp::model::user::User;

/// A browser's session with all that hangs on it.
pub struct SessionFacts {
    /// The session's ticket, with the state of its family.
    pub ticket: TicketFacts,
    /// Whose session it is.
    pub user: User,
    /// What that person allowed the client that was asked about.
    pub consent: Option<Consent>,
}

/// A person, found by a login name.
pub struct Person {
    /// The record.
    pub user: User,
    /// What proves the person.
    pub credentials: Vec<Credential>,
    /// What the person allowed the client that was asked about.
    pub consent: Option<Consent>,
}

/// What changed since a given number, of the things that nodes keep in memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changes {
    /// Everything up to this number is in `entries`, or was before.
    pub last: i64,
    /// The last change of each changed thing, in the order of their commits.
    pub entries: Vec<Change>,
    /// What the database's clock showed; only from PostgreSQL, where many nodes share one.
    pub database_time: Option<Time>,
}

/// One entry of the change log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its number.
    pub seq: i64,
    /// What changed.
    pub kind: ChangeKind,
    /// Which: a client's or resource's identifier, a key's `kid`, a scope's name, an upstream's or directory's identifier.
    pub id: String,
}

/// What nodes keep in memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChangeKind {
    /// A client.
    Client,
    /// A signing key.
    SigningKey,
    /// A resource.
    Resource,
    /// A scope of our own.
    Scope,
    /// An upstream.
    Upstream,
    /// A sender.
    Sender,
    /// A directory.
    Directory,
    /// A policy, live or shadow.
    Policy,
}

impl ChangeKind {
    /// The stable name kept in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::SigningKey => "signing_key",
            Self::Resource => "resource",
            Self::Scope => "scope",
            Self::Upstream => "upstream",
            Self::Sender => "sender",
            Self::Directory => "directory",
            Self::Policy => "policy",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        let all = [
            Self::Client,
            Self::SigningKey,
            Self::Resource,
            Self::Scope,
            Self::Upstream,
            Self::Sender,
            Self::Directory,
            Self::Policy,
        ];
        all.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What one sweep removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Swept {
    /// Tickets that need no longer be known.
    pub tickets: u64,
    /// Families whose end has come.
    pub families: u64,
    /// Records of deliveries that were kept long enough.
    pub messages: u64,
}
