//! The code flow on a browser session that stands, sealed with ECDH-ES in both directions, and userinfo.

use std::sync::Arc;

use jose::KeyType;

use crate::{
    drive::{Context, Flow, Scenario},
    error::Error,
    http::Http,
    oauth::{SealedFlow, Session},
};

pub(super) struct CodeSealedEc {
    shared: Arc<Shared>,
    session: Session,
}

pub(super) struct Shared {
    pub(super) context: Arc<Context>,
    pub(super) flow: SealedFlow,
}

impl Scenario for CodeSealedEc {
    type Shared = Shared;

    async fn prepare(context: Arc<Context>) -> Result<Shared, Error> {
        let flow = context.sealed_flow(KeyType::Ec).await?;
        Ok(Shared { context, flow })
    }

    async fn begin(shared: Arc<Shared>, http: &mut Http, index: usize) -> Result<Self, Error> {
        let mut session = Session::default();
        let person = shared.context.person(index)?;
        shared.flow.run(http, &mut session, Some(person)).await?;
        Ok(Self { shared, session })
    }

    async fn flow(&mut self, http: &mut Http) -> Result<Flow, Error> {
        self.shared.flow.run(http, &mut self.session, None).await?;
        Ok(Flow::Done)
    }
}
