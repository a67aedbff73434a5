//! Claims of a person, with the same access token again and again.

use std::sync::Arc;

use super::userinfo::Shared;
use crate::{
    drive::{Context, Flow, Scenario},
    error::Error,
    http::Http,
};

pub(super) struct UserinfoRemembered {
    shared: Arc<Shared>,
}

impl Scenario for UserinfoRemembered {
    type Shared = Shared;

    async fn prepare(context: Arc<Context>) -> Result<Shared, Error> {
        Shared::new(&context, 1, u32::MAX).await
    }

    async fn begin(shared: Arc<Shared>, _: &mut Http, _: usize) -> Result<Self, Error> {
        Ok(Self { shared })
    }

    async fn flow(&mut self, http: &mut Http) -> Result<Flow, Error> {
        self.shared.ask(http).await
    }
}
