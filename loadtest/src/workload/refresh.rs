//! Rotation of refresh tokens (RFC 6749 §6, RFC 9700 §4.14): each virtual user follows its own chain.

use std::sync::Arc;

use crate::{
    drive::{Context, Flow, Scenario},
    error::{Error, failed},
    http::Http,
    oauth::{CodeFlow, Session, refresh},
};

pub(super) struct Refresh {
    flow: Arc<CodeFlow>,
    token: String,
}

impl Scenario for Refresh {
    type Shared = Arc<Context>;

    async fn prepare(context: Arc<Context>) -> Result<Arc<Context>, Error> {
        context.refreshing_flow().await?;
        Ok(context)
    }

    async fn begin(shared: Arc<Arc<Context>>, http: &mut Http, index: usize) -> Result<Self, Error> {
        let flow = Arc::clone(shared.refreshing_flow().await?);
        let person = shared.person(index)?;
        let tokens = flow.run(http, &mut Session::default(), Some(person)).await?;
        let token = tokens.refresh_token;
        let token = token.ok_or_else(|| failed("the code flow gave no refresh token"))?;
        Ok(Self { flow, token })
    }

    async fn flow(&mut self, http: &mut Http) -> Result<Flow, Error> {
        let (request, credential) = (self.flow.token_request(), self.flow.credential());
        let tokens = refresh(http, request, credential, &self.token).await?;
        // A provider that does not rotate gives no new one: the old one stays good.
        if let Some(next) = tokens.refresh_token {
            self.token = next;
        }
        Ok(Flow::Done)
    }
}
