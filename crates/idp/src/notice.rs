//! Notices: a person is told by mail when what proves them changes, whoever changed it. Who opens a way into
//! somebody's account, or closes theirs, is not to do so in silence.
//!
//! What is told is read off the events that a decision leaves in the audit record, so that there is no such
//! change without its notice; the words are written before the commit, and the mail is one of its effects.

use std::time::Duration;

use crate::decision::Env;
use crate::effect::Effect;
use crate::model::credential::CredentialKind;
use crate::model::event::{Event, EventKind};
use crate::model::mail::{Mail, MailAddress};
use crate::model::message::Message;
use crate::model::user::User;

/// For so long a notice is worth sending.
const WORTH_SENDING: Duration = Duration::from_hours(72);

/// What a notice is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Subject {
    /// An authenticator app was added.
    AppAdded,
    /// A passkey was added.
    PasskeyAdded,
    /// Recovery codes were made.
    CodesMade,
    /// An authenticator app was removed.
    AppRemoved,
    /// A passkey was removed.
    PasskeyRemoved,
    /// Recovery codes were removed.
    CodesRemoved,
    /// All of what proved the person further was removed, since it was said to be lost.
    FactorsReset,
    /// A passkey was used as a copy of it would be.
    PasskeyCopied,
    /// Another password was set.
    PasswordSet,
    /// The account was removed.
    AccountRemoved,
    /// The e-mail address is another, or is known to be the person's no more.
    EmailChanged,
    /// The mobile number is another.
    NumberChanged,
    /// A phone was added that answers for the person.
    PhoneAdded,
    /// A phone was removed.
    PhoneRemoved,
}

impl Subject {
    /// Every one.
    pub const ALL: [Self; 14] = [
        Self::AppAdded,
        Self::PasskeyAdded,
        Self::CodesMade,
        Self::AppRemoved,
        Self::PasskeyRemoved,
        Self::CodesRemoved,
        Self::FactorsReset,
        Self::PasskeyCopied,
        Self::PasswordSet,
        Self::AccountRemoved,
        Self::EmailChanged,
        Self::NumberChanged,
        Self::PhoneAdded,
        Self::PhoneRemoved,
    ];

    /// What an event is told as; of most nothing is.
    fn of(event: &Event) -> Option<Self> {
        let factor = || event.about.get("factor").and_then(|it| CredentialKind::parse(it.as_str()?));
        match event.kind {
            EventKind::FactorAdd => match factor()? {
                CredentialKind::Totp => Some(Self::AppAdded),
                CredentialKind::Passkey => Some(Self::PasskeyAdded),
                CredentialKind::RecoveryCodes => Some(Self::CodesMade),
                CredentialKind::Password | CredentialKind::Device | CredentialKind::Phone => None,
            },
            EventKind::FactorRemove => match factor()? {
                CredentialKind::Totp => Some(Self::AppRemoved),
                CredentialKind::Passkey => Some(Self::PasskeyRemoved),
                CredentialKind::RecoveryCodes => Some(Self::CodesRemoved),
                CredentialKind::Password | CredentialKind::Device | CredentialKind::Phone => None,
            },
            EventKind::UserChange => {
                let changed = |name: &str| members(event).any(|member| member == name);
                if changed("email") {
                    return Some(Self::EmailChanged);
                }
                changed("phone_number").then_some(Self::NumberChanged)
            }
            EventKind::FactorSuspect => Some(Self::PasskeyCopied),
            EventKind::FactorReset => Some(Self::FactorsReset),
            EventKind::PhoneAdded => Some(Self::PhoneAdded),
            EventKind::PhoneRemoved => Some(Self::PhoneRemoved),
            EventKind::PasswordSet => Some(Self::PasswordSet),
            EventKind::UserRemove => Some(Self::AccountRemoved),
            // A password renewed by link has a letter of its own.
            EventKind::PasswordReset
            | EventKind::UserCreate
            | EventKind::UserDisable
            | EventKind::UserEnable
            | EventKind::UserInvite
            | EventKind::InvitationWithdraw
            | EventKind::DataExport
            | EventKind::PolicySet
            | EventKind::PhoneNotMe => None,
        }
    }
}

/// Which members of the account an event says that it changed.
fn members(event: &Event) -> impl Iterator<Item = &str> {
    let members = event.about.get("members").and_then(|members| members.as_array());
    members.into_iter().flatten().filter_map(|member| member.as_str())
}

/// A notice that is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// What it is about.
    pub subject: Subject,
    /// What the person calls the factor.
    pub name: Option<String>,
    /// Where it goes.
    pub to: MailAddress,
}

/// The notice that these effects owe this person, as they were before: at the address that was theirs then, if that
/// is known to be theirs. Of several events the first is told, which the others come with.
pub fn due(effects: &[Effect], user: &User) -> Option<Notice> {
    let theirs = effects.iter().filter_map(|effect| match effect {
        Effect::PutEvent(event) if event.user.as_ref() == Some(&user.id) => Some(event),
        _ => None,
    });
    let subjects = theirs.filter_map(|event| Some((event, Subject::of(event)?)));
    // Another address matters less than another password.
    let (event, subject) = subjects
        .min_by_key(|(_, subject)| matches!(subject, Subject::EmailChanged | Subject::NumberChanged))?;
    let to = user.claims.email.as_deref().filter(|_| user.claims.email_verified == Some(true))?;
    let name = event.about.get("name").and_then(|name| name.as_str()).map(str::to_owned);
    Some(Notice { subject, name, to: MailAddress::parse(to)? })
}

/// The notice as it goes out with the change.
pub fn send(mail: &Mail, user: &User, env: &mut Env<'_>) -> Effect {
    Effect::PutMessage(Message::mail(mail, Some(user.id.clone()), env.now + WORTH_SENDING, env))
}
