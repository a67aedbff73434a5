//! `countersign init`.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::error::Error;
use super::open::{self, How, Missing};
use super::output::Output;
use crate::config::{Config, DEFAULT_FILE, Sources};
use crate::flow;

/// Begin an installation: a configuration file, an embedded store, a master key, signing keys.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The folder for all of it
    #[arg(long, value_name = "DIR", default_value = ".")]
    data: PathBuf,
}

const FIRST_FILE: &str = r#"# Countersign. Every setting there is: `countersign config reference`.

[server]
# Where to listen: localhost is this machine alone.
listen = "localhost:8080"
# The public address, once there is one, and the proxy in front of this server that ends TLS:
# issuer = "https://login.example.com"
# trusted_proxies = ["127.0.0.1"]

[store]
# The data, in one file on a local disk; or postgres://USER@HOST/DATABASE.
url = "sqlite:countersign.db"

[master_key]
# Seals every stored secret. Keep a copy of it, apart from the copies of the data.
file = "master.key"
"#;

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let file = args.data.join(DEFAULT_FILE);
    if file.exists() {
        return Err(Error::failed(
            "already-there",
            format!("{} is there already: nothing was changed", file.display()),
        ));
    }
    open::make_folder(&args.data)?;
    write_new(&file, FIRST_FILE)?;
    let made = make(&file).await;
    if made.is_err() {
        // What could not be begun can be begun again.
        let _ = std::fs::remove_file(&file);
    }
    let kids = made?;
    let told = |name: &str| args.data.join(name).display().to_string();
    let (database, master_key) = (told("countersign.db"), told("master.key"));
    let option =
        if args.data == Path::new(".") { String::new() } else { format!(" --config {}", file.display()) };
    let text = format!(
        "Made:\n  {}\n  {database}\n  {master_key}   keep a copy of it, apart from the data\n\
         \nNext:\n  countersign user create NAME{option}\n  \
         countersign client create --name APP --redirect-uri ADDRESS{option}\n  countersign serve{option}\n",
        file.display()
    );
    let json = json!({
        "config": file, "database": database, "master_key": master_key, "keys": kids,
    });
    Ok(Output::new(text, json))
}

async fn make(file: &Path) -> Result<Vec<String>, Error> {
    let config = Config::load(Sources { file: Some(file.to_owned()), ..Sources::default() })?;
    let issuers = config.issuers(config.listen.port());
    let node =
        open::node(&config.store, &config.master_key, issuers, How::of(&config), Missing::Make).await?;
    flow::key::keep_up(&node).await?;
    Ok(flow::key::list(&node).into_iter().map(|key| key.kid).collect())
}

fn write_new(file: &Path, text: &str) -> Result<(), Error> {
    let failed = |error| Error::failed("file", format!("{} cannot be written: {error}", file.display()));
    let mut made = std::fs::OpenOptions::new().write(true).create_new(true).open(file).map_err(failed)?;
    made.write_all(text.as_bytes()).and_then(|()| made.sync_all()).map_err(failed)
}
