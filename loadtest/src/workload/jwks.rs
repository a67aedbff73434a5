//! GET of the published keys (RFC 7517 §5).

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    drive::{Context, Flow, Scenario},
    error::{Error, failed},
    http::{Http, Prepared},
};

pub(super) struct Jwks {
    request: Prepared,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Value>,
}

impl Scenario for Jwks {
    type Shared = Prepared;

    async fn prepare(context: Arc<Context>) -> Result<Prepared, Error> {
        let provider = context.provider().await?;
        let url = provider.jwks_uri()?;
        let request = Prepared::get(url)?;
        // Read once with care, so that what is counted afterwards is known to be the right thing.
        let answer = context.http().send(&request).await?;
        match answer.json::<Keys>("the key set")?.keys.is_empty() {
            true => Err(failed("the key set is empty")),
            false => Ok(request),
        }
    }

    async fn begin(shared: Arc<Prepared>, _: &mut Http, _: usize) -> Result<Self, Error> {
        let request = Prepared::clone(&shared);
        Ok(Self { request })
    }

    async fn flow(&mut self, http: &mut Http) -> Result<Flow, Error> {
        let answer = http.send(&self.request).await?;
        if !answer.status.is_success() {
            return Err(answer.refusal("the key set"));
        }
        match answer.body.starts_with(b"{") {
            true => Ok(Flow::Done),
            false => Err(failed("the key set is no JSON object")),
        }
    }
}
