//! Connections, and what can be wrong with them.

use std::net::IpAddr;
use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, TimeoutType,
};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres::error::SqlState;

use super::tls::{Asked, Tls, asked};
use crate::error::Error;

/// How long to wait for the network, for the database to accept, or for a connection to come free.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bounds what the database works on our behalf, and keeps the guarantees independent of how it is
/// set up: a COMMIT that returned is on disk.
const SETTINGS: &str = "\
    SET statement_timeout = '10s'; \
    SET idle_in_transaction_session_timeout = '30s'; \
    SET default_transaction_isolation = 'read committed'; \
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

/// What went wrong, and whether the connection is the reason, so that another one may do better.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) error: Error,
    pub(super) broken: bool,
    pub(super) state: Option<SqlState>,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self { error, broken: false, state: None }
    }
}

impl Problem {
    /// Whether the database asks to have the transaction tried again.
    pub(super) fn is_collision(&self) -> bool {
        matches!(self.state, Some(SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED))
    }

    /// Whether a constraint spoke against it (class 23).
    pub(super) fn is_constraint(&self) -> bool {
        self.state.as_ref().is_some_and(|state| state.code().starts_with("23"))
    }
}

/// Reads a connection string. What is wrong with it is not told further: it may hold a password.
pub(super) fn config(text: &str) -> Result<Config, Error> {
    let Asked { rest, root } = asked(text)?;
    let mut config: Config =
        rest.parse().map_err(|_| Error::Location("not a PostgreSQL connection string".into()))?;
    config.ssl_mode(if root.is_some() { SslMode::Require } else { SslMode::Disable });
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(2 * PATIENCE);
    }
    if config.get_application_name().is_none() {
        config.application_name("countersign");
    }
    // A replica knows what was true some time ago.
    config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    Ok(config)
}

/// TLS as a connection string asks for it.
pub(super) fn tls(text: &str) -> Result<Tls, Error> {
    Tls::trusting(asked(text)?.root.as_deref())
}

/// Whether any of the database's hosts is another machine. Addresses stand in for the names of hosts.
pub(crate) fn is_remote(text: &str) -> Result<bool, Error> {
    let config = config(text)?;
    let addresses = config.get_hostaddrs();
    if !addresses.is_empty() {
        return Ok(!addresses.iter().all(IpAddr::is_loopback));
    }
    Ok(config.get_hosts().iter().any(|host| match host {
        Host::Tcp(name) => {
            let is_loopback = name.parse().is_ok_and(|address: IpAddr| address.is_loopback());
            !is_loopback && name != "localhost"
        }
        #[cfg(unix)]
        Host::Unix(_) => false,
    }))
}

pub(super) fn pool(text: &str, connections: usize) -> Result<Pool, Error> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(config(text)?, tls(text)?, recycling);
    Pool::builder(manager)
        .max_size(connections)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .recycle_timeout(Some(PATIENCE))
        .post_create(Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(SETTINGS).await.map_err(HookError::Backend) })
        }))
        .build()
        .map_err(|error| Error::Location(error.to_string()))
}

pub(super) async fn get(pool: &Pool) -> Result<Object, Problem> {
    pool.get().await.map_err(|error| match error {
        PoolError::Timeout(TimeoutType::Wait) => Error::TimedOut { waiting_for: "a free connection" }.into(),
        PoolError::Timeout(_) => Error::TimedOut { waiting_for: "a new connection" }.into(),
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
            // A new connection that failed: another one would as well.
            Problem { broken: false, ..problem(&error) }
        }
        PoolError::Closed => Error::Closed.into(),
        other => Error::Unreachable(other.to_string()).into(),
    })
}

/// Takes a connection out of the pool and closes it.
pub(super) fn discard(client: Object) {
    drop(Object::take(client));
}

pub(super) fn problem(error: &tokio_postgres::Error) -> Problem {
    let Some(told) = error.as_db_error() else {
        return Problem { error: Error::Unreachable(with_source(error)), broken: true, state: None };
    };
    let state = told.code().clone();
    // Connection exceptions, the database going down, and a plan made before a migration.
    let broken = state.code().starts_with("08")
        || state.code().starts_with("57P")
        || state == SqlState::FEATURE_NOT_SUPPORTED
        || state == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT;
    let error = if broken && state != SqlState::FEATURE_NOT_SUPPORTED {
        Error::Unreachable(told.message().into())
    } else {
        Error::Database { code: state.code().into(), message: told.message().into() }
    };
    Problem { error, broken, state: Some(state) }
}

/// The driver's own texts name the kind of failure and leave its reason to the source.
fn with_source(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
