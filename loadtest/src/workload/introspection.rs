//! A question about an access token (RFC 7662), each time one not asked about before.

use std::sync::Arc;

use bytes::Bytes;
use serde::Deserialize;

use crate::{
    drive::{Context, Flow, Pool, Scenario},
    error::{Error, failed, usage},
    http::{Http, Prepared},
    oauth::Credential,
};

pub(super) struct Introspection {
    shared: Arc<Shared>,
}

pub(super) struct Shared {
    request: Prepared,
    forms: Pool<Bytes>,
}

#[derive(Deserialize)]
struct Known {
    active: bool,
}

impl Shared {
    /// Makes `count` tokens ready, each to be asked about as often as told.
    pub(super) async fn new(context: &Arc<Context>, count: usize, uses: u32) -> Result<Self, Error> {
        let probe = Pool::fill(context, 1).await?;
        let (request, credential) = asker(context, probe.first().map_or("", |it| it)).await?;
        let tokens = Pool::fill(context, count).await?;
        let forms = tokens.iter().map(|token| Bytes::from(credential.form(&[("token", token)])));
        Ok(Self { request, forms: Pool::new(forms.collect(), uses) })
    }

    /// Asks about the next token.
    pub(super) async fn ask(&self, http: &mut Http) -> Result<Flow, Error> {
        let Some(form) = self.forms.take() else {
            return Ok(Flow::NothingLeft);
        };
        check_active(http, &self.request.clone().with_body(form.clone())).await?;
        Ok(Flow::Done)
    }

    pub(super) fn supply(&self) -> u64 {
        self.forms.supply()
    }
}

/// The first client with a secret that is told of the token; the request lacks its form.
async fn asker(context: &Context, token: &str) -> Result<(Prepared, Credential), Error> {
    let endpoint = context.provider().await?.introspection_endpoint()?;
    let mut met = Vec::new();
    for client in context.confidential() {
        let credential = Credential::new(client, context.target.client_auth)?;
        let request = credential.signed(Prepared::post_form(endpoint, "")?);
        let form = Bytes::from(credential.form(&[("token", token)]));
        match check_active(&mut context.http(), &request.clone().with_body(form)).await {
            Ok(()) => return Ok((request, credential)),
            Err(why) => met.push(format!("{}: {why}", client.id)),
        }
    }
    match met.as_slice() {
        [] => Err(usage("introspection needs a client with a secret")),
        met => Err(failed(format!("no client is told of the token: {}", met.join("; ")))),
    }
}

async fn check_active(http: &mut Http, request: &Prepared) -> Result<(), Error> {
    let answer = http.send(request).await?;
    match answer.json::<Known>("the introspection endpoint")?.active {
        true => Ok(()),
        false => Err(failed("the introspection endpoint says a live token is not active")),
    }
}

impl Scenario for Introspection {
    type Shared = Shared;

    async fn prepare(context: Arc<Context>) -> Result<Shared, Error> {
        Shared::new(&context, context.plan.pool, context.plan.uses).await
    }

    async fn begin(shared: Arc<Shared>, _: &mut Http, _: usize) -> Result<Self, Error> {
        Ok(Self { shared })
    }

    async fn flow(&mut self, http: &mut Http) -> Result<Flow, Error> {
        self.shared.ask(http).await
    }

    fn supply(shared: &Shared) -> Option<u64> {
        Some(shared.supply())
    }
}
