//! The whole code flow with PKCE on a browser session that stands.

use std::sync::Arc;

use crate::{
    drive::{Context, Flow, Scenario},
    error::Error,
    http::Http,
    oauth::{CodeFlow, Session},
};

pub(super) struct CodeStanding {
    flow: Arc<CodeFlow>,
    session: Session,
}

impl Scenario for CodeStanding {
    type Shared = Arc<Context>;

    async fn prepare(context: Arc<Context>) -> Result<Arc<Context>, Error> {
        context.code_flow().await?;
        Ok(context)
    }

    async fn begin(shared: Arc<Arc<Context>>, http: &mut Http, index: usize) -> Result<Self, Error> {
        let flow = Arc::clone(shared.code_flow().await?);
        let mut session = Session::default();
        let person = shared.person(index)?;
        flow.run(http, &mut session, Some(person)).await?;
        Ok(Self { flow, session })
    }

    async fn flow(&mut self, http: &mut Http) -> Result<Flow, Error> {
        self.flow.run(http, &mut self.session, None).await?;
        Ok(Flow::Done)
    }
}
