use std::net::SocketAddr;
use std::sync::Arc;

use rp::jose::Secret;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::store::Store;
use crate::{Desk, Error, Options, Result, http};

/// A shop that is open. It closes when this is dropped.
pub struct Running {
    /// The address that browsers know it by, without a slash at its end.
    pub base: String,
    /// Where it listens first.
    pub address: SocketAddr,
    /// The merchant's token, if it was made now. It is not told again.
    pub merchant_token: Option<Secret<String>>,
    desk: Arc<Desk>,
    stop: watch::Sender<bool>,
    serving: JoinSet<std::io::Result<()>>,
}

/// Opens a shop. Its providers are looked for when the first buyer comes, and need not be there yet.
///
/// # Errors
/// A setting that cannot be used, or the database and its folder.
pub async fn start(options: Options) -> Result<Running> {
    let address = match options.listeners.first() {
        Some(listener) => listener.local_addr()?,
        None => return Err(Error::Setting("A shop needs a socket to listen on.".to_owned())),
    };
    let (desk, listeners, merchant_token) = Desk::open(options).await?;
    let (base, desk) = (desk.base.clone(), Arc::new(desk));
    let (stop, stopped) = watch::channel(false);
    let router = http::router(desk.clone());
    let mut serving = JoinSet::new();
    for listener in listeners {
        let (router, mut stopped) = (router.clone(), stopped.clone());
        // Asked to, or nobody is left to ask.
        let ended = async move { drop(stopped.wait_for(|stop| *stop).await) };
        serving.spawn(async move { axum::serve(listener, router).with_graceful_shutdown(ended).await });
    }
    Ok(Running { base, address, merchant_token, desk, stop, serving })
}

impl Running {
    /// The address to register for a store at its provider.
    pub fn callback(&self, slug: &str) -> String {
        Store::callback(&self.base, slug)
    }

    /// What [`crate::identify`] works with.
    pub fn desk(&self) -> &Arc<Desk> {
        &self.desk
    }

    /// Serves until it is stopped.
    ///
    /// # Errors
    /// The socket failed.
    pub async fn wait(mut self) -> Result<()> {
        while let Some(ended) = self.serving.join_next().await {
            ended.unwrap_or(Ok(()))?;
        }
        Ok(())
    }

    /// Takes no more requests, and ends those it has.
    ///
    /// # Errors
    /// The socket failed.
    pub async fn stop(self) -> Result<()> {
        // Fails where nobody serves any more.
        let _ = self.stop.send(true);
        self.wait().await
    }
}
