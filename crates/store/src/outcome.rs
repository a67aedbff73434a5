//! How a commit ends.

use std::fmt;

use crate::error::Error;

/// How a commit ended.
#[must_use = "nothing may be answered before the outcome is known"]
#[derive(Debug)]
pub enum Outcome {
    /// Everything holds, durably.
    Done {
        /// The number of the last change this commit wrote to the change log; 0 if it wrote none.
        changes: i64,
    },
    /// Someone else was quicker: nothing holds. Load and decide again.
    Lost(Guard),
    /// Nothing holds, for certain.
    Failed(Error),
    /// The connection or the COMMIT itself broke: all of it may hold, or nothing. Never decide again.
    Unknown(Error),
}

/// The guard that no longer held.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Guard {
    /// A ticket that has not expired stands under the key.
    TicketTaken,
    /// The ticket to be spent is spent, expired or gone.
    TicketSpent,
    /// The ticket to be advanced has another version, is spent, expired or gone.
    TicketMoved,
    /// The person's record has another version, or is gone.
    UserMoved,
    /// The credential has another version, or is gone.
    CredentialMoved,
    /// Another person has one of the login names.
    LoginNameTaken,
    /// The client's record has another version, or is gone.
    ClientMoved,
    /// The signing keys are others than those that were read.
    KeysMoved,
    /// The resource has another version, or is gone.
    ResourceMoved,
    /// The scope has another version, or is gone.
    ScopeMoved,
    /// The upstream has another version, or is gone.
    UpstreamMoved,
    /// The sender has another version, or is gone.
    SenderMoved,
    /// The directory has another version, or is gone.
    DirectoryMoved,
    /// A domain of e-mail addresses leads to another directory or upstream.
    EmailDomainTaken,
    /// Another policy was set meanwhile.
    PolicyMoved,
    /// The initial access token is used up, expired or gone.
    InitialAccessTokenUsed,
    /// What the person allowed the client was changed or taken back, or is there already; or one of them is
    /// gone.
    ConsentMoved,
    /// The upstream's person leads to another account, or the account is gone.
    IdentityLinked,
    /// Another node has taken the message, or it is settled.
    MessageTaken,
}

impl Guard {
    /// The stable name, for logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TicketTaken => "ticket_taken",
            Self::TicketSpent => "ticket_spent",
            Self::TicketMoved => "ticket_moved",
            Self::UserMoved => "user_moved",
            Self::CredentialMoved => "credential_moved",
            Self::LoginNameTaken => "login_name_taken",
            Self::ClientMoved => "client_moved",
            Self::KeysMoved => "keys_moved",
            Self::ResourceMoved => "resource_moved",
            Self::ScopeMoved => "scope_moved",
            Self::UpstreamMoved => "upstream_moved",
            Self::SenderMoved => "sender_moved",
            Self::DirectoryMoved => "directory_moved",
            Self::EmailDomainTaken => "email_domain_taken",
            Self::PolicyMoved => "policy_moved",
            Self::InitialAccessTokenUsed => "initial_access_token_used",
            Self::ConsentMoved => "consent_moved",
            Self::IdentityLinked => "identity_linked",
            Self::MessageTaken => "message_taken",
        }
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
