//! GET of any address: the floor under everything else.

use std::sync::Arc;

use http::StatusCode;

use crate::{
    drive::{Context, Flow, Scenario},
    error::{Error, usage},
    http::{Http, Prepared},
};

pub(super) struct Empty {
    request: Prepared,
}

impl Scenario for Empty {
    type Shared = Prepared;

    async fn prepare(context: Arc<Context>) -> Result<Prepared, Error> {
        let url = context.target.url.as_ref();
        Prepared::get(url.ok_or_else(|| usage("the workload empty needs --url"))?)
    }

    async fn begin(shared: Arc<Prepared>, _: &mut Http, _: usize) -> Result<Self, Error> {
        let request = Prepared::clone(&shared);
        Ok(Self { request })
    }

    async fn flow(&mut self, http: &mut Http) -> Result<Flow, Error> {
        let answer = http.send(&self.request).await?;
        match answer.status {
            StatusCode::OK | StatusCode::NO_CONTENT => Ok(Flow::Done),
            _ => Err(answer.refusal("the address")),
        }
    }
}
