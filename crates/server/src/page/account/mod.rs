//! The pages of a person's own account: one that leads to the others, and one for each thing.

mod address;
mod advised;
mod agent;
mod apps;
mod codes;
mod data;
mod email;
mod factors;
mod identities;
mod moment;
mod name;
mod overview;
mod passkeys;
mod password;
mod phones;
mod register;
mod reset;
mod sessions;
mod sign_ins;
mod totp;

pub use address::{AddressCodes, Number};
pub(crate) use agent::words as agent_words;
pub use apps::{AppRow, Apps};
pub use codes::{Codes, CodesShown};
pub use data::{Data, Gone};
pub use email::Email;
pub use factors::{DeviceRow, FactorRow, Factors};
pub use identities::{Identities, IdentityRow, UpstreamRow};
pub use moment::{Moment, moment};
pub use name::Name;
pub use overview::{Counts, Overview};
pub use passkeys::{Adding, PasskeyRow, Passkeys};
pub use password::Password;
pub use phones::{PhoneEnrolment, PhoneRow, Phones};
pub use register::{Register, RegisterCode, RegisterLink, Registered};
pub use reset::{Forgot, Reset, WasReset};
pub use sessions::{SessionRow, Sessions};
pub use sign_ins::{SignInRow, SignIns};
pub use totp::Totp;

use super::layout::Explained;
use super::{Language, Problem};

/// What every page of the account has.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// The query of the links to the other pages, with its question mark.
    pub query: &'a str,
    /// What the forms bring back in the field `form`.
    pub form_token: &'a str,
    /// Why a form is shown again.
    pub problem: Option<Problem<'a>>,
    /// Whether the form before did what it was for.
    pub done: bool,
}

impl Frame<'_> {
    fn explained(&self, say: &Language) -> Option<Explained> {
        self.problem.map(|problem| problem.explained(say))
    }
}
