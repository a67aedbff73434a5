//! Claims of a person (OpenID Connect Core §5.3), each time with an access token not seen before.

use std::{borrow::Cow, sync::Arc};

use http::{HeaderValue, header::AUTHORIZATION};
use serde::Deserialize;

use crate::{
    drive::{Context, Flow, Pool, Scenario},
    error::{Error, failed},
    http::{Http, Prepared},
};

pub(super) struct Userinfo {
    shared: Arc<Shared>,
}

pub(super) struct Shared {
    request: Prepared,
    tokens: Pool<HeaderValue>,
}

#[derive(Deserialize)]
struct Claims<'a> {
    #[serde(borrow)]
    sub: Cow<'a, str>,
}

impl Shared {
    /// Makes `count` tokens ready, each to be used as often as told.
    pub(super) async fn new(context: &Arc<Context>, count: usize, uses: u32) -> Result<Self, Error> {
        let endpoint = context.provider().await?.userinfo_endpoint()?;
        let tokens = Pool::fill(context, count).await?;
        let headers = tokens.iter().map(|token| bearer(token));
        Ok(Self {
            request: Prepared::get(endpoint)?,
            tokens: Pool::new(headers.collect::<Result<_, _>>()?, uses),
        })
    }

    /// Asks with the next token.
    pub(super) async fn ask(&self, http: &mut Http) -> Result<Flow, Error> {
        let Some(token) = self.tokens.take() else {
            return Ok(Flow::NothingLeft);
        };
        let request = self.request.clone().with(AUTHORIZATION, token.clone());
        let answer = http.send(&request).await?;
        match answer.json::<Claims<'_>>("the userinfo endpoint")?.sub.is_empty() {
            true => Err(failed("the userinfo endpoint names an empty subject")),
            false => Ok(Flow::Done),
        }
    }

    pub(super) fn supply(&self) -> u64 {
        self.tokens.supply()
    }
}

fn bearer(token: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::try_from(format!("Bearer {token}"))
        .map_err(|_| failed("an access token fits in no header"))?;
    value.set_sensitive(true);
    Ok(value)
}

impl Scenario for Userinfo {
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
