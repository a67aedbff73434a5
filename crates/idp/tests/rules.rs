//! The rules, tested with literals: one file a subject, named as the source names it. What a rule
//! leads to is played in [`support::World`], which keeps the effects' promises in memory.

mod support;

mod authorize;
mod authorize_refused;
mod grant_authorization_code;
mod grant_client_credentials;
mod grant_refresh_token;
