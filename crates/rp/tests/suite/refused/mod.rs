//! What is refused, each beside what is accepted.

mod callback;
mod id_token;
mod provider;
mod tokens;
mod userinfo;
