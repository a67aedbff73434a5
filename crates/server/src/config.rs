//! How this node runs: one TOML file of a few lines, the environment, flags. What the platform
//! decides is in records, never here.
//!
//! Later layers win: defaults, file, environment (`COUNTERSIGN__SECTION__KEY`), `--set`. A name that
//! is not known is refused with the nearest known one, wherever it stands.

mod accounts;
mod drain;
mod environment;
mod error;
mod fetch;
mod file;
mod issuer;
mod layers;
mod limits;
mod listen;
mod log;
mod master_key;
mod mtls;
mod nearest;
mod one_time_codes;
mod pages;
mod passwords;
mod proxies;
mod pushed;
mod reference;
mod registration;
mod remembered_browsers;
mod second_factors;
mod setting;
mod store;
mod tls;

use std::path::PathBuf;
use std::time::Duration;

use idp::model::issuer::{Issuer, Issuers, Layout};
use idp::model::settings::{Accounts, OneTimeCodes, OpenRegistration, Passwords, Settings};
use oidc::discovery;

pub use self::log::{Format, LEVELS, Log, level};
pub use drain::Drain;
pub use error::Error;
pub use issuer::localhost;
pub use layers::{Effective, Origin};
pub use limits::Served;
pub use listen::Listen;
pub use master_key::MasterKeySource;
pub use mtls::Mtls;
pub use proxies::{ForwardedBy, Proxies};
pub use reference::{reference_json, reference_toml};
pub use second_factors::SecondFactors;
pub use setting::{Kind, SETTINGS, Setting};
pub use store::StoreAt;
pub use tls::TlsFiles;

use issuer::IssuerAs;
use layers::Layers;

use crate::page::Language;

/// The file that is read where none is named, if it is there.
pub const DEFAULT_FILE: &str = "countersign.toml";

/// Where settings come from.
#[derive(Default)]
pub struct Sources {
    /// The file, if one was named; then it must be there.
    pub file: Option<PathBuf>,
    /// The environment.
    pub environment: Vec<(String, String)>,
    /// `SECTION.KEY=VALUE`, as on the command line.
    pub flags: Vec<String>,
}

/// How this node runs; every value is checked.
pub struct Config {
    /// Where it listens.
    pub listen: Listen,
    /// Where it tells about itself, if it does.
    pub metrics_listen: Option<Listen>,
    /// The files it speaks TLS by, if it does.
    pub tls: Option<TlsFiles>,
    /// How it comes by certificates of clients.
    pub mtls: Mtls,
    /// Whom it believes.
    pub proxies: Proxies,
    /// How much it serves, and to whom.
    pub limits: Served,
    /// How it comes to its end.
    pub drain: Drain,
    /// Where its store is.
    pub store: StoreAt,
    /// Where its master key is.
    pub master_key: MasterKeySource,
    /// What bounds what it asks others.
    pub fetch: crate::fetch::Options,
    /// Whether and how anybody may register a client.
    pub registration: Option<OpenRegistration>,
    /// For how long the browser may come with a request that was pushed.
    pub pushed_request_ttl: Duration,
    /// How one-time codes are made, and for how long they count.
    pub one_time_codes: OneTimeCodes,
    /// What guards people's own accounts, and where they set it up.
    pub second_factors: SecondFactors,
    /// For how long browsers are remembered; 0 where none is.
    pub remembered_ttl: Duration,
    /// Whether people may remove their own accounts.
    pub people_remove_accounts: bool,
    /// What passwords must be.
    pub passwords: Passwords,
    /// Who may make an account, and what is asked for it.
    pub accounts: Accounts,
    /// What its pages speak where nobody asks for a language that there is.
    pub default_language: &'static Language,
    /// What it logs, and how.
    pub log: Log,
    issuer: Option<IssuerAs>,
    further: Vec<(Layout, discovery::Issuer)>,
    layers: Layers,
}

impl Config {
    /// Reads and checks all layers.
    ///
    /// # Errors
    /// What is wrong, where it stands, and what would be right.
    pub fn load(sources: Sources) -> Result<Self, Error> {
        let layers = Layers::read(sources)?;
        let listen = listen::parse(&layers)?;
        let metrics_listen = listen::optional(&layers, "server.metrics_listen")?;
        let tls = tls::parse(&layers)?;
        let mtls = mtls::parse(&layers)?;
        let proxies = proxies::parse(&layers)?;
        let limits = limits::parse(&layers)?;
        let drain = drain::parse(&layers)?;
        let issuer = issuer::parse(&layers)?;
        let further = issuer::further(&layers, issuer.as_ref())?;
        let store = store::parse(&layers)?;
        let master_key = master_key::parse(&layers, &store.location)?;
        let fetch = fetch::parse(&layers)?;
        let registration = registration::parse(&layers)?;
        let pushed_request_ttl = pushed::parse(&layers)?;
        let one_time_codes = one_time_codes::parse(&layers)?;
        let second_factors = second_factors::parse(&layers);
        let remembered_ttl = remembered_browsers::parse(&layers)?;
        let people_remove_accounts = layers.get("accounts.removal") == Some("true");
        let passwords = passwords::parse(&layers)?;
        let accounts = accounts::parse(&layers)?;
        let default_language = pages::parse(&layers)?;
        let log = log::parse(&layers)?;
        Ok(Self {
            listen,
            metrics_listen,
            tls,
            mtls,
            proxies,
            limits,
            drain,
            store,
            master_key,
            fetch,
            registration,
            pushed_request_ttl,
            one_time_codes,
            second_factors,
            remembered_ttl,
            people_remove_accounts,
            passwords,
            accounts,
            default_language,
            log,
            issuer,
            further,
            layers,
        })
    }

    /// The issuers this node answers for; the port is the one it listens on, which shows only once
    /// it does.
    pub fn issuers(&self, port: u16) -> Issuers {
        self.issuers_at(port, None)
    }

    /// The same, with where their clients are asked for certificates; `mtls_port` is the one it listens on for
    /// them, if it does.
    pub fn issuers_at(&self, port: u16, mtls_port: Option<u16>) -> Issuers {
        let first = issuer::of(self.issuer.as_ref(), port);
        let beside = |(layout, identifier): &(Layout, discovery::Issuer)| {
            Issuer::beside(&first, identifier.clone(), *layout)
        };
        let with_mtls = |issuer: Issuer| {
            let mtls_base = self.mtls.base_of(&issuer, &first, mtls_port);
            Issuer { mtls_base, ..issuer }
        };
        Issuers {
            further: self.further.iter().map(beside).map(with_mtls).collect(),
            first: with_mtls(first.clone()),
        }
    }

    /// The platform's settings, as far as they are said here.
    pub fn settings(&self) -> Settings {
        Settings {
            open_registration: self.registration.clone(),
            pushed_request_ttl: self.pushed_request_ttl,
            one_time_codes: self.one_time_codes.clone(),
            account_demands_own_factors: self.second_factors.guard_account,
            set_up_at_sign_in: self.second_factors.set_up_at_sign_in,
            remembered_ttl: self.remembered_ttl,
            people_remove_accounts: self.people_remove_accounts,
            passwords: self.passwords.clone(),
            accounts: self.accounts.clone(),
            ..Settings::default()
        }
    }

    /// Every setting with its value and where that came from; secrets without their value.
    pub fn effective(&self) -> Vec<Effective> {
        self.layers.effective()
    }

    /// The file that was read, if one was.
    pub fn file(&self) -> Option<&std::path::Path> {
        self.layers.file()
    }
}
