//! `countersign serve`.

use std::sync::Arc;

use serde_json::json;
use tracing::{info, warn};

use super::error::Error;
use super::listen::{Bound, bind};
use super::open::{self, How, Missing};
use super::open_files;
use super::output::{Output, print_line};
use super::running::{Listening, Running, Stop, warm_up};
use super::settings::Settings;
use crate::config::{Config, MasterKeySource};
use crate::http::{Door, Room, Tls};
use crate::node::ClientAuthorities;
use crate::{flow, logging};

/// Serve, until told to stop.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
}

pub(super) async fn run(args: Args, json: bool) -> Result<Output, Error> {
    let config = args.settings.load()?;
    logging::start(config.log);
    let mut stop = Stop::listen()?;
    if let Some(running) = stop.unless_asked(start(&config, json)).await? {
        running.until_asked(&mut stop).await?;
    }
    Ok(Output::said())
}

async fn start(config: &Config, json: bool) -> Result<Running, Error> {
    warm_up();
    warn_of_open_files(config);
    let door = door(config)?;
    let another = "stop that, or set server.listen to another port";
    let Bound { listeners, port } = bind(config.listen, another).await?;
    let metrics = match config.metrics_listen {
        Some(listen) => {
            bind(listen, "stop that, or set server.metrics_listen to another port").await?.listeners
        }
        None => Vec::new(),
    };
    let mtls = match config.mtls.listen {
        Some(listen) => Some(bind(listen, "stop that, or set server.mtls_listen to another port").await?),
        None => None,
    };
    let issuers = config.issuers_at(port, mtls.as_ref().map(|bound| bound.port));
    let mtls = mtls.map(|bound| bound.listeners).unwrap_or_default();
    let how = How { client_authorities: authorities(config)?, ..How::of(config) };
    let node = open::node(&config.store, &config.master_key, issuers, how, Missing::Make).await?;
    flow::key::keep_up(&node).await?;
    let running = Running::start(&node, door, Listening { listeners, mtls, metrics });
    let issuer = node.issuer.identifier.as_str();
    info!(issuer, port, "ready");
    if json {
        print_line(&json!({ "issuer": issuer, "port": port }).to_string());
    }
    Ok(running)
}

fn door(config: &Config) -> Result<Door, Error> {
    let tls = config.tls.clone().map(Tls::open).transpose();
    let tls = tls.map_err(|why| Error::failed("tls", why))?;
    let room =
        Room { connections: open_files::connections(config.limits.room.connections), ..config.limits.room };
    Ok(Door {
        tls,
        asks_for_certificates: config.mtls.asks_everybody,
        room,
        proxies: config.proxies.clone(),
        drain: config.drain,
        default_language: config.default_language,
        ..Door::default()
    })
}

/// Who vouches for certificates of clients.
fn authorities(config: &Config) -> Result<Option<Arc<ClientAuthorities>>, Error> {
    let authorities = config.mtls.authorities.clone().map(ClientAuthorities::open).transpose();
    authorities.map_err(|why| Error::failed("tls", why))
}

/// Says so if others on this machine can read the master key.
fn warn_of_open_files(config: &Config) {
    #[cfg(unix)]
    if let MasterKeySource::File(file) = &config.master_key
        && let Ok(found) = file.metadata()
        && std::os::unix::fs::MetadataExt::mode(&found) & 0o077 != 0
    {
        warn!(file = %file.display(), "others on this machine can read the master key: chmod 600 it");
    }
}
