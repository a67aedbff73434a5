//! Why a directory cannot be asked.

use ldap::{Outcome, ResultCode};

/// Why a directory cannot be asked, in words for whoever runs this server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DirectoryFault {
    /// It does not answer: later it may.
    Unavailable(String),
    /// Nobody can tell whether it is the one.
    Untrusted(String),
    /// Its definition does not fit it.
    Misconfigured(String),
}

impl DirectoryFault {
    /// What it means that it does not let us in.
    pub(super) fn of_bind(name: &str, outcome: &Outcome) -> Self {
        match outcome.code {
            ResultCode::Busy | ResultCode::Unavailable => Self::Unavailable(format!("it said {outcome}")),
            ResultCode::StrongerAuthRequired => Self::Misconfigured(format!(
                "it wants TLS (start_tls, or ldaps://) before anybody signs in: {outcome}"
            )),
            _ if name.is_empty() => Self::Misconfigured(format!(
                "it answers nobody who does not say who they are (bind_dn): {outcome}"
            )),
            ResultCode::InvalidCredentials => Self::Misconfigured(format!(
                "our name or password there (bind_dn, bind_password) is wrong: {outcome}"
            )),
            _ => Self::Misconfigured(format!("it does not let us in as {name} (bind_dn): {outcome}")),
        }
    }

    /// What it means that it does not look below an entry for us; `member` names that entry.
    pub(super) fn of_search(member: &str, outcome: &Outcome) -> Self {
        match outcome.code {
            ResultCode::NoSuchObject => {
                Self::Misconfigured(format!("{member} is not there, or we may not see it: {outcome}"))
            }
            ResultCode::InvalidDnSyntax => {
                Self::Misconfigured(format!("{member} is no name of an entry there: {outcome}"))
            }
            ResultCode::InsufficientAccessRights => {
                Self::Misconfigured(format!("we may not look below {member}: {outcome}"))
            }
            ResultCode::Busy | ResultCode::Unavailable => Self::Unavailable(format!("it said {outcome}")),
            _ => Self::Misconfigured(format!("it does not look below {member}: {outcome}")),
        }
    }
}

impl std::fmt::Display for DirectoryFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::Unavailable(why) | Self::Untrusted(why) | Self::Misconfigured(why)) = self;
        f.write_str(why)
    }
}

impl std::error::Error for DirectoryFault {}
