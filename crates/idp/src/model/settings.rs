//! What an administrator decides for the whole platform.

mod accounts;
mod one_time_code;
mod passwords;

use std::time::Duration;

pub use accounts::{Accounts, Mobile, Registration};
pub use one_time_code::{Charset, OneTimeCodes};
pub use passwords::Passwords;

use super::initial_access_token::Bounds;

/// The platform's settings. The defaults are what a new installation begins with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// A browser's session ends after so long without use.
    pub session_idle: Duration,
    /// A browser's session ends after so long in any case.
    pub session_ttl: Duration,
    /// A sign-in must be finished within this time.
    pub login_ttl: Duration,
    /// For so long the browser may come with the reference of a request that was pushed (RFC 9126 §2.2).
    /// Whoever came in time has the time of any sign-in.
    pub pushed_request_ttl: Duration,
    /// What passwords must be that are set from now on.
    pub passwords: Passwords,
    /// Accounts that people make themselves.
    pub accounts: Accounts,
    /// A link by which a forgotten password is renewed must be used within this time.
    pub password_reset_ttl: Duration,
    /// How long a device's request waits for the person (RFC 8628 §3.2).
    pub device_code_ttl: Duration,
    /// Wrong passwords from one browser or address, against one name, before delays begin.
    pub free_tries: u32,
    /// Wrong passwords against one name, from all browsers and addresses that are not known to be its
    /// owner's, before delays begin for these.
    pub free_tries_of_all: u32,
    /// The longest delay between two tries.
    pub longest_delay: Duration,
    /// After so long without a wrong password, the count begins anew.
    pub tries_remembered: Duration,
    /// Whether people may remove their own accounts.
    pub people_remove_accounts: bool,
    /// Whether a person's own account asks for one of the further factors that they set up, whatever apps ask.
    pub account_demands_own_factors: bool,
    /// Whether who never set up a further factor may do so in the sign-in that asks for one.
    pub set_up_at_sign_in: bool,
    /// For so long after a sign-in a browser is known to be its person's.
    pub device_ttl: Duration,
    /// For so long a browser that its person had remembered is asked for no further factor; 0 where none can be.
    pub remembered_ttl: Duration,
    /// Codes by e-mail and SMS.
    pub one_time_codes: OneTimeCodes,
    /// For so long it is remembered who signed in when, or tried to.
    pub sign_ins_kept: Duration,
    /// Whether and how anybody may register a client; `None` where it takes an initial access token.
    pub open_registration: Option<OpenRegistration>,
}

/// Registration by anybody (OpenID Connect Registration §3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenRegistration {
    /// What such clients may ask for, and are held to.
    pub bounds: Bounds,
    /// How many of them there may be at a time.
    pub most_clients: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            session_idle: Duration::from_hours(4),
            session_ttl: Duration::from_hours(24),
            login_ttl: Duration::from_mins(60),
            pushed_request_ttl: Duration::from_secs(90),
            passwords: Passwords::default(),
            accounts: Accounts::default(),
            password_reset_ttl: Duration::from_mins(30),
            device_code_ttl: Duration::from_mins(10),
            free_tries: 5,
            free_tries_of_all: 30,
            longest_delay: Duration::from_mins(15),
            tries_remembered: Duration::from_hours(24),
            people_remove_accounts: true,
            account_demands_own_factors: true,
            set_up_at_sign_in: true,
            device_ttl: Duration::from_hours(180 * 24),
            remembered_ttl: Duration::from_hours(30 * 24),
            one_time_codes: OneTimeCodes::default(),
            sign_ins_kept: Duration::from_hours(90 * 24),
            open_registration: None,
        }
    }
}
