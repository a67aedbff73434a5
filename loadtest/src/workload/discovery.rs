//! GET of the discovery document.

use std::sync::Arc;

use crate::{
    drive::{Context, Flow, Scenario},
    error::{Error, failed},
    http::{Http, Prepared},
    oauth::Provider,
};

pub(super) struct Discovery {
    request: Prepared,
}

impl Scenario for Discovery {
    type Shared = Prepared;

    async fn prepare(context: Arc<Context>) -> Result<Prepared, Error> {
        // Read once with care, so that what is counted afterwards is known to be the right thing.
        context.provider().await?;
        Prepared::get(&Provider::document(context.issuer()?)?)
    }

    async fn begin(shared: Arc<Prepared>, _: &mut Http, _: usize) -> Result<Self, Error> {
        let request = Prepared::clone(&shared);
        Ok(Self { request })
    }

    async fn flow(&mut self, http: &mut Http) -> Result<Flow, Error> {
        let answer = http.send(&self.request).await?;
        if !answer.status.is_success() {
            return Err(answer.refusal("the discovery document"));
        }
        match answer.body.starts_with(b"{") {
            true => Ok(Flow::Done),
            false => Err(failed("the discovery document is no JSON object")),
        }
    }
}
