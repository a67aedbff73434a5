//! A token for the client itself (RFC 6749 §4.4).

use std::sync::Arc;

use crate::{
    drive::{Context, Flow, Scenario},
    error::Error,
    http::{Http, Prepared},
    oauth::{Tokens, client_credentials},
};

pub(super) struct ClientCredentials {
    request: Prepared,
}

impl Scenario for ClientCredentials {
    type Shared = Prepared;

    async fn prepare(context: Arc<Context>) -> Result<Prepared, Error> {
        let endpoint = context.provider().await?.token_endpoint()?;
        client_credentials(endpoint, context.machine().await?, &context.target.machine_scope)
    }

    async fn begin(shared: Arc<Prepared>, _: &mut Http, _: usize) -> Result<Self, Error> {
        let request = Prepared::clone(&shared);
        Ok(Self { request })
    }

    async fn flow(&mut self, http: &mut Http) -> Result<Flow, Error> {
        let answer = http.send(&self.request).await?;
        answer.json::<Tokens>("the token endpoint")?;
        Ok(Flow::Done)
    }
}
