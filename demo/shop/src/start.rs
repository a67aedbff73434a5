use std::net::SocketAddr;
use std::sync::Arc;

use rp::jose::Secret;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::store::Store;
use crate::{Desk, Options, Result, http};

/// A shop that is open. It closes when this is dropped.
pub struct Running {
    /// The address that browsers know it by, without a slash at its end.
    pub base: String,
    /// Where it listens.
    pub address: SocketAddr,
    /// The merchant's token, if it was made now. It is not told again.
    pub merchant_token: Option<Secret<String>>,
    desk: Arc<Desk>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<()>>,
}

/// Opens a shop. Its providers are looked for when the first buyer comes, and need not be there yet.
///
/// # Errors
/// A setting that cannot be used, or the database and its folder.
pub async fn start(options: Options) -> Result<Running> {
    let address = options.listener.local_addr()?;
    let (desk, listener, merchant_token) = Desk::open(options).await?;
    let (base, desk) = (desk.base.clone(), Arc::new(desk));
    let (stop, stopped) = oneshot::channel::<()>();
    let router = http::router(desk.clone());
    let serving = tokio::spawn(async move {
        let ended = async move { drop(stopped.await) };
        axum::serve(listener, router).with_graceful_shutdown(ended).await
    });
    Ok(Running { base, address, merchant_token, desk, stop: Some(stop), serving })
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
        let ended = (&mut self.serving).await;
        Ok(ended.unwrap_or(Ok(()))?)
    }

    /// Takes no more requests, and ends those it has.
    ///
    /// # Errors
    /// The socket failed.
    pub async fn stop(mut self) -> Result<()> {
        drop(self.stop.take());
        self.wait().await
    }
}
