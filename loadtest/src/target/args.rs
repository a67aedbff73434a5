//! The flags that name a target.

use clap::{Args, ValueEnum};
use url::Url;

/// The flags that name a target.
#[derive(Args, Clone)]
pub struct TargetArgs {
    /// The one-line JSON of `countersign demo --json`, in a file or (-) on the standard input;
    /// stands instead of the flags below it
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["issuer", "client_id", "username"])]
    pub(super) world: Option<String>,
    /// Which of the world's clients to use, by name or id [default: whichever works]
    #[arg(long, requires = "world")]
    pub(super) client: Option<String>,
    /// The provider's issuer; its addresses are read from its discovery document
    #[arg(long)]
    pub(super) issuer: Option<Url>,
    /// The client's id
    #[arg(long)]
    pub(super) client_id: Option<String>,
    /// The client's secret; without one it is a public client
    #[arg(long, env = "LOADTEST_CLIENT_SECRET", hide_env_values = true)]
    pub(super) client_secret: Option<String>,
    /// The client's redirect address; nothing needs to listen there
    #[arg(long)]
    pub(super) redirect_uri: Option<Url>,
    /// Who signs in
    #[arg(long)]
    pub(super) username: Option<String>,
    /// Their password
    #[arg(long, env = "LOADTEST_PASSWORD", hide_env_values = true)]
    pub(super) password: Option<String>,
    /// The scope asked for in the code flow
    #[arg(long, default_value = "openid profile email")]
    pub(super) scope: String,
    /// The scope asked for with client_credentials [default: none]
    #[arg(long, default_value = "")]
    pub(super) machine_scope: String,
    /// How the client authenticates
    #[arg(long, value_enum, default_value_t = ClientAuth::Basic)]
    pub(super) client_auth: ClientAuth,
    /// The address `empty` fetches
    #[arg(long)]
    pub(super) url: Option<Url>,
    /// Allow addresses that are not this machine's own
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// The longest wait for one answer, in seconds
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) timeout: u64,
}

/// How a client with a secret shows it (RFC 6749 §2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClientAuth {
    /// `client_secret_basic`
    Basic,
    /// `client_secret_post`
    Post,
}
