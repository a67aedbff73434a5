//! Everything sealed, in Rust with `countersign-rp`: the request is signed by us and encrypted for the provider,
//! the ID token signed by the provider and encrypted for us.
//!
//! ```text
//! ISSUER=… CLIENT_ID=… CLIENT_SECRET=… REDIRECT_URI=… SIGNING_JWK=sig.jwk DECRYPTION_JWK=enc.jwk \
//!     cargo run --package countersign-rp --features http --example sealed
//! ```
//!
//! Prints where to send the browser, reads where the browser came back to, prints who it was. `enc.jwk` carries
//! the `kid` that the provider gave the key when it was registered.

#![allow(clippy::print_stdout, reason = "what it says is its answer")]

use std::env;
use std::error::Error;
use std::io::stdin;

use rp::http::{RelyingParty, Tls, Transport};
use rp::jose::{ContentEncryption, DecryptionKey, Jwk, JwsAlgorithm, KeyManagement, Secret, SigningKey};
use rp::{Authentication, Authorization, Client, Issuer, RequestObject};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = |variable: &str| -> Result<Jwk, Box<dyn Error>> {
        Ok(Jwk::parse(&std::fs::read(env::var(variable)?)?)?)
    };
    let secret = Authentication::ClientSecretBasic(Secret::new(env::var("CLIENT_SECRET")?));
    let request = RequestObject::SignedAndEncrypted {
        key: Box::new(SigningKey::from_jwk(&key("SIGNING_JWK")?, JwsAlgorithm::ES256)?),
        alg: KeyManagement::RsaOaep,
        enc: ContentEncryption::A256Gcm,
    };
    // As it was registered: nothing that is signed or encrypted otherwise is taken.
    let client = Client::new(env::var("CLIENT_ID")?, env::var("REDIRECT_URI")?, secret)
        .request_object(request)
        .id_token_signed_response_alg(JwsAlgorithm::ES256)
        .id_token_encrypted_response(KeyManagement::RsaOaep, ContentEncryption::A128CbcHs256)
        .decryption_key(DecryptionKey::from_jwk(&key("DECRYPTION_JWK")?, KeyManagement::RsaOaep)?);
    let issuer = Issuer::parse(&env::var("ISSUER")?)?;
    let provider = RelyingParty::discover(issuer, client, Transport::new(Tls::default())?).await?;

    // A web site keeps `pending`, sealed, in a cookie until the browser is back.
    let begun = provider.begin(&Authorization::new("openid profile")).await?;
    println!("{}", begun.redirect.url());

    let mut arrived = String::new();
    stdin().read_line(&mut arrived)?;
    let (_, query) = arrived.trim().split_once('?').ok_or("this address has no query")?;
    // Redeems the code, opens and verifies the ID token, and checks all that it says.
    let tokens = provider.complete(begun.pending, query).await?;
    println!("{}", serde_json::Value::Object(tokens.id_token.claims().members().clone()));
    Ok(())
}
