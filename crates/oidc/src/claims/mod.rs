//! What tokens and userinfo say: claims as structures that serialise without what is absent.
//!
//! Text is `Cow`, so that what is issued borrows from records and what is kept owns.

mod access_token;
mod amr;
mod audience;
mod id_token;
mod logout_token;
mod registered;
pub mod request;
mod standard;

pub use access_token::{AccessToken, Confirmation, Signicat};
pub use amr::Amr;
pub use audience::Audience;
pub use id_token::{IdToken, IdTokenHint};
pub use logout_token::{BACKCHANNEL_LOGOUT_EVENT, LOGOUT_TOKEN_TYP, LogoutToken};
pub use registered::{is_registered, is_standard};
pub use request::ClaimsRequest;
pub use standard::{Address, StandardClaims, UserInfo, claims_of_scope};
