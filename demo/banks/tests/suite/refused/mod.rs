//! What breaks a rule, and the words it is refused in. Behind each stands what is accepted.

mod client;
mod code;
mod request;
