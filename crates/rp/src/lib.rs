//! OpenID Connect for relying parties: applications that ask a provider who somebody is, and believe
//! only what they have opened, verified and found to answer their own question.
//!
//! With the feature `http`, `http::RelyingParty` does everything: it discovers, asks, keeps the
//! provider's keys fresh, and reads the clock. `README.md` shows it in ten lines, and
//! `examples/sign_in.rs` is a whole web site.
//!
//! Without it the library is pure: no socket, no clock, no random source. A [`Party`] makes and reads
//! messages, you carry them. A sign-in has these steps:
//!
//! ```
//! use rp::jose::{JwsAlgorithm, Secret, SigningKey, jwt};
//! use rp::message::Response;
//! use rp::{Authentication, Authorization, Client, Env, Issuer, Keys, Party, Pending, Provider, SealingKey};
//! # use serde_json::json;
//! # let json = |body: serde_json::Value| Response {
//! #     status: 200,
//! #     content_type: Some("application/json".to_owned()),
//! #     dpop_nonce: None,
//! #     body: body.to_string().into_bytes(),
//! # };
//! # let op = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
//! # let metadata = json(json!({
//! #     "issuer": "https://op.example", "authorization_endpoint": "https://op.example/authorize",
//! #     "token_endpoint": "https://op.example/token", "userinfo_endpoint": "https://op.example/userinfo",
//! #     "jwks_uri": "https://op.example/jwks", "response_types_supported": ["code"],
//! # }));
//! # let jwks = json(json!({ "keys": [op.public_jwk()] }));
//! # let now = 1_800_000_000;
//! # let mut random = |bytes: &mut [u8]| rp::jose::random::fill(bytes);
//!
//! // The registration, as the provider has it. No algorithm is ever taken from a token.
//! let secret = Authentication::ClientSecretBasic(Secret::new("from the registration".to_owned()));
//! let client = Client::new("shop", "https://shop.example/callback", secret)
//!     .id_token_signed_response_alg(JwsAlgorithm::ES256);
//!
//! // Fetch `Provider::discovery(&issuer)`, then `provider.keys_request()`.
//! let issuer = Issuer::parse("https://op.example").unwrap();
//! let provider = Provider::read(&issuer, &metadata)?;
//! let keys = Keys::read(&jwks, now)?;
//! let party = Party { client: &client, provider: &provider, keys: &keys };
//!
//! // Send the browser to `begun.redirect.url()`, and have it keep `cookie`.
//! let key = SealingKey::new(Secret::new([7; 32])); // The application's own, and random.
//! let begun = party.begin(&Authorization::new("openid profile"), &mut Env::new(now, &mut random))?;
//! let cookie = begun.pending.seal(&key);
//! # let asked = |name: &str| {
//! #     let all = begun.redirect.parameters();
//! #     all.iter().find(|(other, _)| other == name).unwrap().1.clone()
//! # };
//! # let query = format!("code=c&state={}", asked("state"));
//!
//! // It is back at the callback: take the cookie away, and exchange the code.
//! let answered = party.callback(Pending::open(&cookie, &key)?, &query, now)?;
//! let request = party.exchange(&answered, &mut Env::new(now, &mut random))?; // Send it.
//! # let id_token = jwt::sign(None, &json!({
//! #     "iss": "https://op.example", "sub": "alice", "aud": "shop", "exp": now + 600, "iat": now,
//! #     "nonce": asked("nonce"),
//! # }), &op).unwrap();
//! # let response = json(json!({ "access_token": "at", "token_type": "Bearer", "id_token": id_token }));
//! let tokens = party.tokens(&answered, &response, now)?;
//! assert_eq!(tokens.id_token.subject(), "alice");
//!
//! // Where an error may come of a new key of the provider's, fetch its keys and read once more.
//! # let read = party.tokens(&answered, &response, now);
//! if let Err(error) = &read
//!     && keys.should_be_fetched_again(error, now)
//! {
//!     // …
//! }
//! # Ok::<(), rp::Error>(())
//! ```
//!
//! # What holds
//!
//! - An [`IdToken`], [`UserInfo`] or [`LogoutToken`] is made by verifying one, and by nothing else.
//! - [`Pending`] binds a request to the browser that began it. It is used up by the one answer.
//! - Secrets go to `https` addresses, and to `http` ones on the loopback where the issuer is there too.
//! - An [`Error`] says who has to do something about it, and holds no secret.
//!
//! # What is sealed
//!
//! A key that opens messages is set by [`Client::decryption_key`], under the `kid` by which the provider
//! knows it: providers mint names of their own, and it is theirs that stands in the message. What is to
//! be encrypted is refused when it comes plain, and the other way round. That something opens proves
//! nothing about its sender; it is what is inside that is signed.
//!
//! What goes wrong with a message that came by way of a browser or from a stranger ([`Error::Outside`])
//! is for the log: answer all of it alike.

mod answer;
mod authorization;
mod callback;
mod claims;
mod client;
mod endpoint;
mod env;
pub mod error;
#[cfg(feature = "http")]
pub mod http;
mod id_token;
mod keys;
mod logout;
pub mod message;
mod party;
mod pending;
mod provider;
mod refresh;
mod session;
mod tokens;
mod used;
mod userinfo;
mod verify;

pub use authorization::{Authorization, Begun, Redirect};
pub use callback::Answered;
pub use claims::Claims;
pub use client::{AssertionAudience, Authentication, Client, RequestObject};
pub use endpoint::Endpoint;
pub use env::Env;
pub use error::{Error, OurFault, OutsideFault, ProviderFault};
pub use id_token::IdToken;
pub use keys::Keys;
pub use logout::{FrontchannelLogout, LogoutToken};
pub use party::Party;
pub use pending::Pending;
pub use provider::Provider;
pub use refresh::Refreshed;
pub use session::Session;
pub use tokens::{AccessToken, Tokens};
pub use used::Used;
pub use userinfo::UserInfo;

pub use jose::sealing::SealingKey;
pub use oidc::discovery::Issuer;
pub use oidc::prompt::Prompt;
pub use {jose, oidc};
