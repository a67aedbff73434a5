//! The whole code flow with PKCE in a new browser, through the provider's own login page.

use std::sync::Arc;

use crate::{
    browser::Person,
    drive::{Context, Flow, Scenario},
    error::Error,
    http::Http,
    oauth::{CodeFlow, Session},
};

pub(super) struct CodePassword {
    flow: Arc<CodeFlow>,
    person: Person,
}

impl Scenario for CodePassword {
    type Shared = Arc<Context>;

    async fn prepare(context: Arc<Context>) -> Result<Arc<Context>, Error> {
        context.code_flow().await?;
        Ok(context)
    }

    async fn begin(shared: Arc<Arc<Context>>, _: &mut Http, index: usize) -> Result<Self, Error> {
        Ok(Self { flow: Arc::clone(shared.code_flow().await?), person: shared.person(index)?.clone() })
    }

    async fn flow(&mut self, http: &mut Http) -> Result<Flow, Error> {
        let mut browser = Session::default();
        self.flow.run(http, &mut browser, Some(&self.person)).await?;
        Ok(Flow::Done)
    }
}
