//! Access tokens obtained beforehand through real flows, each used a bounded number of times.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::task::JoinSet;

use super::{Context, TokensFrom};
use crate::{
    error::{Error, failed},
    oauth::{CodeFlow, Session, refresh},
};

/// Virtual users that obtain tokens at the same time.
const FILLING_AT_ONCE: usize = 8;

/// How often a provider that asks for patience is asked again.
const PATIENCE: u32 = 40;

/// A pool of tokens, shared by all virtual users.
pub struct Pool<T> {
    tokens: Vec<T>,
    uses: u64,
    taken: AtomicU64,
}

impl<T> Pool<T> {
    /// A pool whose tokens are each given out `uses` times.
    pub fn new(tokens: Vec<T>, uses: u32) -> Self {
        Self { tokens, uses: u64::from(uses), taken: AtomicU64::new(0) }
    }

    /// The next token, until all are used up. One comes again only after all others.
    pub fn take(&self) -> Option<&T> {
        let taken = self.taken.fetch_add(1, Relaxed);
        if taken >= self.supply() {
            return None;
        }
        self.tokens.get((taken % self.tokens.len() as u64) as usize)
    }

    /// How many can be taken in all.
    pub fn supply(&self) -> u64 {
        self.tokens.len() as u64 * self.uses
    }
}

impl Pool<String> {
    /// Obtains `count` access tokens of the target's people.
    ///
    /// # Errors
    /// When the flows that give them fail.
    pub async fn fill(context: &Arc<Context>, count: usize) -> Result<Vec<String>, Error> {
        let by_refresh = context.plan.tokens_from == TokensFrom::Refresh;
        let flow = match by_refresh {
            true => context.refreshing_flow().await?,
            false => context.code_flow().await?,
        };
        let fillers = FILLING_AT_ONCE.min(count);
        let mut tasks = JoinSet::new();
        for index in 0..fillers {
            let share = count / fillers + usize::from(index < count % fillers);
            let (context, flow) = (Arc::clone(context), Arc::clone(flow));
            tasks.spawn(async move { obtain(&context, &flow, by_refresh, index, share).await });
        }
        let mut tokens = Vec::with_capacity(count);
        while let Some(done) = tasks.join_next().await {
            tokens.append(&mut done.map_err(|_| failed("filling the pool broke down"))??);
        }
        Ok(tokens)
    }
}

async fn obtain(
    context: &Context,
    flow: &CodeFlow,
    by_refresh: bool,
    index: usize,
    share: usize,
) -> Result<Vec<String>, Error> {
    let mut http = context.http();
    let mut session = Session::default();
    let person = context.person(index)?;
    let mut patience = PATIENCE;
    let first = loop {
        match flow.run(&mut http, &mut session, Some(person)).await {
            // Password hashing may shed load.
            Err(Error::TryAgain(_)) if patience > 0 => patience -= 1,
            done => break done?,
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    };
    let mut chain = first.refresh_token;
    let mut tokens = vec![first.access_token];
    while tokens.len() < share {
        let next = match &chain {
            Some(token) if by_refresh => {
                refresh(&mut http, flow.token_request(), flow.credential(), token).await?
            }
            _ => flow.run(&mut http, &mut session, None).await?,
        };
        // A provider that does not rotate gives no new one: the old one stays good.
        chain = next.refresh_token.or(chain);
        tokens.push(next.access_token);
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_each_token_out_as_often_as_told() {
        let pool = Pool::new(vec!["a", "b"], 2);
        let given: Vec<&str> = std::iter::from_fn(|| pool.take().copied()).collect();
        assert_eq!(given, ["a", "b", "a", "b"]);
        assert_eq!((pool.supply(), pool.take()), (4, None));
    }
}
