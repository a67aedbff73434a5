//! The rules, tested with literals: one file a subject, named as the source names it. What a rule
//! leads to is played in [`support::World`], which keeps the effects' promises in memory.

#![cfg(test)]

mod support;

mod account;
mod account_identities;
mod account_passkeys;
mod authorize;
mod authorize_claims;
mod authorize_hint;
mod authorize_native;
mod authorize_pushed;
mod authorize_refused;
mod authorize_respond;
mod certificate;
mod client_authenticate;
mod client_key;
mod client_keys;
mod client_profiles;
mod client_secret;
mod clients;
mod directory_definition;
mod dpop;
mod grant_authorization_code;
mod grant_client_credentials;
mod grant_refresh_token;
mod introspect;
mod issue_seal;
mod issue_subject;
mod keys;
mod login_attempts;
mod login_consent;
mod login_one_time_code;
mod login_password;
mod login_second;
mod login_select_account;
mod login_session;
mod login_sessions;
mod login_upstream;
mod login_upstream_refused;
mod logout;
mod logout_backchannel;
mod logout_from_upstream;
mod logout_frontchannel;
mod outbox;
mod policy;
mod policy_expression;
mod reasons;
mod registration;
mod replay;
mod request_object;
mod request_object_refused;
mod resource_definition;
mod resource_target;
mod revoke;
mod scope_definition;
mod sender_definition;
mod sender_gateway;
mod sender_turn;
mod session_state;
mod upstream_definition;
mod userinfo;
mod users;
mod webauthn;
mod webauthn_refused;
