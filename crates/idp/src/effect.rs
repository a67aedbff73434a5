//! Everything this platform can do to the world.
//!
//! The list is short and complete. Each effect is guarded where two requests could want the same
//! thing; a guard that no longer holds loses the whole commit, and the request is decided again.

use crate::model::client::Client;
use crate::model::consent::Consent;
use crate::model::credential::{Credential, CredentialId, CredentialKind, Used};
use crate::model::directory::{Directory, DirectoryId};
use crate::model::event::Event;
use crate::model::family::{Family, FamilyId};
use crate::model::initial_access_token::InitialAccessToken;
use crate::model::key::KeyRecord;
use crate::model::linked_identity::{LinkedIdentity, SubjectHash};
use crate::model::message::{Message, MessageId, Settled};
use crate::model::policy::Policy;
use crate::model::resource::Resource;
use crate::model::scope::Scope;
use crate::model::sender::{Sender, SenderId};
use crate::model::sign_in::SignIn;
use crate::model::ticket::{Ticket, TicketKey};
use crate::model::upstream::{Upstream, UpstreamId};
use crate::model::user::{User, UserId};
use crate::model::{ClientId, Version};
use crate::time::Time;

/// One change. A decision's effects are committed together or not at all.
#[derive(Debug)]
pub enum Effect {
    /// Keep a new ticket; lost if one that has not expired stands under the same key.
    Put(Ticket),
    /// Use a ticket up; lost if it is spent, expired or gone.
    Spend(TicketKey),
    /// Replace a ticket's body and lifetime; lost if its version is no longer `from`, or it is spent or expired.
    Advance(Advance),
    /// Let a ticket live until `expires_at`, never past its `ends_at`. Never lost: the later end wins.
    Extend {
        /// The ticket.
        key: TicketKey,
        /// Its new end by idleness.
        expires_at: Time,
    },
    /// Begin a family; its id is random, so nothing can stand in the way.
    PutFamily(Family),
    /// End a family and everything that hangs on it. Never lost: ending twice is ending.
    Revoke {
        /// The family.
        family: FamilyId,
        /// Why, for whoever asks later.
        because: RevokedBecause,
    },
    /// End everything a client was granted by a person, whatever it hangs on. Never lost.
    RevokeGrants {
        /// The person.
        user: UserId,
        /// The client.
        client: ClientId,
        /// Why, for whoever asks later.
        because: RevokedBecause,
    },
    /// Create or replace a person; lost if the stored version is not the expected one or a login name is taken.
    PutUser(Expected<Box<User>>),
    /// Remove a person with credentials and consents; families end because the person is gone. Lost if the
    /// stored version is another, or the person is gone already.
    DeleteUser {
        /// The person.
        id: UserId,
        /// The version that was read.
        version: Version,
    },
    /// Create or replace what proves a person; lost if the person is gone, or somebody else has one of the
    /// same identifier.
    PutCredential(Credential),
    /// Note that a credential proved its person, and what is kept of it from now on; lost if its version is no
    /// longer `from`. So of two that use the same code or counter, one wins.
    UseCredential(Used),
    /// Call a credential something else; lost if it is gone.
    NameCredential {
        /// The credential.
        id: CredentialId,
        /// What the person calls it.
        name: Option<String>,
    },
    /// Remove a credential; lost if it is gone already.
    DeleteCredential(CredentialId),
    /// Remove all credentials of a kind from a person. Never lost.
    DeleteCredentials {
        /// The person.
        user: UserId,
        /// The kind.
        kind: CredentialKind,
    },
    /// Create or replace a client; lost if the stored version is not the expected one.
    PutClient(Expected<Box<Client>>),
    /// Remove a client; its families end because the client is gone. Lost if the stored version is another,
    /// or the client is gone already.
    DeleteClient {
        /// The client.
        id: ClientId,
        /// The version that was read.
        version: Version,
    },
    /// Create or replace a resource; lost if the stored version is not the expected one.
    PutResource(Expected<Resource>),
    /// Remove a resource. Lost if the stored version is another, or it is gone already.
    DeleteResource {
        /// The resource.
        identifier: String,
        /// The version that was read.
        version: Version,
    },
    /// Create or replace a scope of our own; lost if the stored version is not the expected one.
    PutScope(Expected<Scope>),
    /// Remove a scope of our own. Lost if the stored version is another, or it is gone already.
    DeleteScope {
        /// The scope.
        name: String,
        /// The version that was read.
        version: Version,
    },
    /// Create or replace an upstream; lost if the stored version is not the expected one, or a domain of e-mail
    /// addresses leads elsewhere.
    PutUpstream(Expected<Box<Upstream>>),
    /// Remove an upstream. Lost if the stored version is another, or it is gone already.
    DeleteUpstream {
        /// The upstream.
        id: UpstreamId,
        /// The version that was read.
        version: Version,
    },
    /// Create or replace a sender; lost if the stored version is not the expected one.
    PutSender(Expected<Box<Sender>>),
    /// Remove a sender. Lost if the stored version is another, or it is gone already.
    DeleteSender {
        /// The sender.
        id: SenderId,
        /// The version that was read.
        version: Version,
    },
    /// Create or replace a directory; lost if the stored version is not the expected one, or a domain of e-mail
    /// addresses leads elsewhere.
    PutDirectory(Expected<Box<Directory>>),
    /// Remove a directory. Lost if the stored version is another, or it is gone already.
    DeleteDirectory {
        /// The directory.
        id: DirectoryId,
        /// The version that was read.
        version: Version,
    },
    /// Keep a policy, which is in force from now on; lost if another was set since the one before it was read.
    PutPolicy(Box<Policy>),
    /// Keep a new initial access token; its id is random, so nothing can stand in the way.
    PutInitialAccessToken(Box<InitialAccessToken>),
    /// Use an initial access token once more; lost if it is used up, expired or gone.
    UseInitialAccessToken(String),
    /// Forget an initial access token. Never lost.
    DeleteInitialAccessToken(String),
    /// Count a change of the signing keys; lost if they have changed since this version was read. It goes
    /// with what changes them, so that two nodes never make the same key.
    MoveKeys {
        /// The version that was read; it becomes one more.
        from: Version,
    },
    /// Create or replace a signing key by its `kid`.
    PutKey(KeyRecord),
    /// Let a signing key be published until then and no longer. Never lost.
    RetireKey {
        /// The key.
        kid: String,
        /// Its last moment in the published set.
        published_until: Time,
    },
    /// Forget a signing key.
    DeleteKey(String),
    /// Remember what a person allowed a client; lost if what was remembered is no longer what was read.
    PutConsent(Expected<Box<Consent>>),
    /// Forget what a person allowed a client. Never lost.
    DeleteConsent {
        /// The person.
        user: UserId,
        /// The client.
        client: ClientId,
    },
    /// Have a message sent, once this is committed.
    PutMessage(Message),
    /// Take a message to send it; lost if sending it was begun more than `from` times, or it is settled.
    TakeMessage {
        /// The message.
        id: MessageId,
        /// How often sending it was begun before; it becomes one more.
        from: u32,
        /// Until when nobody else takes it.
        until: Time,
    },
    /// Send a message again later; lost if somebody else took it meanwhile.
    PutOffMessage {
        /// The message.
        id: MessageId,
        /// How often sending it was begun.
        attempts: u32,
        /// When it is due again.
        due_at: Time,
        /// What stood in the way.
        error: String,
    },
    /// Send a message no more, and wipe what it said; lost if somebody else took it meanwhile.
    SettleMessage {
        /// The message.
        id: MessageId,
        /// How often sending it was begun.
        attempts: u32,
        /// What became of it.
        settled: Settled,
        /// The sender that it left by, where one was chosen among several.
        sender: Option<SenderId>,
        /// What stood in the way.
        error: Option<String>,
        /// Until when the record of it is kept.
        keep_until: Time,
    },
    /// Remember a sign-in, or a try at one; lost if the person is gone.
    PutSignIn(SignIn),
    /// Write something into the audit record; its id is random, so nothing can stand in the way.
    PutEvent(Event),
    /// Have an upstream's person lead to an account from now on, or remember that it did; lost if they lead to
    /// another account, or the account is gone.
    LinkIdentity(LinkedIdentity),
    /// Have an upstream's person lead to this account no more. Never lost.
    UnlinkIdentity {
        /// The upstream.
        upstream: UpstreamId,
        /// Who it is there.
        subject: SubjectHash,
        /// Whose account it is.
        user: UserId,
    },
}

