//! A shop on its own: two stores, to be set up by their merchant.
//!
//! `LISTEN` (127.0.0.1:8090), `BASE` (http://localhost:8090) and `DATA` (./shop-data) say where; `ISSUER` is
//! the provider of both stores until the merchant says otherwise.

use std::env;
use std::error::Error;

use shop::{Options, StoreSetup};
use tokio::net::TcpListener;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the merchant's token is told once, to whoever starts the shop")]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let setting = |name: &str, usual: &str| env::var(name).unwrap_or_else(|_| usual.to_owned());
    let listener = TcpListener::bind(setting("LISTEN", "127.0.0.1:8090")).await?;
    let mut options =
        Options::new(vec![listener], setting("BASE", "http://localhost:8090"), setting("DATA", "shop-data"));
    let issuer = setting("ISSUER", "http://localhost:8080");
    options.stores = vec![
        StoreSetup::signicat("lakeside", "Lakeside", &issuer, ""),
        StoreSetup::ftn("fellside", "Fellside", &issuer, ""),
    ];
    let shop = shop::start(options).await?;
    println!("The shop is open at {}", shop.base);
    if let Some(token) = &shop.merchant_token {
        println!("Its merchant signs in at {}/merchant with {}", shop.base, token.expose());
    }
    shop.wait().await?;
    Ok(())
}
