//! The code flow on a browser session that stands, sealed with RSA-OAEP in both directions, and userinfo.

use std::sync::Arc;

use jose::KeyType;

use super::code_sealed_ec::Shared;
use crate::{
    drive::{Context, Flow, Scenario},
    error::Error,
    http::Http,
    oauth::Session,
};

pub(super) struct CodeSealedRsa {
    shared: Arc<Shared>,
    session: Session,
}

impl Scenario for CodeSealedRsa {
    type Shared = Shared;

    async fn prepare(context: Arc<Context>) -> Result<Shared, Error> {
        let flow = context.sealed_flow(KeyType::Rsa).await?;
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
