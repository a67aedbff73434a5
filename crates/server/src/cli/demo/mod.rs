//! `countersign demo`: a world to try out, offline, with nothing to set up.

mod banks;
mod kept;
mod mailbox;
mod shop;
mod welcome;
mod world;

use std::path::PathBuf;

use idp::model::client::ClientPolicy;
use idp::model::initial_access_token::Bounds;
use idp::model::settings::{Accounts, OpenRegistration, Registration, Settings};
use store::Location;
use tempfile::TempDir;
use tracing::level_filters::LevelFilter;

use super::error::Error;
use super::listen::{Bound, bind};
use super::open::{self, How, Missing};
use super::output::{Output, print_line};
use super::running::{Listening, Running, Stop, warm_up};
use crate::config::{self, Format, Listen, Log, MasterKeySource, StoreAt, localhost};
use crate::http::Door;
use crate::node::Quotas;
use crate::{fetch, flow, logging};
use banks::Banks;
use kept::Kept;
use mailbox::Mailbox;
use shop::Shop;

/// Try Countersign out: a provider with people and clients, on this machine alone.
///
/// It needs no set-up, no certificate and no network. With --json it prints exactly one line once
/// all is ready, for test suites that use it as their fixture: issuer, admin_api, admin_token,
/// shop, merchant_token, banks, mailbox, users and clients; console, phone and cardsync are null until they are
/// built.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The port; what runs beside the provider has those after it; 0 for any that are free
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Keep the world in this folder; without it, it vanishes at the end
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The least that is logged to standard error: error, warn, info, debug or trace [default: info; with --json warn]
    #[arg(long, value_name = "LEVEL", env = "COUNTERSIGN__LOG__LEVEL", value_parser = log_level)]
    log: Option<LevelFilter>,
}

/// Where the world lies.
enum Place {
    Kept(PathBuf),
    /// Removed when dropped.
    Passing(TempDir),
}

pub(super) async fn run(args: Args, json: bool) -> Result<Output, Error> {
    let mut stop = Stop::listen()?;
    let place = Place::make(args.data)?;
    if let Some((running, beside)) = stop.unless_asked(start(args.port, &place, args.log, json)).await? {
        running.until_asked(&mut stop).await?;
        drop(beside);
    }
    drop(place);
    Ok(Output::said())
}

/// What runs beside the provider; it ends when this is dropped.
struct Beside {
    banks: Banks,
    shop: Shop,
    mailbox: Mailbox,
}

async fn start(
    port: u16,
    place: &Place,
    log: Option<LevelFilter>,
    json: bool,
) -> Result<(Running, Beside), Error> {
    warm_up();
    let sockets = Sockets::bind(port).await?;
    let folder = place.folder();
    let at = StoreAt { location: Location::Sqlite(folder.join("demo.db")), connections: 4 };
    let master_key = MasterKeySource::File(folder.join("demo.key"));
    // Its clients run on this machine, and without certificates.
    let how = How {
        fetch: fetch::Options::on_this_machine(),
        settings: Settings {
            open_registration: Some(open_registration()),
            accounts: Accounts { registration: Registration::Open, ..Accounts::default() },
            ..Settings::default()
        },
        quotas: Quotas::NONE,
        client_authorities: None,
    };
    let node = open::node(&at, &master_key, localhost(sockets.provider.port), how, Missing::Make).await?;
    flow::key::keep_up(&node).await?;
    let mut kept = Kept::open(folder)?;
    let world = world::make(&node, &mut kept).await?;
    let beside = Beside {
        banks: banks::start(&node, sockets.banks).await?,
        shop: shop::start(&node, folder, sockets.shop, &mut kept).await?,
        mailbox: mailbox::start(&node, sockets.mailbox).await?,
    };
    // From here on: what failed before is told at the end, and a welcome begins with the welcome.
    let usual = if json { LevelFilter::WARN } else { LevelFilter::INFO };
    logging::start(Log { format: Format::Text, level: log.unwrap_or(usual) });
    let listening = Listening { listeners: sockets.provider.listeners, ..Listening::default() };
    let running = Running::start(&node, Door::default(), listening);
    if json {
        print_line(&world.json(&node, &beside).to_string());
    } else {
        print_line(&welcome::text(&world, &beside, &node, place.is_kept()));
    }
    Ok((running, beside))
}

/// The sockets of the provider and, at the ports after its own, of what runs beside it.
struct Sockets {
    provider: Bound,
    shop: Bound,
    banks: Bound,
    mailbox: Bound,
}

impl Sockets {
    async fn bind(port: u16) -> Result<Self, Error> {
        let another = "choose another with --port N, or --port 0 for any free one";
        let after = |further| if port == 0 { 0 } else { port.saturating_add(further) };
        Ok(Self {
            provider: bind(Listen::Localhost(port), another).await?,
            shop: bind(Listen::Localhost(after(1)), another).await?,
            banks: bind(Listen::Localhost(after(2)), another).await?,
            mailbox: bind(Listen::Localhost(after(3)), another).await?,
        })
    }
}

/// Anybody may register a client, and one that keeps a secret may go without PKCE: a demo is there to try
/// out whatever client there is.
fn open_registration() -> OpenRegistration {
    let policy = ClientPolicy { require_pkce: false, ..ClientPolicy::default() };
    OpenRegistration { bounds: Bounds { policy, ..Bounds::default() }, most_clients: 1000 }
}

fn log_level(name: &str) -> Result<LevelFilter, String> {
    config::level(name).ok_or_else(|| format!("it is {}", config::LEVELS))
}

impl Place {
    fn make(data: Option<PathBuf>) -> Result<Self, Error> {
        match data {
            Some(folder) => {
                open::make_folder(&folder)?;
                Ok(Self::Kept(folder))
            }
            None => {
                tempfile::Builder::new().prefix("countersign-demo-").tempdir().map(Self::Passing).map_err(
                    |error| Error::failed("file", format!("no temporary folder can be made: {error}")),
                )
            }
        }
    }

    fn folder(&self) -> &std::path::Path {
        match self {
            Self::Kept(folder) => folder,
            Self::Passing(folder) => folder.path(),
        }
    }

    const fn is_kept(&self) -> bool {
        matches!(self, Self::Kept(_))
    }
}
