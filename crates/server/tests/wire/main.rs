//! The server over real HTTP, on both stores. Each test has a server of its own.
//!
//! The modules are marked as tests so that their helpers, too, may unwrap.

#[cfg(test)]
#[macro_use]
mod world;
#[cfg(test)]
#[path = "../../../idp/tests/support/authenticator.rs"]
mod authenticator;
#[cfg(test)]
mod broker;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod device;
#[cfg(test)]
mod device_refused;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod dpop;
#[cfg(test)]
mod elsewhere;
#[cfg(test)]
mod holder;
#[cfg(test)]
mod identity_provider;
#[cfg(test)]
mod phone;
#[cfg(test)]
#[path = "../../../store/tests/support/postgres.rs"]
mod postgres;
#[cfg(test)]
mod qr;
#[cfg(test)]
mod qr_refused;
#[cfg(test)]
mod qr_sim;
#[cfg(test)]
mod tricks;

#[cfg(test)]
mod account;
#[cfg(test)]
mod account_address;
#[cfg(test)]
mod account_data;
#[cfg(test)]
mod at_rest;
#[cfg(test)]
mod authorize;
#[cfg(test)]
mod authorize_refused;
#[cfg(test)]
mod backchannel_logout;
#[cfg(test)]
mod bounds;
#[cfg(test)]
mod certificate;
#[cfg(test)]
mod ciba;
#[cfg(test)]
mod ciba_ping;
#[cfg(test)]
mod ciba_signed;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod client_assertion;
#[cfg(test)]
mod client_credentials;
#[cfg(test)]
mod client_keys;
#[cfg(test)]
mod code;
#[cfg(test)]
mod code_flow;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod data_key;
#[cfg(test)]
mod discovery;
#[cfg(test)]
mod enrol;
#[cfg(test)]
mod factors;
#[cfg(test)]
mod fapi2;
#[cfg(test)]
mod fetch;
#[cfg(test)]
mod fetch_refused;
#[cfg(test)]
mod first_page;
#[cfg(test)]
mod frontchannel_logout;
#[cfg(test)]
mod ftn;
#[cfg(test)]
mod header_injection;
#[cfg(test)]
mod identities;
#[cfg(test)]
mod imported;
#[cfg(test)]
mod introspect;
#[cfg(test)]
mod issuers;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod languages;
#[cfg(test)]
mod letterbox;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod login;
#[cfg(test)]
mod logout;
#[cfg(test)]
mod mtls;
#[cfg(test)]
mod mtls_refused;
#[cfg(test)]
mod native;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod nowhere;
#[cfg(test)]
mod one_time_code;
#[cfg(test)]
mod open_redirect;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod pairwise;
#[cfg(test)]
mod passkey;
#[cfg(test)]
mod passkey_sign_in;
#[cfg(test)]
mod passkeys;
#[cfg(test)]
mod phone_app;
#[cfg(test)]
mod phones;
#[cfg(test)]
mod pkce;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod pushed;
#[cfg(test)]
mod pushed_refused;
#[cfg(test)]
mod qr_login;
#[cfg(test)]
mod reader;
#[cfg(test)]
mod receiver;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod register;
#[cfg(test)]
mod registration;
#[cfg(test)]
mod registration_at_doors;
#[cfg(test)]
mod registration_keys;
#[cfg(test)]
mod registration_refused;
#[cfg(test)]
mod rehearsal;
#[cfg(test)]
mod relying_party;
#[cfg(test)]
mod request_object;
#[cfg(test)]
mod request_object_refused;
#[cfg(test)]
mod reset;
#[cfg(test)]
mod resource;
#[cfg(test)]
mod response_jwt;
#[cfg(test)]
mod response_jwt_sealed;
#[cfg(test)]
mod response_mode;
#[cfg(test)]
mod response_type;
#[cfg(test)]
mod revoke;
#[cfg(test)]
mod running;
#[cfg(test)]
mod saml;
#[cfg(test)]
mod saml_logout;
#[cfg(test)]
mod saml_refused;
#[cfg(test)]
mod saml_wrapping;
#[cfg(test)]
mod sealed_answers;
#[cfg(test)]
mod sealed_answers_refused;
#[cfg(test)]
mod sealed_request;
#[cfg(test)]
mod sealed_request_refused;
#[cfg(test)]
mod secret_signed;
#[cfg(test)]
mod select_account;
#[cfg(test)]
mod sending;
#[cfg(test)]
mod session_management;
#[cfg(test)]
mod signed_answers;
#[cfg(test)]
mod signed_keys;
#[cfg(test)]
mod signicat;
#[cfg(test)]
mod staff;
#[cfg(test)]
mod step_up;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod token_endpoint;
#[cfg(test)]
mod token_kinds;
#[cfg(test)]
mod upstream;
#[cfg(test)]
mod upstream_backchannel;
#[cfg(test)]
mod upstream_factor;
#[cfg(test)]
mod upstream_ftn;
#[cfg(test)]
mod upstream_keys;
#[cfg(test)]
mod upstream_logout;
#[cfg(test)]
mod upstream_refused;
#[cfg(test)]
mod upstream_slow;
#[cfg(test)]
mod upstream_tricks;
#[cfg(test)]
mod upstream_unseen;
#[cfg(test)]
mod userinfo;
