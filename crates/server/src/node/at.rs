//! A node as it is asked at one of its doors.

use std::ops::Deref;
use std::sync::Arc;

use idp::model::client::Client;
use idp::model::issuer::{Issuer, Issuers};
use store::Store;

use super::{Clock, Hasher, House};
use crate::fetch::Fetcher;

/// One node, asked under the name of one of its issuers. All doors lead into one [`House`].
#[derive(Clone)]
pub struct Node {
    house: Arc<House>,
    /// The issuer that is asked.
    pub issuer: Issuer,
    /// Those whose clients are answered here, each under its own name.
    here: Arc<[Issuer]>,
}

impl Node {
    /// A node over an open store, that limits nobody, asked under the name of the first issuer and
    /// answering the clients of all.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn new(
        store: Store,
        issuers: impl Into<Issuers>,
        clock: Arc<dyn Clock>,
        hasher: Hasher,
        fetcher: Fetcher,
    ) -> Result<Self, store::Error> {
        let Issuers { first: issuer, further } = issuers.into();
        let here: Arc<[Issuer]> = std::iter::once(issuer.clone()).chain(further).collect();
        let house = House::new(store, Arc::clone(&here), clock, hasher, fetcher).await?;
        Ok(Self { house: Arc::new(house), issuer, here })
    }

    /// Changes what the house is set up with, which is possible until it is shared.
    pub fn set_up(&mut self, change: impl FnOnce(&mut House)) {
        if let Some(house) = Arc::get_mut(&mut self.house) {
            change(house);
        }
    }

    /// The same node at another door: asked under this name, answering these issuers' clients.
    pub fn at(&self, issuer: Issuer, here: impl IntoIterator<Item = Issuer>) -> Self {
        Self { house: Arc::clone(&self.house), issuer, here: here.into_iter().collect() }
    }

    /// The issuer under whose name this client is answered here: its own, or, where it has no business,
    /// the one that is asked and refuses it.
    pub fn issuer_of(&self, client: Option<&Client>) -> &Issuer {
        let own = client.and_then(|client| self.here.iter().find(|issuer| issuer.serves(client)));
        own.unwrap_or(&self.issuer)
    }
}

impl Deref for Node {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}
