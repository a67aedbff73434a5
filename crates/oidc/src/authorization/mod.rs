//! The authorization endpoint's requests and responses (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2).
//!
//! A request is read in two strides. [`Target`] first: who asks, and where an answer would go. Once
//! that is trusted, [`UnsignedRequest`] reads the rest, and its [`Fault`] has somewhere to go.

mod fault;
mod pushed;
mod request;
mod response;
mod response_jwt;
mod target;

pub use fault::{Fault, Problem};
pub use pushed::{Pushed, REQUEST_URI_PREFIX};
pub use request::{
    MAX_HINTS, MAX_IDP_HINT, MAX_NONCE, MAX_STATE, MAX_WORDS, STATE_EXPECTED, UnsignedRequest, state,
};
pub(crate) use request::{locales, read_state};
pub use response::Response;
pub use response_jwt::{RESPONSE, ResponseJwt};
pub use target::Target;
