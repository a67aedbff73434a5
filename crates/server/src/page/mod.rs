//! The pages people see: plain values in, HTML out. No framework, no store, no rule lives here.
//!
//! Each page is a struct with a `render` that takes the reader's [`Language`]. Whatever comes from
//! outside is escaped by the templates; the few sentences that name an app or an account are built by
//! [`Language::sentence`], which sets the name apart in a `<bdi>`, so that neither markup nor writing
//! direction leaks out of it.
//!
//! Every page works without scripts. Send each with [`security_headers`] and
//! [`content_security_policy`].

pub mod account;
pub mod asset;
pub mod brand;
pub mod change_letter;
pub mod ciba;
pub mod ciba_letter;
pub mod code_message;
pub mod consent;
pub mod device;
pub mod enrol;
pub mod error;
pub mod factor;
pub mod form_post;
pub mod home;
pub mod language;
pub mod login;
pub mod logout;
pub mod mail;
pub mod notice;
pub mod one_time_code;
pub mod passkey;
pub mod phone_app;
pub mod qr_login;
pub mod register_letter;
pub mod reset_letter;
pub mod select_account;
pub mod upstreams;

mod catalogue;
mod check_session;
mod header;
mod layout;
mod own_code;
pub(crate) mod png;
pub(crate) mod qr;
mod refusal;
mod scope;

pub use brand::Brand;
pub use change_letter::ChangeLetter;
pub use check_session::check_session;
pub use ciba::Ciba;
pub use code_message::CodeMessage;
pub use consent::{Consent, ConsentElsewhere};
pub use device::{Device, DeviceSaid};
pub use error::Error;
pub use factor::{Factor, Offer as FactorOffer};
pub use form_post::{FormPost, Toward};
pub use header::{
    Opener, content_security_policy, content_security_policy_of, frame_sources, security_headers,
};
pub use home::Home;
pub use language::Language;
pub use layout::{Account, HiddenField, Problem, ReturnTo, is_link};
pub use login::{AccountWay, Login};
pub use logout::{LoggedOut, Logout};
pub use notice::NoticeMail;
pub use one_time_code::{CodeWay, OneTimeCode};
pub use own_code::{OwnCode, OwnCodeKind};
pub use refusal::{RefusalTexts, refusal_description, refusal_texts};
pub use scope::claim_name;
pub use select_account::SelectAccount;
pub use upstreams::{Choice, Offer, Upstreams};
