//! The factors a person can prove themselves with: one file each.

pub mod directory;
pub mod email_otp;
pub mod passkey;
pub mod password;
pub mod phone;
pub mod recovery_code;
pub mod sms_otp;
pub mod totp;
pub mod upstream;

use std::sync::Arc;

pub(crate) use super::method::MFA;
pub use super::method::{Kind, Method};

use super::one_time_code::Address;
use crate::model::credential::{Credential, CredentialKind};
use crate::model::settings::Settings;
use crate::model::told::Told;
use crate::model::upstream::Upstream;
use crate::model::user::{User, UserId};
use crate::time::Time;

/// A factor proven just now, by this person. Made only by a factor; the only thing a login grows by.
#[derive(Debug)]
pub struct Proof {
    user: UserId,
    user_as_of: Time,
    method: Method,
    /// When it was given, where that was not now.
    given_at: Option<Time>,
    /// Whether it is two factors in one.
    is_twofold: bool,
    /// Whether it was given by a key that cannot leave its device.
    is_bound: bool,
    told: Option<Arc<Told>>,
}

impl Proof {
    /// A proof of one factor, given now by this person.
    pub(in crate::login) fn of(user: &User, method: Method) -> Self {
        Self {
            user: user.id.clone(),
            user_as_of: user.sessions_valid_from,
            method,
            given_at: None,
            is_twofold: false,
            is_bound: false,
            told: None,
        }
    }

    /// Whose proof it is.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// That person's `sessions_valid_from` as they were found.
    pub(crate) fn user_as_of(&self) -> Time {
        self.user_as_of
    }

    /// How it was given.
    pub fn method(&self) -> Method {
        self.method
    }

    /// When it was given; never later than now.
    pub(crate) fn given_at(&self, now: Time) -> Time {
        self.given_at.map_or(now, |given_at| given_at.min(now))
    }

    /// Whether it is two factors in one.
    pub(crate) fn is_twofold(&self) -> bool {
        self.is_twofold
    }

    /// Whether it was given by a key that cannot leave its device.
    pub(crate) fn is_bound(&self) -> bool {
        self.is_bound
    }

    /// What an upstream told along with it.
    pub(crate) fn told(&self) -> Option<&Arc<Told>> {
        self.told.as_ref()
    }
}

/// Whose factors are asked about.
#[derive(Clone, Copy)]
pub struct Having<'a> {
    /// The person.
    pub user: &'a User,
    /// What proves them.
    pub credentials: &'a [Credential],
    /// The upstream that they came by, if they did, and what it told.
    pub came_by: Option<(&'a Told, &'a Upstream)>,
    /// The platform's settings.
    pub settings: &'a Settings,
}

/// A factor that a person can use, and what a page may show of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offered {
    /// Which.
    pub method: Method,
    /// Where a code is sent, masked.
    pub to: Option<String>,
}

/// Those of these that the person can use, in the order in which they are offered.
pub fn offered(any_of: &[Method], having: Having<'_>) -> Vec<Offered> {
    let asked = Method::SECOND.into_iter().filter(|method| any_of.contains(method));
    asked.filter_map(|method| offer(method, having)).collect()
}

/// The factors that a person set up themselves, recovery codes aside.
pub(crate) fn own<'a>(credentials: impl IntoIterator<Item = &'a Credential>) -> Vec<Method> {
    let method = |credential: &Credential| match credential.kind {
        CredentialKind::Totp => Some(Method::Totp),
        CredentialKind::Passkey => Some(Method::Passkey),
        CredentialKind::Password
        | CredentialKind::RecoveryCodes
        | CredentialKind::Device
        | CredentialKind::Phone => None,
    };
    let mut own: Vec<Method> = credentials.into_iter().filter_map(method).collect();
    own.dedup();
    own
}

/// Whether the person can use this: each factor's own file knows.
fn offer(method: Method, having: Having<'_>) -> Option<Offered> {
    let sent_to = |to: Address| Offered { method, to: Some(to.masked()) };
    let has = |has: bool| has.then_some(Offered { method, to: None });
    match method {
        Method::EmailOtp => email_otp::offered(having).map(sent_to),
        Method::SmsOtp => sms_otp::offered(having).map(sent_to),
        Method::Passkey => passkey::offer(having),
        Method::Totp => has(totp::offered(having.credentials)),
        Method::RecoveryCode => has(recovery_code::offered(having.credentials)),
        // With these a sign-in begins.
        Method::Password | Method::Directory | Method::Upstream | Method::Phone => None,
    }
}