/// A ticket's next state; see [`Effect::Advance`].
#[derive(Debug)]
pub struct Advance {
    /// The ticket.
    pub key: TicketKey,
    /// The version it must still have; it becomes one more.
    pub from: Version,
    /// The new end.
    pub expires_at: Time,
    /// Until when the row is kept.
    pub keep_until: Time,
    /// The new body.
    pub body: Vec<u8>,
}

/// A record to store, and the version that must be there before.
#[derive(Debug)]
pub struct Expected<T> {
    /// The version now stored, or nothing if the record must be new.
    pub replaces: Option<Version>,
    /// What to store; its version becomes one more than `replaces`, or 1.
    pub record: T,
}

/// Why a family was ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RevokedBecause {
    /// Its authorization code was presented a second time.
    CodeReplayed,
    /// Its code was presented wrongly, which ends a code (one attempt each).
    CodeMisused,
    /// A refresh token that had already been exchanged was presented again.
    RefreshTokenReplayed,
    /// The client asked for it (RFC 7009).
    RevokedByClient,
    /// The person signed out.
    SignedOut,
    /// A newer sign-in in the same browser took its place.
    Replaced,
    /// The person ended it from elsewhere.
    EndedByPerson,
    /// An administrator ended it.
    EndedByAdministrator,
    /// The person, or an administrator for them, took back what the client was allowed.
    ConsentWithdrawn,
    /// The upstream it began at says that it is over there.
    EndedByUpstream,
    /// The person was disabled.
    PersonDisabled,
    /// The person was given another password.
    PasswordChanged,
    /// The person's account was removed.
    PersonRemoved,
}

impl RevokedBecause {
    /// The stable name kept in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CodeReplayed => "code_replayed",
            Self::CodeMisused => "code_misused",
            Self::RefreshTokenReplayed => "refresh_token_replayed",
            Self::RevokedByClient => "revoked_by_client",
            Self::SignedOut => "signed_out",
            Self::Replaced => "replaced",
            Self::EndedByPerson => "ended_by_person",
            Self::EndedByAdministrator => "ended_by_administrator",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::EndedByUpstream => "ended_by_upstream",
            Self::PersonDisabled => "person_disabled",
            Self::PasswordChanged => "password_changed",
            Self::PersonRemoved => "person_removed",
        }
    }
}
